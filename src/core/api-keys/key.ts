import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ApiScope } from './scopes';
import type { ApiKeyId, UserId } from '../ids';
import { SecretText } from '../secret-text';

/** A key with which a program uses the API. The key itself is kept nowhere. */
export interface ApiKey {
  readonly id: ApiKeyId;
  readonly name: string;
  /** Its first characters, to tell keys apart. */
  readonly prefix: string;
  readonly scopes: readonly ApiScope[];
  /** Who made it: it never may more than this person may now. */
  readonly createdById: UserId;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Milliseconds since the epoch; absent, it does not run out. */
  readonly expiresAt?: number;
  /** Exact to a minute. */
  readonly lastUsedAt?: number;
  readonly lastUsedIp?: string;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/** Bytes of randomness in a key. */
export const API_KEY_BYTES = 24;
const MARK = 'passo_';
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Characters that 24 bytes and a CRC-32 take in base 62. */
const BODY_LENGTH = 33;
const CHECK_LENGTH = 6;
const FORM = new RegExp(`^${MARK}([0-9A-Za-z]{${BODY_LENGTH}})([0-9A-Za-z]{${CHECK_LENGTH}})$`);

/**
 * Makes a key: `passo_`, 33 random characters, and 6 that check them, so that typing errors and finds in source code
 * are told without a database.
 * @param random 24 bytes
 */
export function apiKeyFrom(random: Uint8Array): SecretText {
  const body = base62(BigInt(`0x${Buffer.from(random).toString('hex')}`), BODY_LENGTH);
  return new SecretText(MARK + body + checkOf(body));
}

/** Tells whether a text has the form of a key, its check included. */
export function isApiKeyText(text: string): boolean {
  const [, body, check] = FORM.exec(text) ?? [];
  return body !== undefined && checkOf(body) === check;
}

/** What is kept of a key to know it again. */
export function apiKeyHash(key: SecretText): string {
  return createHash('sha256').update(key.reveal()).digest('hex');
}

/** What pages show of a key. */
export function apiKeyPrefix(key: SecretText): string {
  return key.reveal().slice(0, MARK.length + 6);
}

function checkOf(body: string): string {
  return base62(BigInt(crc32(body)), CHECK_LENGTH);
}

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = SIGNS.charAt(Number(rest % 62n)) + text;
  return text;
}
