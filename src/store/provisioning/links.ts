import { compact } from '../../core/compact';
import type { ApplicationId, EventId, UserId } from '../../core/ids';
import type { ScimAttributes } from '../../scim/schemas';
import {
  chunks,
  columnsOf,
  countChanged,
  GIVEN,
  givenValues,
  insertNew,
  listed,
  manyRowsOf,
  rowsOf,
  textOrNone,
  truth,
  whole,
  wholeOrNone,
} from '../dialect';
import type { Reader, Tx } from '../tx';

/** How a person stands in an application, in the four words of the page. */
export type LinkStatus = 'in-sync' | 'waiting' | 'attention' | 'deactivated';

/** A person's account at an application: which one it is, and what the SP accepted last. */
export interface Link {
  readonly applicationId: ApplicationId;
  readonly userId: UserId;
  /** The SP's id; absent until the account is known. */
  readonly remoteId?: string;
  /** The attributes as the SP last accepted them. */
  readonly accepted?: ScimAttributes;
  /** The attributes of a request that was sent and not answered: the SP may hold these, or the accepted ones. */
  readonly inDoubt?: ScimAttributes;
  /** Until then a change that was given up may still be carried out, after later ones. Milliseconds since the epoch. */
  readonly lateUntil?: number;
  /** A create was sent and its answer was not recorded: the account may exist. */
  readonly creating: boolean;
  /** The SP removed the account. */
  readonly removed: boolean;
  /** False for accounts that were imported and have never been in a bound group: nothing is sent for them (A-41). */
  readonly managed: boolean;
  /** What an admin decided where Passo could not: a new account whoever else is there, or nothing at all. */
  readonly decision?: 'create' | 'leave';
  /** What the account held before it was taken over, of what Passo sends; to undo that. */
  readonly prior?: ScimAttributes;
  readonly status: LinkStatus;
  /** What happened last, or what is wrong. */
  readonly sentence?: string;
  readonly eventId?: EventId;
  readonly updatedAt: number;
}

interface LinkRow {
  application_id: string;
  user_id: string;
  remote_id: string | null;
  accepted: string | null;
  in_doubt: string | null;
  creating: unknown;
  removed: unknown;
  managed: unknown;
  decision: 'create' | 'leave' | null;
  prior: string | null;
  status: LinkStatus;
  sentence: string | null;
  event_id: string | null;
  updated_at: unknown;
  late_until: unknown;
}

function read(row: LinkRow): Link {
  return compact<Link>({
    applicationId: row.application_id as ApplicationId,
    userId: row.user_id as UserId,
    remoteId: textOrNone(row.remote_id),
    accepted: row.accepted === null ? undefined : (JSON.parse(row.accepted) as ScimAttributes),
    inDoubt: row.in_doubt === null ? undefined : (JSON.parse(row.in_doubt) as ScimAttributes),
    creating: truth(row.creating),
    removed: truth(row.removed),
    managed: truth(row.managed),
    decision: row.decision ?? undefined,
    prior: row.prior === null ? undefined : (JSON.parse(row.prior) as ScimAttributes),
    status: row.status,
    sentence: textOrNone(row.sentence),
    eventId: (row.event_id ?? undefined) as EventId | undefined,
    updatedAt: whole(row.updated_at),
    lateUntil: wholeOrNone(row.late_until),
  });
}

const COLUMNS = [
  ...['application_id', 'user_id', 'remote_id', 'accepted', 'in_doubt', 'creating', 'removed', 'managed', 'decision'],
  ...['prior', 'status', 'sentence', 'event_id', 'updated_at', 'late_until'],
] as const;

const CONFLICT = `(application_id, user_id) do update set ${COLUMNS.slice(2)
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')}`;

/** Keeps links, new or known, as a whole; one for each person. */
export async function saveLinks(tx: Tx, links: readonly Link[]): Promise<void> {
  if (links.length > 0) await insertNew(tx, 'links', COLUMNS, links.map(rowOf), CONFLICT);
}

/**
 * The same while a lane is its turn's, in one statement, which on SQLite is a transaction of its own: nobody else writes
 * between the look at the lane and the links. PostgreSQL needs the lane locked, in a transaction.
 * @param links at least one
 * @returns false when another turn has the lane: nothing was written
 */
export async function saveLinksOfTurn(
  tx: Tx,
  links: readonly Link[],
  lane: { readonly applicationId: ApplicationId; readonly owner: string },
): Promise<boolean> {
  const kept = await countChanged(
    tx,
    `${GIVEN} insert into links (${COLUMNS.join(', ')}) select ${givenValues(COLUMNS)} from given
      where exists (select 1 from lanes where application_id = ? and lease_owner = ?)
     on conflict ${CONFLICT}`,
    [
      JSON.stringify(links.map(rowOf).map((row) => COLUMNS.map((column) => row[column]))),
      lane.applicationId,
      lane.owner,
    ],
  );
  return kept > 0;
}

/** Keeps a link, new or known, as a whole. */
export async function saveLink(tx: Tx, link: Link): Promise<void> {
  await saveLinks(tx, [link]);
}

function rowOf(link: Link): Record<(typeof COLUMNS)[number], string | number | boolean | null> {
  return {
    application_id: link.applicationId,
    user_id: link.userId,
    remote_id: link.remoteId ?? null,
    accepted: textOf(link.accepted),
    in_doubt: textOf(link.inDoubt),
    creating: link.creating,
    removed: link.removed,
    managed: link.managed,
    decision: link.decision ?? null,
    prior: textOf(link.prior),
    status: link.status,
    sentence: link.sentence ?? null,
    event_id: link.eventId ?? null,
    updated_at: link.updatedAt,
    late_until: link.lateUntil ?? null,
  };
}

