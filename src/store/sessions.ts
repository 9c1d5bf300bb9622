import type { Knex } from 'knex';
import { compact } from '../core/compact';
import type { UserId } from '../core/ids';
import { textOrNone, whole } from './dialect';
import type { Reader, Tx } from './tx';

/** A browser's session. Rows hold a hash of the cookie's value, so that a copy of the database opens no session. */
export interface SessionRecord {
  readonly idHash: string;
  readonly userId?: UserId;
  /** What the web layer keeps in it, as JSON. */
  readonly data: string;
  readonly userAgent?: string;
  readonly clientIp?: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly expiresAt: number;
}

interface SessionRow {
  id_hash: string;
  user_id: string | null;
  data: string;
  user_agent: string | null;
  client_ip: string | null;
  created_at: unknown;
  seen_at: unknown;
  expires_at: unknown;
}

function read(row: SessionRow): SessionRecord {
  return compact<SessionRecord>({
    idHash: row.id_hash,
    userId: (row.user_id ?? undefined) as UserId | undefined,
    data: row.data,
    userAgent: textOrNone(row.user_agent),
    clientIp: textOrNone(row.client_ip),
    createdAt: whole(row.created_at),
    seenAt: whole(row.seen_at),
    expiresAt: whole(row.expires_at),
  });
}

function rowOf(session: SessionRecord): SessionRow {
  return {
    id_hash: session.idHash,
    user_id: session.userId ?? null,
    data: session.data,
    user_agent: session.userAgent ?? null,
    client_ip: session.clientIp ?? null,
    created_at: session.createdAt,
    seen_at: session.seenAt,
    expires_at: session.expiresAt,
  };
}

/** Finds a session that has not run out. */
export async function findSession(reader: Reader, idHash: string, now: number): Promise<SessionRecord | undefined> {
  const row: SessionRow | undefined = await reader('sessions').where({ id_hash: idHash }).first();
  return row && whole(row.expires_at) > now ? read(row) : undefined;
}

/** Removes a session that has run out, so that it stays so when the clock is set back (R13). */
export async function deleteRunOut(tx: Tx, idHash: string, now: number): Promise<void> {
  await tx('sessions').where({ id_hash: idHash }).where('expires_at', '<=', now).delete();
}

/** Writes what a session holds, if it is still there: one that was ended meanwhile stays ended. */
export async function updateSession(tx: Tx, session: SessionRecord): Promise<void> {
  const { idHash, userId, data, seenAt, expiresAt } = session;
  const values = { user_id: userId ?? null, data, seen_at: seenAt, expires_at: expiresAt };
  await tx('sessions').where({ id_hash: idHash }).update(values);
}

/** Keeps a session, new or known; a known one keeps its beginning, its device and its address. */
export async function saveSession(tx: Tx, session: SessionRecord): Promise<void> {
  await addSessions(tx, [session]);
}

/** Keeps sessions that were begun just now, all in one statement. */
export async function addSessions(tx: Tx, begun: readonly SessionRecord[]): Promise<void> {
  if (begun.length === 0) return;
  await tx('sessions')
    .insert(begun.map(rowOf))
    .onConflict('id_hash')
    .merge(['user_id', 'data', 'seen_at', 'expires_at']);
}

/** Ends every session, whoever has it. */
export async function deleteAllSessions(tx: Tx): Promise<void> {
  await tx('sessions').delete();
}

/**
 * Notes that a session was used, and until when it lives.
 * @param totalMs how long it lives after its beginning at most
 */
export async function touchSession(
  tx: Tx,
  idHash: string,
  seenAt: number,
  expiresAt: number,
  totalMs?: number,
): Promise<void> {
  const bound = 'case when created_at + ? < ? then created_at + ? else ? end';
  const end = totalMs === undefined ? expiresAt : tx.raw(bound, [totalMs, expiresAt, totalMs, expiresAt]);
  await tx('sessions').where({ id_hash: idHash }).update({ seen_at: seenAt, expires_at: end });
}

/** Shortens the lives of all signed-in sessions to what a rule allows; none gets longer. Times in milliseconds. */
export async function boundSessions(
  tx: Tx,
  { idleMs, totalMs }: { readonly idleMs: number; readonly totalMs: number },
): Promise<void> {
  const signedIn = (): Knex.QueryBuilder => tx('sessions').whereNotNull('user_id');
  await signedIn()
    .whereRaw('expires_at > seen_at + ?', [idleMs])
    .update({ expires_at: tx.raw('seen_at + ?', [idleMs]) });
  await signedIn()
    .whereRaw('expires_at > created_at + ?', [totalMs])
    .update({ expires_at: tx.raw('created_at + ?', [totalMs]) });
}

/**
 * Finds a session to end it: whoever else ends it, or signs on with it, is done by then or waits until this transaction
 * is over.
 * @returns false when it has ended already
 */
export async function takeSession(tx: Tx, idHash: string): Promise<boolean> {
  const row: unknown = await tx('sessions').where({ id_hash: idHash }).forUpdate().first('id_hash');
  return row !== undefined;
}

/** Ends one session. */
export async function deleteSession(tx: Tx, idHash: string): Promise<void> {
  await tx('sessions').where({ id_hash: idHash }).delete();
}

/**
 * Ends a person's sessions.
 * @param except the hash of the one to keep
 * @returns how many were ended
 */
export async function deleteSessionsOfUser(tx: Tx, userId: UserId, except?: string): Promise<number> {
  return tx('sessions')
    .where({ user_id: userId })
    .modify((query) => {
      if (except !== undefined) void query.whereNot({ id_hash: except });
    })
    .delete();
}

/** Lists a person's live sessions, the last used first. */
export async function listSessionsOfUser(reader: Reader, userId: UserId, now: number): Promise<SessionRecord[]> {
  const rows: SessionRow[] = await reader('sessions')
    .where({ user_id: userId })
    .where('expires_at', '>', now)
    .orderBy('seen_at', 'desc');
  return rows.map(read);
}

/**
 * Removes sessions that have run out.
 * @param most as many as go at once
 * @returns how many went
 */
export async function deleteExpiredSessions(tx: Tx, now: number, most: number): Promise<number> {
  const over = tx('sessions').where('expires_at', '<=', now).limit(most).select('id_hash');
  return tx('sessions').whereIn('id_hash', over).delete();
}

/**
 * Removes sessions that nobody is signed in to where there are too many of them, those first that end first.
 * @param kept as many stay
 * @param most as many as go at once
 * @returns how many went
 */
export async function deleteSurplusVisits(tx: Tx, kept: number, most: number): Promise<number> {
  const [row] = await tx('sessions').whereNull('user_id').count({ total: '*' });
  const surplus = whole(row?.['total'] ?? 0) - kept;
  if (surplus <= 0) return 0;
  const first = tx('sessions').whereNull('user_id').orderBy('expires_at').limit(Math.min(surplus, most));
  return tx('sessions').whereIn('id_hash', first.select('id_hash')).delete();
}
