import { Router, type Request } from 'express';
import { UsersPage, type UserRow, type UsersPageProps } from '../../../../views/admin/users/index';
import { withQuery } from '../../../../views/parts/safe-href';
import { compact } from '../../../core/compact';
import { may } from '../../../core/roles';
import { isPasswordExpired, nameOf } from '../../../core/user';
import { listPeople, type ListedPerson } from '../../../store/boards/people';
import { countUsers } from '../../../store/users';
import { queryPage, queryText } from '../../forms';
import { requirePerson } from '../../middleware/person';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import { bulkRoutes } from './listing/bulk';
import { exportPeople } from './listing/export';
import { readUserFilter, type ReadUserFilter } from './listing/filter';

const PAGE = 50;

/** The list of people, searched and narrowed by the address, as a page and as a file. */
export function userListRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users', async (request, response) => {
    const { db, clock } = web.context;
    const { role } = requirePerson(request);
    const filter = await filterOf(web, request);
    const { shown, query, sort, falling } = filter;
    const page = queryPage(request);
    const skip = (page - 1) * PAGE;
    const found = await listPeople(db, query, { sort, falling, skip, take: PAGE });
    const now = clock();
    const pageHref = (number: number): string =>
      withQuery('/admin/users', { ...shown, page: number === 1 ? undefined : number });
    const props = compact<UsersPageProps>({
      chrome: await chromeOf(web, request),
      users: found.people.map((person) => rowOf(person, now)),
      total: found.total,
      counts: await countUsers(db),
      q: shown.q,
      state: query.state,
      first: skip + 1,
      filter: shown,
      choices: filter.choices,
      exportHref: withQuery('/admin/users/export', { ...shown }),
      may: {
        add: may(role, 'people.write'),
        join: may(role, 'people.write') && may(role, 'groups.write'),
        suspend: may(role, 'people.write'),
      },
      previous: page > 1 ? pageHref(page - 1) : undefined,
      next: skip + PAGE < found.total ? pageHref(page + 1) : undefined,
    });
    render(response, <UsersPage {...props} />);
  });
  router.get('/admin/users/export', async (request, response) => {
    await exportPeople(web, response, await filterOf(web, request));
  });
  router.use(bulkRoutes(web));
  return router;
}

function filterOf(web: WebContext, request: Request): Promise<ReadUserFilter> {
  return readUserFilter(web, (name) => queryText(request, name));
}

function rowOf({ user, groups, attention }: ListedPerson, now: number): UserRow {
  return compact<UserRow>({
    id: user.id,
    name: nameOf(user),
    username: user.username,
    email: user.email,
    state: user.state,
    role: user.role,
    passwordExpired: isPasswordExpired(user, now),
    lastSignInAt: user.lastSignInAt,
    groups,
    department: user.department,
    jobTitle: user.jobTitle,
    attention,
  });
}
