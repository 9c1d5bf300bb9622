import type { UserId } from '../../../core/ids';
import { planMember } from '../../../provisioning/groups/members';
import { attributeOf } from '../../../scim/resource';
import { noteCompared } from '../../../store/provisioning/group-marks';
import {
  listMarkedMembers,
  markDifferingMembers,
  parkMember,
  settleMemberMarks,
  type MarkedMember,
} from '../../../store/provisioning/member-marks';
import {
  doubtMembers,
  dropMembers,
  insertMembers,
  listMembersByAccount,
  settleMembers,
} from '../../../store/provisioning/members';
import { counted } from '../../../provisioning/groups/words';
import { mayHaveActed } from '../doubt';
import { noteSuccess } from '../lane-failure';
import { writeInLane } from '../lane-run';
import { confirmGroupGone } from './gone';
import { memberIdsOf } from './adopt';
import { beforeSending, noteLeftBehind, overtakable } from './late';
import { handleGroupFailure, keepGroup, recordGroup, writeIntent, type Failed } from './outcome';
import { aboutMember, isTooLarge, namedAmong, type PieceItem } from './piece';
import type { GroupTurn } from './turn';

/** Refused requests of one group in one turn, before the group is left to an admin: single people are bisected below it. */
const MOST_REFUSED = 40;

/**
 * Sends the marked members of a group, in pieces of what the SP takes. A whole comparison marks who differs first, in the
 * database, so that both ways cost as much as there is to send.
 * @param stop asked between requests
 * @returns false when nothing more may be sent for the group in this turn
 */
export async function syncMembers(turn: GroupTurn, remoteId: string, stop: () => boolean): Promise<boolean> {
  const { run, key, mark } = turn;
  if (mark.whole) {
    await writeInLane(run, async (tx) => {
      await markDifferingMembers(tx, key, run.deps.clock());
      await noteCompared(tx, mark);
    });
  }
  for (let after = ''; ;) {
    const size = run.client.facts().memberPiece;
    const marked = await listMarkedMembers(run.deps.db, key, after, size);
    const last = marked.at(-1);
    if (last === undefined) return true;
    after = last.userId;
    const { items: sorted, settled } = sort(marked);
    // The group is looked at anew with what is known now.
    if (await noteLeftBehind(turn, sorted)) return false;
    const { items, inherited } = await withoutInherited(turn, sorted);
    if (settled.length + inherited.length > 0) {
      await writeInLane(run, async (tx) => {
        await dropMembers(tx, key, idsOf(inherited));
        await settleMemberMarks(tx, key, [...settled, ...inherited]);
      });
    }
    if (items.length > 0 && !(await sendPiece(turn, remoteId, items, stop))) return false;
    if (marked.length < size) return true;
  }
}

/** Tells whom a request is needed for, and whose mark is answered without one. Who waits for a decision stays marked. */
function sort(marked: readonly MarkedMember[]): { items: PieceItem[]; settled: MarkedMember[] } {
  const items: PieceItem[] = [];
  const settled: MarkedMember[] = [];
  for (const member of marked) {
    const operation = planMember(member);
    if (operation.kind === 'none') settled.push(member);
    else if (operation.kind !== 'wait') items.push({ ...member, op: operation.kind, remoteId: operation.remoteId });
  }
  return { items, settled };
}

/**
 * The account of somebody who was deleted may be another's by now, who belongs to the group: taking it out for the one
 * would take it out for the other.
 */
async function withoutInherited(
  turn: GroupTurn,
  sorted: readonly PieceItem[],
): Promise<{ items: PieceItem[]; inherited: PieceItem[] }> {
  const leaving = sorted.filter(({ op }) => op === 'remove').map(({ remoteId }) => remoteId);
  if (leaving.length === 0) return { items: [...sorted], inherited: [] };
  const others = await listMembersByAccount(turn.run.deps.db, turn.key, leaving);
  const isInherited = ({ op, remoteId, userId }: PieceItem): boolean =>
    op === 'remove' && (others.get(remoteId) ?? userId) !== userId;
  return { items: sorted.filter((item) => !isInherited(item)), inherited: sorted.filter(isInherited) };
}

/** Sends one piece; a refused one is halved until who is to blame stands alone, and is set aside. */
async function sendPiece(
  turn: GroupTurn,
  remoteId: string,
  items: readonly PieceItem[],
  stop: () => boolean,
): Promise<boolean> {
  const { run, key } = turn;
  if (run.stopped || stop()) return false;
  const added = items.filter((item) => item.op === 'add');
  const removed = items.filter((item) => item.op === 'remove');
  const intended = await writeIntent(turn, async (tx) => {
    await doubtMembers(tx, key, added, idsOf(removed));
    if (turn.link.lateUntil !== undefined) await keepGroup(turn, tx, (current) => beforeSending(turn, current));
  });
  if (!intended) return false;
  const delta = { add: added.map((item) => item.remoteId), remove: removed.map((item) => item.remoteId) };
  const outcome = await run.pace.send(() => run.client.changeMembers(remoteId, delta));
  if (outcome.kind === 'ok' || isDone(outcome, items)) {
    await noteSuccess(run);
    const open = new Set(overtakable(turn, items));
    const isCertain = (item: PieceItem): boolean => !open.has(item);
    await writeInLane(run, async (tx) => {
      await settleMembers(tx, key, added.filter(isCertain), idsOf(removed.filter(isCertain)));
      await settleMemberMarks(tx, key, items.filter(isCertain));
      const sentence = changeSentence(added.length, removed.length);
      const payload = { exchange: outcome.exchange, changed: ['members'], sentence };
      const eventId = await recordGroup(turn, tx, 'group_update_provision', 'success', payload);
      await keepGroup(turn, tx, (current) => ({ ...current, eventId, sentence }));
    });
    return true;
  }
  if (outcome.kind === 'gone') {
    const gone = await confirmGroupGone(turn, remoteId, outcome, 'group_update_provision');
    if (gone !== 'there') return false;
    return shrink(turn, remoteId, items, outcome, stop);
  }
  if (isTooLarge(outcome) && items.length > 1) {
    return inParts(turn, remoteId, items, Math.min(run.client.facts().memberPiece, Math.ceil(items.length / 2)), stop);
  }
  if (outcome.kind === 'rejected' || outcome.kind === 'conflict') {
    return shrink(turn, remoteId, items, outcome, stop);
  }
  await undoubt(turn, outcome, items);
  const step = await handleGroupFailure(turn, outcome, { event: 'group_update_provision' });
  return step.kind === 'done';
}

