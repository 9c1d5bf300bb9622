import { constants, privateDecrypt } from 'node:crypto';
import xmlenc from 'xml-encryption';
import type { AssertionEncryption } from '../../../src/core/application';
import { encryptAssertion, encryptionCertificateProblem, prepareEncryption } from '../../../src/saml/encryption';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import type { ResponseInput } from '../../../src/saml/response/response';
import { makeCertificate } from '../certificate-maker';
import { libraryCanonical, nodeSamlProfile, xmlCryptoVerifies, xmlsecDecrypted } from './judges';
import { idpPair, installed, responseXml, xmlsecVerifies } from '../response-support';
import { ACS, NOW, refusal } from '../support';

let pair: KeyPair;
let sp: KeyPair;
beforeAll(async () => {
  pair = await idpPair();
  sp = await makeKeyPair({ commonName: 'sp', now: NOW, validDays: 365 });
});

const ALGORITHMS = ['aes128-cbc', 'aes256-cbc', 'aes128-gcm', 'aes256-gcm'] as const;
const URIS: Record<AssertionEncryption['algorithm'], string> = {
  'aes128-cbc': 'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
  'aes256-cbc': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'aes128-gcm': 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'aes256-gcm': 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
};
const encryptedXml = (algorithm: AssertionEncryption['algorithm'], changes: Partial<ResponseInput> = {}): string =>
  responseXml(pair, {
    now: Date.now(),
    encryption: prepareEncryption({ certificate: sp.certificatePem, algorithm }),
    ...changes,
  });
const cipherValues = (xml: string): string[] =>
  [...xml.matchAll(/<xenc:CipherValue>([^<]*)</g)].map(([, value = '']) => value);
const byXmlEncryption = (xml: string, key: string): Promise<string> =>
  new Promise((resolve, reject) => {
    xmlenc.decrypt(xml, { key }, (error, text) => (error === null ? resolve(String(text)) : reject(error)));
  });

