import { Router } from 'express';
import type { Context } from '../context';
import { findSetting } from '../store/settings';

/** Whether the process lives, and whether it can work: for machines, without a sign-in and without details. */
export function healthRoutes(context: Context): Router {
  const router = Router();
  router.get('/livez', (_request, response) => {
    response.type('text/plain').set('Cache-Control', 'no-store').send('ok\n');
  });
  router.get(['/readyz', '/healthz'], async (_request, response) => {
    response.type('text/plain').set('Cache-Control', 'no-store');
    try {
      await findSetting(context.db, 'set_up_at');
      response.send('ok\n');
    } catch (error) {
      context.log.error({ err: error }, 'not ready');
      response.status(503).send('not ready\n');
    }
  });
  return router;
}
