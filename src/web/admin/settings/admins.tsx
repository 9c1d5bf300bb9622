import { Router, type Request, type Response } from 'express';
import { AdminsPage, type AdminRow, type AdminsPageProps } from '../../../../views/admin/settings/admins';
import { RolePage } from '../../../../views/admin/settings/role';
import { changeRole, readRole } from '../../../actions/admins/change-role';
import { compact } from '../../../core/compact';
import { may, ROLE_WORDS, type UserRole } from '../../../core/roles';
import { nameOf, type User } from '../../../core/user';
import { listAdmins } from '../../../store/admins/roles';
import { listUsers } from '../../../store/users';
import { formOf, text } from '../../forms';
import { actorOf, requirePerson } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { formProblem, type FormProblem } from '../form';
import { searchText } from '../search-text';
import { userOf } from '../users/frame';

const PATH = '/admin/settings/admins';
const FOUND = 20;

/** Who administers Passo, what each role may do, and giving, changing and taking roles (SECURITY A5). */
export function adminSettingsRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, async (request, response) => {
    const { db } = web.context;
    const own = requirePerson(request);
    const q = searchText(request);
    const found = q === '' ? undefined : await listUsers(db, { search: q, skip: 0, take: FOUND });
    const props = compact<AdminsPageProps>({
      chrome: await chromeOf(web, request),
      admins: (await listAdmins(db)).map((user) => rowOf(user, own)),
      appoints: may(own.role, 'admins.write'),
      q,
      found: found?.users.map((user) => rowOf(user, own)),
      total: found?.total,
    });
    render(response, <AdminsPage {...props} />);
  });
  router.get(`${PATH}/:id`, async (request, response) => {
    const user = await userOf(web, request);
    await showRole(web, request, response, user, user.role);
  });
  router.post(`${PATH}/:id`, async (request, response) => {
    const user = await userOf(web, request);
    const typed = text(formOf(request), 'role');
    let after: User;
    let before: UserRole;
    try {
      ({ user: after, before } = await changeRole(web.context, actorOf(request), user.id, readRole(typed)));
    } catch (error) {
      return showRole(web, request, response, user, typed, formProblem(error));
    }
    const own = after.id === requirePerson(request).id;
    // Who gave up the right to look at this page is led to one that opens.
    const place = own && !may(after.role, 'settings.read') ? (after.role === 'user' ? '/' : '/admin/users') : PATH;
    redirectWith(request, response, place, {
      kind: 'ok',
      title: before === after.role ? 'Nothing changed' : `${nameOf(after)}: ${ROLE_WORDS[after.role].name}`,
      ...(before === after.role ? {} : { text: counts(before) }),
    });
  });
  return router;
}

function counts(before: UserRole): string {
  const text = 'It counts from the next page this person opens.';
  return before === 'user' ? `${text} Links for a password that were made before do not work any more.` : text;
}

function rowOf(user: User, own: User): AdminRow {
  return compact<AdminRow>({
    id: user.id,
    name: nameOf(user),
    username: user.username,
    role: user.role,
    state: user.state,
    own: user.id === own.id,
    lastSignInAt: user.lastSignInAt,
  });
}

async function showRole(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  chosen: string,
  problem?: FormProblem,
): Promise<void> {
  const page = (
    <RolePage
      chrome={await chromeOf(web, request)}
      user={rowOf(user, requirePerson(request))}
      chosen={chosen}
      errors={problem?.errors ?? {}}
      {...(problem?.message === undefined ? {} : { message: problem.message })}
    />
  );
  render(response, page, problem?.status ?? 200);
}
