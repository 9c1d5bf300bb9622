import { STEP_SETTINGS } from '../../provisioning/next-step';
import { getApplication } from '../../store/applications';
import { delayLane, holdLane, renewLease, type Lane } from '../../store/provisioning/lanes';
import { findLink, saveLink } from '../../store/provisioning/links';
import { findMark, park, postpone, type Mark } from '../../store/provisioning/stale';
import { transact } from '../../store/tx';
import { SYSTEM, type Deps } from '../deps';
import { record } from '../record';
import { TokenUnreadable } from './connection';
import { writeInLane, type LaneRun } from './lane-run';

/**
 * Puts an application off that could not be served for a fault of ours, so that it is not taken up again at once and for
 * ever. A token that can't be opened is a matter for an admin, and is told as a hold.
 */
export async function putOffLane(deps: Deps, lane: Lane, owner: string, fault: unknown): Promise<void> {
  const { leaseMs, retryBaseMs, retryCapMs } = deps.config.provisioning;
  await transact(deps.db, async (tx) => {
    const now = deps.clock();
    if (!(await renewLease(tx, lane.applicationId, { owner, until: now + leaseMs }))) return;
    const failures = lane.failures + 1;
    const since = lane.failingSince ?? now;
    const nextTryAt = now + Math.min(retryBaseMs * 2 ** Math.min(failures, 20), retryCapMs);
    if (!(fault instanceof TokenUnreadable)) {
      await delayLane(tx, lane.applicationId, { nextTryAt, failures, since });
      return;
    }
    const sentence = `${fault.message} Restore the key, or deactivate Identity Management and activate it with a new token.`;
    await holdLane(tx, lane.applicationId, { reason: 'unauthorized', sentence, since, nextTryAt }, failures);
    if (lane.hold !== undefined) return;
    const application = await getApplication(tx, lane.applicationId);
    await record(deps, tx, SYSTEM, 'provisioning_hold', { application, result: 'failure' }, { sentence, nextTryAt });
  });
}

/**
 * Puts one person off whose turn ended in a fault of ours; after some tries an admin is asked. The others go on (R6).
 */
export async function putOffSubject(run: LaneRun, mark: Mark): Promise<void> {
  const { deps, application } = run;
  const { retryBaseMs, retryCapMs } = deps.config.provisioning;
  await writeInLane(run, async (tx) => {
    const now = deps.clock();
    const current = await findMark(tx, mark.applicationId, mark.userId);
    if (current === undefined) return;
    const last = current.attempts + 1 >= STEP_SETTINGS.attempts;
    if (last) await park(tx, current);
    else await postpone(tx, current, now + Math.min(retryBaseMs * 4 ** current.attempts, retryCapMs));
    const link = await findLink(tx, mark.applicationId, mark.userId);
    await saveLink(tx, {
      ...(link ?? {
        applicationId: mark.applicationId,
        userId: mark.userId,
        creating: false,
        removed: false,
        managed: true,
      }),
      status: last ? 'attention' : 'waiting',
      sentence: `Passo could not work on this person for ${application.label}. The log of the server says why.`,
      updatedAt: now,
    });
  });
}
