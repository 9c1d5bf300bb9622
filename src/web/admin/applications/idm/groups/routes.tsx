import { Router, type Request, type Response } from 'express';
import { GroupPage } from '../../../../../../views/admin/applications/identity-management/groups/group';
import { GroupsPage } from '../../../../../../views/admin/applications/identity-management/groups/page';
import type {
  GroupPageProps,
  GroupsPageProps,
} from '../../../../../../views/admin/applications/identity-management/groups/props';
import { withQuery } from '../../../../../../views/parts/safe-href';
import { figure } from '../../../../../../views/parts/words';
import { decideForeignMembers, decideGroup, retryGroup } from '../../../../../actions/provisioning/groups/decide';
import { setGroupManagement } from '../../../../../actions/provisioning/groups/management';
import { listStandings, readQuestion, type GroupStanding } from '../../../../../actions/provisioning/groups/read';
import type { Application } from '../../../../../core/application';
import { compact } from '../../../../../core/compact';
import { AppError, invalid, notFound } from '../../../../../core/errors';
import { isUlid, type GroupId } from '../../../../../core/ids';
import { nameOf } from '../../../../../core/user';
import { listParkedMembers } from '../../../../../store/provisioning/member-marks';
import { findUsers } from '../../../../../store/users';
import { formOf, queryPage, text, ticked } from '../../../../forms';
import { actorOf } from '../../../../middleware/person';
import { chromeOf, redirectWith, render } from '../../../../render';
import type { WebContext } from '../../../../web-context';
import { applicationOf, frameOf, pathOf } from '../../frame-props';
import { lineOf } from './lines';

const ROUTE = '/admin/applications/:id/identity-management/groups';
const TAB = 'identity-management';
const PAGE = 50;
const MOST_PARKED = 100;

/** User Groups of an integration: the check box, every group, and what an admin decides about one. */
export function groupRoutes(web: WebContext): Router {
  const router = Router();
  router.get(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    if (application.idmState !== 'active') return response.redirect(303, pathOf(application, TAB));
    await showGroups(web, request, response, application);
  });
  router.post(ROUTE, async (request, response) => {
    const application = await applicationOf(web, request);
    const on = ticked(formOf(request), 'groups');
    await orBack(request, response, pathOf(application, TAB), async () => {
      const changed = await setGroupManagement(web.context, actorOf(request), application.id, on);
      if (!changed) return { title: 'Nothing was changed' };
      return on
        ? {
            title: `User Groups are managed in ${application.label}`,
            text: 'Every group is compared. One that is there already is taken over when its name is the same.',
          }
        : {
            title: `User Groups are not managed in ${application.label} any more`,
            text: 'Groups and members there stay as they are. People are still managed.',
          };
    });
  });
  router.get(`${ROUTE}/:group`, async (request, response) => {
    await showGroup(web, request, response);
  });
  decisions(web, router);
  return router;
}

function decisions(web: WebContext, router: Router): void {
  const decide = (
    path: string,
    run: (request: Request, application: Application, groupId: GroupId) => Promise<string>,
  ): void => {
    router.post(`${ROUTE}/:group/${path}`, async (request, response) => {
      const application = await applicationOf(web, request);
      const groupId = groupIdOf(request);
      const back = pathOf(application, `${TAB}/groups/${groupId}`);
      await orBack(request, response, back, async () => ({
        title: await run(request, application, groupId),
        text: 'Reload the page to see what came of it.',
      }));
    });
  };
  decide('retry', async (request, { id }, groupId) => {
    await retryGroup(web.context, actorOf(request), id, groupId);
    return 'The group is tried again';
  });
  decide('foreign', async (request, { id }, groupId) => {
    const choice = text(formOf(request), 'foreign');
    if (choice !== 'keep' && choice !== 'remove') throw invalid({ foreign: 'Choose whether they stay.' });
    await decideForeignMembers(web.context, actorOf(request), id, groupId, choice);
    return choice === 'keep' ? 'The members stay' : 'The members are being removed';
  });
  decide('which', async (request, { id }, groupId) => {
    const form = formOf(request);
    const remoteId = text(form, 'remoteId');
    if (remoteId === '' && !ticked(form, 'apart')) throw invalid({ remoteId: 'Choose a group.' });
    await decideGroup(web.context, actorOf(request), id, groupId, remoteId === '' ? undefined : remoteId);
    return remoteId === '' ? 'A group of its own is being created' : 'The group was linked';
  });
}

