import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Chrome } from '../../views/layout/chrome';
import { PACKAGE } from '../config/package';
import { compact } from '../core/compact';
import { nameOf } from '../core/user';
import { findSetting } from '../store/settings';
import { wordsOf } from '../words/catalog';
import { chooseLanguage } from '../core/languages';
import { csrfToken } from './middleware/csrf';
import { personOf } from './middleware/person';
import type { Flash } from './middleware/session';
import type { WebContext } from './web-context';
import { opensAdminPortal } from '../core/roles';

/** Writes a page. Pages of signed-in people are never kept by caches. */
export function render(response: Response, page: VNode, status = 200): void {
  response.status(status).set('Cache-Control', 'no-store').type('html').send(pageText(page));
}

/** The whole text of a page. */
export function pageText(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

/**
 * Collects what the frame of a page shows. Takes the flash sentence out of the session: it is shown once.
 * @param withForm false for pages of nobody in particular that hold no form: they begin no session
 */
export async function chromeOf(web: WebContext, request: Request, withForm = true): Promise<Chrome> {
  const user = personOf(request);
  const flash = request.session.flash;
  delete request.session.flash;
  const theme = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(request.get('cookie') ?? '')?.[1];
  const language = chooseLanguage(user?.language, request.get('accept-language'));
  return compact<Chrome>({
    language,
    words: wordsOf(language),
    organisation: (await findSetting(web.context.db, 'organisation')) ?? 'Passo',
    version: PACKAGE.version,
    csrfToken: withForm || user !== undefined ? csrfToken(request) : '',
    now: web.context.clock(),
    path: request.path,
    person: user && { name: nameOf(user), isAdmin: opensAdminPortal(user.role) },
    flash,
    theme: theme as Chrome['theme'] | undefined,
  });
}

/** Sends the browser to a page that says what was done (post, redirect, get). */
export function redirectWith(request: Request, response: Response, path: string, flash?: Flash): void {
  if (flash !== undefined) request.session.flash = flash;
  request.session.save(() => response.redirect(303, path));
}
