import { createHash } from 'node:crypto';
import { readWaitForTurn, takeTurns, type SharedRate } from '../../store/api-keys/rates';
import { transactOne, type Db } from '../../store/tx';
import { keepLast, type Limit, type Rate } from './limit';

/** What was taken is good for this long: together, all processes let through what a second allows too much at most. */
const GOOD_MS = 1_000;
/** The most that is taken at once of a rate that is drawn from all the time. */
export const LARGEST_LOT = 64;

/** What this process knows of one name. Moments by a clock that only grows. */
interface Share {
  /** Turns that were taken and not used yet, until when they are good, and how many there were. */
  left: number;
  goodUntil: number;
  taken: number;
  /** Until then nobody has a turn. */
  blockedUntil: number;
  /** Somebody asks the database now; who comes meanwhile waits for it. */
  asking?: Promise<void>;
}

/** How a limit is shared. */
export interface SharedLimitOptions {
  readonly kind: string;
  readonly largest: number;
  readonly monotonic?: () => number;
}

/**
 * Counts for all processes on one PostgreSQL database. Turns are taken from one row in lots that grow while they are used
 * up, so that a busy name costs about one write in a second and not one for each request.
 * @param options `kind` keeps names of different limits apart; `largest` is the largest lot, 1 for what is rarely drawn;
 *   `monotonic` gives milliseconds that only grow
 */
export function makeSharedLimit(
  db: Db,
  rate: Rate,
  { kind, largest, monotonic = () => performance.now() }: SharedLimitOptions,
): Limit {
  const shares = new Map<string, Share>();
  const shareOf = (name: string): Share => {
    const share = shares.get(name) ?? { left: 0, goodUntil: 0, taken: 0, blockedUntil: 0 };
    keepLast(shares, name, share);
    return share;
  };
  const rateOf = (name: string): SharedRate => ({
    ...rate,
    nameHash: createHash('sha256').update(`${kind} ${name}`, 'utf8').digest('hex'),
  });
  const blocked = (share: Share): number => Math.max(0, Math.ceil((share.blockedUntil - monotonic()) / 1_000));
  const has = (share: Share): boolean => share.left > 0 && monotonic() < share.goodUntil;
  // Whole seconds, as they are told: who comes back before is not asked for at the database.
  const block = (share: Share, waitMs: number): void => {
    share.blockedUntil = monotonic() + Math.ceil(waitMs / 1_000) * 1_000;
  };

  async function ask(name: string, share: Share): Promise<void> {
    const askedAt = monotonic();
    const used = share.taken - share.left;
    // Used up in time, twice as many are asked for; else no more than were used.
    const most = Math.max(1, Math.min(largest, share.left === 0 && askedAt < share.goodUntil ? 2 * used : used));
    share.left = 0;
    const handed = await transactOne(db, (tx) => takeTurns(tx, rateOf(name), most));
    share.taken = handed.granted;
    share.left = handed.granted;
    // From when they came: a slow answer must not make them worthless.
    share.goodUntil = monotonic() + GOOD_MS;
    if ('waitMs' in handed) block(share, handed.waitMs);
  }

  return {
    async wait(name) {
      const share = shareOf(name);
      if (has(share)) return 0;
      if (blocked(share) === 0) block(share, await readWaitForTurn(db, rateOf(name)));
      return blocked(share);
    },
    async draw(name) {
      const share = shareOf(name);
      for (;;) {
        if (has(share)) {
          share.left -= 1;
          return 0;
        }
        const wait = blocked(share);
        if (wait > 0) return wait;
        share.asking ??= ask(name, share).finally(() => delete share.asking);
        await share.asking;
      }
    },
  };
}
