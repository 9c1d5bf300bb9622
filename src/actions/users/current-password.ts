import { createHash } from 'node:crypto';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { clearKey, countTry, findSignInLimit, lockKey } from '../../store/sign-in-limits';
import { transact } from '../../store/tx';
import { findPassword } from '../../store/users';
import { say, saidInvalid } from '../../words/said';
import type { Deps } from '../deps';

/** Wrong passwords of one person before a pause, and how long it is. */
const TRIES = 10;
const PAUSE_MS = 5 * 60_000;

/**
 * Checks the password that somebody who is signed in has now. Guesses are counted on the person before the slow check,
 * as at sign-in: a browser that was left open is no place to try them all (SECURITY W7).
 * @throws AppError invalid on the field `current`
 */
export async function checkCurrentPassword(
  deps: Pick<Deps, 'db' | 'clock' | 'passwords'>,
  { id }: Pick<User, 'id'>,
  typed: SecretText,
): Promise<void> {
  const key = createHash('sha256').update(`current-password:${id}`, 'utf8').digest('hex');
  const now = deps.clock();
  const pausedUntil = await transact(deps.db, async (tx) => {
    const count = await countTry(tx, key, now);
    const lockedUntil = (await findSignInLimit(tx, key))?.lockedUntil ?? 0;
    if (lockedUntil > now) return lockedUntil;
    if (count % TRIES === 0) await lockKey(tx, key, now + PAUSE_MS);
    return undefined;
  });
  if (pausedUntil !== undefined) {
    const minutes = Math.max(1, Math.ceil((pausedUntil - now) / 60_000));
    throw saidInvalid({ current: say('too_many_tries', { minutes }) });
  }
  const known = await findPassword(deps.db, id);
  if (!(await deps.passwords.check(typed, known?.hash))) {
    throw saidInvalid({ current: say('password_current_wrong') });
  }
  await transact(deps.db, (tx) => clearKey(tx, key));
}
