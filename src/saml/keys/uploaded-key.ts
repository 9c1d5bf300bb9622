import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { daysLeft, type KeyAlgorithm } from '../../core/certificate';
import { invalid } from '../../core/errors';
import type { SecretText } from '../../core/secret-text';
import { bytesOf, CantDecrypt, Effort, childrenOf, oidOf, parseDer } from './pbe';
import { isPkcs12, readPkcs12, unshroud } from './pkcs12';

/** Files of an admin: a PKCS #12 file, or PEM or DER with the certificate and, there or beside it, its private key. */
export interface KeyUpload {
  readonly file: Buffer;
  readonly keyFile?: Buffer;
  readonly passphrase: SecretText;
}

/** A key pair that may sign, and what the admin should know about it. */
export interface UploadedKeyPair {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  readonly algorithm: KeyAlgorithm;
  readonly warnings: readonly string[];
}

interface Material {
  readonly certificates: X509Certificate[];
  readonly keys: KeyObject[];
  readonly effort: Effort;
}

const MOST_BYTES = 256 * 1024;
const MOST_BLOCKS = 50;
const RSA_BITS = { least: 2048, most: 8192 };
const SOON_DAYS = 60;
/** The class of a tag that has its meaning from where it stands. */
const CONTEXT = 0x80;
const KEY_USAGE = '2.5.29.15';
const CERTIFICATE = /^(?:X509 |TRUSTED )?CERTIFICATE$/;

/**
 * Takes the first certificate of an upload that has its private key there as well, in any order of blocks and with a
 * chain around it. Nothing is kept of an upload that is refused.
 * @param now milliseconds since the epoch
 * @throws AppError invalid, for the fields `file`, `keyFile` and `passphrase`
 */
export async function readUploadedKey(upload: KeyUpload, now: number): Promise<UploadedKeyPair> {
  const material: Material = { certificates: [], keys: [], effort: new Effort() };
  await collect(upload.file, 'file', upload.passphrase.reveal(), material);
  if (upload.keyFile !== undefined) await collect(upload.keyFile, 'keyFile', upload.passphrase.reveal(), material);
  const { certificates, keys } = material;
  if (certificates.length === 0) throw invalid({ file: 'There is no certificate in what you chose.' });
  if (keys.length === 0) {
    throw invalid({ keyFile: 'There is no private key in what you chose. Add the file with the private key.' });
  }
  for (const certificate of certificates) {
    const privateKey = keys.find((key) => certificate.checkPrivateKey(key));
    if (privateKey !== undefined) return checked(certificate, privateKey, now);
  }
  throw invalid({
    file: 'The private key does not belong to the certificate. Choose the two that were made together.',
  });
}

function checked(certificate: X509Certificate, privateKey: KeyObject, now: number): UploadedKeyPair {
  const algorithm = algorithmOf(certificate.publicKey);
  const usage = keyUsageOf(certificate);
  if (usage !== undefined && (usage & 0x80) === 0) {
    throw invalid({ file: 'The certificate is not for signing: its key usage leaves out digital signatures.' });
  }
  const times = { notBefore: Date.parse(certificate.validFrom), notAfter: Date.parse(certificate.validTo) };
  if (Number.isNaN(times.notBefore) || Number.isNaN(times.notAfter)) {
    throw invalid({ file: 'The certificate does not say when it begins and ends in a way that can be read.' });
  }
  if (times.notAfter <= now) {
    throw invalid({ file: `The certificate has expired: it ended on ${dateOf(times.notAfter)}.` });
  }
  const left = daysLeft(times, now);
  const early = `It is valid from ${dateOf(times.notBefore)} on. Don’t switch to it before.`;
  const soon = `It ends on ${dateOf(times.notAfter)}, in less than ${SOON_DAYS} days.`;
  return {
    privateKeyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    certificatePem: certificate.toString(),
    algorithm,
    warnings: [...(times.notBefore > now ? [early] : []), ...(left < SOON_DAYS ? [soon] : [])],
  };
}

/** RSA of 2,048 to 8,192 bits (more takes too long at every sign-on), or EC on P-256. */
function algorithmOf(key: KeyObject): KeyAlgorithm {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ec';
  if (key.asymmetricKeyType === 'ec')
    throw invalid({ file: 'The key is on another curve. EC keys have to be on P-256.' });
  if (key.asymmetricKeyType !== 'rsa') {
    throw invalid({ file: 'The key is of a kind that SAML applications can’t check. Use RSA, or EC on P-256.' });
  }
  const bits = modulusLength.toLocaleString('en');
  if (modulusLength < RSA_BITS.least) {
    throw invalid({ file: `The RSA key has ${bits} bits. It needs at least 2,048 to be safe.` });
  }
  if (modulusLength > RSA_BITS.most) {
    throw invalid({ file: `The RSA key has ${bits} bits. More than 8,192 make every sign-on slow.` });
  }
  if (publicExponent < 3n || publicExponent % 2n === 0n) {
    throw invalid({ file: 'The RSA key is broken: anybody could forge its signatures.' });
  }
  return 'rsa';
}

