import { X509Certificate, type KeyObject } from 'node:crypto';
import type { AcsEndpoint, AssertionEncryption, SsoSettings } from '../core/application';
import { isOneText } from '../core/attributes';
import { ENCRYPTION, LIMIT, NAME_ID_FORMAT } from './constants';
import { encryptionCertificateProblem } from './encryption';
import { SamlError } from './errors';
import { attributesProblem } from './settings/attribute-rules';
import { certificatesProblem, pastedProblem } from './settings/certificate-rules';
import { acsProblem, sloProblem } from './settings/endpoint-rules';
import { isOneLine, isWebAddress } from './settings/text-rules';

export { isWebAddress } from './settings/text-rules';

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
 * @returns a sentence by field (spEntityId, acs, loginUrl, nameId, nameIdFrom, attributes, sign, hash, encryption, slo,
 * spCertificates, requireSignedRequests); empty when all is well
 */
export function checkSsoSettings(sso: SsoSettings): Record<string, string> {
  const problems: Record<string, string | undefined> = {
    spEntityId: entityIdProblem(sso.spEntityId),
    acs: acsProblem(sso.acs),
    loginUrl: loginUrlProblem(sso),
    nameId: Object.hasOwn(NAME_ID_FORMAT, sso.nameId.format) ? undefined : 'Choose a name ID format from the list.',
    nameIdFrom: isOneText(sso.nameId.from) ? undefined : 'Choose a property that is one text: people are named by it.',
    attributes: attributesProblem(sso.attributes),
    sign: SIGNED.includes(sso.sign) ? undefined : 'Choose what is signed.',
    hash: sso.hash === undefined || (sso.hash as string) === 'sha512' ? undefined : 'Choose a hash from the list.',
    encryption: sso.encryption && encryptionProblem(sso.encryption),
    slo: sso.slo && sloProblem(sso.slo),
    spCertificates: certificatesProblem(sso.spCertificates),
    requireSignedRequests:
      sso.requireSignedRequests && sso.spCertificates.length === 0
        ? 'Add a certificate of the application first: signed requests are checked with it.'
        : undefined,
  };
  const found: Record<string, string> = {};
  for (const [field, sentence] of Object.entries(problems)) if (sentence !== undefined) found[field] = sentence;
  return found;
}

const SIGNED: readonly string[] = ['both', 'assertion', 'response'];

function entityIdProblem(entityId: string): string | undefined {
  if (entityId === '') return 'Enter the entity ID of the application.';
  if (entityId.length > LIMIT.entityId) return `The entity ID may have at most ${LIMIT.entityId} characters.`;
  if (!isOneLine(entityId) || /^\s|\s$/u.test(entityId))
    return 'The entity ID may not contain line breaks or begin or end with a space.';
  return undefined;
}

function loginUrlProblem(sso: SsoSettings): string | undefined {
  if (sso.loginUrl === undefined)
    return sso.startAtLogin === true ? 'Enter the Login URL that the tile opens.' : undefined;
  return isWebAddress(sso.loginUrl) ? undefined : 'Enter a full http or https address.';
}

function encryptionProblem({ certificate, algorithm }: AssertionEncryption): string | undefined {
  if (!Object.hasOwn(ENCRYPTION.blockCipher, algorithm)) return 'Choose how assertions are encrypted from the list.';
  return certificate === ''
    ? 'Paste the certificate of the application that assertions are encrypted for.'
    : (pastedProblem(certificate) ?? encryptionCertificateProblem(certificate));
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
