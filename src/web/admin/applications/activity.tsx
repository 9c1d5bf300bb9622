import { Router } from 'express';
import { ActivityPage } from '../../../../views/admin/applications/activity';
import { withQuery } from '../../../../views/parts/safe-href';
import { isUlid, type EventId } from '../../../core/ids';
import { listEvents } from '../../../store/events';
import { queryText } from '../../forms';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import { eventRow } from '../event-rows';
import { applicationOf, frameOf, pathOf } from './frame-props';

const PAGE = 50;

/** The Activity tab: the events of one application, the newest first. */
export function activityRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/applications/:id/activity', async (request, response) => {
    const application = await applicationOf(web, request);
    const before = queryText(request, 'before');
    const events = await listEvents(web.context.db, {
      applicationId: application.id,
      take: PAGE + 1,
      ...(isUlid(before) ? { before: before as EventId } : {}),
    });
    const shown = events.slice(0, PAGE);
    const older = events.length > PAGE ? shown.at(-1)?.id : undefined;
    const page = (
      <ActivityPage
        chrome={await chromeOf(web, request)}
        frame={await frameOf(web, application)}
        events={shown.map(eventRow)}
        {...(older === undefined ? {} : { olderHref: withQuery(pathOf(application, 'activity'), { before: older }) })}
      />
    );
    render(response, page);
  });
  return router;
}
