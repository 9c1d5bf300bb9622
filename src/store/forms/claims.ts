import { textOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

/** What became of a form that was sent before: where it led to, or nothing yet. */
export interface FormClaim {
  readonly location?: string;
}

/**
 * Claims a form for the one request that may act on it. To be sent as one statement, so that of many at once one wins,
 * on either database.
 * @param formHash 64 hex characters that name the form as it was sent
 * @throws a violated unique rule when it was claimed before
 */
export async function insertClaim(tx: Tx, formHash: string, now: number): Promise<void> {
  await tx('form_claims').insert({ form_hash: formHash, created_at: now });
}

/** Finds what became of a form that was claimed; undefined when it was given back. */
export async function findFormClaim(reader: Reader, formHash: string): Promise<FormClaim | undefined> {
  const row: { location: string | null } | undefined = await reader('form_claims')
    .where({ form_hash: formHash })
    .first('location');
  const location = textOrNone(row?.location ?? null);
  return row && (location === undefined ? {} : { location });
}

/** Notes where a form led to. */
export async function saveClaimLocation(tx: Tx, formHash: string, location: string): Promise<void> {
  await tx('form_claims').where({ form_hash: formHash }).update({ location });
}

/** Gives a claim back: the form was refused, and may be sent as it is again. */
export async function deleteClaim(tx: Tx, formHash: string): Promise<void> {
  await tx('form_claims').where({ form_hash: formHash }).delete();
}

/** Forgets forms that were sent before a moment. */
export async function deleteOldClaims(tx: Tx, before: number): Promise<number> {
  return tx('form_claims').where('created_at', '<', before).delete();
}
