const DAY = 86_400_000;
const IMF_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a Retry-After header (RFC 9110 section 10.2.3): whole seconds, or an HTTP date. Anything else is as good as no
 * header, and nobody may make Passo wait for more than 24 hours.
 * @param now milliseconds since the epoch
 * @returns milliseconds to wait, 0 for a date that has passed; undefined when the header says nothing
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,15}$/.test(text)) return Math.min(Number(text) * 1000, DAY);
  if (!IMF_DATE.test(text)) return undefined;
  const wait = Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), DAY);
}
