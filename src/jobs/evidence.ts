import { chainToTell, sealEvents } from '../actions/evidence/seal';
import type { Deps } from '../actions/deps';
import { writeHead, type ChainHead } from '../events/chain';
import { repeat } from './timer';

/** Within so long an event is sealed. */
const LOOK_EVERY_MS = 800;
const TELL_EVERY_MS = 10 * 60_000;
const FIRST_TELL_MS = 30_000;

/** What seals events in the background. */
export interface Sealing {
  /** Seals what was committed until now, and no more. Called once nothing is recorded any more. */
  stop(): Promise<void>;
}

/**
 * Seals events within a second.
 * @param tell is told of the end of the chain once a day
 */
export function startSealing(
  deps: Deps,
  tell: (head: ChainHead & { readonly text: string }) => void,
  onError: (error: unknown) => void,
): Sealing {
  const sealing = repeat(LOOK_EVERY_MS, async () => void (await sealEvents(deps)), onError);
  const telling = repeat(
    TELL_EVERY_MS,
    async () => {
      const chain = await chainToTell(deps);
      if (chain !== undefined) tell({ ...chain.head, text: writeHead(chain.head) });
    },
    onError,
    FIRST_TELL_MS,
  );
  return {
    async stop() {
      await Promise.all([sealing.stop(), telling.stop()]);
      await sealEvents(deps, true).catch(onError);
    },
  };
}
