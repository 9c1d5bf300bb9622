import { randomBytes } from 'node:crypto';
import type { Deps } from '../actions/deps';
import type { ApplicationId } from '../core/ids';
import { runLane, takeLane } from '../actions/provisioning/run-lane';
import { findDues, type Lane } from '../store/provisioning/lanes';
import { traced } from '../tracing/tracer';

/** Applications served at once: slow SPs must not keep the others waiting (R5). */
const LANES_AT_ONCE = 24;
/** With all of them taken, a turn gives its place to another application after this much work. */
const SLICE_MS = 3_000;

/** The worker that pushes changes to applications. */
export interface Worker {
  /** Begins to look for due work. */
  start(): void;
  /** Looks now: something became due. Nothing before it was started: a command that makes changes leaves them to the server. */
  wake(): void;
  /** Takes nothing new and waits for the requests under way. */
  stop(): Promise<void>;
  /** Begins, and waits until nothing is due now and nothing is under way. For tests. */
  idle(): Promise<void>;
}

/**
 * Makes a worker. Any number of them may share one PostgreSQL database; each application is served by one at a time.
 * @param onError told of faults of the program or the database, never of refused pushes
 */
export function makeWorker(deps: Deps, onError: (error: unknown) => void): Worker {
  const name = randomBytes(12).toString('hex');
  const lanes = new Map<ApplicationId, Promise<void>>();
  let turns = 0;
  let started = false;
  let stopping = false;
  /** Looks begun, the last of them that found nothing due and nothing under way, and the last that failed. */
  let looks = 0;
  let restedAt = 0;
  let failedAt = 0;
  let looking: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    looks += 1;
    // Read before anything is written: an idle server writes nothing.
    const dues = await findDues(deps.db, deps.clock());
    while (!stopping && lanes.size < LANES_AT_ONCE) {
      const due = Math.min(...dues.values());
      if (due > deps.clock()) {
        if (lanes.size === 0) restedAt = looks;
        return sleepUntil(due);
      }
      turns += 1;
      // Every turn has a name of its own, so that a turn whose lease ran out can't write in the next one's.
      const owner = `${name}-${turns}`;
      const lane = await takeLane(deps, owner, [...lanes.keys()]);
      if (lane === undefined) return sleepUntil(Infinity);
      dues.delete(lane.applicationId);
      lanes.set(lane.applicationId, serve(lane, owner));
    }
  }

  function serve(lane: Lane, owner: string): Promise<void> {
    const began = performance.now();
    const isOver = (): boolean => stopping || (lanes.size >= LANES_AT_ONCE && performance.now() - began > SLICE_MS);
    const what = {
      name: 'provisioning turn',
      root: true,
      facts: { 'passo.application_id': lane.applicationId },
    } as const;
    return traced(deps.tracer, what, () => runLane(deps, lane, owner, isOver))
      .catch(onError)
      .finally(() => {
        lanes.delete(lane.applicationId);
        wake();
      });
  }

  /** With every place taken nothing can be begun: the first turn that ends looks again. */
  function sleepUntil(due: number): void {
    if (stopping) return;
    const { pollMs } = deps.config.provisioning;
    const wait = Math.min(Math.max(due - deps.clock(), 5), pollMs);
    clearTimeout(timer);
    timer = setTimeout(wake, wait);
  }

  function wake(): void {
    if (!started || stopping) return;
    if (looking !== undefined) {
      again = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        onError(error);
        failedAt = looks;
        timer = setTimeout(wake, deps.config.provisioning.pollMs);
      })
      .finally(() => {
        looking = undefined;
        if (again) {
          again = false;
          wake();
        }
      });
  }

  function start(): void {
    started = true;
    wake();
  }

  return {
    start,
    wake,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(lanes.values());
    },
    async idle() {
      started = true;
      // What became due before this moment may have been missed by a look that began before it.
      const asked = looks;
      while (!stopping) {
        if (looking !== undefined) await looking;
        else if (lanes.size > 0) await Promise.race(lanes.values());
        else if (restedAt > asked) return;
        else {
          // Throws when the database can't be asked at all.
          if (failedAt > asked) await findDues(deps.db, deps.clock());
          wake();
        }
      }
    },
  };
}
