import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  type Hash,
} from 'node:crypto';
import { AppError } from '../../core/errors';
import type { CopiedRow } from '../../store/backup/rows';

/** What stands in front of a backup, readable without the key. */
export interface BackupHeader {
  readonly passo: 'backup';
  readonly format: 1;
  /** The version that made it. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly database: 'sqlite' | 'postgres';
  /** The migrations of the database it was made of. */
  readonly migrations: readonly string[];
  /** Names the key it is encrypted with, and says nothing about it. */
  readonly keyId: string;
  readonly salt: string;
  readonly iv: string;
  /** The encryption key itself, in base64, when it was asked for: whoever has the file can read it then. */
  readonly key?: string;
}

/** What a backup holds of one table. */
export interface TableCount {
  readonly rows: number;
  /** SHA-256 of the rows, each as a line of JSON, in the order of the key. */
  readonly sha256: string;
}

/** What a backup holds: a count and a hash for each table. */
export type Manifest = Readonly<Record<string, TableCount>>;

/** A line inside a backup: a table begins, a row, a table ends, all is there. */
export type BackupLine =
  | { readonly table: string; readonly columns: readonly string[] }
  | CopiedRow
  | ({ readonly end: string } & TableCount)
  | { readonly done: true; readonly tables: number; readonly rows: number };

const CIPHER = 'aes-256-gcm';
/** Bytes of the mark at the end that proves that nothing was changed. */
export const TAG_BYTES = 16;
/** A header is a line of a few hundred bytes. */
export const MOST_HEADER_BYTES = 16_384;

/** A name for a key that tells nothing about it. */
export function keyIdOf(sealingKey: Buffer): string {
  return createHmac('sha256', sealingKey).update('passo backup id v1').digest('hex').slice(0, 16);
}

/** Begins the encryption of a backup: a key of its own for each file, so that none is used twice. */
export function newSealing(): { readonly salt: string; readonly iv: string } {
  return { salt: randomBytes(32).toString('base64'), iv: randomBytes(12).toString('base64') };
}

/** The cipher a backup is written with; the header is part of what its mark proves. */
export function cipherFor(sealingKey: Buffer, header: BackupHeader, line: Buffer): ReturnType<typeof gcmCipher> {
  return gcmCipher(fileKey(sealingKey, header), Buffer.from(header.iv, 'base64'), line);
}

function gcmCipher(key: Buffer, iv: Buffer, line: Buffer) {
  return createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(line);
}

/** The decipher of a backup. It throws at the end when the file was changed. */
export function decipherFor(sealingKey: Buffer, header: BackupHeader, line: Buffer, tag: Buffer) {
  return createDecipheriv(CIPHER, fileKey(sealingKey, header), Buffer.from(header.iv, 'base64'), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(line)
    .setAuthTag(tag);
}

function fileKey(sealingKey: Buffer, { salt }: BackupHeader): Buffer {
  return Buffer.from(hkdfSync('sha256', sealingKey, Buffer.from(salt, 'base64'), 'passo backup v1', 32));
}

/** Counts and hashes the rows of one table, as they are written or read. */
export class TableSum {
  #rows = 0;
  readonly #hash: Hash = createHash('sha256');

  /** Adds a row as it stands in a line. */
  add(line: string): void {
    this.#rows += 1;
    this.#hash.update(line).update('\n');
  }

  /** The count and the hash; nothing can be added afterwards. */
  finish(): TableCount {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }
}

/** A backup that can't be used: the sentence says why. */
export function badBackup(sentence: string, cause?: unknown): AppError {
  return new AppError('invalid', sentence, cause === undefined ? {} : { cause });
}
