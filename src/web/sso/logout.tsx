import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { ErrorPage } from '../../../views/gate/error';
import type { Chrome } from '../../../views/layout/chrome';
import { NAME_PLACE } from '../../../views/parts/reading/named';
import { LogoutSendPage } from '../../../views/sso/logout';
import type { Delivery } from '../../actions/logout/messages';
import { receiveLogout } from '../../actions/logout/receive';
import { LogoutRefused, type LogoutRefusal } from '../../actions/logout/refusal';
import type { RawMessage } from '../../actions/sign-on/begin';
import { compact } from '../../core/compact';
import { formOf } from '../forms';
import { policyForPosting } from '../middleware/headers';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';
import { setLogoutCookie } from './logout-cookie';
import { isAnswer, logoutWords } from './logout-words';

/** Takes a logout message by HTTP-Redirect (saml-bindings section 3.4). */
export function logoutByRedirect(web: WebContext): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    const { originalUrl } = request;
    const mark = originalUrl.indexOf('?');
    const query = mark === -1 ? '' : originalUrl.slice(mark + 1);
    await receive(web, request, response, { binding: 'redirect', query });
  };
}

/** Takes a logout message by HTTP-POST (saml-bindings section 3.5). */
export function logoutByPost(web: WebContext): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    await receive(web, request, response, { binding: 'post', form: formOf(request) });
  };
}

/** Takes a POST whose body could not be read, so that this refusal is in the event log like every other. */
export function logoutUnreadable(web: WebContext): ErrorRequestHandler<{ slug: string }> {
  return async (error: unknown, request, response, next) => {
    const status = (error as { status?: unknown } | null)?.status;
    if (typeof status !== 'number' || status >= 500) return next(error);
    await receive(web, request, response, { binding: 'post', fault: status === 413 ? 'too-large' : 'unreadable' });
  };
}

async function receive(
  web: WebContext,
  request: Request<{ slug: string }>,
  response: Response,
  message: RawMessage,
): Promise<void> {
  try {
    const turn = await receiveLogout(
      web.context,
      compact({ slug: request.params.slug, message, clientIp: request.ip }),
    );
    if (turn.kind === 'deliver') return await deliver(web, request, response, turn.delivery);
    if (turn.kind === 'over') return response.redirect(303, '/logout');
    const { id, secret } = turn;
    if (secret !== undefined) setLogoutCookie(request, response, { id, secret });
    response.redirect(303, `/logout/${id}`);
  } catch (error) {
    if (!(error instanceof LogoutRefused)) throw error;
    await answerRefusal(web, request, response, error);
  }
}

/** Gives an application its answer at once: an address by 303, a form on a page. */
async function deliver(web: WebContext, request: Request, response: Response, delivery: Delivery): Promise<void> {
  const { message } = delivery;
  response.set('Cache-Control', 'no-store');
  if (message.binding === 'redirect') return response.redirect(303, message.url);
  await showDelivery(web, request, response, delivery);
}

/**
 * Shows the page that takes a message on. Also an address goes by a page: a redirect straight to another site would end
 * at the content policy of the page whose form began the journey.
 */
export async function showDelivery(
  web: WebContext,
  request: Request,
  response: Response,
  { message, applicationLabel }: Delivery,
  place?: { readonly place: number; readonly of: number },
): Promise<void> {
  const chrome = await chromeOf(web, request, false);
  if (message.binding === 'redirect') response.set('Refresh', `0; url=${message.url}`);
  else response.set('Content-Security-Policy', policyForPosting(message.action));
  render(response, <LogoutSendPage {...compact({ chrome, message, applicationLabel, place })} />);
}

async function answerRefusal(
  web: WebContext,
  request: Request,
  response: Response,
  { refusal, eventId }: LogoutRefused,
): Promise<void> {
  if (refusal.deliver !== undefined) return deliver(web, request, response, refusal.deliver);
  const label = refusal.application?.label;
  const chrome = await chromeOf(web, request, false);
  const words = logoutWords(chrome.words, refusal, label === undefined ? undefined : NAME_PLACE);
  render(
    response,
    <ErrorPage
      chrome={chrome}
      badge={words.badge}
      badgeKind="bad"
      title={words.title}
      text={words.text}
      todo={words.todo}
      name={label}
      buttons={[wayOn(chrome, refusal)]}
      eventId={eventId}
      facts={[
        { term: 'Time', value: new Date(web.context.clock()).toISOString() },
        { term: 'What', value: `${refusal.code}: ${refusal.sentence}` },
        ...(label === undefined ? [] : [{ term: 'Application', value: label }]),
        ...Object.entries(refusal.facts ?? {}).map(([term, value]) => ({ term, value })),
      ]}
    />,
    words.status,
  );
}

/** /logout finds the sign-out of this browser by its cookie, which a POST from another site does not bring along. */
function wayOn({ words, person }: Chrome, refusal: LogoutRefusal): { label: string; href: string } {
  const { errors } = words;
  if (isAnswer(refusal)) return { label: errors.continueSignOut, href: '/logout' };
  return person === undefined ? { label: errors.signIn, href: '/login' } : { label: errors.back, href: '/' };
}
