import { Router } from 'express';
import { UserApplicationsPage } from '../../../../views/admin/users/show-applications';
import { setApplicationsOfUser } from '../../../actions/applications/access';
import { retry } from '../../../actions/provisioning/retry';
import type { ApplicationId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import { getApplication, listApplications } from '../../../store/applications';
import { listApplicationIdsOfUser } from '../../../store/bindings';
import { formOf } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { accountRows } from './account-rows';
import { tickedIds } from '../form';
import { summaryOf, userOf } from './frame';

/** The applications of a person: what each account came to, and which are given to this person alone (M-066). */
export function userApplicationsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id/applications', async (request, response) => {
    const { db } = web.context;
    const user = await userOf(web, request);
    const direct = new Set(await listApplicationIdsOfUser(db, user.id));
    const choices = (await listApplications(db)).map(({ id, label }) => ({ id, label, direct: direct.has(id) }));
    render(
      response,
      <UserApplicationsPage
        chrome={await chromeOf(web, request)}
        user={await summaryOf(web, user)}
        applications={await accountRows(web, user)}
        choices={choices}
      />,
    );
  });
  router.post('/admin/users/:id/applications', async (request, response) => {
    const user = await userOf(web, request);
    const wanted = tickedIds<ApplicationId>(formOf(request), 'applications');
    await setApplicationsOfUser(web.context, actorOf(request), user.id, wanted);
    redirectWith(request, response, `/admin/users/${user.id}/applications`, {
      kind: 'ok',
      title: `Applications of ${nameOf(user)} are saved`,
    });
  });
  router.post('/admin/users/:id/applications/:application/retry', async (request, response) => {
    const user = await userOf(web, request);
    const application = await getApplication(web.context.db, request.params.application);
    const count = await retry(web.context, actorOf(request), application.id, user.id);
    redirectWith(request, response, `/admin/users/${user.id}/applications`, {
      kind: count === 0 ? 'warn' : 'ok',
      title:
        count === 0 ? `There is nothing to try again at ${application.label}` : `Trying ${application.label} again`,
    });
  });
  return router;
}
