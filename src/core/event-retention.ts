/** Events are kept for at least so many days once a number is set: long enough to find out what happened. */
export const LEAST_EVENT_DAYS = 30;

/** Ten years. */
export const MOST_EVENT_DAYS = 3_650;

const DAY_MS = 86_400_000;

/** Reads the stored setting `event_days`; what can't be read keeps events for ever, so that nothing is lost by a fault. */
export function readEventDays(stored: string | undefined): number {
  const days = Number(stored ?? '0');
  return Number.isInteger(days) && days >= LEAST_EVENT_DAYS && days <= MOST_EVENT_DAYS ? days : 0;
}

/**
 * The moment before which events are not kept.
 * @param days 0 for ever
 * @param now milliseconds since the epoch
 * @returns undefined when they are kept for ever
 */
export function keptSince(days: number, now: number): number | undefined {
  return days === 0 ? undefined : now - days * DAY_MS;
}
