const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses between tries, as the Standard Webhooks specification proposes them: ten tries in three days. */
const PAUSES = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

const LONGEST_MS = 24 * HOUR;
/** Up to a tenth more, so that what failed together does not come back together. */
const JITTER = 0.1;

/** A webhook that failed without a success for so long is disabled. */
export const DISABLED_AFTER_MS = 5 * 24 * HOUR;

/**
 * The pause after a failed try.
 * @param attempts how often it was tried
 * @param random from 0 to 1
 * @param retryAfterMs what the receiver asked for (RFC 9110 section 10.2.3); at most a day is granted
 * @returns milliseconds; undefined after the last try
 */
export function pauseAfter(attempts: number, random: number, retryAfterMs = 0): number | undefined {
  const pause = PAUSES[attempts - 1];
  if (pause === undefined) return undefined;
  return Math.round(Math.max(pause * (1 + JITTER * random), Math.min(retryAfterMs, LONGEST_MS)));
}

/** How often a delivery is tried. */
export const MOST_TRIES = PAUSES.length + 1;
