import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { deleteSessionsOfUser } from '../../store/sessions';
import { changeDirectory } from '../../store/tx';
import { deleteUserLinks } from '../../store/passwords/links';
import { getUser, saveUserState } from '../../store/users';
import { say, saidInvalid } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { keepPasswordForPush } from '../provisioning/passwords/keep';
import { demandMayChange } from '../may-act';
import { record } from '../record';
import { checkCurrentPassword } from './current-password';
import { checkNewPassword, makeTemporaryPassword, replacePassword } from './passwords';

/**
 * Gives a person a temporary password, to change at the next sign-in, and signs them out everywhere.
 * @returns the password, to show once
 * @throws AppError conflict for a suspended person
 */
export async function setTemporaryPassword(deps: Deps, actor: Actor, id: UserId): Promise<SecretText> {
  const password = makeTemporaryPassword();
  await replaceByAdmin(deps, actor, id, { password, temporary: true });
  return password;
}

/**
 * Sets a person's password as if they had chosen it: by the rules for new passwords, good from now on, and pushed to the
 * applications that take passwords. They are signed out everywhere, and links for a password stop working.
 * @throws AppError forbidden, conflict for a suspended person, invalid on the field `password`
 */
export async function setPassword(deps: Deps, actor: Actor, id: UserId, password: SecretText): Promise<User> {
  const user = await getUser(deps.db, id);
  // Before the slow work on the password, and once more in the transaction.
  demandMayChange(actor, user);
  await checkNewPassword(deps, password, user);
  return replaceByAdmin(deps, actor, id, { password, temporary: false });
}

async function replaceByAdmin(
  deps: Deps,
  actor: Actor,
  id: UserId,
  { password, temporary }: { readonly password: SecretText; readonly temporary: boolean },
): Promise<User> {
  const hash = await deps.passwords.hash(password);
  const after = await changeDirectory(deps.db, async (tx) => {
    const user = await getUser(tx, id);
    demandMayChange(actor, user);
    if (user.state === 'suspended') throw new AppError('conflict', 'Unsuspend this person first.');
    await replacePassword(deps, tx, id, { hash, temporary });
    if (user.state === 'staged') await saveUserState(tx, id, 'active', deps.clock());
    await deleteUserLinks(tx, id);
    await deleteSessionsOfUser(tx, id);
    await keepPasswordForPush(deps, tx, id, password, temporary);
    const changed = [temporary ? 'password' : 'lasting password'];
    const correlationId = await record(deps, tx, actor, 'user_password_set', { user }, { changed });
    await markChanged(deps, tx, [id], correlationId);
    return getUser(tx, id);
  });
  deps.wake();
  return after;
}

/**
 * Changes one's own password and ends all other sessions.
 * @param change `keepSession` is the hash of the session that goes on
 * @throws AppError invalid for a wrong current password, also while guesses pause, or a new one outside the rules
 */
export async function changeOwnPassword(
  deps: Deps,
  actor: Actor,
  user: User,
  change: { current: SecretText; next: SecretText; keepSession?: string },
): Promise<void> {
  await checkCurrentPassword(deps, user, change.current);
  if (change.next.reveal() === change.current.reveal()) throw saidInvalid({ password: say('password_same') });
  await checkNewPassword(deps, change.next, user);
  const hash = await deps.passwords.hash(change.next);
  await changeDirectory(deps.db, async (tx) => {
    await replacePassword(deps, tx, user.id, { hash, temporary: false });
    await deleteSessionsOfUser(tx, user.id, change.keepSession);
    await keepPasswordForPush(deps, tx, user.id, change.next, false);
    const correlationId = await record(deps, tx, actor, 'user_password_change', { user }, {});
    await markChanged(deps, tx, [user.id], correlationId);
  });
  deps.wake();
}
