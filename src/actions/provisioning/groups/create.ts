import { decideGroupTakeOver } from '../../../provisioning/groups/take-over';
import { planMember } from '../../../provisioning/groups/members';
import { attributeOf, type ScimResource } from '../../../scim/resource';
import { findGroupHolder, type GroupLink } from '../../../store/provisioning/group-links';
import {
  markDifferingMembers,
  listMarkedMembers,
  parkMember,
  settleMemberMarks,
} from '../../../store/provisioning/member-marks';
import type { EventId } from '../../../core/ids';
import { doubtMembers, dropMembers, settleMembers } from '../../../store/provisioning/members';
import { deferGroup, lockSameMark } from '../../../store/provisioning/group-marks';
import type { Tx } from '../../../store/tx';
import { mayHaveActed } from '../doubt';
import { lateMs } from '../late';
import { noteSuccess } from '../lane-failure';
import { writeInLane } from '../lane-run';
import type { GroupOperation } from '../../../provisioning/groups/plan';
import { findGroups, forgetListed, lookUpGroups, noteListed } from './find';
import { punctual, waitForLate } from './late';
import { handleGroupFailure, keepGroup, leaveGroup, recordGroup, writeIntent, type Failed } from './outcome';
import { aboutMember, isTooLarge, namedAmong, type PieceItem } from './piece';
import type { GroupStep, GroupTurn } from './turn';

type FindOrCreate = Extract<GroupOperation, { kind: 'find-or-create' }>;

/** How long a new group waits for one of the same name that is still to be deleted. */
const AFTER_DELETION_MS = 1_000;
/** People in a row whose membership is refused before it is taken for a refusal of the group. */
const MOST_REFUSED = 5;
/** Marked people read at a time, however few the SP takes at once. */
const LEAST_READ = 100;

/**
 * Looks for the group at the SP, takes it over or creates it. When an earlier create may have succeeded, its name is
 * looked for first, as the SP has it now, so that a lost answer never makes a second group.
 */
export async function findOrCreate(turn: GroupTurn, operation: FindOrCreate): Promise<GroupStep> {
  const { run } = turn;
  const { name, lost, apart } = operation;
  if (lost !== undefined) {
    const found = await lookUpGroups(run, lost);
    if (found.kind !== 'ok') return failedLookUp(turn, found);
    await noteSuccess(run);
    const decision = decideGroupTakeOver(found.value, lost);
    if (decision.kind === 'take-over') return takeOver(turn, decision.remoteId, lost, true);
    if (decision.kind === 'conflict' && decision.candidates.every((one) => one.name === lost)) {
      return leaveUndecided(turn, decision.sentence);
    }
    // Two groups of one name are allowed in SCIM, so that a second create would not tell of the first.
    if (await waitForLate(turn)) return 'finished';
  }
  if (!apart) {
    const found = await findGroups(run, name);
    if (found.kind !== 'ok') return failedLookUp(turn, found);
    if (found.exchange.status !== undefined) await noteSuccess(run);
    const decision = decideGroupTakeOver(found.value, name);
    if (decision.kind === 'take-over') return takeOver(turn, decision.remoteId, name, false);
    if (decision.kind === 'conflict') return leaveToAdmin(turn, decision.sentence);
  }
  if (!turn.wanted.peopled) {
    await writeInLane(run, async (tx) => {
      await keepGroup(turn, tx, (current) => ({ ...current, creating: false, doubt: {} }));
    });
    return 'again';
  }
  return createGroup(turn, name, apart);
}

async function failedLookUp(turn: GroupTurn, found: Failed): Promise<GroupStep> {
  const step = await handleGroupFailure(turn, found, { event: 'group_create_provision' });
  // Nothing was learnt of what an earlier create may have made: it goes on being looked for.
  if (step.kind === 'find' || step.kind === 'confirm-gone') await leave(turn, found.sentence, (current) => current);
  return 'finished';
}

/** Nothing of ours is there: what was sent was refused, or looked for until nothing could be late. */
async function leaveToAdmin(turn: GroupTurn, sentence: string): Promise<GroupStep> {
  await leave(turn, sentence, notCreating);
  return 'finished';
}

/**
 * One of several groups may have been made by a create whose answer was lost. It is an admin's to say which, unless the
 * group was changed or deleted here since: who deletes it must look for that one.
 */
