import { whole, wholeOrNone } from '../dialect';
import { firstIdAt } from '../events';
import type { Reader } from '../tx';

/** What is in the log. Times in milliseconds since the epoch. */
export interface EventLogSize {
  readonly total: number;
  readonly oldestAt?: number;
}

/** Counts the events and finds the oldest. */
export async function readEventLogSize(reader: Reader): Promise<EventLogSize> {
  const [row] = (await reader('events').count({ total: '*' })) as { total: unknown }[];
  const first: { at: unknown } | undefined = await reader('events').orderBy('id').first('at');
  const oldestAt = wholeOrNone(first?.at);
  return { total: whole(row?.total), ...(oldestAt === undefined ? {} : { oldestAt }) };
}

/** Counts the events that were recorded before a moment. */
export async function countEventsBefore(reader: Reader, at: number): Promise<number> {
  const [row] = (await reader('events').where('id', '<', firstIdAt(at)).count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}
