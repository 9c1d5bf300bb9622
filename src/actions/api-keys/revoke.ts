import type { ApiKey } from '../../core/api-keys/key';
import type { ApiKeyId } from '../../core/ids';
import { getApiKeyToChange, saveRevocation } from '../../store/api-keys/keys';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';
import { payloadOf } from './create';

/**
 * Ends an API key for good, from the next request on. A key that was revoked before stays so, and nothing is recorded.
 * @throws AppError not_found, forbidden
 */
export async function revokeApiKey(deps: Deps, actor: Actor, id: ApiKeyId): Promise<ApiKey> {
  return transact(deps.db, async (tx) => {
    demandMay(actor, 'settings.write');
    const key = await getApiKeyToChange(tx, id);
    if (key.revokedAt !== undefined) return key;
    await saveRevocation(tx, id, actor.name, deps.clock());
    await record(deps, tx, actor, 'api_key_revoke', {}, payloadOf(key));
    return key;
  });
}
