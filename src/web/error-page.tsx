import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { ErrorPage, type ErrorPageProps } from '../../views/gate/error';
import type { Chrome } from '../../views/layout/chrome';
import { NAME_PLACE } from '../../views/parts/reading/named';
import { asUnavailable } from '../actions/health/trouble';
import { StepNeeded } from '../actions/sign-on/decide';
import { SignOnRefused } from '../actions/sign-on/refusal';
import { AppError, type ErrorCode } from '../core/errors';
import { PACKAGE } from '../config/package';
import type { EventId } from '../core/ids';
import { SamlError } from '../saml/errors';
import { inLanguage } from '../words/catalog';
import { messageFor, saidError, say } from '../words/said';
import { refusalWords } from './error-words';
import { personOf } from './middleware/person';
import { readerOf } from './reader';
import { requestIdOf } from './request-id';
import { chromeOf, render } from './render';
import { pathOfStep } from './second-factor/step';
import { postToServiceProvider } from './sso/respond';
import type { WebContext } from './web-context';
import { may } from '../core/roles';

const STATUS: Record<ErrorCode, number> = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  unauthenticated: 401,
  too_many: 429,
  unavailable: 503,
  internal: 500,
};

type Button = { readonly label: string; readonly href: string };

/** Answers addresses that lead nowhere. */
export function notFoundPage(): RequestHandler {
  return () => {
    throw saidError('not_found', say('nothing_here'));
  };
}

/** The one place where whatever was thrown becomes a page: no stack, no inner words, a reference to quote. */
export function errorPage(web: WebContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    answer(web, error, request, response).catch((second: unknown) => {
      web.context.log.error({ err: second, ...aboutRequest(web, request) }, 'the error page failed');
      response.status(500).type('text/plain').send('Something went wrong in Passo.\n');
    });
  };
}

/**
 * Takes what fails once an answer has begun, such as a session that can't be saved after its page was written. It stands
 * behind everything else: the framework would print such errors past the log, and cut connections whose answer is whole.
 */
export function afterAnswer(context: WebContext['context']): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const request_id = requestIdOf(request, context.config.trustProxy);
    context.log.error({ err: error, request_id, method: request.method }, 'failed after the answer had begun');
    // Half an answer must not pass for a whole one.
    if (!response.headersSent) response.status(500).type('text/plain').send('Something went wrong in Passo.\n');
    else if (!response.writableEnded) response.destroy();
  };
}

async function answer(web: WebContext, error: unknown, request: Request, response: Response): Promise<void> {
  if (error instanceof StepNeeded) return response.redirect(303, pathOfStep(error.reason, request.originalUrl));
  if (error instanceof SignOnRefused) return answerRefusal(web, error, request, response);
  const known = knownError(error);
  const reference = web.context.newId<EventId>();
  if (known.code === 'internal' || (known.code === 'unavailable' && known !== error)) {
    web.context.log.error({ err: error, reference, ...aboutRequest(web, request) }, 'request failed');
  }
  if (known.code === 'unavailable') response.set('Retry-After', '10');
  const chrome = await readable(web, request).catch(() => bareChrome(web, request));
  const { errors } = chrome.words;
  const inner = known.code === 'internal';
  show(chrome, response, STATUS[known.code], {
    ...errors[known.code],
    text: inner ? chrome.words.sentences.fault() : messageFor(chrome.words, known),
    textIsEnglish: !inner && known.said === undefined && chrome.language !== 'en',
    todo: inner ? [errors.tryAgain, errors.tellReference] : [],
    ...(inner ? { facts: [{ term: 'Reference', value: reference }] } : {}),
  });
}

