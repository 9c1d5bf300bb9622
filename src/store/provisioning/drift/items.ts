import { compact } from '../../../core/compact';
import type { ApplicationId, GroupId, UserId } from '../../../core/ids';
import type { Json } from '../../../scim/schemas';
import { chunks, insertNew, textOrNone, whole, wholeOrNone } from '../../dialect';
import type { Reader, Tx } from '../../tx';

/** How a difference stands: to be decided, being repaired until the next comparison tells, or decided and left. */
export type DriftState = 'open' | 'asked' | 'accepted' | 'ignored';

/** One attribute that is another at the SP; a side that is absent holds nothing. */
export interface DriftChange {
  readonly path: string;
  readonly ours?: Json;
  readonly there?: Json;
}

/** What is known of a difference, for the page and for its repair. */
export interface DriftDetail {
  readonly userName?: string;
  readonly email?: string;
  readonly changes?: readonly DriftChange[];
  /** Of a duplicate: the other account, and what the two share. */
  readonly other?: { readonly remoteId: string; readonly userName?: string };
  readonly shared?: 'userName' | 'email';
  /** Of groups: the name of the group, here and there. */
  readonly group?: { readonly name: string; readonly there?: string };
}

/** A difference that a comparison found. */
export interface NewDriftItem<Kind extends string = string> {
  readonly kind: Kind;
  /** What it is about, unique within its kind: an account's or a group's id at the SP, or a person's here. */
  readonly subject: string;
  /** The person whose account it is, or who it may belong to. */
  readonly userId?: UserId;
  readonly groupId?: GroupId;
  readonly remoteId?: string;
  readonly name: string;
  readonly detail: DriftDetail;
}

/** A difference as it is kept. */
export interface DriftItem extends NewDriftItem {
  readonly id: string;
  readonly applicationId: ApplicationId;
  readonly state: DriftState;
  readonly note?: string;
  /** Milliseconds since the epoch. */
  readonly foundAt: number;
  readonly decidedAt?: number;
  readonly decidedBy?: string;
}

interface ItemRow {
  id: string;
  application_id: string;
  kind: string;
  subject: string;
  user_id: string | null;
  group_id: string | null;
  remote_id: string | null;
  name: string;
  detail: string;
  state: DriftState;
  note: string | null;
  found_at: unknown;
  decided_at: unknown;
  decided_by: string | null;
}

function read(row: ItemRow): DriftItem {
  return compact<DriftItem>({
    id: row.id,
    applicationId: row.application_id as ApplicationId,
    kind: row.kind,
    subject: row.subject,
    userId: (row.user_id ?? undefined) as UserId | undefined,
    groupId: (row.group_id ?? undefined) as GroupId | undefined,
    remoteId: textOrNone(row.remote_id),
    name: row.name,
    detail: JSON.parse(row.detail) as DriftDetail,
    state: row.state,
    note: textOrNone(row.note),
    foundAt: whole(row.found_at),
    decidedAt: wholeOrNone(row.decided_at),
    decidedBy: textOrNone(row.decided_by),
  });
}

const COLUMNS = [
  ...['id', 'application_id', 'kind', 'subject', 'user_id', 'group_id', 'remote_id', 'name', 'detail'],
  ...['state', 'run', 'found_at'],
] as const;

const DECIDED = `drift_items.state in ('ignored', 'accepted')`;
const SAME = 'drift_items.detail = excluded.detail';

/** What was decided holds while nothing changed since; a difference that was to be repaired and is there is open again. */
const CONFLICT = `(application_id, kind, subject) do update set
  run = excluded.run, name = excluded.name, user_id = excluded.user_id, group_id = excluded.group_id,
  remote_id = excluded.remote_id, detail = excluded.detail,
  state = case when ${DECIDED} and ${SAME} then drift_items.state else 'open' end,
  note = case when ${DECIDED} and ${SAME} then drift_items.note else null end,
  decided_by = case when ${DECIDED} and ${SAME} then drift_items.decided_by else null end,
  decided_at = case when ${DECIDED} and ${SAME} then drift_items.decided_at else null end,
  found_at = case when ${DECIDED} and not ${SAME} then excluded.found_at else drift_items.found_at end`;

/** Keeps what a run found; what was found before stays the same difference. */
export async function saveFound(
  tx: Tx,
  found: { applicationId: ApplicationId; run: string; now: number; newId: () => string },
  items: readonly NewDriftItem[],
): Promise<void> {
  const rows = items.map((item) => ({
    id: found.newId(),
    application_id: found.applicationId,
    kind: item.kind,
    subject: item.subject,
    user_id: item.userId ?? null,
    group_id: item.groupId ?? null,
    remote_id: item.remoteId ?? null,
    name: item.name,
    detail: JSON.stringify(item.detail),
    state: 'open',
    run: found.run,
    found_at: found.now,
  }));
  await insertNew(tx, 'drift_items', COLUMNS, rows, CONFLICT);
}

