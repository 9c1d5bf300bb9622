import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { ErrorPage, type ErrorPageProps } from '../../views/gate/error';
import { SignOnRefused } from '../actions/sign-on/refusal';
import { AppError, type ErrorCode } from '../core/errors';
import type { EventId } from '../core/ids';
import { SamlError } from '../saml/errors';
import { refusalWords } from './error-words';
import { personOf } from './middleware/person';
import { chromeOf, render } from './render';
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

const TITLES: Record<ErrorCode, readonly [badge: string, title: string]> = {
  invalid: ['Not accepted', 'Something in the form has to change'],
  not_found: ['Not found', 'There is nothing at this address'],
  conflict: ['Not possible', 'That is not possible just now'],
  forbidden: ['No access', 'You can’t open this'],
  unauthenticated: ['Signed out', 'Sign in first'],
  too_many: ['Slow down', 'Too many tries'],
  unavailable: ['Busy', 'Passo is busy'],
  internal: ['Problem', 'Something went wrong in Passo'],
};

/** Answers addresses that lead nowhere. */
export function notFoundPage(): RequestHandler {
  return () => {
    throw new AppError('not_found', 'The address may be mistyped, or what it showed is gone.');
  };
}

/** The one place where whatever was thrown becomes a page: no stack, no inner words, a reference to quote. */
export function errorPage(web: WebContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    answer(web, error, request, response).catch((second: unknown) => {
      web.context.log.error({ err: second }, 'the error page failed');
      response.status(500).type('text/plain').send('Something went wrong in Passo.\n');
    });
  };
}

async function answer(web: WebContext, error: unknown, request: Request, response: Response): Promise<void> {
  if (error instanceof SignOnRefused) return answerRefusal(web, error, request, response);
  const known = knownError(error);
  const reference = web.context.newId<EventId>();
  if (known.code === 'internal') {
    web.context.log.error({ err: error, reference, method: request.method, path: request.path }, 'request failed');
  }
  const [badge, title] = TITLES[known.code];
  await show(web, request, response, STATUS[known.code], {
    badge,
    title,
    text: known.code === 'internal' ? 'The fault was written down. Nothing you entered was kept.' : known.message,
    todo:
      known.code === 'internal' ? ['Try again in a minute.', 'Tell your admin, and quote the reference below.'] : [],
    ...(known.code === 'internal' ? { facts: [{ term: 'Reference', value: reference }] } : {}),
  });
}

async function answerRefusal(
  web: WebContext,
  error: SignOnRefused,
  request: Request,
  response: Response,
): Promise<void> {
  const { facts, eventId } = error;
  if (facts.deliver !== undefined) return postToServiceProvider(web, request, response, facts.deliver);
  const words = refusalWords(facts);
  const label = facts.application?.label;
  await show(web, request, response, words.status, {
    badge: words.badge,
    title: words.title,
    text: words.text,
    todo: words.todo,
    eventId,
    buttons: [homeOf(request), ...exchangeLink(request, facts, eventId)],
    otherAccount: facts.code === 'user_not_in_group',
    facts: [
      { term: 'Time', value: new Date(web.context.clock()).toISOString() },
      { term: 'What', value: `${facts.code}: ${facts.sentence}` },
      ...(label === undefined ? [] : [{ term: 'Application', value: label }]),
      ...Object.entries(facts.facts ?? {}).map(([term, value]) => ({ term, value })),
    ],
  });
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  status: number,
  page: Omit<ErrorPageProps, 'chrome'>,
): Promise<void> {
  const chrome = await chromeOf(web, request, false);
  render(response, <ErrorPage chrome={chrome} badgeKind="bad" buttons={[homeOf(request)]} {...page} />, status);
}

function homeOf(request: Request): { readonly label: string; readonly href: string } {
  return personOf(request) === undefined
    ? { label: 'Sign in', href: '/login' }
    : { label: 'Back to my applications', href: '/' };
}

/** An admin who meets a refusal is a step away from the messages and their cause. */
function exchangeLink(
  request: Request,
  { application }: SignOnRefused['facts'],
  eventId: EventId,
): { readonly label: string; readonly href: string }[] {
  const person = personOf(request);
  if (person === undefined || !may(person.role, 'applications.read') || application?.sso === undefined) return [];
  return [{ label: 'See what was wrong', href: `/admin/applications/${application.slug}/sso/exchanges/${eventId}` }];
}

/** Errors of the web stack carry a status: a body that is too large, an address that can't be decoded. */
function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof SamlError) return new AppError('invalid', error.message, { cause: error });
  const status = (error as { status?: unknown } | null)?.status;
  const code = (error as { code?: unknown } | null)?.code;
  if (status === 413 || code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FIELD_VALUE') {
    return new AppError('invalid', 'What was sent is too large. Nothing was changed.', { cause: error });
  }
  if (
    (typeof status === 'number' && status >= 400 && status < 500) ||
    error instanceof URIError ||
    isUploadFault(code)
  ) {
    return new AppError('invalid', 'The request could not be read. Nothing was changed.', { cause: error });
  }
  return new AppError('internal', 'Something went wrong.', { cause: error });
}

function isUploadFault(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('LIMIT_');
}
