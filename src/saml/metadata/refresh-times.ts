import { createHash } from 'node:crypto';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Failures in a row from which an admin is told. */
export const TELLING_FAILURES = 3;

/**
 * How often metadata is read again: as often as it asks for (saml-metadata section 2.3.2, cacheDuration), between an hour
 * and a week, and once a day when it asks for nothing. Milliseconds.
 */
export function refreshEvery(cacheDuration: number | undefined): number {
  return Math.min(Math.max(cacheDuration ?? DAY, HOUR), 7 * DAY);
}

/**
 * When to read again after a success. Every application has a share of its own, within a tenth, so that many do not come
 * due at once.
 * @param now milliseconds since the epoch
 */
export function nextRefresh(applicationId: string, everyMs: number, now: number): number {
  const share = createHash('sha256').update(applicationId).digest().readUInt16BE(0) / 65_535;
  return now + Math.round(everyMs * (0.9 + 0.2 * share));
}

/**
 * When to try again after failures: after a quarter of an hour, then twice as long each time, and at the latest when it
 * would be read anyway.
 * @param times failures in a row, this one included
 */
export function nextTry(applicationId: string, everyMs: number, times: number, now: number): number {
  const wait = Math.min(15 * MINUTE * 2 ** Math.min(times - 1, 20), everyMs, DAY);
  return nextRefresh(applicationId, wait, now);
}
