import { randomBytes } from 'node:crypto';
import type { Deps } from '../actions/deps';
import { workOnImport } from '../actions/provisioning/import/work';
import { tracedJob } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

const LOOK_EVERY_MS = 1_000;

/** Reads the users of applications and imports those that were chosen, one import after the other. */
export function startImports(deps: Deps, onError: (error: unknown) => void): Timer {
  const name = randomBytes(12).toString('hex');
  let turns = 0;
  let stopping = false;
  const round = async (): Promise<void> => {
    // Every turn has a name of its own, so that one whose lease ran out can't write in the next one's.
    while (!stopping && (await workOnImport(deps, `${name}-${(turns += 1)}`, () => stopping)));
  };
  const importing = repeat(LOOK_EVERY_MS, tracedJob(deps.tracer, 'import', round), onError);
  return {
    stop() {
      stopping = true;
      return importing.stop();
    },
  };
}
