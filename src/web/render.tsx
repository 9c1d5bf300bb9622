import type { Request, Response } from 'express';
import type { VNode } from 'preact';
// Hooks take their place in the renderer when they are loaded, which has to be before the first page is written.
import 'preact/hooks';
import { renderToString } from 'preact-render-to-string';
import type { Chrome } from '../../views/layout/chrome';
import { PACKAGE } from '../config/package';
import { compact } from '../core/compact';
import { logoHref, readBranding } from '../core/portal/branding';
import { nameOf, type User } from '../core/user';
import { findSettings } from '../store/settings';
import { mayUse, readingNote } from './admin/access/may-use';
import { csrfToken } from './middleware/csrf';
import { personOf } from './middleware/person';
import type { Flash } from './middleware/session';
import { readerOf } from './reader';
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
  const settings = await findSettings(web.context.db, ['organisation', 'branding', 'held_copy']);
  const branding = readBranding(settings.get('branding'));
  return compact<Chrome>({
    ...readerOf(request),
    organisation: settings.get('organisation') ?? 'Passo',
    logo: logoHref(branding),
    signInNote: branding.signInNote,
    sendsNothing: settings.has('held_copy') ? true : undefined,
    version: PACKAGE.version,
    csrfToken: withForm || user !== undefined ? csrfToken(request) : '',
    now: web.context.clock(),
    path: request.path,
    person: user && personFor(user, request),
    flash,
    theme: theme as Chrome['theme'] | undefined,
  });
}

/** What pages know of their reader: the name, and what of the Administrator Portal is offered to the role. */
function personFor(user: User, { access }: Request): NonNullable<Chrome['person']> {
  const { role } = user;
  return compact<NonNullable<Chrome['person']>>({
    name: nameOf(user),
    isAdmin: opensAdminPortal(role),
    opens: (method, path) => mayUse(role, method, path, access?.personRole),
    readingNote: access && readingNote(role, access),
  });
}

/** Sends the browser to a page that says what was done (post, redirect, get). */
export function redirectWith(request: Request, response: Response, path: string, flash?: Flash): void {
  if (flash !== undefined) request.session.flash = flash;
  request.session.save(() => response.redirect(303, path));
}
