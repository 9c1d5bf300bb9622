import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import { fold } from '../../core/ids';
import { isPostgres, rowsOf, whole } from '../dialect';
import type { Reader } from '../tx';

/**
 * Counts, for each application, the members of a group who have it without that group: by another one, or by
 * themselves. Applications of which that is nobody are not in the map.
 */
export async function countHoldingOtherwise(
  reader: Reader,
  groupId: GroupId,
): Promise<ReadonlyMap<ApplicationId, number>> {
  const rows = await rowsOf<{ application_id: string; people: unknown }>(
    reader,
    `select x.application_id, count(distinct x.user_id) as people from (
       select gb.application_id, other.user_id
         from group_bindings gb join memberships other on other.group_id = gb.group_id
        where gb.group_id <> ?
       union all select ub.application_id, ub.user_id from user_bindings ub
     ) x where exists (select 1 from memberships m where m.group_id = ? and m.user_id = x.user_id)
     group by x.application_id`,
    [groupId, groupId],
  );
  return new Map(rows.map((row) => [row.application_id as ApplicationId, whole(row.people)]));
}

/** Counts the people of an application who would be left with exactly these groups, and those who are new among them. */
export async function countWithGroups(
  reader: Reader,
  applicationId: ApplicationId,
  groupIds: readonly GroupId[],
): Promise<{ readonly now: number; readonly then: number; readonly both: number }> {
  // The chosen groups travel as one text: an admin may tick a thousand.
  const chosen = JSON.stringify(groupIds);
  const [row] = await rowsOf<{ now: unknown; later: unknown; both: unknown }>(
    reader,
    `with own as (select user_id from user_bindings where application_id = ?),
       now_ids as (
         select m.user_id from memberships m join group_bindings gb on gb.group_id = m.group_id
          where gb.application_id = ? union select user_id from own),
       later_ids as (
         select m.user_id from memberships m where m.group_id in (${idsFrom(reader)}) union select user_id from own)
     select (select count(*) from now_ids) as now, (select count(*) from later_ids) as later,
            (select count(*) from (select user_id from now_ids intersect select user_id from later_ids) b) as both`,
    [applicationId, applicationId, chosen],
  );
  return { now: whole(row?.now ?? 0), then: whole(row?.later ?? 0), both: whole(row?.both ?? 0) };
}

function idsFrom(reader: Reader): string {
  return isPostgres(reader) ? 'select jsonb_array_elements_text(cast(? as jsonb))' : 'select value from json_each(?)';
}

/** Counts the people of some applications. Those that nobody has are not in the map. */
export async function countPeopleOf(
  reader: Reader,
  applicationIds: readonly ApplicationId[],
): Promise<ReadonlyMap<ApplicationId, number>> {
  if (applicationIds.length === 0) return new Map();
  const ids = JSON.stringify(applicationIds);
  const rows = await rowsOf<{ application_id: string; people: unknown }>(
    reader,
    `select x.application_id, count(distinct x.user_id) as people from (
       select gb.application_id, m.user_id from group_bindings gb join memberships m on m.group_id = gb.group_id
        where gb.application_id in (${idsFrom(reader)})
       union all
       select ub.application_id, ub.user_id from user_bindings ub where ub.application_id in (${idsFrom(reader)})
     ) x group by x.application_id`,
    [ids, ids],
  );
  return new Map(rows.map((row) => [row.application_id as ApplicationId, whole(row.people)]));
}

/** Counts the configured applications. */
export async function countApplications(reader: Reader): Promise<number> {
  const [row] = (await reader('applications').count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** Lists the applications that any of some groups gives. */
export async function listApplicationIdsOfGroups(
  reader: Reader,
  groupIds: readonly GroupId[],
): Promise<ReadonlySet<ApplicationId>> {
  if (groupIds.length === 0) return new Set();
  const rows = await rowsOf<{ application_id: string }>(
    reader,
    `select distinct application_id from group_bindings where group_id in (${idsFrom(reader)})`,
    [JSON.stringify(groupIds)],
  );
  return new Set(rows.map((row) => row.application_id as ApplicationId));
}

/** Lists the user groups by which a person has each application. */
export async function listGrantingGroups(
  reader: Reader,
  userId: UserId,
): Promise<ReadonlyMap<ApplicationId, readonly string[]>> {
  const rows = await rowsOf<{ application_id: string; name: string }>(
    reader,
    `select gb.application_id, g.name from memberships m
       join group_bindings gb on gb.group_id = m.group_id join user_groups g on g.id = m.group_id
      where m.user_id = ? order by g.name_folded`,
    [userId],
  );
  const found = new Map<ApplicationId, string[]>();
  for (const { application_id, name } of rows) {
    const id = application_id as ApplicationId;
    found.set(id, [...(found.get(id) ?? []), name]);
  }
  return found;
}

/** Counts the applications of each user group. Groups that give none are not in the map. */
export async function countApplicationsByGroup(reader: Reader): Promise<ReadonlyMap<GroupId, number>> {
  const rows = (await reader('group_bindings').groupBy('group_id').select('group_id').count({ total: '*' })) as {
    group_id: string;
    total: unknown;
  }[];
  return new Map(rows.map((row) => [row.group_id as GroupId, whole(row.total)]));
}

/** An application that knows a group of a name, kept in step with another user group of ours. */
export interface NameClash {
  readonly application: string;
  readonly slug: string;
  /** Our group that it is kept in step with; absent when that one is deleted here. */
  readonly group?: string;
}

/** Finds the managed groups of active integrations whose name at the application is this one, apart from one group’s. */
export async function listNameClashes(reader: Reader, name: string, except?: GroupId): Promise<NameClash[]> {
  const rows = await rowsOf<{ label: string; slug: string; name: string; group_id: string; own: string | null }>(
    reader,
    `select a.label, a.slug, l.name, l.group_id, g.name as own from group_links l
       join applications a on a.id = l.application_id left join user_groups g on g.id = l.group_id
      where a.idm_state = 'active' and l.name is not null and l.remote_id is not null and l.state <> 'removed'
      order by a.label`,
    [],
  );
  const wanted = fold(name);
  return rows
    .filter((row) => row.group_id !== except && fold(row.name) === wanted)
    .map(({ label, slug, own }) => ({ application: label, slug, ...(own === null ? {} : { group: own }) }));
}
