import { createHash } from 'node:crypto';
import { clientNetwork } from '../../core/sign-in/client-network';
import { fold } from '../../core/ids';
import type { User } from '../../core/user';
import {
  clearKey,
  countTry,
  findSignInLimit,
  holdLimit,
  lockKey,
  saveHeldLimit,
  type SignInLimit,
} from '../../store/sign-in-limits';
import { transact, type Tx } from '../../store/tx';
import type { Deps } from '../deps';

/** Failures of one name, and of one person by whatever name, before it pauses (SECURITY W7). */
export const TRIES = 10;
/** Failures from one address before it pauses: many people may share one. */
const ADDRESS_TRIES = 100;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const LONGEST_NAME = 320;

type Needs = Pick<Deps, 'db' | 'clock'>;

/** What a sign-in that is tried counts on. */
interface Tried {
  readonly login: string;
  readonly clientIp?: string;
}

/** How a try stands once it was counted. */
export interface Counted {
  /** Tries of the name as it was typed: all that words may go by. */
  readonly ofName: number;
  /** The person pauses, because of tries by their other name: no password is right now. */
  readonly held: boolean;
}

/**
 * Tells until when the name that was typed, or the address, pauses.
 * @returns milliseconds since the epoch; 0 when neither was ever paused
 */
export async function pausedUntil({ db }: Needs, { login, clientIp }: Tried): Promise<number> {
  const keys = [nameKey(login), ...(clientIp === undefined ? [] : [addressKey(clientIp)])];
  const limits = await Promise.all(keys.map((key) => findSignInLimit(db, key)));
  return Math.max(...limits.map((limit) => limit?.lockedUntil ?? 0));
}

/**
 * Counts one try, before the slow check of the password, so that parallel guesses are all counted: on the name as typed,
 * and on the person, always in this order. A name that is nobody's counts twice as well. Whoever has two names gets no
 * more tries by that, and nobody is told: a pause that came from the other name would say that both are of one person, who
 * is there (W8).
 */
export function countTried({ db, clock }: Needs, login: string, user: Pick<User, 'id'> | undefined): Promise<Counted> {
  const now = clock();
  return transact(db, async (tx) => {
    const ofName = await countTry(tx, nameKey(login), now);
    if (ofName >= TRIES) await lockKey(tx, nameKey(login), now + pauseAfter(ofName));
    // The row of the person is held while it is read and written: two names tried at once are counted one after the other.
    const person = personKey(user, login);
    const limit = await holdLimit(tx, person, now);
    const held = limit.lockedUntil > now;
    // A pause is not prolonged by what is tried meanwhile. It costs the same statements.
    await saveHeldLimit(tx, person, held ? limit : countedOnce(limit, now));
    return { ofName, held };
  });
}

function countedOnce(
  { failures, lockedUntil }: SignInLimit,
  now: number,
): Pick<SignInLimit, 'failures' | 'lockedUntil'> {
  const tries = failures + 1;
  return { failures: tries, lockedUntil: tries >= TRIES ? now + pauseAfter(tries) : lockedUntil };
}

/** Counts a failure on the address it came from, of whoever shares its network. */
export async function countAddress(tx: Tx, now: number, clientIp: string | undefined): Promise<void> {
  if (clientIp === undefined) return;
  const key = addressKey(clientIp);
  const count = await countTry(tx, key, now);
  if (count % ADDRESS_TRIES === 0) await lockKey(tx, key, now + FIRST_PAUSE_MS);
}

/** How long a name pauses after a number of tries, in milliseconds: a minute, doubled with each more. */
export function pauseAfter(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries - TRIES, 10), LONGEST_PAUSE_MS);
}

/** Forgets the tries of whoever signed in, by the name they did it with. */
export async function forgetTriesOf(tx: Tx, user: Pick<User, 'id'>, login: string): Promise<void> {
  await clearKey(tx, nameKey(login));
  await clearKey(tx, personKey(user, login));
}

/** Forgets the tries of a person's names: whoever chose a new password by link need not wait for an older one. */
export async function forgetTries(tx: Tx, user: Pick<User, 'id' | 'username' | 'email'>): Promise<void> {
  // The names first and the person last, as whoever tries does: in another order the two could wait for each other.
  for (const name of [user.username, user.email]) await clearKey(tx, nameKey(name));
  await clearKey(tx, personKey(user, user.username));
}

function nameKey(login: string): string {
  return keyOf('name', fold(login).slice(0, LONGEST_NAME));
}

function personKey(user: Pick<User, 'id'> | undefined, login: string): string {
  return user === undefined ? keyOf('nobody', fold(login).slice(0, LONGEST_NAME)) : keyOf('person', user.id);
}

function addressKey(clientIp: string): string {
  return keyOf('address', clientNetwork(clientIp));
}

function keyOf(kind: 'name' | 'address' | 'person' | 'nobody', text: string): string {
  return createHash('sha256').update(`${kind}:${text}`, 'utf8').digest('hex');
}
