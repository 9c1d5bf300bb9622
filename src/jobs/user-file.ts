import { randomBytes } from 'node:crypto';
import type { Deps } from '../actions/deps';
import { tidyUserFiles } from '../actions/users-file/tidy';
import { workOnUserFile } from '../actions/users-file/work';
import { tracedJob } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

const LOOK_EVERY_MS = 1_000;
const TIDY_EVERY_MS = 30 * 60_000;

/** Checks files of people and imports them, one after the other; forgets those whose time is over. */
export function startUserFiles(deps: Deps, onError: (error: unknown) => void): Timer {
  const name = randomBytes(12).toString('hex');
  let turns = 0;
  let stopping = false;
  const round = async (): Promise<void> => {
    // Every turn has a name of its own, so that one whose lease ran out can't write in the next one's.
    while (!stopping && (await workOnUserFile(deps, `${name}-${(turns += 1)}`, () => stopping)));
  };
  const working = repeat(LOOK_EVERY_MS, tracedJob(deps.tracer, 'user files', round), onError);
  const tidying = repeat(TIDY_EVERY_MS, async () => void (await tidyUserFiles(deps)), onError);
  return {
    async stop() {
      stopping = true;
      await Promise.all([working.stop(), tidying.stop()]);
    },
  };
}
