import type { VNode } from 'preact';
import type { FieldErrors } from '../../../../src/core/errors';
import type { ConnectorGuide } from '../../../../src/connectors/definition';
import type { Chrome } from '../../../layout/chrome';
import type { FrameProps, PersonStatus } from '../props';
import type { PreviewChoice } from '../sso/props';
import type { CredentialKind } from './credentials/fields';

/** A row of the People table; `detail` is the exchange with the application, without secrets. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly username?: string;
  /** Absent for people who were deleted. */
  readonly href?: string;
  readonly status: PersonStatus;
  readonly at: number;
  readonly reason?: string;
  readonly nextTryAt?: number;
  readonly detail?: string;
}

/** A connection test: its steps, and the sentence of the one that failed. */
export interface TestResult {
  readonly ok: boolean;
  readonly steps: readonly { readonly label: string; readonly state: 'done' | 'failed' | 'skipped' }[];
  readonly sentence?: string;
  readonly detail?: string;
}

/** No connection is active: what it would do, then the form, then what a test found (M-077 to M-086). */
export interface IdmInactive {
  readonly state: 'inactive';
  /** The form is open. */
  readonly configuring: boolean;
  readonly beta: boolean;
  /** The connector wants SSO first (M-015), and it is not active. */
  readonly needsSso: boolean;
  /** Present where the connector asks for it; a fixed one is the connector's. */
  readonly baseUrl?: { readonly value: string; readonly example: string };
  /** The connector's own word for the token. */
  readonly tokenName: string;
  /** How Passo proves itself, and what was typed of it; never the secret. */
  readonly credential: { readonly kind: CredentialKind; readonly values: Readonly<Record<string, string>> };
  /** The box that lets the SP be measured with a test account. */
  readonly probe?: boolean;
  /** Nothing is sent before the plan was looked at and started. */
  readonly planFirst?: boolean;
  /** The check box of M-076; absent where the connector has no groups. */
  readonly groups?: boolean;
  /** Accounts that are known from a connection before; they are found again. */
  readonly knownAccounts: number;
  readonly people: number;
  readonly test?: TestResult;
  readonly errors: FieldErrors;
}

/** The connection is active. */
export interface IdmActive {
  readonly state: 'active';
  readonly connection: {
    readonly baseUrl: string;
    readonly tokenName: string;
    readonly tokenHint: string;
    /** When the secret ends, in milliseconds since the epoch. */
    readonly tokenExpiresAt?: number;
    /** What kind of credential it is. */
    readonly auth: CredentialKind;
    readonly verifiedAt?: number;
  };
  readonly hold?: {
    readonly reason: 'unauthorized' | 'unreachable' | 'failing';
    readonly sentence: string;
    readonly nextTryAt: number;
  };
  /** Nothing is sent: an admin paused it, or a plan waits to be started. */
  readonly paused?: { readonly at: number; readonly by: string; readonly why: 'admin' | 'plan' };
  readonly counts: Readonly<Record<PersonStatus, number>>;
  /** Changes that are in line and not sent yet. */
  readonly inLine: number;
  readonly status?: PersonStatus;
  readonly page: number;
  readonly people: readonly PersonRow[];
  readonly hasNext: boolean;
}

/** What is sent, attribute by attribute, with a preview for the chosen person. */
export interface MappingsProps {
  readonly rows: readonly {
    readonly field: string;
    readonly to: string;
    readonly label: string;
    readonly note?: string;
    readonly sent: boolean;
    readonly preview?: string;
  }[];
  readonly preview: PreviewChoice & { readonly granted?: boolean };
  readonly notSent: readonly string[];
  /** Where passwords stand, for an active application that takes them. */
  readonly passwords?: { readonly waiting: number; readonly unknown: number };
}

/** The Identity Management tab (M-075). */
export interface IdmProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly guides: readonly ConnectorGuide[];
  readonly notes: readonly string[];
  /** Absent where the connector can't provision. */
  readonly integration?: { readonly content: IdmInactive | IdmActive; readonly mappings: MappingsProps };
  /** Of an active integration: what has to be decided, and what can be looked at below the people. */
  readonly cards?: { readonly first: readonly VNode[]; readonly below: readonly VNode[] };
  /** A problem that belongs to no field. */
  readonly message?: string;
}
