import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { releaseStream, streamEvents, type StreamTurn } from '../actions/evidence/stream';
import type { Deps } from '../actions/deps';
import type { EventStreamConfig } from '../config/event-stream';
import type { Logger } from '../logger';
import { repeat, type Timer } from './timer';

const LOOK_EVERY_MS = 1_000;
/** After a fault: a collector that is down is asked now and then. */
const LONGEST_PAUSE_MS = 60_000;

/** What a target may take when everything stops. */
const LAST_MS = 3_000;

/**
 * Hands events on as they are sealed, from one process at a time. What the target does not take waits in the database.
 * @param open makes the way to the target
 */
export function startStream(
  deps: Deps,
  config: EventStreamConfig,
  open: (config: EventStreamConfig) => StreamTurn['sink'],
  log: Pick<Logger, 'info' | 'warn'>,
  onError: (error: unknown) => void,
): Timer {
  const owner = randomBytes(12).toString('hex');
  const sink = open(config);
  let stopping = false;
  let faults = 0;
  let restUntil = 0;
  const turn: StreamTurn = {
    config,
    sink,
    owner,
    host: hostname(),
    stopping: () => stopping,
    onLoss: (count) => log.warn({ count }, 'retention removed events before they were streamed'),
  };

  const round = async (): Promise<void> => {
    if (performance.now() < restUntil) return;
    try {
      await streamEvents(deps, turn);
      if (faults > 0) log.info('events are streamed again');
      faults = 0;
    } catch (error) {
      faults += 1;
      restUntil = performance.now() + Math.min(LOOK_EVERY_MS * 2 ** Math.min(faults, 10), LONGEST_PAUSE_MS);
      if (faults === 1) log.warn({ err: error }, 'events can’t be streamed just now; they wait in the database');
    }
  };

  const streaming = repeat(LOOK_EVERY_MS, round, onError);
  return {
    async stop() {
      const cut = setTimeout(() => sink.close(), LAST_MS);
      await streaming.stop();
      // What was sealed at the last goes out as well, when the target takes it.
      if (faults === 0) await round();
      clearTimeout(cut);
      stopping = true;
      await releaseStream(deps, owner).catch(onError);
      sink.close();
    },
  };
}
