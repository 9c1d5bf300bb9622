import { Router, type Request, type Response } from 'express';
import { LoginPage, type LoginPageProps } from '../../../views/gate/login';
import { SignedOutPage } from '../../../views/gate/signed-out';
import { signOut } from '../../actions/sessions/keep';
import { isSetUp } from '../../actions/sessions/setup';
import { findPendingSignOn } from '../../actions/sign-on/complete';
import { AppError } from '../../core/errors';
import { isUlid, type SignOnRequestId } from '../../core/ids';
import { formOf, queryText, text } from '../forms';
import { actorOf, authenticate, beginSession, mustChangePassword, personOf } from '../middleware/person';
import { hashSessionId } from '../middleware/session';
import { chromeOf, redirectWith, render } from '../render';
import { safePath } from '../safe-path';
import type { WebContext } from '../web-context';

/** Signing in and out. The SP's request is kept on the server; the address carries only its id (SECURITY W1). */
export function signInRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/login', async (request, response) => {
    if (!(await isSetUp(web.context))) return notSetUp();
    const waiting = queryText(request, 'request');
    const next = safePath(queryText(request, 'next'));
    if (personOf(request) !== undefined && queryText(request, 'again') === '') {
      return response.redirect(303, targetOf(waiting, next));
    }
    await showLogin(web, request, response, { request: waiting, next });
  });
  router.post('/login', async (request, response) => {
    const form = formOf(request);
    const waiting = text(form, 'request');
    const next = safePath(text(form, 'next'));
    try {
      const user = await authenticate(web.authenticator, request, response);
      await beginSession(web.context, request, user);
      const target = targetOf(waiting, next);
      if (mustChangePassword(user, web.context.clock())) {
        return redirectWith(request, response, `/password?next=${encodeURIComponent(target)}`);
      }
      redirectWith(request, response, target);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal' || error.code === 'unavailable') throw error;
      const status = error.code === 'too_many' ? 429 : 401;
      const typed = { request: waiting, next, username: text(form, 'username'), message: error.message };
      await showLogin(web, request, response, typed, status);
    }
  });
  router.post('/logout', async (request, response) => {
    if (personOf(request) !== undefined) await signOut(web.context, actorOf(request), hashSessionId(request.sessionID));
    await new Promise<void>((done) => request.session.destroy(() => done()));
    response.clearCookie(request.app.get('session cookie') as string, { path: '/' });
    response.redirect(303, '/logout');
  });
  router.get('/logout', async (request, response) => {
    render(response, <SignedOutPage chrome={await chromeOf(web, request, false)} />);
  });
  return router;
}

async function showLogin(
  web: WebContext,
  request: Request,
  response: Response,
  typed: { request: string; next: string; username?: string; message?: string },
  status = 200,
): Promise<void> {
  const pending = isUlid(typed.request)
    ? await findPendingSignOn(web.context, typed.request as SignOnRequestId)
    : undefined;
  const props: LoginPageProps = {
    chrome: await chromeOf(web, request),
    next: typed.next,
    ...(pending === undefined
      ? {}
      : { request: pending.request.id, target: { label: pending.application.label, id: pending.application.id } }),
    ...(typed.username === undefined ? hintOf(pending?.request.loginHint) : { username: typed.username }),
    ...(typed.message === undefined ? {} : { message: typed.message }),
  };
  render(response, <LoginPage {...props} />, status);
}

function hintOf(hint: string | undefined): { username?: string } {
  return hint === undefined ? {} : { username: hint };
}

function targetOf(waiting: string, next: string): string {
  return isUlid(waiting) ? `/saml2/resume/${waiting}` : next;
}

function notSetUp(): never {
  throw new AppError('unavailable', 'Passo is not set up yet. Its log shows the link to begin with.');
}
