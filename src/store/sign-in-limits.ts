import { whole } from './dialect';
import type { Reader, Tx } from './tx';

/** Failed sign-ins for one name or one address. Keys are hashes: what people mistype must not stand in a table. */
export interface SignInLimit {
  readonly failures: number;
  readonly lockedUntil: number;
  readonly updatedAt: number;
}

/** Finds how often a key failed. */
export async function findSignInLimit(reader: Reader, keyHash: string): Promise<SignInLimit | undefined> {
  const row: { failures: number; locked_until: unknown; updated_at: unknown } | undefined = await reader(
    'sign_in_limits',
  )
    .where({ key_hash: keyHash })
    .first();
  return row && { failures: row.failures, lockedUntil: whole(row.locked_until), updatedAt: whole(row.updated_at) };
}

/**
 * Counts one try, before the slow check of the password, so that parallel guesses are all counted.
 * @returns the count after this one
 */
export async function countTry(tx: Tx, keyHash: string, now: number): Promise<number> {
  const [row] = (await tx('sign_in_limits')
    .insert({ key_hash: keyHash, failures: 1, locked_until: 0, updated_at: now })
    .onConflict('key_hash')
    .merge({ failures: tx.raw('sign_in_limits.failures + 1'), updated_at: now })
    .returning('failures')) as { failures: number }[];
  return row?.failures ?? 1;
}

/**
 * Finds how a key stands and keeps everybody else from it until the transaction ends, so that who counts next sees what
 * was counted here. A key nobody counted on gets a row without failures.
 */
export async function holdLimit(tx: Tx, keyHash: string, now: number): Promise<SignInLimit> {
  const [row] = (await tx('sign_in_limits')
    .insert({ key_hash: keyHash, failures: 0, locked_until: 0, updated_at: now })
    .onConflict('key_hash')
    .merge({ updated_at: now })
    .returning(['failures', 'locked_until'])) as { failures: number; locked_until: unknown }[];
  return { failures: row?.failures ?? 0, lockedUntil: whole(row?.locked_until ?? 0), updatedAt: now };
}

/** Saves how a key that is held stands now. */
export async function saveHeldLimit(
  tx: Tx,
  keyHash: string,
  { failures, lockedUntil }: Pick<SignInLimit, 'failures' | 'lockedUntil'>,
): Promise<void> {
  await tx('sign_in_limits').where({ key_hash: keyHash }).update({ failures, locked_until: lockedUntil });
}

/** Locks a key until a moment. */
export async function lockKey(tx: Tx, keyHash: string, until: number): Promise<void> {
  await tx('sign_in_limits').where({ key_hash: keyHash }).update({ locked_until: until });
}

/** Forgets a key's failures. */
export async function clearKey(tx: Tx, keyHash: string): Promise<void> {
  await tx('sign_in_limits').where({ key_hash: keyHash }).delete();
}

/** Removes counts that nothing was added to since a moment and that lock nobody any more. */
export async function deleteOldLimits(tx: Tx, since: number, now: number): Promise<number> {
  return tx('sign_in_limits').where('updated_at', '<', since).where('locked_until', '<', now).delete();
}
