/** What the organisation asks of passwords and of signing in: Settings > Sign-in. Times are in the unit of their name. */
export interface SignInPolicy {
  /** Fewest characters of a new password, 8 to 64 (NIST SP 800-63B section 3.1.1.2). */
  readonly passwordLength: number;
  /** How many earlier passwords may not come back, 0 to 24. */
  readonly passwordHistory: number;
  /** Days until a password runs out; 0 for never. */
  readonly passwordDays: number;
  /** Everybody is asked for a second factor; groups and applications may ask for themselves. */
  readonly secondFactor: 'optional' | 'admins' | 'everybody';
  /** Days in which somebody who is asked for a second factor may still put off setting one up. */
  readonly graceDays: number;
  /** A passkey that checked its owner (user verification) signs in alone, without a password. */
  readonly passkeySignIn: boolean;
  /** Hours a session lives without use, and in all. */
  readonly idleHours: number;
  readonly sessionHours: number;
  /** Minutes after a sign-in in which dangerous acts of admins need no new one. */
  readonly recentMinutes: number;
  /** People may ask for a link to choose a new password, where mail is configured. */
  readonly forgottenPassword: boolean;
  /** Hours between suspending and deleting a person; 0 lets both follow at once. */
  readonly deletionHours: number;
}

/** The policy of a fresh installation. */
export const DEFAULT_SIGN_IN_POLICY: SignInPolicy = {
  passwordLength: 12,
  passwordHistory: 5,
  passwordDays: 0,
  secondFactor: 'optional',
  graceDays: 7,
  passkeySignIn: true,
  idleHours: 8,
  sessionHours: 24,
  recentMinutes: 15,
  forgottenPassword: true,
  deletionHours: 24,
};

/** Reads a stored policy; what it does not name is as in a fresh installation. */
export function readSignInPolicy(stored: string | undefined): SignInPolicy {
  if (stored === undefined) return DEFAULT_SIGN_IN_POLICY;
  return { ...DEFAULT_SIGN_IN_POLICY, ...(JSON.parse(stored) as Partial<SignInPolicy>) };
}
