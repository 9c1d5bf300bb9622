import type { ApiKey } from '../../core/api-keys/key';
import { AppError } from '../../core/errors';
import type { ApiKeyId } from '../../core/ids';
import { getApiKeyToChange, saveApiKeyName } from '../../store/api-keys/keys';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';
import { checkKeyName, payloadOf } from './create';

/**
 * Gives an API key another name. What it did before stays in the events under the earlier one.
 * @throws AppError not_found, invalid, forbidden, conflict for a revoked key
 */
export async function renameApiKey(deps: Deps, actor: Actor, id: ApiKeyId, typed: string): Promise<ApiKey> {
  return changeDirectory(deps.db, async (tx) => {
    demandMay(actor, 'settings.write');
    const key = await getApiKeyToChange(tx, id);
    if (key.revokedAt !== undefined) throw new AppError('conflict', 'This API key was revoked. Its name stays.');
    const name = await checkKeyName(tx, typed, id);
    if (name === key.name) return key;
    await saveApiKeyName(tx, id, name);
    const after = { ...key, name };
    await record(deps, tx, actor, 'api_key_rename', {}, { ...payloadOf(after), before: key.name });
    return after;
  });
}
