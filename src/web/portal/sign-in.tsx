import { Router, type Request, type RequestHandler, type Response } from 'express';
import { LoginPage, type LoginPageProps } from '../../../views/gate/login';
import { hasPasskeys } from '../../actions/second-factor/add-passkey';
import { findSignInPolicy } from '../../actions/settings/sign-in-policy';
import { isSetUp } from '../../actions/sessions/setup';
import { findPendingSignOn } from '../../actions/sign-on/complete';
import { compact } from '../../core/compact';
import { AppError, type ErrorCode } from '../../core/errors';
import { isUlid, type SignOnRequestId } from '../../core/ids';
import type { User } from '../../core/user';
import { messageFor, saidError, say } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import {
  authenticate,
  beginSession,
  mustChangePassword,
  pendingPersonOf,
  personOf,
  type SignInProof,
} from '../middleware/person';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import { safePath } from '../safe-path';
import { passkeyOwner } from '../second-factor/passkeys';
import { openSignOutFlash } from './sign-out';
import type { WebContext } from '../web-context';

/** Signing in. The SP's request is kept on the server; the address carries only its id (SECURITY W1). */
export function signInRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/login', async (request, response) => {
    if (!(await isSetUp(web.context))) return notSetUp();
    const waiting = queryText(request, 'request');
    const next = safePath(queryText(request, 'next'));
    if (queryText(request, 'again') === '') {
      const target = targetOf(waiting, next);
      if (personOf(request) !== undefined) return response.redirect(303, target);
      if ((await pendingPersonOf(web.context, request)) !== undefined) return response.redirect(303, stepPath(target));
    }
    const byPassword = queryText(request, 'by') === 'password';
    await showLogin(web, request, response, { request: waiting, next, byPassword });
  });
  router.post(
    '/login',
    signIn(web, (request, response) => authenticate(web.authenticator, request, response)),
  );
  router.post(
    '/login/passkey',
    signIn(web, (request) => passkeyOwner(web, request), { kind: 'passkey' }),
  );
  return router;
}

/** What signing in is refused with, where it is not the wrong pair. */
const STATUS: Partial<Record<ErrorCode, number>> = { too_many: 429, unavailable: 503 };

/** Signs in whoever is found by what the form brings, and goes on to what waits for them. */
function signIn(
  web: WebContext,
  find: (request: Request, response: Response) => Promise<User>,
  proof?: SignInProof,
): RequestHandler {
  return async (request, response) => {
    const form = formOf(request);
    const waiting = text(form, 'request');
    const next = safePath(text(form, 'next'));
    try {
      const user = await find(request, response);
      const begun = await beginSession(web.context, request, user, proof);
      const target = targetOf(waiting, next);
      if (begun === 'second-step') return redirectWith(request, response, stepPath(target));
      if (mustChangePassword(user, web.context.clock())) {
        return redirectWith(request, response, `/password?next=${encodeURIComponent(target)}`);
      }
      redirectWith(request, response, target);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error;
      const status = STATUS[error.code] ?? 401;
      if (error.code === 'unavailable') response.set('Retry-After', '10');
      const typed = {
        request: waiting,
        next,
        username: text(form, 'username'),
        message: messageFor(readerOf(request).words, error),
      };
      await showLogin(web, request, response, { ...typed, byPassword: text(form, 'by') === 'password' }, status);
    }
  };
}

function stepPath(target: string): string {
  return `/mfa?next=${encodeURIComponent(target)}`;
}

async function showLogin(
  web: WebContext,
  request: Request,
  response: Response,
  typed: { request: string; next: string; username?: string; message?: string; byPassword: boolean },
  status = 200,
): Promise<void> {
  const pending = isUlid(typed.request)
    ? await findPendingSignOn(web.context, typed.request as SignOnRequestId)
    : undefined;
  const chrome = await chromeOf(web, request);
  const props: LoginPageProps = {
    chrome: { ...chrome, ...compact({ flash: chrome.flash ?? (await openSignOutFlash(web, request)) }) },
    next: typed.next,
    byPassword: typed.byPassword,
    passkey: !typed.byPassword && hasPasskeys(web.context) && (await findSignInPolicy(web.context.db)).passkeySignIn,
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
  throw saidError('unavailable', say('not_set_up'));
}
