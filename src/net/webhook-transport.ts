import { request as send } from 'undici';
import type { HttpAgent } from './http-agent';
import { silenceReason } from './silence-reason';

/** A message to a webhook. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back: a status with the beginning of the answer, or why nothing came. The words are for the admin. */
export type WebhookAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly start: string; readonly retryAfter?: string }
  | { readonly kind: 'silence'; readonly detail: string };

/** The way to webhooks. */
export interface WebhookTransport {
  /** Says what is wrong with an address, as a sentence fragment; undefined when nothing is. */
  objection(url: string): Promise<string | undefined>;
  /** Sends one message. Nothing is thrown: what goes wrong is a silence with its reason. */
  send(request: WebhookRequest): Promise<WebhookAnswer>;
}

/**
 * Makes the way to webhooks. Redirects are not followed, and where a connection may go is decided by the guard. Of an
 * answer only the beginning is read: it is shown to the admin and means nothing otherwise.
 * @param options.timeoutMs for the whole exchange
 * @param options.mostBytes of the answer that are read
 */
export function makeWebhookTransport(options: {
  readonly agent: HttpAgent;
  readonly userAgent: string;
  readonly timeoutMs?: number;
  readonly mostBytes?: number;
}): WebhookTransport {
  const { agent, userAgent, timeoutMs = 15_000, mostBytes = 1_024 } = options;

  async function objection(url: string): Promise<string | undefined> {
    const verdict = await agent.guard.check(url);
    return verdict.kind === 'allowed' ? undefined : verdict.detail;
  }

  return {
    objection,
    async send({ url, headers, body }) {
      const wrong = agent.guard.checkForm(url);
      if (wrong !== undefined) return { kind: 'silence', detail: wrong };
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const response = await send(url, {
          dispatcher: agent.dispatcher,
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': userAgent },
          body,
          signal,
        });
        const start = await startOf(response.body, mostBytes);
        const retryAfter = response.headers['retry-after'];
        return {
          kind: 'answer',
          status: response.statusCode,
          start: response.headers['content-encoding'] === undefined ? start : '',
          ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
        };
      } catch (error) {
        if (signal.aborted) return { kind: 'silence', detail: 'no answer in time' };
        return { kind: 'silence', detail: silenceReason(error).detail };
      }
    },
  };
}

/** Reads the beginning of a body and lets the rest go. @throws what the body throws before its beginning is there */
async function startOf(body: AsyncIterable<Uint8Array> & { destroy(): unknown }, mostBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      parts.push(Buffer.from(part));
      size += part.length;
      if (size >= mostBytes) break;
    }
  } finally {
    body.destroy();
  }
  // A character that was cut through at the end is left out.
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, mostBytes), { stream: true });
}
