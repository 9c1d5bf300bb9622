import type { VNode } from 'preact';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The time between two moments in words: "4 min ago", "in 2 h", and the date beyond a week. Milliseconds. */
export function relative(at: number, now: number): string {
  const away = Math.abs(now - at);
  if (away < 5_000) return 'now';
  if (away >= 7 * DAY) return dayOf(at);
  const size =
    away < MINUTE
      ? `${Math.round(away / 1000)} s`
      : away < HOUR
        ? `${Math.floor(away / MINUTE)} min`
        : away < DAY
          ? `${Math.floor(away / HOUR)} h`
          : `${Math.floor(away / DAY)} d`;
  return at <= now ? `${size} ago` : `in ${size}`;
}

/** A day in words: "3 May 2027", by UTC. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}

/** A moment to the second: "2026-11-22 14:31:07 UTC". */
export function exactTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A moment in words, with the exact time in its title. */
export interface TimeProps {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly now: number;
  /** How it is said; relative unless told. */
  readonly as?: 'relative' | 'day' | 'exact' | undefined;
}

/** A moment for people and for programs. */
export function Time({ at, now, as = 'relative' }: TimeProps): VNode {
  const words = as === 'relative' ? relative(at, now) : as === 'day' ? dayOf(at) : exactTime(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {words}
    </time>
  );
}
