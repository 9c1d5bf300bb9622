import { createHash, createPrivateKey, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { canonicalAttribute, canonicalText, element } from '../canonical';
import { ALGORITHM, NS } from '../constants';
import { base64Of } from '../key-pair';

/** A private key ready to sign with, and its certificate as XML carries it. Made once per key, never on the way. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly certificateBase64: string;
  readonly type: 'rsa' | 'ec';
}

/** The hash of a signature and of its digest. */
export type SigningHash = 'sha256' | 'sha512';

/**
 * Prepares a key for signing: RSA, or EC on P-256.
 * @param pair the private key and certificate, both PEM
 * @throws SamlError metadata_malformed for a certificate, TypeError or Error for a key that can't be read or used
 */
export function prepareSigningKey(pair: { privateKeyPem: string; certificatePem: string }): SigningKey {
  const privateKey = createPrivateKey(pair.privateKeyPem);
  const certificateBase64 = base64Of(pair.certificatePem);
  if (!new X509Certificate(pair.certificatePem).checkPrivateKey(privateKey)) {
    throw new TypeError('the certificate is that of another key');
  }
  if (privateKey.asymmetricKeyType === 'rsa') return { privateKey, certificateBase64, type: 'rsa' };
  const curve = privateKey.asymmetricKeyDetails?.namedCurve;
  if (curve === 'prime256v1') return { privateKey, certificateBase64, type: 'ec' };
  throw new TypeError('only RSA keys and EC keys on P-256 sign');
}

/**
 * The hash a key signs with: EC keys always take SHA-256, because P-256 is as strong as that and few readers know more.
 * @param wanted the application's setting; SHA-256 when absent
 */
export function hashFor(key: SigningKey, wanted: SigningHash | undefined): SigningHash {
  return key.type === 'rsa' && wanted === 'sha512' ? 'sha512' : 'sha256';
}

/** The URI of the algorithm a key signs with (RFC 6931 sections 2.3.2, 2.3.4 and 2.3.6). */
export function signatureAlgorithmOf(key: SigningKey, hash?: SigningHash): string {
  if (key.type === 'ec') return ALGORITHM.ecdsaSha256;
  return hash === 'sha512' ? ALGORITHM.rsaSha512 : ALGORITHM.rsaSha256;
}

/** The signature over octets: PKCS #1 v1.5 for RSA, r and s side by side for EC (RFC 6931 sections 2.3.2 and 2.3.6). */
export function signOctets(octets: string | Buffer, key: SigningKey, hash?: SigningHash): Buffer {
  const bytes = typeof octets === 'string' ? Buffer.from(octets, 'utf8') : octets;
  if (key.type === 'ec') return sign('sha256', bytes, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return sign(hashFor(key, hash), bytes, key.privateKey);
}

/**
 * The enveloped signature over an element (saml-core section 5.4, xmldsig-core section 3.1).
 * @param id the ID attribute of the element
 * @param canonical the element without the signature, in exclusive canonical form
 * @returns the ds:Signature, in canonical form as well, to be put after the Issuer
 */
export function signatureOver(id: string, canonical: string, key: SigningKey, wanted?: SigningHash): string {
  const hash = hashFor(key, wanted);
  const [start, middle, end] = SIGNED_INFO[`${key.type}-${hash}`];
  const digest = createHash(hash).update(canonical, 'utf8').digest('base64');
  const signedInfo = start + canonicalAttribute(`#${id}`) + middle + digest + end;
  // Alone, SignedInfo declares the prefix; inside Signature it is declared one level up (xml-exc-c14n section 2).
  const alone = `<ds:SignedInfo xmlns:ds="${NS.signature}">${signedInfo}</ds:SignedInfo>`;
  const value = signOctets(alone, key, hash).toString('base64');
  return (
    `<ds:Signature xmlns:ds="${NS.signature}"><ds:SignedInfo>${signedInfo}</ds:SignedInfo>` +
    `<ds:SignatureValue>${value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` +
    `${canonicalText(key.certificateBase64)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`
  );
}

/** What SignedInfo holds before the reference, between reference and digest, and after: written once, since it never changes. */
const SIGNED_INFO = {
  'rsa-sha256': signedInfoParts(ALGORITHM.rsaSha256, ALGORITHM.sha256),
  'rsa-sha512': signedInfoParts(ALGORITHM.rsaSha512, ALGORITHM.sha512),
  'ec-sha256': signedInfoParts(ALGORITHM.ecdsaSha256, ALGORITHM.sha256),
  'ec-sha512': signedInfoParts(ALGORITHM.ecdsaSha256, ALGORITHM.sha256),
} as const;

function signedInfoParts(method: string, digest: string): readonly [string, string, string] {
  const gap = '@';
  const written = [
    element('ds:CanonicalizationMethod', { Algorithm: NS.exclusiveC14n }),
    element('ds:SignatureMethod', { Algorithm: method }),
    element(
      'ds:Reference',
      { URI: gap },
      element(
        'ds:Transforms',
        {},
        element('ds:Transform', { Algorithm: ALGORITHM.enveloped }),
        element('ds:Transform', { Algorithm: NS.exclusiveC14n }),
      ),
      element('ds:DigestMethod', { Algorithm: digest }),
      element('ds:DigestValue', {}, gap),
    ),
  ].join('');
  const [start = '', middle = '', end = ''] = written.split(gap);
  return [start, middle, end];
}
