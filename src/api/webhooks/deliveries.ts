import { z } from 'zod';
import { sendAgain } from '../../actions/webhooks/again';
import { compact } from '../../core/compact';
import { notFound } from '../../core/errors';
import { isUlid } from '../../core/ids';
import { listDeliveries } from '../../store/webhooks/deliveries';
import { findWebhook } from '../../store/webhooks/webhooks';
import { operation, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { webhookParams, WEBHOOKS } from './params';
import { deliverySchema, showDelivery } from './show';

const PATH = '/webhooks/{webhook}/deliveries';

const list = operation({
  id: 'listWebhookDeliveries',
  method: 'get',
  path: PATH,
  tag: WEBHOOKS,
  summary: 'List the messages of a webhook, the newest first',
  scope: 'settings:read',
  params: webhookParams,
  query: z.strictObject({ ...paging, state: z.enum(['waiting', 'delivered', 'failed']).optional() }),
  answers: { 200: pageOf(deliverySchema) },
  async run(call) {
    const { db } = call.deps;
    const { webhook } = call.params;
    const { limit, state } = call.query;
    if (!isUlid(webhook) || (await findWebhook(db, webhook)) === undefined) throw notFound('This webhook');
    const before = readCursor(call, z.string());
    const rows = await listDeliveries(db, webhook, compact({ take: limit + 1, before, state }));
    return { status: 200, body: writePage(call, rows, showDelivery, ({ id }) => id) };
  },
});

const again = operation({
  id: 'sendWebhookDeliveryAgain',
  method: 'post',
  path: `${PATH}/{delivery}/again`,
  tag: WEBHOOKS,
  summary: 'Send a message again',
  description: 'Under the same `webhook-id`. The tries are counted anew.',
  scope: 'settings:write',
  params: webhookParams.extend({ delivery: z.string().max(100) }),
  answers: { 202: deliverySchema },
  async run({ deps, actor, params: { webhook, delivery } }) {
    if (!isUlid(webhook) || !isUlid(delivery)) throw notFound('This delivery');
    return { status: 202, body: showDelivery(await sendAgain(deps, actor, webhook, delivery)) };
  },
});

/** The messages of a webhook. */
export const webhookDeliveryOperations: readonly Operation[] = [list, again];
