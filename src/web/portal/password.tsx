import { Router, type Request, type Response } from 'express';
import { ChangePasswordPage } from '../../../views/gate/change-password';
import { changeOwnPassword } from '../../actions/users/set-password';
import { AppError, type FieldErrors } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { fieldErrorsFor } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import { actorOf, mustChangePassword, personOf } from '../middleware/person';
import { hashSessionId } from '../middleware/session';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import { safePath } from '../safe-path';
import type { WebContext } from '../web-context';
import { passwordLinkRoutes } from './password-links';
import { passwordRules } from './password-rules';

/** Passwords of one's own: behind a link, and the new one after a temporary or expired one. */
export function passwordRoutes(web: WebContext): Router {
  const router = Router();
  // Where password managers send people who want to change a password (W3C, A Well-Known URL for Changing Passwords).
  router.get('/.well-known/change-password', (_request, response) => response.redirect(303, '/security'));
  router.use(passwordLinkRoutes(web));
  router.get('/password', async (request, response) => {
    const user = personOf(request);
    if (user === undefined) return response.redirect(303, '/login');
    if (!mustChangePassword(user, web.context.clock())) return response.redirect(303, '/security');
    await showChange(web, request, response, user, queryText(request, 'next'), {});
  });
  router.post('/password', async (request, response) => {
    const user = personOf(request);
    if (user === undefined) return response.redirect(303, '/login');
    // The Security page asks for more than this one does.
    if (!mustChangePassword(user, web.context.clock())) return response.redirect(303, '/security');
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
      const errors = fieldErrorsFor(readerOf(request).words, error);
      await showChange(web, request, response, user, text(form, 'next'), errors);
    }
  });
  return router;
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
