import { Router } from 'express';
import { pauseProvisioning, resumeProvisioning } from '../../../../actions/provisioning/pause/pause';
import { actorOf } from '../../../middleware/person';
import type { WebContext } from '../../../web-context';
import { applicationOf } from '../frame-props';
import { orBack } from './routes';

const ROUTE = '/admin/applications/:id/identity-management';

/** Pause and Resume on the Identity Management tab. */
export function pauseRoutes(web: WebContext): Router {
  const router = Router();
  router.post(`${ROUTE}/pause`, async (request, response) => {
    const { id, label } = await applicationOf(web, request);
    await orBack(web, request, response, async () => {
      await pauseProvisioning(web.context, actorOf(request), id);
      return { title: `Provisioning to ${label} is paused`, text: 'Nothing more is sent. Changes wait here.' };
    });
  });
  router.post(`${ROUTE}/resume`, async (request, response) => {
    const { id, label } = await applicationOf(web, request);
    await orBack(web, request, response, async () => {
      await resumeProvisioning(web.context, actorOf(request), id);
      return { title: `Provisioning to ${label} goes on`, text: 'What changed meanwhile is sent now.' };
    });
  });
  return router;
}
