import { Router } from 'express';
import { ActivityPage } from '../../../../views/admin/applications/activity';
import type { EventRow } from '../../../../views/admin/insights/event-table';
import { withQuery } from '../../../../views/parts/safe-href';
import { compact } from '../../../core/compact';
import { isUlid, type EventId } from '../../../core/ids';
import type { AnyEvent } from '../../../events/catalog';
import { describe } from '../../../events/describe';
import { listEvents } from '../../../store/events';
import { queryText } from '../../forms';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
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

function eventRow(event: AnyEvent): EventRow {
  return compact<EventRow>({
    id: event.id,
    at: event.at,
    name: event.name,
    sentence: describe(event),
    ok: event.result === 'success',
    actorName: event.actor.name,
    clientIp: event.clientIp,
  });
}
