import { findGroup } from '../../../store/groups';
import { decideGroupTakeOver } from '../../../provisioning/groups/take-over';
import type { ScimResource } from '../../../scim/resource';
import { deleteGroupLink, findGroupHolder } from '../../../store/provisioning/group-links';
import { deferGroup, deleteMarksOfGroup, lockSameMark } from '../../../store/provisioning/group-marks';
import { findUnfinishedMember } from '../../../store/provisioning/members';
import type { Reader } from '../../../store/tx';
import { noteSuccess } from '../lane-failure';
import { writeInLane } from '../lane-run';
import { lookUpGroups } from './find';
import { waitForLate } from './late';
import { handleGroupFailure, keepGroup, leaveGroup, recordGroup } from './outcome';
import { groupName, type GroupStep, type GroupTurn } from './turn';

/** How long a group waits for its people before it is looked at again, at first and at most. */
const WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * When a group that waits for people is looked at again: after as long again as it has waited.
 * @param begins it begins to wait now; else it does since its link was written
 */
export function waitUntil({ run, link }: GroupTurn, begins: boolean): number {
  const now = run.deps.clock();
  const waited = begins ? 0 : now - link.updatedAt;
  return now + Math.min(Math.max(WAIT_MS, waited), LONGEST_WAIT_MS);
}

/**
 * Deletes a group at the SP that was deleted here (M-114), once its members are deactivated: an interruption
 * leaves access closed, not open. One that is gone already is what was wanted.
 */
export async function deleteThere(turn: GroupTurn, remoteId: string): Promise<GroupStep> {
  const { run, key } = turn;
  if (await findUnfinishedMember(run.deps.db, key)) {
    const sentence = `Deleted here. It is deleted in ${run.application.label} once its members are deactivated there.`;
    await writeInLane(run, async (tx) => {
      const begins = turn.link.sentence !== sentence;
      if (begins) await keepGroup(turn, tx, (current) => ({ ...current, status: 'waiting', sentence }));
      await deferGroup(tx, turn.mark, waitUntil(turn, begins));
    });
    return 'finished';
  }
  // Somebody may have put the group back meanwhile: then it is looked at anew.
  const stands = await writeInLane(run, (tx) => lockSameMark(tx, turn.mark));
  if (!stands) return 'again';
  const outcome = await run.pace.send(() => run.client.deleteGroup(remoteId));
  if (outcome.kind !== 'ok' && outcome.kind !== 'gone') {
    await handleGroupFailure(turn, outcome, { event: 'group_delete_provision' });
    return 'finished';
  }
  await noteSuccess(run);
  await writeInLane(run, async (tx) => {
    const already = `The group ${groupName(turn)} had been deleted there already.`;
    const payload = outcome.kind === 'ok' ? {} : { sentence: already };
    await recordGroup(turn, tx, 'group_delete_provision', 'success', { ...payload, exchange: outcome.exchange });
    await deleteGroupLink(tx, key.applicationId, key.groupId);
    // One that was put back while the request was under way is made again.
    if ((await findGroup(tx, key.groupId)) === undefined) await deleteMarksOfGroup(tx, key);
  });
  return 'finished';
}

/** A create was sent, its answer lost, and the group deleted here since: what may have been made is looked for. */
export async function findAndDelete(turn: GroupTurn, name: string): Promise<GroupStep> {
  const { run, key } = turn;
  const found = await lookUpGroups(run, name);
  if (found.kind !== 'ok') {
    const step = await handleGroupFailure(turn, found, { event: 'group_delete_provision' });
    if (step.kind === 'confirm-gone') await leaveGroup(turn, found.sentence, (current) => current);
    return 'finished';
  }
  await noteSuccess(run);
  const isAnothers = async (reader: Reader, remoteId: string): Promise<boolean> =>
    (await findGroupHolder(reader, key.applicationId, remoteId, key.groupId)) !== undefined;
  const free: ScimResource[] = [];
  // A group that was made here since, under the name of this one, may have taken it over or made its own.
  for (const one of found.value) if (!(await isAnothers(run.deps.db, one.id))) free.push(one);
  const decision = decideGroupTakeOver(free, name);
  if (decision.kind === 'conflict') {
    const sentence = `It is not certain which group called ${name} Passo made in ${run.application.label}. Delete it there.`;
    await leaveGroup(turn, sentence, (current) => current);
    return 'finished';
  }
  if (decision.kind === 'none' && (await waitForLate(turn))) return 'finished';
  await writeInLane(run, async (tx) => {
    if (!(await lockSameMark(tx, turn.mark))) return;
    if (decision.kind === 'take-over') {
      if (await isAnothers(tx, decision.remoteId)) return;
      await keepGroup(turn, tx, (current) => ({ ...current, remoteId: decision.remoteId, creating: false, doubt: {} }));
      return;
    }
    await deleteGroupLink(tx, key.applicationId, key.groupId);
    await deleteMarksOfGroup(tx, key);
  });
  return 'again';
}
