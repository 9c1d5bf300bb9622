import { Router, type Request, type Response } from 'express';
import {
  DriftPage,
  type DriftPageProps,
  type DriftRow,
} from '../../../../../../views/admin/applications/identity-management/drift/page';
import { KIND_WORDS } from '../../../../../../views/admin/applications/identity-management/drift/words';
import { withQuery } from '../../../../../../views/parts/safe-href';
import { counted } from '../../../../../../views/parts/words';
import { decideDrift, type DriftAnswer, type DriftChoice } from '../../../../../actions/provisioning/drift/decide';
import { CHECK_HOURS, setDriftHours, startDriftCheck } from '../../../../../actions/provisioning/drift/plan';
import {
  findDriftOverview,
  listDrift,
  type DriftOverview,
  type ReviewedItem,
} from '../../../../../actions/provisioning/drift/review';
import type { Application } from '../../../../../core/application';
import { compact } from '../../../../../core/compact';
import { formOf, queryPage, queryText, text, ticked, type Form } from '../../../../forms';
import { actorOf } from '../../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../../render';
import type { WebContext } from '../../../../web-context';
import { formProblem, tickedIds, type FormProblem } from '../../../form';
import { applicationOf, frameOf, pathOf } from '../../frame-props';
import { summaryOf } from './card';
import { linkRoutes } from './link';

const ROUTE = '/admin/applications/:id/identity-management/drift';
const TAB = 'identity-management';
const PAGE = 50;
const ANSWERS: readonly string[] = ['push', 'accept', 'ignore', 'create', 'stop'] satisfies DriftAnswer['decision'][];

/** What is different at the SP: when it is looked for, what was found, and what becomes of it. */
export function driftRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
    await show(web, request, response, application, {});
  });
  router.post(`${ROUTE}/check`, async (request, response) => {
    await attempt(web, request, response, async (application) => {
      await startDriftCheck(web.context, actorOf(request), application.id);
      return `All accounts in ${application.label} are being compared`;
    });
  });
  router.post(`${ROUTE}/schedule`, async (request, response) => {
    await attempt(web, request, response, async (application) => {
      const typed = text(formOf(request), 'hours');
      const hours = /^\d{1,3}$/.test(typed) ? Number(typed) : -1;
      await setDriftHours(web.context, actorOf(request), application.id, hours);
      return `When the accounts in ${application.label} are compared was saved`;
    });
  });
  router.post(`${ROUTE}/decision`, async (request, response) => {
    const form = formOf(request);
    const kind = text(form, 'kind');
    await attempt(
      web,
      request,
      response,
      async (application) => {
        const decision = text(form, 'decision');
        const answer = {
          decision: (ANSWERS.includes(decision) ? decision : 'accept') as DriftAnswer['decision'],
          note: text(form, 'note'),
        };
        const chosen = ANSWERS.includes(decision) ? choiceOf(form) : { ids: [] };
        const { decided, skipped } = await decideDrift(web.context, actorOf(request), application.id, chosen, answer);
        const left = skipped === 0 ? '' : `; ${counted(skipped, 'one was', 'others were')} left out`;
        return `${counted(decided, 'difference')} decided${left}`;
      },
      kind,
    );
  });
  router.use(linkRoutes(web));
  return router;
}

function choiceOf(form: Form): DriftChoice {
  const kind = text(form, 'kind');
  return ticked(form, 'all') && kind !== '' ? { kind } : { ids: tickedIds(form, 'item') };
}

/** Does what a form asks for, and comes back to the page with what became of it; a refusal loses nothing typed. */
async function attempt(
  web: WebContext,
  request: Request,
  response: Response,
  work: (application: Application) => Promise<string>,
  kind = '',
): Promise<void> {
  const application = await applicationOf(web, request);
  let title: string;
  try {
    title = await work(application);
  } catch (error) {
    return show(web, request, response, application, { kind, problem: formProblem(error) });
  }
  const path = withQuery(pathOf(application, `${TAB}/drift`), { kind: kind === '' ? undefined : kind });
  redirectWith(request, response, path, { kind: 'ok', title });
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  { kind: posted, problem }: { readonly kind?: string; readonly problem?: FormProblem },
): Promise<void> {
  const path = pathOf(application, `${TAB}/drift`);
  const form = formOf(request);
  const asked = posted ?? queryText(request, 'kind');
  const kind = Object.hasOwn(KIND_WORDS, asked) ? asked : undefined;
  const left = posted === undefined && queryText(request, 'show') === 'left';
  const page = queryPage(request);
  const skip = (page - 1) * PAGE;
  const overview = await findDriftOverview(web.context, application);
  const filter = compact<Parameters<typeof listDrift>[2]>({ kind, left, skip, take: PAGE });
  const { items, total, decisions } = await listDrift(web.context, application, filter);
  const to = (number: number): string =>
    withQuery(path, { kind, show: left ? 'left' : undefined, page: number === 1 ? undefined : number });
  const props = compact<DriftPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    path,
    summary: summaryOf(overview),
    hours: overview.hours,
    choices: CHECK_HOURS,
    tabs: tabsOf(path, overview, kind, left),
    kind,
    left,
    decisions,
    total,
    rows: items.map((item) => rowOf(application, item)),
    licences: overview.counts.find((one) => one.kind === 'orphan')?.count ?? 0,
    previous: page > 1 ? to(page - 1) : undefined,
    next: skip + PAGE < total ? to(page + 1) : undefined,
    chosen: problem === undefined ? [] : tickedIds(form, 'item'),
    all: problem !== undefined && ticked(form, 'all'),
    note: text(form, 'note'),
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <DriftPage {...props} />, problem?.status ?? 200);
}

function tabsOf(
  path: string,
  { counts, left: leftCount }: DriftOverview,
  kind: string | undefined,
  left: boolean,
): DriftPageProps['tabs'] {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  return [
    { label: 'All', href: path, current: kind === undefined && !left, count: all },
    ...counts.map((one) => ({
      label: KIND_WORDS[one.kind]?.tab ?? one.kind,
      href: withQuery(path, { kind: one.kind }),
      current: one.kind === kind && !left,
      count: one.count,
    })),
    { label: 'Left as it is', href: withQuery(path, { show: 'left' }), current: left, count: leftCount },
  ];
}

function rowOf(application: Application, item: ReviewedItem): DriftRow {
  const { detail, person, linkable } = item;
  const suggests = item.kind === 'orphan';
  return compact<DriftRow>({
    id: item.id,
    kind: item.kind,
    state: item.state,
    name: item.name,
    below: detail.group === undefined ? (detail.userName ?? detail.email) : belowGroup(item),
    href: person === undefined ? undefined : pathOf(application, `${TAB}/why/${person.id}`),
    changes: item.shown,
    note: item.note,
    decidedBy: item.decidedBy,
    foundAt: item.foundAt,
    linkHref: linkable ? pathOf(application, `${TAB}/drift/link/${item.id}`) : undefined,
    suggestion: suggests ? person?.name : undefined,
  });
}

function belowGroup(item: ReviewedItem): string | undefined {
  return item.kind.startsWith('member-') ? item.detail.group?.name : undefined;
}
