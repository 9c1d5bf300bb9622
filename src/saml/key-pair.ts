import { createHash, generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import { SamlError } from './errors';

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
  /** Size of an RSA key; 0 for other kinds of key. */
  readonly keyBits: number;
  readonly subject: string;
}

const DAY = 86_400_000;
const BACKDATE = 300_000;
const generate = promisify(generateKeyPair);

/**
 * Makes an RSA key of 2048 bits and a self-signed certificate for it.
 * @param input.now milliseconds since the epoch; the certificate begins five minutes before, for clocks that are behind
 * @param input.validDays days until it ends
 */
export async function makeKeyPair(input: { commonName: string; now: number; validDays: number }): Promise<KeyPair> {
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: 2048,
    publicExponent: 65537,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = serialNumber();
  certificate.validity.notBefore = new Date(input.now - BACKDATE);
  certificate.validity.notAfter = new Date(input.now + input.validDays * DAY);
  // forge writes a PrintableString unless told otherwise, which other libraries refuse for names beyond ASCII.
  const name = [{ name: 'commonName', value: commonNameOf(input.commonName), valueTagClass: forge.asn1.Type.UTF8 }];
  // The types of forge know valueTagClass as a class of tags; the library means a type of text.
  const subject = name as unknown as forge.pki.CertificateField[];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  const certificatePem = forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
  return { privateKeyPem: privateKey, certificatePem };
}

/**
 * Reads what an admin needs to know of a certificate.
 * @throws SamlError metadata_malformed when it can't be read
 */
export function readCertificate(pem: string): CertificateFacts {
  const certificate = parse(pem);
  return {
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    fingerprintSha256: (
      createHash('sha256').update(certificate.raw).digest('hex').toUpperCase().match(/../g) ?? []
    ).join(':'),
    keyBits: certificate.publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
    subject: certificate.subject,
  };
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
