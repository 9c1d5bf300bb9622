import { z } from 'zod';
import { LANGUAGES } from '../../core/languages';
import { USER_ROLES } from '../../core/roles';
import { isActive, isPasswordExpired, PROFILE_TEXTS, type User } from '../../core/user';
import { moment, momentOf, momentOrNull } from '../operation';
import { userReference } from '../references';

const word = z.string().nullable();

/** A postal address as the API shows it. */
const addressShown = z.object({
  type: z.enum(['work', 'home', 'other']),
  streetAddress: word,
  locality: word,
  region: word,
  postalCode: word,
  country: word,
});

/** A person as the API shows them: every property is there, and null when it has no value. */
export const userSchema = z
  .object({
    id: z.string(),
    username: z.string(),
    email: z.string(),
    firstname: word,
    middlename: word,
    lastname: word,
    displayName: word,
    jobTitle: word,
    department: word,
    company: word,
    location: word,
    employeeIdentifier: word,
    employeeType: word,
    preferredLanguage: word,
    locale: word,
    timezone: word,
    addresses: z.array(addressShown),
    phoneNumbers: z.array(z.object({ type: z.enum(['work', 'mobile', 'home', 'other']), value: z.string() })),
    state: z.enum(['staged', 'active', 'suspended']).meta({ description: 'Staged people have no password yet.' }),
    active: z.boolean().meta({ description: 'Not suspended, and the password has not run out: what SPs are told.' }),
    role: z.enum(USER_ROLES).meta({ description: 'What the person may do in the Administrator Portal.' }),
    hasPassword: z.boolean(),
    passwordTemporary: z.boolean().meta({ description: 'It has to be changed at the next sign-in.' }),
    passwordExpired: z.boolean(),
    passwordExpiresAt: moment.nullable(),
    passwordChangedAt: moment.nullable(),
    suspendedAt: moment.nullable(),
    lastSignInAt: moment.nullable(),
    language: z.enum(LANGUAGES).nullable().meta({ description: 'The language of the pages, where they chose one.' }),
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'User' });

/**
 * Shows a person.
 * @param now decides whether the password has run out (milliseconds)
 */
export function showUser(user: User, now: number): z.output<typeof userSchema> {
  const texts = Object.fromEntries(PROFILE_TEXTS.map((name) => [name, user[name] ?? null])) as Record<
    (typeof PROFILE_TEXTS)[number],
    string | null
  >;
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    ...texts,
    addresses: user.addresses.map((address) => ({
      type: address.type,
      streetAddress: address.streetAddress ?? null,
      locality: address.locality ?? null,
      region: address.region ?? null,
      postalCode: address.postalCode ?? null,
      country: address.country ?? null,
    })),
    phoneNumbers: user.phoneNumbers.map(({ type, value }) => ({ type, value })),
    state: user.state,
    active: isActive(user, now),
    role: user.role,
    hasPassword: user.hasPassword,
    passwordTemporary: user.passwordTemporary,
    passwordExpired: isPasswordExpired(user, now),
    passwordExpiresAt: momentOrNull(user.passwordExpiresAt),
    passwordChangedAt: momentOrNull(user.passwordChangedAt),
    suspendedAt: momentOrNull(user.suspendedAt),
    lastSignInAt: momentOrNull(user.lastSignInAt),
    language: user.language ?? null,
    createdAt: momentOf(user.createdAt),
    updatedAt: momentOf(user.updatedAt),
  };
}

/** A person for keys that may read user groups and not people: who it is, and nothing else. */
export const memberSchema = userSchema
  .partial()
  .required({ id: true, username: true, displayName: true })
  .meta({ id: 'GroupMember', description: 'With `users:read` everything of a person, else these three alone.' });

/** Shows who somebody is. */
export function showMember({ id, username, displayName }: User): z.output<typeof memberSchema> {
  return { id, username, displayName: displayName ?? null };
}

/** The address of one person. */
export const userParams = z.strictObject({ user: userReference });
