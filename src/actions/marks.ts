import type { EventId, UserId } from '../core/ids';
import { freeMarksOf } from '../store/provisioning/losses';
import { markEmptyGroups } from '../store/provisioning/group-marks';
import { markUsersStale } from '../store/provisioning/stale';
import type { Tx } from '../store/tx';
import type { Deps } from './deps';

/**
 * Marks people as possibly out of step wherever they have an account or reach one, in the transaction of the change.
 * @param cause the event of the change, which the pushes will name
 * @param how `takes-away` when access may end by the change: it goes before what waits already
 */
export async function markChanged(
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  userIds: readonly UserId[],
  cause: EventId,
  how: 'takes-away' | 'in-turn' = 'in-turn',
): Promise<void> {
  const why = { now: deps.clock(), correlationId: cause, takesAway: how === 'takes-away' };
  await markUsersStale(tx, userIds, why);
  // Somebody active again may be the first of a group that was not made yet.
  await markEmptyGroups(tx, userIds, why);
  // Who waits in a staged removal is looked at anew: they may have access again, or be suspended by now.
  await freeMarksOf(tx, userIds);
}
