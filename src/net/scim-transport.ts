import { request as send, type Dispatcher } from 'undici';
import type { SecretText } from '../core/secret-text';
import type { ScimAnswer, ScimRequest, ScimSilence, ScimTransport } from '../scim/transport';
import type { HttpAgent } from './http-agent';
import { parseJson, maskIn } from './json-body';
import { readBody, TooLarge } from './read-body';
import { silenceReason } from './silence-reason';

/** What a transport is made with. */
export interface ScimTransportOptions {
  /** The checked Base URL, without a slash at its end. */
  readonly baseUrl: string;
  readonly token: SecretText;
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

/**
 * Makes the transport to one SP (RFC 7644 section 3.8, RFC 6750 section 2.1). Redirects are not followed: the token goes
 * to the Base URL's host and nowhere else. The token is in the Authorization header only, and is taken out of whatever
 * the SP answers. Nothing is thrown: what goes wrong is a silence with its reason.
 */
export function makeScimTransport(options: ScimTransportOptions): ScimTransport {
  const { agent, token, timeoutMs = 10_000, maxBytes = 2 * 1024 * 1024 } = options;
  const baseUrl = options.baseUrl.replace(/\/$/, '');

  return async (request) => {
    const started = performance.now();
    const took = (): number => Math.round(performance.now() - started);
    const url = baseUrl + request.path;
    const objection = agent.guard.checkForm(url) ?? (staysBelow(url, baseUrl) ? undefined : 'it leaves the Base URL');
    if (objection !== undefined)
      return { kind: 'silence', reason: 'refused-address', detail: objection, tookMs: took() };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await send(url, sendOptions(request, options, signal));
      const body = await readBody(response.body, response.headers['content-encoding'], maxBytes, signal);
      return answerOf(response, body, token.reveal(), took());
    } catch (error) {
      return silenceOf(error, signal, maxBytes, took());
    }
  };
}

function sendOptions(
  { method, body }: ScimRequest,
  { agent, token, userAgent, contentType = 'application/scim+json', requestId }: ScimTransportOptions,
  signal: AbortSignal,
): Parameters<typeof send>[1] {
  const headers: Record<string, string> = {
    accept: 'application/scim+json, application/json;q=0.9',
    'accept-encoding': 'gzip',
    authorization: `Bearer ${token.reveal()}`,
    'user-agent': userAgent,
    'x-request-id': requestId(),
  };
  if (body !== undefined) headers['content-type'] = contentType;
  return {
    dispatcher: agent.dispatcher,
    method,
    headers,
    signal,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** Tells whether an address, once parsed, is still one below the Base URL: dot segments can leave it. */
function staysBelow(url: string, baseUrl: string): boolean {
  return URL.canParse(baseUrl) && new URL(url).href.startsWith(`${new URL(baseUrl).href.replace(/\/$/, '')}/`);
}

function answerOf(response: Dispatcher.ResponseData<unknown>, body: string, token: string, tookMs: number): ScimAnswer {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), maskIn(String(value ?? ''), token)]),
  );
  const parsed = isJsonType(headers['content-type']) ? parseJson(body, token) : undefined;
  const text = parsed === undefined && body.trim() !== '' ? maskIn(body, token).slice(0, TEXT_LIMIT) : undefined;
  return {
    kind: 'answer',
    status: response.statusCode,
    headers,
    json: parsed?.value,
    ...(text === undefined ? {} : { text }),
    tookMs,
  };
}

/** SCIM's own media type, plain JSON, and none at all are read; a web page is not, whatever it holds. */
function isJsonType(type: string | undefined): boolean {
  return type === undefined || /[/+]json\s*(;|$)/i.test(type);
}

function silenceOf(error: unknown, signal: AbortSignal, maxBytes: number, tookMs: number): ScimSilence {
  if (error instanceof TooLarge) {
    return { kind: 'silence', reason: 'too-large', detail: `more than ${Math.round(maxBytes / 1024)} KB`, tookMs };
  }
  if (signal.aborted) return { kind: 'silence', reason: 'timeout', detail: 'no answer in time', tookMs };
  return { kind: 'silence', ...silenceReason(error), tookMs };
}
