import { createHash } from 'node:crypto';
import { readWaitForTurn, takeTurns, type SharedRate } from '../../store/api-keys/rates';
import { transactOne, type Db } from '../../store/tx';
import { keepLast, type Limit, type Rate } from './limit';

/** Requests that were let in without asking are told this long after the first of them. */
const TELL_MS = 500;
/** What the database said is believed for this long. */
const GOOD_MS = 1_000;
/**
 * For how long a request may stay untold: TELL_MS, and as long again for a database that is slow. What a rate brings in
 * this time is let through beyond it, so that nobody who keeps to the rate is refused because of what came late.
 */
const LATE_MS = 1_000;
/** Of what is there, one in so many may be let in without asking, so that many processes together stay close to it. */
const SHARE = 16;
/** The most that one process lets in of a name without asking, where a limit allows it at all. */
export const MOST_UNTOLD = 20;

/** What this process knows of one name. Moments by a clock that only grows. */
interface Share {
  /** Turns that were handed out for those who wait for them. */
  granted: number;
  /** How many more may be let in without asking, and until when. */
  free: number;
  freeUntil: number;
  /** How many were let in without asking, of which the database knows nothing yet. */
  untold: number;
  willTell: boolean;
  waiting: number;
  /** Until then nobody has a turn. */
  blockedUntil: number;
  /** Somebody asks the database now; who comes meanwhile waits for it. */
  asking?: Promise<void>;
}

/** How a limit is shared. */
export interface SharedLimitOptions {
  readonly kind: string;
  readonly mostUntold: number;
  readonly monotonic?: () => number;
  readonly later?: (ms: number, work: () => void) => void;
}

/**
 * Counts for all processes on one PostgreSQL database, in one row for each name. While much of a rate is left, requests
 * are let in first and told to the row twice in a second; the less is left, the fewer, and near the end each is asked for.
 * Nothing is set aside for a process, so that nothing is lost that another could use: who keeps to the rate is never
 * refused. Who does not gets `mostUntold` more from each process at most, and waits for them later.
 * @param options `kind` keeps names of different limits apart; `mostUntold` is 0 where each one is asked for;
 *   `monotonic` gives milliseconds that only grow, and `later` does something after milliseconds
 */
export function makeSharedLimit(
  db: Db,
  rate: Rate,
  { kind, mostUntold, monotonic = () => performance.now(), later = laterAlone }: SharedLimitOptions,
): Limit {
  const shares = new Map<string, Share>();
  const shareOf = (name: string): Share => {
    const share = shares.get(name) ?? newShare();
    keepLast(shares, name, share);
    return share;
  };
  const rateOf = (name: string): SharedRate => ({
    ...rate,
    lateMs: mostUntold > 0 ? LATE_MS : 0,
    nameHash: createHash('sha256').update(`${kind} ${name}`, 'utf8').digest('hex'),
  });
  const blocked = (share: Share): number => Math.max(0, Math.ceil((share.blockedUntil - monotonic()) / 1_000));
  const isFree = (share: Share): boolean => share.free > 0 && monotonic() < share.freeUntil;
  // Whole seconds, as they are told: who comes back before is not asked for at the database.
  const block = (share: Share, waitMs: number): void => {
    share.blockedUntil = monotonic() + Math.ceil(waitMs / 1_000) * 1_000;
  };

  async function ask(name: string, share: Share): Promise<void> {
    const { untold: told, waiting: wanted } = share;
    const handed = await transactOne(db, (tx) => takeTurns(tx, rateOf(name), { told, wanted }));
    share.untold -= told;
    share.granted += handed.granted;
    // Some were let in while the answer was on its way.
    share.free = Math.min(mostUntold, Math.floor(handed.room / SHARE)) - share.untold;
    share.freeUntil = monotonic() + GOOD_MS;
    if (handed.granted < wanted) block(share, handed.waitMs);
  }

  function askOnce(name: string, share: Share): Promise<void> {
    share.asking ??= ask(name, share).finally(() => delete share.asking);
    return share.asking;
  }

  function tellSoon(name: string, share: Share): void {
    if (share.willTell) return;
    share.willTell = true;
    later(TELL_MS, () => {
      share.willTell = false;
      if (share.untold === 0) return;
      // When the database is away they stay untold, and go with the next that are.
      askOnce(name, share).then(
        () => {
          if (share.untold > 0) tellSoon(name, share);
        },
        () => undefined,
      );
    });
  }

  async function waitForAnswer(name: string, share: Share): Promise<void> {
    share.waiting += 1;
    try {
      await askOnce(name, share);
    } finally {
      share.waiting -= 1;
    }
  }

  return {
    async wait(name) {
      const share = shareOf(name);
      if (isFree(share)) return 0;
      if (blocked(share) === 0) block(share, await readWaitForTurn(db, rateOf(name)));
      return blocked(share);
    },
    async draw(name) {
      const share = shareOf(name);
      for (;;) {
        if (share.granted > 0) {
          share.granted -= 1;
          return 0;
        }
        const wait = blocked(share);
        if (wait > 0) return wait;
        if (isFree(share)) {
          share.free -= 1;
          share.untold += 1;
          tellSoon(name, share);
          return 0;
        }
        await waitForAnswer(name, share);
      }
    },
  };
}

function newShare(): Share {
  return { granted: 0, free: 0, freeUntil: 0, untold: 0, willTell: false, waiting: 0, blockedUntil: 0 };
}

/** Keeps no process alive that has nothing else to do. */
function laterAlone(ms: number, work: () => void): void {
  setTimeout(work, ms).unref();
}
