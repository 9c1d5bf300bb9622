import type { ApiKey } from '../../core/api-keys/key';
import { isApiScope } from '../../core/api-keys/scopes';
import { compact } from '../../core/compact';
import { notFound } from '../../core/errors';
import type { ApiKeyId, UserId } from '../../core/ids';
import { forUpdate, rowsOf, textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: string;
  created_by_id: string;
  created_by: string;
  created_at: unknown;
  expires_at: unknown;
  last_used_at: unknown;
  last_used_ip: string | null;
  revoked_at: unknown;
  revoked_by: string | null;
}

function read(row: ApiKeyRow): ApiKey {
  return compact<ApiKey>({
    id: row.id as ApiKeyId,
    name: row.name,
    prefix: row.prefix,
    // Scopes that this version does not know allow nothing.
    scopes: (JSON.parse(row.scopes) as string[]).filter(isApiScope),
    createdById: row.created_by_id as UserId,
    createdBy: row.created_by,
    createdAt: whole(row.created_at),
    expiresAt: wholeOrNone(row.expires_at),
    lastUsedAt: wholeOrNone(row.last_used_at),
    lastUsedIp: textOrNone(row.last_used_ip),
    revokedAt: wholeOrNone(row.revoked_at),
    revokedBy: textOrNone(row.revoked_by),
  });
}

/** Keeps a new key, by its hash. */
export async function insertApiKey(tx: Tx, key: ApiKey, keyHash: string): Promise<void> {
  await tx('api_keys').insert({
    id: key.id,
    name: key.name,
    key_hash: keyHash,
    prefix: key.prefix,
    scopes: JSON.stringify(key.scopes),
    created_by_id: key.createdById,
    created_by: key.createdBy,
    created_at: key.createdAt,
    expires_at: key.expiresAt ?? null,
  });
}

/** Finds a key by its hash, whatever has become of it. */
export async function findApiKeyByHash(reader: Reader, keyHash: string): Promise<ApiKey | undefined> {
  const [row] = await rowsOf<ApiKeyRow>(reader, 'select * from api_keys where key_hash = ?', [keyHash]);
  return row && read(row);
}

/** Finds a key by id. */
export async function findApiKey(reader: Reader, id: ApiKeyId): Promise<ApiKey | undefined> {
  const [row] = await rowsOf<ApiKeyRow>(reader, 'select * from api_keys where id = ?', [id]);
  return row && read(row);
}

/**
 * Gets a key that is to be changed: other changes of it wait.
 * @throws AppError not_found
 */
export async function getApiKeyToChange(tx: Tx, id: ApiKeyId): Promise<ApiKey> {
  const [row] = await rowsOf<ApiKeyRow>(tx, `select * from api_keys where id = ? ${forUpdate(tx)}`, [id]);
  if (row === undefined) throw notFound('This API key');
  return read(row);
}

/** Lists every key, those that work before those that were revoked, newest first. */
export async function listApiKeys(reader: Reader): Promise<ApiKey[]> {
  const rows: ApiKeyRow[] = await reader('api_keys')
    .orderByRaw('case when revoked_at is null then 0 else 1 end')
    .orderBy('id', 'desc')
    .limit(MOST);
  return rows.map(read);
}

/** Lists the keys that were used, were not revoked, and end after a moment and until another, what ends first above. */
export async function listUsedApiKeysEnding(reader: Reader, after: number, until: number): Promise<ApiKey[]> {
  const rows: ApiKeyRow[] = await reader('api_keys')
    .whereNull('revoked_at')
    .whereNotNull('last_used_at')
    .where('expires_at', '>', after)
    .where('expires_at', '<=', until)
    .orderBy(['expires_at', 'id']);
  return rows.map(read);
}

/** How many keys a page shows; those that work come first. */
const MOST = 500;

/** Counts the keys that were not revoked. */
export async function countApiKeys(reader: Reader): Promise<number> {
  const [row] = (await reader('api_keys').whereNull('revoked_at').count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** Gives a key another name. */
export async function saveApiKeyName(tx: Tx, id: ApiKeyId, name: string): Promise<void> {
  await tx('api_keys').where({ id }).update({ name });
}

/** Ends a key for good. */
export async function saveRevocation(tx: Tx, id: ApiKeyId, by: string, now: number): Promise<void> {
  await tx('api_keys').where({ id }).update({ revoked_at: now, revoked_by: by });
}

/** Notes that a key was used, unless another process did since a moment. */
export async function saveLastUse(
  tx: Tx,
  id: ApiKeyId,
  use: { readonly now: number; readonly since: number; readonly clientIp?: string },
): Promise<void> {
  await rowsOf(
    tx,
    `update api_keys set last_used_at = ?, last_used_ip = ?
       where id = ? and (last_used_at is null or last_used_at <= ?)`,
    [use.now, use.clientIp?.slice(0, 64) ?? null, id, use.since],
  );
}
