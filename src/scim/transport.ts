import type { IdmAuth } from '../core/idm-settings';
import type { SecretText } from '../core/secret-text';

/** Where a SCIM service is and how Passo proves itself there. */
export interface ScimAddress {
  readonly baseUrl: string;
  /** The bearer token, password, client secret or header value, as `auth` says. */
  readonly token: SecretText;
  /** Absent: a bearer token. */
  readonly auth?: IdmAuth;
  /** The slug its requests are counted under. */
  readonly app?: string;
  /** Milliseconds from sending to the last byte; absent, the process's setting. */
  readonly timeoutMs?: number;
}

/** One request to a SCIM service provider, before authentication is added. */
export interface ScimRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the base URL, beginning with '/'. Ids in it are already percent-encoded. */
  readonly path: string;
  /** A JSON value, or undefined for no body. */
  readonly body?: unknown;
  /** The version the change is made to (RFC 7644 section 3.14), as the SP wrote it. */
  readonly ifMatch?: string;
  /** What a success answers is not needed: it is not kept, however long it is. A refusal is read as always. */
  readonly unread?: true;
}

/** What came back, when anything did. */
export interface ScimAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined when the body is empty or not JSON. */
  readonly json: unknown;
  /** The first characters of a body that is not JSON, for the admin. */
  readonly text?: string;
  /** Milliseconds from sending to the last byte. */
  readonly tookMs: number;
}

/** Why no answer came. In every case but 'refused-address' and 'dns' the SP may have acted on the request. */
export interface ScimSilence {
  readonly kind: 'silence';
  readonly reason: 'dns' | 'connect' | 'tls' | 'timeout' | 'too-large' | 'refused-address' | 'broken';
  /** A sentence fragment for the admin, without addresses of our own network: "no such host". */
  readonly detail: string;
  readonly tookMs: number;
  /** The request was certainly not sent: there was no access token to send it with. */
  readonly unsent?: true;
}

/** Sends one request. Never throws for what the network or the SP does; an answer or a silence is a value. */
export type ScimTransport = (request: ScimRequest) => Promise<ScimAnswer | ScimSilence>;
