import { createHash, generateKeyPair, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { SamlError } from './errors';
import { selfSign } from './keys/self-signed';

/** A private key and the self-signed certificate that carries its public half, both PEM. */
export interface KeyPair {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
}

/** What an admin sees of a certificate. Times are milliseconds since the epoch. */
export interface CertificateFacts {
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the DER form, as upper-case hex pairs with colons. */
  readonly fingerprintSha256: string;
  /** SHA-1 of the same, for products that show nothing else. It recognises; it proves nothing. */
  readonly fingerprintSha1: string;
  /** Size of an RSA key; 0 for other kinds of key. */
  readonly keyBits: number;
  /** The kind of key in words: "RSA, 2,048 bits", "ECDSA on P-256". */
  readonly keyWords: string;
  readonly subject: string;
}

const DAY = 86_400_000;
const BACKDATE = 300_000;
const generate = promisify(generateKeyPair);

/** Keys that Passo makes: RSA of 2,048 bits, which every application knows, RSA of 3,072 bits, and ECDSA on P-256. */
export const KEY_KINDS = ['rsa-2048', 'rsa-3072', 'ec-p256'] as const;

/** One of the kinds of key that Passo makes. */
export type KeyKind = (typeof KEY_KINDS)[number];

/**
 * Makes a key and a self-signed certificate for it.
 * @param input.now milliseconds since the epoch; the certificate begins five minutes before, for clocks that are behind
 * @param input.validDays days until it ends
 * @param input.kind RSA of 2,048 bits unless told
 */
export async function makeKeyPair(input: {
  commonName: string;
  now: number;
  validDays: number;
  kind?: KeyKind;
}): Promise<KeyPair> {
  const { privateKey, publicKey } = await keysOf(input.kind ?? 'rsa-2048');
  const certificatePem = selfSign({
    privateKey,
    publicKey,
    commonName: commonNameOf(input.commonName),
    notBefore: input.now - BACKDATE,
    notAfter: input.now + input.validDays * DAY,
    serialHex: serialNumber(),
  });
  return { privateKeyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), certificatePem };
}

function keysOf(kind: KeyKind): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  if (kind === 'ec-p256') return generate('ec', { namedCurve: 'prime256v1' });
  return generate('rsa', { modulusLength: kind === 'rsa-3072' ? 3072 : 2048, publicExponent: 65537 });
}

/**
 * Reads what an admin needs to know of a certificate.
 * @throws SamlError metadata_malformed when it can't be read
 */
export function readCertificate(pem: string): CertificateFacts {
  const certificate = parse(pem);
  const publicKey = publicKeyOf(certificate);
  const [notBefore, notAfter] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  // A time such as month 13 is found out only here, and nothing that counts days can work with it.
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) throw unreadable();
  return {
    notBefore,
    notAfter,
    fingerprintSha256: fingerprintOf('sha256', certificate.raw),
    fingerprintSha1: fingerprintOf('sha1', certificate.raw),
    keyBits: publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
    keyWords: keyWordsOf(publicKey),
    subject: certificate.subject,
  };
}

/**
 * Tells whether two certificates are for one and the same key, as one that was renewed often is.
 * @throws SamlError metadata_malformed when one can't be read
 */
export function haveSameKey(pem: string, other: string): boolean {
  return publicKeyOf(parse(pem)).equals(publicKeyOf(parse(other)));
}

/** A key of a kind that is not known here shows only when it is asked for. */
function publicKeyOf(certificate: X509Certificate): KeyObject {
  try {
    return certificate.publicKey;
  } catch (error) {
    throw unreadable(error);
  }
}

function fingerprintOf(hash: 'sha256' | 'sha1', der: Buffer): string {
  return (createHash(hash).update(der).digest('hex').toUpperCase().match(/../g) ?? []).join(':');
}

function keyWordsOf(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return `RSA, ${(modulusLength ?? 0).toLocaleString('en')} bits`;
  if (namedCurve === 'prime256v1') return 'ECDSA on P-256';
  return namedCurve ?? key.asymmetricKeyType ?? 'unknown';
}

/**
 * Turns the base64 of a certificate, as metadata carries it, into PEM with lines of 64 characters.
 * @throws SamlError metadata_malformed when it is not a certificate
 */
export function pemOf(base64: string): string {
  const compact = base64.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw unreadable();
  const lines = compact.match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  parse(pem);
  return pem;
}

/** The base64 of a certificate without its PEM lines, as XML carries it. */
export function base64Of(pem: string): string {
  return parse(pem).raw.toString('base64');
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause?: unknown): SamlError {
  return new SamlError(
    'metadata_malformed',
    "The certificate can't be read. Paste it whole, with its BEGIN and END lines.",
    {
      clause: 'RFC 7468 section 5.1',
      cause,
    },
  );
}

/** RFC 5280 appendix A.1: at most 64 characters. */
function commonNameOf(text: string): string {
  return (
    Array.from(text.replace(/[\p{Cs}\p{Cc}]/gu, ''))
      .slice(0, 64)
      .join('') || 'Passo'
  );
}

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
