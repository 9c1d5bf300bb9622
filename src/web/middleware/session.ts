import { createHash } from 'node:crypto';
import { unsign } from 'cookie-signature';
import type { Request, RequestHandler } from 'express';
import session, { Store, type Session, type SessionData } from 'express-session';
import { makeBeginnings, type Beginnings } from '../../actions/sessions/begin';
import { dropSession, keepSession, loadSession, NOTE_EVERY_MS, prolongSession } from '../../actions/sessions/keep';
import type { AppSetup } from '../../actions/second-factor/add-app';
import type { PendingSignIn } from '../../actions/second-factor/pending';
import type { UserId } from '../../core/ids';
import type { SecondFactorMethod, SignInKind } from '../../core/second-factor';
import { compact } from '../../core/compact';
import type { SessionRecord } from '../../store/sessions';
import type { Context } from '../../context';

declare module 'express-session' {
  interface SessionData {
    passport?: { user?: string };
    /** When the person proved who they are (milliseconds). */
    signedInAt?: number;
    /** The session's name in assertions; says nothing of its cookie. */
    sessionIndex?: string;
    /** The second step that was passed, and when. */
    secondFactor?: { at: number; method: SecondFactorMethod };
    /** The person signed in with a passkey alone. */
    passwordless?: true;
    /** Somebody's password was right, and the second step is still to come: nobody is signed in by it. */
    pending?: PendingSignIn;
    /** Wrong answers to the second step in this browser, for the hint about clocks. */
    stepWrong?: number;
    /** The person put off setting up a second factor, in this session. */
    secondFactorLater?: true;
    /** An authenticator app that is being set up; its secret is sealed. */
    appSetup?: AppSetup;
    /** What this browser was asked to sign with a passkey, and has not answered. */
    challenges?: readonly PasskeyChallenge[];
    flash?: Flash;
    device?: { userAgent?: string; clientIp?: string; createdAt: number };
  }
}

/** A question to a passkey: what for, and when it was asked (milliseconds). */
export interface PasskeyChallenge {
  readonly challenge: string;
  readonly use: 'new' | 'step' | 'sign-in';
  readonly at: number;
}

/** A sentence for the next page. */
export interface Flash {
  readonly kind: 'ok' | 'warn' | 'bad';
  readonly title: string;
  readonly text?: string;
  readonly link?: { readonly href: string; readonly label: string };
}

/** The name of the session cookie; the prefix binds it to this host over TLS. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-passo' : 'passo';
}

/** The hash under which a session's cookie value is stored. */
export function hashSessionId(sid: string): string {
  return createHash('sha256').update(sid, 'utf8').digest('hex');
}

/**
 * Reads the name of a session from the cookie header of a request, when it is there once and we have signed it. Anything
 * else is left to the session middleware.
 */
export function sessionIdOf(header: string | undefined, name: string, key: string): string | undefined {
  if (header === undefined) return undefined;
  const found = header.split(';').filter((pair) => pair.trimStart().startsWith(`${name}=`));
  const value = found[0]?.trim().slice(name.length + 1) ?? '';
  if (found.length !== 1 || !value.startsWith('s%3A') || !/^[\w.%-]+$/.test(value)) return undefined;
  try {
    return unsign(decodeURIComponent(value).slice(2), key) || undefined;
  } catch {
    return undefined;
  }
}

/** What a session's row says of the sign-in it rests on; undefined when nobody is signed in. */
export function signInOf(data: string): { signedInAt: number; sessionIndex: string; kind: SignInKind } | undefined {
  const session = JSON.parse(data) as SessionData;
  const { passport, signedInAt, sessionIndex } = session;
  if (passport?.user === undefined) return undefined;
  return { signedInAt: signedInAt ?? 0, sessionIndex: sessionIndex ?? '_none', kind: signInKindOf(session) };
}

/** What a session's sign-in was made of. */
export function signInKindOf({ passwordless, secondFactor }: Partial<SessionData>): SignInKind {
  if (passwordless === true) return 'passkey';
  return secondFactor === undefined ? 'password' : 'two-steps';
}

/** Keeps sessions in the database, so that they can be listed, revoked and shared by several processes. */
export function sessions(context: Context): RequestHandler {
  const secure = context.config.baseUrl.startsWith('https:');
  return session({
    name: cookieName(secure),
    secret: context.secrets.cookieKey,
    store: new DatabaseStore(context),
    resave: false,
    saveUninitialized: false,
    proxy: secure,
    cookie: { httpOnly: true, secure, sameSite: 'lax', path: '/' },
  });
}

/**
 * Whether a session is there for the form of a page alone. The answer to one may be read before its last byte, which waits
 * for the database: what a redirect leads to needs more than that, and is kept at once.
 */
function isVisit(data: SessionData): boolean {
  return Object.keys(data).every((key) => key === 'cookie' || key === 'csrfToken');
}

class DatabaseStore extends Store {
  private readonly context: Context;
  private readonly beginnings: Beginnings;
  /** Sessions that came out of the database: a slow request must not bring back one that was ended under it. */
  private readonly known = new WeakSet<object>();

  constructor(context: Context) {
    super();
    this.context = context;
    this.beginnings = makeBeginnings(context);
  }

  override createSession(request: Request, data: SessionData): Session & SessionData {
    const found = super.createSession(request, data);
    this.known.add(found);
    return found;
  }

  override get(sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
    loadSession(this.context, hashSessionId(sid)).then(
      (record) => done(null, record === undefined ? null : (JSON.parse(record.data) as SessionData)),
      (error: unknown) => done(error),
    );
  }

  override set(sid: string, data: SessionData, done: (error?: unknown) => void = () => undefined): void {
    const now = this.context.clock();
    const userId = data.passport?.user as UserId | undefined;
    const record = compact<Omit<SessionRecord, 'seenAt' | 'expiresAt'>>({
      idHash: hashSessionId(sid),
      userId,
      data: JSON.stringify(data),
      userAgent: data.device?.userAgent,
      clientIp: data.device?.clientIp,
      createdAt: data.device?.createdAt ?? now,
    });
    const isKnown = this.known.has(data);
    const kept = !isKnown && isVisit(data) ? this.beginnings.begin(record) : keepSession(this.context, record, isKnown);
    kept.then(() => done(), done);
  }

  override touch(sid: string, _data: SessionData, done: (error?: unknown) => void = () => undefined): void {
    const idHash = hashSessionId(sid);
    const now = this.context.clock();
    loadSession(this.context, idHash)
      .then(async (record) => {
        if (record === undefined || now - record.seenAt < NOTE_EVERY_MS) return;
        await prolongSession(this.context, record);
      })
      .then(() => done(), done);
  }

  override destroy(sid: string, done: (error?: unknown) => void = () => undefined): void {
    dropSession(this.context, hashSessionId(sid)).then(() => done(), done);
  }
}
