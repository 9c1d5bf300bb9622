import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Actor } from '../../actions/deps';
import { carryOverSignedOn } from '../../actions/sessions/carry-over';
import { checkCredentials } from '../../actions/sessions/sign-in';
import type { StepPurpose } from '../../actions/second-factor/check';
import { findDuty } from '../../actions/second-factor/duty';
import { beginPending, findPendingPerson } from '../../actions/second-factor/pending';
import type { Person } from '../../actions/sign-on/respond';
import type { Context } from '../../context';
import { compact } from '../../core/compact';
import type { UserId } from '../../core/ids';
import type { SecondFactorMethod } from '../../core/second-factor';
import { SecretText } from '../../core/secret-text';
import { isPasswordExpired, type User } from '../../core/user';
import { countSecondFactors } from '../../store/second-factors';
import { listParticipantsOfSession } from '../../store/sign-on/participants';
import { findUser } from '../../store/users';
import { newSessionIndex } from '../../actions/sign-on/status';
import { saidError, say } from '../../words/said';
import { formOf, text } from '../forms';
import { keepForm, keptOf } from '../kept-forms/keep';
import { hashSessionId, signInKindOf } from './session';
import { opensAdminPortal } from '../../core/roles';

/** Passport with our strategy. */
export type Authenticator = InstanceType<typeof passport.Passport>;

/** Makes passport with the one strategy there is: a name and a password. */
export function makeAuthenticator(context: Context): Authenticator {
  const authenticator = new passport.Passport();
  authenticator.use(
    new LocalStrategy({ passReqToCallback: true }, (request, login, password, done) => {
      const clientIp = request.ip;
      checkCredentials(context, compact({ login, password: new SecretText(password), clientIp })).then(
        (user) => done(null, user),
        (error: unknown) => done(error),
      );
    }),
  );
  authenticator.serializeUser((user, done) => done(null, (user as User).id));
  authenticator.deserializeUser((id: UserId, done) => {
    findUser(context.db, id).then(
      (user) => done(null, user === undefined || user.state === 'suspended' ? false : user),
      (error: unknown) => done(error),
    );
  });
  return authenticator;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('Signing in failed.', { cause: thrown });
}

/**
 * Checks the name and password in the form's fields `username` and `password`, without beginning a session yet.
 * @throws AppError unauthenticated, too_many, forbidden
 */
export function authenticate(authenticator: Authenticator, request: Request, response: Response): Promise<User> {
  return new Promise((resolve, reject) => {
    const done = (error: unknown, user?: Express.User | false | null): void => {
      if (error !== null && error !== undefined) reject(asError(error));
      else if (user) resolve(user as User);
      else reject(saidError('unauthenticated', say('type_both')));
    };
    const handler = authenticator.authenticate('local', { session: false }, done) as (
      request: Request,
      response: Response,
      next: (error?: unknown) => void,
    ) => void;
    const form = formOf(request);
    if (text(form, 'username') === '' || text(form, 'password') === '') return done(null);
    handler(request, response, (error) => reject(asError(error)));
  });
}

/** The person who is signed in, if somebody is. Suspended people are not, whatever their cookie says. */
export function personOf(request: Request): User | undefined {
  return request.user as User | undefined;
}

/**
 * The person who is signed in.
 * @throws AppError unauthenticated
 */
export function requirePerson(request: Request): User {
  const user = personOf(request);
  if (user === undefined) throw saidError('unauthenticated', say('sign_in_first'));
  return user;
}

/** What sign-on needs of the session. */
export function signOnPerson(request: Request): Person | undefined {
  const user = personOf(request);
  if (user === undefined) return undefined;
  return compact<Person>({
    userId: user.id,
    signedInAt: request.session.signedInAt ?? 0,
    sessionIndex: request.session.sessionIndex ?? '_none',
    kind: signInKindOf(request.session),
    sessionHash: hashSessionId(request.sessionID),
    clientIp: request.ip,
  });
}

/** Who acts in this request, for events. */
export function actorOf(request: Request): Actor {
  const user = requirePerson(request);
  return compact<Actor>({
    kind: opensAdminPortal(user.role) ? 'admin' : 'user',
    id: user.id,
    name: user.username,
    role: user.role,
    clientIp: request.ip,
  });
}

/** What a sign-in rests on beside a password. */
export type SignInProof =
  | {
      readonly kind: 'second-step';
      readonly method: SecondFactorMethod;
      readonly purpose: StepPurpose;
      /** When the password before it was right, or the session began (milliseconds): the sign-in is no younger. */
      readonly since: number;
    }
  | { readonly kind: 'passkey' };

