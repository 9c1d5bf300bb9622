import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { giveUpMailTo } from '../../store/mail-outbox';
import { deleteSessionsOfUser } from '../../store/sessions';
import { changeDirectory, type Tx } from '../../store/tx';
import { deleteUserLinks } from '../../store/passwords/links';
import { countActiveOwners, getUser, saveUserState } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { demandMayChange } from '../may-act';
import { record } from '../record';

/**
 * Suspends a person: signs them out everywhere, and their accounts become inactive.
 * @throws AppError conflict for the last owner
 */
export async function suspendUser(deps: Deps, actor: Actor, id: UserId): Promise<User> {
  const user = await changeDirectory(deps.db, async (tx) => {
    const before = await getUser(tx, id);
    demandMayChange(actor, before);
    if (before.state === 'suspended') return before;
    await protectLastOwner(tx, before);
    await saveUserState(tx, id, 'suspended', deps.clock());
    await deleteSessionsOfUser(tx, id);
    await deleteUserLinks(tx, id);
    await giveUpMailTo(tx, before.email, 'The person was suspended before it went out.');
    const correlationId = await record(deps, tx, actor, 'user_suspend', { user: before }, {});
    await markChanged(deps, tx, [id], correlationId, 'takes-away');
    return getUser(tx, id);
  });
  deps.wake();
  return user;
}

/** Lets a suspended person in again; their accounts become active where they still have access. */
export async function unsuspendUser(deps: Deps, actor: Actor, id: UserId): Promise<User> {
  const user = await changeDirectory(deps.db, async (tx) => {
    const before = await getUser(tx, id);
    demandMayChange(actor, before);
    if (before.state !== 'suspended') return before;
    await saveUserState(tx, id, before.hasPassword ? 'active' : 'staged', deps.clock());
    const correlationId = await record(deps, tx, actor, 'user_unsuspend', { user: before }, {});
    await markChanged(deps, tx, [id], correlationId);
    return getUser(tx, id);
  });
  deps.wake();
  return user;
}

/**
 * Refuses what would leave nobody to administer Passo.
 * @throws AppError conflict
 */
export async function protectLastOwner(tx: Tx, user: User): Promise<void> {
  if (user.role !== 'owner' || user.state !== 'active') return;
  if ((await countActiveOwners(tx)) > 1) return;
  throw new AppError('conflict', 'This is the last owner. Somebody has to be able to administer Passo.');
}
