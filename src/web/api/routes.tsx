import { createHash } from 'node:crypto';
import { Router } from 'express';
import { SCHEMAS, type ApiContents } from '../../../views/api/props';
import { ApiReferencePage, ApiSchemasPage, ApiSectionPage } from '../../../views/api/reference';
import { API_SCOPES, SCOPE_WORDS } from '../../core/api-keys/scopes';
import { notFound } from '../../core/errors';
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
  const pages = (): ReturnType<typeof readDocument> & { readonly contents: readonly ApiContents[] } => {
    read ??= readDocument(web.apiDocument());
    return { ...read, contents: [...read.sections, SCHEMAS].map(({ slug, title }) => ({ slug, title })) };
  };
  router.get('/api/docs', async (request, response) => {
    const { contents, sections, problems } = pages();
    const props = {
      chrome: await chromeOf(web, request, false),
      baseUrl: web.context.config.baseUrl,
      scopes: API_SCOPES.map((name) => ({ name, words: SCOPE_WORDS[name] })),
      ...{ contents, sections, problems },
    };
    render(response, <ApiReferencePage {...props} />);
  });
  router.get('/api/docs/:section', async (request, response) => {
    const { contents, sections, schemas } = pages();
    const chrome = await chromeOf(web, request, false);
    if (request.params.section === SCHEMAS.slug) {
      return render(response, <ApiSchemasPage chrome={chrome} contents={contents} schemas={schemas} />);
    }
    const section = sections.find(({ slug }) => slug === request.params.section);
    if (section === undefined) throw notFound('This part of the API');
    render(response, <ApiSectionPage chrome={chrome} contents={contents} section={section} />);
  });
  return router;
}
