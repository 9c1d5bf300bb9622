import { wholeOrNone } from './dialect';
import type { Reader, Tx } from './tx';

/** What is done by the clock, each with the moment up to which it was done. */
export type ClockMark = 'password_expiry';

/** Finds up to when something was done, in milliseconds since the epoch; undefined when it never was. */
export async function findClockMark(reader: Reader, name: ClockMark): Promise<number | undefined> {
  const row: { at: unknown } | undefined = await reader('clock_marks').where({ name }).first('at');
  return wholeOrNone(row?.at);
}

/** Keeps up to when something was done; it may go back, when the clock did. */
export async function saveClockMark(tx: Tx, name: ClockMark, at: number): Promise<void> {
  await tx('clock_marks').insert({ name, at }).onConflict('name').merge(['at']);
}
