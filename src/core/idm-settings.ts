import type { AttributeName } from './attributes';

/** How Passo proves itself to a SCIM service. The secret itself is kept apart, sealed. */
export type IdmAuth =
  | { readonly kind: 'bearer' }
  /** HTTP Basic (RFC 7617): the secret is the password. */
  | { readonly kind: 'basic'; readonly username: string }
  /** OAuth 2.0 client credentials (RFC 6749 section 4.4): the secret is the client secret. */
  | { readonly kind: 'oauth'; readonly tokenUrl: string; readonly clientId: string; readonly scope?: string }
  /** A header of the SP's own: the secret is its value. */
  | { readonly kind: 'header'; readonly name: string };

/** One row of an application's own table of attributes (M-178). One of `from`, `constant` and `expression` gives the value. */
export interface IdmMappingRow {
  /** SCIM attribute path, as in the connector's table. */
  readonly to: string;
  readonly from?: AttributeName;
  readonly constant?: string;
  /** A value made of several properties, in the small language of `core/expression`. */
  readonly expression?: string;
  /** 'off': not sent; kept, so that it can be switched on again. */
  readonly use: 'always' | 'create' | 'import' | 'off';
  /** What goes out when there is no value: nothing, or an empty text. */
  readonly empty: 'omit' | 'send';
  /** People without a value are not sent: the SP would refuse them. */
  readonly required?: true;
}

/** When a change that takes access away is staged for an admin: at more people than this, or more than this share. */
export interface RemovalLimit {
  readonly people: number;
  /** Of the active accounts, 1 to 100. */
  readonly percent: number;
}

/** How fast an application is served; what is absent comes from the process's settings. */
export interface IdmPace {
  readonly perSecond?: number;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
  readonly retryBaseMs?: number;
  readonly retryCapMs?: number;
}

/** The Identity Management (SCIM) settings of an application. The secret is kept apart, sealed. Absent options are off. */
export interface IdmSettings {
  readonly baseUrl?: string;
  readonly verifiedAt?: number;
  /** The Base URL whose accounts the links name; outlives a deactivation. */
  readonly linkedTo?: string;
  /** Last characters of the secret, to recognise it by. */
  readonly tokenHint?: string;
  /** Absent: a bearer token. */
  readonly auth?: IdmAuth;
  /** When the secret ends at the SP, as an admin entered it (milliseconds since the epoch). */
  readonly tokenExpiresAt?: number;
  /** User Groups and their members are managed there (M-076, M-106). */
  readonly groups?: true;
  /** The application's own table; absent, the connector's. */
  readonly mapping?: readonly IdmMappingRow[];
  /** Where department and its like stand, when not where the connector says. */
  readonly enterprise?: 'extension' | 'flat';
  readonly limit?: RemovalLimit;
  readonly pace?: IdmPace;
  /** Deletes the account of who is deleted in the directory, where the SP can. */
  readonly deleteUsers?: true;
  /** Hours between two comparisons with the SP; 0 for none. Absent: every day. */
  readonly driftEveryHours?: number;
}

/** What R8 asks for unless an admin set something else. */
export const DEFAULT_LIMIT: RemovalLimit = { people: 50, percent: 20 };
