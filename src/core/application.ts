import type { AttributeName } from './attributes';
import type { ApplicationId } from './ids';
import type { IdmSettings } from './idm-settings';

export type { IdmSettings } from './idm-settings';

/** NameID formats Passo issues (saml-core section 8.3). */
export type NameIdFormat = 'email' | 'unspecified' | 'persistent' | 'transient';

/** How an attribute's name is to be understood (saml-core section 8.2); absent, the name itself tells. */
export type AttributeNameFormat = 'unspecified' | 'uri' | 'basic';

/** Which of a person's groups an application is told of: by a part of the name, or those that give this application. */
export type GroupFilter =
  | { readonly kind: 'starts-with' | 'ends-with' | 'contains'; readonly text: string }
  | { readonly kind: 'of-application' };

/** One attribute of the assertion: our property, a constant text or an expression, under the SP's name. */
export interface SsoAttribute {
  /** The service provider's name for it. */
  readonly name: string;
  /** Our property; ignored when a constant or an expression is set. */
  readonly from: AttributeName;
  readonly constant?: string;
  /** A value made of several properties, in the small language of `core/expression`. */
  readonly expression?: string;
  readonly nameFormat?: AttributeNameFormat;
  /** For the property User Groups: which of them are sent. */
  readonly groups?: GroupFilter;
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

/** An address of the SP that takes logout messages (saml-metadata section 2.4.2). */
export interface SloEndpoint {
  readonly binding: 'redirect' | 'post' | 'soap';
  readonly url: string;
  /** Where answers go when not to the same address. */
  readonly responseUrl?: string;
}

/** How assertions for an application are encrypted: the SP's certificate (PEM) and the block cipher. */
export interface AssertionEncryption {
  readonly certificate: string;
  readonly algorithm: 'aes128-cbc' | 'aes256-cbc' | 'aes128-gcm' | 'aes256-gcm';
}

/** The SAML settings of an application as an admin sees them on the SSO tab. Absent options are off. */
export interface SsoSettings {
  readonly spEntityId: string;
  readonly acs: readonly AcsEndpoint[];
  /** Where the SP lets people start. */
  readonly loginUrl?: string;
  /** The tile opens the login URL, because the SP can't take a Response it did not ask for. */
  readonly startAtLogin?: true;
  readonly nameId: {
    readonly format: NameIdFormat;
    readonly from: AttributeName;
    /** The format above is sent whatever a request asks for. Otherwise a format that a request asks for is honoured. */
    readonly fixed?: true;
  };
  readonly attributes: readonly SsoAttribute[];
  readonly sign: 'both' | 'assertion' | 'response';
  /** The hash of our signatures with RSA keys; SHA-256 when absent. EC keys always sign with SHA-256. */
  readonly hash?: 'sha512';
  readonly encryption?: AssertionEncryption;
  /** Refuse AuthnRequests that are not signed. */
  readonly requireSignedRequests: boolean;
  /** PEM certificates of the SP: every one is tried when a request is signed. */
  readonly spCertificates: readonly string[];
  /** Legacy: take signatures made with SHA-1 from this SP (SECURITY S5). */
  readonly allowSha1?: true;
  /** Where the SP takes logout messages; none means it can't be signed out from here. */
  readonly slo?: readonly SloEndpoint[];
  /** Take logout messages of this SP although they are not signed. */
  readonly acceptUnsignedLogout?: true;
  /** Sign our metadata for this application. */
  readonly signMetadata?: true;
  /** Say in our metadata that requests are to be signed; some SPs sign only then, others stop when they can't. */
  readonly wantRequestsSigned?: true;
}

/** Whether people can sign on. A bookmark counts as active while its tile opens. */
export type SsoState = 'inactive' | 'active';

/** Why an integration holds its changes back: nothing is lost while it does. */
export interface Hold {
  /** 'failing': the SP answers, and refuses most of what it is sent. */
  readonly reason: 'unauthorized' | 'unreachable' | 'failing';
  /** The sentence for the admin. */
  readonly sentence: string;
  /** When it began, and when the next probe goes out (milliseconds since the epoch). */
  readonly since: number;
  readonly nextTryAt: number;
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
  /** A sign-on here asks for a second factor, whatever else does. */
  readonly secondFactor: boolean;
  /** A sign-on here asks for a sign-in at most so many minutes old; absent, any session will do. */
  readonly signInMinutes?: number;
  /** For admins only: who owns it, what to know. */
  readonly note?: string;
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

/** The address SPs send logout messages to, by HTTP-Redirect and HTTP-POST. */
export function sloUrlOf(baseUrl: string, slug: string): string {
  return `${baseUrl}/saml2/${slug}/slo`;
}
