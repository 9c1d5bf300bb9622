import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { Language } from '../../core/languages';
import { readAuthnRequest } from '../../saml/authn-request';
import { SamlError } from '../../saml/errors';
import { noteSessionUse } from '../sessions/keep';
import type { Deps } from '../deps';
import { contextFor, decideSignOn, type Person } from './decide';
import { giveOut, NameTaken, SessionEnded } from './give-out';
import type { PostedResponse } from './refusal';
import { readMessage, verifyRequest } from './request';
import { answerFor } from './respond';

/** A request by HTTP-Redirect that brought the cookie of a session. */
export interface DirectRequest {
  readonly slug: string;
  /** The query exactly as it was received. */
  readonly query: string;
  readonly sessionHash: string;
  readonly clientIp?: string | undefined;
  /** What the session says of the sign-in it rests on; undefined when nobody is signed in to it. */
  readonly signInOf: (data: string) => Pick<Person, 'signedInAt' | 'sessionIndex' | 'kind'> | undefined;
}

/** The form for the SP, and the language that the person chose for the page around it. */
export interface DirectAnswer extends PostedResponse {
  readonly language?: Language;
}

/**
 * Answers a request at once when nothing is to be asked of the person, by the same decision and in the same way as any
 * other: the short way for what happens most. Whatever is not plain is left to the long way, which says what is wrong:
 * until the answer is given out, nothing is written here that the long way would stumble over.
 * @returns undefined when the long way has to be gone
 */
export async function answerDirectly(deps: Deps, asked: DirectRequest): Promise<DirectAnswer | undefined> {
  try {
    return await answer(deps, asked);
  } catch (error) {
    const expected = [SamlError, AppError, NameTaken, SessionEnded].some((kind) => error instanceof kind);
    if (expected) return undefined;
    throw error;
  }
}

async function answer(deps: Deps, asked: DirectRequest): Promise<DirectAnswer | undefined> {
  const { slug, sessionHash } = asked;
  const message = readMessage({ binding: 'redirect', query: asked.query });
  const read = readAuthnRequest(message);
  const facts = await deps.snapshot.read({ slug, sessionHash, requestId: read.values.id });
  const { session, requestSeen } = facts.row;
  const signIn = session === undefined ? undefined : asked.signInOf(session.data);
  if (session?.userId === undefined || signIn === undefined || requestSeen) return undefined;
  const person: Person = {
    userId: session.userId,
    signedInAt: signIn.signedInAt,
    sessionIndex: signIn.sessionIndex,
    sessionHash,
    ...(signIn.kind === undefined ? {} : { kind: signIn.kind }),
    ...(asked.clientIp === undefined ? {} : { clientIp: asked.clientIp }),
  };
  const decision = decideSignOn(facts, person, deps.clock());
  if (!decision.allowed) return undefined;
  const { application } = decision.application;
  if (application.sso === undefined) return undefined;
  const request = verifyRequest(deps, application, application.sso, message, read);
  if (contextFor(request, person.kind) === undefined) return undefined;
  if (request.forceAuthn || request.requestId !== read.values.id) return undefined;
  const made = answerFor(deps, decision, facts, person, request);
  noteSessionUse(deps, { idHash: sessionHash, seenAt: session.seenAt });
  await giveOut(deps, { decision, facts, person, request, answer: made });
  return compact<DirectAnswer>({ ...made.posted, language: decision.person.user.language });
}
