import { compact } from '../../core/compact';
import type { Group } from '../../core/group';
import type { GroupId } from '../../core/ids';
import { listApplicationIdsOfGroup } from '../../store/bindings';
import { deleteGroup as removeGroup, getGroup, listMemberIds } from '../../store/groups';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { noteUndo, type GroupUndo } from '../provisioning/guard/note';
import { markGroupDeleted } from '../provisioning/groups/marks';
import { record } from '../record';

/**
 * Deletes a user group. Its members lose the applications they had through it and through nothing else.
 * @param check looks at the group at the moment of the deletion, and throws to keep it
 * @throws AppError not_found; what `check` throws
 */
export async function deleteGroup(deps: Deps, actor: Actor, id: GroupId, check?: (now: Group) => void): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const group = await getGroup(tx, id);
    check?.(group);
    const members = await listMemberIds(tx, id);
    const correlationId = await record(deps, tx, actor, 'group_delete', { group }, {});
    const applicationIds = await listApplicationIdsOfGroup(tx, id);
    const { name, description } = group;
    const undo = compact<GroupUndo>({ id, name, description });
    await noteUndo(deps, tx, correlationId, applicationIds, {
      kind: 'group',
      group: undo,
      userIds: members,
      applicationIds,
    });
    await markChanged(deps, tx, members, correlationId, 'takes-away');
    await markGroupDeleted(deps, tx, id, correlationId);
    await removeGroup(tx, id);
  });
  deps.wake();
}
