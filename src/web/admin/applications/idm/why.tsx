import { Router, type Request, type Response } from 'express';
import { WhyPage, type WhyPageProps } from '../../../../../views/admin/applications/identity-management/why/page';
import { decideAccount, linkAccount, type AccountDecision } from '../../../../actions/provisioning/drift/account';
import { undoTakeOver } from '../../../../actions/provisioning/drift/undo';
import { retry } from '../../../../actions/provisioning/retry';
import { explainPerson, type Explanation, type LiveRead } from '../../../../actions/provisioning/why/explain';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError, invalid, notFound } from '../../../../core/errors';
import { isUlid, type UserId } from '../../../../core/ids';
import { describe } from '../../../../events/describe';
import { formOf, text } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { formProblem, type FormProblem } from '../../form';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import { exchangeText } from './person-rows';

const ROUTE = '/admin/applications/:id/identity-management/why/:user';
const TAB = 'identity-management';

/** What each decision says once it is made. */
const DONE: Readonly<Record<AccountDecision | 'undo' | 'retry', string>> = {
  create: 'A new account is created',
  leave: 'Nothing is sent for this account any more',
  manage: 'The account is managed again',
  undo: 'The take-over was undone',
  retry: 'Tried again',
};

/** Why a person stands as they do in an application, and what an admin can decide about their account. */
export function whyRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const { application, userId } = await subjectOf(web, request);
    await show(web, request, response, application, userId);
  });
  router.post(`${ROUTE}/decision`, async (request, response) => {
    const decision = text(formOf(request), 'decision');
    await attempt(web, request, response, async (application, userId) => {
      if (!Object.hasOwn(DONE, decision)) throw new AppError('invalid', 'Choose what is to be done.');
      const choice = decision as keyof typeof DONE;
      const actor = actorOf(request);
      if (choice === 'undo') await undoTakeOver(web.context, actor, application.id, userId);
      else if (choice === 'retry') await retry(web.context, actor, application.id, userId);
      else await decideAccount(web.context, actor, application.id, userId, choice);
      return DONE[choice];
    });
  });
  router.post(`${ROUTE}/account`, async (request, response) => {
    const account = text(formOf(request), 'account').trim();
    await attempt(web, request, response, async (application, userId) => {
      try {
        await linkAccount(web.context, actorOf(request), application.id, userId, account);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
        throw invalid({ account: `There is no account with this id in ${application.label}.` });
      }
      return 'The account was taken over';
    });
  });
  return router;
}

/** @throws AppError not_found for an application without an active integration, too */
async function subjectOf(web: WebContext, request: Request): Promise<{ application: Application; userId: UserId }> {
  const application = await applicationOf(web, request);
  const { user } = request.params;
  if (typeof user !== 'string' || !isUlid(user)) throw notFound('This person');
  return { application, userId: user as UserId };
}

async function attempt(
  web: WebContext,
  request: Request,
  response: Response,
  work: (application: Application, userId: UserId) => Promise<string>,
): Promise<void> {
  const { application, userId } = await subjectOf(web, request);
  let title: string;
  try {
    title = await work(application, userId);
  } catch (error) {
    return show(web, request, response, application, userId, formProblem(error));
  }
  redirectWith(request, response, pathOf(application, `${TAB}/why/${userId}`), { kind: 'ok', title });
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  userId: UserId,
  problem?: FormProblem,
): Promise<void> {
  const explained = await explainPerson(web.context, application, userId);
  const { user, link, choice } = explained;
  const undecided = (choice?.candidates.length ?? 0) > 0;
  const props = compact<WhyPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    path: pathOf(application, `${TAB}/why/${userId}`),
    back: pathOf(application, `${TAB}#people`),
    name: explained.name,
    userHref: user && `/admin/users/${user.id}`,
    causes: explained.causes.map(({ sentence }) => sentence),
    grants: explained.grants,
    status: link?.status,
    next: undecided ? 'Nothing before you decide' : explained.next,
    nextAt: explained.nextAt,
    account: accountOf(application, explained),
    left: link?.decision === 'leave',
    known: link !== undefined && application.idmState === 'active',
    candidates: choice?.candidates,
    candidatesSentence: choice?.sentence,
    typedAccount: problem && text(formOf(request), 'account'),
    values: undecided ? explained.values.map((row) => ({ ...row, next: false })) : explained.values,
    events: explained.events.map((event) => {
      const exchange = 'exchange' in event.payload ? event.payload.exchange : undefined;
      return compact<WhyPageProps['events'][number]>({
        at: event.at,
        sentence: describe(event),
        href: `/admin/insights/${event.id}`,
        detail: exchange && exchangeText(exchange, event.id),
      });
    }),
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <WhyPage {...props} />, problem?.status ?? 200);
}

function accountOf(application: Application, { link, origin, live }: Explanation): WhyPageProps['account'] {
  if (link?.remoteId === undefined) return undefined;
  return compact<NonNullable<WhyPageProps['account']>>({
    remoteId: link.remoteId,
    how: origin?.how,
    since: origin?.at,
    live: liveWords(application, live),
    canUndo: link.prior !== undefined && !link.removed && application.idmState === 'active',
  });
}

function liveWords({ label }: Application, live: LiveRead): string {
  if (live.kind === 'failed') return `Could not be read. ${live.sentence}`;
  if (live.kind === 'gone') return `${label} does not have it any more.`;
  return live.kind === 'none' ? 'Not read: it was removed there.' : 'Yes';
}
