import { createHash } from 'node:crypto';
import { compact } from '../../core/compact';
import type { AppError, Said } from '../../core/errors';
import { fold } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { say, saidError } from '../../words/said';
import { countSecondFactors } from '../../store/second-factors';
import { clearKey, countTry, findSignInLimit, lockKey } from '../../store/sign-in-limits';
import { transact, type Tx } from '../../store/tx';
import { findPassword, findUserByLogin, saveLastSignIn } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/** Failures of one name before it pauses. */
const TRIES = 10;
/** Failures from one address before it pauses: many people may share one. */
const ADDRESS_TRIES = 100;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** From this many tries left on, the person is told, known name or not. */
const WARN_AT = 3;

/** What somebody typed on the sign-in page, and from where. */
export interface Credentials {
  readonly login: string;
  readonly password: SecretText;
  readonly clientIp?: string;
}

/** The one sentence for every wrong pair of name and password. */
const WRONG_PAIR = say('wrong_pair');

/**
 * Checks a name and a password.
 * @returns the person, whose password may be temporary or expired, and who may have a second step before them
 * @throws AppError unauthenticated with the same words for an unknown name and a wrong password; too_many while the
 *   name or the address pauses; forbidden for a suspended person who gave the right password
 */
export async function checkCredentials(deps: Deps, credentials: Credentials): Promise<User> {
  const nameKey = keyOf('name', fold(credentials.login).slice(0, 320));
  const addressKey = credentials.clientIp === undefined ? undefined : keyOf('address', credentials.clientIp);
  const pausedUntil = await latestPause(deps, [nameKey, addressKey]);
  if (pausedUntil > deps.clock())
    throw await refused(deps, credentials, 'locked', undefined, pauseSentence(deps, pausedUntil));

  const tries = await transact(deps.db, async (tx) => {
    const count = await countTry(tx, nameKey, deps.clock());
    if (count >= TRIES) await lockKey(tx, nameKey, deps.clock() + pauseAfter(count - TRIES));
    return count;
  });
  const user = await findUserByLogin(deps.db, credentials.login);
  const known = user && (await findPassword(deps.db, user.id));
  const right = await deps.passwords.check(credentials.password, known?.hash);
  if (user === undefined || !right) {
    await countAddress(deps, addressKey);
    const left = TRIES - tries;
    const hint =
      left <= 0
        ? pauseSentence(deps, deps.clock() + pauseAfter(tries - TRIES))
        : left <= WARN_AT
          ? say('wrong_pair_left', { left })
          : WRONG_PAIR;
    throw await refused(deps, credentials, user === undefined ? 'unknown_user' : 'wrong_password', user, hint);
  }
  if (user.state === 'suspended') {
    throw await refused(deps, credentials, 'user_suspended', user, say('account_paused'), 'forbidden');
  }
  await transact(deps.db, async (tx) => {
    await clearKey(tx, nameKey);
    // Nobody is signed in before the second step; that one says so.
    if ((await countSecondFactors(tx, user.id)) > 0) return;
    await saveLastSignIn(tx, user.id, deps.clock());
    const actor = compact<Actor>({ kind: 'user', id: user.id, name: user.username, clientIp: credentials.clientIp });
    await record(deps, tx, actor, 'user_login_attempt', { user }, {});
  });
  return user;
}

async function refused(
  deps: Deps,
  credentials: Credentials,
  code: string,
  user: User | undefined,
  sentence: Said,
  errorCode: 'unauthenticated' | 'forbidden' = 'unauthenticated',
): Promise<AppError> {
  const actor = compact<Actor>({
    kind: 'user',
    id: user?.id,
    name: user?.username ?? '(unknown)',
    clientIp: credentials.clientIp,
  });
  const about = { ...(user === undefined ? {} : { user }), result: 'failure' as const };
  await transact(deps.db, (tx) => record(deps, tx, actor, 'user_login_attempt', about, { code }));
  return saidError(code === 'locked' ? 'too_many' : errorCode, sentence);
}

async function latestPause(deps: Deps, keys: readonly (string | undefined)[]): Promise<number> {
  let until = 0;
  for (const key of keys) {
    const limit = key === undefined ? undefined : await findSignInLimit(deps.db, key);
    until = Math.max(until, limit?.lockedUntil ?? 0);
  }
  return until;
}

async function countAddress(deps: Deps, key: string | undefined): Promise<void> {
  if (key === undefined) return;
  await transact(deps.db, async (tx) => {
    const count = await countTry(tx, key, deps.clock());
    if (count % ADDRESS_TRIES === 0) await lockKey(tx, key, deps.clock() + FIRST_PAUSE_MS);
  });
}

function pauseAfter(beyond: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(beyond, 10), LONGEST_PAUSE_MS);
}

function pauseSentence(deps: Deps, until: number): Said {
  const minutes = Math.max(1, Math.ceil((until - deps.clock()) / 60_000));
  return say('too_many_tries', { minutes });
}

/** Forgets the failures of a person's names: whoever chose a new password by link need not wait for an older one. */
export async function forgetTries(tx: Tx, user: Pick<User, 'username' | 'email'>): Promise<void> {
  for (const name of [user.username, user.email]) await clearKey(tx, keyOf('name', fold(name).slice(0, 320)));
}

function keyOf(kind: 'name' | 'address', text: string): string {
  return createHash('sha256').update(`${kind}:${text}`, 'utf8').digest('hex');
}
