import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import { chunks, forUpdate, insertNew, rowsOf, truth, whole } from '../dialect';
import type { Reader, Tx } from '../tx';
import type { Cause } from './stale';

/** A mark that a group may be out of step at an application. */
export interface GroupMark {
  readonly applicationId: ApplicationId;
  readonly groupId: GroupId;
  /** Rises with every change, so that settling an old version does not lose a new one. */
  readonly version: number;
  /** Every member has to be compared; otherwise only those that are marked. */
  readonly whole: boolean;
  readonly dueAt: number;
  readonly attempts: number;
  readonly parked: boolean;
  readonly correlationId?: string;
  readonly markedAt: number;
}

/** One group at one application. */
export interface GroupKey {
  readonly applicationId: ApplicationId;
  readonly groupId: GroupId;
}

interface StaleGroupRow {
  application_id: string;
  group_id: string;
  version: unknown;
  whole: unknown;
  due_at: unknown;
  attempts: number;
  parked: unknown;
  correlation_id: string | null;
  marked_at: unknown;
}

function read(row: StaleGroupRow): GroupMark {
  return {
    applicationId: row.application_id as ApplicationId,
    groupId: row.group_id as GroupId,
    version: whole(row.version),
    whole: truth(row.whole),
    dueAt: whole(row.due_at),
    attempts: row.attempts,
    parked: truth(row.parked),
    ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
    markedAt: whole(row.marked_at),
  };
}

const GROUP_COLUMNS = '(application_id, group_id, version, whole, due_at, attempts, parked, correlation_id, marked_at)';

/** A group marked twice stays one row: only its version rises, and what was parked or waiting is due again. */
const GROUP_UPSERT = `on conflict (application_id, group_id) do update set
  version = stale_groups.version + 1, whole = (stale_groups.whole or excluded.whole), due_at = excluded.due_at,
  attempts = 0, parked = excluded.parked, correlation_id = excluded.correlation_id, marked_at = excluded.marked_at`;

const MEMBER_COLUMNS = ['application_id', 'group_id', 'user_id', 'version', 'parked', 'marked_at'] as const;
const MEMBER_UPSERT = `(application_id, group_id, user_id) do update set
  version = stale_members.version + 1, parked = excluded.parked, sentence = null, marked_at = excluded.marked_at`;

/** Marks one group at some applications. */
export async function markGroup(tx: Tx, key: GroupKey, cause: Cause & { readonly whole: boolean }): Promise<void> {
  await rowsOf(tx, `insert into stale_groups ${GROUP_COLUMNS} values (?, ?, 1, ?, ?, 0, ?, ?, ?) ${GROUP_UPSERT}`, [
    key.applicationId,
    key.groupId,
    cause.whole,
    cause.now,
    false,
    cause.correlationId ?? null,
    cause.now,
  ]);
}

/** Marks people in groups whose membership there may have changed. */
export async function markMembers(
  tx: Tx,
  groups: readonly GroupKey[],
  userIds: readonly UserId[],
  cause: Cause,
): Promise<void> {
  if (userIds.length === 0) return;
  for (const key of groups) {
    const rows = userIds.map((userId) => ({
      application_id: key.applicationId,
      group_id: key.groupId,
      user_id: userId,
      version: 1,
      parked: 0,
      marked_at: cause.now,
    }));
    await markGroup(tx, key, { ...cause, whole: false });
    await insertNew(tx, 'stale_members', MEMBER_COLUMNS, rows, MEMBER_UPSERT);
  }
}

/** Marks every group of an application, those it has and those it had, to be compared as a whole. */
export async function markGroupsOfApplication(tx: Tx, applicationId: ApplicationId, cause: Cause): Promise<void> {
  await rowsOf(
    tx,
    `insert into stale_groups ${GROUP_COLUMNS}
     select t.application_id, t.group_id, 1, ?, ${cause.now}, 0, ?, ?, ${cause.now} from (
       select gb.application_id, gb.group_id from group_bindings gb where gb.application_id = ?
       union select l.application_id, l.group_id from group_links l
         where l.application_id = ? and l.state in ('managed', 'adopting', 'deleting')
     ) t where 1 = 1 ${GROUP_UPSERT}`,
    [true, false, cause.correlationId ?? null, applicationId, applicationId],
  );
}

/**
 * Marks people in the groups of an application that do not hold the account they have there now: called in the
 * transaction that learns of an account, because a membership waits for it. Costs nothing where nothing is missing.
 */
export async function markNewMemberships(
  tx: Tx,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
  cause: Cause,
): Promise<void> {
  for (const part of chunks(userIds, 200)) {
    const holes = part.map(() => '?').join(', ');
    const missing = `from group_bindings gb join memberships m on m.group_id = gb.group_id
         join links l on l.application_id = gb.application_id and l.user_id = m.user_id and l.remote_id is not null
        where gb.application_id = ? and m.user_id in (${holes})
          and not exists (select 1 from member_links ml where ml.application_id = gb.application_id
            and ml.group_id = m.group_id and ml.user_id = m.user_id and ml.remote_user_id = l.remote_id
            and ml.in_doubt = ?)`;
    await rowsOf(
      tx,
      `insert into stale_groups ${GROUP_COLUMNS}
       select ?, t.group_id, 1, ?, ${cause.now}, 0, ?, ?, ${cause.now} from (select distinct m.group_id ${missing}) t
        where 1 = 1 ${GROUP_UPSERT}`,
      [applicationId, false, false, cause.correlationId ?? null, applicationId, ...part, false],
    );
    await rowsOf(
      tx,
      `insert into stale_members (${MEMBER_COLUMNS.join(', ')})
       select ?, m.group_id, m.user_id, 1, ?, ${cause.now} ${missing} on conflict ${MEMBER_UPSERT}`,
      [applicationId, false, applicationId, ...part, false],
    );
  }
}

