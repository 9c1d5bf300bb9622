import { randomBytes } from 'node:crypto';
import type { SecretText } from '../../core/secret-text';
import { webhookSecret } from '../../events/webhooks/signature';
import { seal, unseal } from '../../store/seal';
import { findWebhookSecrets } from '../../store/webhooks/webhooks';
import type { Reader } from '../../store/tx';
import type { Deps } from '../deps';

/** Bytes of a secret: as many as the hash has (RFC 2104 section 3). */
const SIZE = 32;

/** Makes a secret and its sealed form for one webhook. */
export function newSecret(deps: Pick<Deps, 'secrets'>, id: string): { secret: SecretText; sealed: string } {
  const secret = webhookSecret(randomBytes(SIZE));
  return { secret, sealed: seal(deps.secrets.sealingKey, placeOf(id), secret) };
}

/**
 * Opens the secrets that a webhook is signed with now: the present one first, then the one before while it counts.
 * @throws Error when they were sealed with another key
 */
export async function openSecrets(
  deps: Pick<Deps, 'secrets' | 'clock'>,
  reader: Reader,
  id: string,
): Promise<SecretText[]> {
  const sealed = await findWebhookSecrets(reader, id);
  if (sealed === undefined) return [];
  const { present, old } = sealed;
  const open = (text: string): SecretText => unseal(deps.secrets.sealingKey, placeOf(id), text);
  return [open(present), ...(old === undefined || old.until <= deps.clock() ? [] : [open(old.sealed)])];
}

function placeOf(id: string): string {
  return `webhook:${id}`;
}
