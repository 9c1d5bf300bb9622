import { Router, type Request, type Response } from 'express';
import type { UserGroupsProps } from '../../../../views/admin/applications/props';
import { UserGroupsPage } from '../../../../views/admin/applications/user-groups';
import { counted, figure } from '../../../../views/parts/words';
import { previewGroups, setApplicationsOfUser, setGroupsOfApplication } from '../../../actions/applications/access';
import { wouldBeStaged } from '../../../actions/provisioning/guard/limits';
import type { Application } from '../../../core/application';
import type { GroupId, UserId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import { listApplicationIdsOfUser, listBoundGroupIds, listBoundUserIds } from '../../../store/bindings';
import { listGroups } from '../../../store/groups';
import { findUsers, getUser } from '../../../store/users';
import { all, formOf, text } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { applicationOf, frameOf, pathOf } from './frame-props';
import { planSupposed } from './idm/plan';

/** How many people assigned directly are listed. */
const MOST_DIRECT = 200;

/** The User Groups tab (M-064). Taking access away is shown with its size before it is saved. */
export function userGroupRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/user-groups', async (request, response) => {
    const application = await applicationOf(web, request);
    const bound = await listBoundGroupIds(web.context.db, application.id);
    await show(web, request, response, application, bound);
  });
  router.post('/admin/applications/:id/user-groups', async (request, response) => {
    const application = await applicationOf(web, request);
    const form = formOf(request);
    const groupIds = [...new Set(all(form, 'group'))] as GroupId[];
    const effect = await previewGroups(web.context, application.id, groupIds);
    const confirmation = confirmationOf(groupIds);
    const unseen = effect.removes > 0 && text(form, 'confirmation') !== confirmation;
    if (text(form, 'action') === 'plan' && application.idmState === 'active') {
      return planSupposed(web, request, response, application, 'binding', { groupIds });
    }
    if (text(form, 'action') === 'preview' || unseen) {
      const staged = await wouldBeStaged(web.context.db, application, effect.removes);
      const review = { ...effect, confirmation, ...(staged === undefined ? {} : { staged }) };
      return show(web, request, response, application, groupIds, review);
    }
    const done = await setGroupsOfApplication(web.context, actorOf(request), application.id, groupIds);
    redirectWith(request, response, pathOf(application, 'user-groups'), {
      kind: 'ok',
      title: `Access to ${application.label} was saved`,
      text: `${counted(done.adds, 'person was', 'people were')} added and ${figure(done.removes)} removed.`,
    });
  });
  router.post('/admin/applications/:id/user-groups/removal', async (request, response) => {
    const application = await applicationOf(web, request);
    const user = await getUser(web.context.db, text(formOf(request), 'user') as UserId);
    const now = await listApplicationIdsOfUser(web.context.db, user.id);
    const rest = now.filter((id) => id !== application.id);
    await setApplicationsOfUser(web.context, actorOf(request), user.id, rest);
    redirectWith(request, response, pathOf(application, 'user-groups'), {
      kind: 'ok',
      title: `${nameOf(user)} is no longer assigned directly`,
      text: 'Access by user groups stays as it is.',
    });
  });
  return router;
}

/** Says which groups were looked at, so that a confirmation counts for those alone. */
function confirmationOf(groupIds: readonly GroupId[]): string {
  return ['groups', ...[...groupIds].sort()].join(',');
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  application: Application,
  ticked: readonly GroupId[],
  review?: NonNullable<UserGroupsProps['review']>,
): Promise<void> {
  const { db } = web.context;
  const directIds = await listBoundUserIds(db, application.id);
  const direct = await findUsers(db, directIds.slice(0, MOST_DIRECT));
  const page = (
    <UserGroupsPage
      chrome={await chromeOf(web, request)}
      frame={await frameOf(web, application)}
      groups={(await listGroups(db)).map(({ id, name, members }) => ({
        id,
        name,
        members,
        bound: ticked.includes(id),
      }))}
      direct={direct.map((user) => ({ id: user.id, name: nameOf(user), username: user.username }))}
      directTotal={directIds.length}
      {...(review === undefined ? {} : { review })}
    />
  );
  render(response, page);
}
