import { daysInWords, daysLeft } from '../../core/certificate';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** A day as admins read it, such as "1 March 2026". @param time milliseconds since the epoch */
export function day(time: number): string {
  return DAY.format(time);
}

/** Says how long something lasts: "expires in 14 days", "ends in less than a day", "has ended". Times in milliseconds. */
export function howLong(word: 'ends' | 'expires', endsAt: number, now: number): string {
  if (endsAt <= now) return word === 'ends' ? 'has ended' : 'has expired';
  return `${word} in ${daysInWords(daysLeft({ notAfter: endsAt }, now))}`;
}
