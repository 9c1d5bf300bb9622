import { Router, type Request, type Response } from 'express';
import { LimitCard, RemovalBanners } from '../../../../../views/admin/applications/identity-management/removals/cards';
import { LimitPage } from '../../../../../views/admin/applications/identity-management/removals/limit';
import {
  RemovalPage,
  type RemovalPageProps,
} from '../../../../../views/admin/applications/identity-management/removals/page';
import { withQuery } from '../../../../../views/parts/safe-href';
import { counted } from '../../../../../views/parts/words';
import { allowRemoval, rejectRemoval, undosIn } from '../../../../actions/provisioning/guard/decide';
import { limitOf } from '../../../../actions/provisioning/guard/limits';
import { listWaitingRemovals } from '../../../../actions/provisioning/guard/review';
import { setRemovalLimit, type LimitInput } from '../../../../actions/provisioning/guard/set-limit';
import type { Application } from '../../../../core/application';
import { compact } from '../../../../core/compact';
import { notFound } from '../../../../core/errors';
import { isUlid } from '../../../../core/ids';
import { countHeld } from '../../../../store/provisioning/losses';
import { findRemoval, listRemovalPeople, type Removal } from '../../../../store/provisioning/removals';
import { formOf, queryPage, queryText, text } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../render';
import type { WebContext } from '../../../web-context';
import { formProblem, type FormProblem } from '../../form';
import { searchText } from '../../search-text';
import { applicationOf, frameOf, pathOf } from '../frame-props';
import type { IdmCard } from './cards';

const ROUTE = '/admin/applications/:id/identity-management';
const TAB = 'identity-management';
const PAGE = 50;

/** Removals that wait for an admin. */
export const removalsCard: IdmCard = async ({ web, application }) => {
  const waiting = await listWaitingRemovals(web.context.db, application.id);
  if (waiting.length === 0) return undefined;
  const rows = waiting.map(({ removal, held }) => ({
    href: pathOf(application, `${TAB}/removals/${removal.id}`),
    people: held,
    reason: removal.reason,
  }));
  return <RemovalBanners rows={rows} limit={limitOf(application).people} />;
};

/** From how many people on a removal waits. */
export const limitCard: IdmCard = ({ application, chrome, frame }) =>
  Promise.resolve(
    <LimitCard chrome={chrome} frame={frame} {...limitOf(application)} href={pathOf(application, `${TAB}/limit`)} />,
  );

/** Removals that were held: who loses access, who keeps it, and the decision; and the limit. */
export function removalRoutes(web: WebContext): Router {
  const router = Router();
  router.get(`${ROUTE}/removals/:removal`, async (request, response) => {
    await show(web, request, response, '');
  });
  router.post(`${ROUTE}/removals/:removal/allow`, async (request, response) => {
    const { application, removal } = await removalOf(web, request);
    const typed = text(formOf(request), 'count');
    let count: number;
    try {
      count = await allowRemoval(web.context, actorOf(request), removal.id, typed);
    } catch (error) {
      return show(web, request, response, typed, formProblem(error));
    }
    redirectWith(request, response, pathOf(application, TAB), {
      kind: 'ok',
      title: `${counted(count, 'deactivation is', 'deactivations are')} allowed`,
      text: `They are sent to ${application.label} now. Whoever has access again by then keeps it.`,
    });
  });
  router.post(`${ROUTE}/removals/:removal/reject`, async (request, response) => {
    const { application, removal } = await removalOf(web, request);
    let count: number;
    try {
      count = await rejectRemoval(web.context, actorOf(request), removal.id);
    } catch (error) {
      return show(web, request, response, '', formProblem(error));
    }
    redirectWith(request, response, pathOf(application, TAB), {
      kind: 'ok',
      title: `${counted(count, 'person keeps', 'people keep')} the account`,
      text: 'The change was put back, and nothing was sent.',
    });
  });
  limitRoutes(web, router);
  return router;
}

