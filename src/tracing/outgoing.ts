import { randomUUID } from 'node:crypto';
import type { Deps } from '../actions/deps';
import type { Mailer } from '../net/mail/mailer';
import type { SoapTransport } from '../net/soap-transport';
import type { WebhookTransport } from '../net/webhook-transport';
import type { ScimTransport } from '../scim/transport';
import type { Facts, Span, Tracer } from './tracer';

/** Endpoints of RFC 7644 section 3.2 and RFC 7643 section 5: other names may be somebody's id. */
const ENDPOINTS = new Set(['Users', 'Groups', 'Schemas', 'ResourceTypes', 'ServiceProviderConfig', 'Me', 'Bulk']);

/** The path of a SCIM request without ids, filters and whatever else people brought in. */
export function scimTemplate(path: string): string {
  const [, first = '', ...rest] = path.replace(/[?#].*$/s, '').split('/');
  const endpoint = ENDPOINTS.has(first) ? first : '{endpoint}';
  return ['', endpoint, ...rest.filter((part) => part !== '').map(() => '{id}')].join('/');
}

/**
 * The same way to a SCIM server, traced by the semantic conventions of OpenTelemetry for HTTP clients.
 * @param app the slug of the application; absent for an address that is being tried
 */
export function tracedScim(
  tracer: Tracer,
  transport: ScimTransport,
  { baseUrl, app }: { readonly baseUrl: string; readonly app?: string | undefined },
): ScimTransport {
  const server = serverOf(baseUrl);
  return async (request) => {
    const template = scimTemplate(request.path);
    const { method } = request;
    const facts = { 'http.request.method': method, 'url.template': template, ...server, 'passo.app': app };
    const span = tracer.begin({ name: `${method} ${template}`, kind: 'client', facts });
    try {
      const came = await span.within(() => transport(request));
      endOf(span, came.kind === 'silence' ? came.reason : came.status);
      return came;
    } catch (error) {
      span.end('unsent');
      throw error;
    }
  };
}

/** A new id for a request to an SP, which its span is found by as well. */
export function newRequestId(tracer: Tracer): string {
  const id = randomUUID();
  tracer.current()?.note({ 'passo.request_id': id });
  return id;
}

/** Puts a span around every message that goes out to webhooks, by SOAP and by mail. */
export function traceMessages(deps: { -readonly [key in keyof Deps]: Deps[key] }, tracer: Tracer): void {
  deps.soapTransport = tracedSoap(tracer, deps.soapTransport);
  deps.webhookTransport = tracedWebhooks(tracer, deps.webhookTransport);
  const { mail } = deps.config;
  if (deps.mailer !== undefined && mail !== undefined) deps.mailer = tracedMailer(tracer, deps.mailer, mail.host);
}

function tracedWebhooks(tracer: Tracer, transport: WebhookTransport): WebhookTransport {
  return {
    ...transport,
    async send(request) {
      const facts = { 'http.request.method': 'POST', ...serverOf(request.url) };
      const span = tracer.begin({ name: 'POST webhook', kind: 'client', facts });
      const came = await span.within(() => transport.send(request));
      endOf(span, came.kind === 'silence' ? 'silence' : came.status);
      return came;
    },
  };
}

function tracedSoap(tracer: Tracer, transport: SoapTransport): SoapTransport {
  return async (request) => {
    const facts = { 'http.request.method': 'POST', ...serverOf(request.url) };
    const span = tracer.begin({ name: 'POST logout', kind: 'client', facts });
    const came = await span.within(() => transport(request));
    endOf(span, came.kind === 'silence' ? 'silence' : came.status);
    return came;
  };
}

function tracedMailer(tracer: Tracer, mailer: Mailer, host: string): Mailer {
  return {
    ...mailer,
    async send(message) {
      const span = tracer.begin({ name: 'send mail', kind: 'client', facts: { 'server.address': host } });
      const outcome = await span.within(() => mailer.send(message));
      span.end(outcome.kind === 'sent' ? undefined : outcome.kind);
      return outcome;
    },
  };
}

/** @param came the status, or why nothing came */
function endOf(span: Span, came: number | string): void {
  if (typeof came === 'string') return span.end(came);
  span.note({ 'http.response.status_code': came });
  span.end(came >= 400 ? String(came) : undefined);
}

/** The host alone: an address may have keys in its path. */
function serverOf(address: string): Facts {
  if (!URL.canParse(address)) return {};
  const { hostname, port } = new URL(address);
  return { 'server.address': hostname, 'server.port': port === '' ? undefined : Number(port) };
}
