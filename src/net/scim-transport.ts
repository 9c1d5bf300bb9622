import type { IdmAuth } from '../core/idm-settings';
import type { SecretText } from '../core/secret-text';
import type { ScimAnswer, ScimRequest, ScimSilence, ScimTransport } from '../scim/transport';
import type { HttpAgent } from './http-agent';
import { maskIn, parseJson } from './json-body';
import { TooLarge } from './read-body';
import { credentialSource, type Credential } from './scim-transport-auth';
import { exchangeOnce, TimedOut, type HttpAnswer } from './scim-transport-exchange';
import type { OauthTokens } from './scim-transport-oauth';
import { silenceReason } from './silence-reason';

/** What a transport is made with. */
export interface ScimTransportOptions {
  /** The checked Base URL, without a slash at its end. */
  readonly baseUrl: string;
  /** The bearer token, password, client secret or header value, as `auth` says. */
  readonly token: SecretText;
  /** Absent: a bearer token. */
  readonly auth?: IdmAuth;
  /** Where access tokens are kept; needed for OAuth alone. */
  readonly tokens?: OauthTokens;
  readonly agent: HttpAgent;
  readonly userAgent: string;
  /** Milliseconds for the whole exchange, from resolving the name to the last byte. */
  readonly timeoutMs?: number;
  /** The largest answer, in bytes after decompression. */
  readonly maxBytes?: number;
  /** A few SPs refuse SCIM's own media type. */
  readonly contentType?: 'application/scim+json' | 'application/json';
  /** A new id for each request, so that an SP's support can find it. */
  readonly requestId: () => string;
}

const TEXT_LIMIT = 300;
/** What is kept of an answer's headers; the rest is nobody's business. */
const KEPT_HEADERS = ['content-type', 'retry-after', 'etag', 'location'] as const;
/** A path in which nothing could lead out of the Base URL or be read in two ways. */
const PLAIN_PATH = /^(?!.*(?:\/\.|%2e|[\\#\s]))\//i;
const VERSION = /^[\x21-\x7e]{1,200}$/;
/** A password shorter than this may be part of a name or an id, and is taken out of failures alone. */
const UNLIKELY_LENGTH = 8;

/**
 * Makes the transport to one SP (RFC 7644 section 3.8). Redirects are not followed: what proves who asks goes to the
 * Base URL's host and nowhere else. It stands in a header only, and is taken out of whatever the SP answers. A token of
 * OAuth that is refused is fetched anew once. Nothing is thrown: what goes wrong is a silence with its reason.
 */
export function makeScimTransport(options: ScimTransportOptions): ScimTransport {
  const { agent, auth = { kind: 'bearer' }, token, timeoutMs = 10_000, maxBytes = 2 * 1024 * 1024 } = options;
  const baseUrl = options.baseUrl.replace(/\/$/, '');
  const objection = agent.guard.checkForm(baseUrl);
  const base = objection === undefined ? baseOf(new URL(baseUrl)) : undefined;
  const source = credentialSource(auth, token, options.tokens, timeoutMs);

  async function sendWith(
    request: ScimRequest,
    credential: Credential,
    path: string,
    origin: string,
  ): Promise<ScimAnswer | ScimSilence> {
    const started = performance.now();
    const took = (): number => Math.round(performance.now() - started);
    try {
      const http = httpRequest(request, options, credential, { origin, path });
      const answer = await exchangeOnce(agent.dispatcher, http, { timeoutMs, maxBytes });
      return answerOf(answer, credential.secrets, took());
    } catch (error) {
      return silenceOf(error, maxBytes, took());
    }
  }

  return async (request) => {
    if (base === undefined || objection !== undefined) return refused(objection ?? 'not a valid address');
    const path = pathBelow(base, request.path);
    if (path === undefined) return refused('it leaves the Base URL');
    const credential = await source.get();
    if ('came' in credential) return credential.came;
    const came = await sendWith(request, credential, path, base.origin);
    if (!source.renews || came.kind !== 'answer' || came.status !== 401) return came;
    const renewed = await source.get(credential);
    if ('came' in renewed) return renewed.came;
    return sendWith(request, renewed, path, base.origin);
  };
}

function refused(detail: string): ScimSilence {
  return { kind: 'silence', reason: 'refused-address', detail, tookMs: 0 };
}

/** A Base URL in its parts, which every request is put together from. */
interface Base {
  readonly origin: string;
  /** Without a slash at its end. */
  readonly root: string;
}

function baseOf({ origin, pathname }: URL): Base {
  return { origin, root: pathname.replace(/\/$/, '') };
}

/** The path to ask for; undefined when it would not be one below the Base URL: dot segments can leave it. */
function pathBelow({ origin, root }: Base, path: string): string | undefined {
  if (PLAIN_PATH.test(path)) return root + path;
  const text = `${origin}${root}${path}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const below = url.origin === origin && url.pathname.startsWith(`${root}/`) && url.username === '';
  return below ? url.pathname + url.search : undefined;
}

function httpRequest(
  { method, body, ifMatch, unread }: ScimRequest,
  { userAgent, contentType = 'application/scim+json', requestId }: ScimTransportOptions,
  credential: Credential,
  address: { readonly origin: string; readonly path: string },
): Parameters<typeof exchangeOnce>[1] {
  const headers = ['accept', 'application/scim+json, application/json;q=0.9', 'accept-encoding', 'gzip'];
  headers.push(credential.name, credential.value, 'user-agent', userAgent, 'x-request-id', requestId());
  if (ifMatch !== undefined && VERSION.test(ifMatch)) headers.push('if-match', ifMatch);
  if (body !== undefined) headers.push('content-type', contentType);
  const { origin, path } = address;
  const request: Parameters<typeof exchangeOnce>[1] = { method, origin, path, headers };
  if (body === undefined) return unread === undefined ? request : { ...request, unread };
  return { ...request, body: JSON.stringify(body), ...(unread === undefined ? {} : { unread }) };
}

function answerOf({ status, headers, body }: HttpAnswer, all: readonly string[], tookMs: number): ScimAnswer {
  const secrets = status < 300 ? all.filter((secret) => secret.length >= UNLIKELY_LENGTH) : all;
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = maskIn(typeof value === 'string' ? value : value.join(', '), secrets);
  }
  if (body === '') return { kind: 'answer', status, headers: kept, json: undefined, tookMs };
  const parsed = isJson(kept['content-type'], body) ? parseJson(body, secrets) : undefined;
  if (parsed !== undefined) return { kind: 'answer', status, headers: kept, json: parsed.value, tookMs };
  if (body.trim() === '') return { kind: 'answer', status, headers: kept, json: undefined, tookMs };
  const text = maskIn(body.slice(0, TEXT_LIMIT * 40), secrets).slice(0, TEXT_LIMIT);
  return { kind: 'answer', status, headers: kept, json: undefined, text, tookMs };
}

/** SCIM's own media type, plain JSON and none at all are read; under another name, what begins as an object does. */
function isJson(type: string | undefined, body: string): boolean {
  return type === undefined || /[/+]json\s*(;|$)/i.test(type) || /^\ufeff?\s*\{/.test(body);
}

function silenceOf(error: unknown, maxBytes: number, tookMs: number): ScimSilence {
  if (error instanceof TooLarge) {
    return { kind: 'silence', reason: 'too-large', detail: `more than ${Math.round(maxBytes / 1024)} KB`, tookMs };
  }
  if (error instanceof TimedOut) return { kind: 'silence', reason: 'timeout', detail: 'no answer in time', tookMs };
  return { kind: 'silence', ...silenceReason(error), tookMs };
}