async function leaveUndecided(turn: GroupTurn, sentence: string): Promise<GroupStep> {
  await leave(turn, sentence, notCreating, { asRead: true });
  return 'finished';
}

function notCreating(current: GroupLink): GroupLink {
  return { ...current, creating: false, doubt: {} };
}

async function leave(
  turn: GroupTurn,
  sentence: string,
  change: (current: GroupLink) => GroupLink,
  about?: { readonly asRead: boolean },
): Promise<void> {
  const write = (tx: Tx): Promise<EventId> => recordGroup(turn, tx, 'group_update_provision', 'failure', { sentence });
  await leaveGroup(turn, sentence, change, write, about);
}

/** Whose group it is, is asked in the transaction that takes it: two groups must not share one. */
async function takeOver(turn: GroupTurn, remoteId: string, name: string, ours: boolean): Promise<GroupStep> {
  const { run, key } = turn;
  const holder = await writeInLane(run, async (tx) => {
    // Unbound, deleted or changed while it was looked for: it is nobody's to take, or is looked at anew.
    if (!(await lockSameMark(tx, turn.mark))) return 'nobody';
    const other = await findGroupHolder(tx, key.applicationId, remoteId, key.groupId);
    if (other !== undefined) return other;
    const sentence = ours
      ? `The group ${name} had been created; its answer was lost.`
      : `Took over the group ${name} that ${run.application.label} has already.`;
    const eventId = await recordGroup(
      turn,
      tx,
      ours ? 'group_create_provision' : 'group_update_provision',
      'success',
      ours ? { sentence } : { sentence, takenOver: true },
    );
    await keepGroup(turn, tx, (current) => ({
      ...(ours ? punctual(current) : current),
      remoteId,
      name,
      doubt: {},
      creating: false,
      state: 'adopting',
      sentence,
      eventId,
    }));
    return undefined;
  });
  if (holder === undefined) return 'again';
  if (holder === 'nobody') return 'finished';
  if (holder.state !== 'deleting') {
    const whose = holder.name ?? 'another user group';
    return leaveToAdmin(turn, `The group ${name} in ${run.application.label} is the one of ${whose}. ${DECIDE}`);
  }
  // The one before goes first; then there is nothing to take over.
  forgetListed(run);
  await writeInLane(run, (tx) => deferGroup(tx, turn.mark, run.deps.clock() + AFTER_DELETION_MS));
  return 'finished';
}

const DECIDE = 'Nothing was sent: decide which group is meant.';

/** Creates the group with its first members. That it is being created is written down first (A-11, M-107). */
async function createGroup(turn: GroupTurn, name: string, apart: boolean): Promise<GroupStep> {
  const { run, key } = turn;
  await writeInLane(run, (tx) => markDifferingMembers(tx, key, run.deps.clock()));
  let size = run.client.facts().memberPiece;
  for (;;) {
    const items = await firstMembers(turn, size);
    if (items.length === 0) return leaveToAdmin(turn, `${run.application.label} took none of its members.`);
    const intended = await writeIntent(turn, async (tx) => {
      // Should this process end before the answer, the next one must not believe at once that nothing was made.
      const lateUntil = run.deps.clock() + lateMs(run);
      await keepGroup(turn, tx, (current) => ({
        ...current,
        creating: true,
        doubt: { ...current.doubt, name },
        lateUntil,
      }));
      await doubtMembers(tx, key, items, []);
    });
    if (!intended) return 'finished';
    const ids = items.map((item) => item.remoteId);
    const outcome = await run.pace.send(() => run.client.createGroup(name, ids));
    if (outcome.kind === 'ok') {
      await noteSuccess(run);
      return keepCreated(turn, name, items, outcome.value, outcome.exchange);
    }
    const acted = mayHaveActed(outcome);
    const change = (current: GroupLink): GroupLink => (acted ? punctual(current) : notCreated(current, apart));
    if (!acted)
      await writeInLane(run, (tx) =>
        dropMembers(
          tx,
          key,
          items.map((item) => item.userId),
        ),
      );
    const smaller = await afterRefusal(turn, outcome, items, size);
    if (smaller !== undefined) {
      size = smaller;
      continue;
    }
    const step = await handleGroupFailure(turn, outcome, { event: 'group_create_provision', creates: true, change });
    if (step.kind === 'find') return meetConflict(turn, name, outcome, apart);
    if (step.kind === 'confirm-gone') await leaveToAdmin(turn, outcome.sentence);
    return 'finished';
  }
}

