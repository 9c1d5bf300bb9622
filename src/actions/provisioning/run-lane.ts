import type { ApplicationId } from '../../core/ids';
import { isPostgres } from '../../store/dialect';
import { claimLane, releaseLane, renewLease, type Lane } from '../../store/provisioning/lanes';
import { findOpening } from '../../store/provisioning/standing';
import { findAnyDue } from '../../store/provisioning/stale';
import { transactOne } from '../../store/tx';
import { traced } from '../../tracing/tracer';
import type { Deps } from '../deps';
import { clientOf, getIntegration, paceOf } from './connection';
import { putOffLane } from './fault';
import { serveGroups } from './groups/serve';
import { beginRun, endTurn, LeaseLost, makeTurnLease, type LaneRun, type TurnLease } from './lane-run';
import type { Faults } from './people/batch';
import { erasePasswords } from './passwords/push';
import { beginPeople, servePeople } from './people/serve';

/** Faults told of one turn: a thousand like them teach nothing more. */
const MOST_FAULTS = 5;

/**
 * Takes an application with due work, if there is one.
 * @param owner names the turn: unique in all processes
 * @param except applications this process serves already
 */
export function takeLane(deps: Deps, owner: string, except: readonly ApplicationId[] = []): Promise<Lane | undefined> {
  const { leaseMs } = deps.config.provisioning;
  return transactOne(deps.db, (tx) => claimLane(tx, { owner, now: deps.clock(), leaseMs, except }));
}

/**
 * Works off an application's due marks, several people at a time, until none is due, the SP is in trouble, or `stop`
 * says so. A held application gets one person first, as a probe.
 * @param stop asked between people
 * @throws AggregateError of faults of the program or the database; the next try is put off, and others were served
 */
export async function runLane(deps: Deps, lane: Lane, owner: string, stop: () => boolean): Promise<void> {
  const faults: unknown[] = [];
  const lease = makeTurnLease(deps.config.provisioning.leaseMs);
  let run: LaneRun | undefined;
  try {
    const opening = await findOpening(deps.db, lane.applicationId);
    if (opening?.application.idmState !== 'active') return;
    const { application } = opening;
    deps.tracer?.current()?.note({ 'passo.app': application.slug });
    const client = clientOf(whileItLasts(deps, lease), opening);
    if (client === undefined) throw new Error('An active integration has no Base URL or no token.');
    const { scim } = getIntegration(deps, application);
    run = beginRun(deps, lane, { application, scim, client, pace: paceOf(deps, application), owner, lease });
    await serve(run, stop, faults);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    faults.push(error);
    await putOffLane(deps, lane, owner, error);
  } finally {
    if (run?.released !== true) {
      await transactOne(deps.db, (tx) => releaseLane(tx, lane.applicationId, owner, deps.clock()));
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, 'Some changes could not be worked on; they are tried again.');
}

async function serve(run: LaneRun, stop: () => boolean, faults: unknown[]): Promise<void> {
  const release = keepLease(run);
  const noted: Faults = {
    note: (error) => {
      if (faults.length < MOST_FAULTS) faults.push(error);
    },
  };
  const people = beginPeople(run, noted);
  try {
    for (;;) {
      await servePeople(people, stop, noted);
      if (run.released || run.stopped || stop()) return;
      await traced(run.deps.tracer, { name: 'provision groups', onlyIfBusy: true }, () =>
        serveGroups(run, stop, noted.note),
      );
      if (run.stopped || stop()) return;
      run.released = await transactOne(run.deps.db, (tx) => endTurn(run, tx));
      if (run.released) return;
      // A group that changed may have made people due, and the other way round.
      if (!(await findAnyDue(run.deps.db, run.application.id, run.deps.clock()))) break;
    }
    if (run.scim.can.includes('passwords')) await erasePasswords(run);
  } finally {
    release();
  }
}

/**
 * The way to the SP for as long as the lease lasts: a process that is cut off from the database sends nothing while another
 * one may have taken the application over. On SQLite there is no other.
 */
function whileItLasts(deps: Deps, lease: TurnLease): Deps {
  if (!isPostgres(deps.db)) return deps;
  return {
    ...deps,
    scimTransport: (address) => {
      const transport = deps.scimTransport(address);
      return (request) => (lease.isGood() ? transport(request) : Promise.reject(new LeaseLost()));
    },
  };
}

/** Prolongs the lease while requests are under way: an SP may be slower than a lease is long. */
function keepLease(run: LaneRun): () => void {
  const { deps, application, owner, lease } = run;
  const { leaseMs } = deps.config.provisioning;
  const timer = setInterval(() => {
    const askedAt = performance.now();
    transactOne(deps.db, (tx) => renewLease(tx, application.id, { owner, until: deps.clock() + leaseMs })).then(
      (kept) => {
        if (kept) lease.prolonged(askedAt);
        else run.stopped = true;
      },
      () => {
        // A database that says no to one question may answer the next; but not for ever.
        if (!lease.isGood()) run.stopped = true;
      },
    );
  }, leaseMs / 3);
  timer.unref();
  return () => clearInterval(timer);
}
