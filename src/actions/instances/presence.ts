import { hostname } from 'node:os';
import type { Clock } from '../../core/clock';
import { dropConnections } from '../../store/db';
import { openLine, type Line, type SignOfLife } from '../../store/instances/line';
import { deleteLostInstances } from '../../store/instances/registry';
import { transactOne, type Db } from '../../store/tx';

/** This process among the others that work on the same database. */
export interface Presence {
  /** What the others see of it. */
  readonly self: Omit<SignOfLife, 'state'>;
  /** Begins to give signs of life: it serves people now. */
  join(): void;
  /** Tells the others that something became due. It may be lost: they look by themselves every second. */
  wakeOthers(): void;
  /** The others see that it is about to stop. */
  stopping(): void;
  /** Takes the sign of life away, and closes the line. */
  leave(): Promise<void>;
}

/** What presence is made of. */
export interface PresenceParts {
  readonly self: Presence['self'];
  readonly db: Db;
  readonly url: string;
  readonly clock: Clock;
  /** Told of the database's time, with the moments before and after it was asked, by `performance.now()`. */
  readonly onTime: ((databaseTime: number, askedAt: number, answeredAt: number) => void) | undefined;
  /** Another instance has work for everybody, or may have had. */
  readonly onWake: () => void;
  /** Told when the line to the database is lost, and `undefined` when it is there again. */
  readonly onTurn: (error: Error | undefined) => void;
}

/** How often a sign of life is given, which also sets the clock. */
const BEAT_MS = 1_500;
/** A database that takes longer to answer is as good as none. */
const ANSWER_MS = 2_500;
/** Changes of one moment wake the others once. */
const GATHER_MS = 20;
const LONGEST_BACKOFF_MS = 4_000;
/** With every answer missing for so long, connections that still wait are cut, so that nothing hangs on them. */
const CUT_AFTER_MS = 8_000;
/** A process without a sign of life for so long is shown no more. */
const FORGOTTEN_MS = 3_600_000;

/** The name of this process, for the people who run it. */
export function ownName(): string {
  return `${hostname()} (${process.pid})`.slice(-128);
}

/** Presence of the only process of a SQLite file. */
export function onlyOne(self: Presence['self']): Presence {
  const nothing = (): void => undefined;
  return { self, join: nothing, wakeOthers: nothing, stopping: nothing, leave: () => Promise.resolve() };
}

/**
 * Makes this process one of several on a PostgreSQL database: it keeps a connection of its own, gives signs of life on it,
 * reads the database's clock, and is woken by the others. What breaks is opened again, and nothing waits for it.
 */
export function joinOthers(parts: PresenceParts): Presence {
  const { self } = parts;
  let state: SignOfLife['state'] = 'working';
  let line: Line | undefined;
  let joined = false;
  let left = false;
  let failures = 0;
  let isLost = false;
  let answeredAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  function lost(error: Error): void {
    line = undefined;
    if (isLost || left) return;
    isLost = true;
    parts.onTurn(error);
  }

  async function open(): Promise<Line> {
    const opened = await openLine(parts.url, self.id, { wake: parts.onWake, lost }, ANSWER_MS);
    if (left) {
      await opened.close();
      throw new Error('Passo is stopping.');
    }
    line = opened;
    return opened;
  }

  async function beat(): Promise<void> {
    const current = line ?? (await open());
    const askedAt = performance.now();
    const now = await current.beat({ ...self, state });
    answeredAt = performance.now();
    parts.onTime?.(now, askedAt, answeredAt);
    if (failures === 0 && !isLost) return;
    failures = 0;
    isLost = false;
    parts.onTurn(undefined);
    // What the others told meanwhile was not heard.
    parts.onWake();
  }

  async function once(): Promise<void> {
    try {
      await beat();
    } catch (error) {
      failures += 1;
      lost(error instanceof Error ? error : new Error(String(error)));
      if (performance.now() - answeredAt > CUT_AFTER_MS && isSilence(error)) dropConnections(parts.db);
    }
  }

  function plan(waitMs: number): void {
    if (left) return;
    timer = setTimeout(() => {
      round = once().then(() => plan(failures === 0 ? BEAT_MS : Math.min(250 * 2 ** failures, LONGEST_BACKOFF_MS)));
    }, waitMs);
    timer.unref();
  }

  function beatNow(): void {
    clearTimeout(timer);
    round = round.then(once).then(() => plan(BEAT_MS));
  }

  return {
    self,
    join() {
      joined = true;
      beatNow();
      transactOne(parts.db, (tx) => deleteLostInstances(tx, parts.clock() - FORGOTTEN_MS)).catch(() => undefined);
    },
    wakeOthers() {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        line?.wakeOthers().catch(() => undefined);
      }, GATHER_MS).unref();
    },
    stopping() {
      state = 'stopping';
      if (joined) beatNow();
    },
    async leave() {
      left = true;
      clearTimeout(timer);
      clearTimeout(gathering);
      await round.catch(() => undefined);
      await line?.leave(self.id).catch(() => undefined);
      await line?.close().catch(() => undefined);
    },
  };
}

/** Nothing came back at all: no refusal, no word of the server. */
function isSilence(error: unknown): boolean {
  const { code, severity, message } = error as { code?: unknown; severity?: unknown; message?: unknown };
  if (severity !== undefined || code === 'ECONNREFUSED') return false;
  return code === 'ETIMEDOUT' || /time ?out/i.test(String(message));
}
