import type { Application } from './application';
import { isPasswordExpired, type User } from './user';

/** The answer to "may this person use this application?", with the reason when not. */
export type AccessDecision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly reason: 'user_suspended' | 'password_expired' | 'sso_inactive' | 'user_not_in_group';
    };

/**
 * Decides access to an application. The one function for SP-initiated, IdP-initiated and resumed sign-on and for the
 * tiles, so that there is no second door. People are implicitly denied (M-063).
 * @param granted the person is assigned to the application, directly or through a user group
 * @param now milliseconds since the epoch
 */
export function decideAccess(
  user: Pick<User, 'state' | 'passwordExpiresAt'>,
  application: Pick<Application, 'ssoState'>,
  granted: boolean,
  now: number,
): AccessDecision {
  if (user.state === 'suspended') return { allowed: false, reason: 'user_suspended' };
  if (isPasswordExpired(user, now)) return { allowed: false, reason: 'password_expired' };
  if (application.ssoState !== 'active') return { allowed: false, reason: 'sso_inactive' };
  if (!granted) return { allowed: false, reason: 'user_not_in_group' };
  return { allowed: true };
}