function notCreated(current: GroupLink, apart: boolean): GroupLink {
  return { ...punctual(current), creating: false, doubt: apart ? { apart } : {} };
}

/** The first who can be members, however many of those before them have no account. */
async function firstMembers(turn: GroupTurn, size: number): Promise<PieceItem[]> {
  const items: PieceItem[] = [];
  for (let after = ''; items.length < size;) {
    const marked = await listMarkedMembers(turn.run.deps.db, turn.key, after, Math.max(size, LEAST_READ));
    for (const member of marked) {
      const operation = planMember(member);
      if (operation.kind === 'add') items.push({ ...member, op: 'add', remoteId: operation.remoteId });
    }
    const last = marked.at(-1);
    if (last === undefined) break;
    after = last.userId;
  }
  return items.slice(0, size);
}

/**
 * A refusal may be about the number of members, or about one of them: fewer are tried, and who is refused alone is set
 * aside.
 * @returns with how many to try again; undefined when the refusal is about the group
 */
async function afterRefusal(
  turn: GroupTurn,
  outcome: Failed,
  items: readonly PieceItem[],
  size: number,
): Promise<number | undefined> {
  const { run, key, refusals } = turn;
  if (isTooLarge(outcome) && items.length > 1) {
    return Math.min(run.client.facts().memberPiece, Math.floor(items.length / 2));
  }
  if (outcome.kind !== 'rejected') return undefined;
  const named = namedAmong(outcome, items);
  const poisoned = named ?? (items.length === 1 ? items[0] : undefined);
  if (poisoned === undefined) return Math.max(1, Math.floor(items.length / 2));
  refusals.count += 1;
  if (refusals.count > MOST_REFUSED) return undefined;
  // Alone in the request and refused: whether it is the group or the person is shown by the next one.
  const others = await listMarkedMembers(run.deps.db, key, '', 2);
  if (named === undefined && others.length === 1) return undefined;
  const sentence = await aboutMember(turn, poisoned, outcome);
  await writeInLane(run, async (tx) => {
    await parkMember(tx, key, poisoned, sentence);
    await recordGroup(turn, tx, 'group_create_provision', 'failure', { sentence, exchange: outcome.exchange });
  });
  return size;
}

async function keepCreated(
  turn: GroupTurn,
  name: string,
  items: readonly PieceItem[],
  created: ScimResource,
  exchange: Failed['exchange'],
): Promise<GroupStep> {
  const { run, key } = turn;
  // What the SP did not say it holds is read before it is believed: some take no members with a new group.
  const said = attributeOf(created.attributes, 'members');
  const certain = Array.isArray(said) && said.length === items.length;
  await writeInLane(run, async (tx) => {
    const eventId = await recordGroup(turn, tx, 'group_create_provision', 'success', { exchange });
    await keepGroup(turn, tx, (current) => ({
      ...punctual(current),
      remoteId: created.id,
      name,
      doubt: {},
      creating: false,
      state: certain ? 'managed' : 'adopting',
      status: 'waiting',
      sentence: 'Group created.',
      eventId,
    }));
    if (!certain) return;
    await settleMembers(tx, key, items, []);
    await settleMemberMarks(tx, key, items);
  });
  await noteListed(run, { id: created.id, attributes: { displayName: name } });
  return 'again';
}

/** The SP knows such a group (409): it is taken over when its name is exactly this one, else an admin decides. */
async function meetConflict(turn: GroupTurn, name: string, conflict: Failed, apart: boolean): Promise<GroupStep> {
  const { run } = turn;
  forgetListed(run);
  const sentence = `${run.application.label} has another group called ${name} already.`;
  const leave = async (words: string): Promise<GroupStep> => {
    await leaveGroup(turn, words, notCreating, (tx) =>
      recordGroup(turn, tx, 'group_create_provision', 'failure', { sentence: words, exchange: conflict.exchange }),
    );
    return 'finished';
  };
  if (apart) return leave(sentence);
  const found = await lookUpGroups(run, name);
  if (found.kind !== 'ok') {
    await leave(sentence);
    return 'finished';
  }
  const decision = decideGroupTakeOver(found.value, name);
  if (decision.kind === 'take-over') return takeOver(turn, decision.remoteId, name, false);
  return leave(decision.kind === 'conflict' ? decision.sentence : sentence);
}