function limitRoutes(web: WebContext, router: Router): void {
  router.get(`${ROUTE}/limit`, async (request, response) => {
    const application = await applicationOf(web, request);
    if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
    const { people, percent } = limitOf(application);
    await showLimit(web, request, response, application, { people: String(people), percent: String(percent) });
  });
  router.post(`${ROUTE}/limit`, async (request, response) => {
    const application = await applicationOf(web, request);
    const form = formOf(request);
    const values = { people: text(form, 'people'), percent: text(form, 'percent') };
    try {
      await setRemovalLimit(web.context, actorOf(request), application.id, values);
    } catch (error) {
      return showLimit(web, request, response, application, values, formProblem(error));
    }
    const title = `The limit of safe removal of ${application.label} was saved`;
    redirectWith(request, response, pathOf(application, TAB), { kind: 'ok', title });
  });
}

async function showLimit(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  values: LimitInput,
  problem?: FormProblem,
): Promise<void> {
  const page = (
    <LimitPage
      chrome={await chromeOf(web, request)}
      frame={await frameOf(web, application)}
      values={values}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
    />
  );
  render(response, page, problem?.status ?? 200);
}

/** @throws AppError not_found for one of another application, too */
async function removalOf(
  web: WebContext,
  request: Request,
): Promise<{ readonly application: Application; readonly removal: Removal }> {
  const application = await applicationOf(web, request);
  const { removal: id } = request.params;
  const removal = typeof id === 'string' && isUlid(id) ? await findRemoval(web.context.db, id) : undefined;
  if (removal === undefined || removal.applicationId !== application.id || removal.state === 'noted') {
    throw notFound('This removal');
  }
  return { application, removal };
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  typed: string,
  problem?: FormProblem,
): Promise<void> {
  const { db } = web.context;
  const { application, removal } = await removalOf(web, request);
  const path = pathOf(application, `${TAB}/removals/${removal.id}`);
  const keeps = queryText(request, 'show') === 'keeps';
  const q = searchText(request);
  const page = queryPage(request);
  const skip = (page - 1) * PAGE;
  const found = await listRemovalPeople(db, removal.id, {
    outcome: keeps ? 'keeps' : 'loses',
    search: q,
    skip,
    take: PAGE,
  });
  const countOf = async (outcome: 'loses' | 'keeps'): Promise<number> =>
    (await listRemovalPeople(db, removal.id, { outcome, skip: 0, take: 1 })).total;
  const counts = { loses: await countOf('loses'), keeps: await countOf('keeps') };
  const to = (number: number): string =>
    withQuery(path, { show: keeps ? 'keeps' : undefined, q, page: number === 1 ? undefined : number });
  const props = compact<RemovalPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    path,
    state: removal.state === 'noted' ? 'settled' : removal.state,
    reason: removal.reason,
    causeHref: removal.causeEventId && `/admin/insights/${removal.causeEventId}`,
    createdAt: removal.createdAt,
    expiresAt: removal.expiresAt,
    decidedBy: removal.decidedBy,
    decidedAt: removal.decidedAt,
    people: removal.state === 'held' ? await countHeld(db, application.id, removal.id) : removal.total,
    canReject: undosIn(removal).length > 0,
    show: keeps ? 'keeps' : 'loses',
    counts,
    rows: found.people.map(({ userId, name, keepsThrough }) =>
      compact<RemovalPageProps['rows'][number]>({ name, href: `/admin/users/${userId}`, keepsThrough }),
    ),
    total: found.total,
    first: skip + 1,
    q,
    previous: page > 1 ? to(page - 1) : undefined,
    next: skip + PAGE < found.total ? to(page + 1) : undefined,
    typed,
    errors: problem?.errors ?? {},
    message: problem?.message,
  });
  render(response, <RemovalPage {...props} />, problem?.status ?? 200);
}
