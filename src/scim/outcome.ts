/** What one exchange with an SP comes to. A refused push is a normal state that an admin looks at, so it is a value. */
export type Outcome<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly exchange: Exchange }
  | { readonly kind: Failure; readonly sentence: string; readonly exchange: Exchange; readonly retryAfterMs?: number };

/**
 * The ways an exchange can fail:
 * - conflict: 409, or 400 with scimType uniqueness (RFC 7644 section 3.12)
 * - gone: 404 on a known id, not yet confirmed
 * - unauthorized: 401 or 403
 * - rejected: another 4xx; repeating it unchanged is pointless
 * - unsupported: 405 or 501
 * - not-scim: an answer that is not SCIM JSON, such as a web page
 * - retry: 429 or 5xx
 * - unreachable: no answer; `exchange.mayHaveActed` tells whether the SP may have acted on it
 */
export type Failure =
  'conflict' | 'gone' | 'unauthorized' | 'rejected' | 'unsupported' | 'not-scim' | 'retry' | 'unreachable';

/** A record of the exchange for events: no token, no password. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly request?: unknown;
  readonly status?: number;
  readonly scimType?: string;
  /** The SP's own words, shortened. */
  readonly detail?: string;
  readonly tookMs: number;
  /** False when the SP cannot have acted on the request. */
  readonly mayHaveActed: boolean;
}
