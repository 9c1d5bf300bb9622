import { planGroup, type GroupOperation } from '../../../provisioning/groups/plan';
import { STEP_SETTINGS } from '../../../provisioning/next-step';
import { counted } from '../../../provisioning/groups/words';
import { getApplication } from '../../../store/applications';
import {
  deleteGroupLink,
  lockGroupLink,
  type GroupLink,
  type GroupLinkStatus,
} from '../../../store/provisioning/group-links';
import {
  deferGroup,
  deleteGroupMarks,
  deleteMarksOfGroup,
  findGroupMark,
  listDueGroups,
  lockSameMark,
  parkGroup,
  postponeGroup,
  settleGroup,
  type GroupMark,
} from '../../../store/provisioning/group-marks';
import { findUnservedMember } from '../../../store/provisioning/members';
import { findWaitingMember, listParkedMembers } from '../../../store/provisioning/member-marks';
import type { Tx } from '../../../store/tx';
import { lateUntil } from '../late';
import { traced } from '../../../tracing/tracer';
import { LeaseLost, writeInLane, type LaneRun } from '../lane-run';
import { adoptGroup } from './adopt';
import { syncMembers } from './change';
import { findOrCreate } from './create';
import { withoutPastLateness } from './late';
import { keepGroup, leaveGroup, recordGroup } from './outcome';
import { deleteThere, findAndDelete, waitUntil } from './remove';
import { refusedNameSentence, renameGroup } from './rename';
import { loadTurn, type GroupStep, type GroupTurn, type Refusals } from './turn';

/** Marks read at a time. */
const BATCH = 50;
/** Steps one group can take in one turn: find, take over, read, send, rename. More would be a circle. */
const MOST_STEPS = 8;

/**
 * Works off an application's due groups, several at once, until none is due, the SP is in trouble, or `stop` says so.
 * Called when no person is due: a membership waits for its account, and a group is deleted after its people.
 * @param onFault told of faults of the program or the database; the groups they hit are put off, and others are served
 * @throws LeaseLost
 */
export async function serveGroups(run: LaneRun, stop: () => boolean, onFault: (error: unknown) => void): Promise<void> {
  const { db, clock } = run.deps;
  const due = (): Promise<GroupMark[]> => listDueGroups(db, run.application.id, clock(), run.held ? 1 : BATCH);
  let marks = await due();
  if (marks.length === 0) return;
  const { idm } = await getApplication(db, run.application.id);
  if (idm.groups !== true || !run.scim.can.includes('groups')) {
    await writeInLane(run, (tx) => deleteGroupMarks(tx, run.application.id));
    return;
  }
  if (run.application.idm.groups !== true) {
    // They were switched on while this turn went on; the next one knows of it from its beginning.
    run.stopped = true;
    return;
  }
  while (marks.length > 0 && !run.stopped && !stop()) {
    const queue = marks;
    const work = async (): Promise<void> => {
      for (let mark = queue.shift(); mark !== undefined; mark = queue.shift()) {
        if (run.stopped || stop()) return;
        await attend(run, mark, stop, onFault);
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: Math.min(queue.length, run.pace.width()) }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    marks = await due();
  }
}

async function attend(
  run: LaneRun,
  mark: GroupMark,
  stop: () => boolean,
  onFault: (error: unknown) => void,
): Promise<void> {
  try {
    const handedDown = { 'passo.correlation_id': mark.correlationId, 'passo.attempt': mark.attempts + 1 };
    await traced(run.deps.tracer, { name: 'provision group', handedDown }, () => reconcileGroup(run, mark, stop));
  } catch (error) {
    if (error instanceof LeaseLost) {
      run.stopped = true;
      throw error;
    }
    onFault(error);
    await putOffGroup(run, mark);
  }
}

/** Puts one group off whose turn ended in a fault of ours; after some tries an admin is asked. */
async function putOffGroup(run: LaneRun, mark: GroupMark): Promise<void> {
  const { retryBaseMs, retryCapMs } = run.deps.config.provisioning;
  await writeInLane(run, async (tx) => {
    const current = await findGroupMark(tx, mark);
    if (current === undefined) return;
    if (current.attempts + 1 >= STEP_SETTINGS.attempts) await parkGroup(tx, current);
    else {
      const wait = Math.min(retryBaseMs * 4 ** current.attempts, retryCapMs);
      await postponeGroup(tx, current, run.deps.clock() + wait);
    }
  });
}

/** Brings one group in step: reads how it should stand and how it stands, plans the difference and sends it. */
async function reconcileGroup(run: LaneRun, mark: GroupMark, stop: () => boolean): Promise<void> {
  const refusals: Refusals = { count: 0 };
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (run.stopped || stop()) return;
    const turn = await loadTurn(run, mark, refusals);
    if (turn === undefined) return;
    const operation = planGroup(turn.wanted, turn.link, run.application.label);
    if ((await carryOut(turn, operation, stop)) === 'finished') return;
  }
  const turn = await loadTurn(run, mark, refusals);
  if (turn === undefined) return;
  await leaveGroup(turn, `${run.application.label} gives contradicting answers about this group.`, (link) => link);
}

