import { METHODS, type IncomingMessage, type RequestListener } from 'node:http';
import { readTraceparent } from './parent';
import type { Tracer } from './tracer';

/** What of the server a trace of a request needs to know. */
export interface RequestFacts {
  /** The public address. */
  readonly baseUrl: string;
  /** How many proxies in front of us are trusted: without one, nobody says what a trace belongs to. */
  readonly proxies: number;
  /** The template of the route that answered, or 'none'. */
  readonly routeOf: (request: IncomingMessage) => string;
  readonly requestIdOf: (request: IncomingMessage, proxies: number) => string;
}

const KNOWN = new Set(METHODS);
/** What balancers and browsers ask for all the time, and nobody looks for. */
const UNTRACED = /^\/(?:livez|readyz|healthz)(?:\?|$)|^\/assets\//;

/**
 * Traces the requests of a server, by the semantic conventions of OpenTelemetry for HTTP servers. The path is left out of
 * them, since links to choose a password have their token in it: the route says enough.
 */
export function traceRequests(tracer: Tracer, about: RequestFacts, listener: RequestListener): RequestListener {
  const { hostname, port, protocol } = new URL(about.baseUrl);
  const server = {
    'server.address': hostname,
    'server.port': port === '' ? undefined : Number(port),
    'url.scheme': protocol.slice(0, -1),
  };
  return (request, response) => {
    const { url = '', headers } = request;
    if (UNTRACED.test(url)) return listener(request, response);
    const method = request.method !== undefined && KNOWN.has(request.method) ? request.method : '_OTHER';
    const remote = about.proxies > 0 ? readTraceparent(headers.traceparent) : undefined;
    const span = tracer.begin({
      name: method === '_OTHER' ? 'HTTP' : method,
      kind: 'server',
      facts: { 'http.request.method': method, ...server },
      handedDown: { 'passo.request_id': about.requestIdOf(request, about.proxies) },
      ...(remote === undefined ? { root: true } : { remote }),
    });
    response.once('close', () => {
      const route = about.routeOf(request);
      if (route !== 'none') {
        span.rename(`${method === '_OTHER' ? 'HTTP' : method} ${route}`);
        span.note({ 'http.route': route });
      }
      // Whoever asked may have gone before the answer began.
      if (!response.headersSent) return span.end('cancelled');
      span.note({ 'http.response.status_code': response.statusCode });
      span.end(response.statusCode >= 500 ? String(response.statusCode) : undefined);
    });
    span.within(() => listener(request, response));
  };
}
