import { AppError, invalid } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { USER_ROLES, type UserRole } from '../../core/roles';
import type { User } from '../../core/user';
import { saveUserRole } from '../../store/admins/roles';
import { changeDirectory, type Tx } from '../../store/tx';
import { deleteUserLinks } from '../../store/passwords/links';
import { findUser, getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';
import { protectLastOwner } from '../users/suspend';

/**
 * Reads a role from a form.
 * @throws AppError invalid
 */
export function readRole(text: string): UserRole {
  const role = USER_ROLES.find((candidate) => candidate === text);
  if (role === undefined) throw invalid({ role: 'Choose a role.' });
  return role;
}

/**
 * Gives a person a role in the Administrator Portal, another one, or none: `user`. It counts from their next request on.
 * With the first role go the links for a password that were made before: whoever holds one did not have to be an owner.
 * @returns the person afterwards, and the role before
 * @throws AppError forbidden when the actor is not an owner at that moment, conflict for the last owner or a suspended
 * person
 */
export async function changeRole(
  deps: Deps,
  actor: Actor,
  id: UserId,
  role: UserRole,
): Promise<{ readonly user: User; readonly before: UserRole }> {
  return changeDirectory(deps.db, async (tx) => {
    demandMay(await asOfNow(tx, actor), 'admins.write');
    const user = await getUser(tx, id);
    if (user.role === role) return { user, before: role };
    if (user.state === 'suspended' && role !== 'user') {
      throw new AppError('conflict', 'A suspended person can’t be given a role. Let the person in again first.');
    }
    if (role !== 'owner') await protectLastOwner(tx, user);
    await saveUserRole(tx, id, role, deps.clock());
    if (user.role === 'user') await deleteUserLinks(tx, id);
    await record(deps, tx, actor, 'role_change', { user }, { before: user.role, after: role });
    return { user: await getUser(tx, id), before: user.role };
  });
}

/** The actor with the role of this moment: two owners may take it from each other at the same time. */
async function asOfNow(tx: Tx, actor: Actor): Promise<Actor> {
  if (actor.kind === 'system' || actor.id === undefined) return actor;
  const own = await findUser(tx, actor.id);
  return { ...actor, role: own === undefined || own.state === 'suspended' ? 'user' : own.role };
}
