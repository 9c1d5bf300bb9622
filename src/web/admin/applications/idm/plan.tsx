import { Router, type Request, type Response } from 'express';
import { PlanBanner, PlanCard } from '../../../../../views/admin/applications/identity-management/plan/card';
import { PlanPage } from '../../../../../views/admin/applications/identity-management/plan/page';
import type { PlanPageProps, PlanRow } from '../../../../../views/admin/applications/identity-management/plan/props';
import {
  kindWord,
  PLAN_KINDS,
  planSummary,
} from '../../../../../views/admin/applications/identity-management/plan/words';
import { withQuery } from '../../../../../views/parts/safe-href';
import { counted } from '../../../../../views/parts/words';
import { wouldBeStaged } from '../../../../actions/provisioning/guard/limits';
import { applyTrial } from '../../../../actions/provisioning/trial/apply';
import type { TrialInput } from '../../../../actions/provisioning/trial/make';
import { reportOf, type TrialReport } from '../../../../actions/provisioning/trial/report';
import { startTrial } from '../../../../actions/provisioning/trial/start';
import type { StepDetail } from '../../../../actions/provisioning/trial/steps';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { AppError } from '../../../../core/errors';
import { isUlid } from '../../../../core/ids';
import { findPause } from '../../../../store/provisioning/pauses';
import {
  findLastTrial,
  findTrial,
  listTrialItems,
  listTrialPage,
  type Trial,
  type TrialItem,
} from '../../../../store/provisioning/trials';
import { csvLine, sendDownload } from '../../../download';
import { formOf, queryPage, queryText, text } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { searchText } from '../../search-text';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import type { IdmCard } from './cards';

const ROUTE = '/admin/applications/:id/identity-management/plan';
const TAB = 'identity-management';
const PAGE = 50;
const CSV_BATCH = 500;

/** The last plan, and a button that makes one. */
export const planCard: IdmCard = async ({ web, application, chrome, frame }) => {
  const last = await findLastTrial(web.context.db, application.id);
  const href = pathOf(application, `${TAB}/plan`);
  const summary = last === undefined ? undefined : last.state === 'ready' ? planSummary(last.counts) : 'Being made';
  const shown = compact<{ summary?: string; madeAt?: number }>({
    summary: last?.state === 'failed' ? 'Could not be made' : summary,
    madeAt: last?.createdAt,
  });
  return <PlanCard chrome={chrome} frame={frame} href={href} {...shown} />;
};

/** Nothing is sent before the plan of the activation is started. */
export const planBanner: IdmCard = async ({ web, application }) => {
  const pause = await findPause(web.context.db, application.id);
  return pause?.why === 'plan' ? <PlanBanner href={pathOf(application, `${TAB}/plan`)} /> : undefined;
};

