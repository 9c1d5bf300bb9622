import { AppError, invalid } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import { nameOf, type Profile, type User, type UserRole } from '../../core/user';
import { findUserHolding, getUser, insertUser } from '../../store/users';
import { isUniqueViolation } from '../../store/dialect';
import { changeDirectory, type Reader, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { makeActivationLink } from './activation-link';
import { mailLink } from './links';
import { makeTemporaryPassword, replacePassword } from './passwords';

/**
 * How a new person gets in: by a link to choose a password, mailed or handed over, or with a password to change at the
 * first sign-in.
 */
export type FirstPassword = 'mailed-link' | 'link' | 'temporary-password';

/** A new person, and the secret to hand over once. */
export interface CreatedUser {
  readonly user: User;
  readonly activationToken?: SecretText;
  readonly temporaryPassword?: SecretText;
  /** The link is on its way to the person. */
  readonly mailed: boolean;
}

/**
 * Adds a person to the directory.
 * @param first how they get in; `later`, not yet
 * @throws AppError invalid when the user name or e-mail is taken, naming who has it
 */
export async function createUser(
  deps: Deps,
  actor: Actor,
  profile: Profile,
  first: FirstPassword | 'later',
): Promise<CreatedUser> {
  const temporaryPassword = first === 'temporary-password' ? makeTemporaryPassword() : undefined;
  const hash = temporaryPassword && (await deps.passwords.hash(temporaryPassword));
  const { user, activationToken, mailed } = await changeDirectory(deps.db, async (tx) => {
    const added = await addUser(deps, tx, profile, { role: 'user', state: hash === undefined ? 'staged' : 'active' });
    if (hash !== undefined) await replacePassword(deps, tx, added.id, { hash, temporary: true });
    const linked = first === 'mailed-link' || first === 'link';
    const token = linked ? await makeActivationLink(deps, tx, added.id) : undefined;
    const link = token && ({ purpose: 'activation', token, askedBy: 'admin' } as const);
    const goes = first === 'mailed-link' && link !== undefined && (await mailLink(deps, tx, added, link));
    await record(deps, tx, actor, 'user_create', { user: added }, {});
    return { user: await getUser(tx, added.id), activationToken: token, mailed: goes };
  });
  return {
    user,
    mailed,
    ...(activationToken === undefined ? {} : { activationToken }),
    ...(temporaryPassword === undefined ? {} : { temporaryPassword }),
  };
}

/**
 * Adds a person in a transaction that is under way.
 * @throws AppError invalid when the user name or e-mail is taken
 */
export async function addUser(
  deps: Pick<Deps, 'newId' | 'clock'>,
  tx: Tx,
  profile: Profile,
  as: { role: UserRole; state: User['state'] },
): Promise<User> {
  await refuseTakenNames(tx, profile);
  const id = deps.newId<UserId>();
  try {
    await insertUser(tx, { id, profile, ...as, now: deps.clock() });
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', 'Somebody took this username or email just now.');
    throw error;
  }
  return getUser(tx, id);
}

/**
 * Refuses a user name or e-mail that another person has.
 * @param except the person whose own names they may be
 * @throws AppError invalid naming the other person
 */
export async function refuseTakenNames(reader: Reader, profile: Profile, except?: UserId): Promise<void> {
  const holding = await findUserHolding(reader, profile, except);
  const fields: Record<string, string> = {};
  if (holding.username) fields['username'] = `${nameOf(holding.username)} already has this username.`;
  if (holding.email) fields['email'] = `${nameOf(holding.email)} already has this email.`;
  if (Object.keys(fields).length > 0) throw invalid(fields);
}
