import { Router, type Request, type Response } from 'express';
import { DeleteWebhookPage } from '../../../../../views/admin/settings/webhooks/delete';
import { WebhookFormPage, type WebhookFormProps } from '../../../../../views/admin/settings/webhooks/form';
import { WebhooksPage } from '../../../../../views/admin/settings/webhooks/list';
import { webhookHref } from '../../../../../views/admin/settings/webhooks/props';
import { sendAgain } from '../../../../actions/webhooks/again';
import { createWebhook } from '../../../../actions/webhooks/create';
import { deleteWebhook } from '../../../../actions/webhooks/delete';
import type { WebhookInput } from '../../../../actions/webhooks/input';
import { rotateWebhookSecret } from '../../../../actions/webhooks/rotate';
import { testWebhook } from '../../../../actions/webhooks/test';
import { setWebhookState, updateWebhook } from '../../../../actions/webhooks/update';
import { compact } from '../../../../core/compact';
import { AppError, invalid } from '../../../../core/errors';
import { isUlid } from '../../../../core/ids';
import { may } from '../../../../core/roles';
import { countDeliveries } from '../../../../store/webhooks/deliveries';
import { listWebhooks } from '../../../../store/webhooks/webhooks';
import { all, formOf, text, type Form } from '../../../forms';
import { actorOf, requirePerson } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { formProblem, type FormProblem } from '../../form';
import { handOver, showWebhook, viewOf, webhookOf } from './show';
import { EVENT_FAMILIES, webhookView } from './words';

const PATH = '/admin/settings/webhooks';

/** The addresses that events are sent to. */
export function webhookRoutes(web: WebContext): Router {
  const router = Router();
  const { context } = web;
  router.get(PATH, async (request, response) => {
    const counts = await countDeliveries(context.db);
    const webhooks = (await listWebhooks(context.db)).map((webhook) => webhookView(webhook, counts.get(webhook.id)));
    const writes = may(requirePerson(request).role, 'settings.write');
    render(response, <WebhooksPage chrome={await chromeOf(web, request)} webhooks={webhooks} writes={writes} />);
  });
  router.get(`${PATH}/new`, (request, response) => showForm(web, request, response, { ...EMPTY }));
  router.post(PATH, async (request, response) => {
    const form = formOf(request);
    try {
      const { webhook, secret } = await createWebhook(context, actorOf(request), inputOf(form));
      handOver(web, request, webhook.id, secret);
      redirectWith(request, response, webhookHref(webhook.id), { kind: 'ok', title: `${webhook.name} is added` });
    } catch (error) {
      await showForm(web, request, response, typed(form), formProblem(error));
    }
  });
  router.get(`${PATH}/:id`, (request, response) => showWebhook(web, request, response));
  changeRoutes(web, router);
  actRoutes(web, router);
  return router;
}

/** Changing a webhook, and deleting it. */
function changeRoutes(web: WebContext, router: Router): void {
  const { context } = web;
  router.get(`${PATH}/:id/change`, async (request, response) => {
    const { id, name, url, categories, names } = await webhookOf(web, request);
    const scope = categories.length + names.length === 0 ? 'all' : 'some';
    await showForm(web, request, response, { id, name, url, scope, categories, names });
  });
  router.post(`${PATH}/:id`, async (request, response) => {
    const { id } = await webhookOf(web, request);
    const form = formOf(request);
    try {
      const { webhook, changed } = await updateWebhook(context, actorOf(request), id, inputOf(form));
      const title = changed.length === 0 ? 'Nothing changed' : `${webhook.name} is saved`;
      redirectWith(request, response, webhookHref(id), { kind: 'ok', title });
    } catch (error) {
      await showForm(web, request, response, { ...typed(form), id }, formProblem(error));
    }
  });
  router.get(`${PATH}/:id/deletion`, async (request, response) => {
    const webhook = await viewOf(web, await webhookOf(web, request));
    render(response, <DeleteWebhookPage chrome={await chromeOf(web, request)} webhook={webhook} />);
  });
  router.post(`${PATH}/:id/deletion`, async (request, response) => {
    const { id, name } = await webhookOf(web, request);
    await deleteWebhook(context, actorOf(request), id);
    redirectWith(request, response, PATH, { kind: 'ok', title: `${name} is deleted` });
  });
}

