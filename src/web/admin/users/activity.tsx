import { Router } from 'express';
import { UserActivityPage } from '../../../../views/admin/users/show-activity';
import { listEvents } from '../../../store/events';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';
import { eventRow } from '../event-rows';
import { summaryOf, userOf } from './frame';

const LATEST = 50;

/** The latest events about a person. */
export function userActivityRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/users/:id/activity', async (request, response) => {
    const user = await userOf(web, request);
    const events = await listEvents(web.context.db, { userId: user.id, take: LATEST });
    render(
      response,
      <UserActivityPage
        chrome={await chromeOf(web, request)}
        user={await summaryOf(web, user)}
        events={events.map(eventRow)}
      />,
    );
  });
  return router;
}
