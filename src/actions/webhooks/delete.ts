import { notFound } from '../../core/errors';
import { deleteWebhook as deleteRow, findWebhookToChange } from '../../store/webhooks/webhooks';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';

/**
 * Deletes a webhook with its deliveries. A message that is under way just now may still arrive.
 * @throws AppError forbidden, not_found
 */
export async function deleteWebhook(deps: Deps, actor: Actor, id: string): Promise<void> {
  demandMay(actor, 'settings.write');
  await transact(deps.db, async (tx) => {
    const webhook = await findWebhookToChange(tx, id);
    if (webhook === undefined) throw notFound('This webhook');
    await deleteRow(tx, id);
    await record(deps, tx, actor, 'webhook_delete', {}, { webhook: webhook.name, webhookId: id });
  });
}
