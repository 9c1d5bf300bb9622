import type { AttributeName } from './attributes';
import type { ApplicationId } from './ids';

/** NameID formats Passo issues (saml-core section 8.3). */
export type NameIdFormat = 'email' | 'unspecified' | 'persistent' | 'transient';

/** One attribute of the assertion: our property, or a constant text, under the SP's name. */
export interface SsoAttribute {
  /** The service provider's name for it. */
  readonly name: string;
  /** Our property; ignored when a constant is set. */
  readonly from: AttributeName;
  readonly constant?: string;
  /** Required by the SP to create accounts at sign-on: the name is fixed, the rest can be changed (M-069 to M-073). */
  readonly jit: boolean;
  readonly enabled: boolean;
}

/** An address of the SP that takes Responses by HTTP-POST (saml-bindings section 3.5). */
export interface AcsEndpoint {
  readonly url: string;
  readonly index?: number;
  readonly isDefault: boolean;
}

/** The SAML settings of an application as an admin sees them on the SSO tab. */
export interface SsoSettings {
  readonly spEntityId: string;
  readonly acs: readonly AcsEndpoint[];
  /** Where the SP lets people start. */
  readonly loginUrl?: string;
  /** The tile opens the login URL, because the SP can't take a Response it did not ask for. */
  readonly startAtLogin?: true;
  readonly nameId: { readonly format: NameIdFormat; readonly from: AttributeName };
  readonly attributes: readonly SsoAttribute[];
  readonly sign: 'both' | 'assertion' | 'response';
  /** Refuse AuthnRequests that are not signed. */
  readonly requireSignedRequests: boolean;
  /** PEM certificates of the SP: every one is tried when a request is signed. */
  readonly spCertificates: readonly string[];
}

/** Whether people can sign on. A bookmark counts as active while its tile opens. */
export type SsoState = 'inactive' | 'active';

/** Why an integration holds its changes back: nothing is lost while it does. */
export interface Hold {
  readonly reason: 'unauthorized' | 'unreachable';
  /** The sentence for the admin. */
  readonly sentence: string;
  /** When it began, and when the next probe goes out (milliseconds since the epoch). */
  readonly since: number;
  readonly nextTryAt: number;
}

/** The Identity Management (SCIM) settings of an application. The token is kept apart, sealed. */
export interface IdmSettings {
  readonly baseUrl?: string;
  readonly verifiedAt?: number;
  /** The Base URL whose accounts the links name; outlives a deactivation. */
  readonly linkedTo?: string;
  /** Last characters of the token, to recognise it by. */
  readonly tokenHint?: string;
}

/** Whether the SCIM integration is switched on. */
export type IdmState = 'inactive' | 'active';

/** An application: a connector, what the admin calls it, and its SSO and Identity Management settings. */
export interface Application {
  readonly id: ApplicationId;
  readonly connectorId: string;
  readonly label: string;
  readonly description?: string;
  /** Part of the SSO IdP URL; fixed when the application is created (M-037). */
  readonly slug: string;
  readonly hasImage: boolean;
  readonly showInPortal: boolean;
  readonly bookmarkUrl?: string;
  /** Values of the connector's placeholders, by name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly ssoState: SsoState;
  readonly sso?: SsoSettings;
  readonly idmState: IdmState;
  readonly idm: IdmSettings;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The address SPs send people to: `<base>/saml2/<slug>` (M-036). */
export function ssoUrlOf(baseUrl: string, slug: string): string {
  return `${baseUrl}/saml2/${slug}`;
}

/** The address of our metadata for one application; it is the IdP entity ID as well, so that the entity ID resolves. */
export function metadataUrlOf(baseUrl: string, slug: string): string {
  return `${baseUrl}/saml2/${slug}/metadata`;
}
