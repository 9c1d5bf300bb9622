import type { DirectoryEvent } from '../events/catalog';
import { redactMessage } from '../saml/redact';
import { insertEventsOnce } from '../store/events';
import { EXCHANGES_KEPT, insertExchanges, type Exchange } from '../store/sign-on/exchanges';
import type { Tx } from '../store/tx';

/** Rows of one kind that are written together. Writing the same rows again must change nothing. */
export interface Collection<Item> {
  write(tx: Tx, items: readonly Item[]): Promise<void>;
}

/** A piece of a batch that can be written by itself. */
export interface Part {
  readonly size: number;
  /** Writing it again changes nothing: the answer to a commit can be lost. */
  write(tx: Tx): Promise<void>;
  /** The same in pieces of one entry, to find those that can't be written. */
  split(): readonly Part[];
}

/** What waits to be written. */
export interface Batch {
  /** Parts of batches that failed; they go first. */
  older: readonly Part[];
  readonly events: DirectoryEvent[];
  exchanges: Map<string, Exchange[]>;
  readonly collections: Map<Collection<never>, unknown[]>;
  readonly writes: ((tx: Tx) => Promise<void>)[];
}

const LONGEST_MESSAGE = 64 * 1024;

/** Makes a batch of what could not be written; usually of nothing. */
export function emptyBatch(older: readonly Part[] = []): Batch {
  return { older, events: [], exchanges: new Map(), collections: new Map(), writes: [] };
}

/** Adds an exchange; of each application only the last ones are kept. */
export function addExchange(batch: Batch, exchange: Exchange): void {
  const kept = batch.exchanges.get(exchange.applicationId);
  if (kept === undefined) return void batch.exchanges.set(exchange.applicationId, [exchange]);
  if (kept.length >= EXCHANGES_KEPT) kept.shift();
  kept.push(exchange);
}

/** Adds a row of a collection. */
export function addItem<Item>(batch: Batch, collection: Collection<Item>, item: Item): void {
  const items = batch.collections.get(collection);
  if (items === undefined) batch.collections.set(collection, [item]);
  else items.push(item);
}

/** What a batch consists of, in the order it is written. */
export function partsOf(batch: Batch): Part[] {
  const { older, events, exchanges, collections, writes } = batch;
  return [
    ...older,
    ...(events.length === 0 ? [] : [listPart(events, insertEventsOnce)]),
    ...[...collections].map(([collection, items]) =>
      listPart(items, (tx, some) => (collection as Collection<unknown>).write(tx, some)),
    ),
    ...writes.map((write) => listPart([write], (tx) => write(tx))),
    ...[...exchanges.values()].map((list) => listPart(list, writeExchanges)),
  ];
}

/** How many entries parts hold. */
export function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0);
}

function listPart<Item>(items: readonly Item[], write: (tx: Tx, items: readonly Item[]) => Promise<void>): Part {
  const part: Part = {
    size: items.length,
    write: (tx) => write(tx, items),
    split: () => (items.length === 1 ? [part] : items.map((item) => listPart([item], write))),
  };
  return part;
}

function writeExchanges(tx: Tx, exchanges: readonly Exchange[]): Promise<void> {
  return insertExchanges(tx, exchanges.map(redacted));
}

function redacted(exchange: Exchange): Exchange {
  const { request, response } = exchange;
  return {
    ...exchange,
    ...(request === undefined ? {} : { request: redactMessage(request.slice(0, LONGEST_MESSAGE)) }),
    ...(response === undefined ? {} : { response: redactMessage(response.slice(0, LONGEST_MESSAGE)) }),
  };
}
