import { apiKeyHash, type ApiKey } from '../../core/api-keys/key';
import { includesScope, roleOfKey, type ApiScope } from '../../core/api-keys/scopes';
import { compact } from '../../core/compact';
import type { ApiKeyId } from '../../core/ids';
import { opensAdminPortal, type UserRole } from '../../core/roles';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { findApiKey, findApiKeyByHash, saveLastUse } from '../../store/api-keys/keys';
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
  const standing = standingOf(key, await findUser(deps.db, key.createdById), now);
  if (standing.kind === 'over') return standing;
  const { role } = standing;
  if (now - (key.lastUsedAt ?? 0) >= MINUTE_MS) {
    const use = compact<{ now: number; since: number; clientIp?: string }>({ now, since: now - MINUTE_MS, clientIp });
    await transactOne(deps.db, (tx) => saveLastUse(tx, key.id, use));
  }
  const actor = compact<Actor>({ kind: 'admin', keyId: key.id, name: `API key ${key.name}`, role, clientIp });
  return { kind: 'valid', key, role, scopes: key.scopes, actor };
}

/**
 * Looks a key up again, when time has passed since it was let in: a body may take minutes to arrive.
 * @param found as it was let in
 */
export async function useApiKeyAgain(
  deps: Pick<Deps, 'db' | 'clock'>,
  found: KeyInUse,
): Promise<KeyInUse | KeyRefused> {
  const key = await findApiKey(deps.db, found.key.id);
  if (key === undefined) return { kind: 'unknown', sentence: 'There is no such API key.' };
  const standing = standingOf(key, await findUser(deps.db, key.createdById), deps.clock());
  if (standing.kind === 'over') return standing;
  const { role } = standing;
  return { ...found, key, role, scopes: key.scopes, actor: { ...found.actor, role } };
}

/**
 * The role with which a key acts now, for work that it began and that goes on without it.
 * @param scopes what the key has to be allowed for that work
 * @returns undefined when it may not do it any more
 */
export async function roleOfApiKey(
  deps: Pick<Deps, 'db' | 'clock'>,
  id: ApiKeyId,
  scopes: readonly ApiScope[],
): Promise<UserRole | undefined> {
  const key = await findApiKey(deps.db, id);
  if (key === undefined || !scopes.every((scope) => includesScope(key.scopes, scope))) return undefined;
  const standing = standingOf(key, await findUser(deps.db, key.createdById), deps.clock());
  return standing.kind === 'works' ? standing.role : undefined;
}

/**
 * Tells whether a key works at a moment, and with which role.
 * @param maker as they are then; undefined when they are gone
 */
export function standingOf(
  key: ApiKey,
  maker: Pick<User, 'state' | 'role'> | undefined,
  now: number,
): (KeyRefused & { readonly kind: 'over' }) | { readonly kind: 'works'; readonly role: UserRole } {
  if (key.revokedAt !== undefined) return over('This API key was revoked.');
  if (key.expiresAt !== undefined && key.expiresAt <= now) return over('This API key has run out.');
  if (maker === undefined) return over('The person who made this API key is not there any more.');
  if (maker.state === 'suspended') return over('The person who made this API key is suspended.');
  if (!opensAdminPortal(maker.role)) return over('The person who made this API key is no admin any more.');
  return { kind: 'works', role: roleOfKey(maker.role, key.scopes) };
}

function over(sentence: string): KeyRefused & { readonly kind: 'over' } {
  return { kind: 'over', sentence };
}