/** Keeps what is known of people or groups who could not be compared now: something is just being sent for them. */
export async function keepItemsOf(
  tx: Tx,
  applicationId: ApplicationId,
  run: string,
  who: { userIds?: readonly UserId[]; groupIds?: readonly GroupId[] },
): Promise<void> {
  for (const part of chunks(who.userIds ?? [])) {
    await tx('drift_items').where({ application_id: applicationId }).whereIn('user_id', part).update({ run });
  }
  for (const part of chunks(who.groupIds ?? [])) {
    await tx('drift_items').where({ application_id: applicationId }).whereIn('group_id', part).update({ run });
  }
}

/**
 * Ends a run that saw everything: what it did not find again is repaired, and what looked like nobody's account may have
 * become somebody's meanwhile, or is told as a duplicate already.
 */
export async function closeRepaired(tx: Tx, applicationId: ApplicationId, run: string): Promise<void> {
  const own = { application_id: applicationId };
  await tx('drift_items').where(own).whereNot({ run }).delete();
  const orphans = { ...own, kind: 'orphan' };
  await tx('drift_items')
    .where(orphans)
    .whereIn(
      'remote_id',
      tx('links')
        .where({ ...own, removed: false })
        .whereNotNull('remote_id')
        .select('remote_id'),
    )
    .delete();
  const doubles: { subject: string }[] = await tx('drift_items')
    .where({ ...own, kind: 'duplicate' })
    .select('subject');
  for (const part of chunks(doubles.map(({ subject }) => subject))) {
    await tx('drift_items').where(orphans).whereIn('subject', part).delete();
  }
}

/** Counts differences by kind; with a state only those, else those to be decided or being repaired. */
export async function countItems(
  reader: Reader,
  applicationId: ApplicationId,
  states: readonly DriftState[] = ['open', 'asked'],
): Promise<ReadonlyMap<string, number>> {
  const rows = (await reader('drift_items')
    .where({ application_id: applicationId })
    .whereIn('state', [...states])
    .groupBy('kind')
    .select('kind')
    .count({ total: '*' })) as { kind: string; total: unknown }[];
  return new Map(rows.map((row) => [row.kind, whole(row.total)]));
}

/** Counts open differences that were first found at a moment or later. */
export async function countFresh(reader: Reader, applicationId: ApplicationId, since: number): Promise<number> {
  const [row] = (await reader('drift_items')
    .where({ application_id: applicationId, state: 'open' })
    .where('found_at', '>=', since)
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** What a list of differences can be narrowed to. `after` is an item's id: those behind it, for walks. */
export interface DriftFilter {
  readonly kind?: string;
  readonly states: readonly DriftState[];
  readonly after?: string;
  readonly skip?: number;
  readonly take: number;
}

/** Lists differences, what was found first first. */
export async function listItems(
  reader: Reader,
  applicationId: ApplicationId,
  filter: DriftFilter,
): Promise<DriftItem[]> {
  const rows: ItemRow[] = await reader('drift_items')
    .where({ application_id: applicationId })
    .whereIn('state', [...filter.states])
    .modify((query) => {
      if (filter.kind !== undefined) void query.where({ kind: filter.kind });
      if (filter.after !== undefined) void query.where('id', '>', filter.after);
    })
    .orderBy('id')
    .offset(filter.skip ?? 0)
    .limit(filter.take);
  return rows.map(read);
}

/** Finds differences of one application by their ids. */
export async function findItems(
  reader: Reader,
  applicationId: ApplicationId,
  ids: readonly string[],
): Promise<DriftItem[]> {
  const items: DriftItem[] = [];
  for (const part of chunks(ids)) {
    const rows: ItemRow[] = await reader('drift_items').where({ application_id: applicationId }).whereIn('id', part);
    items.push(...rows.map(read));
  }
  return items;
}

/** Lists what was found of one person, or may be theirs. */
export async function listItemsOfUser(
  reader: Reader,
  applicationId: ApplicationId,
  userId: UserId,
): Promise<DriftItem[]> {
  const rows: ItemRow[] = await reader('drift_items')
    .where({ application_id: applicationId, user_id: userId })
    .orderBy('id')
    .limit(50);
  return rows.map(read);
}

/** Keeps what an admin decided about differences. */
export async function decideItems(
  tx: Tx,
  ids: readonly string[],
  decision: { state: DriftState; note?: string; by: string; now: number },
): Promise<void> {
  for (const part of chunks(ids)) {
    await tx('drift_items')
      .whereIn('id', part)
      .update({
        state: decision.state,
        note: decision.note ?? null,
        decided_by: decision.by,
        decided_at: decision.now,
      });
  }
}

/** Takes differences away that are none any more. */
export async function deleteItems(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const part of chunks(ids)) await tx('drift_items').whereIn('id', part).delete();
}
