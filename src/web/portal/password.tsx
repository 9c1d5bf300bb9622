import { Router, type Request, type Response } from 'express';
import { ActivatePage, LinkExpiredPage } from '../../../views/gate/activate';
import { ChangePasswordPage } from '../../../views/gate/change-password';
import { activateUser, findActivation } from '../../actions/users/activation-link';
import { changeOwnPassword } from '../../actions/users/set-password';
import { AppError, type FieldErrors } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import { nameOf, type User } from '../../core/user';
import { fieldErrorsFor } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import { actorOf, beginSession, mustChangePassword, personOf } from '../middleware/person';
import { hashSessionId } from '../middleware/session';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import { safePath } from '../safe-path';
import type { WebContext } from '../web-context';
import { passwordRules } from './password-rules';

/** The first password behind a link, and the new one after a temporary or expired one. */
export function passwordRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/activate/:token', async (request, response) => {
    const user = await findActivation(web.context, request.params.token);
    await showActivation(web, request, response, user, request.params.token);
  });
  router.post('/activate/:token', async (request, response) => {
    const { token } = request.params;
    const user = await findActivation(web.context, token);
    if (user === undefined) return showActivation(web, request, response, user, token);
    try {
      const password = new SecretText(text(formOf(request), 'password'));
      const activated = await activateUser(web.context, token, password, request.ip);
      await beginSession(web.context, request, activated);
      const { done, doneText } = readerOf(request).words.gate.activation;
      redirectWith(request, response, '/', { kind: 'ok', title: done, text: doneText });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      await showActivation(web, request, response, user, token, fieldErrorsFor(readerOf(request).words, error));
    }
  });
  router.get('/password', async (request, response) => {
    const user = personOf(request);
    if (user === undefined) return response.redirect(303, '/login');
    if (!mustChangePassword(user, web.context.clock())) return response.redirect(303, '/security');
    await showChange(web, request, response, user, queryText(request, 'next'), {});
  });
  router.post('/password', async (request, response) => {
    const user = personOf(request);
    if (user === undefined) return response.redirect(303, '/login');
    const form = formOf(request);
    try {
      await changeOwnPassword(web.context, actorOf(request), user, {
        current: new SecretText(text(form, 'current')),
        next: new SecretText(text(form, 'password')),
        keepSession: hashSessionId(request.sessionID),
      });
      const title = readerOf(request).words.gate.changePassword.done;
      redirectWith(request, response, safePath(text(form, 'next')), { kind: 'ok', title });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      await showChange(
        web,
        request,
        response,
        user,
        text(form, 'next'),
        fieldErrorsFor(readerOf(request).words, error),
      );
    }
  });
  return router;
}

async function showActivation(
  web: WebContext,
  request: Request,
  response: Response,
  user: User | undefined,
  token: string,
  errors: FieldErrors = {},
): Promise<void> {
  const chrome = await chromeOf(web, request);
  if (user === undefined) return render(response, <LinkExpiredPage chrome={chrome} />, 404);
  const page = (
    <ActivatePage
      chrome={chrome}
      token={token}
      name={nameOf(user)}
      username={user.username}
      passwordRules={await passwordRules(web, chrome.words)}
      errors={errors}
    />
  );
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}

async function showChange(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  next: string,
  errors: FieldErrors,
): Promise<void> {
  const chrome = await chromeOf(web, request);
  const page = (
    <ChangePasswordPage
      chrome={chrome}
      why={user.passwordTemporary ? 'temporary' : 'expired'}
      action="/password"
      username={user.username}
      passwordRules={await passwordRules(web, chrome.words)}
      errors={errors}
      next={safePath(next)}
    />
  );
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}
