import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SecretText } from '../core/secret-text';

/** What file systems answer on which a file can't have a second name. */
const NO_SECOND_NAME: readonly string[] = ['EPERM', 'ENOTSUP', 'ENOSYS'];

/** What some network file systems, and folders that may be written and not read, answer to a sync of a folder. */
const NO_FOLDER_SYNC: readonly string[] = ['EINVAL', 'ENOTSUP', 'ENOSYS', 'EACCES', 'EPERM', 'EISDIR'];

/** The keys of this installation, all drawn from one key-encryption key. */
export interface Secrets {
  /** 32 bytes: seals tokens and private keys. */
  readonly sealingKey: Buffer;
  /** Signs session cookies. */
  readonly cookieKey: string;
  /** Makes opaque NameIDs, so that they can't be guessed from user ids. */
  readonly nameIdKey: Buffer;
  /** Hashes recovery codes, so that a copy of the database is no list to guess from. */
  readonly recoveryKey: Buffer;
}

/**
 * Reads the key-encryption key, from a value or a file; makes the file at the first start.
 * @param value base64 of 32 bytes, when the operator gave it in the environment
 * @param file where the key is kept otherwise
 * @param mayCreate false when the database belongs to a key already: a new one could not open it
 * @throws Error with a sentence when the key is missing or has the wrong form
 */
export function readSecrets(value: string | undefined, file: string, mayCreate: boolean): Secrets {
  return secretsFrom(
    decode(value ?? readOrCreate(file, mayCreate), value === undefined ? file : 'PASSO_ENCRYPTION_KEY'),
  );
}

/** Draws the single-purpose keys from the key-encryption key. */
export function secretsFrom(key: Buffer): Secrets {
  const draw = (purpose: string): Buffer => createHmac('sha256', key).update(`passo ${purpose} v1`).digest();
  return {
    sealingKey: draw('seal'),
    cookieKey: draw('cookie').toString('base64'),
    nameIdKey: draw('name-id'),
    recoveryKey: draw('recovery'),
  };
}

/**
 * Tells whether a file still holds the key that is in use.
 * @throws what the file system says when it can't be read
 */
export async function holdsKey(file: string, { sealingKey }: Secrets): Promise<boolean> {
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  return key.length === 32 && secretsFrom(key).sealingKey.equals(sealingKey);
}

/**
 * Finds the key-encryption key as it is kept, without making one.
 * @param value base64 of 32 bytes, when the operator gave it in the environment
 * @param file where the key is kept otherwise
 * @returns the key as text, or undefined when there is none
 * @throws Error with a sentence when it has the wrong form
 */
export function findKeyText(value: string | undefined, file: string): SecretText | undefined {
  const text = value ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);
  if (text === undefined) return undefined;
  decode(text, value === undefined ? file : 'PASSO_ENCRYPTION_KEY');
  return new SecretText(text);
}

/**
 * Keeps a key in a file of its own, which only this user may read. Whoever sees the file sees all of it, and the disk has it
 * when this returns: of two processes that make one at the same moment the second one fails.
 * @throws Error EEXIST when the file is there already
 */
export function writeKeyFile(file: string, key: SecretText): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true });
  const whole = { mode: 0o600, flag: 'wx', flush: true };
  const line = `${key.reveal()}\n`;
  const fresh = `${file}.${randomUUID()}`;
  try {
    writeFileSync(fresh, line, whole);
    linkSync(fresh, file);
  } catch (error) {
    if (!NO_SECOND_NAME.includes(codeOf(error))) throw error;
    // There a reader may come in the middle, is told that the key is too short, and is started anew.
    writeFileSync(file, line, whole);
  } finally {
    rmSync(fresh, { force: true });
  }
  syncFolder(folder);
}

/** Has the disk keep the name of a file. Where a folder can't be opened or synced, the file system sees to that, or nobody. */
function syncFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes(codeOf(error))) throw error;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Makes a new key-encryption key: 32 bytes in base64. */
export function newKeyText(): SecretText {
  return new SecretText(randomBytes(32).toString('base64'));
}

function readOrCreate(file: string, mayCreate: boolean): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (!mayCreate) {
    throw new Error(
      `The encryption key ${file} is missing, and the database was sealed with it. Nothing was written. Put the key ` +
        'back: from the copy that was kept of it, or from another machine that works with this database. If it lies ' +
        'elsewhere, point PASSO_ENCRYPTION_KEY_FILE at it. A backup can’t replace it.',
    );
  }
  try {
    writeKeyFile(file, newKeyText());
  } catch (error) {
    // Another first start was sooner: its key is the one.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}

function decode(text: string, where: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new Error(`${where} should hold 32 bytes in base64.`);
  return key;
}