async function carryOut(turn: GroupTurn, operation: GroupOperation, stop: () => boolean): Promise<GroupStep> {
  const { run, key } = turn;
  switch (operation.kind) {
    case 'release':
      return giveUp(turn, async (tx) => {
        const link = await lockGroupLink(tx, key.applicationId, key.groupId);
        if (link !== undefined) await release(turn, tx, operation.sentence);
      });
    case 'forget':
      return giveUp(turn, (tx) => deleteGroupLink(tx, key.applicationId, key.groupId));
    case 'empty':
      await writeInLane(run, async (tx) => {
        const begins = turn.link.status !== 'empty';
        if (begins) {
          await keepGroup(turn, tx, (current) => ({ ...current, status: 'empty', sentence: operation.sentence }));
        }
        if (await findUnservedMember(tx, key)) await deferGroup(tx, turn.mark, waitUntil(turn, begins));
        else await settleGroup(tx, turn.mark);
      });
      return 'finished';
    case 'park':
      await leaveGroup(
        turn,
        operation.sentence,
        (link) => link,
        async (tx) => recordGroup(turn, tx, 'group_update_provision', 'failure', { sentence: operation.sentence }),
      );
      return 'finished';
    case 'find-or-create':
      return findOrCreate(turn, operation);
    case 'adopt':
      return adoptGroup(turn, operation.remoteId, stop);
    case 'delete':
      return deleteThere(turn, operation.remoteId);
    case 'find-and-delete':
      return findAndDelete(turn, operation.name);
    case 'rename':
      if (!(await syncMembers(turn, operation.remoteId, stop))) return 'finished';
      return renameGroup(turn, operation.remoteId, operation.name);
    case 'members':
      if (await syncMembers(turn, operation.remoteId, stop)) await finish(turn);
      return 'finished';
  }
}

/**
 * Ends the sync of a group. A turn reads a group in several statements, and one that is deleted between them looks as if
 * it had only lost the application: what its deletion asks for must not be taken away with the marks.
 */
async function giveUp(turn: GroupTurn, work: (tx: Tx) => Promise<void>): Promise<GroupStep> {
  return writeInLane(turn.run, async (tx) => {
    if (!(await lockSameMark(tx, turn.mark))) return 'again';
    await work(tx);
    await deleteMarksOfGroup(tx, turn.key);
    return 'finished';
  });
}

async function release(turn: GroupTurn, tx: Tx, sentence: string): Promise<void> {
  await keepGroup(turn, tx, (current) => ({ ...current, state: 'released', status: 'in-sync', sentence }));
}

/** The group is in step, but for what an admin has to decide. */
async function finish(turn: GroupTurn): Promise<void> {
  const { run, key } = turn;
  await writeInLane(run, async (tx) => {
    if (await findWaitingMember(tx, key)) {
      const late = lateUntil(run, turn.link);
      const sentence =
        late === undefined
          ? 'Some people stay members until it is decided whether they lose their access.'
          : `${run.application.label} did not answer an earlier change in time. The last one is sent once more, to be sure.`;
      const begins = turn.link.sentence !== sentence;
      if (begins) await keepGroup(turn, tx, (current) => ({ ...current, status: 'waiting', sentence }));
      await deferGroup(tx, turn.mark, late ?? waitUntil(turn, begins));
      return;
    }
    const parked = await listParkedMembers(tx, key, 100);
    await keepGroup(turn, tx, (current) => {
      const { sentence: _before, ...rest } = withoutPastLateness(turn, current);
      // A name that was refused and is not wanted any more is no question.
      const doubt = current.doubt.refused === turn.wanted.name ? current.doubt : {};
      const sentence = openQuestion(run.application.label, { ...current, doubt }, parked);
      const status: GroupLinkStatus = sentence === undefined ? 'in-sync' : 'attention';
      return { ...rest, doubt, status, ...(sentence === undefined ? {} : { sentence }) };
    });
    await settleGroup(tx, turn.mark);
  });
}

/** What of a group has to be decided by an admin; undefined when it is in step. */
function openQuestion(
  label: string,
  { doubt, foreign, name }: GroupLink,
  [first, ...others]: readonly { readonly sentence: string }[],
): string | undefined {
  if (doubt.refused !== undefined) return refusedNameSentence(label, doubt, name);
  if (foreign === 'ask')
    return `${label} has members in this group who are not in it here. They stay until you decide.`;
  if (first === undefined) return undefined;
  return others.length === 0 ? first.sentence : `${first.sentence} And ${counted(others.length, 'other', 'others')}.`;
}
