import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import type { AssertionEncryption } from '../core/application';
import { element } from './canonical';
import { ENCRYPTION, NS } from './constants';
import { SamlError } from './errors';

/** A service provider's key ready to encrypt for, and the parts of the XML that never change. Made once per SP. */
export interface PreparedEncryption {
  readonly publicKey: KeyObject;
  readonly cipher: 'aes-128-cbc' | 'aes-256-cbc' | 'aes-128-gcm' | 'aes-256-gcm';
  /** The canonical XML before the encrypted key, between it and the encrypted assertion, and after. */
  readonly parts: readonly [string, string, string];
}

const MIN_BITS = 2048;
const MAX_BITS = 8192;

/**
 * Says why assertions can't be encrypted for a certificate: only RSA keys can unwrap a key here, and short ones can be
 * broken (SECURITY S10). A certificate past its date is taken: the key does not grow weaker by that.
 * @param pem the certificate as pasted
 * @returns a sentence for the admin, or undefined when it can be used
 */
export function encryptionCertificateProblem(pem: string): string | undefined {
  let publicKey: KeyObject;
  try {
    ({ publicKey } = new X509Certificate(pem));
  } catch {
    return "The encryption certificate can't be read. Paste it whole, with its BEGIN and END lines.";
  }
  if (publicKey.asymmetricKeyType !== 'rsa') {
    return 'The encryption certificate has no RSA key. Ask for one with an RSA key of 2,048 bits or more.';
  }
  const { modulusLength: bits = 0, publicExponent = 0n } = publicKey.asymmetricKeyDetails ?? {};
  if (publicExponent < 3n)
    return 'The key of the encryption certificate encrypts nothing. Ask for another certificate.';
  if (bits < MIN_BITS) {
    return `The key of the encryption certificate has ${bits} bits, which is too weak. Ask for one with 2,048 bits or more.`;
  }
  if (bits > MAX_BITS) return `The key of the encryption certificate has ${bits} bits. At most 8,192 can be used.`;
  return undefined;
}

/**
 * Prepares the encryption of assertions for an application.
 * @throws SamlError metadata_malformed when the certificate can't be used
 */
export function prepareEncryption(encryption: AssertionEncryption): PreparedEncryption {
  const problem = encryptionCertificateProblem(encryption.certificate);
  if (problem !== undefined) {
    throw new SamlError('metadata_malformed', problem, { clause: 'saml-metadata 2.4.1.1' });
  }
  const certificate = new X509Certificate(encryption.certificate);
  return {
    publicKey: certificate.publicKey,
    cipher: CIPHERS[encryption.algorithm],
    parts: partsOf(encryption.algorithm, certificate.raw.toString('base64')),
  };
}

/**
 * Encrypts an assertion (saml-core section 2.3.4, XML Encryption 1.1 sections 3 and 5): a new key for every assertion,
 * wrapped with RSA-OAEP (MGF1 and SHA-1), which every service provider knows.
 * @param assertion the signed assertion, which declares its own namespaces, so that it stands alone once decrypted
 * @returns the saml:EncryptedAssertion in exclusive canonical form
 */
export function encryptAssertion(assertion: string, encryption: PreparedEncryption): string {
  const { publicKey, cipher, parts } = encryption;
  const key = randomBytes(cipher.startsWith('aes-128') ? 16 : 32);
  const wrapped = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    key,
  ).toString('base64');
  return parts[0] + wrapped + parts[1] + encrypted(assertion, cipher, key).toString('base64') + parts[2];
}

/** IV before, tag behind for GCM (XML Encryption 1.1 section 5.2.4); padding as PKCS #7 is one of those of section 5.2.1. */
function encrypted(text: string, cipher: PreparedEncryption['cipher'], key: Buffer): Buffer {
  if (cipher === 'aes-128-gcm' || cipher === 'aes-256-gcm') {
    const iv = randomBytes(12);
    const gcm = createCipheriv(cipher, key, iv);
    return Buffer.concat([iv, gcm.update(text, 'utf8'), gcm.final(), gcm.getAuthTag()]);
  }
  const iv = randomBytes(16);
  const cbc = createCipheriv(cipher, key, iv);
  return Buffer.concat([iv, cbc.update(text, 'utf8'), cbc.final()]);
}

const CIPHERS = {
  'aes128-cbc': 'aes-128-cbc',
  'aes256-cbc': 'aes-256-cbc',
  'aes128-gcm': 'aes-128-gcm',
  'aes256-gcm': 'aes-256-gcm',
} as const;

function partsOf(algorithm: AssertionEncryption['algorithm'], certificate: string): readonly [string, string, string] {
  const gap = '@';
  const value = element('xenc:CipherData', {}, element('xenc:CipherValue', {}, gap));
  const wrapping = element(
    'xenc:EncryptionMethod',
    { Algorithm: ENCRYPTION.rsaOaepMgf1p },
    element('ds:DigestMethod', { Algorithm: ENCRYPTION.sha1 }),
  );
  const recipient = element(
    'ds:KeyInfo',
    {},
    element('ds:X509Data', {}, element('ds:X509Certificate', {}, certificate)),
  );
  const data = element(
    'xenc:EncryptedData',
    { 'xmlns:xenc': NS.encryption, Type: ENCRYPTION.element },
    element('xenc:EncryptionMethod', { Algorithm: ENCRYPTION.blockCipher[algorithm] }),
    element('ds:KeyInfo', { 'xmlns:ds': NS.signature }, element('xenc:EncryptedKey', {}, wrapping, recipient, value)),
    value,
  );
  const written = element('saml:EncryptedAssertion', { 'xmlns:saml': NS.assertion }, data);
  const [before = '', between = '', after = ''] = written.split(gap);
  return [before, between, after];
}
