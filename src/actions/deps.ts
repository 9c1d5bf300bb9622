import type { Config } from '../config/config';
import type { Secrets } from '../config/secrets';
import type { Connector } from '../connectors/definition';
import type { Clock } from '../core/clock';
import type { FairLine } from '../core/sign-in/fair-line';
import type { ApiKeyId, EventId, NewId, UserId } from '../core/ids';
import type { UserRole } from '../core/roles';
import type { DirectoryEvent } from '../events/catalog';
import type { Mailer } from '../net/mail/mailer';
import type { FetchDocument } from '../net/fetch-document';
import type { PasswordHasher } from '../net/password-hash';
import type { SoapTransport } from '../net/soap-transport';
import type { WebhookTransport } from '../net/webhook-transport';
import type { ScimAddress, ScimTransport } from '../scim/transport';
import type { Db } from '../store/tx';
import type { Tracer } from '../tracing/tracer';
import type { Journal } from './journal';
import type { Paces } from './provisioning/pace';
import type { RecentLists } from './provisioning/people/recent-lists';
import type { Answered } from './sign-on/answered';
import type { Snapshot } from './sign-on/snapshot';

/** What every action works with. The context hands it over; tests hand over their own. */
export interface Deps {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly db: Db;
  readonly clock: Clock;
  /** The clock of this machine, where `clock` is another: the database's, by which several instances go. */
  readonly machineClock?: Clock;
  /** What happens often is written in batches, within a second. */
  readonly journal: Journal;
  /** What decides a sign-on, as it is committed now. */
  readonly snapshot: Snapshot;
  /** Requests answered a moment ago. */
  readonly answered: Answered;
  readonly newId: NewId;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly passwords: PasswordHasher;
  /** Who signs in stands in it, by the address they come from. */
  readonly signIns: FairLine;
  /** Opens the way to one SP's SCIM server. */
  readonly scimTransport: (address: ScimAddress) => ScimTransport;
  /** How fast each application is served by this process. */
  readonly paces: Paces;
  /** Lists of accounts that a connection test has read a moment ago. */
  readonly recentLists: RecentLists;
  /** The way to the SOAP addresses of SPs. */
  readonly soapTransport: SoapTransport;
  /** The way to webhooks. */
  readonly webhookTransport: WebhookTransport;
  /** The way to the mail server; absent, no mail goes out. */
  readonly mailer?: Mailer;
  /** Told of every event as it is recorded, to count it. It must be quick and never throw. */
  readonly onEvent?: (event: DirectoryEvent) => void;
  /** Told how each try to reach a webhook ended, to count it. */
  readonly onWebhook?: (result: 'delivered' | 'retried' | 'failed') => void;
  /** Notes what is done and how long it takes; absent unless the operator asked for traces. */
  readonly tracer?: Tracer;
  /** Fetches a document at an address that an admin entered, past the address guard. */
  readonly fetchDocument: FetchDocument;
  /** Tells the worker that something became due. Called after the transaction. */
  readonly wake: () => void;
}

/** Who does something, and from where. */
export interface Actor {
  readonly kind: 'admin' | 'user' | 'system';
  readonly id?: UserId;
  /** The API key of a program, which has no id of a person: what goes on in the background looks at it again. */
  readonly keyId?: ApiKeyId;
  readonly name: string;
  /** The event of the act that is under way: what is recorded from here on names it as its cause. */
  readonly cause?: EventId;
  /** What an admin may do, as read with the request; absent for what no person asked for through a page. */
  readonly role?: UserRole;
  readonly clientIp?: string;
}

/** The actor of what happens by the clock. */
export const SYSTEM: Actor = { kind: 'system', name: 'Passo' };
