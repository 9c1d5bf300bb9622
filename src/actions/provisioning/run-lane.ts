import { getApplication } from '../../store/applications';
import { claimLane, releaseLane, type Lane } from '../../store/lanes';
import { listDue, type Mark } from '../../store/stale';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { getIntegration, openClient } from './connection';
import { beginRun, LeaseLost, type LaneRun } from './lane-run';
import { reconcileSubject } from './reconcile';

/** Marks read at a time. */
const BATCH = 200;

/**
 * Takes an application with due work, if there is one.
 * @param owner names the worker: unique in all processes
 */
export function takeLane(deps: Deps, owner: string): Promise<Lane | undefined> {
  const { leaseMs } = deps.config.provisioning;
  return transact(deps.db, (tx) => claimLane(tx, { owner, now: deps.clock(), leaseMs }));
}

/**
 * Works off an application's due marks, several people at a time, until none is due, the SP is in trouble, or `stop`
 * says so. A held application gets one person first, as a probe.
 * @param stop asked between people
 */
export async function runLane(deps: Deps, lane: Lane, owner: string, stop: () => boolean): Promise<void> {
  try {
    const application = await getApplication(deps.db, lane.applicationId);
    const client = await openClient(deps, deps.db, application);
    if (client === undefined) return;
    const { scim } = getIntegration(deps, application);
    const run = beginRun(deps, lane, { application, scim, client, owner });
    if (await probe(run)) await drain(run, stop);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  } finally {
    await transact(deps.db, (tx) => releaseLane(tx, lane.applicationId, owner, deps.clock()));
  }
}

/**
 * Tries a held application with one person. Somebody for whom nothing has to be sent teaches nothing, so the next one is
 * the probe.
 * @returns whether the lane may be worked off
 */
async function probe(run: LaneRun): Promise<boolean> {
  while (run.held && !run.stopped) {
    const [mark] = await due(run, 1);
    if (mark === undefined) return false;
    await reconcileSubject(run, mark);
  }
  return !run.stopped;
}

async function drain(run: LaneRun, stop: () => boolean): Promise<void> {
  const { concurrency } = run.deps.config.provisioning;
  for (;;) {
    const marks = await due(run, BATCH);
    if (marks.length === 0) return;
    const work = async (): Promise<void> => {
      for (let mark = marks.shift(); mark !== undefined; mark = marks.shift()) {
        if (run.stopped || stop()) return;
        await reconcileSubject(run, mark);
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: concurrency }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    if (run.stopped || stop()) return;
  }
}

function due(run: LaneRun, take: number): Promise<Mark[]> {
  return listDue(run.deps.db, run.application.id, run.deps.clock(), take);
}
