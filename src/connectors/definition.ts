import type { NameIdFormat } from '../core/application';
import type { AttributeName } from '../core/attributes';
import type { Capability } from './capabilities';
import type { Quirk } from './quirks';

/** One SAML attribute a connector proposes. */
export interface ConnectorSamlAttribute {
  /** The service provider's name for the attribute. */
  readonly name: string;
  readonly from: AttributeName;
  readonly constant?: string;
  /** 'required': the SP creates accounts from it at sign-on; its name is fixed (M-069 to M-071). */
  readonly jit?: 'required';
}

/** What an SP needs for SAML sign-on. Absent: the connector has no SAML. */
export interface ConnectorSaml {
  /** 'fields': the admin fills in the values below. 'sp-metadata': the SP's metadata file brings them. */
  readonly from: 'fields' | 'sp-metadata';
  /** May hold placeholders such as {YOUR_SUBDOMAIN}. */
  readonly entityId?: string;
  readonly acsUrl?: string;
  readonly loginUrl?: string;
  readonly nameId: { readonly format: NameIdFormat; readonly from: AttributeName };
  readonly attributes: readonly ConnectorSamlAttribute[];
  /** What the admin copies from Passo to the SP, in the order of the guide. */
  readonly give: readonly ('metadata-url' | 'sso-url' | 'idp-entity-id' | 'certificate')[];
}

/** One row of the table "what is sent over SCIM". */
export interface ScimMapping {
  /** The property it is filled from; absent where an admin chose a constant or an expression instead. */
  readonly from?: AttributeName;
  readonly constant?: string;
  /** A value made of several properties, in the small language of `core/expression`. */
  readonly expression?: string;
  /** SCIM attribute path: `userName`, `name.givenName`, `emails:value`, `addresses.streetAddress`, `department`. */
  readonly to: string;
  /** The service provider's name for it, as its own pages say it. */
  readonly label: string;
  /** 'always' is sent whenever it changes; 'create' only with a new account; 'import' is only read. */
  readonly use?: 'always' | 'create' | 'import';
  /** An empty text goes out when there is no value; absent, nothing goes out. */
  readonly empty?: 'send';
  /** The SP refuses people without a value, so they are not sent. */
  readonly required?: true;
}

/** What an SP needs for SCIM provisioning. Absent: the connector has no prebuilt provisioning. */
export interface ConnectorScim {
  /** 'fixed': the address belongs to the connector; 'ask': the admin types it; 'template': it is filled from variables. */
  readonly baseUrl:
    | { readonly kind: 'fixed'; readonly url: string }
    | { readonly kind: 'ask'; readonly example: string }
    | { readonly kind: 'template'; readonly template: string };
  /** The connector's word for the bearer token in its own pages. */
  readonly tokenName: string;
  readonly can: readonly Capability[];
  readonly users: readonly ScimMapping[];
  readonly groups: readonly { readonly from: 'name'; readonly to: string; readonly label: string }[];
  /** Attributes the SP knows and the connector never sends. */
  readonly notSent: readonly string[];
  /** Where department, organization, costCenter, division, manager and employeeNumber stand. */
  readonly enterprise: 'extension' | 'flat';
  readonly quirks: readonly Quirk[];
  /** Identity Management can be activated only while SSO is active (M-015). */
  readonly needsSso: boolean;
  readonly beta?: boolean;
}

/** A value the admin enters once and every address that needs it is filled with. */
export interface ConnectorVariable {
  /** The placeholder's name as it stands in braces: YOUR_SUBDOMAIN. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly example: string;
}

/** The steps shown beside our fields. `{sso-url}`, `{idp-entity-id}` and `{metadata-url}` are filled with our values. */
export interface ConnectorGuide {
  readonly title: string;
  readonly steps: readonly string[];
}

/** A connector: everything Passo knows about one service provider. Data only, so that it can be shown and compared. */
export interface Connector {
  readonly id: string;
  readonly label: string;
  readonly category: string;
  /** One line for the catalogue. */
  readonly summary: string;
  /** Listed in the catalogue whatever is searched for. */
  readonly custom: boolean;
  readonly bookmark: boolean;
  /** A generic SCIM integration may be configured for it, because it has no prebuilt one (M-022, M-047). */
  readonly customScim: boolean;
  readonly variables: readonly ConnectorVariable[];
  readonly saml?: ConnectorSaml;
  readonly scim?: ConnectorScim;
  /** What the admin should know before starting, one sentence each. */
  readonly prerequisites: readonly string[];
  /** What differs from other applications, one sentence each. */
  readonly notes: readonly string[];
  readonly guides: { readonly sso: readonly ConnectorGuide[]; readonly identityManagement: readonly ConnectorGuide[] };
}

/** Fixes the type of a connector file. */
export function defineConnector(connector: Connector): Connector {
  return connector;
}
