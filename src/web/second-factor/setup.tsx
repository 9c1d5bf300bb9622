import { Router, type Request, type Response } from 'express';
import { RecoveryCodesPage } from '../../../views/gate/second-factor/recovery-codes';
import { SecondFactorSetupPage, type SetupReason } from '../../../views/gate/second-factor/setup';
import { addApp, beginApp, showApp } from '../../actions/second-factor/add-app';
import { addPasskey, hasPasskeys } from '../../actions/second-factor/add-passkey';
import { beginGrace, findDuty } from '../../actions/second-factor/duty';
import type { Added } from '../../actions/second-factor/keep';
import { AppError, type FieldErrors } from '../../core/errors';
import { graceDaysLeft } from '../../core/second-factor';
import type { User } from '../../core/user';
import { listSecondFactors } from '../../store/second-factors';
import { fieldErrorsFor, messageFor, sentenceOf, say } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import { actorOf, beginSession, mustChangePassword, pendingPersonOf, personOf } from '../middleware/person';
import { signInKindOf } from '../middleware/session';
import { deviceOf } from '../portal/device';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import { safePath } from '../safe-path';
import type { WebContext } from '../web-context';
import { takeChallenges } from './challenges';
import { requireRecent } from './recent';
import { loginPath } from './step';

/** What was typed, and why the page is shown. */
interface Asked {
  readonly user: User;
  readonly next: string;
  /** An application wants a second factor: it can't be put off on the way there. */
  readonly here: boolean;
}

/** Setting up a second factor: because one wants to, or because one is asked for. */
export function setupFactorRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/mfa/setup', async (request, response) => {
    const asked = await askedOf(web, request, response, queryText(request, 'next'), queryText(request, 'here'));
    if (asked === undefined || !(await requireRecent(web, request, response, request.originalUrl))) return;
    await show(web, request, response, asked);
  });
  router.post('/mfa/setup/app', async (request, response) => {
    const form = formOf(request);
    const asked = await askedOf(web, request, response, text(form, 'next'), text(form, 'here'));
    if (asked === undefined) return;
    const setup = request.session.appSetup;
    const [code, name] = [text(form, 'code'), text(form, 'name')];
    if (setup === undefined) {
      const { words } = readerOf(request);
      const message = sentenceOf(words, say('second_factor_setup_over'));
      return show(web, request, response, asked, { typed: { appName: name }, message, status: 409 });
    }
    try {
      const added = await addApp(web.context, actorOf(request), asked.user, setup, { code, name });
      delete request.session.appSetup;
      await goOn(web, request, response, asked, added);
    } catch (error) {
      await refuse(web, request, response, asked, error, { appName: name });
    }
  });
  router.post('/mfa/setup/passkey', async (request, response) => {
    const form = formOf(request);
    const asked = await askedOf(web, request, response, text(form, 'next'), text(form, 'here'));
    if (asked === undefined) return;
    const name = text(form, 'passkeyName');
    const challenges = takeChallenges(request, 'new', web.context.clock());
    try {
      const typed = { answer: text(form, 'passkey'), name, challenges };
      await goOn(web, request, response, asked, await addPasskey(web.context, actorOf(request), asked.user, typed));
    } catch (error) {
      await refuse(web, request, response, asked, error, { passkeyName: name });
    }
  });
  router.post('/mfa/later', async (request, response) => {
    const next = safePath(text(formOf(request), 'next'));
    const user = personOf(request);
    if (user === undefined) return response.redirect(303, loginPath(next));
    // Whether it still can wait is decided at every address; this only keeps the question from being asked at each. The
    // days begin here at the latest, for whoever has not looked at the page.
    if ((await findDuty(web.context, user)).kind === 'may-wait') {
      await beginGrace(web.context, user);
      request.session.secondFactorLater = true;
    }
    redirectWith(request, response, next);
  });
  return router;
}

