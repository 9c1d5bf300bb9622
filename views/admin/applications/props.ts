import type { IdmState, SsoState } from '../../../src/core/application';
import type { FieldErrors } from '../../../src/core/errors';
import type { ConnectorVariable } from '../../../src/connectors/definition';
import type { SignInDemandValues } from './sign-in-demands';
import type { EventRow } from '../insights/event-table';

/** A row of Configured Applications (M-040, M-044 to M-047). */
export interface ApplicationRow {
  readonly id: string;
  readonly slug: string;
  readonly label: string;
  readonly connectorLabel: string;
  readonly description?: string;
  readonly imageUrl?: string;
  readonly bookmark: boolean;
  readonly ssoState: SsoState;
  readonly hasSso: boolean;
  readonly provisioning: 'none' | 'grey' | 'green';
  readonly people: number;
  /** People who need attention there. */
  readonly problems: number;
}

/** Configured Applications; `total` counts without the search. */
export interface ApplicationsProps {
  readonly q: string;
  readonly total: number;
  /** How many match in all; absent, as many as are shown. */
  readonly matching?: number;
  /** Number of the first one shown, from 1. */
  readonly first?: number;
  readonly rows: readonly ApplicationRow[];
  readonly previous?: string;
  readonly next?: string;
}

/** A connector as the catalogue lists it (M-020, M-021, M-023). */
export interface CatalogueRow {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly functionality: readonly ('SSO' | 'JIT' | 'Provisioning' | 'Bookmark')[];
  readonly beta: boolean;
  readonly custom: boolean;
}

/** The catalogue; `matched` is false when the search found nothing but the custom connectors. */
export interface CatalogueProps {
  readonly q: string;
  readonly matched: boolean;
  readonly rows: readonly CatalogueRow[];
  readonly error?: string;
}

/** General Info as typed or stored; variables by the placeholder's name. */
export interface GeneralValues {
  readonly label: string;
  readonly description: string;
  readonly showInPortal: boolean;
  readonly bookmarkUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  /** For admins alone; the wizard does not ask for it. */
  readonly note?: string;
}

/** A connector's variable, with the addresses it stands in. */
export interface VariableField extends ConnectorVariable {
  readonly fills: readonly string[];
}

/** The wizard (M-030 to M-038). A variable's error is named `variable.NAME`. */
export interface NewApplicationProps {
  readonly connector: {
    readonly id: string;
    readonly label: string;
    readonly bookmark: boolean;
    readonly hasSaml: boolean;
    readonly variables: readonly VariableField[];
    readonly prerequisites: readonly string[];
  };
  readonly values: GeneralValues & { readonly slug: string };
  /** What stands before the typed part of the SSO IdP URL: `<base>/saml2/`. */
  readonly ssoUrlPrefix: string;
  readonly defaultSlug: string;
  /** An image was chosen with the refused form; browsers do not keep it. */
  readonly imageAgain: boolean;
  readonly errors: FieldErrors;
}

/** Saved: exactly two choices follow (M-039). */
export interface CreatedProps {
  readonly label: string;
  readonly configureHref: string;
  /** Whether people can use it already, and what is missing when not. */
  readonly state: { readonly ready: boolean; readonly title: string; readonly text: string };
}

/** What the left panel and the tabs say about an application. */
export interface FrameProps {
  readonly id: string;
  readonly slug: string;
  readonly label: string;
  readonly connectorLabel: string;
  readonly imageUrl?: string;
  readonly bookmark: boolean;
  readonly hasSaml: boolean;
  readonly hasIdm: boolean;
  readonly ssoState: SsoState;
  readonly idmState: IdmState;
  readonly certificate?: { readonly notAfter: number; readonly daysLeft: number };
  readonly showInPortal: boolean;
  readonly people: number;
  readonly groups: number;
  readonly metadataUrl?: string;
  readonly certificateUrl?: string;
  /** Present while people can launch it. */
  readonly launchUrl?: string;
  /** People whose accounts need attention. */
  readonly attention: number;
  /** Accounts that stay active after Deactivate IdM connection. */
  readonly accountsLeft: number;
  /** SSO fields that still hold a placeholder, with the placeholder's names. */
  readonly placeholders: readonly PlaceholderLeft[];
}

/** A field that still holds a connector's placeholder. */
export interface PlaceholderLeft {
  readonly field: string;
  readonly names: readonly string[];
}

/** The General Info tab. */
export interface GeneralProps {
  readonly frame: FrameProps;
  readonly values: GeneralValues;
  readonly variables: readonly VariableField[];
  readonly ssoUrl?: string;
  readonly signIn: SignInDemandValues;
  readonly errors: FieldErrors;
}

/** The Bookmark tab (M-034, A-36). */
export interface BookmarkProps {
  readonly frame: FrameProps;
  readonly bookmarkUrl: string;
  /** What saving would switch; nothing has happened yet. */
  readonly pending?: 'activate' | 'deactivate';
  readonly errors: FieldErrors;
}

/** A person's status in an application. */
export type PersonStatus = 'in-sync' | 'waiting' | 'attention' | 'deactivated';

/** The User Groups tab (M-064, M-067). With `review`, nothing is saved until it is confirmed. */
export interface UserGroupsProps {
  readonly frame: FrameProps;
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly members: number;
    readonly bound: boolean;
  }[];
  readonly direct: readonly { readonly id: string; readonly name: string; readonly username: string }[];
  readonly directTotal: number;
  readonly review?: {
    readonly adds: number;
    readonly removes: number;
    readonly confirmation: string;
    /** The limit that the deactivations would pass, in words: they would wait for an admin. */
    readonly staged?: string;
  };
}

/** The Activity tab: events about this application, and the address of the older ones. */
export interface ActivityProps {
  readonly frame: FrameProps;
  readonly events: readonly EventRow[];
  readonly olderHref?: string;
}

/** The question before applications are deleted (M-207, M-208, A-17). `typed` is what did not match. */
export interface DeleteApplicationsProps {
  readonly applications: readonly {
    readonly id: string;
    readonly label: string;
    readonly bookmark: boolean;
    readonly people: number;
    readonly ssoActive: boolean;
    readonly idmActive: boolean;
  }[];
  readonly typed: string;
  readonly errors: FieldErrors;
}
