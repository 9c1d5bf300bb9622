import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { deleteSessionsOfUser } from '../../store/sessions';
import { deleteUserLinks, findUserLink, saveUserLink } from '../../store/passwords/links';
import { findUser, getUser, saveUserState } from '../../store/users';
import { changeDirectory, transact, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { keepPasswordForPush } from '../provisioning/passwords/keep';
import { record } from '../record';
import { checkNewPassword, hashToken, makeToken, replacePassword } from './passwords';

const WEEK = 7 * 86_400_000;

/** Makes a link's token for a person, good for seven days; an older one stops working. */
export async function makeActivationLink(deps: Pick<Deps, 'clock'>, tx: Tx, userId: UserId): Promise<SecretText> {
  const token = makeToken();
  await saveUserLink(tx, { tokenHash: hashToken(token.reveal()), userId, expiresAt: deps.clock() + WEEK });
  return token;
}

/**
 * Makes a new activation link for a person, to hand over by any way.
 * @throws AppError conflict for a suspended person
 */
export async function renewActivationLink(deps: Deps, actor: Actor, userId: UserId): Promise<SecretText> {
  return transact(deps.db, async (tx) => {
    const user = await getUser(tx, userId);
    if (user.state === 'suspended') throw new AppError('conflict', 'Unsuspend this person first.');
    await record(deps, tx, actor, 'user_password_set', { user }, { changed: ['activation link'] });
    return makeActivationLink(deps, tx, userId);
  });
}

/** Finds whom a link's token is for; undefined when it was used, replaced or has run out. */
export async function findActivation(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<User | undefined> {
  const userId = await findUserLink(deps.db, hashToken(token), deps.clock());
  const user = userId && (await findUser(deps.db, userId));
  return user && user.state !== 'suspended' ? user : undefined;
}

/**
 * Sets the password a person chose behind an activation link, makes them active, and ends the sessions of an older
 * password. The link works once.
 * @throws AppError not_found for a link that no longer works, invalid for a password outside the rules
 */
export async function activateUser(deps: Deps, token: string, password: SecretText, clientIp?: string): Promise<User> {
  const known = await findActivation(deps, token);
  if (known === undefined) throw new AppError('not_found', 'This link has been used or has run out.');
  await checkNewPassword(deps, password, known);
  const hash = await deps.passwords.hash(password);
  const user = await changeDirectory(deps.db, async (tx) => {
    const userId = await findUserLink(tx, hashToken(token), deps.clock());
    if (userId === undefined) throw new AppError('not_found', 'This link has been used or has run out.');
    await deleteUserLinks(tx, userId);
    await replacePassword(deps, tx, userId, { hash, temporary: false });
    await deleteSessionsOfUser(tx, userId);
    await keepPasswordForPush(deps, tx, userId, password, false);
    await saveUserState(tx, userId, 'active', deps.clock());
    const now = await getUser(tx, userId);
    const actor: Actor = {
      kind: 'user',
      id: userId,
      name: now.username,
      ...(clientIp === undefined ? {} : { clientIp }),
    };
    const correlationId = await record(deps, tx, actor, 'user_activation', { user: now }, {});
    await markChanged(deps, tx, [userId], correlationId);
    return now;
  });
  deps.wake();
  return user;
}
