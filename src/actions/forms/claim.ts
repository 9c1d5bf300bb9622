import { createHmac } from 'node:crypto';
import { isUniqueViolation } from '../../store/dialect';
import { deleteClaim, findFormClaim, insertClaim, saveClaimLocation, type FormClaim } from '../../store/forms/claims';
import { transactOne } from '../../store/tx';
import type { Deps } from '../deps';

type Forms = Pick<Deps, 'db' | 'clock' | 'secrets'>;

/**
 * Names a form as it was sent. A keyed hash: a form may hold a password, and what is stored must not tell it.
 * @param parts what makes it the same form: the page it came from, its address, what was typed
 */
export function formHash(deps: Pick<Deps, 'secrets'>, parts: readonly string[]): string {
  return createHmac('sha256', deps.secrets.cookieKey)
    .update(`passo form v1 ${JSON.stringify(parts)}`)
    .digest('hex');
}

/** Claims a form; false when another request did before. Only whoever claimed it may act on it. */
export async function claimForm(deps: Forms, hash: string): Promise<boolean> {
  try {
    await transactOne(deps.db, (tx) => insertClaim(tx, hash, deps.clock()));
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/** Finds what became of a claimed form; undefined when it was refused and may be sent again. */
export function readClaim(deps: Pick<Deps, 'db'>, hash: string): Promise<FormClaim | undefined> {
  return findFormClaim(deps.db, hash);
}

/** Notes where a form led to, or gives the claim back when it led nowhere. */
export function settleClaim(deps: Pick<Deps, 'db'>, hash: string, location?: string): Promise<void> {
  return transactOne(deps.db, (tx) =>
    location === undefined ? deleteClaim(tx, hash) : saveClaimLocation(tx, hash, location),
  );
}
