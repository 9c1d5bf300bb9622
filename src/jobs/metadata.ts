import { refreshDueSpMetadata } from '../actions/applications/sp-metadata-refresh';
import type { Deps } from '../actions/deps';
import { tracedJob } from '../tracing/tracer';
import { repeat, type Timer } from './timer';

const LOOK_EVERY_MS = 60_000;

/** Reads the metadata of applications again where it is due. */
export function startMetadataRefresh(deps: Deps, onError: (error: unknown) => void): Timer {
  let stopping = false;
  const round = async (): Promise<void> => void (await refreshDueSpMetadata(deps, () => stopping));
  const refreshing = repeat(LOOK_EVERY_MS, tracedJob(deps.tracer, 'metadata', round), onError);
  return {
    stop() {
      stopping = true;
      return refreshing.stop();
    },
  };
}
