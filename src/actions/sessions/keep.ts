import type { UserId } from '../../core/ids';
import {
  deleteSession,
  deleteSessionsOfUser,
  findSession,
  saveSession,
  touchSession,
  updateSession,
  type SessionRecord,
} from '../../store/sessions';
import { transact } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import type { Collection } from '../journal';
import { record } from '../record';

/** Finds a browser's session by the hash of its cookie. */
export function loadSession(deps: Pick<Deps, 'db' | 'clock'>, idHash: string): Promise<SessionRecord | undefined> {
  return findSession(deps.db, idHash, deps.clock());
}

/**
 * Keeps a browser's session.
 * @param known it was read from the database before: if it was ended since then, it is not begun again
 */
export function keepSession(deps: Pick<Deps, 'db'>, session: SessionRecord, known: boolean): Promise<void> {
  return transact(deps.db, (tx) => (known ? updateSession(tx, session) : saveSession(tx, session)));
}

/** Lets a session that is in use live on. */
export function prolongSession(deps: Pick<Deps, 'db' | 'clock'>, idHash: string, expiresAt: number): Promise<void> {
  return transact(deps.db, (tx) => touchSession(tx, idHash, deps.clock(), expiresAt));
}

/** Signed-in sessions end after twelve hours without use. */
export const SIGNED_IN_MS = 12 * 3_600_000;
/** Use is noted at most once a minute, so that reading pages is not writing rows. */
export const NOTE_EVERY_MS = 60_000;

interface SessionUse {
  readonly idHash: string;
  readonly seenAt: number;
  readonly expiresAt: number;
}

const USED_SESSIONS: Collection<SessionUse> = {
  async write(tx, uses) {
    const last = new Map(uses.map((use) => [use.idHash, use]));
    for (const { idHash, seenAt, expiresAt } of last.values()) await touchSession(tx, idHash, seenAt, expiresAt);
  },
};

/** Lets a signed-in session that was used just now live on; written with the next batch. */
export function noteSessionUse(
  deps: Pick<Deps, 'journal' | 'clock'>,
  session: Pick<SessionRecord, 'idHash' | 'seenAt'>,
): void {
  const now = deps.clock();
  if (now - session.seenAt < NOTE_EVERY_MS) return;
  deps.journal.collect(USED_SESSIONS, { idHash: session.idHash, seenAt: now, expiresAt: now + SIGNED_IN_MS });
}

/** Ends a browser's session, without an event: for sessions nobody is signed in to. */
export function dropSession(deps: Pick<Deps, 'db'>, idHash: string): Promise<void> {
  return transact(deps.db, (tx) => deleteSession(tx, idHash));
}

/**
 * Ends sessions of a person: all, all but one, or one by its hash.
 * @returns how many were ended
 */
export async function revokeSessions(
  deps: Deps,
  actor: Actor,
  userId: UserId,
  which: { readonly except?: string; readonly only?: string } = {},
): Promise<number> {
  return transact(deps.db, async (tx) => {
    const user = await getUser(tx, userId);
    if (which.only !== undefined) {
      const session = await findSession(tx, which.only, deps.clock());
      if (session?.userId !== userId) return 0;
      await deleteSession(tx, which.only);
      await record(deps, tx, actor, 'session_revoke', { user }, { count: 1 });
      return 1;
    }
    const count = await deleteSessionsOfUser(tx, userId, which.except);
    await record(deps, tx, actor, 'session_revoke', { user }, { count });
    return count;
  });
}
