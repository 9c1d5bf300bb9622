import { compact } from '../../core/compact';
import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import { fold } from '../../core/ids';
import { containing, insertNew, textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

/** 'queued' and 'running' are being made; 'ready' can be looked at and applied; 'failed' could not be made. */
export type TrialState = 'queued' | 'running' | 'ready' | 'failed';

/** A plan of what would be sent to an application, made by reads only. */
export interface Trial {
  readonly id: string;
  readonly applicationId: ApplicationId;
  /** What it is made for: what is stored now, an activation, a table as typed, or user groups as ticked. */
  readonly kind: 'now' | 'activation' | 'mapping' | 'binding';
  readonly state: TrialState;
  /** What is supposed, and notes of its execution; as the actions write it. */
  readonly input: unknown;
  /** How many steps of each kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly sentence?: string;
  readonly startedBy: string;
  readonly createdAt: number;
  /** While it is made: the last sign of life. */
  readonly finishedAt?: number;
  readonly appliedAt?: number;
  /** What was sent otherwise than planned, once everything was done. */
  readonly deviations?: unknown;
}

/** One step of a plan. */
export interface TrialItem {
  readonly place: number;
  readonly kind: string;
  readonly userId?: UserId;
  readonly groupId?: GroupId;
  readonly name: string;
  /** As the actions write it. */
  readonly detail: unknown;
  /** What came of it. */
  readonly executed?: string;
}

interface TrialRow {
  id: string;
  application_id: string;
  kind: Trial['kind'];
  state: TrialState;
  input: string;
  counts: string;
  sentence: string | null;
  started_by: string;
  created_at: unknown;
  finished_at: unknown;
  applied_at: unknown;
  deviations: string | null;
}

interface ItemRow {
  place: unknown;
  kind: string;
  user_id: string | null;
  group_id: string | null;
  name: string;
  detail: string;
  executed: string | null;
}

function read(row: TrialRow): Trial {
  return compact<Trial>({
    id: row.id,
    applicationId: row.application_id as ApplicationId,
    kind: row.kind,
    state: row.state,
    input: JSON.parse(row.input) as unknown,
    counts: JSON.parse(row.counts) as Record<string, number>,
    sentence: textOrNone(row.sentence),
    startedBy: row.started_by,
    createdAt: whole(row.created_at),
    finishedAt: wholeOrNone(row.finished_at),
    appliedAt: wholeOrNone(row.applied_at),
    deviations: row.deviations === null ? undefined : (JSON.parse(row.deviations) as unknown),
  });
}

function readItem(row: ItemRow): TrialItem {
  return compact<TrialItem>({
    place: whole(row.place),
    kind: row.kind,
    userId: (row.user_id ?? undefined) as UserId | undefined,
    groupId: (row.group_id ?? undefined) as GroupId | undefined,
    name: row.name,
    detail: JSON.parse(row.detail) as unknown,
    executed: textOrNone(row.executed),
  });
}

/** Keeps a plan, new or known, as a whole. */
export async function saveTrial(tx: Tx, trial: Trial): Promise<void> {
  await tx('trial_runs')
    .insert({
      id: trial.id,
      application_id: trial.applicationId,
      kind: trial.kind,
      state: trial.state,
      input: JSON.stringify(trial.input),
      counts: JSON.stringify(trial.counts),
      sentence: trial.sentence ?? null,
      started_by: trial.startedBy.slice(0, 256),
      created_at: trial.createdAt,
      finished_at: trial.finishedAt ?? null,
      applied_at: trial.appliedAt ?? null,
      deviations: trial.deviations === undefined ? null : JSON.stringify(trial.deviations),
    })
    .onConflict('id')
    .merge();
}

/** Finds a plan by id. */
export async function findTrial(reader: Reader, id: string): Promise<Trial | undefined> {
  const row: TrialRow | undefined = await reader('trial_runs').where({ id }).first();
  return row && read(row);
}

/** Finds the plan of an application that was made last. */
export async function findLastTrial(reader: Reader, applicationId: ApplicationId): Promise<Trial | undefined> {
  const row: TrialRow | undefined = await reader('trial_runs')
    .where({ application_id: applicationId })
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .first();
  return row && read(row);
}

/** Finds a plan that is to be made: a new one, or one that has given no sign of life since a moment. */
export async function findTrialToMake(reader: Reader, deadSince: number): Promise<Trial | undefined> {
  const row: TrialRow | undefined = await reader('trial_runs')
    .where({ state: 'queued' })
    .orWhere((query) => void query.where({ state: 'running' }).where('finished_at', '<', deadSince))
    .orderBy('created_at')
    .first();
  return row && read(row);
}

/** Lists the plans that were applied and whose execution was not compared with them yet. */
export async function listTrialsToReport(reader: Reader, take: number): Promise<Trial[]> {
  const rows: TrialRow[] = await reader('trial_runs as t')
    .join('applications as a', 'a.id', 't.application_id')
    .where({ 'a.idm_state': 'active' })
    .whereNotNull('t.applied_at')
    .whereNull('t.deviations')
    .orderBy('t.applied_at')
    .limit(take)
    .select('t.*');
  return rows.map(read);
}

/**
 * Takes a plan to make it, or says that it is still being made.
 * @param sign the last sign of life that was seen, for of two who try one alone may go on
 * @returns false when somebody else makes it, or it is gone
 */
export async function claimTrial(tx: Tx, id: string, sign: number | undefined, now: number): Promise<boolean> {
  const taken = await tx('trial_runs')
    .where({ id, finished_at: sign ?? null })
    .whereIn('state', ['queued', 'running'])
    .update({ state: 'running', finished_at: now });
  return taken === 1;
}

/** Forgets the plans of an application that were made before the last ones. */
export async function deleteOldTrials(tx: Tx, applicationId: ApplicationId, keep: number): Promise<void> {
  const kept: { id: string }[] = await tx('trial_runs')
    .where({ application_id: applicationId })
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(keep)
    .select('id');
  await tx('trial_runs')
    .where({ application_id: applicationId })
    .whereNotIn(
      'id',
      kept.map(({ id }) => id),
    )
    .delete();
}

/** Adds steps to a plan; one at the same place is replaced. */
export async function insertTrialItems(tx: Tx, trialId: string, items: readonly TrialItem[]): Promise<void> {
  const rows = items.map((item) => ({
    trial_id: trialId,
    place: item.place,
    kind: item.kind,
    user_id: item.userId ?? null,
    group_id: item.groupId ?? null,
    name: item.name.slice(0, 256),
    detail: JSON.stringify(item.detail),
    executed: item.executed ?? null,
  }));
  const columns = ['trial_id', 'place', 'kind', 'user_id', 'group_id', 'name', 'detail', 'executed'];
  const replaced = ['kind', 'user_id', 'group_id', 'name', 'detail', 'executed'];
  const conflict = `(trial_id, place) do update set ${replaced.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  await insertNew(tx, 'trial_items', columns, rows, conflict);
}

/** Removes all steps of a plan, because it is made anew. */
export async function deleteTrialItems(tx: Tx, trialId: string): Promise<void> {
  await tx('trial_items').where({ trial_id: trialId }).delete();
}

/** Lists steps of a plan by their place, after one of them. */
export async function listTrialItems(
  reader: Reader,
  trialId: string,
  filter: { readonly after: number; readonly take: number },
): Promise<TrialItem[]> {
  const rows: ItemRow[] = await reader('trial_items')
    .where({ trial_id: trialId })
    .where('place', '>', filter.after)
    .orderBy('place')
    .limit(filter.take);
  return rows.map(readItem);
}

/**
 * Lists a page of a plan's steps by their place, narrowed to a kind and to names; `skip` and `take` count steps.
 * @param filter.after begins behind the step at this place; the total counts all the same
 */
export async function listTrialPage(
  reader: Reader,
  trialId: string,
  filter: {
    readonly kind?: string;
    readonly search?: string;
    readonly after?: number;
    readonly skip: number;
    readonly take: number;
  },
): Promise<{ readonly items: TrialItem[]; readonly total: number }> {
  const found = reader('trial_items as t')
    .leftJoin('users as u', 'u.id', 't.user_id')
    .where({ 't.trial_id': trialId })
    .modify((query) => {
      if (filter.kind !== undefined) void query.where({ 't.kind': filter.kind });
      for (const word of fold(filter.search ?? '')
        .split(/\s+/)
        .filter(Boolean)) {
        const like = containing(word);
        void query.whereRaw("(u.search_text like ? escape '\\' or lower(t.name) like ? escape '\\')", [like, like]);
      }
    });
  const rows: ItemRow[] = await found
    .clone()
    .where('t.place', '>', filter.after ?? -1)
    .orderBy('t.place')
    .offset(filter.skip)
    .limit(filter.take)
    .select('t.*');
  const [count] = (await found.clone().count({ total: '*' })) as { total: unknown }[];
  return { items: rows.map(readItem), total: whole(count?.total) };
}