/**
 * Begins a signed-in session under a new id (SECURITY W2), and notes when and from where. For somebody who was signed in
 * already it is the same session to applications: its index stays, and what it has signed on to. Whoever has a second
 * factor and brings no proof of it is not signed in by this: the second step waits for them (SECURITY W10), whatever
 * they came by.
 * @returns what became of it; a caller may go on as if signed in, because everything asks for the second step then
 */
export async function beginSession(
  context: Context,
  request: Request,
  user: User,
  proof?: SignInProof,
): Promise<'signed-in' | 'second-step'> {
  if (proof === undefined && (await countSecondFactors(context.db, user.id)) > 0) {
    await beginHalfSession(context, request, user);
    return 'second-step';
  }
  const again = personOf(request)?.id === user.id;
  const before = again ? request.session.sessionIndex : undefined;
  const signedOn = again ? await listParticipantsOfSession(context.db, hashSessionId(request.sessionID)) : [];
  const kept = keptOf(context, request, user.id);
  await new Promise<void>((done, fail) => {
    request.logIn(user, (error: unknown) => (error === null || error === undefined ? done() : fail(asError(error))));
  });
  const now = context.clock();
  request.session.signedInAt = proof?.kind === 'second-step' ? proof.since : now;
  if (proof?.kind === 'second-step') request.session.secondFactor = { at: now, method: proof.method };
  if (proof?.kind === 'passkey') request.session.passwordless = true;
  if (kept.length > 0) request.session.kept = kept;
  request.session.sessionIndex = before ?? newSessionIndex();
  request.session.device = compact({
    userAgent: request.get('user-agent')?.slice(0, 400),
    clientIp: request.ip,
    createdAt: now,
  });
  await carryOverSignedOn(context, hashSessionId(request.sessionID), signedOn);
  return 'signed-in';
}

/**
 * Keeps that somebody's password was right, for ten minutes, in a session with a new id that nobody is signed in to. Who
 * is signed in here as the same person stays so meanwhile: the step is for a sign-in anew.
 */
async function beginHalfSession(context: Context, request: Request, user: User): Promise<void> {
  if (personOf(request)?.id !== user.id) {
    const { kept, flash } = request.session;
    await new Promise<void>((done, fail) => {
      request.session.regenerate((error: unknown) =>
        error === null || error === undefined ? done() : fail(asError(error)),
      );
    });
    if (kept !== undefined) request.session.kept = kept;
    if (flash !== undefined) request.session.flash = flash;
  }
  request.session.pending = await beginPending(context, user);
}

/** Who may go on to the second step in this browser; what has run out is forgotten. */
export async function pendingPersonOf(context: Context, request: Request): Promise<User | undefined> {
  const { pending } = request.session;
  if (pending === undefined) return undefined;
  const user = await findPendingPerson(context, pending);
  if (user === undefined) delete request.session.pending;
  return user;
}

/**
 * Lets people through who are signed in, whose password is their own, and who have passed the second step where one is
 * asked of them; others do that first.
 */
export function requireUser(context: Context): RequestHandler {
  return async (request, response, next) => {
    const user = personOf(request);
    if (user === undefined) return sendToLogin(request, response);
    if (mustChangePassword(user, context.clock())) return sendAside(context, request, response, user, '/password');
    if (await owesSecondStep(context, request, user)) return sendAside(context, request, response, user, '/mfa');
    next();
  };
}

/** Leads to what has to be done first, and from there on to where somebody was: a form is kept meanwhile. */
function sendAside(context: Context, request: Request, response: Response, user: User, to: string): void {
  const wanted = request.method === 'POST' ? keepForm(context, request, user.id) : request.originalUrl;
  request.session.save(() => response.redirect(303, `${to}?next=${encodeURIComponent(wanted)}`));
}

/**
 * This session rests on the password alone, and its person has a second factor, or one is asked of them and was not put
 * off in it.
 */
async function owesSecondStep(context: Context, request: Request, user: User): Promise<boolean> {
  if (signInKindOf(request.session) !== 'password') return false;
  if ((await countSecondFactors(context.db, user.id)) > 0) return true;
  const duty = await findDuty(context, user);
  if (duty.kind !== 'may-wait') return duty.kind === 'due';
  return duty.until === undefined || request.session.secondFactorLater !== true;
}

/** Lets admins through. Others read that the page is for admins. */
export const requireAdmin: RequestHandler = (request, _response, next) => {
  if (!opensAdminPortal(requirePerson(request).role)) {
    throw saidError('forbidden', say('admins_only'));
  }
  next();
};

/** Tells whether a person has to choose a new password before anything else. */
export function mustChangePassword(user: User, now: number): boolean {
  return user.passwordTemporary || isPasswordExpired(user, now);
}

function sendToLogin(request: Request, response: Response): void {
  const wanted = request.method === 'GET' ? request.originalUrl : '/';
  response.redirect(303, wanted === '/' ? '/login' : `/login?next=${encodeURIComponent(wanted)}`);
}
