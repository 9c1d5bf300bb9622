import { invalid } from '../../../../core/errors';
import { text, type Form } from '../../../forms';

/**
 * Reads the day and the time of day of a form, both by UTC, from the fields `date` and `time`.
 * @returns milliseconds since the epoch
 * @throws AppError invalid by field
 */
export function momentOf(form: Form): number {
  const date = text(form, 'date').trim();
  const time = text(form, 'time').trim();
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // A 31 February is read as a day of March by some; it is none.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) {
    throw invalid({ date: 'Choose a day.' });
  }
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(time) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) {
    throw invalid({ time: 'Enter hours and minutes, such as 06:00.' });
  }
  return day + Number(hours) * 3_600_000 + Number(minutes) * 60_000;
}
