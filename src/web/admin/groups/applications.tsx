import { Router } from 'express';
import { GroupApplicationsPage } from '../../../../views/admin/groups/show-applications';
import { setApplicationsOfGroup } from '../../../actions/applications/access';
import type { ApplicationId } from '../../../core/ids';
import { formOf } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { tickedIds } from '../form';
import { applicationChoices } from './effects';
import { groupOf, summaryOf } from './frame';

/** The applications a group gives, as check boxes (M-065). */
export function groupApplicationsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/groups/:id/applications', async (request, response) => {
    const group = await groupOf(web, request);
    render(
      response,
      <GroupApplicationsPage
        chrome={await chromeOf(web, request)}
        group={await summaryOf(web, group)}
        applications={await applicationChoices(web, group)}
      />,
    );
  });
  router.post('/admin/groups/:id/applications', async (request, response) => {
    const group = await groupOf(web, request);
    const wanted = tickedIds<ApplicationId>(formOf(request), 'applications');
    await setApplicationsOfGroup(web.context, actorOf(request), group.id, wanted);
    redirectWith(request, response, `/admin/groups/${group.id}/applications`, {
      kind: 'ok',
      title: `Applications of ${group.name} are saved`,
    });
  });
  return router;
}
