import type { UserId } from '../../../core/ids';
import { isComplex } from '../../../scim/attribute-path';
import { attributeOf } from '../../../scim/resource';
import type { Json } from '../../../scim/schemas';
import type { GroupDoubt } from '../../../store/provisioning/group-links';
import { lockGroupMark } from '../../../store/provisioning/group-marks';
import { markDifferingMembers } from '../../../store/provisioning/member-marks';
import {
  forgetMembers,
  insertMembers,
  listMembersByAccount,
  listSentMembers,
} from '../../../store/provisioning/members';
import { counted } from '../../../provisioning/groups/words';
import { lateUntil, withKnownLateness } from '../late';
import { noteSuccess } from '../lane-failure';
import { writeInLane } from '../lane-run';
import { confirmGroupGone } from './gone';
import { handleGroupFailure, keepGroup, recordGroup, writeIntent } from './outcome';
import { isTooLarge } from './piece';
import type { GroupStep, GroupTurn } from './turn';

/** The ids of a group's members, as an SP answers them. */
export function memberIdsOf(members: Json | undefined): string[] {
  if (!Array.isArray(members)) return [];
  const ids = (members as readonly Json[]).map((member) => {
    const id = isComplex(member) ? attributeOf(member, 'value') : member;
    return typeof id === 'number' ? String(id) : id;
  });
  return [...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== ''))];
}

/**
 * Reads what a group holds before it is changed: after a take-over, a re-association, groups switched on again
 * an answer that left it open. Members the directory does not have are left until an admin decides.
 */
export async function adoptGroup(turn: GroupTurn, remoteId: string, stop: () => boolean): Promise<GroupStep> {
  const { run, key, link } = turn;
  const read = await run.pace.send(() => run.client.getGroup(remoteId, true));
  if (read.kind === 'gone') {
    await noteSuccess(run);
    await writeInLane(run, async (tx) => {
      await forgetMembers(tx, key);
      await keepGroup(turn, tx, ({ remoteId: _remoteId, ...current }) => ({ ...current, doubt: {}, state: 'managed' }));
    });
    return 'again';
  }
  if (read.kind !== 'ok') {
    await handleGroupFailure(turn, read, { event: 'group_update_provision' });
    return 'finished';
  }
  await noteSuccess(run);
  const ids = memberIdsOf(attributeOf(read.value.attributes, 'members'));
  const ours = await listMembersByAccount(run.deps.db, key, ids);
  const others = ids.filter((id) => !ours.has(id));
  // Whom Passo made a member itself and who has left since is no stranger: they go like everybody who leaves.
  const sent = await listSentMembers(run.deps.db, key);
  const foreign = others.filter((id) => !sent.has(id));
  for (const id of others) {
    const userId = sent.get(id);
    if (userId !== undefined) ours.set(id, userId);
  }
  if (link.foreign === 'remove' && !(await removeForeign(turn, remoteId, foreign, stop))) return 'finished';
  const name = attributeOf(read.value.attributes, 'displayName');
  // What an earlier change that may still come leaves is shown by no read.
  const isLate = lateUntil(run, link) !== undefined;
  await writeInLane(run, async (tx) => {
    // Taken from the group meanwhile: it is left as it is, and whom Passo made a member stays known for the next time.
    if ((await lockGroupMark(tx, key)) === undefined) return;
    const kept = await keepGroup(turn, tx, (current) => {
      const asks = foreign.length > 0 && current.foreign !== 'keep' && current.foreign !== 'remove';
      const answered = current.foreign === 'ask' ? 'none' : current.foreign;
      return {
        ...withKnownLateness(run, current),
        ...(typeof name === 'string' ? { name } : {}),
        state: 'managed',
        doubt: isLate ? current.doubt : withoutName(current.doubt),
        foreign: asks ? 'ask' : answered,
      };
    });
    if (kept.state !== 'managed') return;
    await forgetMembers(tx, key);
    const { certain, doubtful } = compared(ours, sent, isLate);
    await insertMembers(tx, key, doubtful, true);
    await insertMembers(tx, key, certain, false);
    await markDifferingMembers(tx, key, run.deps.clock());
  });
  return 'again';
}

interface Member {
  readonly userId: UserId;
  readonly remoteId: string;
}

/**
 * Holds what was read against what was sent before: some SPs read old for a moment after a change. Where the two differ
 * it is sent again, which changes nothing where the read was right. A group that was never managed is as it was read.
 * @param isLate an earlier change may still come, so that nobody is certain
 */
function compared(
  read: ReadonlyMap<string, UserId>,
  sent: ReadonlyMap<string, UserId>,
  isLate: boolean,
): { certain: Member[]; doubtful: Member[] } {
  const members = [...read].map(([remoteId, userId]) => ({ userId, remoteId }));
  const unseen = [...sent]
    .filter(([remoteId]) => !read.has(remoteId))
    .map(([remoteId, userId]) => ({ userId, remoteId }));
  if (sent.size === 0) return { certain: members, doubtful: [] };
  const isSure = ({ userId, remoteId }: Member): boolean => !isLate && sent.get(remoteId) === userId;
  return { certain: members.filter(isSure), doubtful: [...unseen, ...members.filter((member) => !isSure(member))] };
}

/** What was read of the group answers which name it has. */
function withoutName({ name: _name, ...decided }: GroupDoubt): GroupDoubt {
  return decided;
}

/** Takes out whom an admin said may go. Sent again until it is done: the group is read anew each time. */
async function removeForeign(
  turn: GroupTurn,
  remoteId: string,
  foreign: readonly string[],
  stop: () => boolean,
): Promise<boolean> {
  const { run } = turn;
  let size = run.client.facts().memberPiece;
  for (let start = 0; start < foreign.length;) {
    if (run.stopped || stop() || !(await writeIntent(turn))) return false;
    const remove = foreign.slice(start, start + size);
    const outcome = await run.pace.send(() => run.client.changeMembers(remoteId, { add: [], remove }));
    if (outcome.kind === 'ok') {
      await noteSuccess(run);
      const sentence = `Removed ${counted(remove.length, 'member', 'members')} that the directory does not have.`;
      const payload = { exchange: outcome.exchange, changed: ['members'], sentence };
      await writeInLane(run, (tx) => recordGroup(turn, tx, 'group_update_provision', 'success', payload));
      start += remove.length;
    } else if (isTooLarge(outcome) && size > 1) {
      size = Math.min(run.client.facts().memberPiece, Math.ceil(remove.length / 2));
    } else if (outcome.kind === 'gone') {
      if ((await confirmGroupGone(turn, remoteId, outcome, 'group_update_provision')) !== 'there') return false;
      start += remove.length;
    } else {
      await handleGroupFailure(turn, outcome, { event: 'group_update_provision' });
      return false;
    }
  }
  return true;
}
