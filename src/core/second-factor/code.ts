import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds of a time step, and digits of a code: what every authenticator app takes (RFC 6238 section 4.1). */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** Bytes of a secret: as long as the hash (RFC 4226 section 4). */
export const TOTP_SECRET_BYTES = 20;
/** Steps to either side that a clock may be off (RFC 6238 section 5.2). */
const WINDOW = 1;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Computes a one-time password for a counter (RFC 4226 section 5.3).
 * @param digits 6 to 8
 */
export function hotp(secret: Uint8Array, counter: number, digits = DIGITS): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(moving).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0xf;
  const truncated = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(truncated % 10 ** digits).padStart(digits, '0');
}

/** The time step of a moment in milliseconds since the epoch (RFC 6238 section 4.2). */
export function timeStepOf(now: number): number {
  return Math.floor(now / 1000 / STEP_SECONDS);
}

/** The digits of what was typed as a code: apps show "123 456". Undefined for anything that is no code. */
export function readCode(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

/**
 * Finds the time step a code is for, one step early or late at most. Every step is compared, in constant time.
 * @param after the last step that was used: it and what lies before it counts no more (RFC 6238 section 5.2)
 * @returns undefined for a wrong code, or one that was used
 */
export function matchingStep(
  secret: Uint8Array,
  code: string,
  now: number,
  after: number | undefined,
): number | undefined {
  const typed = Buffer.from(code, 'utf8');
  let found: number | undefined;
  for (let step = timeStepOf(now) - WINDOW; step <= timeStepOf(now) + WINDOW; step += 1) {
    const expected = Buffer.from(step < 0 ? '' : hotp(secret, step), 'utf8');
    const same = expected.length === typed.length && timingSafeEqual(expected, typed);
    if (same && (after === undefined || step > after)) found ??= step;
  }
  return found;
}

/** Writes bytes in base 32 without padding (RFC 4648 section 6), as authenticator apps take secrets. */
export function toBase32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32.charAt((held << (5 - bits)) & 31);
}

/** Reads base 32 of our own making. */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    held = (held << 5) | BASE32.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 255);
    }
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}

/** What the picture says that an authenticator app reads: `otpauth://totp/Organisation:name?secret=…&issuer=…`. */
export function otpauthAddress(secret: string, issuer: string, account: string): string {
  // A colon parts issuer and account, so neither may bring one of its own.
  const plain = (text: string): string => encodeURIComponent(text.replaceAll(':', ' ').trim());
  const query = `secret=${secret}&issuer=${plain(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
  return `otpauth://totp/${plain(issuer)}:${plain(account)}?${query}`;
}

const RECOVERY_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const RECOVERY_LENGTH = 12;

/**
 * Makes a recovery code out of random bytes: three groups of four letters, 59 bits.
 * @param random gives a whole number from 0 to below its argument
 */
export function recoveryCode(random: (below: number) => number): string {
  const letters = Array.from({ length: RECOVERY_LENGTH }, () =>
    RECOVERY_LETTERS.charAt(random(RECOVERY_LETTERS.length)),
  );
  return [0, 4, 8].map((start) => letters.slice(start, start + 4).join('')).join('-');
}

/** The letters of what was typed as a recovery code; undefined for anything that is none. */
export function readRecoveryCode(typed: string): string | undefined {
  const letters = typed.normalize('NFKC').toLowerCase().replace(/[\s-]/g, '');
  return letters.length === RECOVERY_LENGTH && [...letters].every((letter) => RECOVERY_LETTERS.includes(letter))
    ? letters
    : undefined;
}
