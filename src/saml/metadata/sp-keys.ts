import type { AssertionEncryption } from '../../core/application';
import { NS } from '../constants';
import { SamlError } from '../errors';
import { pemOf, readCertificate, type CertificateFacts } from '../key-pair';
import { attributeOf, childrenNamed, onlyChild, textOf, type XmlElement } from '../xml';
import { refuse } from './reading';

/** The keys of a service provider: PEM certificates by what they serve for. */
export interface SpKeys {
  /** Certificates it signs with. */
  readonly certificates: readonly string[];
  /** Certificates with RSA keys that assertions can be encrypted for. */
  readonly encryptionCertificates: readonly string[];
  /** The block cipher it asks for first among those Passo has; undefined when it names none. */
  readonly encryptionAlgorithm?: AssertionEncryption['algorithm'];
}

const CIPHERS: ReadonlyMap<string, AssertionEncryption['algorithm']> = new Map([
  ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'aes256-gcm'],
  ['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'aes128-gcm'],
  ['http://www.w3.org/2001/04/xmlenc#aes256-cbc', 'aes256-cbc'],
  ['http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'aes128-cbc'],
]);

/**
 * Reads the keys of a role (saml-metadata section 2.4.1.1). A key without `use` serves for both (SECURITY S10).
 * @param now milliseconds since the epoch; with it, a certificate that has ended gives a warning
 * @throws SamlError metadata_malformed naming the certificate that can't be read
 */
export function readKeys(role: XmlElement, now: number | undefined, warnings: string[]): SpKeys {
  const signing = new Set<string>();
  const encryption = new Set<string>();
  const facts = new Map<string, CertificateFacts>();
  let algorithm: AssertionEncryption['algorithm'] | undefined;
  let count = 0;
  for (const descriptor of childrenNamed(role, NS.metadata, 'KeyDescriptor')) {
    const use = attributeOf(descriptor, 'use');
    if (use !== undefined && use !== 'signing' && use !== 'encryption') {
      throw refuse(`a key with the unknown use ${use.slice(0, 40)}`, descriptor);
    }
    const elements = certificatesIn(descriptor);
    if (elements.length === 0) {
      const kind = use === undefined ? 'A' : use === 'signing' ? 'A signing' : 'An encryption';
      warnings.push(`${kind} key comes without a certificate and was passed over.`);
    }
    for (const element of elements) {
      count += 1;
      const pem = readPem(element, count, facts);
      if (use !== 'encryption') signing.add(pem);
      if (use !== 'signing' && (facts.get(pem)?.keyBits ?? 0) > 0) encryption.add(pem);
    }
    if (use !== 'signing') algorithm ??= cipherOf(descriptor);
  }
  for (const [pem, fact] of facts) if (signing.has(pem) || encryption.has(pem)) warn(fact, now, warnings);
  return {
    certificates: [...signing],
    encryptionCertificates: [...encryption],
    ...(algorithm === undefined ? {} : { encryptionAlgorithm: algorithm }),
  };
}

function certificatesIn(descriptor: XmlElement): XmlElement[] {
  const keyInfo = onlyChild(descriptor, NS.signature, 'KeyInfo', 'metadata');
  const data = keyInfo ? childrenNamed(keyInfo, NS.signature, 'X509Data') : [];
  return data.flatMap((one) => childrenNamed(one, NS.signature, 'X509Certificate'));
}

function readPem(element: XmlElement, place: number, facts: Map<string, CertificateFacts>): string {
  try {
    const pem = pemOf(textOf(element, 'metadata'));
    if (!facts.has(pem)) facts.set(pem, readCertificate(pem));
    return pem;
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    const reason = error.facts['reason'];
    throw refuse(`certificate ${place} can't be read${reason === undefined ? '' : `, ${reason}`}`, element);
  }
}

function cipherOf(descriptor: XmlElement): AssertionEncryption['algorithm'] | undefined {
  const named = childrenNamed(descriptor, NS.metadata, 'EncryptionMethod').map((method) =>
    CIPHERS.get(attributeOf(method, 'Algorithm') ?? ''),
  );
  return named.find((cipher) => cipher !== undefined);
}

function warn({ subject, keyBits, notAfter }: CertificateFacts, now: number | undefined, warnings: string[]): void {
  const name = subject.replaceAll('\n', ', ').slice(0, 200);
  if (keyBits > 0 && keyBits < 2048) warnings.push(`The certificate ${name} has a weak key of ${keyBits} bits.`);
  if (now !== undefined && notAfter <= now) warnings.push(`The certificate ${name} has expired.`);
}
