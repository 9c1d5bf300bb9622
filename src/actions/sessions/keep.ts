import type { UserId } from '../../core/ids';
import {
  deleteRunOut,
  deleteSession,
  deleteSessionsOfUser,
  findSession,
  saveSession,
  touchSession,
  updateSession,
  type SessionRecord,
} from '../../store/sessions';
import { transact, transactOne, type Reader } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import type { Collection } from '../journal';
import { demandMayChange } from '../may-act';
import { record } from '../record';
import { findSignInPolicy, sessionLife } from '../settings/sign-in-policy';

/** Finds a browser's session by the hash of its cookie. One that has run out is over for good. */
export async function loadSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  idHash: string,
): Promise<SessionRecord | undefined> {
  const now = deps.clock();
  const found = await findSession(deps.db, idHash, now);
  // It is over either way: that it can't be removed just now keeps nobody from the page to sign in.
  if (found === undefined) await transactOne(deps.db, (tx) => deleteRunOut(tx, idHash, now)).catch(() => undefined);
  return found;
}

/** Sessions that nobody is signed in to end after an hour without use. */
export const ANONYMOUS_MS = 3_600_000;

/**
 * Keeps a browser's session, for as long as the policy lets it live.
 * @param known it was read from the database before: if it was ended since then, it is not begun again
 */
export function keepSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  session: Omit<SessionRecord, 'seenAt' | 'expiresAt'>,
  known: boolean,
): Promise<void> {
  return transact(deps.db, async (tx) => {
    const seenAt = deps.clock();
    const { idleMs, totalMs } = await lifeOf(tx, session.userId);
    const expiresAt = Math.min(seenAt + idleMs, session.createdAt + totalMs);
    const kept = { ...session, seenAt, expiresAt };
    await (known ? updateSession(tx, kept) : saveSession(tx, kept));
  });
}

/** Lets a session that is in use live on, up to the longest life the policy allows. */
export function prolongSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  session: Pick<SessionRecord, 'idHash' | 'userId'>,
): Promise<void> {
  return transact(deps.db, async (tx) => {
    const { idleMs, totalMs } = await lifeOf(tx, session.userId);
    await touchSession(tx, session.idHash, deps.clock(), deps.clock() + idleMs, totalMs);
  });
}

async function lifeOf(reader: Reader, userId: UserId | undefined): Promise<{ idleMs: number; totalMs: number }> {
  if (userId === undefined) return { idleMs: ANONYMOUS_MS, totalMs: Number.MAX_SAFE_INTEGER / 2 };
  return sessionLife(await findSignInPolicy(reader));
}

/** Use is noted at most once a minute, so that reading pages is not writing rows. */
export const NOTE_EVERY_MS = 60_000;

interface SessionUse {
  readonly idHash: string;
  readonly seenAt: number;
}

const USED_SESSIONS: Collection<SessionUse> = {
  async write(tx, uses) {
    const { idleMs, totalMs } = sessionLife(await findSignInPolicy(tx));
    const last = new Map(uses.map((use) => [use.idHash, use]));
    for (const { idHash, seenAt } of last.values()) await touchSession(tx, idHash, seenAt, seenAt + idleMs, totalMs);
  },
};

/** Lets a signed-in session that was used just now live on; written with the next batch. */
export function noteSessionUse(
  deps: Pick<Deps, 'journal' | 'clock'>,
  session: Pick<SessionRecord, 'idHash' | 'seenAt'>,
): void {
  const now = deps.clock();
  if (now - session.seenAt < NOTE_EVERY_MS) return;
  deps.journal.collect(USED_SESSIONS, { idHash: session.idHash, seenAt: now });
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
    demandMayChange(actor, user);
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
