import { whole, wholeOrNone } from '../dialect';
import { firstIdAt } from '../events';
import type { Reader, Tx } from '../tx';

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

/**
 * Removes the oldest events that were recorded before a moment, from the oldest end only: what is left has no gap.
 * @param most how many at once
 * @returns how many went
 */
export async function deleteOldestEvents(tx: Tx, before: number, most: number): Promise<number> {
  const oldest = tx('events').where('id', '<', firstIdAt(before)).orderBy('id').limit(most).select('id');
  return tx('events').whereIn('id', oldest).delete();
}