describe.each(ALGORITHMS)('saml-core 2.3.4: an assertion encrypted with %s', (algorithm) => {
  test.each(['both', 'assertion', 'response'] as const)(
    'node-saml decrypts and accepts it (signed: %s)',
    async (sign) => {
      const xml = encryptedXml(algorithm, { sign });
      expect(xml).not.toContain('anna@example.com');
      expect(xml).not.toContain('<saml:Assertion');
      const profile = await nodeSamlProfile(xml, {
        certificatePem: pair.certificatePem,
        decryptionKeyPem: sp.privateKeyPem,
        sign,
      });
      expect(profile.nameID).toBe('anna@example.com');
      expect(profile.attributes).toMatchObject({ groups: ['Staff', 'Ops "QA"'] });
    },
  );
  test('the order is sign, encrypt, sign: the inner signature fits what comes out, the outer what is sent', async () => {
    const xml = encryptedXml(algorithm);
    expect(xmlCryptoVerifies(xml, pair.certificatePem, 'Response')).toBe(true);
    const [, data = ''] = /<saml:EncryptedAssertion[^>]*>(.*)<\/saml:EncryptedAssertion>/s.exec(xml) ?? [];
    const inside = await byXmlEncryption(data, sp.privateKeyPem);
    expect(inside).toMatch(/^<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" /);
    expect(libraryCanonical(inside)).toBe(inside);
    expect(xmlCryptoVerifies(inside, pair.certificatePem, 'Assertion')).toBe(true);
    const changed = xml.replace(/<xenc:CipherValue>A?./, '<xenc:CipherValue>//');
    expect(changed).not.toBe(xml);
    expect(xmlCryptoVerifies(changed, pair.certificatePem, 'Response')).toBe(false);
  });
  test('its bytes are canonical and name the algorithms', () => {
    const xml = encryptedXml(algorithm);
    expect(libraryCanonical(xml)).toBe(xml);
    expect(xml).toContain(`<xenc:EncryptionMethod Algorithm="${URIS[algorithm]}"></xenc:EncryptionMethod>`);
    expect(xml).toContain(
      '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"></ds:DigestMethod></xenc:EncryptionMethod>',
    );
    expect(xml).toContain('Type="http://www.w3.org/2001/04/xmlenc#Element"');
  });
  test('key and IV are new every time, and the key has the length of the algorithm', () => {
    const seen = Array.from({ length: 20 }, () => cipherValues(encryptedXml(algorithm)));
    const keys = seen.map(([wrapped = '']) =>
      privateDecrypt(
        { key: sp.privateKeyPem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
        Buffer.from(wrapped, 'base64'),
      ),
    );
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(20);
    expect(keys.every((key) => key.length === (algorithm.startsWith('aes128') ? 16 : 32))).toBe(true);
    const ivs = seen.map(([, data = '']) => Buffer.from(data, 'base64').subarray(0, 12).toString('hex'));
    expect(new Set(ivs).size).toBe(20);
  });
  test('XML Encryption 5.2: every length of text comes back, so the padding is right', async () => {
    const encryption = prepareEncryption({ certificate: sp.certificatePem, algorithm });
    for (let length = 0; length <= 33; length += 1) {
      const text = `<a>${'é'.repeat(length)}</a>`;
      expect(await byXmlEncryption(encryptAssertion(text, encryption), sp.privateKeyPem)).toBe(text);
    }
  });
  test('another key opens nothing', async () => {
    const other = makeCertificate('rsa-2048').privateKeyPem;
    await expect(byXmlEncryption(encryptedXml(algorithm), other)).rejects.toThrow();
  });
  (installed('xmlsec1') ? test : test.skip)('xmlsec1 decrypts it and verifies both signatures', () => {
    const xml = encryptedXml(algorithm);
    expect(xmlsecVerifies(xml, pair.certificatePem, 'Response')).toBe(true);
    const plain = xmlsecDecrypted(xml, sp.privateKeyPem);
    expect(plain).toContain('anna@example.com');
    const assertion = /<saml:Assertion .*<\/saml:Assertion>/s.exec(plain)?.[0] ?? '';
    const alone = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${assertion}</samlp:Response>`;
    expect(xmlsecVerifies(alone, pair.certificatePem, 'Assertion')).toBe(true);
    expect(xmlsecVerifies(alone.replace('anna@', 'eve@'), pair.certificatePem, 'Assertion')).toBe(false);
  });
});

test.each(['aes128-gcm', 'aes256-gcm'] as const)('%s: a changed byte is noticed', async (algorithm) => {
  const xml = encryptedXml(algorithm, { sign: 'assertion' });
  const [, data = ''] = cipherValues(xml);
  const bytes = Buffer.from(data, 'base64');
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  await expect(byXmlEncryption(xml.replace(data, bytes.toString('base64')), sp.privateKeyPem)).rejects.toThrow();
});

test('hostile values inside are escaped before they are encrypted', async () => {
  const hostile = `</saml:Assertion>&<"]]>\r${ACS}`;
  const xml = encryptedXml('aes256-gcm', { attributes: [{ name: 'a', values: [hostile] }] });
  const keys = { certificatePem: pair.certificatePem, decryptionKeyPem: sp.privateKeyPem };
  const { attributes } = await nodeSamlProfile(xml, keys);
  expect(attributes).toEqual({ a: hostile });
});

describe('S10: certificates assertions are not encrypted for', () => {
  test.each([
    ['P-256', /has no RSA key/],
    ['ed25519', /has no RSA key/],
    ['rsa-1024', /has 1024 bits, which is too weak/],
    ['rsa-exponent-1', /encrypts nothing/],
  ] as const)('%s', (kind, sentence) => {
    const { certificatePem } = makeCertificate(kind);
    expect(encryptionCertificateProblem(certificatePem)).toMatch(sentence);
    const error = refusal(() => prepareEncryption({ certificate: certificatePem, algorithm: 'aes256-gcm' }));
    expect(error.code).toBe('metadata_malformed');
  });
  test.each(['', 'rubbish', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])('%j', (pem) =>
    expect(encryptionCertificateProblem(pem)).toMatch(/can't be read/),
  );
  test('a private key pasted by mistake is not taken', () =>
    expect(encryptionCertificateProblem(sp.privateKeyPem)).toMatch(/can't be read/));
  test('one that has run out is taken, since the key is as good as before', async () => {
    const old = await makeKeyPair({ commonName: 'old', now: NOW - 9e10, validDays: 1 });
    expect(encryptionCertificateProblem(old.certificatePem)).toBeUndefined();
  });
});
