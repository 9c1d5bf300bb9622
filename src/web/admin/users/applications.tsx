import { Router, type Request, type Response } from 'express';
import { UserApplicationsPage, type UserApplicationsPageProps } from '../../../../views/admin/users/show-applications';
import { setApplicationsOfUser } from '../../../actions/applications/access';
import { previewApplicationsOfUser } from '../../../actions/applications/access-preview';
import { retry } from '../../../actions/provisioning/retry';
import type { ApplicationId } from '../../../core/ids';
import { compact } from '../../../core/compact';
import { nameOf, type User } from '../../../core/user';
import { getApplication, listApplications } from '../../../store/applications';
import { listApplicationIdsOfUser } from '../../../store/bindings';
import { formOf, text } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { accountRows } from './account-rows';
import { confirmationOf, isToShow } from '../confirmation';
import { tickedIds } from '../form';
import { personReview } from './access-review';
import { summaryOf, userOf } from './frame';

/** The applications of a person: what each account came to, and which are given to this person alone (M-066). */
export function userApplicationsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id/applications', async (request, response) => {
    const user = await userOf(web, request);
    await show(web, request, response, user, await listApplicationIdsOfUser(web.context.db, user.id));
  });
  router.post('/admin/users/:id/applications', async (request, response) => {
    const user = await userOf(web, request);
    const form = formOf(request);
    const wanted = tickedIds<ApplicationId>(form, 'applications');
    const effect = await previewApplicationsOfUser(web.context.db, user.id, wanted);
    const confirmation = confirmationOf('applications', wanted);
    const review = { ...personReview(web, effect, `/admin/users/${user.id}/applications`), confirmation };
    if (isToShow(form, review.loses, confirmation)) return show(web, request, response, user, wanted, review);
    await setApplicationsOfUser(web.context, actorOf(request), user.id, wanted);
    redirectWith(request, response, `/admin/users/${user.id}/applications`, {
      kind: 'ok',
      title: `Applications of ${nameOf(user)} are saved`,
      ...(review.lines.length === 0 ? {} : { text: review.lines.join(' ') }),
    });
  });
  router.post('/admin/users/:id/applications/:application/retry', async (request, response) => {
    const user = await userOf(web, request);
    const application = await getApplication(web.context.db, request.params.application);
    const count = await retry(web.context, actorOf(request), application.id, user.id);
    const back = text(formOf(request), 'back') === 'offboarding' ? 'offboarding' : 'applications';
    redirectWith(request, response, `/admin/users/${user.id}/${back}`, {
      kind: count === 0 ? 'warn' : 'ok',
      title:
        count === 0 ? `There is nothing to try again at ${application.label}` : `Trying ${application.label} again`,
    });
  });
  return router;
}

async function show(
  web: WebContext,
  request: Request,
  response: Response,
  user: User,
  ticked: readonly ApplicationId[],
  review?: NonNullable<UserApplicationsPageProps['review']>,
): Promise<void> {
  const direct = new Set(ticked);
  const all = await listApplications(web.context.db);
  const props = compact<UserApplicationsPageProps>({
    chrome: await chromeOf(web, request),
    user: await summaryOf(web, user),
    applications: await accountRows(web, user),
    choices: all.map(({ id, label }) => ({ id, label, direct: direct.has(id) })),
    review,
  });
  render(response, <UserApplicationsPage {...props} />);
}
