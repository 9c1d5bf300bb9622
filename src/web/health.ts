import { Router, type Request, type Response } from 'express';
import { PACKAGE } from '../config/package';
import type { Context } from '../context';

/**
 * Whether the process lives, and whether it can work: for machines, without a sign-in and without details. What stands in
 * the way is in the log and on the Health page.
 */
export function healthRoutes({ readiness }: Pick<Context, 'readiness'>): Router {
  const router = Router();
  const { version } = PACKAGE;
  router.get('/livez', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok', version });
  });
  router.get(['/readyz', '/healthz'], async (_request: Request, response: Response) => {
    const ready = (await readiness.look()) === undefined;
    response.set('Cache-Control', 'no-store');
    if (!ready) response.set('Retry-After', '5');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'not ready', version });
  });
  return router;
}
