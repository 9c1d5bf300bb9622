import { z } from 'zod';
import { compact } from '../../core/compact';
import { AppError, type Said } from '../../core/errors';
import type { Address, PhoneNumber, Profile, User } from '../../core/user';
import { say } from '../../words/said';

const LINE = 256;

/** What the sentences below are called in the catalogue, for people who read their form in another language. */
const SAID = new Map<string, Said>();

function told(sentence: string, said: Said): string {
  SAID.set(sentence, said);
  return sentence;
}

/** One line of text: trimmed, without control characters; empty means no value. */
const line = (label: string, most = LINE) =>
  z
    .string()
    .trim()
    .max(most, told(`${label} can have ${most} characters at most.`, say('profile_long', { most })))
    .refine(
      (text) => !/[\p{Cc}\p{Cs}]/u.test(text),
      told(`${label} holds a character that can't be kept.`, say('profile_bad_character')),
    )
    .optional()
    .transform((text) => (text === undefined || text === '' ? undefined : text.normalize('NFC')));

const required = (label: string, missing: Said, most = LINE) =>
  z
    .string({ error: told(`Enter ${label}.`, missing) })
    .trim()
    .min(1, `Enter ${label}.`)
    .max(most, told(`${label} can have ${most} characters at most.`, say('profile_long', { most })))
    .transform((text) => text.normalize('NFC'));

const ADDRESS_PARTS = {
  streetAddress: 'Street address',
  locality: 'City',
  region: 'State or region',
  postalCode: 'Postal code',
  country: 'Country',
} as const;
const ADDRESS_TYPES = ['work', 'home', 'other'] as const;
const PHONE_TYPES = ['work', 'mobile', 'home', 'other'] as const;

const addressFields = Object.fromEntries(
  ADDRESS_TYPES.flatMap((type) =>
    Object.entries(ADDRESS_PARTS).map(([part, label]) => [`${type}.${part}`, line(`${label} (${type})`)]),
  ),
);
const phoneFields = Object.fromEntries(
  PHONE_TYPES.map((type) => [
    `${type}.phone`,
    line(`Phone (${type})`, 64).refine(
      (text) => text === undefined || /^[+()\d][\d\s().\-/x+;=a-z]*$/i.test(text),
      `Phone (${type}) may hold digits, spaces and + ( ) - . /`,
    ),
  ]),
);

const profileForm = z.object({
  username: required('a username', say('username_missing')).refine(
    (text) => /^[^\s\p{Cc}\p{Cs}/\\?#%]+$/u.test(text),
    told('A username has no spaces and none of / \\ ? # %.', say('username_form')),
  ),
  email: required('a company email', say('email_missing'), 320).refine(
    (text) => /^[^\s@\p{Cc}"<>(),;:\\[\]]+@[^\s@\p{Cc}"<>(),;:\\[\]]+\.[^\s@.]+$/u.test(text),
    told('Enter an email address such as name@example.com.', say('email_form')),
  ),
  firstname: line('First Name'),
  middlename: line('Middle Name'),
  lastname: line('Last Name'),
  displayName: line('Display Name'),
  jobTitle: line('Job Title'),
  department: line('Department'),
  company: line('Company'),
  location: line('Location'),
  employeeIdentifier: line('Employee ID'),
  employeeType: line('Employee Type'),
  preferredLanguage: line('Preferred Language', 64).refine(
    isLanguage,
    'Preferred Language is a language tag such as de or en-GB.',
  ),
  locale: line('Locale', 64).refine(isLanguage, 'Locale is a language tag such as de-DE or en_US.'),
  timezone: line('Time Zone', 64).refine(isTimeZone, 'Time Zone is a name such as Europe/Berlin.'),
});

function isLanguage(text: string | undefined): boolean {
  return text === undefined || /^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$/.test(text);
}

function isTimeZone(text: string | undefined): boolean {
  if (text === undefined) return true;
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Reads a person's properties from a form or a request. Only the fields named here are read, whatever else comes
 * (SECURITY A5). Addresses and phones come as flat fields: `work.streetAddress`, `mobile.phone`.
 * @returns the profile, without empty values
 * @throws AppError invalid with a sentence by field
 */
export function readProfile(form: Readonly<Record<string, unknown>>): Profile {
  const result = profileForm.extend(addressFields).extend(phoneFields).safeParse(form);
  if (!result.success) {
    const fields: Record<string, string> = {};
    for (const issue of result.error.issues) fields[String(issue.path[0])] ??= issue.message;
    const saidFields: Record<string, Said> = {};
    for (const [name, sentence] of Object.entries(fields)) {
      const said = SAID.get(sentence);
      if (said !== undefined) saidFields[name] = said;
    }
    throw new AppError('invalid', Object.values(fields)[0] ?? '', { fields, saidFields });
  }
  const values = result.data as Record<string, string | undefined>;
  const plain = Object.fromEntries(Object.entries(values).filter(([key]) => !key.includes('.')));
  return compact<Profile>({
    ...(plain as unknown as Omit<Profile, 'addresses' | 'phoneNumbers'>),
    addresses: ADDRESS_TYPES.flatMap((type): Address[] => {
      const parts = Object.keys(ADDRESS_PARTS).map((part) => [part, values[`${type}.${part}`]]);
      return parts.every(([, value]) => value === undefined)
        ? []
        : [compact<Address>({ type, ...(Object.fromEntries(parts) as Omit<Address, 'type'>) })];
    }),
    phoneNumbers: PHONE_TYPES.flatMap((type): PhoneNumber[] => {
      const value = values[`${type}.phone`];
      return value === undefined ? [] : [{ type, value }];
    }),
  });
}

/** Names of the properties in which two profiles differ, for the event. */
export function changedProperties(before: Profile, after: Profile): string[] {
  return PROPERTIES.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

const PROPERTIES = Object.keys(profileForm.shape).concat('addresses', 'phoneNumbers') as (keyof Profile)[];

/** The person as stored with another profile: reading them again would give the same. */
export function withProfile(user: User, profile: Profile, now: number): User {
  const others = { ...user } as Partial<User>;
  for (const name of PROPERTIES) delete (others as { -readonly [K in keyof User]?: User[K] })[name];
  return compact<User>({ ...(others as Omit<User, keyof Profile>), ...profile, updatedAt: now });
}
