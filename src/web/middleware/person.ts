import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Actor } from '../../actions/deps';
import { carryOverSignedOn } from '../../actions/sessions/carry-over';
import { checkCredentials } from '../../actions/sessions/sign-in';
import type { Person } from '../../actions/sign-on/respond';
import type { Context } from '../../context';
import { compact } from '../../core/compact';
import type { UserId } from '../../core/ids';
import { SecretText } from '../../core/secret-text';
import { isPasswordExpired, type User } from '../../core/user';
import { listParticipantsOfSession } from '../../store/sign-on/participants';
import { findUser } from '../../store/users';
import { newSessionIndex } from '../../actions/sign-on/status';
import { saidError, say } from '../../words/said';
import { formOf, text } from '../forms';
import { keptOf } from '../kept-forms/keep';
import { hashSessionId } from './session';
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

/**
 * Begins a signed-in session under a new id (SECURITY W2), and notes when and from where. For somebody who was signed in
 * already it is the same session to applications: its index stays, and what it has signed on to.
 */
export async function beginSession(context: Context, request: Request, user: User): Promise<void> {
  const again = personOf(request)?.id === user.id;
  const before = again ? request.session.sessionIndex : undefined;
  const signedOn = again ? await listParticipantsOfSession(context.db, hashSessionId(request.sessionID)) : [];
  const kept = keptOf(context, request, user.id);
  await new Promise<void>((done, fail) => {
    request.logIn(user, (error: unknown) => (error === null || error === undefined ? done() : fail(asError(error))));
  });
  const now = context.clock();
  request.session.signedInAt = now;
  if (kept.length > 0) request.session.kept = kept;
  request.session.sessionIndex = before ?? newSessionIndex();
  request.session.device = compact({
    userAgent: request.get('user-agent')?.slice(0, 400),
    clientIp: request.ip,
    createdAt: now,
  });
  await carryOverSignedOn(context, hashSessionId(request.sessionID), signedOn);
}

/** Lets people through who are signed in and whose password is their own; others sign in, or change it, first. */
export function requireUser(context: Context): RequestHandler {
  return (request, response, next) => {
    const user = personOf(request);
    if (user === undefined) return sendToLogin(request, response);
    if (mustChangePassword(user, context.clock())) return response.redirect(303, '/password');
    next();
  };
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
