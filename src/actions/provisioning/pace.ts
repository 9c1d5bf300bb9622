import type { ApplicationId } from '../../core/ids';
import type { ScimAnswer, ScimSilence, ScimTransport } from '../../scim/transport';

/** How fast an application may be served. */
export interface PaceLimits {
  /** Requests in a second; 0 for as many as come. */
  readonly perSecond: number;
  /** Pieces of work under way at once. */
  readonly concurrency: number;
}

/** Keeps the requests to one application at the rate its SP bears, whoever sends them. */
export interface Pace {
  /** How many pieces of work may be under way now: fewer while the SP is in trouble, at least one. */
  width(): number;
  /** Does a piece of work once there is room for one more. */
  send<T>(work: () => Promise<T>): Promise<T>;
  /** The same way to the SP at this pace: every request waits for its turn before it is sent. */
  over(transport: ScimTransport): ScimTransport;
  /** Takes new limits; what is under way is not stopped. */
  limit(limits: PaceLimits): void;
}

/** The paces of all applications of this process. */
export interface Paces {
  of(id: ApplicationId, limits: PaceLimits): Pace;
}

/** Asks for room in an application's rate that several processes share. @returns how long to wait, in milliseconds */
export type Reserve = (
  id: ApplicationId,
  asked: { readonly perSecond: number; readonly burst: number; readonly count: number },
) => Promise<number>;

/** An SP counts by its own clock, and what is a little late joins the next second there: a refusal costs more than this. */
const JUST_BELOW = 0.985;
/** Below this share of its limits no application is slowed down. */
const LEAST = 1 / 16;
/** What one good answer gives back of the share. */
const GROWTH = 1 / 64;
/** Failures of one moment count once: they were sent before the first of them was known. */
const SAME_MOMENT_MS = 1_000;

/**
 * Keeps one pace for each application.
 * @param reserve asks the others; absent for the only process
 */
export function makePaces(reserve?: Reserve): Paces {
  const paces = new Map<ApplicationId, Pace>();
  return {
    of(id, limits) {
      const pace = paces.get(id) ?? makePace(limits, reserve && ((asked) => reserve(id, asked)));
      pace.limit(limits);
      paces.set(id, pace);
      return pace;
    },
  };
}

/**
 * Makes a pace. When the SP is in trouble (429, 503, no answer in time) the share of its limits is halved; every good
 * answer gives a little back. In no second more than 1.1 times the rate is sent (R4), by all processes together when
 * there are several; the share is each process's own, because each meets the trouble by itself.
 * @param reserve asks for room beside the other processes; absent for the only one
 */
export function makePace(first: PaceLimits, reserve?: SharedBucket): Pace {
  let limits = first;
  let share = 1;
  let halvedAt = -Infinity;
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const rate = (): number => limits.perSecond * share * JUST_BELOW;
  const bucket = reserve === undefined ? makeBucket(rate) : makeSharedBucket(rate, reserve);

  const width = (): number => Math.max(1, Math.ceil(limits.concurrency * share));

  function judge(came: ScimAnswer | ScimSilence): void {
    if (!isTrouble(came)) {
      share = Math.min(1, share + GROWTH);
      return;
    }
    const now = performance.now();
    if (now - halvedAt < SAME_MOMENT_MS) return;
    halvedAt = now;
    share = Math.max(LEAST, share / 2);
  }

  function next(): void {
    while (underWay < width()) {
      const begin = waiting.shift();
      if (begin === undefined) return;
      underWay += 1;
      begin();
    }
  }

  return {
    width,
    async send(work) {
      if (underWay < width() && waiting.length === 0) underWay += 1;
      else await new Promise<void>((begin) => waiting.push(begin));
      try {
        return await work();
      } finally {
        underWay -= 1;
        next();
      }
    },
    over: (transport) => async (request) => {
      if (limits.perSecond > 0) await bucket();
      const came = await transport(request);
      judge(came);
      return came;
    },
    limit(newLimits) {
      limits = newLimits;
      next();
    },
  };
}

function isTrouble(came: ScimAnswer | ScimSilence): boolean {
  if (came.kind === 'silence') return came.reason === 'timeout' || came.reason === 'broken';
  return came.status === 429 || came.status === 503;
}

/** What a bucket holds besides one request: this part of a second's, so that a timer that fires late costs nothing. */
const SPARE_PART = 1 / 20;

/** A bucket of tokens that lets no second have more than 1.05 times the rate, and one request. */
function makeBucket(rate: () => number): () => Promise<void> {
  let tokens = 1;
  let filledAt = performance.now();
  let turn: Promise<void> = Promise.resolve();

  async function take(): Promise<void> {
    for (;;) {
      const perSecond = rate();
      if (perSecond <= 0) return;
      const now = performance.now();
      tokens = Math.min(1 + Math.floor(perSecond * SPARE_PART), tokens + ((now - filledAt) / 1_000) * perSecond);
      filledAt = now;
      if (tokens >= 1) {
        tokens -= 1;
        return;
      }
      await new Promise((done) => setTimeout(done, Math.ceil(((1 - tokens) / perSecond) * 1_000)));
    }
  }

  return () => {
    turn = turn.then(take);
    return turn;
  };
}

type SharedBucket = (asked: Parameters<Reserve>[1]) => Promise<number>;

/** What was reserved and not used within this time is given up: then nobody sends a burst with it. */
const PREPAID_MS = 100;

/** The same bucket, kept where several processes ask for room in it: at most twenty times a second each. */
function makeSharedBucket(rate: () => number, reserve: SharedBucket): () => Promise<void> {
  let prepaid = 0;
  let until = 0;
  let turn: Promise<void> = Promise.resolve();

  async function take(): Promise<void> {
    const perSecond = rate();
    if (perSecond <= 0) return;
    if (prepaid > 0 && performance.now() < until) {
      prepaid -= 1;
      return;
    }
    const burst = 1 + Math.floor(perSecond * SPARE_PART);
    const count = Math.min(burst, Math.ceil(perSecond * SPARE_PART));
    const wait = await reserve({ perSecond, burst, count });
    if (wait > 0) await new Promise((done) => setTimeout(done, Math.ceil(wait)));
    prepaid = count - 1;
    until = performance.now() + PREPAID_MS;
  }

  return () => {
    // A database that did not answer one request may answer the next.
    turn = turn.catch(() => undefined).then(take);
    return turn;
  };
}