async function showGroups(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
): Promise<void> {
  const standings = await listStandings(web.context.db, application);
  // A page that is gone by now shows the last one.
  const page = Math.min(queryPage(request), Math.max(1, Math.ceil(standings.length / PAGE)));
  const skip = (page - 1) * PAGE;
  const shown = standings.slice(skip, skip + PAGE);
  const to = (number: number): string => withQuery(pathOf(application, `${TAB}/groups`), { page: number });
  const props = compact<GroupsPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    managed: application.idm.groups === true,
    groups: shown.map((standing) => lineOf(application, standing)),
    summary: `Showing ${figure(skip + 1)} to ${figure(skip + shown.length)} of ${figure(standings.length)}`,
    previous: page > 1 ? to(page - 1) : undefined,
    next: skip + PAGE < standings.length ? to(page + 1) : undefined,
  });
  render(response, <GroupsPage {...props} />);
}

async function showGroup(web: WebContext, request: Request, response: Response): Promise<void> {
  const { db } = web.context;
  const application = await applicationOf(web, request);
  const standing = await standingOf(web, application, groupIdOf(request));
  const question = await readQuestion(web.context, application, standing);
  const key = { applicationId: application.id, groupId: standing.groupId };
  const parked = await listParkedMembers(db, key, MOST_PARKED);
  const users = await findUsers(
    db,
    parked.map(({ userId }) => userId),
  );
  const names = new Map(users.map((user) => [user.id, user]));
  const { link } = standing;
  const props = compact<GroupPageProps>({
    chrome: await chromeOf(web, request),
    frame: await frameOf(web, application),
    line: lineOf(application, standing),
    members: standing.members,
    groupHref: standing.exists ? `/admin/groups/${standing.groupId}` : undefined,
    parked: parked.map(({ userId, sentence }) => {
      const user = names.get(userId);
      return {
        name: user === undefined ? 'Deleted person' : nameOf(user),
        ...(user === undefined ? {} : { href: `/admin/users/${user.id}` }),
        sentence,
      };
    }),
    foreign: question?.kind === 'foreign' ? { people: question.people, total: question.total } : undefined,
    decided: link?.foreign === 'keep' || link?.foreign === 'remove' ? link.foreign : undefined,
    which: question?.kind === 'which' ? question.candidates : undefined,
    unread: question?.kind === 'unread' ? question.sentence : undefined,
  });
  render(response, <GroupPage {...props} />);
}

async function standingOf(web: WebContext, application: Application, groupId: GroupId): Promise<GroupStanding> {
  const standing = (await listStandings(web.context.db, application)).find((one) => one.groupId === groupId);
  if (standing === undefined) throw notFound('This user group');
  return standing;
}

function groupIdOf(request: Request): GroupId {
  const id = String(request.params['group']);
  if (!isUlid(id)) throw notFound('This user group');
  return id as GroupId;
}

/** Does something and goes back, which says what was done or why it could not be. */
async function orBack(
  request: Request,
  response: Response,
  path: string,
  run: () => Promise<{ readonly title: string; readonly text?: string }>,
): Promise<void> {
  try {
    redirectWith(request, response, path, { kind: 'ok', ...(await run()) });
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'conflict' && error.code !== 'invalid')) throw error;
    redirectWith(request, response, path, { kind: 'bad', title: error.message });
  }
}
