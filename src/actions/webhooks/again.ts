import { AppError, notFound } from '../../core/errors';
import type { EventId } from '../../core/ids';
import type { WebhookDelivery } from '../../events/webhooks/webhook';
import { findEvent } from '../../store/events';
import { findDeliveryToChange, saveDelivery } from '../../store/webhooks/deliveries';
import { findWebhookToChange } from '../../store/webhooks/webhooks';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';

/**
 * Sends an event to a webhook again, under the same `webhook-id`, so that a receiver that had it already can tell. The
 * tries are counted anew. One that waits is sent at once.
 * @throws AppError forbidden, not_found; conflict when it can't be sent
 */
export async function sendAgain(
  deps: Deps,
  actor: Actor,
  webhookId: string,
  deliveryId: string,
): Promise<WebhookDelivery> {
  demandMay(actor, 'settings.write');
  return transact(deps.db, async (tx) => {
    const webhook = await findWebhookToChange(tx, webhookId);
    const before = webhook && (await findDeliveryToChange(tx, webhookId, deliveryId));
    if (webhook === undefined || before === undefined) throw notFound('This delivery');
    if (webhook.state === 'disabled') {
      throw new AppError('conflict', 'This webhook is disabled. Resume it first, then send the event again.');
    }
    if (before.eventId === undefined) {
      throw new AppError('conflict', 'This was a test. Send another test instead.');
    }
    if ((await findEvent(tx, before.eventId as EventId)) === undefined) {
      throw new AppError('conflict', 'The event is gone: it was older than events are kept.');
    }
    const delivery: WebhookDelivery = { ...before, state: 'waiting', attempts: 0, dueAt: deps.clock() };
    await saveDelivery(tx, delivery);
    await record(deps, tx, actor, 'webhook_send_again', {}, { webhook: webhook.name, webhookId });
    return delivery;
  });
}
