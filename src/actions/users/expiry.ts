import { compact } from '../../core/compact';
import { nameOf } from '../../core/user';
import type { ExpiryPayload } from '../../events/payloads';
import { findClockMark, saveClockMark } from '../../store/clock-marks';
import { findPasswordExpiry, listPasswordExpiries } from '../../store/passwords/expiry';
import { changeDirectory, type Reader, type Tx } from '../../store/tx';
import { findUsers } from '../../store/users';
import { SYSTEM, type Deps } from '../deps';
import { markChanged } from '../marks';
import { record } from '../record';

/** Names in the event; the rest are counted. */
const MOST_NAMES = 20;

/** What lies between the last look and now, in milliseconds since the epoch. */
interface Span {
  readonly now: number;
  readonly after: number;
  readonly upTo: number;
  /** The clock was set back: passwords of this span are good again. */
  readonly back: boolean;
}

/**
 * Finds whose password has run out since the last look, or is good again because the clock was set back, and has it told
 * to every application, without an admin's act (M-095). The moment of the last look is kept, so nobody is missed after
 * days without Passo, and of several instances one finds a person. Where nothing happened nothing is written: the span
 * grows, and the index makes it cheap to look at.
 * @returns how many people were found
 */
export async function expirePasswords(deps: Deps): Promise<number> {
  const glance = await spanOf(deps, deps.db);
  if ((await findPasswordExpiry(deps.db, glance.after, glance.upTo)) === undefined) return 0;
  const count = await changeDirectory(deps.db, (tx) => expireDue(deps, tx));
  if (count > 0) deps.wake();
  return count;
}

/**
 * Does so in a transaction that is under way, and looks from now on next time.
 * @returns how many people were found
 */
export async function expireDue(deps: Pick<Deps, 'clock' | 'newId' | 'onEvent'>, tx: Tx): Promise<number> {
  const { now, after, upTo, back } = await spanOf(deps, tx);
  const ids = await listPasswordExpiries(tx, after, upTo);
  await saveClockMark(tx, 'password_expiry', now);
  if (ids.length === 0) return 0;
  const named = await findUsers(tx, ids.slice(0, MOST_NAMES));
  const about = ids.length === 1 && named[0] !== undefined ? { user: named[0] } : {};
  const payload = compact<ExpiryPayload>({
    count: ids.length,
    names: named.map(nameOf),
    back: back ? true : undefined,
  });
  const cause = await record(deps, tx, SYSTEM, 'password_expiry', about, payload);
  await markChanged(deps, tx, ids, cause, 'takes-away');
  return ids.length;
}

async function spanOf({ clock }: Pick<Deps, 'clock'>, reader: Reader): Promise<Span> {
  const now = clock();
  const last = (await findClockMark(reader, 'password_expiry')) ?? 0;
  return { now, after: Math.min(last, now), upTo: Math.max(last, now), back: now < last };
}
