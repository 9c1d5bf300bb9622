import type { ApplicationId, GroupId, UserId } from '../core/ids';
import { rowsOf } from './dialect';
import type { Reader, Tx } from './tx';

const GRANTS = `
  select gb.application_id as application_id, m.user_id as user_id
    from group_bindings gb join memberships m on m.group_id = gb.group_id
  union
  select ub.application_id, ub.user_id from user_bindings ub`;

/** Tells whether a person is assigned to an application, directly or through a group. */
export async function findGrant(reader: Reader, applicationId: ApplicationId, userId: UserId): Promise<boolean> {
  const sql = `select 1 as granted from (${GRANTS}) g where g.application_id = ? and g.user_id = ? limit 1`;
  const rows = await rowsOf<{ granted: number }>(reader, sql, [applicationId, userId]);
  return rows.length > 0;
}

/** Lists the ids of the applications a person is assigned to. */
export async function listGrantedApplicationIds(reader: Reader, userId: UserId): Promise<ApplicationId[]> {
  const sql = `select g.application_id from (${GRANTS}) g where g.user_id = ?`;
  const rows = await rowsOf<{ application_id: string }>(reader, sql, [userId]);
  return rows.map((row) => row.application_id as ApplicationId);
}

/** Lists the ids of everybody who is assigned to an application. */
export async function listGrantedUserIds(reader: Reader, applicationId: ApplicationId): Promise<UserId[]> {
  const sql = `select g.user_id from (${GRANTS}) g where g.application_id = ?`;
  const rows = await rowsOf<{ user_id: string }>(reader, sql, [applicationId]);
  return rows.map((row) => row.user_id as UserId);
}

/** Lists the groups that have an application. */
export async function listBoundGroupIds(reader: Reader, applicationId: ApplicationId): Promise<GroupId[]> {
  const rows: { group_id: string }[] = await reader('group_bindings')
    .where({ application_id: applicationId })
    .select('group_id');
  return rows.map((row) => row.group_id as GroupId);
}

/** Lists the people who have an application by themselves, without a group. */
export async function listBoundUserIds(reader: Reader, applicationId: ApplicationId): Promise<UserId[]> {
  const rows: { user_id: string }[] = await reader('user_bindings')
    .where({ application_id: applicationId })
    .select('user_id');
  return rows.map((row) => row.user_id as UserId);
}

/** Lists the applications a group has. */
export async function listApplicationIdsOfGroup(reader: Reader, groupId: GroupId): Promise<ApplicationId[]> {
  const rows = await rowsOf<{ application_id: string }>(
    reader,
    'select application_id from group_bindings where group_id = ?',
    [groupId],
  );
  return rows.map((row) => row.application_id as ApplicationId);
}

/** Lists the applications a person has by themselves. */
export async function listApplicationIdsOfUser(reader: Reader, userId: UserId): Promise<ApplicationId[]> {
  const rows: { application_id: string }[] = await reader('user_bindings')
    .where({ user_id: userId })
    .select('application_id');
  return rows.map((row) => row.application_id as ApplicationId);
}

/** Lists the groups that have an application, by name. */
export async function listBoundGroups(
  reader: Reader,
  applicationId: ApplicationId,
): Promise<{ id: GroupId; name: string }[]> {
  const rows: { id: string; name: string }[] = await reader('group_bindings')
    .join('user_groups', 'user_groups.id', 'group_bindings.group_id')
    .where({ application_id: applicationId })
    .orderBy('name_folded')
    .select('user_groups.id', 'user_groups.name');
  return rows.map((row) => ({ id: row.id as GroupId, name: row.name }));
}

/** Tells whether a group has an application. */
export async function findGroupBinding(
  reader: Reader,
  applicationId: ApplicationId,
  groupId: GroupId,
): Promise<boolean> {
  const rows = await rowsOf(reader, 'select 1 as found from group_bindings where application_id = ? and group_id = ?', [
    applicationId,
    groupId,
  ]);
  return rows.length > 0;
}

/** Gives a group an application; giving it twice is the same. */
export async function bindGroup(tx: Tx, applicationId: ApplicationId, groupId: GroupId): Promise<void> {
  await tx('group_bindings')
    .insert({ application_id: applicationId, group_id: groupId })
    .onConflict(['application_id', 'group_id'])
    .ignore();
}

/** Takes an application from a group. */
export async function unbindGroup(tx: Tx, applicationId: ApplicationId, groupId: GroupId): Promise<void> {
  await tx('group_bindings').where({ application_id: applicationId, group_id: groupId }).delete();
}

/** Gives one person an application. */
export async function bindUser(tx: Tx, applicationId: ApplicationId, userId: UserId): Promise<void> {
  await tx('user_bindings')
    .insert({ application_id: applicationId, user_id: userId })
    .onConflict(['application_id', 'user_id'])
    .ignore();
}

/** Takes an application from one person. */
export async function unbindUser(tx: Tx, applicationId: ApplicationId, userId: UserId): Promise<void> {
  await tx('user_bindings').where({ application_id: applicationId, user_id: userId }).delete();
}
