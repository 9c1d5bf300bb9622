import { isDataFault } from '../../store/dialect';
import { addSessions, type SessionRecord } from '../../store/sessions';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { ANONYMOUS_MS } from './keep';

/** Keeps the sessions of browsers that come without one. */
export interface Beginnings {
  /**
   * Keeps a session that nobody is signed in to.
   * @returns when the disk has it: the form that follows may go to another instance
   * @throws what the database says
   */
  begin(session: Omit<SessionRecord, 'seenAt' | 'expiresAt' | 'userId'>): Promise<void>;
}

/** From one transaction to the next one: nobody notices it, and a flood makes no more of them than that. */
const GATHER_MS = 20;
/** Rows of one statement. */
const AT_ONCE = 500;

interface Waiting {
  readonly session: SessionRecord;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Gathers what begins at the same time. Anybody can begin a session by asking for a page with a form, as often as they
 * like: one transaction each, with its wait for the disk, would keep those waiting who sign on (R20).
 */
export function makeBeginnings(deps: Pick<Deps, 'db' | 'clock'>): Beginnings {
  let waiting: Waiting[] = [];
  let writing = false;

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, AT_ONCE);
      waiting = waiting.slice(AT_ONCE);
      await writeBatch(batch);
      await new Promise((done) => setTimeout(done, GATHER_MS));
    }
    writing = false;
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    // What one answer kept twice is one row.
    const rows = new Map(batch.map(({ session }) => [session.idHash, session]));
    try {
      await transact(deps.db, (tx) => addSessions(tx, [...rows.values()]));
      for (const { done } of batch) done();
    } catch (error) {
      if (batch.length > 1 && isDataFault(error)) {
        // One of them is such that no database takes it: the others are no worse for having come at the same time.
        for (const one of batch) await writeBatch([one]);
        return;
      }
      for (const { fail } of batch) fail(error);
    }
  }

  return {
    begin(begun) {
      const seenAt = deps.clock();
      const session = { ...begun, seenAt, expiresAt: seenAt + ANONYMOUS_MS };
      return new Promise<void>((done, fail) => {
        waiting.push({ session, done, fail });
        if (writing) return;
        writing = true;
        void write();
      });
    },
  };
}
