import { rowsOf, whole } from '../dialect';
import type { Db } from '../tx';

/** The time of the database's machine, read from here. All instances go by it, whatever their own clocks say. */
export interface DatabaseClock {
  /** Milliseconds since the epoch, a whole number. Goes on by the clock of this machine that never jumps. */
  readonly now: () => number;
  /** Takes what the database said, with the moments before and after it was asked, by `performance.now()`. */
  readonly set: (databaseTime: number, askedAt: number, answeredAt: number) => void;
  /** Asks the database. @throws what the database says */
  sync(): Promise<void>;
}

/** An answer that took longer says too little about when it was given; the time goes on by what is known. */
const LONGEST_MS = 1_000;
/** Of several answers the quickest says most. */
const TRIES = 3;

/** The database's time in milliseconds since the epoch, in SQL of PostgreSQL. */
export const DATABASE_TIME = 'cast(extract(epoch from clock_timestamp()) * 1000 as bigint)';

/**
 * Reads the database's clock from here on. To be set once before `now` is asked.
 * @param monotonic milliseconds that only grow
 */
export function makeDatabaseClock(db: Db, monotonic: () => number = () => performance.now()): DatabaseClock {
  /** What to add to the monotonic clock, and how far that can be off either way. */
  let ahead: number | undefined;
  let unsure = Infinity;

  function set(databaseTime: number, askedAt: number, answeredAt: number): void {
    const took = answeredAt - askedAt;
    if (ahead !== undefined && took > LONGEST_MS) return;
    const found = databaseTime - (askedAt + answeredAt) / 2;
    // What agrees with a sharper reading is no news; what can't be, by both, is: a clock was set.
    if (ahead !== undefined && unsure < took / 2 && Math.abs(found - ahead) <= unsure + took / 2) return;
    ahead = found;
    unsure = took / 2;
  }

  return {
    set,
    now() {
      if (ahead === undefined) throw new Error('The database has not told the time yet.');
      return Math.floor(monotonic() + ahead);
    },
    async sync() {
      for (let run = 0; run < TRIES; run += 1) {
        const askedAt = monotonic();
        const [row] = await rowsOf<{ now: unknown }>(db, `select ${DATABASE_TIME} as now`, []);
        set(whole(row?.now), askedAt, monotonic());
      }
    },
  };
}
