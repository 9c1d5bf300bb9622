import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import { chunks, insertNew, listed, rowsOf, whole } from '../dialect';
import type { Reader, Tx } from '../tx';
import type { GroupKey } from './group-marks';

/** An account counts for groups when it is known, there, and managed, and no admin has decided to leave it alone. */
export const ACCOUNT = `links l on l.application_id = ? and l.user_id = %user and l.remote_id is not null
      and l.removed = ? and l.managed = ? and coalesce(l.decision, '') <> 'leave'`;

/** Tells whether somebody of a group has an active account: only then is a group made (M-107, A-11). */
export async function findActiveMember(reader: Reader, { applicationId, groupId }: GroupKey): Promise<boolean> {
  const rows = await rowsOf<{ user_id: string }>(
    reader,
    `select m.user_id from memberships m join ${ACCOUNT.replace('%user', 'm.user_id')}
      where m.group_id = ? and l.status <> 'deactivated' limit 1`,
    [applicationId, false, true, groupId],
  );
  return rows.length > 0;
}

/** Writes down that members are being added, or taken out, before the request goes out. */
export async function doubtMembers(
  tx: Tx,
  key: GroupKey,
  added: readonly { readonly userId: UserId; readonly remoteId: string }[],
  removed: readonly UserId[],
): Promise<void> {
  await insertMembers(tx, key, added, true);
  if (removed.length === 0) return;
  await rowsOf(
    tx,
    `update member_links set in_doubt = ? where application_id = ? and group_id = ? and user_id in ${listed(tx)}`,
    [true, key.applicationId, key.groupId, JSON.stringify(removed)],
  );
}

/** Keeps what the SP accepted, and takes away the marks it answers, unless somebody was marked anew meanwhile. */
export async function settleMembers(
  tx: Tx,
  key: GroupKey,
  added: readonly { readonly userId: UserId; readonly remoteId: string }[],
  removed: readonly UserId[],
): Promise<void> {
  await insertMembers(tx, key, added, false);
  await dropMembers(tx, key, removed);
}

/** Forgets that the SP has members. */
export async function dropMembers(tx: Tx, key: GroupKey, userIds: readonly UserId[]): Promise<void> {
  if (userIds.length === 0) return;
  await rowsOf(tx, `delete from member_links where application_id = ? and group_id = ? and user_id in ${listed(tx)}`, [
    key.applicationId,
    key.groupId,
    JSON.stringify(userIds),
  ]);
}

/** Forgets all members of a group, because they are read anew. */
export async function forgetMembers(tx: Tx, key: GroupKey): Promise<void> {
  await tx('member_links').where(whereOf(key)).delete();
}

/** Lists whom Passo made members of a group there, by the ids of their accounts. */
export async function listSentMembers(reader: Reader, key: GroupKey): Promise<Map<string, UserId>> {
  const rows: { user_id: string; remote_user_id: string }[] = await reader('member_links')
    .where(whereOf(key))
    .select('user_id', 'remote_user_id');
  return new Map(rows.map((row) => [row.remote_user_id, row.user_id as UserId]));
}

/** Keeps members as the SP has them. */
export async function insertMembers(
  tx: Tx,
  key: GroupKey,
  members: readonly { readonly userId: UserId; readonly remoteId: string }[],
  inDoubt: boolean,
): Promise<void> {
  if (members.length === 0) return;
  const rows = members.map(({ userId, remoteId }) => ({
    application_id: key.applicationId,
    group_id: key.groupId,
    user_id: userId,
    remote_user_id: remoteId,
    in_doubt: inDoubt ? 1 : 0,
  }));
  const columns = ['application_id', 'group_id', 'user_id', 'remote_user_id', 'in_doubt'];
  await insertNew(
    tx,
    'member_links',
    columns,
    rows,
    '(application_id, group_id, user_id) do update set remote_user_id = excluded.remote_user_id, in_doubt = excluded.in_doubt',
  );
}

/** Tells whether somebody the SP has in a group is still to be deactivated: a group is deleted after its people. */
export async function findUnfinishedMember(reader: Reader, { applicationId, groupId }: GroupKey): Promise<boolean> {
  const rows = await rowsOf<{ user_id: string }>(
    reader,
    `select ml.user_id from member_links ml
       join stale s on s.application_id = ml.application_id and s.user_id = ml.user_id
      where ml.application_id = ? and ml.group_id = ? and (s.parked = ? or s.held_by is not null) limit 1`,
    [applicationId, groupId, false],
  );
  return rows.length > 0;
}

