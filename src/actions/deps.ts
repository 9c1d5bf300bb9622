import type { Config } from '../config/config';
import type { Secrets } from '../config/secrets';
import type { Connector } from '../connectors/definition';
import type { Clock } from '../core/clock';
import type { NewId, UserId } from '../core/ids';
import type { SecretText } from '../core/secret-text';
import type { PasswordHasher } from '../net/password-hash';
import type { ScimTransport } from '../scim/transport';
import type { Db } from '../store/tx';
import type { Journal } from './journal';

/** What every action works with. The context hands it over; tests hand over their own. */
export interface Deps {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly db: Db;
  readonly clock: Clock;
  /** What happens often is written in batches, within a second. */
  readonly journal: Journal;
  readonly newId: NewId;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly passwords: PasswordHasher;
  /** Opens the way to one SP's SCIM server. */
  readonly scimTransport: (address: { readonly baseUrl: string; readonly token: SecretText }) => ScimTransport;
  /** Tells the worker that something became due. Called after the transaction. */
  readonly wake: () => void;
}

/** Who does something, and from where. */
export interface Actor {
  readonly kind: 'admin' | 'user' | 'system';
  readonly id?: UserId;
  readonly name: string;
  readonly clientIp?: string;
}

/** The actor of what happens by the clock. */
export const SYSTEM: Actor = { kind: 'system', name: 'Passo' };
