import type { SecondFactorMethod, TotpFactor } from '../../core/second-factor';
import { fromBase32, matchingStep, readCode, readRecoveryCode } from '../../core/second-factor/code';
import type { User } from '../../core/user';
import { checkPasskeyUse, readPasskeyAnswer, type PasskeyUse } from '../../net/passkeys';
import { useRecoveryCode } from '../../store/recovery-codes';
import { unseal } from '../../store/seal';
import { listSecondFactors, notePasskeyUse, takeTimeStep } from '../../store/second-factors';
import type { Tx } from '../../store/tx';
import type { Deps } from '../deps';
import { placeOf } from './add-app';
import { listPasskeys, relyingParty } from './add-passkey';
import { hashRecoveryCode } from './recovery';

/** What somebody brings to the second step. Nothing of it is believed. */
export type StepAnswer =
  | { readonly kind: 'totp' | 'recovery'; readonly typed: string }
  | { readonly kind: 'passkey'; readonly answer: string; readonly challenges: readonly string[] };

/** Uses an answer up; false when somebody else did a moment ago. */
export type TakeAnswer = (tx: Tx) => Promise<boolean>;

/** An answer that fits: what it was, and how it is used up in the transaction that lets the person in. */
export interface FittingAnswer {
  readonly method: SecondFactorMethod;
  readonly take: TakeAnswer;
}

/**
 * Finds the factor an answer fits. Nothing is written: it counts when it is taken, and that works once.
 * @returns undefined for anything that does not fit
 */
export async function fittingAnswer(deps: Deps, user: User, given: StepAnswer): Promise<FittingAnswer | undefined> {
  switch (given.kind) {
    case 'totp':
      return fittingCode(deps, user, given.typed);
    case 'recovery':
      return fittingRecoveryCode(deps, user, given.typed);
    case 'passkey':
      return fittingPasskey(deps, user, given.answer, given.challenges);
  }
}

async function fittingCode(deps: Deps, user: User, typed: string): Promise<FittingAnswer | undefined> {
  const code = readCode(typed);
  if (code === undefined) return undefined;
  const factors = await listSecondFactors(deps.db, user.id);
  const now = deps.clock();
  for (const factor of factors.filter((found): found is TotpFactor => found.kind === 'totp')) {
    const secret = unseal(deps.secrets.sealingKey, placeOf(factor.id), factor.secretSealed);
    const step = matchingStep(fromBase32(secret.reveal()), code, now, factor.lastStep);
    if (step !== undefined) return { method: 'totp', take: (tx) => takeTimeStep(tx, factor.id, step, now) };
  }
  return undefined;
}

function fittingRecoveryCode(deps: Deps, user: User, typed: string): FittingAnswer | undefined {
  const letters = readRecoveryCode(typed);
  if (letters === undefined) return undefined;
  const hash = hashRecoveryCode(deps, user.id, letters);
  return { method: 'recovery', take: (tx) => useRecoveryCode(tx, user.id, hash, deps.clock()) };
}

async function fittingPasskey(
  deps: Deps,
  user: User,
  text: string,
  challenges: readonly string[],
): Promise<FittingAnswer | undefined> {
  const answer = readPasskeyAnswer(text);
  const passkey = answer && (await listPasskeys(deps.db, user)).find(({ credentialId }) => credentialId === answer.id);
  if (answer === undefined || passkey === undefined) return undefined;
  const use = await checkPasskeyUse(relyingParty(deps), answer, passkey, { challenges, ownerChecked: false });
  return use && { method: 'passkey', take: takePasskey(deps, passkey, use) };
}

/** Notes the use of a passkey, once for each step of its counter. */
export function takePasskey(
  deps: Pick<Deps, 'clock'>,
  passkey: Parameters<typeof notePasskeyUse>[1],
  { signCount, backedUp }: PasskeyUse,
): TakeAnswer {
  return (tx) => notePasskeyUse(tx, passkey, { signCount, backedUp, now: deps.clock() });
}
