import type { NextFunction, Request, Response } from 'express';

import { AppError } from '../../core/errors';

/** The content policy of every page: nothing but our own style sheet, scripts and pictures. @param formTarget an origin */
export function contentPolicy(formTarget?: string): string {
  const targets = formTarget === undefined ? "'self'" : `'self' ${formTarget}`;
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    `form-action ${targets}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** Sets the headers that every answer carries. */
export function safeHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'Content-Security-Policy': contentPolicy(),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  next();
}

/**
 * Refuses changes that another web site asks a browser for. Programs send neither header and are let through.
 * @param ownOrigin the simulator's origin
 */
export function sameOriginOnly(ownOrigin: string): (request: Request, response: Response, next: NextFunction) => void {
  return (request, _response, next) => {
    const site = request.get('sec-fetch-site');
    const origin = request.get('origin');
    const foreign = site === undefined ? origin !== undefined && origin !== ownOrigin : site !== 'same-origin';
    if (request.method !== 'GET' && foreign) next(new AppError('forbidden', 'This form was sent from another site.'));
    else next();
  };
}
