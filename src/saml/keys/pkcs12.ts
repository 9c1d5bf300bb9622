import type forge from 'node-forge';
import { bytesOf, CantDecrypt, childrenOf, decryptWith, derOf, oidOf, parseDer, type Effort } from './pbe';

type Asn1 = forge.asn1.Asn1;

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const KEY_BAG = '1.2.840.113549.1.12.10.1.1';
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
const NESTED_BAG = '1.2.840.113549.1.12.10.1.6';
const X509 = '1.2.840.113549.1.9.22.1';

const INTEGER = 2;
const MOST_BAGS = 100;
const DEEPEST = 4;

/** What a PKCS #12 file holds, as DER: certificates, and keys in PKCS #8. */
export interface Pkcs12Content {
  readonly certificates: Buffer[];
  readonly keys: Buffer[];
}

interface Opening {
  readonly passphrase: string;
  readonly effort: Effort;
  readonly found: Pkcs12Content;
}

/** Tells whether bytes may be a PKCS #12 file: a sequence that begins with version 3. */
export function isPkcs12(bytes: Buffer): boolean {
  try {
    const [version] = childrenOf(parseDer(bytes));
    return version !== undefined && Number(version.type) === INTEGER && bytesOf(version).equals(Buffer.from([3]));
  } catch {
    return false;
  }
}

/**
 * Reads a PKCS #12 file (RFC 7292 section 4). The checksum over the file is not looked at: whoever uploads it is trusted
 * with the whole key, and whether key and certificate belong together is checked afterwards.
 * @throws CantDecrypt, or Error for what is no such file
 */
export async function readPkcs12(bytes: Buffer, passphrase: string, effort: Effort): Promise<Pkcs12Content> {
  const [, authenticated] = childrenOf(parseDer(bytes));
  const [kind, content] = childrenOf(authenticated);
  // A file sealed with a public key in place of a passphrase has another kind of content here.
  if (oidOf(kind) !== DATA) throw new CantDecrypt('unsupported');
  const found: Pkcs12Content = { certificates: [], keys: [] };
  for (const info of childrenOf(parseDer(bytesOf(childrenOf(content)[0])))) {
    await readBags(parsed(await openSafe(info, passphrase, effort)), { passphrase, effort, found }, 0);
  }
  return found;
}

async function openSafe(info: Asn1, passphrase: string, effort: Effort): Promise<Buffer> {
  const [kind, content] = childrenOf(info);
  const [inner] = childrenOf(content);
  if (oidOf(kind) === DATA) return bytesOf(inner);
  if (oidOf(kind) !== ENCRYPTED_DATA) throw new CantDecrypt('unsupported');
  const [, encryptedInfo] = childrenOf(inner);
  const [, algorithm, encrypted] = childrenOf(encryptedInfo);
  if (algorithm === undefined) throw new CantDecrypt('unsupported');
  return decryptWith(algorithm, bytesOf(encrypted), passphrase, effort);
}

async function readBags(safe: Asn1, opening: Opening, depth: number): Promise<void> {
  const { passphrase, effort, found } = opening;
  if (depth > DEEPEST) return;
  for (const bag of childrenOf(safe).slice(0, MOST_BAGS)) {
    const [kind, wrapped] = childrenOf(bag);
    const [value] = childrenOf(wrapped);
    if (value === undefined) continue;
    const id = oidOf(kind);
    if (id === KEY_BAG) found.keys.push(derOf(value));
    if (id === SHROUDED_KEY_BAG) found.keys.push(await unshroud(value, passphrase, effort));
    if (id === CERTIFICATE_BAG) found.certificates.push(...certificateOf(value));
    if (id === NESTED_BAG) await readBags(value, opening, depth + 1);
  }
}

/**
 * Opens an EncryptedPrivateKeyInfo (RFC 5958 section 3).
 * @returns the key in PKCS #8, DER
 * @throws CantDecrypt
 */
export async function unshroud(value: Asn1, passphrase: string, effort: Effort): Promise<Buffer> {
  const [algorithm, encrypted] = childrenOf(value);
  if (algorithm === undefined) throw new CantDecrypt('unsupported');
  const key = parsed(await decryptWith(algorithm, bytesOf(encrypted), passphrase, effort));
  // A key begins with its version; what else a wrong passphrase gives now and then is none (RFC 5958 section 2).
  if (Number(childrenOf(key)[0]?.type) !== INTEGER) throw new CantDecrypt('passphrase');
  return derOf(key);
}

function certificateOf(value: Asn1): Buffer[] {
  const [kind, wrapped] = childrenOf(value);
  return oidOf(kind) === X509 ? [bytesOf(childrenOf(wrapped)[0])] : [];
}

/** A wrong passphrase that happens to fit the padding gives bytes that are no values. */
function parsed(bytes: Buffer): Asn1 {
  try {
    return parseDer(bytes);
  } catch {
    throw new CantDecrypt('passphrase');
  }
}