/** The first byte of KeyUsage, digitalSignature being its highest bit (RFC 5280 section 4.2.1.3); undefined without one. */
function keyUsageOf(certificate: X509Certificate): number | undefined {
  const [body] = childrenOf(parseDer(certificate.raw));
  const extensions = childrenOf(body).find(({ tagClass, type }) => Number(tagClass) === CONTEXT && Number(type) === 3);
  for (const extension of childrenOf(childrenOf(extensions)[0])) {
    const parts = childrenOf(extension);
    if (oidOf(parts[0]) !== KEY_USAGE) continue;
    return bytesOf(parseDer(bytesOf(parts.at(-1))))[1] ?? 0;
  }
  return undefined;
}

async function collect(bytes: Buffer, field: string, passphrase: string, into: Material): Promise<void> {
  if (bytes.length > MOST_BYTES) throw invalid({ [field]: 'The file is too large for a certificate and its key.' });
  const text = bytes.toString('latin1');
  if (text.includes('-----BEGIN')) return collectPem(text, field, passphrase, into);
  if (isPkcs12(bytes)) return collectPkcs12(bytes, field, passphrase, into);
  try {
    into.certificates.push(new X509Certificate(bytes));
  } catch {
    into.keys.push(await keyOfDer(bytes, field, passphrase, into.effort));
  }
}

async function collectPem(text: string, field: string, passphrase: string, into: Material): Promise<void> {
  for (const { label, block, body } of blocksOf(text)) {
    if (CERTIFICATE.test(label)) into.certificates.push(certificateOf(block, field));
    else if (label === 'ENCRYPTED PRIVATE KEY') {
      into.keys.push(await keyOfDer(Buffer.from(body, 'base64'), field, passphrase, into.effort));
    } else if (label.endsWith('PRIVATE KEY')) into.keys.push(keyOfPem(block, field, passphrase));
  }
}

/** The blocks of PEM (RFC 7468 section 2); one that does not end is passed over. */
function blocksOf(text: string): { label: string; block: string; body: string }[] {
  const pieces = text.split('-----BEGIN ').slice(1, MOST_BLOCKS + 1);
  return pieces.flatMap((piece) => {
    const label = /^[A-Z0-9 ]{1,40}(?=-----)/.exec(piece)?.[0] ?? '';
    const end = piece.indexOf(`-----END ${label}-----`);
    if (label === '' || end < 0) return [];
    const body = piece.slice(label.length + 5, end);
    return { label, body, block: `-----BEGIN ${label}-----${body}-----END ${label}-----\n` };
  });
}

function certificateOf(block: string, field: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw invalid({ [field]: 'A certificate in the file can’t be read.' });
  }
}

/** A key as it is, or encrypted the way OpenSSL once did, with its cipher in a header. */
function keyOfPem(block: string, field: string, passphrase: string): KeyObject {
  const encrypted = /Proc-Type:\s*4,ENCRYPTED/.test(block);
  if (encrypted && passphrase === '') throw passphraseMissing();
  try {
    return createPrivateKey({ key: block, ...(encrypted ? { passphrase } : {}) });
  } catch {
    throw encrypted ? passphraseWrong() : invalid({ [field]: 'The private key in the file can’t be read.' });
  }
}

async function keyOfDer(bytes: Buffer, field: string, passphrase: string, effort: Effort): Promise<KeyObject> {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: bytes, format: 'der', type });
    } catch {
      continue;
    }
  }
  const value = valueOf(bytes);
  if (value === undefined || childrenOf(value).length !== 2) {
    throw invalid({ [field]: 'The file holds neither a certificate nor a private key that can be read.' });
  }
  if (passphrase === '') throw passphraseMissing();
  try {
    return createPrivateKey({ key: await unshroud(value, passphrase, effort), format: 'der', type: 'pkcs8' });
  } catch (error) {
    throw refusalOf(error, field);
  }
}

function valueOf(bytes: Buffer): ReturnType<typeof parseDer> | undefined {
  try {
    return parseDer(bytes);
  } catch {
    return undefined;
  }
}

async function collectPkcs12(bytes: Buffer, field: string, passphrase: string, into: Material): Promise<void> {
  try {
    const content = await readPkcs12(bytes, passphrase, into.effort);
    into.certificates.push(...content.certificates.map((der) => new X509Certificate(der)));
    into.keys.push(...content.keys.map((key) => createPrivateKey({ key, format: 'der', type: 'pkcs8' })));
  } catch (error) {
    if (error instanceof CantDecrypt && error.reason === 'passphrase' && passphrase === '') throw passphraseMissing();
    throw refusalOf(error, field);
  }
}

function refusalOf(error: unknown, field: string): Error {
  if (!(error instanceof CantDecrypt)) return invalid({ [field]: 'The file can’t be read. Export it again.' });
  if (error.reason === 'passphrase') return passphraseWrong();
  return invalid({ [field]: 'The file is encrypted in a way that can’t be read here. Export it again with AES-256.' });
}

function passphraseMissing(): Error {
  return invalid({ passphrase: 'The private key is encrypted. Enter its passphrase.' });
}

function passphraseWrong(): Error {
  return invalid({ passphrase: 'The passphrase does not open the private key.' });
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
