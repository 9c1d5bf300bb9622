import { X509Certificate, type KeyObject } from 'node:crypto';
import type { AcsEndpoint, SsoSettings } from '../core/application';
import { NAME_ID_FORMAT, LIMIT } from './constants';
import { SamlError } from './errors';

/** The SAML side of an application, ready to check requests with: certificates are parsed once. */
export interface ServiceProvider {
  readonly entityId: string;
  readonly acs: readonly AcsEndpoint[];
  readonly nameId: SsoSettings['nameId'];
  readonly sign: SsoSettings['sign'];
  readonly requireSignedRequests: boolean;
  /** Signatures made with SHA-1 are taken from it. */
  readonly allowSha1: boolean;
  /** Public keys of the registered certificates; every one is tried. */
  readonly certificates: readonly KeyObject[];
}

/**
 * Makes a service provider of an application's settings.
 * @throws SamlError metadata_malformed when a stored certificate can't be read
 */
export function serviceProviderOf(sso: SsoSettings): ServiceProvider {
  return {
    entityId: sso.spEntityId,
    acs: sso.acs,
    nameId: sso.nameId,
    sign: sso.sign,
    requireSignedRequests: sso.requireSignedRequests,
    allowSha1: sso.allowSha1 === true,
    certificates: sso.spCertificates.map(publicKeyOf),
  };
}

/**
 * The rules for SAML settings an admin enters or uploads: what must hold before they are stored.
 * @returns a sentence by field (spEntityId, acs, loginUrl, nameId, attributes, spCertificates, requireSignedRequests); empty when all is well
 */
export function checkSsoSettings(sso: SsoSettings): Record<string, string> {
  const problems: Record<string, string | undefined> = {
    spEntityId: entityIdProblem(sso.spEntityId),
    acs: acsProblem(sso.acs),
    loginUrl: loginUrlProblem(sso),
    nameId: Object.hasOwn(NAME_ID_FORMAT, sso.nameId.format) ? undefined : 'Choose a name ID format from the list.',
    attributes: attributesProblem(sso.attributes),
    spCertificates: sso.spCertificates.every(isCertificate)
      ? undefined
      : "A certificate can't be read. Paste it whole, with its BEGIN and END lines.",
    requireSignedRequests:
      sso.requireSignedRequests && sso.spCertificates.length === 0
        ? 'Add a certificate of the application first: signed requests are checked with it.'
        : undefined,
  };
  const found: Record<string, string> = {};
  for (const [field, sentence] of Object.entries(problems)) if (sentence !== undefined) found[field] = sentence;
  return found;
}

/** Tells whether a text is an absolute http or https address without a fragment and without credentials. */
export function isWebAddress(text: string): boolean {
  if (text.length > 2048 || !/^https?:\/\/[^\s#\\{}<>"]+$/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname } = new URL(text);
  // Other letters are valid in a host, but would mean something in the policy of the page that posts there.
  return username === '' && password === '' && /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(hostname);
}

function entityIdProblem(entityId: string): string | undefined {
  if (entityId === '') return 'Enter the entity ID of the application.';
  if (entityId.length > LIMIT.entityId) return `The entity ID may have at most ${LIMIT.entityId} characters.`;
  if (/[\p{Cc}\p{Cs}\u2028]|^\s|\s$/u.test(entityId))
    return 'The entity ID may not contain line breaks or begin or end with a space.';
  return undefined;
}

function loginUrlProblem(sso: SsoSettings): string | undefined {
  if (sso.loginUrl === undefined)
    return sso.startAtLogin === true ? 'Enter the Login URL that the tile opens.' : undefined;
  return isWebAddress(sso.loginUrl) ? undefined : 'Enter a full http or https address.';
}

function acsProblem(acs: readonly AcsEndpoint[]): string | undefined {
  if (acs.length === 0) return 'Enter at least one address that takes the sign-on answer (ACS URL).';
  if (acs.length > 100) return 'At most 100 ACS URLs can be kept.';
  const wrong = acs.find((endpoint) => !isWebAddress(endpoint.url));
  if (wrong) return `${wrong.url.slice(0, 200) || 'An empty ACS URL'} is not a full http or https address without "#".`;
  if (new Set(acs.map((endpoint) => endpoint.url)).size < acs.length) return 'The same ACS URL is there twice.';
  const indexes = acs.map((endpoint) => endpoint.index).filter((index) => index !== undefined);
  if (indexes.some((index) => !Number.isInteger(index) || index < 0 || index > 65535)) {
    return 'The index of an ACS URL is a whole number from 0 to 65535.';
  }
  if (new Set(indexes).size < indexes.length) return 'Two ACS URLs have the same index.';
  if (acs.filter((endpoint) => endpoint.isDefault).length > 1) return 'Only one ACS URL can be the default.';
  return undefined;
}

function attributesProblem(attributes: SsoSettings['attributes']): string | undefined {
  if (attributes.some((attribute) => attribute.name.trim() === '')) return 'Every attribute needs a name.';
  if (attributes.some((attribute) => attribute.name.length > 512))
    return 'An attribute name may have at most 512 characters.';
  if (attributes.some((attribute) => /[\p{Cc}\p{Cs}\u2028]/u.test(attribute.name))) {
    return 'An attribute name may not contain line breaks or control characters.';
  }
  const names = attributes.map((attribute) => attribute.name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  return twice === undefined ? undefined : `The attribute ${twice} is there twice.`;
}

function isCertificate(pem: string): boolean {
  try {
    publicKeyOf(pem);
    return true;
  } catch {
    return false;
  }
}

function publicKeyOf(pem: string): KeyObject {
  try {
    return new X509Certificate(pem).publicKey;
  } catch (error) {
    throw new SamlError('metadata_malformed', "A certificate of the application can't be read. Upload it again.", {
      clause: 'saml-metadata 2.4.1.1',
      cause: error,
    });
  }
}
