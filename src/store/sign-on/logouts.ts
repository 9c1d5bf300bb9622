import { compact } from '../../core/compact';
import type { ApplicationId, EventId, LogoutId, UserId } from '../../core/ids';
import { textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';
import type { ParticipantNameId } from './participants';

/** How far one application is in a sign-out. Only `waiting` and `asked` may still change. */
export type LogoutStepState =
  /** Its turn has not come. */
  | 'waiting'
  /** It was asked and has not answered. */
  | 'asked'
  | 'signed-out'
  /** It said that it could not sign the person out everywhere. */
  | 'partial'
  | 'refused'
  /** No answer came, or none could be had. */
  | 'silent'
  /** It takes no logout messages. */
  | 'no-address'
  /** The message could not be made. */
  | 'failed';

/** One application that a sign-out goes to. */
export interface LogoutStep {
  readonly applicationId: ApplicationId;
  readonly label: string;
  readonly nameId: ParticipantNameId;
  readonly sessionIndexes: readonly string[];
  readonly state: LogoutStepState;
  /** The ID of our LogoutRequest, once it was asked. */
  readonly requestId?: string;
  readonly binding?: 'redirect' | 'post' | 'soap';
  /** Our LogoutRequest without its signature and what it says of the person, for the list of exchanges. */
  readonly sent?: string;
  /** Why it was not signed out, for the admin. */
  readonly reason?: string;
}

/** The application that asked for a sign-out and waits for the answer. */
export interface LogoutRequester {
  readonly applicationId: ApplicationId;
  readonly label: string;
  readonly requestId: string;
  readonly relayState?: string;
  /** The event of its request, and the request itself, redacted: for the list of exchanges, once it is answered. */
  readonly eventId: EventId;
  readonly binding: 'redirect' | 'post';
  readonly received: string;
}

/** What is kept of a sign-out while it goes round. */
export interface LogoutData {
  /** SHA-256 of the secret in the browser's cookie: the sign-out goes on in that browser alone. */
  readonly browserHash: string;
  readonly requester?: LogoutRequester;
  readonly steps: readonly LogoutStep[];
}

/** A sign-out that goes round the applications of a session (saml-profiles section 4.4). */
export interface Logout extends LogoutData {
  readonly id: LogoutId;
  readonly userId?: UserId;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When the last step was over and the requester had its answer. */
  readonly finishedAt?: number;
}

interface LogoutRow {
  id: string;
  user_id: string | null;
  data: string;
  created_at: unknown;
  expires_at: unknown;
  finished_at: unknown;
}

function read(row: LogoutRow): Logout {
  return compact<Logout>({
    ...(JSON.parse(row.data) as LogoutData),
    id: row.id as LogoutId,
    userId: textOrNone(row.user_id) as UserId | undefined,
    createdAt: whole(row.created_at),
    expiresAt: whole(row.expires_at),
    finishedAt: wholeOrNone(row.finished_at),
  });
}

function dataOf({ browserHash, requester, steps }: LogoutData): string {
  return JSON.stringify({ browserHash, requester, steps });
}

/** Keeps a sign-out that begins. */
export async function insertLogout(tx: Tx, logout: Logout): Promise<void> {
  await tx('logouts').insert({
    id: logout.id,
    user_id: logout.userId ?? null,
    data: dataOf(logout),
    created_at: logout.createdAt,
    expires_at: logout.expiresAt,
    finished_at: logout.finishedAt ?? null,
  });
}

/** Finds a sign-out that has not run out. */
export async function findLogout(reader: Reader, id: LogoutId, now: number): Promise<Logout | undefined> {
  const row: LogoutRow | undefined = await reader('logouts').where({ id }).where('expires_at', '>', now).first();
  return row && read(row);
}

/** Finds a sign-out to change it: whoever else wants to waits until this transaction is over. */
export async function takeLogout(tx: Tx, id: LogoutId, now: number): Promise<Logout | undefined> {
  const row: LogoutRow | undefined = await tx('logouts')
    .where({ id })
    .where('expires_at', '>', now)
    .forUpdate()
    .first();
  return row && read(row);
}

/** Writes how far a sign-out is. */
export async function saveLogout(tx: Tx, logout: Logout): Promise<void> {
  await tx('logouts')
    .where({ id: logout.id })
    .update({ data: dataOf(logout), finished_at: logout.finishedAt ?? null });
}

/** Removes sign-outs that have run out. */
export async function deleteOldLogouts(tx: Tx, now: number): Promise<number> {
  return tx('logouts').where('expires_at', '<=', now).delete();
}
