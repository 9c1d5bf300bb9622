import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { canonicalText, element } from '../canonical';
import { ALGORITHM, NS } from '../constants';
import { base64Of } from '../key-pair';

/** A private key ready to sign with, and its certificate as XML carries it. Made once per key, never on the way. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly certificateBase64: string;
}

/**
 * Prepares a key for signing.
 * @param pair the private key and certificate, both PEM
 * @throws SamlError metadata_malformed for a certificate, TypeError or Error for a key that can't be read
 */
export function prepareSigningKey(pair: { privateKeyPem: string; certificatePem: string }): SigningKey {
  const privateKey = createPrivateKey(pair.privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'rsa') throw new TypeError('only RSA keys sign Responses');
  return { privateKey, certificateBase64: base64Of(pair.certificatePem) };
}

/**
 * The enveloped signature over an element (saml-core section 5.4, xmldsig-core section 3.1).
 * @param id the ID attribute of the element
 * @param canonical the element without the signature, in exclusive canonical form
 * @returns the ds:Signature, in canonical form as well, to be put after the Issuer
 */
export function signatureOver(id: string, canonical: string, key: SigningKey): string {
  const digest = createHash('sha256').update(canonical, 'utf8').digest('base64');
  const signedInfo = [
    element('ds:CanonicalizationMethod', { Algorithm: NS.exclusiveC14n }),
    element('ds:SignatureMethod', { Algorithm: ALGORITHM.rsaSha256 }),
    element(
      'ds:Reference',
      { URI: `#${id}` },
      element(
        'ds:Transforms',
        {},
        element('ds:Transform', { Algorithm: ALGORITHM.enveloped }),
        element('ds:Transform', { Algorithm: NS.exclusiveC14n }),
      ),
      element('ds:DigestMethod', { Algorithm: ALGORITHM.sha256 }),
      element('ds:DigestValue', {}, digest),
    ),
  ];
  // Alone, SignedInfo declares the prefix; inside Signature it is declared one level up (xml-exc-c14n section 2).
  const alone = element('ds:SignedInfo', { 'xmlns:ds': NS.signature }, ...signedInfo);
  const value = sign('sha256', Buffer.from(alone, 'utf8'), key.privateKey).toString('base64');
  const certificate = element('ds:X509Certificate', {}, canonicalText(key.certificateBase64));
  return element(
    'ds:Signature',
    { 'xmlns:ds': NS.signature },
    element('ds:SignedInfo', {}, ...signedInfo),
    element('ds:SignatureValue', {}, value),
    element('ds:KeyInfo', {}, element('ds:X509Data', {}, certificate)),
  );
}
