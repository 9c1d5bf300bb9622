import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { beginSignOn, type RawMessage } from '../../actions/sign-on/begin';
import { SignOnRefused } from '../../actions/sign-on/refusal';
import { completeSignOn } from '../../actions/sign-on/complete';
import { compact } from '../../core/compact';
import { isUlid, type SignOnRequestId } from '../../core/ids';
import { saidError, say } from '../../words/said';
import { formOf } from '../forms';
import { signOnPerson } from '../middleware/person';
import type { WebContext } from '../web-context';
import { postToServiceProvider } from './respond';

const BODY_LIMIT = '600kb';

/** Reads the body of a POST-bound message: form fields only, with repeats kept as lists so that they can be refused. */
export const samlBody = express.urlencoded({ extended: false, limit: BODY_LIMIT, parameterLimit: 50, inflate: false });

/** Takes an AuthnRequest by HTTP-Redirect (saml-bindings section 3.4). */
export function receiveByRedirect(web: WebContext): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    const { originalUrl } = request;
    const mark = originalUrl.indexOf('?');
    await receive(web, request, response, {
      binding: 'redirect',
      query: mark === -1 ? '' : originalUrl.slice(mark + 1),
    });
  };
}

/** Takes an AuthnRequest by HTTP-POST (saml-bindings section 3.5). */
export function receiveByPost(web: WebContext): RequestHandler<{ slug: string }> {
  return async (request, response) => {
    await receive(web, request, response, { binding: 'post', form: formOf(request) });
  };
}

/** Takes a POST whose body could not be read, so that this refusal is in the event log like every other. */
export function receiveUnreadable(web: WebContext): ErrorRequestHandler<{ slug: string }> {
  return async (error: unknown, request, response, next) => {
    const status = (error as { status?: unknown } | null)?.status;
    if (error instanceof SignOnRefused || typeof status !== 'number' || status >= 500) return next(error);
    await receive(web, request, response, { binding: 'post', fault: status === 413 ? 'too-large' : 'unreadable' });
  };
}

async function receive(
  web: WebContext,
  request: Request<{ slug: string }>,
  response: Response,
  message: RawMessage,
): Promise<void> {
  const incoming = compact({ slug: request.params.slug, message, clientIp: request.ip });
  const id = await beginSignOn(web.context, incoming);
  response.redirect(303, `/saml2/resume/${id}`);
}

/** Goes on with a kept request: the Response, or the sign-in page that comes back here. */
export function resume(web: WebContext): RequestHandler<{ request: string }> {
  return async (request, response) => {
    const id = request.params.request;
    if (!isUlid(id)) throw saidError('not_found', say('sign_in_link_cut'));
    const person = signOnPerson(request);
    const step = await completeSignOn(web.context, id as SignOnRequestId, person, request.ip);
    if (step.kind === 'post') return postToServiceProvider(web, request, response, step.response);
    if (step.kind === 'choose-password') {
      return response.redirect(303, `/password?next=${encodeURIComponent(`/saml2/resume/${id}`)}`);
    }
    response.redirect(303, `/login?request=${id}${step.again ? '&again=1' : ''}`);
  };
}
