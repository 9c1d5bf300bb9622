import { apiKeyHash, type ApiKey } from '../../core/api-key';
import { roleOfKey, type ApiScope } from '../../core/api-scopes';
import { compact } from '../../core/compact';
import { opensAdminPortal, type UserRole } from '../../core/roles';
import type { SecretText } from '../../core/secret-text';
import { findApiKeyByHash, saveLastUse } from '../../store/api-keys/keys';
import { transactOne } from '../../store/tx';
import { findUser } from '../../store/users';
import type { Actor, Deps } from '../deps';

/** How exactly the last use of a key is known. */
const MINUTE_MS = 60_000;

/** A key that may be used, and what its requests act as. */
export interface KeyInUse {
  readonly kind: 'valid';
  readonly key: ApiKey;
  readonly role: UserRole;
  readonly scopes: readonly ApiScope[];
  readonly actor: Actor;
}

/** Why a key is refused. Whoever holds a real key may know what became of it. */
export interface KeyRefused {
  readonly kind: 'unknown' | 'over';
  readonly sentence: string;
}

/**
 * Looks a key up as it is now, and who made it: a key never may more than its maker may at this moment. A maker who was
 * suspended or deleted, or has no role any more, takes the key along; one with a smaller role makes it smaller.
 */
export async function useApiKey(
  deps: Pick<Deps, 'db' | 'clock'>,
  secret: SecretText,
  clientIp?: string,
): Promise<KeyInUse | KeyRefused> {
  const now = deps.clock();
  const key = await findApiKeyByHash(deps.db, apiKeyHash(secret));
  if (key === undefined) return { kind: 'unknown', sentence: 'There is no such API key.' };
  if (key.revokedAt !== undefined) return over('This API key was revoked.');
  if (key.expiresAt !== undefined && key.expiresAt <= now) return over('This API key has run out.');
  const maker = await findUser(deps.db, key.createdById);
  if (maker === undefined) return over('The person who made this API key is not there any more.');
  if (maker.state === 'suspended') return over('The person who made this API key is suspended.');
  if (!opensAdminPortal(maker.role)) return over('The person who made this API key is no admin any more.');
  const role = roleOfKey(maker.role, key.scopes);
  if (now - (key.lastUsedAt ?? 0) >= MINUTE_MS) {
    const use = compact<{ now: number; since: number; clientIp?: string }>({ now, since: now - MINUTE_MS, clientIp });
    await transactOne(deps.db, (tx) => saveLastUse(tx, key.id, use));
  }
  const actor = compact<Actor>({ kind: 'admin', name: `API key ${key.name}`, role, clientIp });
  return { kind: 'valid', key, role, scopes: key.scopes, actor };
}

function over(sentence: string): KeyRefused {
  return { kind: 'over', sentence };
}
