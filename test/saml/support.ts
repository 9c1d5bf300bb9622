import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import type { SsoSettings } from '../../src/core/application';
import type { AttributeSource } from '../../src/core/attributes';
import type { UserId } from '../../src/core/ids';
import {
  readAuthnRequest,
  verifyAuthnRequest,
  type AuthnRequest,
  type ExpectedRequest,
} from '../../src/saml/authn-request';
import { readPostMessage, readRedirectMessage } from '../../src/saml/bindings';
import { SamlError } from '../../src/saml/errors';
import { serviceProviderOf } from '../../src/saml/service-provider';

export const NOW = Date.parse('2026-11-22T12:00:00.000Z');
export const SSO_URL = 'https://id.example.com/saml2/robin';
export const IDP = 'https://id.example.com/saml2/robin/metadata';
export const SP = 'https://sp.example.net/saml';
export const ACS = 'https://sp.example.net/saml/acs';
export const ACS_TWO = 'https://sp.example.net/saml/acs2';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

export const SETTINGS: SsoSettings = {
  spEntityId: SP,
  acs: [
    { url: ACS, index: 0, isDefault: true },
    { url: ACS_TWO, index: 7, isDefault: false },
  ],
  nameId: { format: 'email', from: 'email' },
  attributes: [],
  sign: 'both',
  requireSignedRequests: false,
  spCertificates: [],
};

export const SOURCE: AttributeSource = {
  user: {
    id: '01J00000000000000000000000' as UserId,
    username: 'anna',
    email: 'anna@example.com',
    firstname: 'Anna',
    lastname: 'Núñez',
    addresses: [{ type: 'work', streetAddress: '1 High Street', locality: 'Leeds', country: 'GB' }],
    phoneNumbers: [{ type: 'mobile', value: '+44 1' }],
    state: 'active',
    role: 'user',
    hasPassword: true,
    passwordTemporary: false,
    createdAt: 0,
    updatedAt: 0,
  },
  groupNames: ['Staff', 'Ops & "QA"'],
  now: NOW,
};

/** What a request is held against; changes are laid over the ordinary settings. */
export function expectedWith(changes: Partial<SsoSettings> = {}, now = NOW): ExpectedRequest {
  return { serviceProvider: serviceProviderOf({ ...SETTINGS, ...changes }), ssoUrl: SSO_URL, idpEntityId: IDP, now };
}

export interface RequestParts {
  attributes?: Record<string, string | undefined>;
  issuer?: string;
  /** What follows the Issuer. */
  rest?: string;
}

/** An AuthnRequest as text; an attribute of undefined is left out, and texts go in as they are. */
export function requestXml({ attributes = {}, issuer = SP, rest = '' }: RequestParts = {}): string {
  const all: Record<string, string | undefined> = {
    ID: '_request1',
    Version: '2.0',
    IssueInstant: '2026-11-22T11:59:50Z',
    Destination: SSO_URL,
    AssertionConsumerServiceURL: ACS,
    ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
    ...attributes,
  };
  const written = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
  return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"${written}><saml:Issuer>${issuer}</saml:Issuer>${rest}</samlp:AuthnRequest>`;
}

export function postForm(xml: string | Buffer): Record<string, unknown> {
  return { SAMLRequest: Buffer.from(xml).toString('base64') };
}

/** A query of the Redirect binding; with a key it is signed over its raw octets. */
export function redirectQuery(
  xml: string | Buffer,
  options: {
    relayState?: string;
    key?: KeyObject;
    algorithm?: string;
    hash?: string;
    encode?: (text: string) => string;
  } = {},
): string {
  const { algorithm = RSA_SHA256, hash = 'sha256', encode = encodeURIComponent } = options;
  let query = `SAMLRequest=${encode(deflateRawSync(Buffer.from(xml)).toString('base64'))}`;
  if (options.relayState !== undefined) query += `&RelayState=${encode(options.relayState)}`;
  if (!options.key) return query;
  query += `&SigAlg=${encode(algorithm)}`;
  return `${query}&Signature=${encode(sign(hash, Buffer.from(query), options.key).toString('base64'))}`;
}

export interface SignOptions {
  algorithm?: string;
  digest?: string;
  transforms?: string[];
  c14n?: string;
  xpath?: string;
  place?: string;
  action?: 'append' | 'prepend' | 'before' | 'after';
}

/** Signs a message inside the XML with an independent library. */
export function signXml(xml: string, privateKeyPem: string, options: SignOptions = {}): string {
  const signer = new SignedXml({
    privateKey: createPrivateKey(privateKeyPem).export({ type: 'pkcs8', format: 'pem' }),
    signatureAlgorithm: options.algorithm ?? RSA_SHA256,
    canonicalizationAlgorithm: options.c14n ?? EXC_C14N,
  });
  signer.addReference({
    xpath: options.xpath ?? '/*',
    transforms: options.transforms ?? [ENVELOPED, EXC_C14N],
    digestAlgorithm: options.digest ?? SHA256,
  });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: options.place ?? "//*[local-name(.)='Issuer']", action: options.action ?? 'after' },
  });
  return signer.getSignedXml();
}

/** The whole way of a POST message. */
export function acceptPost(xml: string | Buffer, expected = expectedWith()): AuthnRequest {
  return verifyAuthnRequest(readAuthnRequest(readPostMessage(postForm(xml))), expected);
}

/** The whole way of a Redirect message. */
export function acceptRedirect(query: string, expected = expectedWith()): AuthnRequest {
  return verifyAuthnRequest(readAuthnRequest(readRedirectMessage(query)), expected);
}

/** Runs something that has to be refused and gives the refusal; anything but a SamlError fails the test. */
export function refusal(run: () => unknown): SamlError {
  try {
    run();
  } catch (error) {
    if (error instanceof SamlError) return error;
    throw error;
  }
  throw new Error('accepted, but a refusal was expected');
}
