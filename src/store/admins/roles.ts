import type { UserId } from '../../core/ids';
import type { UserRole } from '../../core/roles';
import type { User } from '../../core/user';
import type { Reader, Tx } from '../tx';
import { findUsers } from '../users';

/** Lists everybody who has a role in the Administrator Portal, by user name. */
export async function listAdmins(reader: Reader): Promise<User[]> {
  const rows: { id: UserId }[] = await reader('users')
    .whereNot({ role: 'user' })
    .orderBy('username_folded')
    .select('id');
  const people = new Map(
    (
      await findUsers(
        reader,
        rows.map(({ id }) => id),
      )
    ).map((user) => [user.id, user]),
  );
  return rows.flatMap(({ id }) => people.get(id) ?? []);
}

/** Gives a person another role. */
export async function saveUserRole(tx: Tx, id: UserId, role: UserRole, now: number): Promise<void> {
  await tx('users').where({ id }).update({ role, updated_at: now });
}
