import { createDecipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const { asn1, pki, util } = forge;
const { Type } = asn1;
type Asn1 = forge.asn1.Asn1;

const derive = promisify(pbkdf2);
const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';

const PRFS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const CIPHERS: Readonly<Record<string, readonly [name: string, keyBytes: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
};

/** What one upload may cost: a round of the old derivation runs in JavaScript, one of PBKDF2 beside the program. */
const MOST_COST = 5_000_000;
const COST = { old: 25, pbkdf2: 1 };

/** Counts what opening an upload has cost, so that a file made for it can't stop the server. */
export class Effort {
  private spent = 0;

  /** @throws CantDecrypt when it is too much */
  spend(rounds: number, kind: keyof typeof COST): void {
    this.spent += rounds * COST[kind];
    if (this.spent > MOST_COST) throw new CantDecrypt('unsupported');
  }
}

/** Why something encrypted was not opened. */
export class CantDecrypt extends Error {
  constructor(readonly reason: 'passphrase' | 'unsupported') {
    super(reason);
    this.name = 'CantDecrypt';
  }
}

/**
 * Opens what is encrypted with a passphrase: PBES2 with PBKDF2 (RFC 8018 section 6.2), and the older schemes of PKCS #12
 * (RFC 7292 appendix C).
 * @param algorithm the AlgorithmIdentifier, parsed
 * @throws CantDecrypt; a wrong passphrase may also give bytes that mean nothing
 */
export async function decryptWith(
  algorithm: Asn1,
  encrypted: Buffer,
  passphrase: string,
  effort: Effort,
): Promise<Buffer> {
  const [id, parameters] = childrenOf(algorithm);
  if (id === undefined || parameters === undefined) throw new CantDecrypt('unsupported');
  return oidOf(id) === PBES2
    ? decryptPbes2(parameters, encrypted, passphrase, effort)
    : decryptOld(oidOf(id), parameters, encrypted, passphrase, effort);
}

async function decryptPbes2(parameters: Asn1, encrypted: Buffer, passphrase: string, effort: Effort): Promise<Buffer> {
  const [kdf, scheme] = childrenOf(parameters);
  const [kdfId, kdfParameters] = childrenOf(kdf);
  const [schemeId, iv] = childrenOf(scheme);
  const [cipher, keyBytes] = CIPHERS[oidOf(schemeId)] ?? [];
  const [salt, rounds, ...more] = childrenOf(kdfParameters);
  const prf = more.find(({ type }) => type === Type.SEQUENCE);
  const hash = prf === undefined ? 'sha1' : PRFS[oidOf(childrenOf(prf)[0])];
  if (oidOf(kdfId) !== PBKDF2 || cipher === undefined || keyBytes === undefined || hash === undefined) {
    throw new CantDecrypt('unsupported');
  }
  const count = roundsOf(rounds);
  effort.spend(count, 'pbkdf2');
  const key = await derive(Buffer.from(passphrase, 'utf8'), bytesOf(salt), count, keyBytes, hash);
  try {
    const decipher = createDecipheriv(cipher, key, bytesOf(iv));
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch {
    throw new CantDecrypt('passphrase');
  }
}

function decryptOld(id: string, parameters: Asn1, encrypted: Buffer, passphrase: string, effort: Effort): Buffer {
  const rounds = roundsOf(childrenOf(parameters)[1]);
  // A file without a passphrase is encrypted with an empty text by some programs, and with none at all by others.
  const tries = passphrase === '' ? [passphrase, null] : [passphrase];
  for (const attempt of tries) {
    effort.spend(rounds, 'old');
    let decipher: forge.cipher.BlockCipher;
    try {
      // The types leave out that the scheme is looked up by its id, and that there may be no passphrase.
      const schemes = pki as unknown as { pbe: { getCipher: (oid: string, of: Asn1, by: string | null) => never } };
      decipher = schemes.pbe.getCipher(id, parameters, attempt);
    } catch {
      throw new CantDecrypt('unsupported');
    }
    decipher.update(util.createBuffer(encrypted.toString('binary')));
    if (decipher.finish()) return Buffer.from(decipher.output.getBytes(), 'binary');
  }
  throw new CantDecrypt('passphrase');
}

function roundsOf(node: Asn1 | undefined): number {
  const bytes = bytesOf(node);
  const count = bytes.length === 0 || bytes.length > 6 ? 0 : bytes.readUIntBE(0, bytes.length);
  if (count < 1) throw new CantDecrypt('unsupported');
  return count;
}

/** The parts of a constructed value; none for anything else. */
export function childrenOf(node: Asn1 | undefined): Asn1[] {
  return node !== undefined && Array.isArray(node.value) ? node.value : [];
}

/** The content of a primitive value; a text in pieces (BER) is put together. */
export function bytesOf(node: Asn1 | undefined): Buffer {
  if (node === undefined) return Buffer.alloc(0);
  return typeof node.value === 'string' ? Buffer.from(node.value, 'binary') : Buffer.concat(node.value.map(bytesOf));
}

/** An object identifier in dots; empty for anything else. */
export function oidOf(node: Asn1 | undefined): string {
  if (node?.type !== Type.OID || typeof node.value !== 'string') return '';
  return asn1.derToOid(util.createBuffer(node.value));
}

/**
 * Parses DER, and BER as old programs write it.
 * @throws Error
 */
export function parseDer(bytes: Buffer): Asn1 {
  // The last option is missing in the types: what follows the value is left alone.
  const parse = asn1.fromDer as unknown as (text: string, options: object) => Asn1;
  return parse(bytes.toString('binary'), { strict: false, parseAllBytes: false, decodeBitStrings: false });
}

/** Writes a parsed value back as DER. */
export function derOf(node: Asn1): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), 'binary');
}
