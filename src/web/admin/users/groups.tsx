import { Router } from 'express';
import { UserGroupsPage } from '../../../../views/admin/users/show-groups';
import { setGroupsOfUser } from '../../../actions/groups/members';
import type { GroupId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import { listGroups, listGroupsOfUser } from '../../../store/groups';
import { formOf } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { tickedIds } from '../form';
import { summaryOf, userOf } from './frame';

/** The groups of a person, as check boxes. */
export function userGroupsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id/groups', async (request, response) => {
    const { db } = web.context;
    const user = await userOf(web, request);
    const member = new Set((await listGroupsOfUser(db, user.id)).map((group) => group.id));
    const groups = (await listGroups(db)).map(({ id, name, members }) => ({
      id,
      name,
      memberCount: members,
      member: member.has(id),
    }));
    render(
      response,
      <UserGroupsPage chrome={await chromeOf(web, request)} user={await summaryOf(web, user)} groups={groups} />,
    );
  });
  router.post('/admin/users/:id/groups', async (request, response) => {
    const user = await userOf(web, request);
    const wanted = tickedIds<GroupId>(formOf(request), 'groups');
    const { added, removed } = await setGroupsOfUser(web.context, actorOf(request), user.id, wanted);
    redirectWith(request, response, `/admin/users/${user.id}/groups`, {
      kind: 'ok',
      title: added + removed === 0 ? 'Nothing changed' : `User Groups of ${nameOf(user)} are saved`,
      ...(added + removed === 0 ? {} : { text: `Joined ${added}, left ${removed}.` }),
    });
  });
  return router;
}
