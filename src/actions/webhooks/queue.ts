import { MOST_WAITING, wants, type WebhookDelivery } from '../../events/webhooks/webhook';
import type { WaitingEvent } from '../../store/evidence/queue';
import { countWaiting, insertDeliveries } from '../../store/webhooks/deliveries';
import { addLeftOut, listWebhooks } from '../../store/webhooks/webhooks';
import type { Tx } from '../../store/tx';
import type { Deps } from '../deps';

/**
 * Queues events for the webhooks that want them, in the transaction that seals them: each event once. For one that is
 * disabled, or for which too many wait already, they are counted and left out.
 */
export async function queueDeliveries(
  deps: Pick<Deps, 'clock' | 'newId'>,
  tx: Tx,
  events: readonly Pick<WaitingEvent, 'id' | 'name'>[],
): Promise<void> {
  const now = deps.clock();
  for (const webhook of await listWebhooks(tx)) {
    const wanted = events.filter(({ name }) => wants(webhook, name));
    if (wanted.length === 0) continue;
    const room = webhook.state === 'disabled' ? 0 : MOST_WAITING - (await countWaiting(tx, webhook.id));
    const queued = wanted.slice(0, Math.max(0, room));
    if (queued.length < wanted.length) await addLeftOut(tx, webhook.id, wanted.length - queued.length);
    await insertDeliveries(
      tx,
      queued.map(({ id, name }): WebhookDelivery => ({
        id: deps.newId<string>(),
        webhookId: webhook.id,
        eventId: id,
        type: name,
        state: 'waiting',
        attempts: 0,
        dueAt: now,
        createdAt: now,
      })),
    );
  }
}