/** What is done with a webhook as it is. */
function actRoutes(web: WebContext, router: Router): void {
  const { context } = web;
  router.post(`${PATH}/:id/test`, async (request, response) => {
    const { id } = await webhookOf(web, request);
    const { state, fault, status } = await testWebhook(context, actorOf(request), id);
    redirectWith(
      request,
      response,
      webhookHref(id),
      state === 'delivered'
        ? { kind: 'ok', title: 'The test arrived', text: `It answered ${status ?? ''}.` }
        : { kind: 'bad', title: 'The test did not arrive', ...(fault === undefined ? {} : { text: fault }) },
    );
  });
  for (const [act, state, word] of [
    ['pause', 'paused', 'is paused. Events wait for it'],
    ['resume', 'active', 'is sent to again'],
  ] as const) {
    router.post(`${PATH}/:id/${act}`, async (request, response) => {
      const { id } = await webhookOf(web, request);
      const { name } = await setWebhookState(context, actorOf(request), id, state);
      redirectWith(request, response, webhookHref(id), { kind: 'ok', title: `${name} ${word}` });
    });
  }
  router.post(`${PATH}/:id/rotation`, async (request, response) => {
    const { id } = await webhookOf(web, request);
    const atOnce = text(formOf(request), 'at-once') !== '';
    const { secret } = await rotateWebhookSecret(context, actorOf(request), id, atOnce);
    handOver(web, request, id, secret);
    const said = atOnce ? 'The one before does not sign any more.' : 'The one before signs as well for a day.';
    redirectWith(request, response, webhookHref(id), { kind: 'ok', title: 'There is a new secret', text: said });
  });
  router.post(`${PATH}/:id/deliveries/:delivery/again`, async (request, response) => {
    const { id } = await webhookOf(web, request);
    const delivery = String(request.params['delivery']);
    try {
      await sendAgain(context, actorOf(request), id, isUlid(delivery) ? delivery : '');
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      return showWebhook(web, request, response, { message: error.message, status: 409 });
    }
    redirectWith(request, response, webhookHref(id), { kind: 'ok', title: 'The event is sent again' });
  });
}

type Typed = Pick<WebhookFormProps, 'name' | 'url' | 'scope' | 'categories' | 'names'> & { readonly id?: string };

const EMPTY: Typed = { name: '', url: '', scope: 'all', categories: [], names: [] };

function typed(form: Form): Typed {
  return {
    name: text(form, 'name'),
    url: text(form, 'url'),
    scope: text(form, 'scope'),
    categories: all(form, 'category'),
    names: all(form, 'event'),
  };
}

/** @throws AppError invalid when single events are wanted and none is ticked: nothing stands for everything */
function inputOf(form: Form): WebhookInput {
  const { name, url, scope, categories, names } = typed(form);
  if (scope === 'all') return { name, url, categories: [], names: [] };
  if (scope !== 'some' || categories.length + names.length === 0) {
    throw invalid({ events: 'Choose at least one family or one event, or every event.' });
  }
  return { name, url, categories, names };
}

async function showForm(
  web: WebContext,
  request: Request,
  response: Response,
  shown: Typed,
  problem?: FormProblem,
): Promise<void> {
  const props = compact<WebhookFormProps>({
    chrome: await chromeOf(web, request),
    ...shown,
    id: shown.id,
    families: EVENT_FAMILIES,
    errors: problem?.errors,
    message: problem?.message,
  });
  render(response, <WebhookFormPage {...props} />, problem?.status ?? 200);
}
