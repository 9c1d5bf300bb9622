import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as samlify from 'samlify';
import { SignedXml } from 'xml-crypto';
import { ALGORITHM, NS } from '../../src/saml/constants';
import { makeKeyPair, type KeyPair } from '../../src/saml/key-pair';
import { buildIdpMetadata, endOfMetadata, type IdpMetadataInput } from '../../src/saml/metadata/idp-metadata';
import { prepareSigningKey, type SigningKey } from '../../src/saml/response/response-signature';
import { allElements, attributeOf, parseXml } from '../../src/saml/xml';
import { IDP, NOW, SSO_URL } from './support';

const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const DAY = 86_400_000;
let pair: KeyPair;
let next: KeyPair;
const base64 = ({ certificatePem }: KeyPair): string => new X509Certificate(certificatePem).raw.toString('base64');

beforeAll(async () => {
  [pair, next] = await Promise.all([
    makeKeyPair({ commonName: 'current', now: NOW, validDays: 730 }),
    makeKeyPair({ commonName: 'next', now: NOW, validDays: 730 }),
  ]);
});

const input = (change: Partial<IdpMetadataInput> = {}): IdpMetadataInput => ({
  entityId: IDP,
  ssoUrl: `${SSO_URL}?a=1&b=2`,
  certificates: [pair.certificatePem],
  nameIdFormats: [EMAIL],
  ...change,
});

describe('M-053: our metadata', () => {
  test('golden, with the key blanked: the order of the schema, and nothing that is not asked for', () => {
    const algorithm = (name: string) => (uri: string) =>
      `<alg:${name} xmlns:alg="urn:oasis:names:tc:SAML:metadata:algsupport" Algorithm="${uri}"></alg:${name}>`;
    const address = (name: string, url: string, binding: string): string =>
      `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${url}"></md:${name}>`;
    const digests = ['2001/04/xmlenc#sha256', '2001/04/xmldsig-more#sha384', '2001/04/xmlenc#sha512'];
    const signatures = ['rsa-sha256', 'rsa-sha384', 'rsa-sha512', 'ecdsa-sha256', 'ecdsa-sha384', 'ecdsa-sha512'];
    const whole = input({ sloUrl: `${SSO_URL}/slo`, validUntil: NOW, cacheHours: 1, wantRequestsSigned: true });
    expect(buildIdpMetadata(whole).replace(base64(pair), 'CERT')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" cacheDuration="PT1H" entityID="${IDP}" validUntil="2026-11-22T12:00:00.000Z">` +
        '<md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:Extensions>' +
        digests.map((uri) => algorithm('DigestMethod')(`http://www.w3.org/${uri}`)).join('') +
        signatures.map((uri) => algorithm('SigningMethod')(`http://www.w3.org/2001/04/xmldsig-more#${uri}`)).join('') +
        '</md:Extensions><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>CERT</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>' +
        address('SingleLogoutService', `${SSO_URL}/slo`, 'HTTP-Redirect') +
        address('SingleLogoutService', `${SSO_URL}/slo`, 'HTTP-POST') +
        `<md:NameIDFormat>${EMAIL}</md:NameIDFormat>` +
        address('SingleSignOnService', `${SSO_URL}?a=1&amp;b=2`, 'HTTP-Redirect') +
        address('SingleSignOnService', `${SSO_URL}?a=1&amp;b=2`, 'HTTP-POST') +
        '</md:IDPSSODescriptor></md:EntityDescriptor>\n',
    );
    const bare = buildIdpMetadata(input());
    for (const word of [
      'WantAuthnRequestsSigned',
      'validUntil',
      'cacheDuration',
      'SingleLogout',
      'ID="_',
      'Signature>',
    ])
      expect(bare).not.toContain(word);
  });

  test('S12: during a rotation every key is there in the given order, for signing only', () => {
    const certificates = [pair.certificatePem, next.certificatePem];
    const document = parseXml(Buffer.from(buildIdpMetadata(input({ certificates }))), 'metadata');
    const descriptors = allElements(document).filter((found) => found.localName === 'KeyDescriptor');
    expect(descriptors.map((found) => [attributeOf(found, 'use'), found.textContent])).toEqual([
      ['signing', base64(pair)],
      ['signing', base64(next)],
    ]);
  });

  test('its end is a midnight, more than 14 days off, and stays the same for a day', () => {
    const midnight = Math.floor(NOW / DAY) * DAY;
    const ends = [midnight, midnight + 1, NOW, midnight + DAY - 1].map(endOfMetadata);
    expect(new Set(ends).size).toBe(1);
    expect((ends[0] ?? 0) % DAY).toBe(0);
    for (const at of [midnight, midnight + DAY - 1]) expect(endOfMetadata(at) - at).toBeGreaterThan(14 * DAY);
    expect(endOfMetadata(midnight + DAY)).toBe((ends[0] ?? 0) + DAY);
  });

  test('samlify reads it', () => {
    jest.spyOn(console, 'warn').mockImplementation();
    const { entityMeta } = samlify.IdentityProvider({
      metadata: buildIdpMetadata(input({ sloUrl: `${SSO_URL}/slo` })),
    });
    expect(entityMeta.getEntityID()).toBe(IDP);
    expect(entityMeta.getX509Certificate('signing')).toBe(base64(pair));
    expect(entityMeta.getSingleSignOnService('redirect')).toBe(`${SSO_URL}?a=1&b=2`);
    expect(entityMeta.getSingleLogoutService('post')).toBe(`${SSO_URL}/slo`);
    jest.restoreAllMocks();
  });
});

