import type { UserId } from '../../core/ids';
import { whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** Keeps an activation link by the hash of its token. Older links of the person stop working. */
export async function saveUserLink(
  tx: Tx,
  link: { tokenHash: string; userId: UserId; expiresAt: number },
): Promise<void> {
  await deleteUserLinks(tx, link.userId);
  await tx('user_links').insert({ token_hash: link.tokenHash, user_id: link.userId, expires_at: link.expiresAt });
}

/** Finds whom an activation link is for; nobody when it has run out. */
export async function findUserLink(reader: Reader, tokenHash: string, now: number): Promise<UserId | undefined> {
  const row: { user_id: string; expires_at: unknown } | undefined = await reader('user_links')
    .where({ token_hash: tokenHash })
    .first();
  return row && whole(row.expires_at) > now ? (row.user_id as UserId) : undefined;
}

/** Makes a person's links stop working. */
export async function deleteUserLinks(tx: Tx, userId: UserId): Promise<void> {
  await tx('user_links').where({ user_id: userId }).delete();
}

/** Removes links that have run out. */
export async function deleteExpiredUserLinks(tx: Tx, now: number): Promise<number> {
  return tx('user_links').where('expires_at', '<=', now).delete();
}
