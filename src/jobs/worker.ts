import { randomBytes } from 'node:crypto';
import type { Deps } from '../actions/deps';
import type { ApplicationId } from '../core/ids';
import { runLane, takeLane } from '../actions/provisioning/run-lane';
import { findNextDue, type Lane } from '../store/provisioning/lanes';

/** Applications served at once: slow SPs must not keep the others waiting (R5). */
const LANES_AT_ONCE = 24;
/** With all of them taken, a turn gives its place to another application after this much work. */
const SLICE_MS = 3_000;

/** The worker that pushes changes to applications. */
export interface Worker {
  /** Begins to look for due work. */
  start(): void;
  /** Looks now: something became due. */
  wake(): void;
  /** Takes nothing new and waits for the requests under way. */
  stop(): Promise<void>;
  /** Waits until nothing is due now and nothing is under way. For tests and the command line. */
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
  let stopping = false;
  let looking: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    while (!stopping && lanes.size < LANES_AT_ONCE) {
      // Read before anything is written: an idle server writes nothing.
      const due = await findNextDue(deps.db, deps.clock());
      if (due === undefined || due > deps.clock()) return sleepUntil(due);
      turns += 1;
      // Every turn has a name of its own, so that a turn whose lease ran out can't write in the next one's.
      const owner = `${name}-${turns}`;
      const lane = await takeLane(deps, owner, [...lanes.keys()]);
      if (lane === undefined) return sleepUntil(undefined);
      lanes.set(lane.applicationId, serve(lane, owner));
    }
  }

  function serve(lane: Lane, owner: string): Promise<void> {
    const began = performance.now();
    const isOver = (): boolean => stopping || (lanes.size >= LANES_AT_ONCE && performance.now() - began > SLICE_MS);
    return runLane(deps, lane, owner, isOver)
      .catch(onError)
      .finally(() => {
        lanes.delete(lane.applicationId);
        wake();
      });
  }

  /** With every place taken nothing can be begun: the first turn that ends looks again. */
  function sleepUntil(due: number | undefined): void {
    if (stopping) return;
    const { pollMs } = deps.config.provisioning;
    const wait = due === undefined ? pollMs : Math.min(Math.max(due - deps.clock(), 5), pollMs);
    clearTimeout(timer);
    timer = setTimeout(wake, wait);
  }

  function wake(): void {
    if (stopping) return;
    if (looking !== undefined) {
      again = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        onError(error);
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

  return {
    start: wake,
    wake,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(lanes.values());
    },
    async idle() {
      while (!stopping) {
        if (looking !== undefined) await looking;
        else if (lanes.size > 0) await Promise.race(lanes.values());
        else {
          const due = await findNextDue(deps.db, deps.clock());
          if (looking !== undefined || lanes.size > 0) continue;
          if (due === undefined || due > deps.clock()) return;
          wake();
        }
      }
    },
  };
}
