import { Router } from 'express';
import type { WebContext } from '../../../web-context';
import { exchangeRoutes } from './exchanges';
import { previewRoutes } from './preview';
import { testRoutes } from './test';

/** The pages below the SSO tab that check a sign-on. */
export function insightRoutes(web: WebContext): Router {
  const router = Router();
  router.use(previewRoutes(web), testRoutes(web), exchangeRoutes(web));
  return router;
}
