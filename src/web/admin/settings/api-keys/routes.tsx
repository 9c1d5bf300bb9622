import { Router, type Request, type Response } from 'express';
import { ApiKeysPage } from '../../../../../views/admin/settings/api-keys/list';
import { NewApiKeyPage, type NewApiKeyProps } from '../../../../../views/admin/settings/api-keys/new';
import { apiKeyHref } from '../../../../../views/admin/settings/api-keys/props';
import { ApiKeyPage, type ApiKeyPageProps } from '../../../../../views/admin/settings/api-keys/show';
import { createApiKey, type ApiKeyInput } from '../../../../actions/api-keys/create';
import { renameApiKey } from '../../../../actions/api-keys/rename';
import { revokeApiKey } from '../../../../actions/api-keys/revoke';
import { openHandOver, sealHandOver } from '../../../../actions/forms/keep';
import type { ApiKey } from '../../../../core/api-keys/key';
import { isApiScope, scopesWithin } from '../../../../core/api-keys/scopes';
import { compact } from '../../../../core/compact';
import { invalid, notFound } from '../../../../core/errors';
import { isUlid, type ApiKeyId } from '../../../../core/ids';
import { may } from '../../../../core/roles';
import { findApiKey, listApiKeys } from '../../../../store/api-keys/keys';
import { findUser, findUsers } from '../../../../store/users';
import { all, formOf, text, type Form } from '../../../forms';
import { actorOf, requirePerson } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { formProblem, type FormProblem } from '../../form';
import { apiKeyView, scopeWords } from './view';

declare module 'express-session' {
  interface SessionData {
    /** An API key, sealed for the admin who made it. */
    apiKey?: { readonly at: number; readonly sealed: string };
  }
}

const PATH = '/admin/settings/api-keys';
/** How long the page shows the key: long enough to copy it, and to come Back to it. */
const SHOWN_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const LIVES = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '180', label: 'In 180 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
] as const;

/** The keys with which programs use the API. */
export function apiKeyRoutes(web: WebContext): Router {
  const router = Router();
  const { context } = web;
  router.get(PATH, async (request, response) => {
    const { db, clock } = context;
    const keys = await listApiKeys(db);
    const makers = new Map(
      (await findUsers(db, [...new Set(keys.map(({ createdById }) => createdById))])).map((user) => [user.id, user]),
    );
    const props = {
      keys: keys.map((key) => apiKeyView(key, makers.get(key.createdById), clock())),
      writes: may(requirePerson(request).role, 'settings.write'),
    };
    render(response, <ApiKeysPage chrome={await chromeOf(web, request)} {...props} />);
  });
  router.get(`${PATH}/new`, (request, response) => showForm(web, request, response, EMPTY));
  router.post(PATH, async (request, response) => {
    const form = formOf(request);
    try {
      const { key, secret } = await createApiKey(context, actorOf(request), inputOf(form, context.clock()));
      const handed = { apiKeyId: key.id, text: secret.reveal() };
      request.session.apiKey = {
        at: context.clock(),
        sealed: sealHandOver(context, requirePerson(request).id, handed),
      };
      redirectWith(request, response, apiKeyHref(key.id), { kind: 'ok', title: `The API key ${key.name} is made` });
    } catch (error) {
      await showForm(web, request, response, typed(form), formProblem(error));
    }
  });
  router.get(`${PATH}/:id`, (request, response) => showKey(web, request, response));
  router.post(`${PATH}/:id`, async (request, response) => {
    const { id } = await keyOf(web, request);
    try {
      const { name } = await renameApiKey(context, actorOf(request), id, text(formOf(request), 'name'));
      redirectWith(request, response, apiKeyHref(id), { kind: 'ok', title: `The API key is called ${name}` });
    } catch (error) {
      await showKey(web, request, response, formProblem(error));
    }
  });
  router.post(`${PATH}/:id/revocation`, async (request, response) => {
    const { id } = await keyOf(web, request);
    const { name } = await revokeApiKey(context, actorOf(request), id);
    redirectWith(request, response, PATH, {
      kind: 'ok',
      title: `The API key ${name} is revoked`,
      text: 'It is refused from the next request on.',
    });
  });
  return router;
}

async function keyOf(web: WebContext, request: Request): Promise<ApiKey> {
  const id = String(request.params['id']);
  const key = isUlid(id) ? await findApiKey(web.context.db, id as ApiKeyId) : undefined;
  if (key === undefined) throw notFound('This API key');
  return key;
}

async function showKey(web: WebContext, request: Request, response: Response, problem?: FormProblem): Promise<void> {
  const { db, clock, config } = web.context;
  const key = await keyOf(web, request);
  const props = compact<ApiKeyPageProps>({
    chrome: await chromeOf(web, request),
    apiKey: apiKeyView(key, await findUser(db, key.createdById), clock()),
    secret: secretFor(web, request, key),
    baseUrl: config.baseUrl,
    name: problem === undefined ? key.name : text(formOf(request), 'name'),
    writes: may(requirePerson(request).role, 'settings.write'),
    errors: problem?.errors,
    message: problem?.message,
  });
  render(response, <ApiKeyPage {...props} />, problem?.status ?? 200);
}

/** The key itself, to whoever made it, for a few minutes. */
function secretFor(web: WebContext, request: Request, key: ApiKey): string | undefined {
  const kept = request.session.apiKey;
  if (kept === undefined) return undefined;
  if (web.context.clock() - kept.at > SHOWN_MS) {
    delete request.session.apiKey;
    return undefined;
  }
  const handed = openHandOver(web.context, requirePerson(request).id, kept.sealed);
  return handed?.['apiKeyId'] === key.id && key.revokedAt === undefined ? handed['text'] : undefined;
}

type Typed = Pick<NewApiKeyProps, 'name' | 'scopes' | 'ends'>;

const EMPTY: Typed = { name: '', scopes: [], ends: '90' };

function typed(form: Form): Typed {
  return { name: text(form, 'name'), scopes: all(form, 'scope'), ends: text(form, 'expires') };
}

function inputOf(form: Form, now: number): ApiKeyInput {
  const { name, scopes, ends } = typed(form);
  if (!LIVES.some(({ value }) => value === ends)) throw invalid({ expires: 'Choose when the key ends.' });
  const expiresAt = ends === 'never' ? undefined : now + Number(ends) * DAY_MS;
  return compact<ApiKeyInput>({ name, scopes: scopes.filter(isApiScope), expiresAt });
}

async function showForm(
  web: WebContext,
  request: Request,
  response: Response,
  shown: Typed,
  problem?: FormProblem,
): Promise<void> {
  const props = compact<NewApiKeyProps>({
    chrome: await chromeOf(web, request),
    ...shown,
    offered: scopesWithin(requirePerson(request).role).map(scopeWords),
    lives: LIVES,
    errors: problem?.errors,
    message: problem?.message,
  });
  render(response, <NewApiKeyPage {...props} />, problem?.status ?? 200);
}
