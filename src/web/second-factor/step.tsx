import { Router, type Request, type Response } from 'express';
import { SecondStepPage } from '../../../views/gate/second-factor/step';
import { checkSecondStep, type StepPassed, type StepPurpose } from '../../actions/second-factor/check';
import type { StepAnswer } from '../../actions/second-factor/answers';
import type { StepReason } from '../../actions/sign-on/decide';
import { FEW_RECOVERY_CODES } from '../../core/second-factor';
import { AppError } from '../../core/errors';
import type { User } from '../../core/user';
import { listSecondFactors } from '../../store/second-factors';
import { messageFor } from '../../words/said';
import { formOf, queryText, text } from '../forms';
import { beginSession, mustChangePassword, pendingPersonOf, personOf } from '../middleware/person';
import { signInKindOf, type Flash } from '../middleware/session';
import { readerOf } from '../reader';
import { chromeOf, redirectWith, render } from '../render';
import { safePath } from '../safe-path';
import type { WebContext } from '../web-context';
import { takeChallenges } from './challenges';

/** From this many wrong codes on, the time is told: a clock that is off is the usual cause. */
const CLOCK_HINT_FROM = 2;

/** Who stands before the second step, and why. */
interface Stepper {
  readonly user: User;
  readonly purpose: StepPurpose;
  /** When the password was right, or the session began (milliseconds). */
  readonly since: number;
}

/** The second step (SECURITY W10). Who takes it lies in the session on the server; the form brings the proof alone. */
export function stepRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/mfa', async (request, response) => {
    const next = safePath(queryText(request, 'next'));
    const stepper = await stepperOf(web, request, response, next);
    if (stepper === undefined) return;
    await show(web, request, response, { stepper, next, recovery: queryText(request, 'by') === 'recovery' });
  });
  router.post('/mfa', async (request, response) => {
    const next = safePath(text(formOf(request), 'next'));
    const stepper = await stepperOf(web, request, response, next);
    if (stepper === undefined) return;
    const answer = answerOf(web, request);
    try {
      const { purpose } = stepper;
      const passed = await checkSecondStep(web.context, stepper.user, answer, { purpose, clientIp: request.ip });
      await letIn(web, request, stepper, passed);
      const target = mustChangePassword(stepper.user, web.context.clock())
        ? `/password?next=${encodeURIComponent(next)}`
        : next;
      redirectWith(request, response, target, recoveryFlash(request, passed));
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== 'unauthenticated' && error.code !== 'too_many')) throw error;
      request.session.stepWrong = (request.session.stepWrong ?? 0) + 1;
      const message = messageFor(readerOf(request).words, error);
      const status = error.code === 'too_many' ? 429 : 401;
      await show(web, request, response, { stepper, next, recovery: answer.kind === 'recovery', message }, status);
    }
  });
  router.post('/mfa/cancel', (request, response) => {
    delete request.session.pending;
    delete request.session.stepWrong;
    redirectWith(request, response, '/login?again=1');
  });
  return router;
}

/**
 * Whoever's password was right a moment ago, or whoever is signed in without a second step.
 * @returns undefined when there is nobody of the kind: then the answer is given
 */
async function stepperOf(
  web: WebContext,
  request: Request,
  response: Response,
  next: string,
): Promise<Stepper | undefined> {
  const began = request.session.pending?.at;
  const pending = await pendingPersonOf(web.context, request);
  if (pending !== undefined) return { user: pending, purpose: 'sign-in', since: began ?? 0 };
  const user = personOf(request);
  if (user === undefined) {
    const { over } = readerOf(request).words.secondFactor.step;
    const flash: Flash | undefined = began === undefined ? undefined : { kind: 'warn', title: over };
    redirectWith(request, response, loginPath(next), flash);
    return undefined;
  }
  if (mustChangePassword(user, web.context.clock())) response.redirect(303, '/password');
  else if (signInKindOf(request.session) !== 'password') response.redirect(303, next);
  else if ((await listSecondFactors(web.context.db, user.id)).length === 0) {
    const here = queryText(request, 'here') === '' ? '' : 'here=1&';
    response.redirect(303, `/mfa/setup?${here}next=${encodeURIComponent(next)}`);
  } else return { user, purpose: 'step-up', since: request.session.signedInAt ?? 0 };
  return undefined;
}

function answerOf(web: WebContext, request: Request): StepAnswer {
  const form = formOf(request);
  const passkey = text(form, 'passkey');
  if (passkey !== '') {
    return { kind: 'passkey', answer: passkey, challenges: takeChallenges(request, 'step', web.context.clock()) };
  }
  const recovery = text(form, 'recovery');
  return recovery === '' ? { kind: 'totp', typed: text(form, 'code') } : { kind: 'recovery', typed: recovery };
}

async function letIn(web: WebContext, request: Request, stepper: Stepper, { method }: StepPassed): Promise<void> {
  const { user, purpose, since } = stepper;
  await beginSession(web.context, request, user, { kind: 'second-step', method, purpose, since });
}

function recoveryFlash(request: Request, { recoveryLeft: left }: StepPassed): Flash | undefined {
  if (left === undefined) return undefined;
  const { flash } = readerOf(request).words.secondFactor;
  const few = left <= FEW_RECOVERY_CODES;
  return {
    kind: few ? 'warn' : 'ok',
    title: flash.recoveryUsed,
    text: few ? flash.recoveryFew({ left }) : flash.recoveryLeft({ left }),
    link: { href: '/security', label: flash.security },
  };
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  shown: { readonly stepper: Stepper; readonly next: string; readonly recovery: boolean; readonly message?: string },
  status = 200,
): Promise<void> {
  const { stepper, next, recovery, message } = shown;
  const factors = await listSecondFactors(web.context.db, stepper.user.id);
  const ways = {
    app: factors.some(({ kind }) => kind === 'totp'),
    passkey: factors.some(({ kind }) => kind === 'passkey'),
  };
  const clockHint = ways.app && !recovery && (request.session.stepWrong ?? 0) >= CLOCK_HINT_FROM;
  render(
    response,
    <SecondStepPage
      chrome={await chromeOf(web, request)}
      purpose={stepper.purpose}
      ways={ways}
      by={recovery ? 'recovery' : 'factor'}
      next={next}
      clockHint={clockHint}
      {...(message === undefined ? {} : { message })}
    />,
    status,
  );
}

/** The sign-in page that comes back to a path; the SP's request is named as such, so that the page names it too. */
export function loginPath(next: string, more = ''): string {
  const waiting = /^\/saml2\/resume\/([0-9A-Z]{26})$/.exec(next)?.[1];
  if (waiting !== undefined) return `/login?request=${waiting}${more}`;
  return next === '/' && more === '' ? '/login' : `/login?next=${encodeURIComponent(next)}${more}`;
}

/** Where somebody makes up for what a sign-on misses, to come back to where it was asked for. */
export function pathOfStep(reason: StepReason, from: string): string {
  const back = safePath(from);
  switch (reason) {
    case 'second_factor':
      return `/mfa?next=${encodeURIComponent(back)}`;
    case 'second_factor_here':
      return `/mfa?here=1&next=${encodeURIComponent(back)}`;
    case 'sign_in_old':
      return loginPath(back, '&again=1');
    case 'password_wanted':
      return loginPath(back, '&again=1&by=password');
  }
}
