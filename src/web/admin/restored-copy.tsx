import { Router } from 'express';
import { RestoredCopyPage } from '../../../views/admin/home/restored-copy';
import { releaseCopy } from '../../actions/backup/release';
import { may } from '../../core/roles';
import { listApplications } from '../../store/applications';
import { findHeldCopy } from '../../store/backup/held-copy';
import { actorOf, requirePerson } from '../middleware/person';
import { chromeOf, redirectWith, render } from '../render';
import type { WebContext } from '../web-context';

const PATH = '/admin/restored-copy';

/** A copy that sends nothing: what that means, and the form that lets it send. */
export function restoredCopyRoutes(web: WebContext): Router {
  const router = Router();
  router.get(PATH, async (request, response) => {
    const { db } = web.context;
    const held = await findHeldCopy(db);
    // Nothing to say any more: somebody has allowed it meanwhile.
    if (held === undefined) return response.redirect(303, '/admin');
    const applications = await listApplications(db);
    const props = {
      chrome: await chromeOf(web, request),
      ...held,
      provisioning: applications.filter(({ idmState }) => idmState === 'active').length,
      writes: may(requirePerson(request).role, 'settings.write'),
    };
    render(response, <RestoredCopyPage {...props} />);
  });
  router.post(`${PATH}/release`, async (request, response) => {
    await releaseCopy(web.context, actorOf(request));
    redirectWith(request, response, '/admin', {
      kind: 'ok',
      title: 'Changes are sent from here now',
      text: 'What waited goes out. Compare the accounts of each application with Passo.',
    });
  });
  return router;
}
