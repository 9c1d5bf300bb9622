import { Router, type Request, type Response } from 'express';
import { UserGroupsPage, type UserGroupsPageProps } from '../../../../views/admin/users/show-groups';
import { previewGroupsOfUser } from '../../../actions/applications/access-preview';
import { setGroupsOfUser } from '../../../actions/groups/members';
import type { GroupId } from '../../../core/ids';
import { compact } from '../../../core/compact';
import { nameOf, type User } from '../../../core/user';
import { listGroups, listGroupsOfUser } from '../../../store/groups';
import { formOf } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { confirmationOf, isToShow } from '../confirmation';
import { tickedIds } from '../form';
import { personReview } from './access-review';
import { summaryOf, userOf } from './frame';

/** The groups of a person, as check boxes. */
export function userGroupsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id/groups', async (request, response) => {
    const user = await userOf(web, request);
    const member = (await listGroupsOfUser(web.context.db, user.id)).map((group) => group.id);
    await show(web, request, response, user, member);
  });
  router.post('/admin/users/:id/groups', async (request, response) => {
    const user = await userOf(web, request);
    const form = formOf(request);
    const wanted = tickedIds<GroupId>(form, 'groups');
    const effect = await previewGroupsOfUser(web.context.db, user.id, wanted);
    const confirmation = confirmationOf('groups', wanted);
    if (isToShow(form, effect.loses.length > 0, confirmation)) {
      const review = { ...personReview(web, effect, `/admin/users/${user.id}/groups`), confirmation };
      return show(web, request, response, user, wanted, review);
    }
    const { added, removed } = await setGroupsOfUser(web.context, actorOf(request), user.id, wanted);
    redirectWith(request, response, `/admin/users/${user.id}/groups`, {
      kind: 'ok',
      title: added + removed === 0 ? 'Nothing changed' : `User Groups of ${nameOf(user)} are saved`,
      ...(added + removed === 0 ? {} : { text: `Joined ${added}, left ${removed}.` }),
    });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  ticked: readonly GroupId[],
  review?: NonNullable<UserGroupsPageProps['review']>,
): Promise<void> {
  const member = new Set(ticked);
  const groups = (await listGroups(web.context.db)).map(({ id, name, members }) => ({
    id,
    name,
    memberCount: members,
    member: member.has(id),
  }));
  const props = compact<UserGroupsPageProps>({
    chrome: await chromeOf(web, request),
    user: await summaryOf(web, user),
    groups,
    review,
  });
  render(response, <UserGroupsPage {...props} />);
}
