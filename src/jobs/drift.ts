import { runDueDrift } from '../actions/provisioning/drift/run';
import type { Deps } from '../actions/deps';
import { tracedJob } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

/** A comparison somebody asked for begins within this time. */
const LOOK_EVERY_MS = 3_000;

/** The job that compares accounts. */
export interface DriftJob {
  /** Begins to look for comparisons that are due. */
  start(): void;
  /** Begins nothing new and waits for the request under way; a comparison that is cut short begins anew later. */
  stop(): Promise<void>;
}

/** Makes the job that compares the accounts of applications with what Passo knows, where it is due or asked for. */
export function makeDriftJob(deps: Deps, onError: (error: unknown) => void): DriftJob {
  let stopping = false;
  let comparing: Timer | undefined;
  return {
    start() {
      const round = async (): Promise<void> => void (await runDueDrift(deps, () => stopping));
      comparing ??= repeat(LOOK_EVERY_MS, tracedJob(deps.tracer, 'drift', round), onError);
    },
    async stop() {
      stopping = true;
      await comparing?.stop();
    },
  };
}
