import { Router, type Request, type Response } from 'express';
import { SetupPage } from '../../../views/gate/setup';
import { isSetupToken, setUp } from '../../actions/sessions/setup';
import { readProfile } from '../../actions/users/profile-input';
import { compact } from '../../core/compact';
import { AppError, type FieldErrors } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import { fieldErrorsFor, saidError, say } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import { beginSession } from '../middleware/person';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';
import { passwordRules } from './password-rules';

const FIELDS = ['organisation', 'username', 'email', 'firstname', 'lastname'] as const;

/** The first admin, behind the printed link, once. Everybody else gets the answer of an address that leads nowhere. */
export function setupRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/setup', async (request, response) => {
    const token = queryText(request, 'token');
    await requireToken(web, token);
    await show(web, request, response, token, {});
  });
  router.post('/setup', async (request, response) => {
    const form = formOf(request);
    const token = text(form, 'token');
    await requireToken(web, token);
    const values = Object.fromEntries(FIELDS.map((name) => [name, text(form, name)]));
    try {
      const admin = await setUp(
        web.context,
        token,
        compact({
          organisation: text(form, 'organisation'),
          profile: readProfile(form),
          password: new SecretText(text(form, 'password')),
          clientIp: request.ip,
        }),
      );
      await beginSession(web.context, request, admin);
      const { done, doneText } = readerOf(request).words.setup;
      redirectWith(request, response, '/admin', { kind: 'ok', title: done, text: doneText });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
      await show(web, request, response, token, values, fieldErrorsFor(readerOf(request).words, error));
    }
  });
  return router;
}

async function requireToken(web: WebContext, token: string): Promise<void> {
  if (!(await isSetupToken(web.context, token))) {
    throw saidError('not_found', say('nothing_here'));
  }
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  token: string,
  values: Readonly<Record<string, string>>,
  errors: FieldErrors = {},
): Promise<void> {
  const { baseUrl } = web.context.config;
  const browserUrl = `${request.protocol}://${request.get('host') ?? ''}`;
  const chrome = await chromeOf(web, request);
  render(
    response,
    <SetupPage
      chrome={chrome}
      token={token}
      values={values}
      errors={errors}
      passwordRules={await passwordRules(web, chrome.words)}
      baseUrl={baseUrl}
      {...(browserUrl === baseUrl ? {} : { browserUrl })}
      plainHttp={baseUrl.startsWith('http:')}
    />,
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}
