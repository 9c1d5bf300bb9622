import type { Request, RequestHandler, Response } from 'express';
import { csrfSync } from 'csrf-sync';
import type { Context } from '../../context';
import type { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { saidError, say } from '../../words/said';
import { formOf, text } from '../forms';
import { keepForm } from '../kept-forms/keep';
import { makeFormMark, readFormMark, type FormMark } from './form-mark';
import { readerOf } from '../reader';
import { personOf } from './person';

declare module 'express-serve-static-core' {
  interface Request {
    /** Makes the mark that the forms of this answer carry. */
    makeMark?: () => string;
    /** Whose page the form of this request stood on, and which. */
    formMark?: FormMark;
  }
}

const { generateToken, csrfSynchronisedProtection } = csrfSync({
  getTokenFromRequest: (request) => {
    const body = request.body as Record<string, unknown> | undefined;
    return typeof body?.['_csrf'] === 'string' ? body['_csrf'].split('.')[0] : undefined;
  },
});

/**
 * The token every form carries: that of the session, and for people who are signed in the mark of the page, which
 * outlives the session. Reading it begins a session where there is none.
 */
export function csrfToken(request: Request): string {
  const mark = request.makeMark?.() ?? '';
  return mark === '' ? generateToken(request) : `${generateToken(request)}.${mark}`;
}

/**
 * Refuses writes that don't come from our own pages: the token of the session has to be in the form, and where the
 * browser says which site a request comes from, it has to be ours (SECURITY W3). GET never writes. An origin of "null"
 * says nothing: under no-referrer browsers send it with our own forms, and over plain http nothing else with it.
 *
 * A form of ours whose session is over is not acted on either, but it is kept for the person it was made for.
 */
export function csrf(context: Context): RequestHandler {
  const own = context.config.baseUrl;
  const key = context.secrets.cookieKey;
  return (request, response, next) => {
    request.makeMark = () => {
      const person = personOf(request);
      return person === undefined ? '' : makeFormMark(key, person.id, context.clock());
    };
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const site = request.get('sec-fetch-site');
    const origin = request.get('origin');
    const foreign =
      (site !== undefined && site !== 'same-origin' && site !== 'none') ||
      (site === undefined && origin !== undefined && origin !== 'null' && origin !== own);
    if (foreign) throw stale(request);
    const mark = markOf(request, key, context.clock());
    if (mark !== undefined) request.formMark = mark;
    void csrfSynchronisedProtection(request, response, (error?: unknown) => {
      if (error === undefined) return next();
      answerStale(context, request, response).catch(next);
    });
  };
}

function markOf(request: Request, key: string, now: number): FormMark | undefined {
  const [, ...mark] = text(formOf(request), '_csrf').split('.');
  return mark.length === 0 ? undefined : readFormMark(key, mark.join('.'), now);
}

/** Whoever sent a form of ours that is too old goes on with it after signing in, or at once when still signed in. */
async function answerStale(context: Context, request: Request, response: Response): Promise<void> {
  const mark = request.formMark;
  if (mark === undefined || request.method !== 'POST') throw stale(request);
  const person = personOf(request);
  if (person !== undefined && person.id !== mark.userId) throw saidError('forbidden', say('form_of_another'));
  // Nobody signs in to sign out.
  if (request.path === '/logout' && person === undefined) return response.redirect(303, '/login');
  const page = keepForm(context, request, mark.userId as UserId);
  if (person === undefined) {
    const { signIn: title, signInText: text } = readerOf(request).words.kept;
    request.session.flash = { kind: 'warn', title, text };
  }
  await new Promise<void>((done) => request.session.save(() => done()));
  response.redirect(303, person === undefined ? `/login?next=${encodeURIComponent(page)}` : page);
}

function stale(request: Request): AppError {
  return saidError('forbidden', say(request.is('multipart/form-data') ? 'form_file_again' : 'form_stale'));
}
