import { Router, type Request } from 'express';
import { HealthPage } from '../../../views/admin/health/index';
import type { SeenAddress } from '../../actions/health/address';
import { checkHealth } from '../../actions/health/check';
import { readInstances } from '../../actions/instances/list';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';

/** Whether this installation is well, in words. */
export function healthPageRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/health', async (request, response) => {
    const checks = await checkHealth(web.context, seenAddress(request));
    const instances = await readInstances(web.context);
    render(response, <HealthPage chrome={await chromeOf(web, request)} checks={checks} instances={instances} />);
  });
  return router;
}

/** How the browser reached us, by the request and the proxies that are trusted. */
export function seenAddress(request: Request): SeenAddress {
  const forwarded = ['x-forwarded-proto', 'x-forwarded-host', 'forwarded'].some(
    (name) => request.get(name) !== undefined,
  );
  const url = `${request.protocol}://${request.host}`;
  return { origin: URL.canParse(url) ? new URL(url).origin : url.slice(0, 300), forwarded };
}
