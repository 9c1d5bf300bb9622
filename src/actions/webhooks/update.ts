import { notFound } from '../../core/errors';
import type { Webhook } from '../../events/webhooks/webhook';
import { hastenDeliveries } from '../../store/webhooks/deliveries';
import { findWebhookToChange, saveWebhook } from '../../store/webhooks/webhooks';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';
import { checkWebhookInput, type CheckedWebhook, type WebhookInput } from './input';

/**
 * Changes a webhook: its name, its address, or which events it gets. To a new address everything that waits is sent at
 * once; what waits for events that are not chosen any more is sent all the same.
 * @param check called with the webhook as it is, to refuse a change of something that was read before
 * @returns the webhook, and the names of what changed
 * @throws AppError forbidden, not_found, invalid
 */
export async function updateWebhook(
  deps: Deps,
  actor: Actor,
  id: string,
  input: WebhookInput,
  check: (webhook: Webhook) => void = () => undefined,
): Promise<{ readonly webhook: Webhook; readonly changed: readonly string[] }> {
  demandMay(actor, 'settings.write');
  const checked = await checkWebhookInput(deps, input);
  return transact(deps.db, async (tx) => {
    const before = await findWebhookToChange(tx, id);
    if (before === undefined) throw notFound('This webhook');
    check(before);
    const changed = changesOf(before, checked);
    if (changed.length === 0) return { webhook: before, changed };
    const now = deps.clock();
    const webhook: Webhook = { ...before, ...checked, updatedAt: now };
    await saveWebhook(tx, webhook);
    if (changed.includes('url')) await hastenDeliveries(tx, id, now);
    await record(deps, tx, actor, 'webhook_update', {}, { webhook: webhook.name, webhookId: id, changed });
    return { webhook, changed };
  });
}

function changesOf(before: Webhook, after: CheckedWebhook): string[] {
  const events = (one: CheckedWebhook): string => JSON.stringify([one.categories, [...one.names].sort()]);
  return [
    ...(before.name === after.name ? [] : ['name']),
    ...(before.url === after.url ? [] : ['url']),
    ...(events(before) === events(after) ? [] : ['events']),
  ];
}

/**
 * Pauses a webhook, or sends to it again. While it is paused, events wait for it; what waits is sent at once when it is
 * resumed. A webhook that Passo disabled is resumed the same way.
 * @throws AppError forbidden, not_found
 */
export async function setWebhookState(
  deps: Deps,
  actor: Actor,
  id: string,
  state: 'active' | 'paused',
): Promise<Webhook> {
  demandMay(actor, 'settings.write');
  return transact(deps.db, async (tx) => {
    const before = await findWebhookToChange(tx, id);
    if (before === undefined) throw notFound('This webhook');
    if (before.state === state) return before;
    const now = deps.clock();
    const { failingSince, ...rest } = before;
    const kept = state === 'active' || failingSince === undefined ? {} : { failingSince };
    const webhook: Webhook = {
      ...rest,
      ...kept,
      state,
      updatedAt: now,
      leftOut: state === 'active' ? 0 : rest.leftOut,
    };
    await saveWebhook(tx, webhook);
    if (state === 'active') await hastenDeliveries(tx, id, now);
    const sentence = state === 'active' ? 'It is sent to again' : 'It is paused';
    await record(deps, tx, actor, 'webhook_update', {}, { webhook: webhook.name, webhookId: id, sentence });
    return webhook;
  });
}
