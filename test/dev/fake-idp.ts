import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';

import { SignedXml } from 'xml-crypto';

import { makeSelfSigned, type KeyAndCertificate } from '../../src/dev/simulator/saml/self-signed';

const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export const IDP_ENTITY_ID = 'https://sso.fernhill.example/saml2/rosewood/metadata';
export const IDP_SSO_URL = 'https://sso.fernhill.example/saml2/rosewood';
export const IDP_KEYS = makeSelfSigned('Identity provider of the tests', Date.now());
export const OTHER_KEYS = makeSelfSigned('Somebody else', Date.now());

/** Metadata of the identity provider of these tests. */
export function idpMetadata(keys: readonly KeyAndCertificate[] = [IDP_KEYS], entityId = IDP_ENTITY_ID): string {
  const descriptors = keys
    .map(({ certificate }) => certificate.replace(/-----[^-]+-----|\s/g, ''))
    .map(
      (base64) =>
        `<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`,
    )
    .join('');
  const service = (binding: string) =>
    `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${IDP_SSO_URL}"/>`;
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><IDPSSODescriptor protocolSupportEnumeration="${PROTOCOL}">${descriptors}${service('HTTP-Redirect')}${service('HTTP-POST')}</IDPSSODescriptor></EntityDescriptor>`;
}

/** What goes into a Response; everything has a good default but the addresses. */
export interface ResponseParts {
  readonly acsUrl: string;
  readonly audience: string;
  readonly inResponseTo?: string;
  /** InResponseTo of the SubjectConfirmationData when it differs. */
  readonly confirmedRequest?: string | undefined;
  readonly nameId?: string;
  readonly issuer?: string;
  readonly recipient?: string;
  readonly destination?: string;
  readonly assertionId?: string;
  readonly notOnOrAfter?: number;
  readonly notBefore?: number;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly authnStatement?: boolean;
  readonly conditions?: boolean;
  readonly sign?: 'assertion' | 'response' | 'both' | 'none';
  readonly keys?: KeyAndCertificate;
}

/** Builds a Response as an identity provider would, signed by xml-crypto. */
export function buildResponse(parts: ResponseParts): string {
  const now = Date.now();
  const instant = new Date(now).toISOString();
  const until = new Date(parts.notOnOrAfter ?? now + 300_000).toISOString();
  const from = new Date(parts.notBefore ?? now - 60_000).toISOString();
  const issuer = `<saml:Issuer xmlns:saml="${ASSERTION}">${parts.issuer ?? IDP_ENTITY_ID}</saml:Issuer>`;
  const confirmed = 'confirmedRequest' in parts ? parts.confirmedRequest : parts.inResponseTo;
  const responseId = `_${randomBytes(12).toString('hex')}`;
  const assertionId = parts.assertionId ?? `_${randomBytes(12).toString('hex')}`;
  const attributes = Object.entries(parts.attributes ?? { email: ['ada@fernhill.example'] })
    .map(([name, values]) => {
      const items = values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('');
      return `<saml:Attribute Name="${name}">${items}</saml:Attribute>`;
    })
    .join('');
  const assertion = [
    `<saml:Assertion xmlns:saml="${ASSERTION}" ID="${assertionId}" Version="2.0" IssueInstant="${instant}">${issuer}`,
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${parts.nameId ?? 'ada@fernhill.example'}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${parts.recipient ?? parts.acsUrl}"${optional('InResponseTo', confirmed)}/></saml:SubjectConfirmation></saml:Subject>`,
    parts.conditions === false
      ? ''
      : `<saml:Conditions NotBefore="${from}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${parts.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    parts.authnStatement === false
      ? ''
      : `<saml:AuthnStatement AuthnInstant="${instant}" SessionIndex="s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`,
    `<saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion>`,
  ].join('');
  const response = `<samlp:Response xmlns:samlp="${PROTOCOL}" ID="${responseId}" Version="2.0" IssueInstant="${instant}" Destination="${parts.destination ?? parts.acsUrl}"${optional('InResponseTo', parts.inResponseTo)}>${issuer}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${assertion}</samlp:Response>`;
  const { sign = 'assertion', keys = IDP_KEYS } = parts;
  const inner = sign === 'assertion' || sign === 'both' ? signElement(response, 'Assertion', keys) : response;
  return sign === 'response' || sign === 'both' ? signElement(inner, 'Response', keys) : inner;
}

/** Signs an element of a document, with the signature after its Issuer. */
export function signElement(xml: string, element: string, keys: KeyAndCertificate): string {
  const path = `//*[local-name(.)='${element}']`;
  const signer = new SignedXml({
    privateKey: keys.privateKey,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: EXC_C14N,
  });
  signer.addReference({
    xpath: path,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXC_C14N],
  });
  signer.computeSignature(xml, {
    location: { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' },
  });
  return signer.getSignedXml();
}

/** Posts a Response to the ACS as a browser would, without following the redirect. */
export function postResponse(acsUrl: string, xml: string, relayState?: string): Promise<Response> {
  const form = new URLSearchParams({ SAMLResponse: Buffer.from(xml, 'utf8').toString('base64') });
  if (relayState !== undefined) form.set('RelayState', relayState);
  return fetch(acsUrl, { method: 'POST', body: form, redirect: 'manual' });
}

/** The AuthnRequest in a redirect (saml-bindings section 3.4.4.1). */
export function requestIn(location: string): { xml: string; id: string; query: URLSearchParams } {
  const query = new URL(location).searchParams;
  const bytes = Buffer.from(query.get('SAMLRequest') ?? '', 'base64');
  const xml = inflateRawSync(bytes, { maxOutputLength: 100_000 }).toString('utf8');
  return { xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', query };
}

function optional(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name}="${value}"`;
}