/** Only people who are signed in, whose password is their own, and who have no second step ahead of them set one up. */
async function askedOf(
  web: WebContext,
  request: Request,
  response: Response,
  next: string,
  here: string,
): Promise<Asked | undefined> {
  const checked = safePath(next);
  const user = personOf(request);
  if ((await pendingPersonOf(web.context, request)) !== undefined) {
    response.redirect(303, `/mfa?next=${encodeURIComponent(checked)}`);
  } else if (user === undefined) {
    response.redirect(303, loginPath(checked));
  } else if (mustChangePassword(user, web.context.clock())) {
    response.redirect(303, `/password?next=${encodeURIComponent(checked)}`);
  } else if (await hasStepAhead(web, request, user)) {
    response.redirect(303, `/mfa?next=${encodeURIComponent('/mfa/setup')}`);
  } else return { user, next: checked, here: here !== '' };
  return undefined;
}

/** Whoever has a factor shows it before they add another: a session without the second step can't add one of its own. */
async function hasStepAhead(web: WebContext, request: Request, user: User): Promise<boolean> {
  if (signInKindOf(request.session) !== 'password') return false;
  return (await listSecondFactors(web.context.db, user.id)).length > 0;
}

/** The session has its second step by having set one up; the recovery codes are shown this once. */
async function goOn(
  web: WebContext,
  request: Request,
  response: Response,
  { user, next }: Asked,
  { factor, recoveryCodes }: Added,
): Promise<void> {
  if (signInKindOf(request.session) === 'password') {
    const since = request.session.signedInAt ?? 0;
    await beginSession(web.context, request, user, {
      ...{ kind: 'second-step', method: factor.kind, purpose: 'step-up', since },
    });
  }
  const { added } = readerOf(request).words.secondFactor.flash;
  const flash = { kind: 'ok' as const, title: added({ name: factor.name }) };
  if (recoveryCodes === undefined) return redirectWith(request, response, next, flash);
  request.session.flash = flash;
  const chrome = await chromeOf(web, request);
  render(response, <RecoveryCodesPage chrome={chrome} codes={recoveryCodes} renewed={false} next={next} />);
}

async function refuse(
  web: WebContext,
  request: Request,
  response: Response,
  asked: Asked,
  error: unknown,
  typed: Shown['typed'],
): Promise<void> {
  if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error;
  const { words } = readerOf(request);
  const { name, ...errors } = fieldErrorsFor(words, error);
  const field = typed.passkeyName === undefined ? 'name' : 'passkeyName';
  const shown = { ...errors, ...(name === undefined ? {} : { [field]: name }) };
  const message = error.code === 'conflict' ? { message: messageFor(words, error) } : {};
  await show(web, request, response, asked, {
    ...{ typed, errors: shown, ...message, status: error.code === 'conflict' ? 409 : 422 },
  });
}

interface Shown {
  readonly typed: { readonly appName?: string; readonly passkeyName?: string };
  readonly errors?: FieldErrors;
  readonly message?: string;
  readonly status?: number;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  asked: Asked,
  { typed, errors = {}, message, status = 200 }: Shown = { typed: {} },
): Promise<void> {
  const { context } = web;
  // Here too: a form that is refused shows the secret of a new app again.
  const back = `/mfa/setup?${asked.here ? 'here=1&' : ''}next=${encodeURIComponent(asked.next)}`;
  if (!(await requireRecent(web, request, response, back))) return;
  const setup = (request.session.appSetup ??= beginApp(context));
  const reason = await reasonFor(web, request, asked);
  const chrome = await chromeOf(web, request);
  const device = deviceOf(chrome.words, request.get('user-agent'));
  render(
    response,
    <SecondFactorSetupPage
      chrome={chrome}
      reason={reason}
      app={await showApp(context, setup, asked.user)}
      passkeys={hasPasskeys(context)}
      passkeyName={chrome.words.secondFactor.setup.passkeyName({ device })}
      typed={typed}
      next={asked.next}
      errors={errors}
      {...(message === undefined ? {} : { message })}
    />,
    status,
  );
}

/** Being shown the page is being told: the days to wait begin. */
async function reasonFor(web: WebContext, request: Request, { user, here }: Asked): Promise<SetupReason> {
  if (here) return { kind: 'here' };
  if (signInKindOf(request.session) !== 'password') return { kind: 'own' };
  const duty = await findDuty(web.context, user);
  if (duty.kind === 'none') return { kind: 'own' };
  if (duty.kind === 'due') return { kind: 'asked' };
  const now = web.context.clock();
  const until = duty.until ?? (await beginGrace(web.context, user));
  return until > now ? { kind: 'asked', daysLeft: graceDaysLeft(until, now) } : { kind: 'asked' };
}
