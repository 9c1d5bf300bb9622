import type { EventName, EventPayloads } from '../events/catalog';
import { AppError } from '../core/errors';
import type { EventId } from '../core/ids';
import { isDataFault } from '../store/dialect';
import type { Exchange } from '../store/sign-on/exchanges';
import { transact, type Tx } from '../store/tx';
import type { Actor, Deps } from './deps';
import { addExchange, addItem, emptyBatch, partsOf, sizeOf, type Collection, type Part } from './journal-batch';
import { eventOf, type About } from './record';

export type { Collection } from './journal-batch';

/** Writes what happens often, such as sign-ons, in batches: on disk within a second, nothing lost by an orderly stop. */
export interface Journal {
  /**
   * Notes an event.
   * @returns its id
   * @throws AppError unavailable while batches can't be written: what can't be recorded must not happen
   */
  event<Name extends EventName>(actor: Actor, name: Name, about: About, payload: EventPayloads[Name]): EventId;
  /**
   * Notes an exchange of messages as it was; it is redacted here. Only the last ones of an application are kept, so they
   * wait longer than events: most are never written.
   */
  exchange(exchange: Exchange): void;
  /** Notes a row of a collection for the next batch. */
  collect<Item>(collection: Collection<Item>, item: Item): void;
  /** Notes a further write for the next batch. It must be quick, and is repeated when its batch fails. */
  later(write: (tx: Tx) => Promise<void>): void;
  /** @throws AppError unavailable when `event` would */
  check(): void;
  /**
   * Writes what was noted until now.
   * @throws what the database says; what was noted is kept and tried again
   */
  flush(): Promise<void>;
  /**
   * Writes the rest, and takes no more.
   * @throws what the database says when it takes nothing to the last
   */
  close(): Promise<void>;
}

const PAUSE_MS = 500;
const EXCHANGES_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;
/** Beyond this many unwritten entries something is wrong with the database. */
const MOST_WAITING = 20_000;
const CLOSING_TRIES = 4;

/**
 * Makes the journal.
 * @param onError told of a batch that failed; it is tried again. An entry that the database will never take, because
 *   what it belongs to is gone, is reported and left out.
 */
export function makeJournal(
  deps: Pick<Deps, 'db' | 'clock' | 'newId' | 'onEvent'>,
  onError: (error: unknown) => void,
): Journal {
  let waiting = emptyBatch();
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  let exchangesTimer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failures = 0;
  let closed = false;

  function noted(): void {
    size += 1;
    plan();
  }

  function plan(): void {
    const pause = Math.min(PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
    timer ??= setTimeout(() => void inTurn(false).catch(onError), pause);
  }

  function check(): void {
    if (failures === 0 && !closed && size < MOST_WAITING) return;
    throw new AppError(
      'unavailable',
      'Passo can’t record what happens just now, so it goes no further. Try again in a moment.',
    );
  }

  /** @param everything exchanges as well */
  async function write(everything: boolean): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const { exchanges } = waiting;
    const parts = partsOf(everything ? waiting : { ...waiting, exchanges: new Map() });
    waiting = emptyBatch();
    size = 0;
    if (everything) {
      clearTimeout(exchangesTimer);
      exchangesTimer = undefined;
    } else {
      waiting.exchanges = exchanges;
    }
    if (parts.length === 0) return;
    try {
      await transact(deps.db, async (tx) => {
        for (const part of parts) await part.write(tx);
      });
      failures = 0;
    } catch (error) {
      if (isDataFault(error)) await writeSingly(parts);
      else keep(parts, error);
    }
  }

  /** Something in the batch can never be written; everything else is. */
  async function writeSingly(parts: readonly Part[]): Promise<void> {
    const single = parts.flatMap((part) => part.split());
    for (const [place, part] of single.entries()) {
      try {
        await transact(deps.db, (tx) => part.write(tx));
      } catch (error) {
        if (!isDataFault(error)) return keep(single.slice(place), error);
        onError(error);
      }
    }
    failures = 0;
  }

  function keep(parts: readonly Part[], error: unknown): never {
    waiting.older = [...parts, ...waiting.older];
    size += sizeOf(parts);
    failures += 1;
    if (!closed) plan();
    throw error;
  }

  /** One batch at a time, in order. */
  function inTurn(everything: boolean): Promise<void> {
    writing = writing.catch(() => undefined).then(() => write(everything));
    return writing;
  }

  const flush = (): Promise<void> => inTurn(true);

  return {
    event(actor, name, about, payload) {
      check();
      const event = eventOf(deps, actor, name, about, payload);
      waiting.events.push(event);
      deps.onEvent?.(event);
      noted();
      return event.id;
    },
    exchange(exchange) {
      // The list of exchanges is a help; it must not fill the memory while nothing can be written.
      if (failures > 0) return;
      addExchange(waiting, exchange);
      exchangesTimer ??= setTimeout(() => void flush().catch(onError), EXCHANGES_PAUSE_MS);
    },
    collect(collection, item) {
      check();
      addItem(waiting, collection, item);
      noted();
    },
    later(one) {
      if (size >= MOST_WAITING) check();
      waiting.writes.push(one);
      noted();
    },
    check,
    flush,
    async close() {
      closed = true;
      for (let left = CLOSING_TRIES; ; left -= 1) {
        try {
          return await flush();
        } catch (error) {
          if (left <= 1) throw error;
          await new Promise((done) => setTimeout(done, PAUSE_MS / 2));
        }
      }
    },
  };
}
