import { Router, type Request, type Response } from 'express';
import { ActivatePage } from '../../../views/gate/activate';
import { ForgottenPage, LinkOverPage, LinkSentPage, ResetPage } from '../../../views/gate/forgotten';
import { isAskedForSecondFactor } from '../../actions/second-factor/duty';
import { choosePassword, findLinkOwner } from '../../actions/users/activation-link';
import { askForLink, canAskForLink } from '../../actions/users/forgotten';
import { compact } from '../../core/compact';
import { AppError, type FieldErrors } from '../../core/errors';
import { SecretText } from '../../core/secret-text';
import { nameOf, type User } from '../../core/user';
import { countSecondFactors } from '../../store/second-factors';
import { fieldErrorsFor, messageFor } from '../../words/said';
import { formOf, text } from '../forms';
import { beginSession } from '../middleware/person';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';
import { passwordRules } from './password-rules';

const PURPOSES = [
  { path: '/activate/:token', purpose: 'activation' },
  { path: '/password/reset/:token', purpose: 'reset' },
] as const;
type Purpose = (typeof PURPOSES)[number]['purpose'];

/** Asking for a link to choose a password, and what is behind such links. */
export function passwordLinkRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/password/forgot', (request, response) => showForgotten(web, request, response));
  router.post('/password/forgot', async (request, response) => {
    const username = text(formOf(request), 'username');
    try {
      await askForLink(web.context, { login: username }, request.ip);
    } catch (error) {
      return showForgotten(web, request, response, username, refusalOf(error));
    }
    await answerAsk(web, request, response);
  });
  router.post('/password/renewal', async (request, response) => {
    try {
      await askForLink(web.context, { token: text(formOf(request), 'token') }, request.ip);
    } catch (error) {
      return showForgotten(web, request, response, '', refusalOf(error));
    }
    await answerAsk(web, request, response);
  });
  router.get('/password/sent', async (request, response) => {
    render(response, <LinkSentPage chrome={await chromeOf(web, request, false)} />);
  });
  for (const { path, purpose } of PURPOSES) {
    router.get(path, async (request: Request<{ token: string }>, response) => {
      const { token } = request.params;
      const owner = await findLinkOwner(web.context, token, purpose);
      await showChoice(web, request, response, { owner, token, purpose });
    });
    router.post(path, (request: Request<{ token: string }>, response) => choose(web, request, response, purpose));
  }
  return router;
}

async function choose(
  web: WebContext,
  request: Request<{ token: string }>,
  response: Response,
  purpose: Purpose,
): Promise<void> {
  const { token } = request.params;
  const owner = await findLinkOwner(web.context, token, purpose);
  if (owner === undefined) return showChoice(web, request, response, { owner, token, purpose });
  try {
    const password = new SecretText(text(formOf(request), 'password'));
    const user = await choosePassword(web.context, { token, purpose }, password, request.ip);
    await goOn(web, request, response, user, purpose);
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'not_found')) throw error;
    const still = error.code === 'not_found' ? undefined : owner;
    const errors = fieldErrorsFor(readerOf(request).words, error);
    await showChoice(web, request, response, { owner: still, token, purpose, errors });
  }
}

/**
 * A first password signs its person in. Whoever has a second factor, or is asked for one, or chose a new password in
 * the place of a forgotten one, signs in as always: a link stands for no more than the password.
 */
async function goOn(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  purpose: Purpose,
): Promise<void> {
  const { db } = web.context;
  const { words } = readerOf(request);
  const stepsAhead = (await countSecondFactors(db, user.id)) > 0 || (await isAskedForSecondFactor(db, user));
  if (purpose === 'activation' && !stepsAhead) {
    await beginSession(web.context, request, user);
    const { done, doneText } = words.gate.activation;
    return redirectWith(request, response, '/', { kind: 'ok', title: done, text: doneText });
  }
  const { done, doneText } = purpose === 'reset' ? words.password.reset : words.password.activated;
  redirectWith(request, response, '/login', { kind: 'ok', title: done, text: doneText });
}

async function showChoice(
  web: WebContext,
  request: Request,
  response: Response,
  shown: {
    readonly owner: User | undefined;
    readonly token: string;
    readonly purpose: Purpose;
    readonly errors?: FieldErrors;
  },
): Promise<void> {
  const { owner, token, purpose, errors = {} } = shown;
  const chrome = await chromeOf(web, request);
  if (owner === undefined) {
    const open = await canAskForLink(web.context);
    return render(response, <LinkOverPage chrome={chrome} purpose={purpose} token={token} open={open} />, 404);
  }
  const { username } = owner;
  const rules = await passwordRules(web, chrome.words);
  const page =
    purpose === 'reset' ? (
      <ResetPage chrome={chrome} token={token} username={username} passwordRules={rules} errors={errors} />
    ) : (
      <ActivatePage
        chrome={chrome}
        token={token}
        name={nameOf(owner)}
        username={username}
        passwordRules={rules}
        errors={errors}
      />
    );
  render(response, page, Object.keys(errors).length > 0 ? 422 : 200);
}

/** The one answer: it does not know either whether somebody is there. Without mail nobody gets anything. */
async function answerAsk(web: WebContext, request: Request, response: Response): Promise<void> {
  redirectWith(request, response, (await canAskForLink(web.context)) ? '/password/sent' : '/password/forgot');
}

/**
 * What the page can say again.
 * @throws whatever else was thrown, for the error page
 */
function refusalOf(error: unknown): AppError {
  if (error instanceof AppError && (error.code === 'invalid' || error.code === 'too_many')) return error;
  throw error;
}

async function showForgotten(
  web: WebContext,
  request: Request,
  response: Response,
  username = '',
  problem?: AppError,
): Promise<void> {
  const chrome = await chromeOf(web, request);
  const errors = problem === undefined ? {} : fieldErrorsFor(chrome.words, problem);
  const message = problem?.code === 'too_many' ? messageFor(chrome.words, problem) : undefined;
  const props = compact<Parameters<typeof ForgottenPage>[0]>({
    ...{ chrome, open: await canAskForLink(web.context), username, errors, message },
  });
  render(response, <ForgottenPage {...props} />, problem === undefined ? 200 : message === undefined ? 422 : 429);
}
