import type { UserRole } from '../core/roles';
import type { SecondFactorKind, SecondFactorMethod } from '../core/second-factor';

/** Facts of one exchange with a service provider, for the log. No token; passwords are masked before they get here. */
export interface ExchangeFacts {
  readonly method: string;
  /** Path below the base URL. */
  readonly path: string;
  readonly status?: number;
  /** RFC 7644 section 3.12. */
  readonly scimType?: string;
  /** The SP's own words, shortened. */
  readonly detail?: string;
  readonly tookMs?: number;
  /** The body sent, with passwords masked. */
  readonly request?: unknown;
}

/** What a provisioning attempt came to. */
export interface ProvisioningPayload {
  /** The outcome for people: why it failed, or what was done beyond the usual. */
  readonly sentence?: string;
  readonly exchange?: ExchangeFacts;
  /** Names of the SCIM attributes that changed; never their values. */
  readonly changed?: readonly string[];
  /** How the account or group there came to be managed: made new, or taken over. */
  readonly takenOver?: boolean;
}

/** What an attempt to change an integration came to. */
export interface IntegrationPayload {
  readonly sentence?: string;
  readonly exchange?: ExchangeFacts;
  /** Names of the settings that changed. */
  readonly changed?: readonly string[];
  /** Accounts there that stay active when an integration is removed. */
  readonly accountsLeft?: number;
}

/** Why an integration holds its changes back, or went on. */
export interface HoldPayload {
  readonly sentence: string;
  /** Changes waiting. */
  readonly waiting?: number;
  /** Milliseconds since the epoch. */
  readonly nextTryAt?: number;
}

/** What a sign-on to an application came to. */
export interface SignOnPayload {
  readonly startedBy: 'sp' | 'idp';
  /** How the request came; absent when there was none. */
  readonly binding?: 'redirect' | 'post';
  /** The reason of a refusal, as a code. */
  readonly code?: string;
  readonly sentence?: string;
  /** Facts for the admin: addresses asked and allowed, times, the clause that was broken. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** What a sign-in to the portal came to. */
export interface SignInPayload {
  /** The reason of a refusal, as a code; people are not told which. */
  readonly code?: string;
  readonly sentence?: string;
  /** What the second step was passed, or tried, with. */
  readonly method?: SecondFactorMethod;
  /** A passkey alone, without a password. */
  readonly passwordless?: boolean;
}

/** What happened to a person's second factors. Never a secret, a code or a key. */
export interface SecondFactorPayload {
  readonly kind?: SecondFactorKind;
  /** What its owner calls it. */
  readonly name?: string;
  /** How many were taken away. */
  readonly count?: number;
  /** Recovery codes that are left. */
  readonly left?: number;
}

/** What an admin changed. */
export interface ChangePayload {
  readonly sentence?: string;
  /** Names of the properties that changed; never the values of secrets. */
  readonly changed?: readonly string[];
}

/** What an admin, or Passo itself, did with a webhook. */
export interface WebhookPayload {
  /** Its name at the time. */
  readonly webhook: string;
  readonly webhookId: string;
  readonly sentence?: string;
  readonly changed?: readonly string[];
}

/** What an admin did with an API key; never the key itself. */
export interface ApiKeyPayload {
  /** Its name at the time. */
  readonly key: string;
  readonly keyId: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: number;
  /** The name it had before. */
  readonly before?: string;
  /** When it ends, in words. */
  readonly sentence?: string;
}

/** Which role somebody had, and has now. */
export interface RolePayload {
  readonly before: UserRole;
  readonly after: UserRole;
}

/** Who joined and who left a group, by name. */
export interface MembersPayload {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Whom an application was opened to or closed for: groups or people, by name. */
export interface AssociationPayload {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly kind: 'group' | 'user';
}

/** What happened to a certificate. */
export interface CertificatePayload {
  /** SHA-256 of the certificate, as upper-case hex pairs with colons. */
  readonly fingerprint: string;
  readonly sentence?: string;
  /** A date that was planned, in milliseconds since the epoch. */
  readonly at?: number;
}

/** Somebody fetched our metadata of an application: which certificates they saw, and what their program calls itself. */
export interface MetadataReadPayload {
  readonly fingerprints: readonly string[];
  readonly userAgent?: string;
  readonly notModified?: boolean;
}

/** What a test sign-on came to. */
export interface SignOnTestPayload {
  /** The certificate that signed it. */
  readonly fingerprint: string;
  readonly sentence?: string;
}

/** What became of signing a person out of one application. */
export interface LogoutPayload {
  readonly startedBy: 'sp' | 'idp';
  /** The reason of a refusal or failure, as a code. */
  readonly code?: string;
  readonly sentence?: string;
  readonly facts?: Readonly<Record<string, string>>;
}

/** How many sessions were ended. */
export interface SessionsPayload {
  readonly count: number;
}

/** Passwords that ran out by the clock: whose, as far as they are few. */
export interface ExpiryPayload {
  readonly count: number;
  readonly names: readonly string[];
  /** The clock was set back, so they are good again. */
  readonly back?: true;
}

/** Something ends on a date, and an admin has to see to it. */
export interface NoticePayload {
  readonly sentence: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What an import of an application's users came to. */
export interface ImportPayload {
  readonly created: number;
  /** Accounts that were given to people who were in the directory already. */
  readonly linked: number;
  readonly refused: number;
  /** Chosen users that were not reached, and who stopped the import before them. */
  readonly left?: number;
  readonly stoppedBy?: string;
  /** The API key that began it, when it stopped by its revocation. */
  readonly revokedKey?: string;
  /** It stopped because whoever began it may not import users any more. */
  readonly notAllowed?: true;
}

/** What an import of people from a file came to so far. */
export interface UserFilePayload {
  readonly file: string;
  readonly created: number;
  /** People who were there already. */
  readonly updated: number;
  readonly refused: number;
}

/** What a comparison of all accounts with what Passo knows of them found. */
export interface DriftPayload {
  readonly sentence?: string;
  /** Accounts that were compared. */
  readonly accounts?: number;
  /** What was found, by kind; a kind that was not found is absent. */
  readonly found?: Readonly<Record<string, number>>;
  /** Of these, how many had not been found before. */
  readonly fresh?: number;
}

/** What became of a change that would take many accounts away at once. */
export interface RemovalPayload {
  readonly sentence?: string;
  /** People who lose their account, or would have. */
  readonly people: number;
}

/** What a plan of changes says, or what came of it when it was applied. */
export interface PlanPayload {
  readonly sentence?: string;
  /** How many steps of each kind; a kind without any is absent. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What somebody asked for, in their words or by the application's name, and what was answered. */
export interface AccessRequestPayload {
  readonly wanted: string;
  readonly sentence?: string;
}
