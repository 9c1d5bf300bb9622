import { randomBytes } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Identifies a person in the directory. */
export type UserId = Branded<'UserId'>;
/** Identifies a user group. */
export type GroupId = Branded<'GroupId'>;
/** Identifies a configured application. */
export type ApplicationId = Branded<'ApplicationId'>;
/** Identifies a signing certificate of an application. */
export type CertificateId = Branded<'CertificateId'>;
/** Identifies an event; people quote it when they ask for help. */
export type EventId = Branded<'EventId'>;
/** Identifies a pending sign-on request of a service provider. */
export type SignOnRequestId = Branded<'SignOnRequestId'>;
/** Identifies a sign-out that goes round applications. */
export type LogoutId = Branded<'LogoutId'>;
/** Identifies an API key. */
export type ApiKeyId = Branded<'ApiKeyId'>;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes ids. Handed from outside into everything that needs one, so that tests can fix them. */
export type NewId = <Id extends string>() => Id;

/**
 * Makes a ULID: 10 characters of time and 16 of randomness, in Crockford's base 32, so that ids sort by creation.
 * @param now milliseconds since the epoch
 * @param random 16 bytes, of which the low 5 bits each are used
 */
export function ulid(now: number, random: Uint8Array = randomBytes(16)): string {
  let time = '';
  for (let rest = now, place = 0; place < 10; place += 1) {
    time = CROCKFORD.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  for (let place = 0; place < 16; place += 1) tail += CROCKFORD.charAt((random[place] ?? 0) % 32);
  return time + tail;
}

/** Tells whether a text has the form of a ULID. Ids from addresses are checked before they reach a query. */
export function isUlid(text: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(text);
}

/**
 * Turns a name into the part of an address that stands for it: lower case, digits and single hyphens, at most 64
 * characters. Empty when nothing of the name can stand in an address.
 */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');
}

/** Tells whether a text may be a slug: what `slugOf` gives, and nothing else. */
export function isSlug(text: string): boolean {
  return text.length > 0 && text.length <= 64 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/** ASCII is its own normal form, and most names are. */
const PLAIN = /^[\0-\x7f]*$/;

/**
 * The form under which user names, e-mail addresses and group names are compared: NFKC, trimmed, case folded
 * (RFC 7643 section 4.1.1: userName is not case exact). Two names that look the same are the same.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.trim().toLowerCase();
  return text.normalize('NFKC').trim().toLowerCase().normalize('NFKC');
}
