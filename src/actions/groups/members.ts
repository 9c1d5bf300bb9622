import type { GroupId, UserId } from '../../core/ids';
import { nameOf } from '../../core/user';
import { listApplicationIdsOfGroup } from '../../store/bindings';
import { addMembers, getGroup, listGroupsOfUser, listMembersAmong, removeMembers } from '../../store/groups';
import { changeDirectory, type Tx } from '../../store/tx';
import { findUsers, getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { noteUndo } from '../provisioning/guard/note';
import { markGroupMembers } from '../provisioning/groups/marks';
import { record } from '../record';

/** Who joins and who leaves. */
export interface MemberChange {
  readonly add: readonly UserId[];
  readonly remove: readonly UserId[];
}

/**
 * Adds people to a group and takes people out of it.
 * @returns how many really joined and left
 * @throws AppError not_found
 */
export async function changeMembers(
  deps: Deps,
  actor: Actor,
  groupId: GroupId,
  change: MemberChange,
): Promise<{ added: number; removed: number }> {
  const counts = await changeDirectory(deps.db, (tx) => changeMembersIn(deps, tx, actor, groupId, change));
  deps.wake();
  return counts;
}

/**
 * Puts a person into exactly these groups.
 * @throws AppError not_found
 */
export async function setGroupsOfUser(
  deps: Deps,
  actor: Actor,
  userId: UserId,
  groupIds: readonly GroupId[],
): Promise<{ added: number; removed: number }> {
  const counts = await changeDirectory(deps.db, async (tx) => {
    await getUser(tx, userId);
    const now = (await listGroupsOfUser(tx, userId)).map((group) => group.id);
    const joining = groupIds.filter((id) => !now.includes(id));
    const leaving = now.filter((id) => !groupIds.includes(id));
    for (const id of joining) await changeMembersIn(deps, tx, actor, id, { add: [userId], remove: [] });
    for (const id of leaving) await changeMembersIn(deps, tx, actor, id, { add: [], remove: [userId] });
    return { added: joining.length, removed: leaving.length };
  });
  deps.wake();
  return counts;
}

/** Adds people to a group and takes people out of it, in a transaction that is under way. */
export async function changeMembersIn(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  groupId: GroupId,
  change: MemberChange,
): Promise<{ added: number; removed: number }> {
  const group = await getGroup(tx, groupId);
  const concerned = [...new Set([...change.add, ...change.remove])];
  const members = new Set(await listMembersAmong(tx, groupId, concerned));
  const known = await findUsers(tx, concerned);
  const joining = known.filter((user) => change.add.includes(user.id) && !members.has(user.id));
  const leaving = known.filter((user) => change.remove.includes(user.id) && members.has(user.id));
  if (joining.length + leaving.length === 0) return { added: 0, removed: 0 };
  const correlationId = await record(
    deps,
    tx,
    actor,
    'group_members_update',
    { group, ...(known.length === 1 && known[0] ? { user: known[0] } : {}) },
    { added: joining.map(nameOf), removed: leaving.map(nameOf) },
  );
  if (leaving.length > 1) {
    const userIds = leaving.map((user) => user.id);
    const bound = await listApplicationIdsOfGroup(tx, groupId);
    await noteUndo(deps, tx, correlationId, bound, { kind: 'members', groupId, userIds });
  }
  const joined = joining.map((user) => user.id);
  const left = leaving.map((user) => user.id);
  await addMembers(tx, groupId, joined);
  await removeMembers(tx, groupId, left);
  if (joined.length > 0) await markChanged(deps, tx, joined, correlationId);
  if (left.length > 0) await markChanged(deps, tx, left, correlationId, 'takes-away');
  const moved = [...joined, ...left];
  await markGroupMembers(deps, tx, groupId, moved, correlationId);
  return { added: joining.length, removed: leaving.length };
}
