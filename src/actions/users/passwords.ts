import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { UserId } from '../../core/ids';
import { passwordProblem, type PasswordProblem } from '../../core/passwords/rules';
import { SecretText } from '../../core/secret-text';
import type { SignInPolicy } from '../../core/sign-in/policy';
import type { Profile } from '../../core/user';
import { isCommonPassword } from '../../net/common-passwords';
import { listEarlierPasswords, saveEarlierPassword } from '../../store/passwords/history';
import { findSetting } from '../../store/settings';
import type { Tx } from '../../store/tx';
import { findPassword, savePassword, type PasswordRecord } from '../../store/users';
import { say, saidInvalid } from '../../words/said';
import type { Deps } from '../deps';
import { findSignInPolicy, passwordEnd } from '../settings/sign-in-policy';
import { compact } from '../../core/compact';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** The names that a person's password must not be close to. */
type Names = Pick<Profile, 'username' | 'email' | 'firstname' | 'lastname' | 'displayName' | 'company'>;

/**
 * Checks a new password by the policy (A-19; NIST SP 800-63B section 3.1.1.2): length, common passwords, names of the
 * person and of the organisation, and for somebody who is there already the passwords they had. Hashes are compared
 * one after the other in the queue of the hasher, off the event loop.
 * @param whose `id` is absent for a person who is about to be added
 * @throws AppError invalid on the field `password`
 */
export async function checkNewPassword(
  deps: Pick<Deps, 'db' | 'passwords'>,
  password: SecretText,
  whose: Names & { readonly id?: UserId },
): Promise<void> {
  const policy = await findSignInPolicy(deps.db);
  const organisation = (await findSetting(deps.db, 'organisation')) ?? '';
  const { username, email, firstname, lastname, displayName, company } = whose;
  const [mailbox, domain] = email.split('@');
  const names = [username, mailbox, domain?.split('.')[0], firstname, lastname, displayName, company, organisation];
  const problem = passwordProblem(password.reveal(), {
    least: policy.passwordLength,
    names: names.filter((name) => name !== undefined),
    isCommon: isCommonPassword,
  });
  if (problem !== undefined) throw saidInvalid({ password: sentenceFor(problem, policy) });
  if (whose.id !== undefined && (await wasUsed(deps, whose.id, password, policy))) {
    throw saidInvalid({ password: say('password_used') });
  }
}

function sentenceFor(problem: PasswordProblem, policy: SignInPolicy): ReturnType<typeof say> {
  return problem === 'short' ? say('password_short', { least: policy.passwordLength }) : say(`password_${problem}`);
}

/** Tells whether a password is the present one or one of those before it, as far as the policy looks back. */
async function wasUsed(
  { db, passwords }: Pick<Deps, 'db' | 'passwords'>,
  userId: UserId,
  password: SecretText,
  { passwordHistory }: SignInPolicy,
): Promise<boolean> {
  if (passwordHistory === 0) return false;
  const present = (await findPassword(db, userId))?.hash;
  const earlier = await listEarlierPasswords(db, userId, passwordHistory - 1);
  for (const hash of [...(present === undefined ? [] : [present]), ...earlier]) {
    if (await passwords.check(password, hash)) return true;
  }
  return false;
}

/**
 * Puts a password in the place of another: the earlier one joins the history, and one that the person chose gets the
 * date on which it runs out. A temporary one has none: it is not an expired one.
 */
export async function replacePassword(
  deps: Pick<Deps, 'clock' | 'newId'>,
  tx: Tx,
  userId: UserId,
  next: { readonly hash: string; readonly temporary: boolean },
): Promise<void> {
  const now = deps.clock();
  const policy = await findSignInPolicy(tx);
  const earlier = (await findPassword(tx, userId))?.hash;
  if (earlier !== undefined) {
    const kept = { id: deps.newId<string>(), userId, hash: earlier, at: now };
    await saveEarlierPassword(tx, kept, policy.passwordHistory - 1);
  }
  const expiresAt = next.temporary ? undefined : passwordEnd(policy, now);
  await savePassword(tx, userId, compact<PasswordRecord>({ ...next, expiresAt }), now);
}

/** Makes a temporary password that can be read out over the telephone: four groups of five, about 99 bits. */
export function makeTemporaryPassword(): SecretText {
  const letters = Array.from({ length: 20 }, () => LETTERS.charAt(randomInt(LETTERS.length)));
  return new SecretText([0, 5, 10, 15].map((start) => letters.slice(start, start + 5).join('')).join('-'));
}

/** Makes a token for a link: 256 bits, in a form that stands in an address. */
export function makeToken(): SecretText {
  return new SecretText(randomBytes(32).toString('base64url'));
}

/** The hash under which a token is kept. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
