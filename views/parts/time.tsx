import type { VNode } from 'preact';
import type { Language } from '../../src/core/languages';
import { withReading } from './reading/reading';

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

/** How the platform says times in other languages than English; made once, because making one takes long. */
type Foreign = Exclude<Language, 'en'>;
const AGO: Readonly<Record<Foreign, Intl.RelativeTimeFormat>> = {
  de: new Intl.RelativeTimeFormat('de-DE', { numeric: 'always', style: 'short' }),
};
const NOW: Readonly<Record<Foreign, string>> = {
  de: new Intl.RelativeTimeFormat('de-DE', { numeric: 'auto' }).format(0, 'second'),
};
const DAYS: Readonly<Record<Foreign, Intl.DateTimeFormat>> = {
  de: new Intl.DateTimeFormat('de-DE', { dateStyle: 'long', timeZone: 'UTC' }),
};

const SHORT = { second: 's', minute: 'min', hour: 'h', day: 'd' } as const;

/** The time between two moments in words: "4 min ago", "in 2 h", and the date beyond a week. Milliseconds. */
export function relative(at: number, now: number, language: Language = 'en'): string {
  const away = Math.abs(now - at);
  if (away < 5_000) return language === 'en' ? 'now' : NOW[language];
  if (away >= 7 * DAY) return dayOf(at, language);
  const [count, unit] =
    away < MINUTE
      ? ([Math.round(away / 1000), 'second'] as const)
      : away < HOUR
        ? ([Math.floor(away / MINUTE), 'minute'] as const)
        : away < DAY
          ? ([Math.floor(away / HOUR), 'hour'] as const)
          : ([Math.floor(away / DAY), 'day'] as const);
  if (language !== 'en') return AGO[language].format(at <= now ? -count : count, unit);
  return at <= now ? `${count} ${SHORT[unit]} ago` : `in ${count} ${SHORT[unit]}`;
}

/** A day in words: "3 May 2027", by UTC. */
export function dayOf(at: number, language: Language = 'en'): string {
  if (language !== 'en') return DAYS[language].format(at);
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
export const Time = withReading(({ at, now, as = 'relative' }: TimeProps, reading): VNode => {
  const { language } = reading;
  const words = as === 'relative' ? relative(at, now, language) : as === 'day' ? dayOf(at, language) : exactTime(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {words}
    </time>
  );
});
