import { createHash } from 'node:crypto';
import { Router } from 'express';
import { ApiReferencePage } from '../../../views/api/reference';
import { API_SCOPES, SCOPE_WORDS } from '../../core/api-keys/scopes';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';
import { readDocument } from './read-document';

/**
 * What the API can do, for people and for generators of clients. Everybody may read it: it is the same for every
 * installation of a version, and tells nothing of this one.
 */
export function apiReferenceRoutes(web: WebContext): Router {
  const router = Router();
  let read: ReturnType<typeof readDocument> | undefined;
  router.get('/api/openapi.json', (request, response) => {
    const text = web.apiDocument();
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
    response.set({ 'Cache-Control': 'no-cache', ETag: etag }).type('application/json');
    if (request.fresh) return void response.status(304).end();
    response.send(text);
  });
  router.get('/api/docs', async (request, response) => {
    read ??= readDocument(web.apiDocument());
    const props = {
      chrome: await chromeOf(web, request, false),
      baseUrl: web.context.config.baseUrl,
      scopes: API_SCOPES.map((name) => ({ name, words: SCOPE_WORDS[name] })),
      ...read,
    };
    render(response, <ApiReferencePage {...props} />);
  });
  return router;
}
