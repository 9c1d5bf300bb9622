import { invalid } from '../../core/errors';
import { LEAST_EVENT_DAYS, MOST_EVENT_DAYS, readEventDays } from '../../core/event-retention';
import { countEventsBefore } from '../../store/boards/event-retention';
import { findSetting, saveSetting } from '../../store/settings';
import { transact, type Reader } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

const DAY_MS = 86_400_000;

/** Reads for how many days events are kept; 0 for ever. */
export async function findEventDays(reader: Reader): Promise<number> {
  return readEventDays(await findSetting(reader, 'event_days'));
}

/**
 * Checks a number of days; 0 for ever.
 * @throws AppError invalid
 */
export function checkEventDays(days: number): number {
  if (days === 0 || (Number.isInteger(days) && days >= LEAST_EVENT_DAYS && days <= MOST_EVENT_DAYS)) return days;
  throw invalid({ days: `The number of days is a whole number from ${LEAST_EVENT_DAYS} to 3,650.` });
}

/**
 * Reads the number of days from a form; 0 for ever.
 * @throws AppError invalid
 */
export function readEventDaysForm(keep: string, days: string): number {
  if (keep === 'ever') return 0;
  if (keep !== 'days') throw invalid({ keep: 'Choose how long events are kept.' });
  // No number and zero are both none: for ever is chosen above.
  return checkEventDays((/^\d{1,5}$/.test(days.trim()) ? Number(days.trim()) : 0) || -1);
}

/** Counts the events that a number of days would remove now. */
export async function countRemovedBy(deps: Pick<Deps, 'db' | 'clock'>, days: number): Promise<number> {
  return days === 0 ? 0 : countEventsBefore(deps.db, deps.clock() - days * DAY_MS);
}

/**
 * Sets for how many days events are kept. Older ones go with the next housekeeping, and can't be brought back.
 * @param check gets the number as it is now, and throws to keep it so
 * @returns false when nothing changed
 */
export async function changeEventDays(
  deps: Deps,
  actor: Actor,
  days: number,
  check?: (now: number) => void,
): Promise<boolean> {
  return transact(deps.db, async (tx) => {
    const now = await findEventDays(tx);
    check?.(now);
    if (now === days) return false;
    await saveSetting(tx, 'event_days', String(days));
    const kept = days === 0 ? 'for ever' : `for ${days} days`;
    await record(deps, tx, actor, 'retention_update', {}, { sentence: `Events are kept ${kept}` });
    return true;
  });
}
