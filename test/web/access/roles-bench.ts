import type { Context } from '../../../src/context';
import type { UserId } from '../../../src/core/ids';
import type { UserRole } from '../../../src/core/roles';

/** Gives somebody a role without asking anybody, where a test is about something else. */
export async function giveRole(context: Context, id: UserId, role: UserRole): Promise<void> {
  await context.db('users').where({ id }).update({ role });
}
