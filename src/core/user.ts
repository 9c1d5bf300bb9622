import type { UserId } from './ids';
import type { Language } from './languages';
import type { UserRole } from './roles';

export type { UserRole } from './roles';

/** A postal address of a person, in the parts of RFC 7643 section 4.1.2. */
export interface Address {
  readonly type: 'work' | 'home' | 'other';
  readonly streetAddress?: string;
  readonly locality?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
}

/** A telephone number of a person. */
export interface PhoneNumber {
  readonly type: 'work' | 'mobile' | 'home' | 'other';
  readonly value: string;
}

/**
 * The directory properties of a person that an admin edits, under the names the API uses. An absent property has no
 * value; an empty text is never stored.
 */
export interface Profile {
  readonly username: string;
  readonly email: string;
  readonly firstname?: string;
  readonly middlename?: string;
  readonly lastname?: string;
  readonly displayName?: string;
  readonly jobTitle?: string;
  readonly department?: string;
  readonly company?: string;
  readonly location?: string;
  readonly employeeIdentifier?: string;
  readonly employeeType?: string;
  readonly preferredLanguage?: string;
  readonly locale?: string;
  readonly timezone?: string;
  readonly addresses: readonly Address[];
  readonly phoneNumbers: readonly PhoneNumber[];
}

/** The properties of a person that are one line of text and may be absent. */
export const PROFILE_TEXTS = [
  'firstname',
  'middlename',
  'lastname',
  'displayName',
  'jobTitle',
  'department',
  'company',
  'location',
  'employeeIdentifier',
  'employeeType',
  'preferredLanguage',
  'locale',
  'timezone',
] as const satisfies readonly (keyof Profile)[];

/** Staged people have not set a password yet; suspended people may not use anything. */
export type UserState = 'staged' | 'active' | 'suspended';

/** A person in the directory. */
export interface User extends Profile {
  readonly id: UserId;
  readonly state: UserState;
  readonly role: UserRole;
  readonly hasPassword: boolean;
  /** The password was set by an admin and has to be changed at the next sign-in. */
  readonly passwordTemporary: boolean;
  /** Milliseconds since the epoch, or undefined when the password does not expire. */
  readonly passwordExpiresAt?: number;
  readonly passwordChangedAt?: number;
  /** Until when a second factor that is asked for may be put off (milliseconds). */
  readonly secondFactorGraceUntil?: number;
  readonly suspendedAt?: number;
  /** The language of the pages the person reads; absent, the browser says it. */
  readonly language?: Language;
  readonly lastSignInAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Tells whether the person's password has run out by the clock. A temporary password is not an expired one. */
export function isPasswordExpired(user: Pick<User, 'passwordExpiresAt'>, now: number): boolean {
  return user.passwordExpiresAt !== undefined && user.passwordExpiresAt <= now;
}

/** active = not suspended and not password expired (M-095). The same rule decides sign-on and what an SP is told. */
export function isActive(user: Pick<User, 'state' | 'passwordExpiresAt'>, now: number): boolean {
  return user.state !== 'suspended' && !isPasswordExpired(user, now);
}

/** The name to greet and list a person by: display name, else first and last name, else user name. */
export function nameOf(user: Pick<Profile, 'displayName' | 'firstname' | 'lastname' | 'username'>): string {
  return user.displayName ?? fullNameOf(user) ?? user.username;
}

/** First and last name with one space between; undefined when the person has neither. */
export function fullNameOf(user: Pick<Profile, 'firstname' | 'lastname'>): string | undefined {
  const parts = [user.firstname, user.lastname].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}
