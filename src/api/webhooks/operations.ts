import { z } from 'zod';
import { createWebhook } from '../../actions/webhooks/create';
import { deleteWebhook } from '../../actions/webhooks/delete';
import { rotateWebhookSecret } from '../../actions/webhooks/rotate';
import { testWebhook } from '../../actions/webhooks/test';
import { setWebhookState, updateWebhook } from '../../actions/webhooks/update';
import type { Context } from '../../context';
import { notFound } from '../../core/errors';
import { isUlid } from '../../core/ids';
import { EVENT_CATEGORIES } from '../../events/catalog';
import type { Webhook } from '../../events/webhooks/webhook';
import { countDeliveries } from '../../store/webhooks/deliveries';
import { findWebhook, listWebhooks } from '../../store/webhooks/webhooks';
import { EVENT_NAMES } from '../events/show';
import { moment, momentOf, operation, type Operation } from '../operation';
import { webhookDeliveryOperations } from './deliveries';
import { webhookParams, WEBHOOKS } from './params';
import {
  deliverySchema,
  showDelivery,
  showWebhook,
  showWebhookSettings,
  webhookSchema,
  webhookSecretSchema,
  webhookSettingsSchema,
} from './show';

const PATH = '/webhooks';
const ONE = `${PATH}/{webhook}`;

const name = z.string().max(1_000).meta({ description: 'What it is for; up to 128 characters.', example: 'Payroll' });
const url = z.string().max(10_000).meta({ example: 'https://hooks.example.com/passo' });
const categories = z.array(z.enum(EVENT_CATEGORIES)).max(100);
const events = z.array(z.enum(EVENT_NAMES)).max(500);

const listAll = operation({
  id: 'listWebhooks',
  method: 'get',
  path: PATH,
  tag: WEBHOOKS,
  summary: 'List webhooks',
  scope: 'settings:read',
  answers: { 200: z.object({ items: z.array(webhookSchema) }) },
  async run({ deps: { db } }) {
    const counts = await countDeliveries(db);
    const items = (await listWebhooks(db)).map((webhook) => showWebhook(webhook, counts.get(webhook.id)));
    return { status: 200, body: { items } };
  },
});

const create = operation({
  id: 'createWebhook',
  method: 'post',
  path: PATH,
  tag: WEBHOOKS,
  summary: 'Add a webhook',
  description:
    'It gets the events that are recorded from now on. The secret is shown this once. Needs the scope `events:read`, too.',
  scope: 'settings:write',
  body: z.strictObject({
    name,
    url,
    categories: categories.default([]).meta({ description: 'Families of events.' }),
    events: events.default([]).meta({ description: 'Single names. With neither, every event is sent.' }),
  }),
  answers: { 201: z.object({ webhook: webhookSchema, secret: webhookSecretSchema }) },
  async run({ deps, actor, body, demandScope }) {
    // Whoever says where events go can read them there.
    demandScope('events:read');
    const { events: names, ...rest } = body;
    const { webhook, secret } = await createWebhook(deps, actor, { ...rest, names });
    const shown = { webhook: showWebhook(webhook, undefined), secret: secret.reveal() };
    return { status: 201, location: `${PATH}/${webhook.id}`, body: shown };
  },
});

const read = operation({
  id: 'readWebhook',
  method: 'get',
  path: ONE,
  tag: WEBHOOKS,
  summary: 'Read a webhook',
  scope: 'settings:read',
  params: webhookParams,
  answers: { 200: webhookSchema },
  async run({ deps, params }) {
    const webhook = await webhookMeant(deps, params.webhook);
    return { status: 200, body: showWebhook(webhook, (await countDeliveries(deps.db)).get(webhook.id)) };
  },
});

const readSettings = operation({
  id: 'readWebhookSettings',
  method: 'get',
  path: `${ONE}/settings`,
  tag: WEBHOOKS,
  summary: 'Read what can be changed of a webhook',
  description: 'Its ETag changes with them alone, and not with every message.',
  scope: 'settings:read',
  params: webhookParams,
  answers: { 200: webhookSettingsSchema },
  etag: true,
  async run({ deps, params }) {
    return { status: 200, body: showWebhookSettings(await webhookMeant(deps, params.webhook)) };
  },
});

