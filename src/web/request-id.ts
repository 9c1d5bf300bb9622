import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

const ids = new WeakMap<IncomingMessage, string>();

/**
 * The id of a request, by which its log lines are found. One that comes with the request is taken from a proxy that the
 * operator trusts alone, and only in a harmless form: strangers must not write into our log.
 * @param proxies how many proxies in front of us are trusted
 */
export function requestIdOf(request: IncomingMessage, proxies: number): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const given = proxies > 0 ? request.headers['x-request-id'] : undefined;
  const id = typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
  ids.set(request, id);
  return id;
}

/** Tells browsers and proxies the id of their request. */
export function tellRequestId(proxies: number): RequestHandler {
  return (request, response, next) => {
    response.set('X-Request-Id', requestIdOf(request, proxies));
    next();
  };
}
