import type { UserId } from '../ids';
import { opensAdminPortal, type UserRole } from '../roles';
import type { SignInPolicy } from '../sign-in/policy';

/** What people prove themselves with beside a password: a code of an authenticator app, or a passkey. */
export type SecondFactorKind = 'totp' | 'passkey';

/** How a second step was passed; a recovery code stands in for a factor that is not at hand. */
export type SecondFactorMethod = SecondFactorKind | 'recovery';

/** What a sign-in was made of: a password alone, a password and a second step, or a passkey that checked its owner. */
export type SignInKind = 'password' | 'two-steps' | 'passkey';

interface Factor {
  readonly id: string;
  readonly userId: UserId;
  /** What its owner calls it. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly lastUsedAt?: number;
}

/** An authenticator app. */
export interface TotpFactor extends Factor {
  readonly kind: 'totp';
  readonly secretSealed: string;
  /** The last time step that was used; absent before the first (RFC 6238 section 5.2). */
  readonly lastStep?: number;
}

/** A passkey: what WebAuthn Level 3 section 4 calls a credential record. */
export interface PasskeyFactor extends Factor {
  readonly kind: 'passkey';
  readonly credentialId: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
}

/** One of a person's second factors. */
export type SecondFactor = TotpFactor | PasskeyFactor;

/** Factors one person may have. */
export const MOST_FACTORS = 10;
/** The longest name of a factor, in characters. */
export const LONGEST_FACTOR_NAME = 128;
/** Recovery codes of a set, and how few are few. */
export const RECOVERY_CODES = 10;
export const FEW_RECOVERY_CODES = 3;

const DAY_MS = 24 * 3_600_000;

/** Tells whether the organisation, or one of a person's groups, asks the person for a second factor. */
export function isSecondFactorAsked(
  policy: Pick<SignInPolicy, 'secondFactor'>,
  user: { readonly role: UserRole },
  groups: readonly { readonly secondFactor: boolean }[],
): boolean {
  if (policy.secondFactor === 'everybody') return true;
  if (policy.secondFactor === 'admins' && opensAdminPortal(user.role)) return true;
  return groups.some(({ secondFactor }) => secondFactor);
}

/** Tells whether a factor that is asked for may still be put off (milliseconds since the epoch). */
export function mayPutOff(user: { readonly secondFactorGraceUntil?: number }, now: number): boolean {
  return user.secondFactorGraceUntil !== undefined && user.secondFactorGraceUntil > now;
}

/** Until when somebody who is asked for the first time may put it off. */
export function graceFrom(policy: Pick<SignInPolicy, 'graceDays'>, now: number): number {
  return now + policy.graceDays * DAY_MS;
}

/** Whole days left, counted up: half a day is one. */
export function graceDaysLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / DAY_MS));
}
