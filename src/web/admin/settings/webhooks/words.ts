import type { WebhookView } from '../../../../../views/admin/settings/webhooks/props';
import type { EventFamily } from '../../../../../views/admin/settings/webhooks/form';
import { counted } from '../../../../../views/parts/words';
import { compact } from '../../../../core/compact';
import { EVENT_CATEGORIES, EVENT_NAMES, EVENTS } from '../../../../events/catalog';
import type { Webhook } from '../../../../events/webhooks/webhook';
import type { DeliveryCounts } from '../../../../store/webhooks/deliveries';

/** Every family of events with the events in it, for the form. */
export const EVENT_FAMILIES: readonly EventFamily[] = EVENT_CATEGORIES.map((category) => ({
  category,
  events: EVENT_NAMES.filter((name) => EVENTS[name].category === category).map((name) => ({
    name,
    label: EVENTS[name].label,
  })),
}));

const FEW = 3;

/** A webhook as its pages show it. */
export function webhookView(webhook: Webhook, counts: DeliveryCounts | undefined): WebhookView {
  return compact<WebhookView>({
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    state: webhook.state,
    badge: badgeOf(webhook),
    choice: choiceOf(webhook),
    waiting: counts?.waiting ?? 0,
    failed: counts?.failed ?? 0,
    leftOut: webhook.leftOut,
    failingSince: webhook.failingSince,
    lastSuccessAt: webhook.lastSuccessAt,
    oldSecretUntil: webhook.oldSecretUntil,
    createdBy: webhook.createdBy,
    createdAt: webhook.createdAt,
  });
}

function badgeOf({ state, failingSince }: Webhook): WebhookView['badge'] {
  if (state === 'paused') return { kind: 'off', word: 'Paused' };
  if (state === 'disabled') return { kind: 'bad', word: 'Disabled' };
  return failingSince === undefined ? { kind: 'ok', word: 'Active' } : { kind: 'warn', word: 'Failing' };
}

function choiceOf({ categories, names }: Webhook): string {
  if (categories.length === 0 && names.length === 0) return 'Every event';
  const single = names.filter((name) => !categories.includes(EVENTS[name].category));
  const labels = single.map((name) => EVENTS[name].label);
  const rest = labels.length <= FEW ? labels : [counted(labels.length, 'single event')];
  return [...categories.map((category) => `All of ${category}`), ...rest].join(', ');
}
