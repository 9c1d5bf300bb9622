import type { Deps } from '../actions/deps';
import { reportAppliedTrials } from '../actions/provisioning/trial/report';
import { makeDueTrials } from '../actions/provisioning/trial/start';
import { tracedJob } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

/** A plan somebody asked for begins within this time. */
const LOOK_EVERY_MS = 2_000;

/** Makes plans of changes in the background, and compares those that were applied with what was sent. */
export function startPlans(deps: Deps, onError: (error: unknown) => void): Timer {
  let stopping = false;
  const round = async (): Promise<void> => {
    await makeDueTrials(deps, () => stopping);
    if (!stopping) await reportAppliedTrials(deps);
  };
  const planning = repeat(LOOK_EVERY_MS, tracedJob(deps.tracer, 'plans', round), onError);
  return {
    stop() {
      stopping = true;
      return planning.stop();
    },
  };
}
