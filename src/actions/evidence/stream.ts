import { streamLine, syslogFrame } from '../../events/syslog';
import type { EventStreamConfig } from '../../config/event-stream';
import type { EventSink } from '../../net/streams/sink';
import { findHeldCopy } from '../../store/backup/held-copy';
import { claimCursor, findCursor, moveCursor, releaseCursor } from '../../store/evidence/cursors';
import { findChain, listSealedEvents, type SealedEvent } from '../../store/evidence/seals';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';

/** The one stream there is. */
const CURSOR = 'stream';
/** A process that dies in the middle leaves the stream to another one after this time. */
const LEASE_MS = 60_000;
/** Events handed over at once: never more than these are in memory. */
const AT_ONCE = 200;

/** What a stream goes through, and who is at it. */
export interface StreamTurn {
  readonly config: EventStreamConfig;
  readonly sink: EventSink;
  /** Names this process. */
  readonly owner: string;
  /** The name of this machine. */
  readonly host: string;
  readonly stopping: () => boolean;
  /** Told when retention removed events before they were handed on. */
  readonly onLoss: (count: number) => void;
}

/**
 * Hands on what is sealed and was not handed on yet, in the order of the chain. The cursor moves when a part is through,
 * so that each event is handed on at least once: after a fault or a crash the last part may come again, with the same
 * positions. A restored copy hands nothing on before it is released: its numbers are those of the original.
 * @returns how many events were handed on; undefined when another process does it
 * @throws what the sink throws; nothing is lost
 */
export async function streamEvents(deps: Pick<Deps, 'db' | 'clock'>, turn: StreamTurn): Promise<number | undefined> {
  if ((await findHeldCopy(deps.db)) !== undefined) return 0;
  const claim = { name: CURSOR, owner: turn.owner };
  // Read before anything is written: an idle server writes nothing.
  const known = await findCursor(deps.db, CURSOR);
  if (known !== undefined && known >= ((await findChain(deps.db))?.head.position ?? 0)) return 0;
  const start = await transact(deps.db, (tx) => {
    const now = deps.clock();
    return claimCursor(tx, { ...claim, now, until: now + LEASE_MS });
  });
  if (start === undefined) return undefined;
  let position = await afterLoss(deps, turn, start);
  let count = 0;
  while (!turn.stopping()) {
    const events = await listSealedEvents(deps.db, position, AT_ONCE);
    const last = events.at(-1);
    if (last === undefined) break;
    await turn.sink.write(events.map((sealed) => pieceOf(turn, sealed)));
    position = last.position;
    count += events.length;
    const until = deps.clock() + LEASE_MS;
    if (!(await transact(deps.db, (tx) => moveCursor(tx, { ...claim, position, until })))) return undefined;
  }
  return count;
}

/** Lets another process go on. */
export async function releaseStream(deps: Pick<Deps, 'db'>, owner: string): Promise<void> {
  await transact(deps.db, (tx) => releaseCursor(tx, CURSOR, owner));
}

async function afterLoss(deps: Pick<Deps, 'db'>, { onLoss }: StreamTurn, position: number): Promise<number> {
  const anchor = (await findChain(deps.db))?.anchor.position ?? 0;
  if (anchor <= position) return position;
  onLoss(anchor - position);
  return anchor;
}

function pieceOf({ config, host }: StreamTurn, { event, position }: SealedEvent): Buffer {
  return config.kind === 'stdout'
    ? Buffer.from(streamLine(event, position), 'utf8')
    : syslogFrame(event, position, host);
}
