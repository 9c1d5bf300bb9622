import { METHODS, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Histogram } from 'prom-client';

/** What of a request is told: how, which route, and with what answer. */
export type RequestLabel = 'method' | 'route' | 'status';

/** Express keeps the route that answered on the request. */
interface Routed {
  readonly route?: { readonly path?: unknown };
}

const KNOWN = new Set(METHODS);

/** Times every request of a server, from its head to the end of the answer. */
export function timeRequests(server: Server, histogram: Histogram<RequestLabel>): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const began = process.hrtime.bigint();
    response.once('finish', () => {
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      const method = request.method !== undefined && KNOWN.has(request.method) ? request.method : 'other';
      histogram.observe({ method, route: routeOf(request), status: String(response.statusCode) }, seconds);
    });
  });
}

/** The template of the route, never the path: what strangers ask for must not make a name of its own. */
export function routeOf(request: IncomingMessage & Routed): string {
  const path: unknown = Array.isArray(request.route?.path) ? (request.route.path as unknown[])[0] : request.route?.path;
  if (typeof path === 'string') return path;
  const asked = request.url ?? '';
  if (/^\/saml2\/[a-z0-9-]{1,64}(\?|$)/.test(asked)) return '/saml2/:slug';
  return asked.startsWith('/assets/') ? '/assets' : 'none';
}
