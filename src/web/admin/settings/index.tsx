import { Router } from 'express';
import { SettingsPage } from '../../../../views/admin/settings/index';
import { chromeOf, render } from '../../render';
import type { WebContext } from '../../web-context';

/** The list of what can be set. */
export function settingsRoutes(web: WebContext): Router {
  const router = Router();
  router.get('/admin/settings', async (request, response) => {
    render(response, <SettingsPage chrome={await chromeOf(web, request)} />);
  });
  return router;
}
