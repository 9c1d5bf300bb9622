import { Router } from 'express';
import { GroupUsersPage, type MemberRow } from '../../../../views/admin/groups/show-users';
import { withQuery } from '../../../../views/parts/safe-href';
import { changeMembers } from '../../../actions/groups/members';
import type { UserId } from '../../../core/ids';
import { nameOf, type User } from '../../../core/user';
import { listApplications } from '../../../store/applications';
import { listApplicationIdsOfGroup } from '../../../store/bindings';
import { listUsers, type UserPage } from '../../../store/users';
import { formOf, queryPage } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { tickedIds } from '../form';
import { searchText } from '../search-text';
import { groupOf, summaryOf } from './frame';

const PAGE = 50;
const CANDIDATES = 20;
const NOBODY: UserPage = { users: [], total: 0 };

/** The members of a group: finding, adding and removing people. */
export function groupMembersRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/groups/:id/users', async (request, response) => {
    const { db } = web.context;
    const group = await groupOf(web, request);
    const q = searchText(request);
    const find = searchText(request, 'find');
    const page = queryPage(request);
    const skip = (page - 1) * PAGE;
    const members = await listUsers(db, { search: q, inGroup: group.id, skip, take: PAGE });
    const outside = { search: find, outsideGroup: group.id, skip: 0, take: CANDIDATES };
    const candidates = find === '' ? NOBODY : await listUsers(db, outside);
    const given = new Set(await listApplicationIdsOfGroup(db, group.id));
    const pageHref = (number: number): string =>
      withQuery(`/admin/groups/${group.id}/users`, { q, find, page: number === 1 ? undefined : number });
    render(
      response,
      <GroupUsersPage
        chrome={await chromeOf(web, request)}
        group={await summaryOf(web, group)}
        members={members.users.map(rowOf)}
        matching={members.total}
        q={q}
        find={find}
        candidates={candidates.users.map(rowOf)}
        candidatesTotal={candidates.total}
        applications={(await listApplications(db)).filter(({ id }) => given.has(id)).map(({ label }) => label)}
        {...(page > 1 ? { previous: pageHref(page - 1) } : {})}
        {...(skip + PAGE < members.total ? { next: pageHref(page + 1) } : {})}
      />,
    );
  });
  router.post('/admin/groups/:id/users', async (request, response) => {
    const group = await groupOf(web, request);
    const form = formOf(request);
    const change = { add: tickedIds<UserId>(form, 'add'), remove: tickedIds<UserId>(form, 'remove') };
    const { added, removed } = await changeMembers(web.context, actorOf(request), group.id, change);
    redirectWith(request, response, `/admin/groups/${group.id}/users`, {
      kind: added + removed === 0 ? 'warn' : 'ok',
      title: added + removed === 0 ? 'Nobody was chosen' : `Members of ${group.name} are saved`,
      text: added + removed === 0 ? 'Tick the people first.' : `Joined: ${added}. Left: ${removed}.`,
    });
  });
  return router;
}

function rowOf(user: User): MemberRow {
  return { id: user.id, name: nameOf(user), username: user.username };
}
