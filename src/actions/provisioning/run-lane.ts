import type { ApplicationId } from '../../core/ids';
import { getApplication } from '../../store/applications';
import { claimLane, releaseLane, renewLease, type Lane } from '../../store/provisioning/lanes';
import { listDue, type Mark } from '../../store/provisioning/stale';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { getIntegration, openClient, paceOf } from './connection';
import { putOffLane, putOffSubject } from './fault';
import { beginRun, LeaseLost, type LaneRun } from './lane-run';
import { reconcileSubject } from './reconcile';

/** Marks read at a time. */
const BATCH = 200;
/** Faults told of one turn: a thousand like them teach nothing more. */
const MOST_FAULTS = 5;

/**
 * Takes an application with due work, if there is one.
 * @param owner names the turn: unique in all processes
 * @param except applications this process serves already
 */
export function takeLane(deps: Deps, owner: string, except: readonly ApplicationId[] = []): Promise<Lane | undefined> {
  const { leaseMs } = deps.config.provisioning;
  return transact(deps.db, (tx) => claimLane(tx, { owner, now: deps.clock(), leaseMs, except }));
}

/**
 * Works off an application's due marks, several people at a time, until none is due, the SP is in trouble, or `stop`
 * says so. A held application gets one person first, as a probe.
 * @param stop asked between people
 * @throws AggregateError of faults of the program or the database; the next try is put off, and others were served
 */
export async function runLane(deps: Deps, lane: Lane, owner: string, stop: () => boolean): Promise<void> {
  const faults: unknown[] = [];
  try {
    const application = await getApplication(deps.db, lane.applicationId);
    if (application.idmState !== 'active') return;
    const client = await openClient(deps, deps.db, application);
    if (client === undefined) throw new Error('An active integration has no Base URL or no token.');
    const { scim } = getIntegration(deps, application);
    const run = beginRun(deps, lane, { application, scim, client, pace: paceOf(deps, application), owner });
    await serve(run, stop, faults);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    faults.push(error);
    await putOffLane(deps, lane, owner, error);
  } finally {
    await transact(deps.db, (tx) => releaseLane(tx, lane.applicationId, owner, deps.clock()));
  }
  if (faults.length > 0) throw new AggregateError(faults, 'Some changes could not be worked on; they are tried again.');
}

async function serve(run: LaneRun, stop: () => boolean, faults: unknown[]): Promise<void> {
  const release = keepLease(run);
  const attend = async (mark: Mark): Promise<void> => {
    try {
      await reconcileSubject(run, mark);
    } catch (error) {
      if (error instanceof LeaseLost) run.stopped = true;
      else if (faults.length < MOST_FAULTS) faults.push(error);
      if (error instanceof LeaseLost) throw error;
      await putOffSubject(run, mark);
    }
  };
  try {
    if (await probe(run, attend, stop)) await drain(run, attend, stop);
  } finally {
    release();
  }
}

/** Prolongs the lease while requests are under way: an SP may be slower than a lease is long. */
function keepLease(run: LaneRun): () => void {
  const { deps, application, owner } = run;
  const { leaseMs } = deps.config.provisioning;
  const timer = setInterval(() => {
    transact(deps.db, (tx) => renewLease(tx, application.id, { owner, until: deps.clock() + leaseMs })).then(
      (kept) => {
        if (!kept) run.stopped = true;
      },
      () => undefined,
    );
  }, leaseMs / 3);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Tries a held application with one person. Somebody for whom nothing has to be sent teaches nothing, so the next one is
 * the probe.
 * @returns whether the lane may be worked off
 */
async function probe(run: LaneRun, attend: (mark: Mark) => Promise<void>, stop: () => boolean): Promise<boolean> {
  while (run.held && !run.stopped && !stop()) {
    const [mark] = await due(run, 1);
    if (mark === undefined) return false;
    await attend(mark);
  }
  return !run.stopped;
}

async function drain(run: LaneRun, attend: (mark: Mark) => Promise<void>, stop: () => boolean): Promise<void> {
  const { concurrency } = run.deps.config.provisioning;
  for (;;) {
    if (run.stopped || stop()) return;
    const marks = await due(run, BATCH);
    if (marks.length === 0) return;
    const work = async (): Promise<void> => {
      for (let mark = marks.shift(); mark !== undefined; mark = marks.shift()) {
        if (run.stopped || stop()) return;
        await attend(mark);
      }
    };
    const workers = await Promise.allSettled(Array.from({ length: concurrency }, work));
    const failed = workers.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

function due(run: LaneRun, take: number): Promise<Mark[]> {
  return listDue(run.deps.db, run.application.id, run.deps.clock(), take);
}
