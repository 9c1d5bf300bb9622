import { Router } from 'express';
import type { WebContext } from '../../web-context';
import { activityRoutes } from './activity';
import { addRoutes } from './add';
import { bookmarkRoutes } from './bookmark';
import { deleteRoutes } from './delete';
import { generalRoutes } from './general';
import { guideLinkRoutes } from './guide-link';
import { compatibilityRoutes } from './idm/compatibility';
import { credentialRoutes } from './idm/credentials';
import { groupRoutes } from './idm/groups/routes';
import { mappingRoutes } from './idm/mappings';
import { paceRoutes } from './idm/pace';
import { planRoutes } from './idm/plan';
import { removalRoutes } from './idm/removals';
import { pauseRoutes } from './idm/pause';
import { importRoutes } from './idm/import/routes';
import { deletionRoutes } from './idm/deletion';
import { driftRoutes } from './idm/drift/routes';
import { identityManagementRoutes } from './idm/routes';
import { whyRoutes } from './idm/why';
import { insightRoutes } from './insight/routes';
import { listRoutes } from './list';
import { ssoRoutes } from './sso/routes';
import { userGroupRoutes } from './user-groups';

/** Every address under /admin/applications. The words `new` and `deletion` come before applications by their slug. */
export function applicationRoutes(web: WebContext): Router {
  const router = Router();
  router.use(addRoutes(web), deleteRoutes(web), listRoutes(web));
  router.use(generalRoutes(web), bookmarkRoutes(web), ssoRoutes(web), identityManagementRoutes(web));
  router.use(insightRoutes(web), userGroupRoutes(web), activityRoutes(web));
  router.use(pauseRoutes(web), credentialRoutes(web), paceRoutes(web), importRoutes(web), deletionRoutes(web));
  router.use(planRoutes(web), removalRoutes(web));
  router.use(groupRoutes(web));
  router.use(mappingRoutes(web));
  router.use(driftRoutes(web), whyRoutes(web));
  router.use(compatibilityRoutes(web), guideLinkRoutes(web));
  return router;
}
