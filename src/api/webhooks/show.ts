import { z } from 'zod';
import { EVENT_CATEGORIES } from '../../events/catalog';
import type { Webhook, WebhookDelivery } from '../../events/webhooks/webhook';
import type { DeliveryCounts } from '../../store/webhooks/deliveries';
import { moment, momentOf, momentOrNull } from '../operation';

/** A webhook as the API shows it, without its secrets. */
export const webhookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    categories: z.array(z.enum(EVENT_CATEGORIES)),
    events: z.array(z.string()).meta({
      description: 'Names of events beside the families. With neither, every event is sent.',
    }),
    state: z.enum(['active', 'paused', 'disabled']).meta({
      description: '`disabled` by Passo, because it failed for days or asked for no more.',
    }),
    deliveries: z.object({ waiting: z.int(), delivered: z.int(), failed: z.int() }),
    leftOut: z.int().meta({ description: 'Events that found no room, or came while it was disabled.' }),
    oldSecretUntil: moment.nullable().meta({ description: 'Until then messages are signed with two secrets.' }),
    failingSince: moment.nullable(),
    lastSuccessAt: moment.nullable(),
    createdBy: z.string(),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'Webhook' });

/** What of a webhook an admin changes, and what its ETag tells of: deliveries come and go by themselves. */
export const webhookSettingsSchema = z
  .object({
    name: z.string(),
    url: z.string(),
    categories: z.array(z.enum(EVENT_CATEGORIES)),
    events: z.array(z.string()),
    state: z.enum(['active', 'paused', 'disabled']),
  })
  .meta({ id: 'WebhookSettings' });

/** A secret, the only time it is shown. */
export const webhookSecretSchema = z.string().meta({
  description: 'What messages are signed with (Standard Webhooks). It is shown this once.',
  example: 'whsec_…',
});

/** A message to a webhook as the API shows it. */
export const deliverySchema = z
  .object({
    id: z.string().meta({ description: '`webhook-id` of the message: the same for every try.' }),
    eventId: z.string().nullable().meta({ description: 'Null for a test.' }),
    type: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    nextTryAt: moment.nullable(),
    status: z.int().nullable().meta({ description: 'The status of the last answer.' }),
    answer: z.string().nullable().meta({ description: 'How the last answer began.' }),
    fault: z.string().nullable(),
    createdAt: moment,
    triedAt: moment.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

/** Shows a webhook. */
export function showWebhook(webhook: Webhook, counts: DeliveryCounts | undefined): z.output<typeof webhookSchema> {
  return {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    categories: [...webhook.categories],
    events: [...webhook.names],
    state: webhook.state,
    deliveries: counts ?? { waiting: 0, delivered: 0, failed: 0 },
    leftOut: webhook.leftOut,
    oldSecretUntil: momentOrNull(webhook.oldSecretUntil),
    failingSince: momentOrNull(webhook.failingSince),
    lastSuccessAt: momentOrNull(webhook.lastSuccessAt),
    createdBy: webhook.createdBy,
    createdAt: momentOf(webhook.createdAt),
    updatedAt: momentOf(webhook.updatedAt),
  };
}

/** Shows what of a webhook an admin changes. */
export function showWebhookSettings(webhook: Webhook): z.output<typeof webhookSettingsSchema> {
  const { name, url, categories, names, state } = webhook;
  return { name, url, categories: [...categories], events: [...names], state };
}

/** Shows a delivery. */
export function showDelivery(delivery: WebhookDelivery): z.output<typeof deliverySchema> {
  return {
    id: delivery.id,
    eventId: delivery.eventId ?? null,
    type: delivery.type,
    state: delivery.state,
    attempts: delivery.attempts,
    nextTryAt: delivery.state === 'waiting' ? momentOf(delivery.dueAt) : null,
    status: delivery.status ?? null,
    answer: delivery.answer ?? null,
    fault: delivery.fault ?? null,
    createdAt: momentOf(delivery.createdAt),
    triedAt: momentOrNull(delivery.triedAt),
  };
}