const update = operation({
  id: 'updateWebhookSettings',
  method: 'put',
  path: `${ONE}/settings`,
  tag: WEBHOOKS,
  summary: 'Change a webhook',
  description: 'To a new address everything that waits is sent at once. Needs the scope `events:read`, too.',
  scope: 'settings:write',
  params: webhookParams,
  body: z.strictObject({ name, url, categories, events }),
  answers: { 200: webhookSettingsSchema },
  etag: true,
  async run(call) {
    const { deps, actor, params, body } = call;
    call.demandScope('events:read');
    const { events: names, ...rest } = body;
    const { id } = await webhookMeant(deps, params.webhook);
    const check = (now: Webhook): void => call.demandUnchanged(showWebhookSettings(now));
    const { webhook } = await updateWebhook(deps, actor, id, { ...rest, names }, check);
    return { status: 200, body: showWebhookSettings(webhook) };
  },
});

const setState = operation({
  id: 'setWebhookState',
  method: 'put',
  path: `${ONE}/state`,
  tag: WEBHOOKS,
  summary: 'Pause or resume a webhook',
  description: 'While it is paused, events wait for it. A webhook that Passo disabled is resumed the same way.',
  scope: 'settings:write',
  params: webhookParams,
  body: z.strictObject({ state: z.enum(['active', 'paused']) }),
  answers: { 200: webhookSettingsSchema },
  async run({ deps, actor, params, body }) {
    const { id } = await webhookMeant(deps, params.webhook);
    return { status: 200, body: showWebhookSettings(await setWebhookState(deps, actor, id, body.state)) };
  },
});

const remove = operation({
  id: 'deleteWebhook',
  method: 'delete',
  path: ONE,
  tag: WEBHOOKS,
  summary: 'Delete a webhook',
  description: 'What waits for it is not sent any more.',
  scope: 'settings:write',
  params: webhookParams,
  answers: { 204: null },
  async run({ deps, actor, params }) {
    await deleteWebhook(deps, actor, (await webhookMeant(deps, params.webhook)).id);
    return { status: 204 };
  },
});

const rotate = operation({
  id: 'rotateWebhookSecret',
  method: 'post',
  path: `${ONE}/secret`,
  tag: WEBHOOKS,
  summary: 'Give a webhook another secret',
  description: 'For a day messages are signed with both. The new one is shown this once.',
  scope: 'settings:write',
  params: webhookParams,
  body: z.strictObject({
    atOnce: z.boolean().default(false).meta({ description: 'Ends the one before at once: it became known.' }),
  }),
  answers: { 200: z.object({ secret: webhookSecretSchema, oldUntil: moment }) },
  async run({ deps, actor, params, body }) {
    const { id } = await webhookMeant(deps, params.webhook);
    const { secret, oldUntil } = await rotateWebhookSecret(deps, actor, id, body.atOnce);
    return { status: 200, body: { secret: secret.reveal(), oldUntil: momentOf(oldUntil) } };
  },
});

const test = operation({
  id: 'testWebhook',
  method: 'post',
  path: `${ONE}/test`,
  tag: WEBHOOKS,
  summary: 'Send a test to a webhook and wait for the answer',
  scope: 'settings:write',
  params: webhookParams,
  answers: { 200: deliverySchema },
  async run({ deps, actor, params }) {
    const { id } = await webhookMeant(deps, params.webhook);
    return { status: 200, body: showDelivery(await testWebhook(deps, actor, id)) };
  },
});

async function webhookMeant({ db }: Pick<Context, 'db'>, id: string): Promise<Webhook> {
  const webhook = isUlid(id) ? await findWebhook(db, id) : undefined;
  if (webhook === undefined) throw notFound('This webhook');
  return webhook;
}

/** Webhooks and their messages. */
export const webhookOperations: readonly Operation[] = [
  listAll,
  create,
  read,
  readSettings,
  update,
  setState,
  remove,
  rotate,
  test,
  ...webhookDeliveryOperations,
];
