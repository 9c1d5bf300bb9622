import { textOrNone, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A request that came with an Idempotency-Key. */
export interface ApiRequest {
  readonly fingerprint: string;
  /** Until when whoever works on it counts as alive (milliseconds). */
  readonly leaseUntil: number;
  readonly answerSealed?: string;
}

/**
 * Claims a request for the one who acts on it. To be sent as one statement, so that of many at once one wins.
 * @throws a violated unique rule when it was claimed before
 */
export async function insertApiRequest(
  tx: Tx,
  hash: string,
  request: { readonly fingerprint: string; readonly leaseUntil: number; readonly now: number },
): Promise<void> {
  await tx('api_requests').insert({
    request_hash: hash,
    fingerprint: request.fingerprint,
    lease_until: request.leaseUntil,
    created_at: request.now,
  });
}

/** Finds a request that was claimed. */
export async function findApiRequest(reader: Reader, hash: string): Promise<ApiRequest | undefined> {
  const row: { fingerprint: string; lease_until: unknown; answer_sealed: string | null } | undefined = await reader(
    'api_requests',
  )
    .where({ request_hash: hash })
    .first();
  if (row === undefined) return undefined;
  const answerSealed = textOrNone(row.answer_sealed);
  const found = { fingerprint: row.fingerprint, leaseUntil: whole(row.lease_until) };
  return answerSealed === undefined ? found : { ...found, answerSealed };
}

/** Says that somebody is still at work. */
export async function saveApiRequestLease(tx: Tx, hash: string, until: number): Promise<void> {
  await tx('api_requests').where({ request_hash: hash }).update({ lease_until: until });
}

/** Keeps the answer. */
export async function saveApiAnswer(tx: Tx, hash: string, answerSealed: string): Promise<void> {
  await tx('api_requests').where({ request_hash: hash }).update({ answer_sealed: answerSealed });
}

/** Gives a claim back: nothing was done, and the request may come as it is again. */
export async function deleteApiRequest(tx: Tx, hash: string): Promise<void> {
  await tx('api_requests').where({ request_hash: hash }).delete();
}

/** Forgets requests that came before a moment. */
export async function deleteOldApiRequests(tx: Tx, before: number): Promise<number> {
  return tx('api_requests').where('created_at', '<', before).delete();
}
