import { notFound } from '../../core/errors';
import type { SecretText } from '../../core/secret-text';
import { findWebhookToChange, saveWebhookSecret } from '../../store/webhooks/webhooks';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';
import { newSecret } from './secret';

/** For a day messages are signed with both secrets, so that the receiver can be changed in between. */
export const OLD_SECRET_MS = 24 * 3_600_000;

/**
 * Gives a webhook another secret. The one before signs as well for a day; one before that ends at once.
 * @param atOnce ends the one before as well: it became known to somebody
 * @returns the new secret: the only time it is given
 * @throws AppError forbidden, not_found
 */
export async function rotateWebhookSecret(
  deps: Deps,
  actor: Actor,
  id: string,
  atOnce = false,
): Promise<{ readonly secret: SecretText; readonly oldUntil: number }> {
  demandMay(actor, 'settings.write');
  const { secret, sealed } = newSecret(deps, id);
  const now = deps.clock();
  const oldUntil = atOnce ? now : now + OLD_SECRET_MS;
  await transact(deps.db, async (tx) => {
    const webhook = await findWebhookToChange(tx, id);
    if (webhook === undefined) throw notFound('This webhook');
    await saveWebhookSecret(tx, id, { sealed, oldUntil, now });
    const sentence = atOnce ? 'The one before ended at once' : 'The one before counts for a day';
    await record(deps, tx, actor, 'webhook_secret_rotate', {}, { webhook: webhook.name, webhookId: id, sentence });
  });
  return { secret, oldUntil };
}
