import type { UserId } from '../../core/ids';
import type { Reader, Tx } from '../tx';

/** Lists the hashes of a person's earlier passwords, the latest first. The one that counts now is not among them. */
export async function listEarlierPasswords(reader: Reader, userId: UserId, take: number): Promise<string[]> {
  if (take <= 0) return [];
  const rows: { password_hash: string }[] = await reader('password_history')
    .where({ user_id: userId })
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(take)
    .select('password_hash');
  return rows.map((row) => row.password_hash);
}

/**
 * Keeps a password that is replaced, and forgets those beyond what the policy asks for.
 * @param keep how many earlier ones are kept, this one among them
 */
export async function saveEarlierPassword(
  tx: Tx,
  earlier: { readonly id: string; readonly userId: UserId; readonly hash: string; readonly at: number },
  keep: number,
): Promise<void> {
  await tx('password_history').insert({
    id: earlier.id,
    user_id: earlier.userId,
    password_hash: earlier.hash,
    created_at: earlier.at,
  });
  const rows: { id: string }[] = await tx('password_history')
    .where({ user_id: earlier.userId })
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .select('id');
  const beyond = rows.slice(Math.max(keep, 0)).map((row) => row.id);
  if (beyond.length > 0) await tx('password_history').whereIn('id', beyond.slice(0, 500)).delete();
}