describe('saml-metadata 3: our metadata, signed', () => {
  const keyOf = ({ privateKeyPem, certificatePem }: KeyPair): SigningKey =>
    prepareSigningKey({ privateKeyPem, certificatePem });
  const whole = (): IdpMetadataInput => input({ sloUrl: `${SSO_URL}/slo`, validUntil: NOW, cacheHours: 1 });

  /** What an independent library says of the signature, and what it covers. */
  function judge(xml: string, { certificatePem }: KeyPair): { good: boolean; covers: string[] } {
    const root = parseXml(Buffer.from(xml), 'metadata');
    const signature = allElements(root).find((one) => one.localName === 'Signature');
    if (signature === undefined) throw new Error('no signature');
    const checker = new SignedXml({ publicCert: certificatePem, getCertFromKeyInfo: () => null });
    checker.loadSignature(signature);
    try {
      return { good: checker.checkSignature(xml), covers: checker.getSignedReferences() };
    } catch {
      return { good: false, covers: [] };
    }
  }

  test('xml-crypto accepts it, the signature covers the whole document and comes first', () => {
    const xml = buildIdpMetadata(whole(), keyOf(pair));
    const root = parseXml(Buffer.from(xml), 'metadata');
    expect((root.firstChild as Element).localName).toBe('Signature');
    expect(attributeOf(root, 'ID')).toMatch(/^_[0-9a-f]{40}$/);
    const { good, covers } = judge(xml, pair);
    expect(good).toBe(true);
    expect(covers[0]).toContain('<md:EntityDescriptor');
    expect(covers[0]).toContain('SingleLogoutService');
  });

  test('one changed address breaks it, and so does another key', () => {
    const xml = buildIdpMetadata(whole(), keyOf(pair));
    const changed = xml.replace(`${SSO_URL}/slo`, 'https://elsewhere.example/slo');
    expect(judge(changed, pair).good).toBe(false);
    expect(judge(xml, next).good).toBe(false);
  });

  test('RSA gives the same bytes every time, so that the ETag stays', () => {
    expect(buildIdpMetadata(whole(), keyOf(pair))).toBe(buildIdpMetadata(whole(), keyOf(pair)));
    expect(buildIdpMetadata(input({ validUntil: NOW + DAY }), keyOf(pair))).not.toBe(
      buildIdpMetadata(input({ validUntil: NOW }), keyOf(pair)),
    );
  });

  test('a key on P-256 signs with ECDSA', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key: SigningKey = { privateKey, certificateBase64: base64(pair), type: 'ec' };
    const xml = buildIdpMetadata(whole(), key);
    expect(xml).toContain(ALGORITHM.ecdsaSha256);
    const other = buildIdpMetadata(whole(), key);
    expect(other).not.toBe(xml);
    const value = (text: string): string => /<ds:SignatureValue>[^<]*/.exec(text)?.[0] ?? '';
    expect(other.replace(value(other), value(xml))).toBe(xml);
  });

  (hasXmlsec() ? test : test.skip)('xmlsec1 accepts it, and refuses it when it was changed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'metadata-'));
    const [file, certificate] = [join(folder, 'metadata.xml'), join(folder, 'certificate.pem')];
    const verify = (xml: string): number | null => {
      writeFileSync(file, xml);
      writeFileSync(certificate, pair.certificatePem);
      const id = ['--id-attr:ID', `${NS.metadata}:EntityDescriptor`];
      return spawnSync('xmlsec1', ['--verify', ...id, '--trusted-pem', certificate, file]).status;
    };
    try {
      const xml = buildIdpMetadata(whole(), keyOf(pair));
      expect(verify(xml)).toBe(0);
      expect(verify(xml.replace(`${SSO_URL}/slo`, 'https://elsewhere.example/slo'))).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** xmlsec1 is a further judge where it is installed; xml-crypto always is one. */
function hasXmlsec(): boolean {
  return spawnSync('xmlsec1', ['--version']).status === 0;
}
