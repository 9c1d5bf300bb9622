import type { Request, RequestHandler } from 'express';
import { csrfSync } from 'csrf-sync';
import { AppError } from '../../core/errors';
import type { Context } from '../../context';

const { generateToken, csrfSynchronisedProtection } = csrfSync({
  getTokenFromRequest: (request) => {
    const body = request.body as Record<string, unknown> | undefined;
    return typeof body?.['_csrf'] === 'string' ? body['_csrf'] : undefined;
  },
});

/** The token every form carries. Reading it begins a session where there is none. */
export function csrfToken(request: Request): string {
  return generateToken(request);
}

/**
 * Refuses writes that don't come from our own pages: the token of the session has to be in the form, and where the
 * browser says which site a request comes from, it has to be ours (SECURITY W3). GET never writes. An origin of "null"
 * says nothing: under no-referrer browsers send it with our own forms, and over plain http nothing else with it.
 */
export function csrf(context: Context): RequestHandler {
  const own = context.config.baseUrl;
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const site = request.get('sec-fetch-site');
    const origin = request.get('origin');
    const foreign =
      (site !== undefined && site !== 'same-origin' && site !== 'none') ||
      (site === undefined && origin !== undefined && origin !== 'null' && origin !== own);
    if (foreign) throw stale();
    void csrfSynchronisedProtection(request, response, (error?: unknown) =>
      next(error === undefined ? undefined : stale()),
    );
  };
}

function stale(): AppError {
  return new AppError(
    'forbidden',
    'This page was open too long or came from elsewhere. Open it again and repeat what you did.',
  );
}
