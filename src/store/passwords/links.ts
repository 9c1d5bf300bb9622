import type { UserId } from '../../core/ids';
import { whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** What a link lets a person do: choose the first password, or a new one in the place of a forgotten one. */
export type LinkPurpose = 'activation' | 'reset';

interface LinkRow {
  token_hash: string;
  user_id: string;
  expires_at: unknown;
  purpose: LinkPurpose;
}

/** Keeps a link by the hash of its token. Older links of the person for the same purpose stop working. */
export async function saveUserLink(
  tx: Tx,
  link: { tokenHash: string; userId: UserId; purpose: LinkPurpose; expiresAt: number },
): Promise<void> {
  await tx('user_links').where({ user_id: link.userId, purpose: link.purpose }).delete();
  await tx('user_links').insert({
    token_hash: link.tokenHash,
    user_id: link.userId,
    purpose: link.purpose,
    expires_at: link.expiresAt,
  });
}

/** Finds whom a link is for; nobody when it has run out or is for another purpose. */
export async function findUserLink(
  reader: Reader,
  tokenHash: string,
  purpose: LinkPurpose,
  now: number,
): Promise<UserId | undefined> {
  const row: LinkRow | undefined = await reader('user_links').where({ token_hash: tokenHash, purpose }).first();
  return row && whole(row.expires_at) > now ? (row.user_id as UserId) : undefined;
}

/** Finds whom a link was for, also after it has run out: so that a new one can be sent to the same person. */
export async function findAnyUserLink(reader: Reader, tokenHash: string): Promise<UserId | undefined> {
  const row: LinkRow | undefined = await reader('user_links').where({ token_hash: tokenHash }).first();
  return row?.user_id as UserId | undefined;
}

/** Makes a person's links stop working. */
export async function deleteUserLinks(tx: Tx, userId: UserId): Promise<void> {
  await tx('user_links').where({ user_id: userId }).delete();
}

/** Removes links that ran out before a moment. */
export async function deleteExpiredUserLinks(tx: Tx, before: number): Promise<number> {
  return tx('user_links').where('expires_at', '<=', before).delete();
}
