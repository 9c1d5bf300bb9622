import type { Context } from '../context';
import type { Authenticator } from './middleware/person';

/** What route files work with. */
export interface WebContext {
  readonly context: Context;
  readonly authenticator: Authenticator;
  /** The OpenAPI document of the API, as JSON. */
  readonly apiDocument: () => string;
}
