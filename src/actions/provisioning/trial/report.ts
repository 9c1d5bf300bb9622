import type { UserId } from '../../../core/ids';
import { listEvents } from '../../../store/events';
import { listGroupMarks } from '../../../store/provisioning/group-marks';
import { countOfCause, listDone, listDoneUserIds } from '../../../store/provisioning/trial-people';
import { listTrialsToReport, saveTrial, type Trial, type TrialItem } from '../../../store/provisioning/trials';
import { findUsers } from '../../../store/users';
import { nameOf } from '../../../core/user';
import { transact } from '../../../store/tx';
import type { Deps } from '../../deps';
import { batches, SENDING } from './apply';
import type { TrialInput } from './make';
import type { StepDetail } from './steps';

/** Something that was sent otherwise than planned. */
export interface Deviation {
  readonly name: string;
  /** Both in words: "create", "nothing". */
  readonly planned: string;
  readonly sent: string;
}

/** What became of a plan. */
export interface TrialReport {
  /** People and groups still in line. */
  readonly waiting: number;
  readonly deviations: readonly Deviation[];
}

const MOST_KEPT = 1_000;
const MOST_AT_ONCE = 20;

/**
 * Compares what was planned with what was sent, by the events of the execution. The difference is final once nobody is in
 * line any more.
 */
export async function reportOf(deps: Deps, trial: Trial): Promise<TrialReport> {
  const { cause } = trial.input as TrialInput;
  if (cause === undefined || trial.appliedAt === undefined) return { waiting: 0, deviations: [] };
  const groupsWaiting = (await listGroupMarks(deps.db, trial.applicationId)).filter((mark) => !mark.parked).length;
  const waiting = (await countOfCause(deps.db, trial.applicationId, cause)) + groupsWaiting;
  if (waiting > 0) return { waiting, deviations: [] };
  const deviations: Deviation[] = [];
  const planned = new Set<UserId>();
  for await (const items of batches(deps.db, trial.id)) {
    const people = items.filter((item) => SENDING.includes(item.kind) && item.userId !== undefined);
    for (const { userId } of people) if (userId !== undefined) planned.add(userId);
    deviations.push(...(await peopleOtherwise(deps, cause, people)));
    for (const item of items.filter(({ kind }) => kind === 'group')) {
      if (!(await groupWasSent(deps, trial, item))) {
        deviations.push({ name: item.name, planned: (item.detail as StepDetail).sentence, sent: 'nothing' });
      }
    }
  }
  const others = (await listDoneUserIds(deps.db, trial.applicationId, cause)).filter((id) => !planned.has(id));
  for (const user of await findUsers(deps.db, others)) {
    deviations.push({ name: nameOf(user), planned: 'nothing', sent: 'a change' });
  }
  return { waiting: 0, deviations };
}

/**
 * Keeps the report of the plans that were applied and whose people have all been served.
 * @returns how many were kept
 */
export async function reportAppliedTrials(deps: Deps): Promise<number> {
  let kept = 0;
  for (const trial of await listTrialsToReport(deps.db, MOST_AT_ONCE)) {
    const report = await reportOf(deps, trial);
    if (report.waiting > 0) continue;
    kept += 1;
    const deviations = report.deviations.slice(0, MOST_KEPT);
    await transact(deps.db, (tx) => saveTrial(tx, { ...trial, deviations }));
  }
  return kept;
}

async function peopleOtherwise(deps: Deps, cause: string, items: readonly TrialItem[]): Promise<Deviation[]> {
  const ids = items.flatMap(({ userId }) => userId ?? []);
  const done = await listDone(deps.db, cause, ids);
  return items.flatMap((item) => {
    const events = item.userId === undefined ? [] : (done.get(item.userId) ?? []);
    const sent = events.map(({ name, takenOver, ok }) => (ok ? wordOf(name, takenOver) : 'refused'));
    const expected = expectedOf(item);
    const same = sent.length === expected.length && expected.every((word, place) => word === sent[place]);
    if (same) return [];
    return [{ name: item.name, planned: listedOr(expected), sent: listedOr(sent) }];
  });
}

/** What a step sends, in the order of its events. */
function expectedOf({ kind, detail }: TrialItem): string[] {
  if (kind !== 'take-over') return [kind];
  return (detail as StepDetail).changes.length > 0 ? ['take-over', 'update'] : ['take-over'];
}

function wordOf(name: string, takenOver: boolean): string {
  if (takenOver) return 'take-over';
  const words: Readonly<Record<string, string>> = {
    user_create_provision: 'create',
    user_update_provision: 'update',
    user_deprovision: 'deactivate',
    user_delete_provision: 'delete',
  };
  return words[name] ?? name;
}

function listedOr(words: readonly string[]): string {
  return words.length === 0 ? 'nothing' : words.join(', ');
}

async function groupWasSent(deps: Deps, trial: Trial, { groupId }: TrialItem): Promise<boolean> {
  if (groupId === undefined || trial.appliedAt === undefined) return true;
  const filter = { applicationId: trial.applicationId, groupId, category: 'group provisioning' as const };
  const events = await listEvents(deps.db, { ...filter, result: 'success', from: trial.appliedAt, take: 1 });
  return events.length > 0;
}
