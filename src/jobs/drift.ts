import { runDueDrift } from '../actions/provisioning/drift/run';
import type { Deps } from '../actions/deps';
import { repeat, type Timer } from './timer';

/** A comparison somebody asked for begins within this time. */
const LOOK_EVERY_MS = 3_000;

/** Compares the accounts of applications with what Passo knows where it is due or asked for. */
export function startDrift(deps: Deps, onError: (error: unknown) => void): Timer {
  let stopping = false;
  const round = async (): Promise<void> => void (await runDueDrift(deps, () => stopping));
  const comparing = repeat(LOOK_EVERY_MS, round, onError);
  return {
    stop() {
      stopping = true;
      return comparing.stop();
    },
  };
}
