import { randomBytes } from 'node:crypto';

/** Bytes drawn at once. */
const DRAWN = 1024;

/**
 * Makes a stock of random bytes. Asking the system costs the same for a few bytes as for many, and a first sync asks for
 * thousands of ids and passwords.
 * @returns hands out bytes that nobody else gets; the caller may write over them
 */
export function makeRandomStock(): (length: number) => Buffer {
  let stock = randomBytes(DRAWN);
  let used = 0;
  return (length) => {
    if (used + length > stock.length) {
      stock = randomBytes(Math.max(DRAWN, length));
      used = 0;
    }
    used += length;
    return stock.subarray(used - length, used);
  };
}
