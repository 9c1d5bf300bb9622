import { Router } from 'express';
import { UsersPage, type UserRow } from '../../../../views/admin/users/index';
import { withQuery } from '../../../../views/parts/safe-href';
import { compact } from '../../../core/compact';
import { isPasswordExpired, nameOf, type User, type UserState } from '../../../core/user';
import { countUsers, listUsers, type UserFilter } from '../../../store/users';
import { queryPage, queryText } from '../../forms';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import { searchText } from '../search-text';

const PAGE = 50;
const STATES: readonly string[] = ['staged', 'active', 'suspended'] satisfies readonly UserState[];

/** The list of people, searched and narrowed by the address. */
export function userListRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users', async (request, response) => {
    const { db, clock } = web.context;
    const q = searchText(request);
    const wanted = queryText(request, 'state');
    const state = STATES.includes(wanted) ? (wanted as UserState) : undefined;
    const page = queryPage(request);
    const skip = (page - 1) * PAGE;
    const found = await listUsers(db, compact<UserFilter>({ search: q, state, skip, take: PAGE }));
    const pageHref = (number: number): string =>
      withQuery('/admin/users', { q, state, page: number === 1 ? undefined : number });
    render(
      response,
      <UsersPage
        chrome={await chromeOf(web, request)}
        users={found.users.map((user) => rowOf(user, clock()))}
        total={found.total}
        counts={await countUsers(db)}
        q={q}
        first={skip + 1}
        {...(state === undefined ? {} : { state })}
        {...(page > 1 ? { previous: pageHref(page - 1) } : {})}
        {...(skip + PAGE < found.total ? { next: pageHref(page + 1) } : {})}
      />,
    );
  });
  return router;
}

function rowOf(user: User, now: number): UserRow {
  return compact<UserRow>({
    id: user.id,
    name: nameOf(user),
    username: user.username,
    email: user.email,
    state: user.state,
    role: user.role,
    passwordExpired: isPasswordExpired(user, now),
    lastSignInAt: user.lastSignInAt,
  });
}
