import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import type { IdmSettings } from '../../core/idm-settings';
import { getApplication, saveIdm } from '../../store/applications';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { getIntegration } from './connection';

/**
 * Says whether the account of who is deleted in the directory is deleted at the application, or deactivated as else
 * . It counts for whoever is deleted from now on and for whoever is in line.
 * @throws AppError conflict when Identity Management is not active, or the connector deletes no accounts
 */
export async function setDeletion(deps: Deps, actor: Actor, id: ApplicationId, deletes: boolean): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    const { scim } = getIntegration(deps, application);
    if (!scim.can.includes('delete')) {
      throw new AppError('conflict', `Accounts in ${application.label} are never deleted, only deactivated.`);
    }
    const { deleteUsers = false, ...kept } = application.idm;
    if (deleteUsers === deletes) return;
    const idm = compact<IdmSettings>({ ...kept, deleteUsers: deletes ? true : undefined });
    await saveIdm(tx, id, { idm, idmState: application.idmState, now: deps.clock() });
    const sentence = deletes
      ? 'Accounts are deleted when their people are deleted.'
      : 'Accounts are deactivated when their people are deleted.';
    await record(deps, tx, actor, 'idm_integration_update', { application }, { sentence, changed: ['Deletion'] });
  });
}