/** Marks the groups of some people that no application has yet for want of an active member. */
export async function markEmptyGroups(tx: Tx, userIds: readonly UserId[], cause: Cause): Promise<void> {
  for (const part of chunks(userIds, 200)) {
    const holes = part.map(() => '?').join(', ');
    await rowsOf(
      tx,
      `insert into stale_groups ${GROUP_COLUMNS}
       select t.application_id, t.group_id, 1, ?, ${cause.now}, 0, ?, ?, ${cause.now} from (
         select distinct gl.application_id, gl.group_id
           from memberships m join group_links gl on gl.group_id = m.group_id and gl.status = 'empty'
           join applications a on a.id = gl.application_id and a.idm_state = 'active'
          where m.user_id in (${holes})
       ) t where 1 = 1 ${GROUP_UPSERT}`,
      [false, false, cause.correlationId ?? null, ...part],
    );
  }
}

/** Lists an application's due groups: those tried least first. */
export async function listDueGroups(
  reader: Reader,
  applicationId: ApplicationId,
  now: number,
  take: number,
): Promise<GroupMark[]> {
  const rows = await rowsOf<StaleGroupRow>(
    reader,
    `select * from stale_groups where application_id = ? and parked = ? and due_at <= ?
      order by attempts, due_at, group_id limit ?`,
    [applicationId, false, now, take],
  );
  return rows.map(read);
}

const ONE = 'select * from stale_groups where application_id = ? and group_id = ?';

/** Finds a group's mark. */
export async function findGroupMark(reader: Reader, key: GroupKey): Promise<GroupMark | undefined> {
  const [row] = await rowsOf<StaleGroupRow>(reader, ONE, [key.applicationId, key.groupId]);
  return row && read(row);
}

/** Finds a group's mark for a request about it: whoever takes the mark away waits until what is written down is kept. */
export async function lockGroupMark(tx: Tx, key: GroupKey): Promise<GroupMark | undefined> {
  const [row] = await rowsOf<StaleGroupRow>(tx, `${ONE} ${forUpdate(tx)}`, [key.applicationId, key.groupId]);
  return row && read(row);
}

/**
 * Locks a group's mark for what was decided by it.
 * @returns false when the group was changed, deleted, given or taken since it was read, so that it has to be decided anew
 */
export async function lockSameMark(tx: Tx, mark: GroupMark): Promise<boolean> {
  const now = await lockGroupMark(tx, mark);
  return now?.version === mark.version && now.correlationId === mark.correlationId && now.markedAt === mark.markedAt;
}

/** Lists the marks of an application's groups. */
export async function listGroupMarks(reader: Reader, applicationId: ApplicationId): Promise<GroupMark[]> {
  const rows: StaleGroupRow[] = await reader('stale_groups').where({ application_id: applicationId });
  return rows.map(read);
}

/** Takes a group's mark away, unless a change has marked it again meanwhile. */
export async function settleGroup(tx: Tx, mark: GroupMark): Promise<void> {
  await tx('stale_groups').where(versionOf(mark)).delete();
}

/** Puts a group off, unless a change has made it due again meanwhile. */
export async function postponeGroup(tx: Tx, mark: GroupMark, dueAt: number): Promise<void> {
  await tx('stale_groups')
    .where(versionOf(mark))
    .update({ due_at: dueAt, attempts: mark.attempts + 1 });
}

/** Has a group wait for something that is no failure of its own: its attempts stay as they are. */
export async function deferGroup(tx: Tx, mark: GroupMark, dueAt: number): Promise<void> {
  await tx('stale_groups').where(versionOf(mark)).update({ due_at: dueAt });
}

/** Sets a group aside until it or the application changes, or an admin retries it. */
export async function parkGroup(tx: Tx, mark: GroupMark): Promise<void> {
  await tx('stale_groups')
    .where(versionOf(mark))
    .update({ parked: true, attempts: mark.attempts + 1 });
}

/** Every member was compared and is marked by name now; unless a change asked for it again meanwhile. */
export async function noteCompared(tx: Tx, mark: GroupMark): Promise<void> {
  await tx('stale_groups').where(versionOf(mark)).update({ whole: false });
}

/** Has groups that wait for their people looked at now: called when those are decided on. */
export async function wakeGroups(tx: Tx, applicationId: ApplicationId, now: number): Promise<void> {
  await tx('stale_groups').where({ application_id: applicationId, parked: false }).update({ due_at: now });
}

/** Takes a group's marks away: syncing of it stops at once (M-112). */
export async function deleteMarksOfGroup(tx: Tx, key: GroupKey): Promise<void> {
  const where = { application_id: key.applicationId, group_id: key.groupId };
  await tx('stale_groups').where(where).delete();
  await tx('stale_members').where(where).delete();
}

/** Takes a group's marks away at every application. */
export async function deleteMarksEverywhere(tx: Tx, groupId: GroupId): Promise<void> {
  await tx('stale_groups').where({ group_id: groupId }).delete();
  await tx('stale_members').where({ group_id: groupId }).delete();
}

/** Takes the marks of all groups of an application away. */
export async function deleteGroupMarks(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('stale_groups').where({ application_id: applicationId }).delete();
  await tx('stale_members').where({ application_id: applicationId }).delete();
}

/** A mark that was taken away and made anew counts from one again; what caused it and when tell the two apart. */
function versionOf(mark: GroupMark): Record<string, string | number | null> {
  return {
    application_id: mark.applicationId,
    group_id: mark.groupId,
    version: mark.version,
    correlation_id: mark.correlationId ?? null,
    marked_at: mark.markedAt,
  };
}
