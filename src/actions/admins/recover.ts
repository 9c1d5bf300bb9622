import type { SecretText } from '../../core/secret-text';
import type { Profile, User } from '../../core/user';
import { findUserByLogin } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { createUser } from '../users/create';
import { setTemporaryPassword } from '../users/set-password';
import { unsuspendUser } from '../users/suspend';
import { changeRole } from './change-role';

/**
 * Makes a person an owner when no owner can help any more: for the command line, whose user owns the machine. Whoever is
 * there already is let in again and gets a temporary password; otherwise they are added.
 * @returns the owner, and the password to hand over once
 * @throws AppError invalid by field for a new person
 */
export async function recoverOwner(
  deps: Deps,
  actor: Actor,
  username: string,
  newProfile: () => Profile,
): Promise<{ readonly user: User; readonly password: SecretText; readonly added: boolean }> {
  const known = await findUserByLogin(deps.db, username);
  if (known === undefined) {
    const { user, temporaryPassword } = await createUser(deps, actor, newProfile(), 'temporary-password');
    if (temporaryPassword === undefined) throw new Error('A new person got no password.');
    const owner = await changeRole(deps, actor, user.id, 'owner');
    return { user: owner.user, password: temporaryPassword, added: true };
  }
  if (known.state === 'suspended') await unsuspendUser(deps, actor, known.id);
  const password = await setTemporaryPassword(deps, actor, known.id);
  const { user } = await changeRole(deps, actor, known.id, 'owner');
  return { user, password, added: false };
}
