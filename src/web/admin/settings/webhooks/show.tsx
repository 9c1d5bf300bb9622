import type { Request, Response } from 'express';
import type { DeliveryView } from '../../../../../views/admin/settings/webhooks/deliveries';
import { webhookHref, type WebhookView } from '../../../../../views/admin/settings/webhooks/props';
import { WebhookPage, type WebhookPageProps } from '../../../../../views/admin/settings/webhooks/show';
import { withQuery } from '../../../../../views/parts/safe-href';
import { openHandOver, sealHandOver } from '../../../../actions/forms/keep';
import { compact } from '../../../../core/compact';
import { notFound } from '../../../../core/errors';
import { isUlid } from '../../../../core/ids';
import { may } from '../../../../core/roles';
import type { SecretText } from '../../../../core/secret-text';
import { EVENTS } from '../../../../events/catalog';
import { TEST_TYPE, type Webhook, type WebhookDelivery } from '../../../../events/webhooks/webhook';
import { countDeliveries, listDeliveries } from '../../../../store/webhooks/deliveries';
import { findWebhook } from '../../../../store/webhooks/webhooks';
import { queryText } from '../../../forms';
import { requirePerson } from '../../../middleware/person';
import { chromeOf, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { webhookView } from './words';

declare module 'express-session' {
  interface SessionData {
    /** The secret of a webhook, sealed for the admin who made it. */
    webhookSecret?: { readonly at: number; readonly sealed: string };
  }
}

/** How long the page shows the secret: long enough to copy it, and to come Back to it. */
const SHOWN_MS = 5 * 60_000;
const PAGE = 25;

/** The webhook of an address. @throws AppError not_found */
export async function webhookOf(web: WebContext, request: Request): Promise<Webhook> {
  const id = String(request.params['id']);
  const webhook = isUlid(id) ? await findWebhook(web.context.db, id) : undefined;
  if (webhook === undefined) throw notFound('This webhook');
  return webhook;
}

/** A webhook with what waits for it. */
export async function viewOf(web: WebContext, webhook: Webhook): Promise<WebhookView> {
  return webhookView(webhook, (await countDeliveries(web.context.db)).get(webhook.id));
}

/** Keeps a new secret for the page that follows, for this admin alone. */
export function handOver(web: WebContext, request: Request, webhookId: string, secret: SecretText): void {
  const { context } = web;
  const sealed = sealHandOver(context, requirePerson(request).id, { webhookId, secret: secret.reveal() });
  request.session.webhookSecret = { at: context.clock(), sealed };
}

/** Shows one webhook; with a message when something was refused. */
export async function showWebhook(
  web: WebContext,
  request: Request,
  response: Response,
  refused?: { readonly message: string; readonly status: number },
): Promise<void> {
  const { db, clock } = web.context;
  const webhook = await webhookOf(web, request);
  const cursor = queryText(request, 'before');
  const before = isUlid(cursor) ? cursor : undefined;
  const found = await listDeliveries(db, webhook.id, compact({ take: PAGE + 1, before }));
  const shown = found.slice(0, PAGE);
  const last = found.length > PAGE ? shown.at(-1) : undefined;
  const href = webhookHref(webhook.id);
  const props = compact<WebhookPageProps>({
    chrome: await chromeOf(web, request),
    webhook: await viewOf(web, webhook),
    secret: secretFor(web, request, webhook),
    writes: may(requirePerson(request).role, 'settings.write'),
    deliveries: shown.map((delivery) => deliveryView(delivery, webhook.state === 'active' ? clock() : undefined)),
    newer: before === undefined ? undefined : href,
    older: last === undefined ? undefined : withQuery(href, { before: last.id }),
    message: refused?.message,
  });
  render(response, <WebhookPage {...props} />, refused?.status ?? 200);
}

/** The secret that this admin made a moment ago for this webhook. */
function secretFor(web: WebContext, request: Request, webhook: Webhook): string | undefined {
  const kept = request.session.webhookSecret;
  if (kept === undefined || web.context.clock() - kept.at > SHOWN_MS) return undefined;
  const handed = openHandOver(web.context, requirePerson(request).id, kept.sealed);
  return handed?.['webhookId'] === webhook.id ? handed['secret'] : undefined;
}

/** @param now absent while nothing is sent */
function deliveryView(delivery: WebhookDelivery, now: number | undefined): DeliveryView {
  const { type, state, dueAt, attempts } = delivery;
  return compact<DeliveryView>({
    id: delivery.id,
    label: type === TEST_TYPE ? 'Test' : EVENTS[type].label,
    eventId: delivery.eventId,
    state,
    attempts,
    status: delivery.status,
    answer: delivery.answer,
    fault: delivery.fault,
    at: delivery.createdAt,
    triedAt: delivery.triedAt,
    nextAt: state === 'waiting' && now !== undefined ? Math.max(dueAt, now) : undefined,
  });
}
