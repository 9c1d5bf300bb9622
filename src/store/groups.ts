import { compact } from '../core/compact';
import { notFound } from '../core/errors';
import type { Group } from '../core/group';
import { fold, type GroupId, type UserId } from '../core/ids';
import { containing, insertNew, listed, rowsOf, textOrNone, truth, whole } from './dialect';
import type { Reader, Tx } from './tx';

interface GroupRow {
  id: string;
  name: string;
  description: string | null;
  second_factor: unknown;
  created_at: unknown;
  updated_at: unknown;
}

/** A group and how many people are in it. */
export interface GroupWithSize extends Group {
  readonly members: number;
}

function read(row: GroupRow): Group {
  return compact<Group>({
    id: row.id as GroupId,
    name: row.name,
    description: textOrNone(row.description),
    secondFactor: truth(row.second_factor),
    createdAt: whole(row.created_at),
    updatedAt: whole(row.updated_at),
  });
}

/** Adds a group. The caller has checked that the name is free. */
export async function insertGroup(
  tx: Tx,
  group: { id: GroupId; name: string; description?: string; now: number },
): Promise<void> {
  await tx('user_groups').insert({
    id: group.id,
    name: group.name,
    name_folded: fold(group.name),
    description: group.description ?? null,
    created_at: group.now,
    updated_at: group.now,
  });
}

/** Renames a group, replaces its description, and says whether its members are asked for a second factor. */
export async function saveGroup(
  tx: Tx,
  id: GroupId,
  group: { name: string; description?: string; secondFactor: boolean; now: number },
): Promise<void> {
  await tx('user_groups')
    .where({ id })
    .update({
      name: group.name,
      name_folded: fold(group.name),
      description: group.description ?? null,
      second_factor: group.secondFactor,
      updated_at: group.now,
    });
}

/** Removes a group; its memberships and bindings go with it. */
export async function deleteGroup(tx: Tx, id: GroupId): Promise<void> {
  await tx('user_groups').where({ id }).delete();
}

/** Finds a group by id. */
export async function findGroup(reader: Reader, id: GroupId): Promise<Group | undefined> {
  const [row] = await rowsOf<GroupRow>(reader, 'select * from user_groups where id = ?', [id]);
  return row && read(row);
}

/**
 * Gets a group by id.
 * @throws AppError not_found
 */
export async function getGroup(reader: Reader, id: GroupId): Promise<Group> {
  const group = await findGroup(reader, id);
  if (group === undefined) throw notFound('This user group');
  return group;
}

/** Finds the group that has this name, or one that looks the same. */
export async function findGroupByName(reader: Reader, name: string): Promise<Group | undefined> {
  const row: GroupRow | undefined = await reader('user_groups')
    .where({ name_folded: fold(name) })
    .first();
  return row && read(row);
}

/** Lists groups by name, with their size. */
export async function listGroups(reader: Reader, search?: string): Promise<GroupWithSize[]> {
  const rows = (await reader('user_groups')
    .leftJoin('memberships', 'memberships.group_id', 'user_groups.id')
    .modify((query) => {
      if (search) void query.whereRaw("name_folded like ? escape '\\'", [containing(fold(search))]);
    })
    .groupBy('user_groups.id')
    .orderBy('name_folded')
    .select('user_groups.*')
    .count({ members: 'memberships.user_id' })) as (GroupRow & { members: unknown })[];
  return rows.map((row) => ({ ...read(row), members: whole(row.members) }));
}

/** Lists groups by name from behind a folded name on, `take` at most. */
export async function listGroupsAfter(
  reader: Reader,
  { search = '', after, take }: { readonly search?: string; readonly after?: string; readonly take: number },
): Promise<Group[]> {
  const rows: GroupRow[] = await reader('user_groups')
    .modify((query) => {
      if (search !== '') void query.whereRaw("name_folded like ? escape '\\'", [containing(fold(search))]);
      if (after !== undefined) void query.where('name_folded', '>', after);
    })
    .orderBy('name_folded')
    .limit(take);
  return rows.map(read);
}

/** Lists the groups a person is in, by name. */
export async function listGroupsOfUser(reader: Reader, userId: UserId): Promise<Group[]> {
  const rows: GroupRow[] = await reader('user_groups')
    .join('memberships', 'memberships.group_id', 'user_groups.id')
    .where('memberships.user_id', userId)
    .orderBy('name_folded')
    .select('user_groups.*');
  return rows.map(read);
}

/** Lists the ids of a group's members. */
export async function listMemberIds(reader: Reader, groupId: GroupId): Promise<UserId[]> {
  const rows: { user_id: string }[] = await reader('memberships').where({ group_id: groupId }).select('user_id');
  return rows.map((row) => row.user_id as UserId);
}

/** Tells which of some people are in a group, whatever its size. */
export async function listMembersAmong(
  reader: Reader,
  groupId: GroupId,
  userIds: readonly UserId[],
): Promise<UserId[]> {
  const rows = await rowsOf<{ user_id: string }>(
    reader,
    `select user_id from memberships where group_id = ? and user_id in ${listed(reader)}`,
    [groupId, JSON.stringify(userIds)],
  );
  return rows.map((row) => row.user_id as UserId);
}

/** Adds people to a group; those who are in it already stay. */
export async function addMembers(tx: Tx, groupId: GroupId, userIds: readonly UserId[]): Promise<void> {
  if (userIds.length === 0) return;
  const rows = userIds.map((userId) => ({ group_id: groupId, user_id: userId }));
  await insertNew(tx, 'memberships', ['group_id', 'user_id'], rows, '(group_id, user_id) do nothing');
}

/** Takes people out of a group. */
export async function removeMembers(tx: Tx, groupId: GroupId, userIds: readonly UserId[]): Promise<void> {
  if (userIds.length === 0) return;
  await rowsOf(tx, `delete from memberships where group_id = ? and user_id in ${listed(tx)}`, [
    groupId,
    JSON.stringify(userIds),
  ]);
}
