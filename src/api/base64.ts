import { z } from 'zod';

/**
 * Bytes in a body, as base64 (RFC 4648 section 4).
 * @param most bytes at most
 */
export function bytesIn(most: number) {
  return z
    .base64('Send the bytes as base64.')
    .min(1)
    .max(Math.ceil(most / 3) * 4)
    .transform((text) => Buffer.from(text, 'base64'));
}
