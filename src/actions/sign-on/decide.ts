import { decideAccess, type AccessDecision } from '../../core/access';
import type { UserId } from '../../core/ids';
import { mayPutOff, type SignInKind } from '../../core/second-factor';
import { authnContextsFor, type AuthnContexts } from '../../saml/authn-context';
import type { KeptRequest } from '../../store/sign-on/sign-on-requests';
import { grantOf, type ApplicationCopy, type PersonCopy, type SignOnFacts } from './snapshot';

/** Who signs on, as their session knows it. */
export interface Person {
  readonly userId: UserId;
  /** When they proved who they are (milliseconds). */
  readonly signedInAt: number;
  /** What that was made of; a password alone unless told. */
  readonly kind?: SignInKind;
  readonly sessionIndex: string;
  /** The hash of the session's cookie: with it the session is looked at again, and kept for single logout. */
  readonly sessionHash?: string;
  readonly clientIp?: string;
}

/**
 * What the person has to do before there is an answer: sign in anew, pass a second step that the organisation asks for,
 * or one that this application or its request does, or sign in with a password.
 */
export type StepReason = 'sign_in_old' | 'second_factor' | 'second_factor_here' | 'password_wanted';

/** Why a person gets no answer. */
export type Denial =
  | Extract<AccessDecision, { allowed: false }>['reason']
  | 'password_temporary'
  | 'session_ended'
  | 'person_unknown'
  | StepReason;

const SENTENCES: Record<Denial, string> = {
  user_suspended: 'The person is suspended.',
  password_expired: 'The person’s password has expired.',
  password_temporary: 'The person has to choose a password of their own first.',
  sso_inactive: 'SSO is not active for this application.',
  user_not_in_group: 'The person is in no user group that has this application.',
  session_ended: 'The person’s session was ended meanwhile.',
  person_unknown: 'The person is not in the directory any more.',
  sign_in_old: 'The person’s sign-in is older than this application takes.',
  second_factor: 'The person has to pass a second step first.',
  second_factor_here: 'The application wants a sign-in with a second step, and the person’s had none.',
  password_wanted: 'The application asked for a sign-in with a password, and the person used a passkey alone.',
};

const STEPS: ReadonlySet<Denial> = new Set<Denial>([
  'sign_in_old',
  'second_factor',
  'second_factor_here',
  'password_wanted',
]);

/** A sign-on that wants a further step of the person. Nothing is refused, and nothing is recorded, yet. */
export class StepNeeded extends Error {
  readonly reason: StepReason;

  constructor(reason: StepReason) {
    super(SENTENCES[reason]);
    this.name = 'StepNeeded';
    this.reason = reason;
  }
}

/** Tells whether a denial is mended by a step of the person's. */
export function isStep(reason: Denial): reason is StepReason {
  return STEPS.has(reason);
}

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
 * @param request what the SP asked for, where it did
 */
export function decideSignOn(
  facts: SignOnFacts,
  who: Person,
  now: number,
  request?: Pick<KeptRequest, 'authnContexts'>,
): SignOnDecision {
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
  const step = stepFor(application, person, who, now, request);
  if (step !== undefined) return denied(step);
  return { allowed: true, application, person, applicationGroupNames };
}

/**
 * What the sign-in lacks for this application. What the organisation and the groups ask for can be put off for a while;
 * what the application asks for can't: its assertions say that it was done.
 */
function stepFor(
  { application }: ApplicationCopy,
  person: PersonCopy,
  who: Person,
  now: number,
  request: Pick<KeptRequest, 'authnContexts'> | undefined,
): StepReason | undefined {
  const { kind = 'password' } = who;
  const { signInMinutes } = application;
  if (signInMinutes !== undefined && now - who.signedInAt > signInMinutes * 60_000) return 'sign_in_old';
  const met = contextFor(request, kind) !== undefined;
  if (kind !== 'password') return met ? undefined : 'password_wanted';
  if (application.secondFactor || !met) return 'second_factor_here';
  return person.secondFactorAsked && !mayPutOff(person.user, now) ? 'second_factor' : undefined;
}

/** The class to claim for a sign-in in the answer to a request, or to none; undefined when it does not meet it. */
export function contextFor(
  request: { readonly authnContexts?: AuthnContexts } | undefined,
  kind: SignInKind = 'password',
): string | undefined {
  return (request?.authnContexts ?? authnContextsFor(undefined))[kind];
}

/** The denial with its sentence for the admin. */
export function denied(reason: Denial): { allowed: false; reason: Denial; sentence: string } {
  return { allowed: false, reason, sentence: SENTENCES[reason] };
}
