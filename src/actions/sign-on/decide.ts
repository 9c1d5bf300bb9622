import { decideAccess, type AccessDecision } from '../../core/access';
import type { UserId } from '../../core/ids';
import { grantOf, type ApplicationCopy, type PersonCopy, type SignOnFacts } from './snapshot';

/** Who signs on, as their session knows it. */
export interface Person {
  readonly userId: UserId;
  /** When they proved who they are (milliseconds). */
  readonly signedInAt: number;
  readonly sessionIndex: string;
  /** The hash of the session's cookie: with it the session is looked at again, and kept for single logout. */
  readonly sessionHash?: string;
  readonly clientIp?: string;
}

/** Why a person gets no answer. */
export type Denial =
  Extract<AccessDecision, { allowed: false }>['reason'] | 'password_temporary' | 'session_ended' | 'person_unknown';

const SENTENCES: Record<Denial, string> = {
  user_suspended: 'The person is suspended.',
  password_expired: 'The person’s password has expired.',
  password_temporary: 'The person has to choose a password of their own first.',
  sso_inactive: 'SSO is not active for this application.',
  user_not_in_group: 'The person is in no user group that has this application.',
  session_ended: 'The person’s session was ended meanwhile.',
  person_unknown: 'The person is not in the directory any more.',
};

/** The answer to "may this person sign on here now?", with what the answer is made of. */
export type SignOnDecision =
  | {
      readonly allowed: true;
      readonly application: ApplicationCopy;
      readonly person: PersonCopy;
      readonly applicationGroupNames: readonly string[];
    }
  | { readonly allowed: false; readonly reason: Denial; readonly sentence: string };

/**
 * Decides a sign-on. Every way in ends here: asked for by the SP with a session, resumed after a sign-in, sent again,
 * and begun at a tile, so that none is a second door.
 * @param now milliseconds since the epoch
 */
export function decideSignOn(facts: SignOnFacts, who: Person, now: number): SignOnDecision {
  const { application, person } = facts;
  // Another application took over this address between two reads: names and sessions are those of the one before.
  if (application === undefined || facts.row.applicationId !== application.application.id) {
    return denied('sso_inactive');
  }
  if (who.sessionHash !== undefined) {
    const { session } = facts.row;
    if (session?.userId !== who.userId || session.expiresAt <= now) return denied('session_ended');
  }
  if (person?.user.id !== who.userId) return denied('person_unknown');
  const { granted, applicationGroupNames } = grantOf(application, person);
  const decision = decideAccess(person.user, application.application, granted, now);
  if (!decision.allowed) return denied(decision.reason);
  if (person.user.passwordTemporary) return denied('password_temporary');
  return { allowed: true, application, person, applicationGroupNames };
}

/** The denial with its sentence for the admin. */
export function denied(reason: Denial): { allowed: false; reason: Denial; sentence: string } {
  return { allowed: false, reason, sentence: SENTENCES[reason] };
}
