import { Router } from 'express';
import type { WebContext } from '../../web-context';
import { groupApplicationsRoutes } from './applications';
import { groupDetailsRoutes } from './details';
import { groupListRoutes } from './list';
import { groupMembersRoutes } from './members';

/** Every address of user groups. `new` stands before the addresses that hold an id. */
export function groupRoutes(web: WebContext): Router {
  const router = Router();
  router.use(groupListRoutes(web), groupDetailsRoutes(web), groupMembersRoutes(web), groupApplicationsRoutes(web));
  return router;
}
