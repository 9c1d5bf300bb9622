import { createHash } from 'node:crypto';
import { compact } from '../../core/compact';
import type { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { SecondFactorMethod } from '../../core/second-factor';
import type { User } from '../../core/user';
import { countRecoveryCodes } from '../../store/recovery-codes';
import { clearKey, countTry, findSignInLimit, lockKey } from '../../store/sign-in-limits';
import { transact, type Tx } from '../../store/tx';
import { saveLastSignIn } from '../../store/users';
import { saidError, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { fittingAnswer, type StepAnswer } from './answers';
import { tellOwner } from './tell';

/** Wrong answers of one person before a pause, and how long the first and the longest pause is. */
const TRIES = 5;
const FIRST_PAUSE_MS = 5 * 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** The second step of a sign-in, or one that a session without it makes up for. */
export type StepPurpose = 'sign-in' | 'step-up';

/** What the second step came to. */
export interface StepPassed {
  readonly method: SecondFactorMethod;
  /** Recovery codes left, where one was used. */
  readonly recoveryLeft?: number;
}

/**
 * Checks the second step of a person. A try is counted on the person, in every browser and process, before it is looked
 * at; five wrong ones pause, and each further five pause for longer. What fits is used up in the transaction that
 * records it, so that of two at the same moment one is refused (RFC 6238 section 5.2).
 * @throws AppError too_many during a pause, unauthenticated for an answer that does not fit or was used
 */
export async function checkSecondStep(
  deps: Deps,
  user: User,
  given: StepAnswer,
  { purpose, clientIp }: { readonly purpose: StepPurpose; readonly clientIp?: string | undefined },
): Promise<StepPassed> {
  const actor = compact<Actor>({ kind: 'user', id: user.id, name: user.username, clientIp });
  const key = keyOf(user.id);
  const pausedUntil = await countOrPause(deps, key);
  if (pausedUntil !== undefined) throw await refused(deps, actor, user, 'locked', given.kind, pausedUntil);
  const fitting = await fittingAnswer(deps, user, given);
  const passed =
    fitting &&
    (await transact(deps.db, async (tx) => {
      if (!(await fitting.take(tx))) return undefined;
      await clearKey(tx, key);
      return note(deps, tx, actor, user, fitting.method, purpose);
    }));
  if (passed === undefined) throw await refused(deps, actor, user, 'wrong_second_factor', given.kind);
  return passed;
}

/** Raises the count of a person's tries, or finds that they pause: then nothing is counted. */
async function countOrPause(deps: Deps, key: string): Promise<number | undefined> {
  return transact(deps.db, async (tx) => {
    const before = await findSignInLimit(tx, key);
    if ((before?.lockedUntil ?? 0) > deps.clock()) return before?.lockedUntil;
    const count = await countTry(tx, key, deps.clock());
    // The row is ours from here on: whoever counted at the same moment has locked it by now, or waits.
    const lockedUntil = (await findSignInLimit(tx, key))?.lockedUntil ?? 0;
    if (lockedUntil > deps.clock()) return lockedUntil;
    if (count % TRIES === 0) await lockKey(tx, key, deps.clock() + pauseAfter(count / TRIES - 1));
    return undefined;
  });
}

async function note(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  user: User,
  method: SecondFactorMethod,
  purpose: StepPurpose,
): Promise<StepPassed> {
  if (purpose === 'sign-in') await saveLastSignIn(tx, user.id, deps.clock());
  const name = purpose === 'sign-in' ? 'user_login_attempt' : 'second_factor_use';
  const correlationId = await record(deps, tx, actor, name, { user }, { method });
  if (method !== 'recovery') return { method };
  const left = await countRecoveryCodes(tx, user.id);
  const eventId = await record(deps, tx, actor, 'recovery_code_use', { user, correlationId }, { left });
  await tellOwner(deps, tx, user, 'recoveryUsed', String(left), eventId);
  return { method, recoveryLeft: left };
}

async function refused(
  deps: Deps,
  actor: Actor,
  user: User,
  code: 'locked' | 'wrong_second_factor',
  method: SecondFactorMethod,
  pausedUntil?: number,
): Promise<AppError> {
  const about = { user, result: 'failure' as const };
  await transact(deps.db, (tx) => record(deps, tx, actor, 'second_factor_use', about, { code, method }));
  if (pausedUntil === undefined) return saidError('unauthenticated', say(WRONG[method]));
  const minutes = Math.max(1, Math.ceil((pausedUntil - deps.clock()) / 60_000));
  return saidError('too_many', say('too_many_tries', { minutes }));
}

const WRONG = { totp: 'code_wrong', recovery: 'recovery_code_wrong', passkey: 'passkey_wrong' } as const;

/** Forgets a person's wrong answers: their factors are new. */
export async function clearStepTries(tx: Tx, userId: UserId): Promise<void> {
  await clearKey(tx, keyOf(userId));
}

function pauseAfter(beyond: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(beyond, 10), LONGEST_PAUSE_MS);
}

function keyOf(userId: UserId): string {
  return createHash('sha256').update(`second-factor:${userId}`, 'utf8').digest('hex');
}
