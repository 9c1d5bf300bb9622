import { request as send, type Dispatcher } from 'undici';
import type { HttpAgent } from './http-agent';
import { readBytes, TooLarge } from './read-body';
import { silenceReason } from './silence-reason';

/** A document of the web that is wanted. */
export interface DocumentRequest {
  readonly url: string;
  /** The media types that are welcome, as the Accept header says them. */
  readonly accept: string;
  /** The entity tag of the copy that is there already. */
  readonly etag?: string | undefined;
}

/** What came of it. Details are sentence fragments for the admin, and give nothing of our network away. */
export type FetchedDocument =
  | { readonly kind: 'document'; readonly bytes: Buffer; readonly contentType: string; readonly etag?: string }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'silence'; readonly detail: string };

/** Fetches a document. Never throws for what the other side does. */
export type FetchDocument = (wanted: DocumentRequest) => Promise<FetchedDocument>;

/** What a fetcher is made with. */
export interface FetcherOptions {
  readonly agent: HttpAgent;
  readonly userAgent: string;
  /** Milliseconds for the whole exchange, from resolving the name to the last byte. */
  readonly timeoutMs?: number;
  /** The largest document, in bytes after decompression. */
  readonly maxBytes?: number;
}

/** A tag that can be sent back as it came (RFC 9110 section 8.8.3). */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,1000}"$/;

/**
 * Makes a fetcher of documents at addresses that admins enter. Every connection passes the address guard. Redirects are
 * not followed: where one leads is told, so that the admin decides whether to trust that place.
 */
export function makeDocumentFetcher(options: FetcherOptions): FetchDocument {
  const { agent, userAgent, timeoutMs = 10_000, maxBytes = 2 * 1024 * 1024 } = options;

  return async ({ url, accept, ...wanted }) => {
    const etag = wanted.etag !== undefined && ENTITY_TAG.test(wanted.etag) ? wanted.etag : undefined;
    const objection = agent.guard.checkForm(url);
    if (objection !== undefined) return { kind: 'refused', detail: objection };
    const signal = AbortSignal.timeout(timeoutMs);
    const headers = {
      accept,
      'accept-encoding': 'gzip',
      'user-agent': userAgent,
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    };
    try {
      const response = await send(url, { dispatcher: agent.dispatcher, method: 'GET', headers, signal });
      const answer = answerOf(response, url, etag !== undefined);
      if (answer !== undefined) {
        // Nothing of the body is wanted, and that it is cut off is no news.
        response.body.on('error', () => undefined).destroy();
        return answer;
      }
      const bytes = await readBytes(response.body, response.headers['content-encoding'], maxBytes, signal);
      const tag = first(response.headers['etag']);
      return {
        kind: 'document',
        bytes,
        contentType: first(response.headers['content-type']) ?? '',
        ...(tag !== undefined && ENTITY_TAG.test(tag) ? { etag: tag } : {}),
      };
    } catch (error) {
      return failureOf(error, signal, maxBytes);
    }
  };
}

function answerOf(
  { statusCode, headers }: Dispatcher.ResponseData<unknown>,
  url: string,
  conditional: boolean,
): FetchedDocument | undefined {
  if (statusCode === 200) return undefined;
  if (statusCode === 304 && conditional) return { kind: 'not-modified' };
  const location = first(headers['location']) ?? '';
  if (statusCode >= 300 && statusCode < 400 && location !== '' && URL.canParse(location, url)) {
    const { protocol, href } = new URL(location, url);
    if (/^https?:$/.test(protocol)) return { kind: 'moved', to: href.slice(0, 500) };
  }
  return { kind: 'status', status: statusCode };
}

function failureOf(error: unknown, signal: AbortSignal, maxBytes: number): FetchedDocument {
  if (error instanceof TooLarge) {
    return { kind: 'silence', detail: `the answer has more than ${Math.round(maxBytes / 1024)} KB` };
  }
  if (signal.aborted) return { kind: 'silence', detail: 'no answer in time' };
  const { reason, detail } = silenceReason(error);
  return reason === 'refused-address' ? { kind: 'refused', detail } : { kind: 'silence', detail };
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