function textOf(attributes: ScimAttributes | undefined): string | null {
  return attributes === undefined ? null : JSON.stringify(attributes);
}

/** Finds a person's link to an application. */
export async function findLink(
  reader: Reader,
  applicationId: ApplicationId,
  userId: UserId,
): Promise<Link | undefined> {
  const row: LinkRow | undefined = await reader('links')
    .where({ application_id: applicationId, user_id: userId })
    .first();
  return row && read(row);
}

/** Lists what is known of some people's accounts at one application. */
export async function listLinksAmong(
  reader: Reader,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
): Promise<Link[]> {
  const rows = await manyRowsOf<LinkRow>(
    reader,
    columnsOf(COLUMNS, 'links'),
    `from links where application_id = ? and user_id in ${listed(reader)}`,
    [applicationId, JSON.stringify(userIds)],
  );
  return rows.map(read);
}

/** Finds the link of another person to the same account. */
export async function findOtherHolder(
  reader: Reader,
  applicationId: ApplicationId,
  remoteId: string,
  userId: UserId,
): Promise<Link | undefined> {
  const row: LinkRow | undefined = await reader('links')
    .where({ application_id: applicationId, remote_id: remoteId, removed: false })
    .whereNot({ user_id: userId })
    .first();
  return row && read(row);
}

/** Says who has which of some accounts; those that were removed there are nobody's. */
export async function listHoldersOf(
  reader: Reader,
  applicationId: ApplicationId,
  remoteIds: readonly string[],
): Promise<Map<string, UserId>> {
  const rows = await rowsOf<{ remote_id: string; user_id: UserId }>(
    reader,
    `select remote_id, user_id from links
      where application_id = ? and removed = ? and remote_id in ${listed(reader)}`,
    [applicationId, false, JSON.stringify(remoteIds)],
  );
  return new Map(rows.map((row) => [row.remote_id, row.user_id]));
}

/** Counts the people who are due and whose account is not known. */
export async function countUnknownDue(reader: Reader, applicationId: ApplicationId, now: number): Promise<number> {
  const rows = await rowsOf<{ total: unknown }>(
    reader,
    `select count(*) as total from stale s
       left join links l on l.application_id = s.application_id and l.user_id = s.user_id
      where s.application_id = ? and s.parked = ? and s.held_by is null and s.due_at <= ? and l.remote_id is null`,
    [applicationId, false, now],
  );
  return whole(rows[0]?.total);
}

/** Forgets some people's accounts. */
export async function deleteLinksAmong(
  tx: Tx,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
): Promise<void> {
  for (const part of chunks(userIds)) {
    await tx('links').where({ application_id: applicationId }).whereIn('user_id', part).delete();
  }
}

/** Forgets a person's account. */
export async function deleteLink(tx: Tx, applicationId: ApplicationId, userId: UserId): Promise<void> {
  await tx('links').where({ application_id: applicationId, user_id: userId }).delete();
}

/** Lists a person's links. */
export async function listLinksOfUser(reader: Reader, userId: UserId): Promise<Link[]> {
  const rows: LinkRow[] = await reader('links').where({ user_id: userId });
  return rows.map(read);
}

/** Lists an application's links, what needs an admin first. */
export async function listLinks(
  reader: Reader,
  applicationId: ApplicationId,
  filter: { status?: LinkStatus; skip: number; take: number },
): Promise<Link[]> {
  const rows: LinkRow[] = await reader('links')
    .where({ application_id: applicationId })
    .modify((query) => {
      if (filter.status !== undefined) void query.where({ status: filter.status });
    })
    .orderByRaw("case status when 'attention' then 0 when 'waiting' then 1 when 'in-sync' then 2 else 3 end")
    .orderBy('updated_at', 'desc')
    .orderBy('user_id')
    .offset(filter.skip)
    .limit(filter.take);
  return rows.map(read);
}

/** Counts an application's people by status. */
export async function countLinks(reader: Reader, applicationId: ApplicationId): Promise<Record<LinkStatus, number>> {
  const rows = (await reader('links')
    .where({ application_id: applicationId })
    .groupBy('status')
    .select('status')
    .count({ total: '*' })) as { status: LinkStatus; total: unknown }[];
  const counts = { 'in-sync': 0, waiting: 0, attention: 0, deactivated: 0 };
  for (const row of rows) counts[row.status] = whole(row.total);
  return counts;
}

/** Counts the accounts that are active at an application as far as is known: what stays there when nothing is sent. */
export async function countActiveAccounts(reader: Reader, applicationId: ApplicationId): Promise<number> {
  const [row] = (await reader('links')
    .where({ application_id: applicationId, removed: false })
    .whereNotNull('remote_id')
    .whereNot({ status: 'deactivated' })
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** Counts the people who need attention, by application. */
export async function countAttention(reader: Reader): Promise<ReadonlyMap<ApplicationId, number>> {
  const rows = (await reader('links')
    .where({ status: 'attention' })
    .groupBy('application_id')
    .select('application_id')
    .count({ total: '*' })) as { application_id: string; total: unknown }[];
  return new Map(rows.map((row) => [row.application_id as ApplicationId, whole(row.total)]));
}

/** Forgets all accounts of an application. */
export async function deleteLinks(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('links').where({ application_id: applicationId }).delete();
}
