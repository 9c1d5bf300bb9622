import type { Request } from 'express';
import { makeOwnLimit, type Limit, type Rate } from '../../actions/api-keys/limit';
import { makeSharedLimit, MOST_UNTOLD, type SharedLimitOptions } from '../../actions/api-keys/shared-limit';
import { useApiKey, useApiKeyAgain, type KeyInUse } from '../../actions/api-keys/use';
import type { Context } from '../../context';
import { apiKeyHash, isApiKeyText } from '../../core/api-keys/key';
import { includesScope, SCOPE_PERMISSIONS, type ApiScope } from '../../core/api-keys/scopes';
import { may, ROLE_WORDS } from '../../core/roles';
import { SecretText } from '../../core/secret-text';
import { clientNetwork } from '../../core/sign-in/client-network';
import type { Operation } from '../operation';
import { Refusal } from './refusal';

/** Requests of one key: far more than a script needs, far less than one that has gone wild. */
const KEY_RATE: Rate = { burst: 600, perSecond: 20 };
/** Wrong keys of one address. */
const WRONG_RATE: Rate = { burst: 20, perSecond: 1 / 15 };
/** Keys this process has seen to be right: they are let in though their address sent wrong ones. */
const MOST_KNOWN = 500;

/** Lets requests in by their key. */
export type Door = (request: Request) => Promise<KeyInUse>;

/**
 * Makes the only way into the API: `Authorization: Bearer passo_…` (RFC 6750 section 2.1). Cookies, other schemes and
 * keys in the address count for nothing.
 */
export function makeDoor(context: Pick<Context, 'db' | 'clock' | 'config'>, keyRate = KEY_RATE): Door {
  const perKey = limitOf(context, keyRate, { kind: 'key', mostUntold: MOST_UNTOLD });
  const perAddress = limitOf(context, WRONG_RATE, { kind: 'address', mostUntold: 0 });
  const known = new Set<string>();

  return async (request) => {
    refuseInAddress(request);
    const address = clientNetwork(request.ip ?? '');
    const secret = secretOf(request);
    if (secret === undefined) throw noKey('Send an API key in the header Authorization: Bearer passo_…', false);
    const hash = apiKeyHash(secret);
    const wait = known.has(hash) ? 0 : await perAddress.wait(address);
    if (wait > 0) throw tooMany('Too many wrong API keys came from this address.', wait);
    if (!isApiKeyText(secret.reveal())) {
      await perAddress.draw(address);
      throw noKey('This is no API key of Passo. One begins with passo_ and has 45 characters.', true);
    }
    const found = await useApiKey(context, secret, request.ip);
    if (found.kind !== 'valid') {
      known.delete(hash);
      await perAddress.draw(address);
      throw noKey(found.sentence, true);
    }
    if (known.size >= MOST_KNOWN) known.clear();
    known.add(hash);
    const pause = await perKey.draw(found.key.id);
    if (pause > 0) throw tooMany('This API key sends more requests than Passo takes.', pause);
    return found;
  };
}

/** On PostgreSQL there may be other processes, and all count together. */
function limitOf(
  { db, clock, config }: Pick<Context, 'db' | 'clock' | 'config'>,
  rate: Rate,
  options: SharedLimitOptions,
): Limit {
  return config.database.kind === 'sqlite' ? makeOwnLimit(rate, clock) : makeSharedLimit(db, rate, options);
}

/**
 * Makes sure of a key once more after a body was read: whoever sends it slowly must not act after the key was revoked or
 * its maker was suspended.
 * @throws Refusal 401
 */
export async function stillIn(context: Pick<Context, 'db' | 'clock'>, key: KeyInUse): Promise<KeyInUse> {
  const found = await useApiKeyAgain(context, key);
  if (found.kind !== 'valid') throw noKey(found.sentence, true);
  return found;
}

/**
 * Checks that a key may do what an operation does: by its scopes, and by the role of its maker as it is now.
 * @throws Refusal 403 that names what is missing
 */
export function demandScope(
  { scopes, role }: KeyInUse,
  { scope, permission }: Pick<Operation, 'scope' | 'permission'>,
): void {
  if (scope === null) return;
  if (!includesScope(scopes, scope)) throw new Refusal('not-allowed', `This key lacks the scope ${scope}.`);
  if (!may(role, SCOPE_PERMISSIONS[scope]) || (permission !== undefined && !may(role, permission))) {
    const detail = `The role of the person who made this key, ${ROLE_WORDS[role].name}, does not reach this.`;
    throw new Refusal('not-allowed', detail);
  }
}

/** Tells whether a key reaches a scope, by itself and by the role of its maker as it is now. */
export function reaches({ scopes, role }: KeyInUse, scope: ApiScope): boolean {
  return includesScope(scopes, scope) && may(role, SCOPE_PERMISSIONS[scope]);
}

function secretOf(request: Request): SecretText | undefined {
  const [, token] = /^bearer +([\x21-\x7e]{1,500})$/i.exec(request.get('authorization') ?? '') ?? [];
  return token === undefined ? undefined : new SecretText(token);
}

/** A key in an address has been written to logs and histories on its way: it is refused even when it is right. */
function refuseInAddress(request: Request): void {
  const names = ['access_token', 'api_key', 'apikey', 'api-key'];
  const given = Object.entries(request.query as Record<string, unknown>);
  if (!given.some(([name, value]) => names.includes(name.toLowerCase()) || /passo_\w{39}/.test(String(value)))) return;
  throw new Refusal(
    'unreadable',
    'An API key travels in the header Authorization, never in an address: there it is written to logs. Revoke this one and make another.',
  );
}

function noKey(detail: string, wasGiven: boolean): Refusal {
  const challenge = `Bearer realm="Passo API"${wasGiven ? ', error="invalid_token"' : ''}`;
  return new Refusal('no-key', detail, { headers: { 'WWW-Authenticate': challenge } });
}

function tooMany(detail: string, seconds: number): Refusal {
  return new Refusal('too-many', `${detail} Try again in ${seconds} seconds.`, {
    headers: { 'Retry-After': String(seconds) },
  });
}
