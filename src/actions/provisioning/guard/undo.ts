import type { ApplicationId, EventId, UserId } from '../../../core/ids';
import { listApplicationIdsOfGroup } from '../../../store/bindings';
import { findApplication } from '../../../store/applications';
import { findEvent } from '../../../store/events';
import { findGroup, findGroupByName, insertGroup, listMemberIds } from '../../../store/groups';
import { findRemovalOfCause } from '../../../store/provisioning/removals';
import type { Reader, Tx } from '../../../store/tx';
import { findUsers } from '../../../store/users';
import { giveGroup, giveUser } from '../../applications/access';
import type { Actor, Deps } from '../../deps';
import { changeMembersIn } from '../../groups/members';
import { record } from '../../record';
import type { Undo } from './note';

/** Finds how a cause can be put back at an application: as it was noted, or as its event tells. */
export async function undoOf(
  reader: Reader,
  applicationId: ApplicationId,
  cause: EventId,
): Promise<{ readonly undo?: Undo; readonly noteId?: string }> {
  const note = await findRemovalOfCause(reader, applicationId, cause, 'noted');
  if (note !== undefined) return { undo: note.undo as Undo, noteId: note.id };
  const event = await findEvent(reader, cause);
  if (event?.name === 'association_update' && event.payload.removed.length > 0) {
    if (event.groupId !== undefined) return { undo: { kind: 'group-binding', groupId: event.groupId } };
    if (event.userId !== undefined) return { undo: { kind: 'user-binding', userIds: [event.userId] } };
  }
  if (event?.name === 'group_members_update' && event.payload.removed.length === 1) {
    const { groupId, userId } = event;
    if (groupId !== undefined && userId !== undefined) return { undo: { kind: 'members', groupId, userIds: [userId] } };
  }
  return {};
}

/** The people a change was about, as far as they can be told from what puts it back. */
export async function peopleOf(reader: Reader, undo: Undo): Promise<readonly UserId[]> {
  return undo.kind === 'group-binding' ? listMemberIds(reader, undo.groupId) : undo.userIds;
}

/**
 * Puts a change back as an admin would, with the events and marks of that. What is gone by now, or was put back already,
 * is left out.
 * @returns false when the user group it is about is gone
 */
export async function putBack(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  applicationId: ApplicationId,
  undo: Undo,
): Promise<boolean> {
  if (undo.kind === 'user-binding') {
    for (const { id } of await findUsers(tx, undo.userIds)) await giveUser(deps, tx, actor, applicationId, id, true);
    return true;
  }
  if (undo.kind === 'group') await restoreGroup(deps, tx, actor, undo);
  const groupId = undo.kind === 'group' ? undo.group.id : undo.groupId;
  if ((await findGroup(tx, groupId)) === undefined) return false;
  if (undo.kind === 'group-binding') await giveGroup(deps, tx, actor, applicationId, groupId, true);
  else await changeMembersIn(deps, tx, actor, groupId, { add: undo.userIds, remove: [] });
  return true;
}

/** Makes a deleted group again under its id, so that what is known of it at applications counts again. */
async function restoreGroup(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  { group, applicationIds }: Extract<Undo, { kind: 'group' }>,
): Promise<void> {
  if ((await findGroup(tx, group.id)) === undefined) {
    const restored = { ...group, name: await freeName(tx, group.name) };
    await insertGroup(tx, { ...restored, now: deps.clock() });
    await record(deps, tx, actor, 'group_create', { group: restored }, {});
  }
  const bound = await listApplicationIdsOfGroup(tx, group.id);
  for (const id of applicationIds.filter((other) => !bound.includes(other))) {
    if ((await findApplication(tx, id)) !== undefined) await giveGroup(deps, tx, actor, id, group.id, true);
  }
}

/** Somebody may have given the name to another group meanwhile. */
async function freeName(tx: Tx, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? name : `${name} (${number})`;
    if ((await findGroupByName(tx, tried)) === undefined) return tried;
  }
}
