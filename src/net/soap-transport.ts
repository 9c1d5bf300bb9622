import { request as send } from 'undici';
import type { HttpAgent } from './http-agent';
import { readBody, TooLarge } from './read-body';
import { silenceReason } from './silence-reason';

/** A message for an SP's SOAP address. */
export interface SoapRequest {
  readonly url: string;
  readonly envelope: string;
}

/** What came back: whatever was answered, or why nothing was. The words are for the admin. */
export type SoapAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Buffer }
  | { readonly kind: 'silence'; readonly detail: string };

/** Sends one message. Nothing is thrown: what goes wrong is a silence with its reason. */
export type SoapTransport = (request: SoapRequest) => Promise<SoapAnswer>;

/** The value that SAML gives to this header (saml-bindings section 3.2.2.1). */
const SOAP_ACTION = '"http://www.oasis-open.org/committees/security"';

/**
 * Makes the way to the SOAP addresses of SPs (saml-bindings section 3.2.3). Redirects are not followed, and where a
 * connection may go is decided by the guard.
 * @param options.timeoutMs for the whole exchange, from resolving the name to the last byte: people wait for it
 * @param options.maxBytes the largest answer, after decompression
 */
export function makeSoapTransport(options: {
  readonly agent: HttpAgent;
  readonly userAgent: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}): SoapTransport {
  const { agent, userAgent, timeoutMs = 5_000, maxBytes = 256 * 1024 } = options;
  return async ({ url, envelope }) => {
    const objection = agent.guard.checkForm(url);
    if (objection !== undefined) return { kind: 'silence', detail: objection };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await send(url, {
        dispatcher: agent.dispatcher,
        method: 'POST',
        headers: {
          accept: 'text/xml',
          'cache-control': 'no-cache, no-store',
          'content-type': 'text/xml; charset=utf-8',
          soapaction: SOAP_ACTION,
          'user-agent': userAgent,
        },
        body: envelope,
        signal,
      });
      const text = await readBody(response.body, response.headers['content-encoding'], maxBytes, signal);
      return { kind: 'answer', status: response.statusCode, body: Buffer.from(text, 'utf8') };
    } catch (error) {
      if (error instanceof TooLarge) return { kind: 'silence', detail: `more than ${Math.round(maxBytes / 1024)} KB` };
      if (signal.aborted) return { kind: 'silence', detail: 'no answer in time' };
      return { kind: 'silence', detail: silenceReason(error).detail };
    }
  };
}
