import { invalid } from '../../core/errors';
import { fold, type UserId } from '../../core/ids';
import { giveUpMailTo } from '../../store/mail-outbox';
import { changeDirectory } from '../../store/tx';
import { deleteUser as removeUser, getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { markPersonsGroups } from '../provisioning/groups/marks';
import { demandMay, demandMayChange } from '../may-act';
import { record } from '../record';
import { protectLastOwner } from './suspend';

/**
 * Deletes a person. Their accounts at applications are deactivated, not deleted.
 * @param typed the user name as the admin typed it to confirm
 * @throws AppError invalid when it is another one, conflict for the last owner
 */
export async function deleteUser(deps: Deps, actor: Actor, id: UserId, typed: string): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const user = await getUser(tx, id);
    demandMay(actor, 'people.delete');
    demandMayChange(actor, user);
    if (fold(typed) !== fold(user.username)) {
      throw invalid({ username: `Type ${user.username} to delete this person. Nothing was deleted.` });
    }
    await protectLastOwner(tx, user);
    const correlationId = await record(deps, tx, actor, 'user_delete', { user }, {});
    await markChanged(deps, tx, [id], correlationId);
    await markPersonsGroups(deps, tx, id, correlationId);
    await giveUpMailTo(tx, user.email, 'The person was deleted before it went out.');
    await removeUser(tx, id);
  });
  deps.wake();
}
