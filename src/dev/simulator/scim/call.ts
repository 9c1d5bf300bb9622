import type { Attributes } from './read-resource';

/** A SCIM request after authentication and JSON parsing. */
export interface Call {
  readonly method: string;
  /** Path segments below the base URL, decoded: ["Users", "1234"]. */
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly body: unknown;
}

/** What goes back. No body means an empty one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Attributes | undefined;
}