/** Tells whether somebody of a group here is still to be served at an application: their account may be its first. */
export async function findUnservedMember(reader: Reader, { applicationId, groupId }: GroupKey): Promise<boolean> {
  const rows = await rowsOf<{ user_id: string }>(
    reader,
    `select s.user_id from stale s join memberships m on m.group_id = ? and m.user_id = s.user_id
      where s.application_id = ? and s.parked = ? and s.held_by is null limit 1`,
    [groupId, applicationId, false],
  );
  return rows.length > 0;
}

/** Counts the members an application has in each group, as far as is known. */
export async function countMembers(
  reader: Reader,
  applicationId: ApplicationId,
): Promise<ReadonlyMap<GroupId, number>> {
  const rows = (await reader('member_links')
    .where({ application_id: applicationId })
    .groupBy('group_id')
    .select('group_id')
    .count({ total: '*' })) as { group_id: string; total: unknown }[];
  return new Map(rows.map((row) => [row.group_id as GroupId, whole(row.total)]));
}

/** Counts who would be added to and taken out of a group at the SP, by what is known: for plans. */
export async function countDifferences(
  reader: Reader,
  { applicationId, groupId }: GroupKey,
): Promise<{ add: number; remove: number }> {
  const [added] = await rowsOf<{ total: unknown }>(
    reader,
    `select count(*) as total from memberships m
       join ${ACCOUNT.replace('%user', 'm.user_id')}
       left join member_links ml on ml.application_id = ? and ml.group_id = m.group_id and ml.user_id = m.user_id
      where m.group_id = ? and (ml.user_id is null or ml.remote_user_id <> l.remote_id or ml.in_doubt = ?)`,
    [applicationId, false, true, applicationId, groupId, true],
  );
  const [removed] = await rowsOf<{ total: unknown }>(
    reader,
    `select count(*) as total from member_links ml
       left join memberships m on m.group_id = ml.group_id and m.user_id = ml.user_id
      where ml.application_id = ? and ml.group_id = ? and m.user_id is null`,
    [applicationId, groupId],
  );
  return { add: whole(added?.total), remove: whole(removed?.total) };
}

/**
 * Tells which accounts of an SP belong to people who are in a group here.
 * @returns the person of each such account, by the SP's id
 */
export async function listMembersByAccount(
  reader: Reader,
  { applicationId, groupId }: GroupKey,
  remoteIds: readonly string[],
): Promise<Map<string, UserId>> {
  const found = new Map<string, UserId>();
  for (const part of chunks(remoteIds, 200)) {
    const holes = part.map(() => '?').join(', ');
    const rows = await rowsOf<{ remote_id: string; user_id: string }>(
      reader,
      `select l.remote_id, l.user_id from links l join memberships m on m.user_id = l.user_id and m.group_id = ?
        where l.application_id = ? and l.removed = ? and l.remote_id in (${holes})`,
      [groupId, applicationId, false, ...part],
    );
    for (const row of rows) found.set(row.remote_id, row.user_id as UserId);
  }
  return found;
}

/** Lists the groups at active applications in which a person is a member, as far as the SPs accepted it. */
export async function listGroupsWithMember(reader: Reader, userIds: readonly UserId[]): Promise<GroupKey[]> {
  const keys: GroupKey[] = [];
  for (const part of chunks(userIds, 200)) {
    const holes = part.map(() => '?').join(', ');
    const rows = await rowsOf<{ application_id: string; group_id: string }>(
      reader,
      `select distinct ml.application_id, ml.group_id from applications a
         join member_links ml on ml.application_id = a.id and ml.user_id in (${holes})
         join group_links gl on gl.application_id = ml.application_id and gl.group_id = ml.group_id
           and gl.state in ('managed', 'adopting')
        where a.idm_state = 'active'`,
      part,
    );
    for (const row of rows) {
      keys.push({ applicationId: row.application_id as ApplicationId, groupId: row.group_id as GroupId });
    }
  }
  return keys;
}

function whereOf({ applicationId, groupId }: GroupKey): { application_id: string; group_id: string } {
  return { application_id: applicationId, group_id: groupId };
}
