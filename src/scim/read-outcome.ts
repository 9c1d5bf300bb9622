import { MASK } from '../core/secret-text';
import { isComplex } from './attribute-path';
import type { Exchange, Failure, Outcome } from './outcome';
import { readRetryAfter } from './retry-after';
import {
  conflictSentence,
  goneSentence,
  lockedSentence,
  misunderstoodSentence,
  notScimSentence,
  rejectedSentence,
  silenceSentence,
  slowDownSentence,
  unauthorizedSentence,
  type Subject,
} from './sentences';
import type { ScimAnswer, ScimRequest, ScimSilence } from './transport';

/** What an exchange is read with. */
export interface ExchangeContext extends Subject {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The request names an account by its id, so that a 404 speaks of that account. */
  readonly knownId: boolean;
}

/** Takes the value out of a good answer, or says why the answer is no SCIM. */
export type ReadValue<T> = (
  answer: ScimAnswer,
) => { readonly value: T } | { readonly notScim: 'page' | 'unreadable' | 'other' };

const DETAIL_LIMIT = 300;
const PASSWORD = 'password';

/**
 * Says what one exchange came to (RFC 7644 sections 3.12 and 8, RFC 9110 section 15). Every request to an SP ends here.
 * @param readValue applied to answers of the 200 family
 */
export function readOutcome<T>(
  request: ScimRequest,
  came: ScimAnswer | ScimSilence,
  context: ExchangeContext,
  readValue: ReadValue<T>,
): Outcome<T> {
  const exchange = exchangeOf(request, came);
  if (came.kind === 'silence') return { kind: 'unreachable', sentence: silenceSentence(context, came), exchange };
  if (came.status >= 200 && came.status < 300) {
    if (isPage(came)) return { kind: 'not-scim', sentence: notScimSentence(context, 'page'), exchange };
    const read = readValue(came);
    if ('value' in read) return { kind: 'ok', value: read.value, exchange };
    return { kind: 'not-scim', sentence: notScimSentence(context, read.notScim), exchange };
  }
  const [kind, sentence] = failureOf(request, came, context, exchange);
  const wait = kind === 'retry' ? readRetryAfter(came.headers['retry-after'], context.now) : undefined;
  return { kind, sentence, exchange, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

function failureOf(
  request: ScimRequest,
  answer: ScimAnswer,
  context: ExchangeContext,
  { scimType, detail }: Exchange,
): [Failure, string] {
  const { status } = answer;
  const paths = pathsOf(request);
  const group = request.path.startsWith('/Groups');
  if (status === 401 || status === 403) return ['unauthorized', unauthorizedSentence(context, status, request)];
  if (status === 429) {
    const wait = readRetryAfter(answer.headers['retry-after'], context.now);
    return ['retry', slowDownSentence(context, wait === undefined ? undefined : context.now + wait)];
  }
  if (status === 405 || status === 501) return ['unsupported', misunderstoodSentence(context)];
  if (status >= 500 || status === 408) return ['retry', `${context.label} has a problem of its own (${status}).`];
  if (status < 400) return ['not-scim', notScimSentence(context, 'redirect')];
  if (isPage(answer)) return ['not-scim', notScimSentence(context, 'page')];
  if (status === 409 || (status === 400 && scimType === 'uniqueness')) {
    return ['conflict', conflictSentence(context, paths, group)];
  }
  // Somebody else is at work there (RFC 7644 section 3.14, RFC 4918 section 11.3): it passes.
  if (status === 412 || status === 423) return ['retry', lockedSentence(context, status)];
  // A gateway's "no such page" in plain text says nothing about an account, and must not make Passo forget one.
  if (status === 404 && context.knownId && answer.text === undefined) {
    return ['gone', goneSentence(context, group)];
  }
  if (status === 404) return ['not-scim', notScimSentence(context, 'missing')];
  return ['rejected', rejectedSentence(context, { status, scimType, detail, paths, group, sent: sentNames(request) })];
}

function exchangeOf(request: ScimRequest, came: ScimAnswer | ScimSilence): Exchange {
  const { method, path, body } = request;
  const sent = {
    method,
    path,
    ...(body === undefined ? {} : { request: withoutPasswords(body) }),
    tookMs: came.tookMs,
  };
  if (came.kind === 'silence') {
    const unsent = came.unsent === true || came.reason === 'dns' || came.reason === 'refused-address';
    const certain = method === 'GET' || unsent;
    return { ...sent, detail: came.detail, mayHaveActed: !certain };
  }
  const error = isComplex(came.json) ? came.json : {};
  const scimType = shortText(error['scimType']);
  const detail = shortText(error['detail']) ?? shortText(came.text);
  return {
    ...sent,
    status: came.status,
    ...(scimType === undefined || came.status < 400 ? {} : { scimType }),
    ...(detail === undefined || came.status < 300 ? {} : { detail }),
    mayHaveActed: method !== 'GET' && (came.status < 400 || came.status === 408 || came.status >= 500),
  };
}

function isPage(answer: ScimAnswer): boolean {
  if (answer.json !== undefined || answer.text === undefined) return false;
  return /html/i.test(answer.headers['content-type'] ?? '') || answer.text.trimStart().startsWith('<');
}

function shortText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = value.replace(/[\p{C}\s]+/gu, ' ').trim();
  if (line === '') return undefined;
  return line.length <= DETAIL_LIMIT ? line : `${line.slice(0, DETAIL_LIMIT - 1)}…`;
}

/** The attributes a request sets, as patch paths. */
function pathsOf({ body }: ScimRequest): string[] {
  const operations = isComplex(body) ? body['Operations'] : undefined;
  if (!Array.isArray(operations)) return [];
  return operations.map((operation: unknown) => {
    const path = isComplex(operation) ? operation['path'] : undefined;
    return typeof path === 'string' ? path : '';
  });
}

/** The names of the attributes a request sends, without the URN of an extension, in lower case. */
function sentNames(request: ScimRequest): readonly string[] {
  if (request.method === 'PATCH' || !isComplex(request.body)) {
    return pathsOf(request).map((path) => path.slice(path.lastIndexOf(':') + 1).toLowerCase());
  }
  const named = Object.entries(request.body).flatMap(([name, value]) =>
    isComplex(value) ? [name, ...Object.keys(value)] : [name],
  );
  return named.map((name) => name.toLowerCase());
}

/** The same body with stars for its passwords. Only what holds one is made anew: there are very many requests. */
function withoutPasswords(body: unknown): unknown {
  if (Array.isArray(body)) return itemsWithoutPasswords(body);
  if (!isComplex(body)) return body;
  const { path } = body;
  const isPasswordOperation = typeof path === 'string' && path.toLowerCase() === 'password';
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(body)) {
    const value = body[name];
    const secret = isPasswordName(name) || (isPasswordOperation && name === 'value');
    const shown = secret ? MASK : typeof value === 'object' ? withoutPasswords(value) : value;
    if (shown !== value) (copy ??= { ...body })[name] = shown;
  }
  return copy ?? body;
}

function itemsWithoutPasswords(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let place = 0; place < items.length; place += 1) {
    const shown = withoutPasswords(items[place]);
    if (shown !== items[place]) (copy ??= [...items])[place] = shown;
  }
  return copy ?? items;
}

function isPasswordName(name: string): boolean {
  return name.length === PASSWORD.length && name.toLowerCase() === PASSWORD;
}
