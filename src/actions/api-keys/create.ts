import { randomBytes } from 'node:crypto';
import { API_KEY_BYTES, apiKeyFrom, apiKeyHash, apiKeyPrefix, type ApiKey } from '../../core/api-keys/key';
import { API_SCOPES, scopesWithin, type ApiScope } from '../../core/api-keys/scopes';
import { compact } from '../../core/compact';
import { AppError, invalid } from '../../core/errors';
import { fold, type ApiKeyId } from '../../core/ids';
import { ROLE_WORDS, type UserRole } from '../../core/roles';
import type { SecretText } from '../../core/secret-text';
import { countApiKeys, insertApiKey, listApiKeys } from '../../store/api-keys/keys';
import { changeDirectory, type Tx } from '../../store/tx';
import { findUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';

const MOST_KEYS = 200;
const MOST_YEARS = 10;

/** A new key as an admin wants it. */
export interface ApiKeyInput {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  /** Milliseconds since the epoch; absent, it does not run out. */
  readonly expiresAt?: number;
}

/**
 * Makes an API key. It never allows more than its maker's role does, now and whenever it is used.
 * @returns the key's row, and the key itself, which is kept nowhere
 * @throws AppError invalid, forbidden, conflict when there are too many
 */
export async function createApiKey(
  deps: Deps,
  actor: Actor,
  input: ApiKeyInput,
): Promise<{ readonly key: ApiKey; readonly secret: SecretText }> {
  const secret = apiKeyFrom(randomBytes(API_KEY_BYTES));
  // One after the other: two keys of the same name could not be told apart in events.
  const key = await changeDirectory(deps.db, async (tx) => {
    demandMay(actor, 'settings.write');
    const maker = actor.id === undefined ? undefined : await findUser(tx, actor.id);
    if (maker === undefined) throw new AppError('forbidden', 'API keys are made by people, on their own page.');
    demandMay({ ...actor, role: maker.role }, 'settings.write');
    if ((await countApiKeys(tx)) >= MOST_KEYS) {
      throw new AppError('conflict', `There are ${MOST_KEYS} API keys. Revoke those that nothing uses.`);
    }
    const now = deps.clock();
    const made = compact<ApiKey>({
      id: deps.newId<ApiKeyId>(),
      name: await checkKeyName(tx, input.name),
      prefix: apiKeyPrefix(secret),
      scopes: checkScopes(input.scopes, maker.role),
      createdById: maker.id,
      createdBy: maker.username,
      createdAt: now,
      expiresAt: checkEnd(input.expiresAt, now),
    });
    await insertApiKey(tx, made, apiKeyHash(secret));
    await record(deps, tx, actor, 'api_key_create', {}, payloadOf(made));
    return made;
  });
  return { key, secret };
}

/** What events tell of a key. */
export function payloadOf({ id, name, prefix, scopes, expiresAt }: ApiKey) {
  return { keyId: id, key: name, prefix, scopes, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/**
 * Checks the name of a key: events name who acted by it.
 * @param except the key that may have it already
 * @throws AppError invalid
 */
export async function checkKeyName(tx: Tx, typed: string, except?: ApiKeyId): Promise<string> {
  const name = typed.trim().normalize('NFC');
  if (name === '') throw invalid({ name: 'Enter a name.' });
  if (name.length > 100) throw invalid({ name: 'A name can have 100 characters at most.' });
  if (/[\p{Cc}\p{Cs}]/u.test(name)) throw invalid({ name: 'The name holds a character that can’t be kept.' });
  const taken = (await listApiKeys(tx)).some(
    (key) => key.revokedAt === undefined && key.id !== except && fold(key.name) === fold(name),
  );
  if (taken) throw invalid({ name: `There is an API key called ${name} already.` });
  return name;
}

function checkScopes(wanted: readonly ApiScope[], role: UserRole): ApiScope[] {
  const scopes = API_SCOPES.filter((scope) => wanted.includes(scope));
  if (scopes.length === 0) throw invalid({ scopes: 'Choose what the key may do.' });
  const allowed = scopesWithin(role);
  const beyond = scopes.filter((scope) => !allowed.includes(scope));
  if (beyond.length > 0) {
    throw invalid({ scopes: `Your role, ${ROLE_WORDS[role].name}, can’t give a key ${beyond.join(', ')}.` });
  }
  return scopes;
}

function checkEnd(expiresAt: number | undefined, now: number): number | undefined {
  if (expiresAt === undefined) return undefined;
  if (!(expiresAt > now)) throw invalid({ expires: 'The key has to end in the future.' });
  if (expiresAt > now + MOST_YEARS * 366 * 86_400_000) {
    throw invalid({ expires: `A key can end in ${MOST_YEARS} years at most.` });
  }
  return expiresAt;
}
