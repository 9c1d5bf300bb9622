import { AppError } from '../../core/errors';
import type { SecretText } from '../../core/secret-text';
import type { Webhook } from '../../events/webhooks/webhook';
import { insertWebhook, listWebhooks } from '../../store/webhooks/webhooks';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';
import { checkWebhookInput, type WebhookInput } from './input';
import { newSecret } from './secret';

/** So many webhooks at most: each event is queued for every one of them. */
const MOST_WEBHOOKS = 50;

/**
 * Adds a webhook. It gets the events that are recorded from now on.
 * @returns the webhook, and its secret: the only time it is given
 * @throws AppError forbidden, invalid, conflict when there are too many
 */
export async function createWebhook(
  deps: Deps,
  actor: Actor,
  input: WebhookInput,
): Promise<{ readonly webhook: Webhook; readonly secret: SecretText }> {
  demandMay(actor, 'settings.write');
  const checked = await checkWebhookInput(deps, input);
  const now = deps.clock();
  const webhook: Webhook = {
    ...checked,
    id: deps.newId<string>(),
    state: 'active',
    leftOut: 0,
    createdBy: actor.name,
    createdAt: now,
    updatedAt: now,
  };
  const { secret, sealed } = newSecret(deps, webhook.id);
  await transact(deps.db, async (tx) => {
    if ((await listWebhooks(tx)).length >= MOST_WEBHOOKS) {
      throw new AppError('conflict', `There are ${MOST_WEBHOOKS} webhooks already. Delete one that nobody needs.`);
    }
    await insertWebhook(tx, webhook, sealed);
    await record(deps, tx, actor, 'webhook_create', {}, { webhook: webhook.name, webhookId: webhook.id });
  });
  return { webhook, secret };
}
