import { forgetMembers } from '../../../store/provisioning/members';
import { handleGroupFailure, leaveGroup, recordGroup, type Failed, type GroupEvent } from './outcome';
import type { GroupTurn } from './turn';

/**
 * A 404 of a group is believed only when reading it says the same; it may have been about a member.
 * @returns 'there' when the group exists, and the caller goes on; else everything is arranged
 */
export async function confirmGroupGone(
  turn: GroupTurn,
  remoteId: string,
  outcome: Failed,
  event: GroupEvent,
): Promise<'there' | 'gone' | 'unknown'> {
  const { run, key } = turn;
  const read = await run.pace.send(() => run.client.getGroup(remoteId, false));
  if (read.kind === 'ok') return 'there';
  if (read.kind !== 'gone') {
    await handleGroupFailure(turn, read, { event });
    return 'unknown';
  }
  const sentence = `This group was removed in ${run.application.label}. Retry creates it again.`;
  await leaveGroup(
    turn,
    sentence,
    (current) => ({ ...current, state: 'removed', doubt: {} }),
    async (tx) => {
      await forgetMembers(tx, key);
      return recordGroup(turn, tx, event, 'failure', { sentence, exchange: outcome.exchange });
    },
  );
  return 'gone';
}
