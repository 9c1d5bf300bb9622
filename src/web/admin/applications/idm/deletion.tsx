import { Router } from 'express';
import { DeletionCard } from '../../../../../views/admin/applications/identity-management/deletion/card';
import { setDeletion } from '../../../../actions/provisioning/deletion';
import { formOf, ticked } from '../../../forms';
import { actorOf } from '../../../middleware/person';
import { redirectWith } from '../../../render';
import type { WebContext } from '../../../web-context';
import { applicationOf, pathOf } from '../frame-props';
import type { IdmCard } from './cards';

const TAB = 'identity-management';

/** The card of what becomes of deleted people's accounts, where the connector deletes accounts at all. */
export const deletionCard: IdmCard = ({ application, scim, chrome, frame }) =>
  Promise.resolve(
    scim.can.includes('delete') ? (
      <DeletionCard chrome={chrome} frame={frame} deletes={application.idm.deleteUsers === true} />
    ) : undefined,
  );

/** Sets what becomes of deleted people's accounts. */
export function deletionRoutes(web: WebContext): Router {
  const router = Router();
  router.post('/admin/applications/:id/identity-management/deletion', async (request, response) => {
    const application = await applicationOf(web, request);
    const deletes = ticked(formOf(request), 'deletes');
    await setDeletion(web.context, actorOf(request), application.id, deletes);
    const title = deletes
      ? `Accounts in ${application.label} are deleted with their people`
      : `Accounts in ${application.label} are deactivated when their people are deleted`;
    redirectWith(request, response, pathOf(application, TAB), { kind: 'ok', title });
  });
  return router;
}
