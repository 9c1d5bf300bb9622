import type { Secrets } from '../../config/secrets';
import { findSetting } from '../../store/settings';
import type { Deps } from '../deps';

/** What keeps Passo from working. For the log: machines that ask are told nothing but that it does not. */
export type NotReady = 'stopping' | 'database' | 'writing' | 'key';

/** Whether this process can work: what a balancer asks before it sends people here (R19). */
export interface Readiness {
  /** Gives what stands in the way, or undefined. It answers within five seconds, whatever the database does. */
  look(): Promise<NotReady | undefined>;
  /** From now on it is not ready: it is about to stop (R18). */
  stop(): void;
}

/** What readiness is read from. */
export interface ReadinessDeps extends Pick<Deps, 'db' | 'journal' | 'secrets'> {
  /** Whether the key is still where it was read from; true when it came from somewhere that can't be lost. */
  readonly holdsKey: (secrets: Secrets) => Promise<boolean>;
}

/** Times in milliseconds. */
interface Times {
  /** Machines ask often, and several at once: an answer as old as this is good enough. */
  readonly keptMs: number;
  /** A database that takes longer is as good as none. */
  readonly waitMs: number;
}

const TIMES: Times = { keptMs: 1_000, waitMs: 4_000 };

/**
 * Makes the readiness of a process.
 * @param onTurn told when it changes, with what stands in the way and the error
 * @param times for tests
 */
export function makeReadiness(
  deps: ReadinessDeps,
  onTurn: (reason: NotReady | undefined, error?: unknown) => void,
  { keptMs, waitMs }: Times = TIMES,
): Readiness {
  let stopping = false;
  let seen: { readonly at: bigint; readonly answer: Promise<NotReady | undefined> } | undefined;
  let last: NotReady | undefined;

  async function lookAnew(): Promise<NotReady | undefined> {
    const { reason, error } = await find(deps, waitMs);
    if (reason !== last) onTurn(reason, error);
    last = reason;
    return reason;
  }

  return {
    look() {
      if (stopping) return Promise.resolve('stopping');
      // The clock of the machine may jump (R13); this one does not.
      const now = process.hrtime.bigint();
      if (seen === undefined || now - seen.at > BigInt(keptMs) * 1_000_000n) seen = { at: now, answer: lookAnew() };
      return seen.answer.then((answer) => (stopping ? 'stopping' : answer));
    },
    stop() {
      stopping = true;
    },
  };
}

async function find(deps: ReadinessDeps, waitMs: number): Promise<{ reason?: NotReady; error?: unknown }> {
  try {
    await within(waitMs, findSetting(deps.db, 'set_up_at'));
  } catch (error) {
    return { reason: 'database', error };
  }
  try {
    deps.journal.check();
  } catch (error) {
    return { reason: 'writing', error };
  }
  try {
    return (await within(waitMs, deps.holdsKey(deps.secrets))) ? {} : { reason: 'key' };
  } catch (error) {
    return { reason: 'key', error };
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
