import type { ApplicationId, SignOnRequestId } from '../../core/ids';
import { compact } from '../../core/compact';
import { chunks, insertNew, whole, wholeOrNone } from '../dialect';
import type { AuthnContexts } from '../../saml/authn-context';
import type { Reader, Tx } from '../tx';

/** What is kept of a verified AuthnRequest until it is answered. */
export interface KeptRequest {
  /** The SP's ID, for InResponseTo. */
  readonly requestId: string;
  readonly acsUrl: string;
  readonly relayState?: string;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  readonly loginHint?: string;
  /** The class to claim for each kind of sign-in (saml-core section 3.3.2.2.1); absent, nothing was asked. */
  readonly authnContexts?: AuthnContexts;
  /** The format of name identifier it asks for, and whether a new name may be made (saml-core section 3.4.1.1). */
  readonly nameIdFormat?: string;
  readonly allowCreate?: boolean;
  /** How it came and what it said, for the list of exchanges. */
  readonly binding?: 'redirect' | 'post';
  readonly xml?: string;
}

/** A request that waits for its person, or has been answered. */
export interface SignOnRequest extends KeptRequest {
  readonly id: SignOnRequestId;
  readonly applicationId: ApplicationId;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly answeredAt?: number;
}

interface RequestRow {
  id: string;
  application_id: string;
  request: string;
  created_at: unknown;
  expires_at: unknown;
  answered_at: unknown;
}

function read(row: RequestRow): SignOnRequest {
  return compact<SignOnRequest>({
    ...(JSON.parse(row.request) as KeptRequest),
    id: row.id as SignOnRequestId,
    applicationId: row.application_id as ApplicationId,
    createdAt: whole(row.created_at),
    expiresAt: whole(row.expires_at),
    answeredAt: wholeOrNone(row.answered_at),
  });
}

/** Keeps a request under our id. The pair of application and SP's ID is unique: the caller has looked for it first. */
export async function insertSignOnRequest(
  tx: Tx,
  entry: { id: SignOnRequestId; applicationId: ApplicationId; request: KeptRequest; now: number; expiresAt: number },
): Promise<void> {
  await tx('sign_on_requests').insert({
    id: entry.id,
    application_id: entry.applicationId,
    request_id: entry.request.requestId,
    request: JSON.stringify(entry.request),
    created_at: entry.now,
    expires_at: entry.expiresAt,
  });
}

/** Finds a request by our id. */
export async function findSignOnRequest(reader: Reader, id: SignOnRequestId): Promise<SignOnRequest | undefined> {
  const row: RequestRow | undefined = await reader('sign_on_requests').where({ id }).first();
  return row && read(row);
}

/** Finds a request by the SP's ID: the one it repeats, when somebody sends it again. */
export async function findSeenRequest(
  reader: Reader,
  applicationId: ApplicationId,
  requestId: string,
): Promise<SignOnRequest | undefined> {
  const row: RequestRow | undefined = await reader('sign_on_requests')
    .where({ application_id: applicationId, request_id: requestId })
    .first();
  return row && read(row);
}

/**
 * Takes a request to answer it, once.
 * @returns false when somebody else answered it already
 */
export async function takeSignOnRequest(tx: Tx, id: SignOnRequestId, now: number): Promise<boolean> {
  const taken = await tx('sign_on_requests').where({ id }).whereNull('answered_at').update({ answered_at: now });
  return taken === 1;
}

/** Removes requests that can neither be answered nor repeated any more. */
export async function deleteExpiredRequests(tx: Tx, now: number): Promise<number> {
  return tx('sign_on_requests').where('expires_at', '<=', now).delete();
}

/** A request that was answered without waiting. */
export interface AnsweredRequest {
  readonly id: SignOnRequestId;
  readonly applicationId: ApplicationId;
  readonly request: KeptRequest;
  readonly now: number;
  readonly expiresAt: number;
}

/**
 * Keeps that a request was answered.
 * @returns false when it is kept already: it waits for its person, or somebody answered it
 */
export async function claimRequest(tx: Tx, answered: AnsweredRequest): Promise<boolean> {
  const written: unknown[] = await tx('sign_on_requests')
    .insert(answeredRow(answered))
    .onConflict(['application_id', 'request_id'])
    .ignore()
    .returning('id');
  return written.length === 1;
}

/**
 * Keeps requests that were answered, in few statements. What is there already counts as answered from now on. Those
 * of applications that are gone are left out.
 */
export async function saveAnsweredRequests(tx: Tx, answered: readonly AnsweredRequest[]): Promise<void> {
  const ids = [...new Set(answered.map(({ applicationId }) => applicationId))];
  const there = new Set<string>();
  for (const part of chunks(ids)) {
    const rows: { id: string }[] = await tx('applications').whereIn('id', part).select('id');
    for (const { id } of rows) there.add(id);
  }
  const rows = answered.filter(({ applicationId }) => there.has(applicationId)).map(answeredRow);
  await insertNew(tx, 'sign_on_requests', Object.keys(rows[0] ?? {}), rows, ANSWERED_NOW);
}

const ANSWERED_NOW =
  '(application_id, request_id) do update set answered_at = coalesce(sign_on_requests.answered_at, excluded.answered_at)';

function answeredRow({ id, applicationId, request, now, expiresAt }: AnsweredRequest): Record<string, string | number> {
  return {
    id,
    application_id: applicationId,
    request_id: request.requestId,
    request: JSON.stringify({ requestId: request.requestId, acsUrl: request.acsUrl }),
    created_at: now,
    expires_at: expiresAt,
    answered_at: now,
  };
}
