import { compact } from '../../core/compact';
import type { ApplicationId, EventId, GroupId } from '../../core/ids';
import { forUpdate, insertNew, isPostgres, rowsOf, textOrNone, truth, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

/**
 * How Passo treats a group at an SP:
 * - managed: its name and members follow the directory
 * - adopting: it is ours, and what it holds has to be read before it is changed
 * - released: left as it is, because the application was taken from the group (A-09)
 * - deleting: deleted in the directory; it goes there as soon as its members are deactivated (A-10)
 * - removed: the SP says it is gone
 */
export type GroupLinkState = 'managed' | 'adopting' | 'released' | 'deleting' | 'removed';

/** How a group stands, in the words of the page. */
export type GroupLinkStatus = 'in-sync' | 'waiting' | 'attention' | 'empty';

/** What becomes of members the SP has and the directory does not (A-12); 'none': none were found. */
export type ForeignMembers = 'none' | 'ask' | 'keep' | 'remove';

/** What is not certain of a group, and what an admin decided of it. */
export interface GroupDoubt {
  /** The name of a create or rename that was sent and not answered. */
  readonly name?: string;
  /** The name the SP refused; it is not sent again until it changes or somebody retries. */
  readonly refused?: string;
  /** It was refused because another group there has it. */
  readonly taken?: true;
  /** An admin wants a group of its own, whatever the SP has already. */
  readonly apart?: true;
}

/** A user group's counterpart at an application. */
export interface GroupLink {
  readonly applicationId: ApplicationId;
  readonly groupId: GroupId;
  /** The SP's id; absent until the group is known there. */
  readonly remoteId?: string;
  /** The name as the SP last accepted it, or as the directory last had it. */
  readonly name?: string;
  readonly doubt: GroupDoubt;
  /** A create was sent and its answer was not recorded: the group may exist. */
  readonly creating: boolean;
  /** Until then a change that was given up may still be carried out. */
  readonly lateUntil?: number;
  readonly state: GroupLinkState;
  readonly foreign: ForeignMembers;
  readonly status: GroupLinkStatus;
  /** What happened last, or what is wrong. */
  readonly sentence?: string;
  readonly eventId?: EventId;
  readonly updatedAt: number;
}

interface GroupLinkRow {
  application_id: string;
  group_id: string;
  remote_id: string | null;
  name: string | null;
  in_doubt: string | null;
  creating: unknown;
  late_until: unknown;
  state: GroupLinkState;
  foreign_members: ForeignMembers;
  status: GroupLinkStatus;
  sentence: string | null;
  event_id: string | null;
  updated_at: unknown;
}

function read(row: GroupLinkRow): GroupLink {
  return compact<GroupLink>({
    applicationId: row.application_id as ApplicationId,
    groupId: row.group_id as GroupId,
    remoteId: textOrNone(row.remote_id),
    name: textOrNone(row.name),
    doubt: row.in_doubt === null ? {} : (JSON.parse(row.in_doubt) as GroupDoubt),
    creating: truth(row.creating),
    lateUntil: wholeOrNone(row.late_until),
    state: row.state,
    foreign: row.foreign_members,
    status: row.status,
    sentence: textOrNone(row.sentence),
    eventId: (row.event_id ?? undefined) as EventId | undefined,
    updatedAt: whole(row.updated_at),
  });
}

/** A group of which nothing is known at an application yet. */
export function newGroupLink(applicationId: ApplicationId, groupId: GroupId, now: number): GroupLink {
  return {
    applicationId,
    groupId,
    doubt: {},
    creating: false,
    state: 'managed',
    foreign: 'none',
    status: 'waiting',
    updatedAt: now,
  };
}

const COLUMNS = [
  ...['application_id', 'group_id', 'remote_id', 'name', 'in_doubt', 'creating', 'state', 'foreign_members'],
  ...['status', 'sentence', 'event_id', 'updated_at', 'late_until'],
] as const;

const CONFLICT = `(application_id, group_id) do update set ${COLUMNS.slice(2)
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')}`;

/** Keeps a group's link, new or known, as a whole. */
export async function saveGroupLink(tx: Tx, link: GroupLink): Promise<void> {
  const row = {
    application_id: link.applicationId,
    group_id: link.groupId,
    remote_id: link.remoteId ?? null,
    name: link.name ?? null,
    in_doubt: Object.keys(link.doubt).length === 0 ? null : JSON.stringify(link.doubt),
    creating: link.creating,
    state: link.state,
    foreign_members: link.foreign,
    status: link.status,
    sentence: link.sentence ?? null,
    event_id: link.eventId ?? null,
    updated_at: link.updatedAt,
    late_until: link.lateUntil ?? null,
  };
  await insertNew(tx, 'group_links', COLUMNS, [row], CONFLICT);
}

const ONE = 'select * from group_links where application_id = ? and group_id = ?';

/** Finds a group's link to an application. */
export async function findGroupLink(
  reader: Reader,
  applicationId: ApplicationId,
  groupId: GroupId,
): Promise<GroupLink | undefined> {
  const [row] = await rowsOf<GroupLinkRow>(reader, ONE, [applicationId, groupId]);
  return row && read(row);
}

/** Reads a group's link for a change of it: nobody else changes it until the transaction ends. */
export async function lockGroupLink(
  tx: Tx,
  applicationId: ApplicationId,
  groupId: GroupId,
): Promise<GroupLink | undefined> {
  const [row] = await rowsOf<GroupLinkRow>(tx, `${ONE} ${forUpdate(tx)}`, [applicationId, groupId]);
  return row && read(row);
}

/** Lists an application's groups. */
export async function listGroupLinks(reader: Reader, applicationId: ApplicationId): Promise<GroupLink[]> {
  const rows: GroupLinkRow[] = await reader('group_links').where({ application_id: applicationId });
  return rows.map(read);
}

/** Lists where a group is known, for a change of all of it: nobody else changes it until the transaction ends. */
export async function lockLinksOfGroup(tx: Tx, groupId: GroupId): Promise<GroupLink[]> {
  const query = tx('group_links').where({ group_id: groupId }).orderBy('application_id');
  const rows: GroupLinkRow[] = await (isPostgres(tx) ? query.forUpdate() : query);
  return rows.map(read);
}

/** Finds which other group an SP's group belongs to. */
export async function findGroupHolder(
  reader: Reader,
  applicationId: ApplicationId,
  remoteId: string,
  groupId: GroupId,
): Promise<GroupLink | undefined> {
  const row: GroupLinkRow | undefined = await reader('group_links')
    .where({ application_id: applicationId, remote_id: remoteId })
    .whereNot({ group_id: groupId })
    .whereNot({ state: 'removed' })
    .first();
  return row && read(row);
}

/** Forgets a group at one application, with its members there. */
export async function deleteGroupLink(tx: Tx, applicationId: ApplicationId, groupId: GroupId): Promise<void> {
  await tx('group_links').where({ application_id: applicationId, group_id: groupId }).delete();
}

/** Forgets all groups of an application: they are those of another SP. */
export async function deleteGroupLinks(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('group_links').where({ application_id: applicationId }).delete();
}

/**
 * Has the groups of an application read before they are changed again, because nobody watched them for a while (A-15).
 * Those that were to be deleted meanwhile still are.
 */
export async function readGroupsAnew(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('group_links')
    .where({ application_id: applicationId, state: 'managed' })
    .whereNotNull('remote_id')
    .update({ state: 'adopting' });
}

/** Leaves the groups of an application that were to be deleted there as they are (M-117). */
export async function forgetDeletedGroups(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('group_links').where({ application_id: applicationId, state: 'deleting' }).delete();
}

/** Lists the applications that have a group, are active and manage groups (M-106). */
export async function listGroupTargets(
  reader: Reader,
  groupIds: readonly string[],
): Promise<{ applicationId: ApplicationId; groupId: GroupId }[]> {
  if (groupIds.length === 0) return [];
  const holes = groupIds.map(() => '?').join(', ');
  const rows = await rowsOf<{ application_id: string; group_id: string; idm: string }>(
    reader,
    `select gb.application_id, gb.group_id, a.idm from group_bindings gb
       join applications a on a.id = gb.application_id and a.idm_state = 'active'
      where gb.group_id in (${holes})`,
    groupIds,
  );
  return rows
    .filter(({ idm }) => (JSON.parse(idm) as { groups?: unknown }).groups === true)
    .map((row) => ({ applicationId: row.application_id as ApplicationId, groupId: row.group_id as GroupId }));
}
