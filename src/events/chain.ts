import { hash } from 'node:crypto';

/** A stored event, column by column, as `EVENT_COLUMNS` of the store names them. */
export type StoredValues = readonly (string | number | null)[];

/** One end of the chain: how many events it holds from the beginning of time, and the hash of the last of them. */
export interface ChainHead {
  readonly position: number;
  readonly hash: string;
}

/** The seal of one event. Times in milliseconds since the epoch. */
export interface Seal extends ChainHead {
  readonly eventId: string;
  readonly sealedAt: number;
}

/** Where every chain begins. */
export const CHAIN_START: ChainHead = { position: 0, hash: '0'.repeat(64) };

/**
 * The hash of a sealed event: SHA-256 of the hash before, the number in the chain, the moment of sealing and every stored
 * column, as one JSON list, so that no two contents have the same text (FIPS 180-4).
 */
export function sealHash(previous: string, position: number, sealedAt: number, values: StoredValues): string {
  const text = JSON.stringify([previous, position, sealedAt, ...values]);
  return hash('sha256', text, 'hex');
}

/**
 * Puts events at the end of a chain.
 * @param events in the order they take; `id` of each beside its columns
 */
export function sealAll(
  head: ChainHead,
  events: readonly { readonly id: string; readonly values: StoredValues }[],
  sealedAt: number,
): Seal[] {
  let last = head;
  return events.map(({ id, values }) => {
    const position = last.position + 1;
    const seal = { position, eventId: id, sealedAt, hash: sealHash(last.hash, position, sealedAt, values) };
    last = seal;
    return seal;
  });
}

/** The text of an end that people note and give back: the number, a dash, and the hash. */
export function writeHead({ position, hash }: ChainHead): string {
  return `${position}-${hash}`;
}

/** Reads a noted end; undefined when the text is none. */
export function readHead(text: string): ChainHead | undefined {
  const found = /^(\d{1,15})-([0-9a-f]{64})$/.exec(text.trim().toLowerCase());
  return found === null ? undefined : { position: Number(found[1]), hash: found[2] ?? '' };
}

/** An event may come into the log this much later than it happened, whatever is written in the meantime. */
const LATE_MS = 15 * 60_000;
/** What waits for a database that was away comes in among what is new, within a minute of its return. */
const SETTLED_MS = 60_000;

/** Watches whether events come into the chain long after their time, while others were written: nobody records so. */
export interface LateWatch {
  /**
   * Tells whether an event came late. To be asked of every event of the chain, in its order.
   * @param at when it happened by its own account
   */
  isLate(seal: Pick<Seal, 'sealedAt'>, at: number): boolean;
}

/**
 * Makes the watch. Journals that could not be written while the database was away are not late: nothing else was written
 * then either. A clock that was set back begins the watch anew.
 */
export function makeLateWatch(): LateWatch {
  let settled = -Infinity;
  let last = -Infinity;
  let recent: { sealedAt: number; latest: number }[] = [];
  return {
    isLate({ sealedAt }, at) {
      if (sealedAt < last) {
        settled = -Infinity;
        recent = [];
      }
      last = sealedAt;
      while (recent[0] !== undefined && recent[0].sealedAt <= sealedAt - SETTLED_MS) {
        settled = Math.max(settled, recent[0].latest);
        recent.shift();
      }
      const late = at < settled - LATE_MS;
      const latest = Math.min(at, sealedAt);
      const group = recent.at(-1);
      if (group?.sealedAt === sealedAt) group.latest = Math.max(group.latest, latest);
      else recent.push({ sealedAt, latest });
      return late;
    },
  };
}
