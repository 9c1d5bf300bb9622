import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a form says of the page it stands on: for whom it was made, when, and which page it was. */
export interface FormMark {
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly page: string;
}

/** A form older than this belongs to nobody any more. */
const LIFE_MS = 7 * 86_400_000;

/**
 * Makes the mark of a page: it proves, when the session is long over, that we made the form for this person. It opens
 * nothing; what comes with it is kept until the same person signs in and says so.
 */
export function makeFormMark(key: string, userId: string, now: number): string {
  const text = `${userId}.${now.toString(36)}.${randomBytes(12).toString('base64url')}`;
  return `${text}.${sign(key, text)}`;
}

/** Reads a mark; undefined when we did not make it, or too long ago. */
export function readFormMark(key: string, mark: string, now: number): FormMark | undefined {
  const [userId = '', at = '', page = '', signature = '', more] = mark.split('.');
  if (more !== undefined || userId === '' || page === '') return undefined;
  const expected = Buffer.from(sign(key, `${userId}.${at}.${page}`), 'utf8');
  const given = Buffer.from(signature, 'utf8');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const time = Number.parseInt(at, 36);
  return now - time > LIFE_MS ? undefined : { userId, at: time, page };
}

function sign(key: string, text: string): string {
  return createHmac('sha256', key).update(`passo form mark v1 ${text}`).digest('base64url');
}
