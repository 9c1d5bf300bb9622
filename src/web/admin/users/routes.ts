import { Router } from 'express';
import type { WebContext } from '../../web-context';
import { userActivityRoutes } from './activity';
import { addUserRoutes } from './add';
import { userApplicationsRoutes } from './applications';
import { userDetailsRoutes } from './details';
import { userEndRoutes } from './end';
import { userGroupsRoutes } from './groups';
import { offboardingRoutes } from './offboarding';
import { userSecondFactorRoutes } from './second-factor';
import { userSignInRoutes } from './sign-in';
import { userFileRoutes } from '../user-files/routes';
import { handOverRoutes } from './hand-over';
import { userListRoutes } from './list';

/** Every address of people. `new` and `import` stand before the addresses that hold an id. */
export function userRoutes(web: WebContext): Router {
  const router = Router();
  router.use(userFileRoutes(web));
  router.use(userListRoutes(web), addUserRoutes(web), userDetailsRoutes(web), userEndRoutes(web));
  router.use(userSignInRoutes(web), userSecondFactorRoutes(web), offboardingRoutes(web));
  router.use(userGroupsRoutes(web), userApplicationsRoutes(web), userActivityRoutes(web), handOverRoutes(web));
  return router;
}
