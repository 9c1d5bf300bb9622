import { Router, type Request, type Response } from 'express';
import { RequestListPage, type RequestRow } from '../../../views/admin/requests/index';
import { RequestPage, type GroupChoice, type RequestPageProps } from '../../../views/admin/requests/show';
import { declineAccess, getAccessRequest, grantAccess } from '../../actions/portal/decide-access';
import type { Application } from '../../core/application';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { AccessRequest } from '../../core/portal/access-request';
import { may } from '../../core/roles';
import { nameOf } from '../../core/user';
import { findApplication, findApplicationBySlug, listApplications } from '../../store/applications';
import { findGrant, listApplicationIdsOfGroup, listBoundGroups } from '../../store/bindings';
import { listMemberIds } from '../../store/groups';
import { countAccessRequests, listAccessRequests } from '../../store/portal/access-requests';
import { findUsers, getUser } from '../../store/users';
import { formOf, queryPage, queryText, text, type Form } from '../forms';
import { actorOf, requirePerson } from '../middleware/person';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';

const PATH = '/admin/requests';
const PAGE = 50;
const STATUS: Partial<Record<AppError['code'], number>> = { invalid: 422, conflict: 409 };

/** What people ask for, and the answers. */
export function accessRequestAdminRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, (request, response) => showList(web, request, response));
  router.get(`${PATH}/:id`, async (request, response) => {
    const found = await getAccessRequest(web.context.db, request.params.id);
    await showOne(web, request, response, found, queryText(request, 'application'));
  });
  router.post(`${PATH}/:id/grant`, async (request, response) => {
    const { id } = request.params;
    const form = formOf(request);
    const how = text(form, 'how');
    try {
      const grant = { applicationId: text(form, 'application'), answer: text(form, 'answer') };
      const group = how === 'direct' ? {} : { groupId: how };
      await grantAccess(web.context, actorOf(request), id, { ...grant, ...group });
    } catch (error) {
      return showRefused(web, request, response, id, 'grant', form, error);
    }
    redirectWith(request, response, PATH, { kind: 'ok', title: 'Access is given', text: 'The person is told.' });
  });
  router.post(`${PATH}/:id/decline`, async (request, response) => {
    const { id } = request.params;
    const form = formOf(request);
    try {
      await declineAccess(web.context, actorOf(request), id, text(form, 'answer'));
    } catch (error) {
      return showRefused(web, request, response, id, 'decline', form, error);
    }
    redirectWith(request, response, PATH, {
      kind: 'ok',
      title: 'The request is declined',
      text: 'The person is told.',
    });
  });
  return router;
}

async function showList(web: WebContext, request: Request, response: Response): Promise<void> {
  const { db } = web.context;
  const open = queryText(request, 'state') !== 'decided';
  const page = queryPage(request);
  const total = await countAccessRequests(db, open);
  const found = await listAccessRequests(db, { open, skip: (page - 1) * PAGE, take: PAGE });
  const people = new Map(
    (await findUsers(db, [...new Set(found.map(({ userId }) => userId))])).map((one) => [one.id, one]),
  );
  const nameBy = (id: UserId): string => {
    const person = people.get(id);
    return person === undefined ? 'Somebody' : nameOf(person);
  };
  const rows = found.map((one): RequestRow => {
    const { id, wanted, reason, state, createdAt, decidedAt, decidedBy } = one;
    return compact<RequestRow>({
      id,
      person: nameBy(one.userId),
      wanted,
      reason,
      state,
      createdAt,
      decidedAt,
      decidedBy,
    });
  });
  render(
    response,
    <RequestListPage
      chrome={await chromeOf(web, request)}
      open={open}
      rows={rows}
      waiting={open ? total : await countAccessRequests(db)}
      page={page}
      pages={Math.max(1, Math.ceil(total / PAGE))}
    />,
  );
}

async function showRefused(
  web: WebContext,
  request: Request,
  response: Response,
  id: string,
  which: 'grant' | 'decline',
  form: Form,
  error: unknown,
): Promise<void> {
  if (!(error instanceof AppError) || STATUS[error.code] === undefined) throw error;
  const found = await getAccessRequest(web.context.db, id);
  const typed = { form: which, how: text(form, 'how'), answer: text(form, 'answer') };
  await showOne(web, request, response, found, text(form, 'application'), { typed, error });
}

async function showOne(
  web: WebContext,
  request: Request,
  response: Response,
  found: AccessRequest,
  chosen: string,
  refused?: { readonly typed: NonNullable<RequestPageProps['typed']>; readonly error: AppError },
): Promise<void> {
  const { db } = web.context;
  const user = await getUser(db, found.userId);
  const free = found.state === 'open' && found.applicationId === undefined;
  const applications = free ? await listApplications(db) : undefined;
  const application =
    found.applicationId === undefined
      ? (applications?.find(({ id }) => id === chosen) ?? (await findApplicationBySlug(db, chosen)))
      : await findApplication(db, found.applicationId);
  const { decidedAt, decidedBy, answer, wanted, reason, state, createdAt } = found;
  const error = refused?.error;
  const props = compact<RequestPageProps>({
    chrome: await chromeOf(web, request),
    id: found.id,
    person: { name: nameOf(user), username: user.username, href: `/admin/users/${user.id}` },
    wanted,
    reason,
    state,
    createdAt,
    decided: decidedAt === undefined ? undefined : compact({ by: decidedBy ?? 'somebody', at: decidedAt, answer }),
    application: application && (await applicationView(web, application, found.userId)),
    applications: applications?.map(({ slug, label }) => ({ slug, label })),
    mayDecide: may(requirePerson(request).role, 'applications.write'),
    typed: refused?.typed,
    errors: error?.fields,
    message: error === undefined || Object.keys(error.fields).length > 0 ? undefined : error.message,
  });
  render(response, <RequestPage {...props} />, error === undefined ? 200 : (STATUS[error.code] ?? 422));
}

async function applicationView(
  { context: { db } }: WebContext,
  { id, label, slug, ssoState }: Application,
  userId: UserId,
): Promise<NonNullable<RequestPageProps['application']>> {
  const labels = new Map((await listApplications(db)).map((one) => [one.id, one.label]));
  const groups: GroupChoice[] = [];
  for (const group of await listBoundGroups(db, id)) {
    const others = (await listApplicationIdsOfGroup(db, group.id)).filter((other) => other !== id);
    const alsoGives = others.map((other) => labels.get(other) ?? 'another application').sort();
    groups.push({ ...group, people: (await listMemberIds(db, group.id)).length, alsoGives });
  }
  const href = `/admin/applications/${slug}`;
  return { id, label, href, active: ssoState === 'active', granted: await findGrant(db, id, userId), groups };
}
