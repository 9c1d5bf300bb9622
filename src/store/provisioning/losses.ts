import { ulid, type ApplicationId, type UserId } from '../../core/ids';
import { chunks, isPostgres, rowsOf, textOrNone, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A person who loses the account at an application as soon as the mark is worked on. */
export interface Loss {
  readonly userId: UserId;
  /** Of the mark. */
  readonly version: number;
  readonly reason: 'deleted' | 'suspended' | 'expired' | 'grant';
  readonly correlationId?: string;
  /** What the account is called there; people who were deleted are named by it. */
  readonly userName?: string;
}

/** Which marks are looked at: those of one cause (undefined: of none), or all whose reason is a lost grant. */
export type LossFilter =
  | { readonly cause: string | undefined; /** With those who are held already. */ readonly all?: true }
  | { readonly window: true };

const GRANTED = `(exists (select 1 from group_bindings gb join memberships m on m.group_id = gb.group_id
    where gb.application_id = s.application_id and m.user_id = s.user_id)
  or exists (select 1 from user_bindings ub where ub.application_id = s.application_id and ub.user_id = s.user_id))`;

/** People who are marked, have an active account as far as is known, nobody holds, and nobody has allowed to go yet. */
const LOSSES = `
  select s.user_id, s.version, s.correlation_id, l.accepted,
         case when u.id is null then 'deleted' when u.state = 'suspended' then 'suspended'
              when u.password_expires_at <= ? then 'expired' when ${GRANTED} then 'none' else 'grant' end as reason
    from stale s
    join links l on l.application_id = s.application_id and l.user_id = s.user_id
    left join users u on u.id = s.user_id
   where s.application_id = ? and s.parked = ? and (s.held_by is null or 1 = ?)
     and (l.remote_id is not null or l.creating = ?) and l.removed = ? and l.managed = ? and l.status <> 'deactivated'
     and coalesce(l.decision, '') <> 'leave'
     and not exists (select 1 from removal_people p join removals r on r.id = p.removal_id
          where p.user_id = s.user_id and p.outcome = 'loses' and r.application_id = s.application_id
            and r.state = 'allowed')`;

function query(applicationId: ApplicationId, filter: LossFilter, now: number): { sql: string; values: Value[] } {
  const all = 'all' in filter && filter.all === true;
  const values: Value[] = [now, applicationId, false, all ? 1 : 0, true, false, true];
  if ('window' in filter) return { sql: `select t.* from (${LOSSES}) t where t.reason = 'grant'`, values };
  const lost = (where: string): string => `select t.* from (${LOSSES} and ${where}) t where t.reason <> 'none'`;
  if (filter.cause === undefined) return { sql: lost('s.correlation_id is null'), values };
  return { sql: lost('s.correlation_id = ?'), values: [...values, filter.cause] };
}

type Value = string | number | boolean | null;

/** Counts the people who lose their account by a cause, or by lost grants of whatever cause. */
export async function countLosses(
  reader: Reader,
  applicationId: ApplicationId,
  filter: LossFilter,
  now: number,
): Promise<number> {
  const { sql, values } = query(applicationId, filter, now);
  const rows = await rowsOf<{ total: unknown }>(reader, `select count(*) as total from (${sql}) c`, values);
  return whole(rows[0]?.total);
}

/** Lists them. */
export async function listLosses(
  reader: Reader,
  applicationId: ApplicationId,
  filter: LossFilter,
  now: number,
): Promise<Loss[]> {
  const { sql, values } = query(applicationId, filter, now);
  interface Row {
    user_id: string;
    version: unknown;
    correlation_id: string | null;
    accepted: string | null;
    reason: Loss['reason'];
  }
  const rows = await rowsOf<Row>(reader, sql, values);
  return rows.map((row) => {
    const accepted = row.accepted === null ? undefined : (JSON.parse(row.accepted) as { userName?: unknown });
    const userName = textOrNone(accepted?.userName);
    return {
      userId: row.user_id as UserId,
      version: whole(row.version),
      reason: row.reason,
      ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
      ...(userName === undefined ? {} : { userName }),
    };
  });
}

/**
 * Counts the people who were deactivated at an application since a moment because their grants were gone, and still are,
 * without an admin having allowed it: what many small changes have come to.
 */
export async function countLostLately(reader: Reader, applicationId: ApplicationId, since: number): Promise<number> {
  const rows = await rowsOf<{ total: unknown }>(
    reader,
    `select count(distinct s.user_id) as total from events s
       join users u on u.id = s.user_id and u.state <> 'suspended'
       join links l on l.application_id = s.application_id and l.user_id = s.user_id and l.status = 'deactivated'
      where s.application_id = ? and s.id >= ? and s.name = 'user_deprovision' and s.result = 'success'
        and not ${GRANTED}
        and not exists (select 1 from removal_people p join removals r on r.id = p.removal_id
             where p.user_id = s.user_id and r.application_id = s.application_id and r.state = 'allowed'
               and r.decided_at >= ?)`,
    // Ids begin with the time of the event.
    [applicationId, ulid(Math.max(0, since), new Uint8Array(16)), since],
  );
  return whole(rows[0]?.total);
}

/** The grants that people have at an application by now: names of groups, and whether directly. */
export async function listGrantsOf(
  reader: Reader,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, { readonly groups: string[]; direct: boolean }>> {
  const grants = new Map<UserId, { groups: string[]; direct: boolean }>();
  const of = (id: string): { groups: string[]; direct: boolean } => {
    const known = grants.get(id as UserId) ?? { groups: [], direct: false };
    grants.set(id as UserId, known);
    return known;
  };
  for (const part of chunks(userIds)) {
    const groups: { user_id: string; name: string }[] = await reader('memberships as m')
      .join('group_bindings as b', 'b.group_id', 'm.group_id')
      .join('user_groups as g', 'g.id', 'm.group_id')
      .where({ 'b.application_id': applicationId })
      .whereIn('m.user_id', part)
      .orderBy('g.name_folded')
      .select('m.user_id', 'g.name');
    for (const row of groups) of(row.user_id).groups.push(row.name);
    const direct: { user_id: string }[] = await reader('user_bindings')
      .where({ application_id: applicationId })
      .whereIn('user_id', part)
      .select('user_id');
    for (const row of direct) of(row.user_id).direct = true;
  }
  return grants;
}

/** Holds marks for a removal, as far as they are those that were read: whoever changed since is looked at anew. */
export async function holdMarks(
  tx: Tx,
  applicationId: ApplicationId,
  removalId: string,
  marks: readonly { readonly userId: UserId; readonly version: number }[],
): Promise<void> {
  const versions = new Map<number, UserId[]>();
  for (const { userId, version } of marks) versions.set(version, [...(versions.get(version) ?? []), userId]);
  for (const [version, userIds] of versions) {
    for (const part of chunks(userIds)) {
      const where = { application_id: applicationId, version, parked: false };
      // What somebody changes at this moment is left out, and not waited for: the other may wait for what is held here.
      const free = tx('stale').where(where).whereIn('user_id', part).select('user_id');
      if (isPostgres(tx)) void free.forUpdate().skipLocked();
      await tx('stale').where(where).whereIn('user_id', free).update({ held_by: removalId });
    }
  }
}

/** Says on the people's rows that they wait for an admin. */
export async function noteHeld(
  tx: Tx,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
  sentence: string,
  now: number,
): Promise<void> {
  for (const part of chunks(userIds)) {
    await tx('links')
      .where({ application_id: applicationId })
      .whereIn('user_id', part)
      .update({ status: 'waiting', sentence, updated_at: now });
  }
}

/** Counts the marks a removal holds: who loses the account once it is allowed. */
export async function countHeld(reader: Reader, applicationId: ApplicationId, removalId: string): Promise<number> {
  const [row] = (await reader('stale')
    .where({ application_id: applicationId, held_by: removalId })
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** Frees the marks a removal holds: they are due as they were. */
export async function freeMarks(tx: Tx, applicationId: ApplicationId, removalId: string): Promise<number> {
  return tx('stale').where({ application_id: applicationId, held_by: removalId }).update({ held_by: null });
}

/** Frees the marks of people something has changed about, so that they are looked at anew. */
export async function freeMarksOf(tx: Tx, userIds: readonly UserId[]): Promise<void> {
  for (const part of chunks(userIds)) {
    await rowsOf(
      tx,
      `update stale set held_by = null where user_id in (${part.map(() => '?').join(', ')}) and held_by is not null
         and application_id in (select application_id from removals where state = 'held')`,
      part,
    );
  }
}

/** Sets the marks a removal holds aside, with a sentence for the admin: nothing is sent until something changes. */
export async function setHeldAside(
  tx: Tx,
  applicationId: ApplicationId,
  removalId: string,
  sentence: string,
  now: number,
): Promise<number> {
  const held = tx('stale').where({ application_id: applicationId, held_by: removalId });
  await tx('links')
    .where({ application_id: applicationId })
    .whereIn('user_id', held.clone().select('user_id'))
    .update({ status: 'attention', sentence, updated_at: now });
  return held.update({ held_by: null, parked: true });
}
