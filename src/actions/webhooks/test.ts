import { notFound } from '../../core/errors';
import { testBody } from '../../events/webhooks/envelope';
import { judgeReply } from '../../events/webhooks/outcome';
import { TEST_TYPE, type WebhookDelivery } from '../../events/webhooks/webhook';
import { insertDeliveries } from '../../store/webhooks/deliveries';
import { findWebhook } from '../../store/webhooks/webhooks';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { post } from './post';

/**
 * Sends a test to a webhook now and waits for the answer. It is sent once, also while the webhook is paused or disabled,
 * and says nothing about anybody.
 * @returns how it fared
 * @throws AppError forbidden, not_found
 */
export async function testWebhook(deps: Deps, actor: Actor, id: string): Promise<WebhookDelivery> {
  demandMay(actor, 'settings.write');
  const webhook = await findWebhook(deps.db, id);
  if (webhook === undefined) throw notFound('This webhook');
  const now = deps.clock();
  const begun: WebhookDelivery = {
    id: deps.newId<string>(),
    webhookId: id,
    type: TEST_TYPE,
    state: 'waiting',
    attempts: 0,
    dueAt: now,
    createdAt: now,
  };
  const reply = await post(deps, webhook, begun.id, testBody(webhook, now));
  const judged = judgeReply(begun, reply, { now: deps.clock(), random: 0 });
  const delivery: WebhookDelivery =
    judged.delivery.state === 'waiting' ? { ...judged.delivery, state: 'failed' } : judged.delivery;
  await transact(deps.db, async (tx) => {
    // It may have been deleted while the answer was waited for.
    if ((await findWebhook(tx, id)) === undefined) throw notFound('This webhook');
    await insertDeliveries(tx, [delivery]);
  });
  return delivery;
}
