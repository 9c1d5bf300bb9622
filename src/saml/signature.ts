import { createHash, KeyObject, verify } from 'node:crypto';
import { SignedXml, type HashAlgorithm, type SignatureAlgorithm } from 'xml-crypto';
import type { DetachedSignature } from './bindings';
import { ALGORITHM, DIGEST_ALGORITHMS, NS, SHA1, SIGNATURE_ALGORITHMS } from './constants';
import { SamlError } from './errors';
import { allowedAlgorithm, type EmbeddedSignature } from './reading/signature-structure';

/**
 * Verifies the signature of a query over the octets as they were received (saml-bindings section 3.4.4.1).
 * @param keys the registered keys of the service provider; one of them has to fit
 * @param allowSha1 whether RSA with SHA-1 is taken too
 * @throws SamlError signature_invalid, signature_algorithm_refused
 */
export function verifyDetached(detached: DetachedSignature, keys: readonly KeyObject[], allowSha1 = false): void {
  const { hash, keyType } = allowedAlgorithm(detached.algorithm, allowSha1);
  const fits = (octets: string): boolean =>
    keys
      .filter((key) => key.asymmetricKeyType === keyType)
      .some((key) => verifies(hash, keyType, Buffer.from(octets, 'utf8'), key, detached.signature));
  if (fits(detached.signedOctets)) return;
  const other = encodedAnew(detached.signedOctets);
  throw other !== detached.signedOctets && fits(other) ? wrongEncoding() : wrongSignature('saml-bindings 3.4.4.1');
}

/** The same with the RelayState as JavaScript's own encoding writes it: what some libraries sign, and send otherwise. */
function encodedAnew(octets: string): string {
  return octets.replace(/&RelayState=([^&]*)/, (_, value: string) => {
    return `&RelayState=${encodeURIComponent(decodeURIComponent(value.replaceAll('+', ' ')))}`;
  });
}

/**
 * Verifies a signature inside a message whose shape has been checked, with each registered key in turn; keys inside the
 * message are never looked at (saml-core section 5.4).
 * @param xml the message the signature was found in
 * @returns the signed bytes; values are read from these alone
 * @throws SamlError signature_invalid
 */
export function verifyEmbedded(xml: string, signature: EmbeddedSignature, keys: readonly KeyObject[]): Buffer {
  const { keyType } = signature.algorithm;
  for (const key of keys) {
    if (key.asymmetricKeyType !== keyType) continue;
    const signed = signedBytes(xml, signature, key);
    if (signed !== undefined) return signed;
  }
  throw wrongSignature('saml-core 5.4');
}

function signedBytes(xml: string, signature: EmbeddedSignature, key: KeyObject): Buffer | undefined {
  const checker = new SignedXml({ publicCert: key, getCertFromKeyInfo: () => null });
  checker.SignatureAlgorithms = SIGNERS;
  checker.HashAlgorithms = HASHES;
  checker.CanonicalizationAlgorithms = Object.fromEntries(
    Object.entries(checker.CanonicalizationAlgorithms).filter(([uri]) => TRANSFORMS.has(uri)),
  );
  try {
    checker.loadSignature(signature.element);
    if (!checker.checkSignature(xml)) return undefined;
  } catch {
    return undefined;
  }
  const [signed, ...more] = checker.getSignedReferences();
  return signed === undefined || more.length > 0 ? undefined : Buffer.from(signed, 'utf8');
}

const TRANSFORMS: ReadonlySet<string> = new Set([ALGORITHM.enveloped, NS.exclusiveC14n]);

/**
 * The library gets only the algorithms of the allow-list, in our own words. Whether the application may use SHA-1 was
 * decided when the shape of the signature was checked.
 */
const SIGNERS: Record<string, new () => SignatureAlgorithm> = {};
const SHA1_SIGNATURE = [SHA1.signature, { hash: 'sha1', keyType: 'rsa' }] as const;
for (const [uri, { hash, keyType }] of [...SIGNATURE_ALGORITHMS, SHA1_SIGNATURE]) {
  SIGNERS[uri] = class implements SignatureAlgorithm {
    getSignature = (): string => {
      throw new Error('verification only');
    };
    verifySignature = (material: string, key: unknown, value: string): boolean =>
      key instanceof KeyObject &&
      verifies(hash, keyType, Buffer.from(material, 'utf8'), key, Buffer.from(value, 'base64'));
    getAlgorithmName = (): string => uri;
  };
}

const HASHES: Record<string, new () => HashAlgorithm> = {};
for (const [uri, hash] of [...DIGEST_ALGORITHMS, [SHA1.digest, 'sha1'] as const]) {
  HASHES[uri] = class implements HashAlgorithm {
    getHash = (xml: string): string => createHash(hash).update(xml, 'utf8').digest('base64');
    getAlgorithmName = (): string => uri;
  };
}

/** ECDSA values are r and s side by side (RFC 6931 section 2.3.6); some libraries send them as DER over Redirect. */
function verifies(hash: string, keyType: 'rsa' | 'ec', data: Buffer, key: KeyObject, signature: Buffer): boolean {
  if (keyType === 'rsa') return verify(hash, data, key, signature);
  return (
    verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature) ||
    verify(hash, data, { key, dsaEncoding: 'der' }, signature)
  );
}

function wrongSignature(clause: string): SamlError {
  return new SamlError(
    'signature_invalid',
    "The signature of the application's message does not fit any of its registered certificates. Upload the current metadata of the application.",
    { clause },
  );
}

/** The right key is registered, so new metadata would not help. */
function wrongEncoding(): SamlError {
  return new SamlError(
    'signature_invalid',
    'The application signed its RelayState in another encoding than it sent it in (node-saml does so with blanks and some marks). Let it send a RelayState of letters, digits and slashes, or its messages by POST.',
    { clause: 'saml-bindings 3.4.4.1' },
  );
}
