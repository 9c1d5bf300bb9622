import { Router } from 'express';
import { GroupApplicationsPage } from '../../../../views/admin/groups/show-applications';
import { setApplicationsOfGroup } from '../../../actions/applications/access';
import type { ApplicationId } from '../../../core/ids';
import { formOf } from '../../forms';
import { actorOf } from '../../middleware/person';
import { chromeOf, redirectWith, render } from '../../render';
import type { WebContext } from '../../web-context';
import { confirmationOf, isToShow } from '../confirmation';
import { tickedIds } from '../form';
import { applicationChoices, groupReview } from './effects';
import { groupOf, summaryOf } from './frame';

/** The applications a group gives, as check boxes (M-065). Taking access away is shown with its size before it is saved. */
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
    const form = formOf(request);
    const wanted = tickedIds<ApplicationId>(form, 'applications');
    const review = await groupReview(web, group, wanted);
    const confirmation = confirmationOf('applications', wanted);
    if (isToShow(form, review.loses, confirmation)) {
      const ticked = new Set<string>(wanted);
      const choices = await applicationChoices(web, group);
      return render(
        response,
        <GroupApplicationsPage
          chrome={await chromeOf(web, request)}
          group={await summaryOf(web, group)}
          applications={choices.map((choice) => ({ ...choice, ticked: ticked.has(choice.id) }))}
          review={{ ...review, confirmation }}
        />,
      );
    }
    await setApplicationsOfGroup(web.context, actorOf(request), group.id, wanted);
    redirectWith(request, response, `/admin/groups/${group.id}/applications`, {
      kind: 'ok',
      title: `Applications of ${group.name} are saved`,
      ...(review.lines.length === 0 ? {} : { text: review.lines.join(' ') }),
    });
  });
  return router;
}
