import { rowsOf, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A rate that all processes on a PostgreSQL database keep together. */
export interface SharedRate {
  /** What is counted, as a hash: 64 characters at most. */
  readonly nameHash: string;
  /** How many may be taken at once after a rest. */
  readonly burst: number;
  readonly perSecond: number;
}

/** What came of asking: how many were handed out, and otherwise how long until there is one, in milliseconds. */
export type Handed = { readonly granted: number } | { readonly granted: 0; readonly waitMs: number };

const SECOND = 1_000_000;
const NOW = `cast(extract(epoch from clock_timestamp()) * ${SECOND} as bigint)`;

/**
 * Takes up to a number of turns out of a rate, for PostgreSQL: a bucket that is kept as one moment, up to which what was
 * handed out uses the rate up (the generic cell rate algorithm of ITU-T I.371). One statement: others wait for the row.
 */
export async function takeTurns(tx: Tx, { nameHash, burst, perSecond }: SharedRate, most: number): Promise<Handed> {
  const interval = Math.ceil(SECOND / perSecond);
  const full = interval * burst;
  const first = Math.min(most, burst);
  // Never further ahead than all that can be taken: a clock that was set back makes nobody wait longer.
  const used = 'least(greatest(r.used_until, excluded.asked_at), excluded.asked_at + cast(? as bigint))';
  // Whole numbers divided by whole numbers round towards zero.
  const given = `greatest(0, least(?, (excluded.asked_at + cast(? as bigint) - ${used}) / cast(? as bigint)))`;
  const [row] = await rowsOf<{ granted: unknown; ahead: unknown }>(
    tx,
    `insert into api_rates as r (name_hash, used_until, asked_at, granted)
       select ?, moment.now + ?, moment.now, ? from (select ${NOW} as now) as moment
     on conflict (name_hash) do update set
       used_until = ${used} + cast(? as bigint) * ${given},
       asked_at = excluded.asked_at,
       granted = ${given}
     returning granted, used_until - asked_at as ahead`,
    [
      ...[nameHash, interval * first, first],
      ...[full, interval, ...[most, full, full, interval]],
      ...[most, full, full, interval],
    ],
  );
  const granted = whole(row?.granted);
  return granted > 0 ? { granted } : { granted: 0, waitMs: waitOf(whole(row?.ahead), interval, burst) };
}

/** Tells how long until a rate has a turn, in milliseconds: 0 while it has one. Nothing is taken. */
export async function readWaitForTurn(reader: Reader, { nameHash, burst, perSecond }: SharedRate): Promise<number> {
  const [row] = await rowsOf<{ ahead: unknown }>(
    reader,
    `select used_until - ${NOW} as ahead from api_rates where name_hash = ?`,
    [nameHash],
  );
  return row === undefined ? 0 : waitOf(whole(row.ahead), Math.ceil(SECOND / perSecond), burst);
}

/** Forgets rates that nobody asked for since a moment (milliseconds): long enough ago, they are full again. */
export async function deleteRestedRates(tx: Tx, before: number): Promise<number> {
  return tx('api_rates')
    .where('asked_at', '<', before * 1_000)
    .delete();
}

function waitOf(ahead: number, interval: number, burst: number): number {
  const used = Math.min(Math.max(0, ahead), interval * burst);
  return Math.max(0, (used + interval - interval * burst) / 1_000);
}