async function answerRefusal(
  web: WebContext,
  error: SignOnRefused,
  request: Request,
  response: Response,
): Promise<void> {
  const { facts, eventId } = error;
  const refused = { event_id: eventId, app: facts.application?.slug, code: facts.code };
  web.context.log.info({ ...refused, ...aboutRequest(web, request) }, 'sign-on refused');
  if (facts.deliver !== undefined) return postToServiceProvider(web, request, response, facts.deliver);
  const chrome = await readable(web, request);
  const label = facts.application?.label;
  const { status, ...words } = refusalWords(chrome.words, facts, label === undefined ? undefined : NAME_PLACE);
  show(chrome, response, status, {
    ...words,
    name: label,
    eventId,
    buttons: [
      ...askLink(chrome, facts, eventId),
      ...againLink(chrome, facts),
      homeOf(chrome),
      ...exchangeLink(chrome, request, facts, eventId),
    ],
    otherAccount: facts.code === 'user_not_in_group',
    facts: [
      { term: 'Time', value: new Date(web.context.clock()).toISOString() },
      { term: 'What', value: `${facts.code}: ${facts.sentence}` },
      ...(label === undefined ? [] : [{ term: 'Application', value: label }]),
      ...Object.entries(facts.facts ?? {}).map(([term, value]) => ({ term, value })),
    ],
  });
}

/** The frame of the page. What admins read in their portal is English, and so is what goes wrong there. */
async function readable(web: WebContext, request: Request): Promise<Chrome> {
  const chrome = await chromeOf(web, request, false);
  const ofAdmins = chrome.person?.isAdmin === true && /^\/admin(\/|$)/.test(request.path);
  return ofAdmins ? { ...chrome, ...inLanguage('en') } : chrome;
}

/** What a log line says of a request. */
function aboutRequest({ context }: WebContext, request: Request): Readonly<Record<string, unknown>> {
  // Links to choose a password, and to guides, have their token in the path: it may still work.
  const path = request.path.replace(/[\w-]{43,}/g, '(token)');
  const request_id = requestIdOf(request, context.config.trustProxy);
  return { request_id, user_id: personOf(request)?.id, method: request.method, path };
}

/** The frame without anything of the database, which may be what is away. */
function bareChrome(web: WebContext, request: Request): Chrome {
  const { language, words } = readerOf(request);
  const { path } = request;
  return {
    language,
    words,
    path,
    organisation: 'Passo',
    version: PACKAGE.version,
    csrfToken: '',
    now: web.context.clock(),
  };
}

function show(chrome: Chrome, response: Response, status: number, page: Omit<ErrorPageProps, 'chrome'>): void {
  render(response, <ErrorPage chrome={chrome} badgeKind="bad" buttons={[homeOf(chrome)]} {...page} />, status);
}

function homeOf({ words, person }: Chrome): Button {
  const { errors } = words;
  return person === undefined ? { label: errors.signIn, href: '/login' } : { label: errors.back, href: '/' };
}

/** People ask for the application that refused them; the event says which one it was. */
function askLink({ words, person }: Chrome, { code }: SignOnRefused['facts'], eventId: EventId): Button[] {
  if (person === undefined || code !== 'user_not_in_group') return [];
  return [{ label: words.requests.title, href: `/requests?event=${eventId}` }];
}

/** Where a request that came too late can be made anew. */
function againLink({ words }: Chrome, { code, application }: SignOnRefused['facts']): Button[] {
  const href = application?.sso?.loginUrl;
  if (href === undefined || (code !== 'request_expired' && code !== 'request_replayed')) return [];
  return [{ label: words.errors.startAgainAt({ application: application?.label ?? '' }), href }];
}

/** An admin who meets a refusal is a step away from the messages and their cause. */
function exchangeLink(
  { words }: Chrome,
  request: Request,
  { application }: SignOnRefused['facts'],
  eventId: EventId,
): Button[] {
  const person = personOf(request);
  if (person === undefined || !may(person.role, 'applications.read') || application?.sso === undefined) return [];
  return [{ label: words.errors.seeCause, href: `/admin/applications/${application.slug}/sso/exchanges/${eventId}` }];
}

/** Errors of the web stack carry a status: a body that is too large, an address that can't be decoded. */
function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof SamlError) return new AppError('invalid', error.message, { cause: error });
  const unavailable = asUnavailable(error);
  if (unavailable !== undefined) return unavailable;
  const status = (error as { status?: unknown } | null)?.status;
  const code = (error as { code?: unknown } | null)?.code;
  if (status === 413 || code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FIELD_VALUE') {
    return saidError('invalid', say('too_large'));
  }
  if (
    (typeof status === 'number' && status >= 400 && status < 500) ||
    error instanceof URIError ||
    isUploadFault(code)
  ) {
    return saidError('invalid', say('unreadable'));
  }
  return saidError('internal', say('fault'));
}

function isUploadFault(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('LIMIT_');
}