function idsOf(items: readonly PieceItem[]): UserId[] {
  return items.map(({ userId }) => userId);
}

/** A member that was to go and is not there is what was wanted (RFC 7644 section 3.12, noTarget). */
function isDone(outcome: Failed, items: readonly PieceItem[]): boolean {
  const [item, ...others] = items;
  return item?.op === 'remove' && others.length === 0 && outcome.exchange.scimType === 'noTarget';
}

/** What was refused had no effect: who was to be added is no member, and who was to be taken out still is. */
async function undoubt({ run, key }: GroupTurn, outcome: Failed, items: readonly PieceItem[]): Promise<void> {
  if (mayHaveActed(outcome)) return;
  const fresh = items.filter(({ op, sent }) => op === 'add' && sent === undefined);
  const still = items.flatMap(({ op, sent, userId }) =>
    op === 'remove' && sent?.inDoubt === false ? [{ userId, remoteId: sent.remoteId }] : [],
  );
  if (fresh.length + still.length === 0) return;
  await writeInLane(run, async (tx) => {
    await dropMembers(tx, key, idsOf(fresh));
    await insertMembers(tx, key, still, false);
  });
}

async function inParts(
  turn: GroupTurn,
  remoteId: string,
  items: readonly PieceItem[],
  size: number,
  stop: () => boolean,
): Promise<boolean> {
  for (let start = 0; start < items.length; start += size) {
    if (!(await sendPiece(turn, remoteId, items.slice(start, start + size), stop))) return false;
  }
  return true;
}

/** Finds whom a refusal is about: named by the SP, or by halves. Too many of them are about the group. */
async function shrink(
  turn: GroupTurn,
  remoteId: string,
  items: readonly PieceItem[],
  outcome: Failed,
  stop: () => boolean,
): Promise<boolean> {
  turn.refusals.count += 1;
  // A refusal is an answer: the application is there again.
  await noteSuccess(turn.run, 'read');
  if (turn.refusals.count > MOST_REFUSED) {
    await undoubt(turn, outcome, items);
    // The group is there, so that a 404 is a refusal like the others.
    const refused: Failed = { ...outcome, kind: 'rejected' };
    await handleGroupFailure(turn, refused, { event: 'group_update_provision' });
    return false;
  }
  const named = namedAmong(outcome, items);
  if (named !== undefined) {
    const others = items.filter((item) => item !== named);
    return (await setAside(turn, named, outcome)) && sendPiece(turn, remoteId, others, stop);
  }
  const [alone, ...more] = items;
  if (alone !== undefined && more.length === 0) {
    return (await isThere(turn, remoteId, alone, outcome)) || setAside(turn, alone, outcome);
  }
  return inParts(turn, remoteId, items, Math.ceil(items.length / 2), stop);
}

/**
 * Some SPs answer 409 for a member they have, and 404 for one they have not: what the group holds decides. A read may be
 * older than the last change, so it is asked for nothing else.
 */
async function isThere(turn: GroupTurn, remoteId: string, item: PieceItem, outcome: Failed): Promise<boolean> {
  const { run, key } = turn;
  if (outcome.kind !== (item.op === 'add' ? 'conflict' : 'gone')) return false;
  const read = await run.pace.send(() => run.client.getGroup(remoteId, true));
  if (read.kind !== 'ok') return false;
  const members = attributeOf(read.value.attributes, 'members');
  if (members === undefined && item.op === 'add') return false;
  if (memberIdsOf(members).includes(item.remoteId) !== (item.op === 'add')) return false;
  // What an earlier change that may still come leaves is shown by no read: they stay in doubt, and it is sent once more.
  if (overtakable(turn, [item]).length > 0) return true;
  await writeInLane(run, async (tx) => {
    if (item.op === 'add') await settleMembers(tx, key, [item], []);
    else await dropMembers(tx, key, [item.userId]);
    await settleMemberMarks(tx, key, [item]);
  });
  return true;
}

/** Sets one person aside with what the SP says of them; the others of the group go on (R6). */
async function setAside(turn: GroupTurn, item: PieceItem, outcome: Failed): Promise<boolean> {
  const { run, key } = turn;
  const sentence = await aboutMember(turn, item, outcome);
  await undoubt(turn, outcome, [item]);
  await writeInLane(run, async (tx) => {
    await parkMember(tx, key, item, sentence);
    await recordGroup(turn, tx, 'group_update_provision', 'failure', {
      sentence,
      exchange: outcome.exchange,
      changed: ['members'],
    });
  });
  return true;
}

function changeSentence(added: number, removed: number): string {
  const parts = [
    ...(added === 0 ? [] : [`Added ${counted(added, 'member', 'members')}`]),
    ...(removed === 0 ? [] : [`${added === 0 ? 'R' : 'r'}emoved ${counted(removed, 'member', 'members')}`]),
  ];
  return `${parts.join(', ')}.`;
}
