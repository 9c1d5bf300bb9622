import { AppError, notFound } from '../../../core/errors';
import type { UserId } from '../../../core/ids';
import { getApplication } from '../../../store/applications';
import { markGroup } from '../../../store/provisioning/group-marks';
import { tryLaneNow } from '../../../store/provisioning/lanes';
import { findPause, resumeLane } from '../../../store/provisioning/pauses';
import { listMarkedSince, markPlanned } from '../../../store/provisioning/trial-people';
import {
  findLastTrial,
  findTrial,
  insertTrialItems,
  listTrialItems,
  saveTrial,
  type Trial,
  type TrialItem,
} from '../../../store/provisioning/trials';
import { changeDirectory, transact } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { loadSubjectsOf } from '../subjects';
import { openReading, personSteps, type TrialInput } from './make';
import { fingerprintOf, makeAccounts, Unreadable, type StepDetail, type StepSource } from './steps';

const BATCH = 500;
/** Steps that send something for a person. */
export const SENDING: readonly string[] = ['create', 'take-over', 'update', 'deactivate', 'delete'];

/** What became of an attempt to apply a plan. */
export type Applied =
  | { readonly kind: 'applied' }
  /** So many people changed since it was made; they were planned again, and nothing was sent. */
  | { readonly kind: 'planned-again'; readonly people: number };

/**
 * Applies a plan: exactly the people and groups of it become due. Whoever changed since it was made is planned again
 * first, for the admin to look at; nothing is sent then. An integration that waits for its plan goes on with it.
 * @throws AppError not_found; conflict when it can't be applied
 */
export async function applyTrial(deps: Deps, actor: Actor, id: string): Promise<Applied> {
  const trial = await getApplicable(deps, id);
  const changed = await planAgain(deps, trial);
  if (changed > 0) return { kind: 'planned-again', people: changed };
  await changeDirectory(deps.db, async (tx) => {
    const current = await findTrial(tx, id);
    if (current?.state !== 'ready' || current.appliedAt !== undefined) throw appliedAlready();
    const application = await getApplication(tx, trial.applicationId);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    const pause = await findPause(tx, application.id);
    if (pause?.why === 'admin') {
      throw new AppError('conflict', 'Provisioning is paused. Resume it, then apply the plan.');
    }
    const { counts } = current;
    const cause = await record(deps, tx, actor, 'provisioning_plan_apply', { application }, { counts });
    await resumeLane(tx, application.id);
    await tryLaneNow(tx, application.id);
    const now = deps.clock();
    for await (const items of batches(tx, id)) {
      const people = items.flatMap(({ kind, userId }) => (SENDING.includes(kind) && userId ? [userId] : []));
      await markPlanned(tx, application.id, people, { now, correlationId: cause });
      const groups = new Set(items.flatMap(({ groupId }) => groupId ?? []));
      for (const groupId of groups) {
        await markGroup(tx, { applicationId: application.id, groupId }, { now, correlationId: cause, whole: true });
      }
    }
    const input: TrialInput = { ...(current.input as TrialInput), cause };
    await saveTrial(tx, { ...current, input, appliedAt: now });
  });
  deps.wake();
  return { kind: 'applied' };
}

async function getApplicable(deps: Deps, id: string): Promise<Trial> {
  const trial = await findTrial(deps.db, id);
  if (trial === undefined) throw notFound('This plan');
  if (trial.state !== 'ready') throw new AppError('conflict', 'This plan is not ready.');
  if (trial.appliedAt !== undefined) throw appliedAlready();
  if (trial.kind === 'mapping' || trial.kind === 'binding') {
    throw new AppError('conflict', 'This plan only supposes a change. Save the change, and it is sent.');
  }
  const last = await findLastTrial(deps.db, trial.applicationId);
  if (last !== undefined && last.id !== trial.id && last.kind === trial.kind) {
    throw new AppError('conflict', 'There is a newer plan. Apply that one.');
  }
  return trial;
}

function appliedAlready(): AppError {
  return new AppError('conflict', 'This plan was applied already.');
}

/** Plans those again who changed since the plan was made, and those who were marked since. @returns how many changed */
async function planAgain(deps: Deps, trial: Trial): Promise<number> {
  const application = await getApplication(deps.db, trial.applicationId);
  const { client, scim } = await openOrConflict(deps, application, trial);
  const now = deps.clock();
  const source: StepSource = { reader: deps.db, application, scim, accounts: makeAccounts(client), now };
  const counts: Record<string, number> = { ...trial.counts };
  const planned = new Set<UserId>();
  let changed = 0;
  let last = 0;
  const replace = async (userId: UserId, place: number, before: TrialItem | undefined): Promise<void> => {
    const [step] = await personSteps(source, [userId], undefined);
    if (step === undefined && before === undefined) return;
    const gone = { kind: 'not-sent', userId, name: before?.name ?? '', detail: NOTHING };
    const item = { ...(step ?? gone), place };
    if (before !== undefined) counts[before.kind] = (counts[before.kind] ?? 1) - 1;
    counts[item.kind] = (counts[item.kind] ?? 0) + 1;
    changed += 1;
    await transact(deps.db, (tx) => insertTrialItems(tx, trial.id, [{ ...item, executed: 'again' }]));
  };
  try {
    for await (const items of batches(deps.db, trial.id)) {
      last = items.at(-1)?.place ?? last;
      const people = items.filter((item) => item.userId !== undefined);
      const ids = people.flatMap(({ userId }) => userId ?? []);
      const subjects = await loadSubjectsOf(deps.db, application, scim, ids, now);
      for (const [at, item] of people.entries()) {
        const subject = subjects[at];
        if (subject === undefined || item.userId === undefined) continue;
        planned.add(item.userId);
        const { from } = item.detail as StepDetail;
        if (from === '' || fingerprintOf(scim, { subject }, now) === from) continue;
        await replace(item.userId, item.place, item);
      }
    }
    for (const userId of await listMarkedSince(deps.db, application.id, trial.createdAt)) {
      if (!planned.has(userId)) await replace(userId, (last += 1), undefined);
    }
  } catch (error) {
    if (error instanceof Unreadable) throw new AppError('conflict', error.message);
    throw error;
  }
  if (changed > 0) {
    const kept = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
    await transact(deps.db, async (tx) => {
      // Another admin may have applied it while it was looked through.
      const current = await findTrial(tx, trial.id);
      if (current === undefined || current.appliedAt !== undefined) throw appliedAlready();
      await saveTrial(tx, { ...current, counts: kept, createdAt: now });
    });
  }
  return changed;
}

const NOTHING: StepDetail = { sentence: 'Nothing has to be sent any more.', changes: [], from: '' };

async function openOrConflict(
  deps: Deps,
  application: Parameters<typeof openReading>[1],
  trial: Trial,
): ReturnType<typeof openReading> {
  try {
    return await openReading(deps, application, trial.input as TrialInput);
  } catch (error) {
    if (error instanceof Unreadable) throw new AppError('conflict', error.message);
    throw error;
  }
}

/** The steps of a plan, some at a time. */
export async function* batches(reader: Parameters<typeof listTrialItems>[0], id: string): AsyncGenerator<TrialItem[]> {
  let after = 0;
  for (;;) {
    const items = await listTrialItems(reader, id, { after, take: BATCH });
    if (items.length === 0) return;
    yield items;
    after = items.at(-1)?.place ?? after;
  }
}
