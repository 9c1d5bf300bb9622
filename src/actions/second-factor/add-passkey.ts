import type { PasskeyFactor } from '../../core/second-factor';
import { nameOf, type User } from '../../core/user';
import {
  askForNewPasskey,
  askForPasskey,
  checkNewPasskey,
  readPasskeyAnswer,
  relyingPartyOf,
  type PasskeyQuestion,
  type RelyingParty,
} from '../../net/passkeys';
import { listSecondFactors } from '../../store/second-factors';
import { findSetting } from '../../store/settings';
import type { Reader } from '../../store/tx';
import { saidError, saidInvalid, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { keepFactor, readFactorName, type Added } from './keep';

export type { PasskeyQuestion } from '../../net/passkeys';

/** Tells whether browsers have passkeys at the public address of this Passo. */
export function hasPasskeys(deps: Pick<Deps, 'config'>): boolean {
  return relyingPartyOf(deps.config.baseUrl) !== undefined;
}

/**
 * Who asks for passkeys.
 * @throws AppError conflict at an address where browsers have none
 */
export function relyingParty(deps: Pick<Deps, 'config'>): RelyingParty {
  const party = relyingPartyOf(deps.config.baseUrl);
  if (party === undefined) throw saidError('conflict', say('passkey_address'));
  return party;
}

/** Lists a person's passkeys. */
export async function listPasskeys(reader: Reader, user: Pick<User, 'id'>): Promise<PasskeyFactor[]> {
  const factors = await listSecondFactors(reader, user.id);
  return factors.filter((factor): factor is PasskeyFactor => factor.kind === 'passkey');
}

/** Makes the question for a new passkey of a person. */
export async function askNewPasskey(deps: Pick<Deps, 'config' | 'db'>, user: User): Promise<PasskeyQuestion> {
  const organisation = (await findSetting(deps.db, 'organisation')) ?? 'Passo';
  const person = { id: user.id, username: user.username, name: nameOf(user) };
  return askForNewPasskey(relyingParty(deps), organisation, person, await listPasskeys(deps.db, user));
}

/** Makes the question for one of a person's passkeys; without a person, for any that checks its owner. */
export async function askPasskey(
  deps: Pick<Deps, 'config' | 'db'>,
  user: Pick<User, 'id'> | undefined,
): Promise<PasskeyQuestion> {
  return askForPasskey(relyingParty(deps), user === undefined ? undefined : await listPasskeys(deps.db, user));
}

/**
 * Adds the passkey that a browser made.
 * @param typed `answer` is what the browser says, as JSON; `challenges` are those it was given
 * @throws AppError invalid when it does not fit or the name can't be taken, conflict when somebody has it already
 */
export async function addPasskey(
  deps: Deps,
  actor: Actor,
  user: User,
  typed: { readonly answer: string; readonly name: string; readonly challenges: readonly string[] },
): Promise<Added> {
  const name = readFactorName(typed.name);
  const answer = readPasskeyAnswer(typed.answer);
  const made = answer && (await checkNewPasskey(relyingParty(deps), answer, typed.challenges));
  if (made === undefined) throw saidInvalid({ passkey: say('passkey_not_made') });
  const now = deps.clock();
  const factor: PasskeyFactor = {
    ...{ id: deps.newId<string>(), userId: user.id, kind: 'passkey', name, ...made, createdAt: now },
  };
  return keepFactor(deps, actor, user, factor);
}
