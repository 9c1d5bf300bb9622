import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import { chunks, rowsOf, truth, whole } from '../dialect';
import type { Reader, Tx } from '../tx';
import type { GroupKey } from './group-marks';
import { ACCOUNT } from './members';

/** One marked person of a group: where they stand here, and what the SP holds of them as far as is known. */
export interface MarkedMember {
  readonly userId: UserId;
  readonly version: number;
  /** They are in the group here. */
  readonly wanted: boolean;
  /** Their account at the SP; absent while there is none. */
  readonly account?: { readonly remoteId: string; readonly active: boolean };
  /** What was sent last, and whether it was answered. */
  readonly sent?: { readonly remoteId: string; readonly inDoubt: boolean };
  /** A staged removal has not been decided on: they are not taken out before it is. */
  readonly held: boolean;
}

interface MarkedRow {
  user_id: string;
  version: unknown;
  wanted: string | null;
  remote_id: string | null;
  status: string | null;
  sent_id: string | null;
  in_doubt: unknown;
  held_by: string | null;
}

/**
 * Reads marked people of a group, in the order of their ids. Costs as much as it reads, however large the group is.
 * @param after the last id read before; '' for the beginning
 */
export async function listMarkedMembers(
  reader: Reader,
  { applicationId, groupId }: GroupKey,
  after: string,
  take: number,
): Promise<MarkedMember[]> {
  const rows = await rowsOf<MarkedRow>(
    reader,
    `select s.user_id, s.version, m.user_id as wanted, l.remote_id, l.status, ml.remote_user_id as sent_id,
        ml.in_doubt, st.held_by
       from stale_members s
       left join memberships m on m.group_id = s.group_id and m.user_id = s.user_id
       left join ${ACCOUNT.replace('%user', 's.user_id')}
       left join member_links ml on ml.application_id = s.application_id and ml.group_id = s.group_id
         and ml.user_id = s.user_id
       left join stale st on st.application_id = s.application_id and st.user_id = s.user_id
      where s.application_id = ? and s.group_id = ? and s.parked = ? and s.user_id > ?
      order by s.user_id limit ${take}`,
    [applicationId, false, true, applicationId, groupId, false, after],
  );
  return rows.map((row) => ({
    userId: row.user_id as UserId,
    version: whole(row.version),
    wanted: row.wanted !== null,
    ...(row.remote_id === null ? {} : { account: { remoteId: row.remote_id, active: row.status !== 'deactivated' } }),
    ...(row.sent_id === null ? {} : { sent: { remoteId: row.sent_id, inDoubt: truth(row.in_doubt) } }),
    held: row.held_by !== null,
  }));
}

/**
 * Marks everybody whose membership at the SP differs from the group here, or is in doubt: the whole comparison, done in
 * the database. Who is set aside stays so.
 */
export async function markDifferingMembers(tx: Tx, key: GroupKey, now: number): Promise<void> {
  const { applicationId, groupId } = key;
  const known = "l.remote_id is not null and l.removed = ? and l.managed = ? and coalesce(l.decision, '') <> 'leave'";
  await rowsOf(
    tx,
    `insert into stale_members (application_id, group_id, user_id, version, parked, marked_at)
     select ?, ?, t.user_id, 1, ?, ${now} from (
       select m.user_id from memberships m
         join links l on l.application_id = ? and l.user_id = m.user_id and ${known}
         left join member_links ml on ml.application_id = ? and ml.group_id = m.group_id and ml.user_id = m.user_id
        where m.group_id = ? and (ml.user_id is null or ml.remote_user_id <> l.remote_id or ml.in_doubt = ?)
       union
       select ml.user_id from member_links ml
         left join memberships m on m.group_id = ml.group_id and m.user_id = ml.user_id
        where ml.application_id = ? and ml.group_id = ? and m.user_id is null
     ) t where 1 = 1 on conflict (application_id, group_id, user_id) do nothing`,
    [applicationId, groupId, false, applicationId, false, true, applicationId, groupId, true, applicationId, groupId],
  );
}

/** Takes the marks of people away, each unless it was raised meanwhile. */
export async function settleMemberMarks(
  tx: Tx,
  key: GroupKey,
  marks: readonly Pick<MarkedMember, 'userId' | 'version'>[],
): Promise<void> {
  for (const part of chunks(marks, 200)) {
    const holes = part.map(() => '(user_id = ? and version = ?)').join(' or ');
    await rowsOf(tx, `delete from stale_members where application_id = ? and group_id = ? and (${holes})`, [
      key.applicationId,
      key.groupId,
      ...part.flatMap(({ userId, version }) => [userId, version]),
    ]);
  }
}

/** Sets one person of a group aside with a sentence; the others go on. */
export async function parkMember(
  tx: Tx,
  key: GroupKey,
  mark: Pick<MarkedMember, 'userId' | 'version'>,
  sentence: string,
): Promise<void> {
  await tx('stale_members')
    .where({ ...whereOf(key), user_id: mark.userId, version: mark.version })
    .update({ parked: true, sentence });
}

/** Takes people of a group up again who were set aside. */
export async function unparkMembers(tx: Tx, key: GroupKey): Promise<void> {
  await tx('stale_members')
    .where({ ...whereOf(key), parked: true })
    .update({ parked: false, sentence: null, version: tx.raw('version + 1') });
}

/** Lists who of a group was set aside, and why. */
export async function listParkedMembers(
  reader: Reader,
  key: GroupKey,
  take: number,
): Promise<{ userId: UserId; sentence: string }[]> {
  const rows = await rowsOf<{ user_id: string; sentence: string | null }>(
    reader,
    `select user_id, sentence from stale_members where application_id = ? and group_id = ? and parked = ?
      order by user_id limit ?`,
    [key.applicationId, key.groupId, true, take],
  );
  return rows.map((row) => ({ userId: row.user_id as UserId, sentence: row.sentence ?? '' }));
}

/** Tells whether people of a group are still marked and not set aside: they wait for a decision. */
export async function findWaitingMember(reader: Reader, key: GroupKey): Promise<boolean> {
  const rows = await rowsOf(
    reader,
    'select 1 as found from stale_members where application_id = ? and group_id = ? and parked = ? limit 1',
    [key.applicationId, key.groupId, false],
  );
  return rows.length > 0;
}

/** Counts the people of each group of an application who were set aside. */
export async function countParkedMembers(
  reader: Reader,
  applicationId: ApplicationId,
): Promise<ReadonlyMap<GroupId, number>> {
  const rows = (await reader('stale_members')
    .where({ application_id: applicationId, parked: true })
    .groupBy('group_id')
    .select('group_id')
    .count({ total: '*' })) as { group_id: string; total: unknown }[];
  return new Map(rows.map((row) => [row.group_id as GroupId, whole(row.total)]));
}

function whereOf({ applicationId, groupId }: GroupKey): { application_id: string; group_id: string } {
  return { application_id: applicationId, group_id: groupId };
}
