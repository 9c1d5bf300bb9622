import type { ApiKeyId, UserId } from '../../core/ids';
import { may, type UserRole } from '../../core/roles';
import { findUser } from '../../store/users';
import { roleOfApiKey } from '../api-keys/use';
import type { Deps } from '../deps';

/**
 * The role of whoever began something with a file, a person or a program with a key, as it is now.
 * @param joins people join a user group by it
 * @returns undefined when they may not do it any more
 */
export async function roleOfStarter(
  deps: Pick<Deps, 'db' | 'clock'>,
  starter: { readonly id?: string | undefined; readonly keyId?: string | undefined },
  joins: boolean,
): Promise<UserRole | undefined> {
  const role = await roleOf(deps, starter, joins);
  if (role === undefined || !may(role, 'people.write')) return undefined;
  return joins && !may(role, 'groups.write') ? undefined : role;
}

async function roleOf(
  deps: Pick<Deps, 'db' | 'clock'>,
  { id, keyId }: { readonly id?: string | undefined; readonly keyId?: string | undefined },
  joins: boolean,
): Promise<UserRole | undefined> {
  if (keyId !== undefined) {
    return roleOfApiKey(deps, keyId as ApiKeyId, joins ? ['users:write', 'groups:write'] : ['users:write']);
  }
  const person = id === undefined ? undefined : await findUser(deps.db, id as UserId);
  return person?.state === 'active' ? person.role : undefined;
}
