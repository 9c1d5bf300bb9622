import { rowsOf, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A rate that all processes on a PostgreSQL database keep together. */
export interface SharedRate {
  /** What is counted, as a hash: 64 characters at most. */
  readonly nameHash: string;
  /** How many may be taken at once after a rest. */
  readonly burst: number;
  readonly perSecond: number;
  /** For how long what was taken may be told later than it was, in milliseconds: as much more is handed out at once. */
  readonly lateMs: number;
}

/** What somebody tells and asks. */
export interface Asked {
  /** Turns that were taken without asking. They count, even when there were none to have. */
  readonly told: number;
  /** Turns that are wanted now. */
  readonly wanted: number;
}

/** What came of asking. */
export interface Handed {
  /** How many of the wanted were handed out. */
  readonly granted: number;
  /** How many are there still. */
  readonly room: number;
  /** How long until there is one, in milliseconds; 0 while there is. */
  readonly waitMs: number;
}

const SECOND = 1_000_000;
const NOW = `cast(extract(epoch from clock_timestamp()) * ${SECOND} as bigint)`;
/** Longer than anybody waits for a row: who was asked for so much later was asked before the clock was set back. */
const SET_BACK = 10 * SECOND;

/**
 * Counts turns that were taken and hands out more, for PostgreSQL: a bucket that is kept as one moment, up to which what
 * was taken uses the rate up (the generic cell rate algorithm of ITU-T I.371). One statement: others wait for the row.
 */
export async function takeTurns(tx: Tx, rate: SharedRate, { told, wanted }: Asked): Promise<Handed> {
  const { interval, full } = measuresOf(rate);
  const first = Math.max(0, Math.min(wanted, Math.floor(full / interval) - told));
  const used = `greatest(${usedUntil('excluded.asked_at')}, excluded.asked_at) + cast(? as bigint)`;
  // Whole numbers divided by whole numbers round towards zero.
  const given = `greatest(0, least(?, (excluded.asked_at + cast(? as bigint) - (${used})) / cast(? as bigint)))`;
  const forGiven = [wanted, full, interval * told, interval];
  const [row] = await rowsOf<{ granted: unknown; ahead: unknown }>(
    tx,
    `insert into api_rates as r (name_hash, used_until, asked_at, granted)
       select ?, moment.now + ?, moment.now, ? from (select ${NOW} as now) as moment
     on conflict (name_hash) do update set
       used_until = ${used} + cast(? as bigint) * ${given},
       asked_at = excluded.asked_at,
       granted = ${given}
     returning granted, used_until - asked_at as ahead`,
    [rate.nameHash, interval * (told + first), first, interval * told, interval, ...forGiven, ...forGiven],
  );
  const ahead = whole(row?.ahead);
  return {
    granted: whole(row?.granted),
    room: Math.max(0, Math.floor((full - ahead) / interval)),
    waitMs: waitOf(ahead, rate),
  };
}

/** Tells how long until a rate has a turn, in milliseconds: 0 while it has one. Nothing is taken. */
export async function readWaitForTurn(reader: Reader, rate: SharedRate): Promise<number> {
  const [row] = await rowsOf<{ ahead: unknown }>(
    reader,
    `select ${usedUntil('moment.now')} - moment.now as ahead
       from api_rates r cross join (select ${NOW} as now) as moment where r.name_hash = ?`,
    [rate.nameHash],
  );
  return row === undefined ? 0 : waitOf(whole(row.ahead), rate);
}

/** Forgets rates that nobody asked for since a moment (milliseconds): long enough ago, they are full again. */
export async function deleteRestedRates(tx: Tx, before: number): Promise<number> {
  return tx('api_rates')
    .where('asked_at', '<', before * 1_000)
    .delete();
}

/** How long one turn uses the rate up, and how far ahead all that can be taken does, in microseconds. */
function measuresOf({ burst, perSecond, lateMs }: SharedRate): { readonly interval: number; readonly full: number } {
  const interval = Math.ceil(SECOND / perSecond);
  return { interval, full: interval * burst + lateMs * 1_000 };
}

/** A clock that was set back makes nobody wait longer: what was used stays as far ahead as it was. */
function usedUntil(now: string): string {
  return `(r.used_until - case when r.asked_at > ${now} + ${SET_BACK} then r.asked_at - ${now} else 0 end)`;
}

function waitOf(ahead: number, rate: SharedRate): number {
  const { interval, full } = measuresOf(rate);
  return Math.max(0, (Math.max(0, ahead) + interval - full) / 1_000);
}