/** What would be sent to an application: made by reads, looked at, exported, applied. */
export function planRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => show(web, request, response));
  router.post(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    await startAndShow(web, request, response, application);
  });
  router.post(`${ROUTE}/application`, async (request, response) => {
    const application = await applicationOf(web, request);
    const trial = await trialOf(web, application, text(formOf(request), 'plan'));
    if (trial === undefined) throw new AppError('not_found', 'This plan was not found.');
    try {
      const applied = await applyTrial(web.context, actorOf(request), trial.id);
      redirectWith(request, response, withQuery(pathOf(application, `${TAB}/plan`), { plan: trial.id }), {
        kind: applied.kind === 'applied' ? 'ok' : 'warn',
        ...(applied.kind === 'applied'
          ? { title: 'The plan is being sent', text: 'This page says whether anything differs from it.' }
          : {
              title: `${counted(applied.people, 'person', 'people')} changed since the plan was made`,
              text: 'They were planned again, and nothing was sent. Look at the plan, then apply it.',
            }),
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      await show(web, request, response, { message: error.message, id: trial.id });
    }
  });
  router.get(`${ROUTE}/steps.csv`, async (request, response) => {
    const application = await applicationOf(web, request);
    const trial = await trialOf(web, application, queryText(request, 'plan'));
    if (trial === undefined) throw new AppError('not_found', 'This plan was not found.');
    const pieces = stepLines(web, trial.id);
    await sendDownload(response, { name: `plan-${application.slug}.csv`, type: 'text/csv', pieces });
  });
  return router;
}

/** Begins a plan and leads to it; of what is stored now, or of an activation that waits for it. */
export async function startAndShow(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  flash?: Parameters<typeof redirectWith>[3],
): Promise<void> {
  const pause = await findPause(web.context.db, application.id);
  const kind = pause?.why === 'plan' ? 'activation' : 'now';
  const id = await startTrial(web.context, actorOf(request), application.id, kind);
  redirectWith(request, response, withQuery(pathOf(application, `${TAB}/plan`), { plan: id }), flash);
}

/** Begins a plan of a change that is not saved, and leads to it. */
export async function planSupposed(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  kind: 'mapping' | 'binding',
  input: TrialInput,
): Promise<void> {
  const id = await startTrial(web.context, actorOf(request), application.id, kind, input);
  redirectWith(request, response, withQuery(pathOf(application, `${TAB}/plan`), { plan: id }));
}

/** @returns undefined for an unknown plan, and for one of another application */
async function trialOf(web: WebContext, application: Application, id: string): Promise<Trial | undefined> {
  const trial = isUlid(id) ? await findTrial(web.context.db, id) : undefined;
  return trial?.applicationId === application.id ? trial : undefined;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  more: { readonly message?: string; readonly id?: string } = {},
): Promise<void> {
  const { db } = web.context;
  const application = await applicationOf(web, request);
  if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
  const chosen = more.id ?? queryText(request, 'plan');
  const trial = (await trialOf(web, application, chosen)) ?? (await findLastTrial(db, application.id));
  const path = pathOf(application, `${TAB}/plan`);
  const wanted = queryText(request, 'show');
  const kind = PLAN_KINDS.some((one) => one.kind === wanted) ? wanted : undefined;
  const q = searchText(request);
  const page = queryPage(request);
  const skip = (page - 1) * PAGE;
  const filter = compact<Parameters<typeof listTrialPage>[2]>({ kind, search: q, skip, take: PAGE });
  const found = trial === undefined ? { items: [], total: 0 } : await listTrialPage(db, trial.id, filter);
  const to = (number: number): string =>
    withQuery(path, { plan: trial?.id, show: kind, q, page: number === 1 ? undefined : number });
  const props = compact<PlanPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    path,
    message: more.message,
    plan: trial && (await planProps(web, application, trial)),
    show: kind,
    q,
    rows: found.items.map(rowOf),
    total: found.total,
    first: skip + 1,
    previous: page > 1 ? to(page - 1) : undefined,
    next: skip + PAGE < found.total ? to(page + 1) : undefined,
  });
  render(response, <PlanPage {...props} />, more.message === undefined ? 200 : 409);
}

async function planProps(web: WebContext, application: Application, trial: Trial): Promise<PlanPageProps['plan']> {
  const leaving = trial.counts['deactivate'] ?? 0;
  const stored = trial.deviations as TrialReport['deviations'] | undefined;
  const report = stored === undefined ? await reportOf(web.context, trial) : { waiting: 0, deviations: stored };
  return compact<NonNullable<PlanPageProps['plan']>>({
    id: trial.id,
    kind: trial.kind,
    state: trial.state,
    sentence: trial.sentence,
    counts: trial.counts,
    startedBy: trial.startedBy,
    createdAt: trial.createdAt,
    appliedAt: trial.appliedAt,
    report: trial.appliedAt === undefined ? undefined : report,
    staged: await wouldBeStaged(web.context.db, application, leaving),
  });
}

function rowOf(item: TrialItem): PlanRow {
  const { sentence, changes } = item.detail as StepDetail;
  return compact<PlanRow>({
    kind: item.kind,
    name: item.name,
    href: hrefOf(item),
    sentence: sentence.replace(/\.$/, ''),
    changes,
    again: item.executed === 'again',
  });
}

function hrefOf({ userId, groupId }: TrialItem): string | undefined {
  if (userId !== undefined) return `/admin/users/${userId}`;
  return groupId === undefined ? undefined : `/admin/groups/${groupId}`;
}

async function* stepLines({ context }: WebContext, trialId: string): AsyncGenerator<string> {
  yield csvLine(['Step', 'Name', 'What is done', 'Changes']);
  for (let after = 0; ;) {
    const items = await listTrialItems(context.db, trialId, { after, take: CSV_BATCH });
    if (items.length === 0) return;
    yield items.map(stepLine).join('');
    after = items.at(-1)?.place ?? after;
  }
}

function stepLine(item: TrialItem): string {
  const { sentence, changes } = item.detail as StepDetail;
  const changed = changes.map(({ name, before = '', after = '' }) => `${name}: ${before} -> ${after}`).join('; ');
  return csvLine([kindWord(item.kind), item.name, sentence, changed]);
}
