import type { UserId } from '../core/ids';
import { whole } from './dialect';
import type { Reader, Tx } from './tx';

/** Counts the recovery codes that a person has left. */
export async function countRecoveryCodes(reader: Reader, userId: UserId): Promise<number> {
  const [row] = (await reader('recovery_codes')
    .where({ user_id: userId })
    .whereNull('used_at')
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** Replaces a person's recovery codes; earlier ones work no more. */
export async function replaceRecoveryCodes(
  tx: Tx,
  userId: UserId,
  hashes: readonly string[],
  now: number,
): Promise<void> {
  await tx('recovery_codes').where({ user_id: userId }).delete();
  await tx('recovery_codes').insert(hashes.map((hash) => ({ user_id: userId, code_hash: hash, created_at: now })));
}

/**
 * Uses a recovery code up, once, also by two at the same moment.
 * @returns false for a code the person does not have, or that was used
 */
export async function useRecoveryCode(tx: Tx, userId: UserId, hash: string, now: number): Promise<boolean> {
  const used = await tx('recovery_codes')
    .where({ user_id: userId, code_hash: hash })
    .whereNull('used_at')
    .update({ used_at: now });
  return used === 1;
}

/** Removes a person's recovery codes. */
export async function deleteRecoveryCodes(tx: Tx, userId: UserId): Promise<void> {
  await tx('recovery_codes').where({ user_id: userId }).delete();
}
