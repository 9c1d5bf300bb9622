import type { EventName, EventPayloads, DirectoryEvent } from '../events/catalog';
import { AppError } from '../core/errors';
import type { EventId } from '../core/ids';
import { redactMessage } from '../saml/redact';
import { insertEvents } from '../store/events';
import { EXCHANGES_KEPT, insertExchanges, type Exchange } from '../store/sign-on/exchanges';
import { transact, type Tx } from '../store/tx';
import type { Actor, Deps } from './deps';
import { eventOf, type About } from './record';

/** Writes what happens often, such as sign-ons, in batches: on disk within a second, nothing lost by an orderly stop. */
export interface Journal {
  /**
   * Notes an event.
   * @returns its id
   * @throws AppError unavailable while batches can't be written: what can't be recorded must not happen
   */
  event<Name extends EventName>(actor: Actor, name: Name, about: About, payload: EventPayloads[Name]): EventId;
  /** Notes an exchange of messages as it was; it is redacted here. Only the last ones of an application are kept. */
  exchange(exchange: Exchange): void;
  /** Notes a further write for the next batch. It must be quick, and is repeated when its batch fails. */
  later(write: (tx: Tx) => Promise<void>): void;
  /** Writes what was noted until now. */
  flush(): Promise<void>;
  /** Writes the rest, and takes no more. */
  close(): Promise<void>;
}

const PAUSE_MS = 250;
/** Beyond this many unwritten entries something is wrong with the database. */
const MOST_WAITING = 20_000;

interface Batch {
  events: DirectoryEvent[];
  exchanges: Map<string, Exchange[]>;
  writes: ((tx: Tx) => Promise<void>)[];
}

const emptyBatch = (): Batch => ({ events: [], exchanges: new Map(), writes: [] });

/**
 * Makes the journal.
 * @param onError told of a batch that failed; it is tried again with the next one
 */
export function makeJournal(deps: Pick<Deps, 'db' | 'clock' | 'newId'>, onError: (error: unknown) => void): Journal {
  let waiting = emptyBatch();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let broken = false;

  function plan(): void {
    timer ??= setTimeout(() => void flush().catch(onError), PAUSE_MS);
  }

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    if (batch.events.length + batch.exchanges.size + batch.writes.length === 0) return;
    waiting = emptyBatch();
    try {
      await transact(deps.db, async (tx) => {
        await insertEvents(tx, batch.events);
        await insertExchanges(tx, [...batch.exchanges.values()].flat().map(redacted));
        for (const one of batch.writes) await one(tx);
      });
      broken = false;
    } catch (error) {
      broken = true;
      waiting.events.unshift(...batch.events);
      waiting.writes.unshift(...batch.writes);
      plan();
      throw error;
    }
  }

  /** One batch at a time, in order. */
  function flush(): Promise<void> {
    writing = writing.catch(() => undefined).then(write);
    return writing;
  }

  return {
    event(actor, name, about, payload) {
      if (broken || waiting.events.length > MOST_WAITING) {
        throw new AppError(
          'unavailable',
          'Passo can’t record what happens just now, so it goes no further. Try again in a moment.',
        );
      }
      const event = eventOf(deps, actor, name, about, payload);
      waiting.events.push(event);
      plan();
      return event.id;
    },
    exchange(exchange) {
      const kept = waiting.exchanges.get(exchange.applicationId) ?? [];
      kept.push(exchange);
      if (kept.length > EXCHANGES_KEPT) kept.shift();
      waiting.exchanges.set(exchange.applicationId, kept);
      plan();
    },
    later(one) {
      waiting.writes.push(one);
      plan();
    },
    flush,
    close: flush,
  };
}

function redacted(exchange: Exchange): Exchange {
  const { request, response } = exchange;
  return {
    ...exchange,
    ...(request === undefined ? {} : { request: redactMessage(request) }),
    ...(response === undefined ? {} : { response: redactMessage(response) }),
  };
}
