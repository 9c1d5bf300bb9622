import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { deleteUserLinks, findUserLink, type LinkPurpose } from '../../store/passwords/links';
import { deleteSessionsOfUser } from '../../store/sessions';
import { changeDirectory, type Tx } from '../../store/tx';
import { findUser, getUser, saveUserState } from '../../store/users';
import { saidError, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { keepPasswordForPush } from '../provisioning/passwords/keep';
import { demandMayChange } from '../may-act';
import { record } from '../record';
import { forgetTries } from '../sessions/tries';
import { mailLink, makeLink, purposeFor } from './links';
import { checkNewPassword, hashToken, replacePassword } from './passwords';

/** Makes an activation link's token for a person, good for seven days; an older one stops working. */
export function makeActivationLink(deps: Pick<Deps, 'clock'>, tx: Tx, userId: UserId): Promise<SecretText> {
  return makeLink(deps, tx, userId, 'activation');
}

/**
 * Makes a new activation link for a person, to hand over by any way.
 * @throws AppError conflict for a suspended person
 */
export async function renewActivationLink(deps: Deps, actor: Actor, userId: UserId): Promise<SecretText> {
  return (await makePasswordLink(deps, actor, userId, { purpose: 'activation', mail: false })).token;
}

/** A link that an admin made. */
export interface PasswordLink {
  readonly user: User;
  readonly purpose: LinkPurpose;
  readonly token: SecretText;
  /** It is on its way to the person; else it has to be handed over. */
  readonly mailed: boolean;
}

/**
 * Makes a link with which a person chooses a password, for an admin.
 * @param how `purpose` is by default what the person needs: a first password, or a new one; `mail` sends it to them
 * @throws AppError conflict for a suspended person
 */
export async function makePasswordLink(
  deps: Deps,
  actor: Actor,
  userId: UserId,
  how: { readonly purpose?: LinkPurpose; readonly mail: boolean },
): Promise<PasswordLink> {
  // Not while the person gets a role: then it takes an owner.
  return changeDirectory(deps.db, async (tx) => {
    const user = await getUser(tx, userId);
    demandMayChange(actor, user);
    if (user.state === 'suspended') throw new AppError('conflict', 'Unsuspend this person first.');
    const purpose = how.purpose ?? purposeFor(user);
    const token = await makeLink(deps, tx, userId, purpose);
    const mailed = how.mail && (await mailLink(deps, tx, user, { purpose, token, askedBy: 'admin' }));
    await record(deps, tx, actor, 'user_link_send', { user }, { changed: [mailed ? 'mailed' : 'shown'] });
    return { user, purpose, token, mailed };
  });
}

/** Finds whom a link's token is for; undefined when it was used, replaced, has run out or is for another purpose. */
export async function findLinkOwner(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
  purpose: LinkPurpose,
): Promise<User | undefined> {
  const userId = await findUserLink(deps.db, hashToken(token), purpose, deps.clock());
  const user = userId && (await findUser(deps.db, userId));
  return user && user.state !== 'suspended' ? user : undefined;
}

/** Finds whom an activation link's token is for. */
export function findActivation(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<User | undefined> {
  return findLinkOwner(deps, token, 'activation');
}

/**
 * Sets the password a person chose behind a link, makes them active, and ends the sessions of an older password. The
 * link works once, and takes every other link of the person with it.
 * @throws AppError not_found for a link that no longer works, invalid for a password outside the rules
 */
export async function choosePassword(
  deps: Deps,
  link: { readonly token: string; readonly purpose: LinkPurpose },
  password: SecretText,
  clientIp?: string,
): Promise<User> {
  const known = await findLinkOwner(deps, link.token, link.purpose);
  if (known === undefined) throw saidError('not_found', say('link_over'));
  await checkNewPassword(deps, password, known);
  const hash = await deps.passwords.hash(password);
  const user = await changeDirectory(deps.db, async (tx) => {
    const userId = await findUserLink(tx, hashToken(link.token), link.purpose, deps.clock());
    const before = userId && (await findUser(tx, userId));
    if (userId === undefined || before === undefined || before.state === 'suspended') {
      throw saidError('not_found', say('link_over'));
    }
    await deleteUserLinks(tx, userId);
    await replacePassword(deps, tx, userId, { hash, temporary: false });
    await deleteSessionsOfUser(tx, userId);
    await forgetTries(tx, before);
    await keepPasswordForPush(deps, tx, userId, password, false);
    await saveUserState(tx, userId, 'active', deps.clock());
    const now = await getUser(tx, userId);
    const actor = compact<Actor>({ kind: 'user', id: userId, name: now.username, clientIp });
    const name = link.purpose === 'reset' ? 'user_password_reset' : 'user_activation';
    const correlationId = await record(deps, tx, actor, name, { user: now }, {});
    await markChanged(deps, tx, [userId], correlationId);
    return now;
  });
  deps.wake();
  return user;
}

/**
 * Sets the first password behind an activation link.
 * @throws AppError as `choosePassword`
 */
export function activateUser(deps: Deps, token: string, password: SecretText, clientIp?: string): Promise<User> {
  return choosePassword(deps, { token, purpose: 'activation' }, password, clientIp);
}
