import { gunzip, inflate, brotliDecompress, type InputType, type ZlibOptions } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { TooLarge } from './read-body';

/** One HTTP request, with its address taken apart already. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly origin: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  /** Names and values, in turn. */
  readonly headers: readonly string[];
  readonly body?: string;
  /** The body of a success is passed by, unless it is a web page. */
  readonly unread?: true;
}

/** What was answered, unpacked. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; several lines of one name are several values. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** The time for the whole exchange is over. */
export class TimedOut extends Error {}

/**
 * Makes one exchange on the shared connections. It goes below the usual functions of undici, which make a stream and an
 * abort signal for every answer: an answer of SCIM is small, is wanted whole, and there are very many of them.
 * @param limits.timeoutMs for everything, from waiting for a connection to the last byte
 * @param limits.maxBytes of the answer, as it comes and once more after decompression
 * @throws TimedOut, TooLarge, ConnectionRefusedByGuard, or what the network threw
 */
export async function exchangeOnce(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: { readonly timeoutMs: number; readonly maxBytes: number },
): Promise<HttpAnswer> {
  const raw = await collect(dispatcher, request, limits);
  const encoding = String(raw.headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase();
  const isPlain = encoding === '' || encoding === 'identity' || raw.bytes.length === 0;
  const bytes = isPlain ? raw.bytes : await unpacked(raw.bytes, encoding, limits.maxBytes);
  return { status: raw.status, headers: raw.headers, body: bytes.toString('utf8') };
}

interface RawAnswer {
  readonly status: number;
  readonly headers: HttpAnswer['headers'];
  readonly bytes: Buffer;
}

function collect(
  dispatcher: Dispatcher,
  { method, origin, path, headers: asked, body, unread }: HttpRequest,
  { timeoutMs, maxBytes }: { readonly timeoutMs: number; readonly maxBytes: number },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;
    let status = 0;
    let headers: HttpAnswer['headers'] = {};
    const parts: Buffer[] = [];
    let size = 0;
    let passed = false;

    const end = (): boolean => {
      if (over) return false;
      over = true;
      clearTimeout(timer);
      return true;
    };
    const fail = (error: Error): void => {
      if (!end()) return;
      reject(error);
      controller?.abort(error);
    };
    /** The end of an answer nobody reads would only cost time. */
    const enough = (): void => {
      if (!passed) return fail(new TooLarge());
      if (!end()) return;
      resolve({ status, headers, bytes: Buffer.alloc(0) });
      controller?.abort(new TooLarge());
    };
    const timer = setTimeout(() => fail(new TimedOut()), timeoutMs);

    try {
      dispatcher.dispatch(
        { method, origin, path, headers: asked as string[], body: body ?? null, headersTimeout: 0, bodyTimeout: 0 },
        {
          onRequestStart(started) {
            controller = started;
            // Nobody waits for the answer any more: what was not sent yet is not sent now.
            if (over) started.abort(new TimedOut());
          },
          onResponseStart(_, code, answered) {
            status = code;
            headers = answered;
            const announced = Number(answered['content-length']);
            passed = unread === true && code >= 200 && code < 300 && !isPage(answered);
            if (announced > maxBytes) enough();
          },
          onResponseData(_, part) {
            size += part.length;
            if (size > maxBytes) enough();
            else if (!over && !passed) parts.push(part);
          },
          onResponseEnd() {
            const first = parts[0];
            const bytes = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
            if (end()) resolve({ status, headers, bytes });
          },
          onResponseError: (_, error) => fail(error),
        },
      );
    } catch (error) {
      fail(error instanceof Error ? error : new Error('The request was not made.'));
    }
  });
}

function isPage(headers: HttpAnswer['headers']): boolean {
  return /html/i.test(String(headers['content-type'] ?? ''));
}

/** Takes an answer out of its packing, and no more of it than the limit: a small answer can unfold into a large one. */
async function unpacked(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (encoding === 'gzip' || encoding === 'x-gzip') return unpackWith(gunzip, bytes, maxBytes);
  if (encoding === 'deflate') return unpackWith(inflate, bytes, maxBytes);
  if (encoding === 'br') return unpackWith(brotliDecompress, bytes, maxBytes);
  throw new Error('The answer is packed in a way that was not asked for.');
}

type Unpack = (
  bytes: InputType,
  options: Pick<ZlibOptions, 'maxOutputLength'>,
  done: (error: Error | null, unpacked: Buffer) => void,
) => void;

function unpackWith(unpack: Unpack, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    unpack(bytes, { maxOutputLength: maxBytes }, (error, all) => {
      if (error === null) resolve(all);
      else reject('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? new TooLarge() : error);
    });
  });
}
