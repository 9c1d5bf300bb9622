import type { Application } from '../../core/application';
import { invalid } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { deleteApplication as removeApplication, getApplication } from '../../store/applications';
import { revokeLease } from '../../store/provisioning/lanes';
import { countActiveAccounts } from '../../store/provisioning/links';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/**
 * Deletes applications. The number typed has to be the number of applications, or nothing happens (M-208). An active
 * integration is deactivated with it, and that is an event of its own; accounts at the SP stay as they are.
 * @param check looks at each at the moment of the deletion, and throws to keep them all
 * @returns the labels of what was deleted
 * @throws AppError invalid, not_found; what `check` throws
 */
export async function deleteApplications(
  deps: Deps,
  actor: Actor,
  ids: readonly ApplicationId[],
  typed: string,
  check?: (now: Application) => void,
): Promise<string[]> {
  const all = [...new Set(ids)];
  if (all.length === 0) throw invalid({ count: 'Choose at least one application.' });
  if (typed.trim() !== String(all.length)) {
    throw invalid({ count: `Enter ${all.length} to delete ${all.length === 1 ? 'it' : 'them'}. Nothing was deleted.` });
  }
  return changeDirectory(deps.db, async (tx) => {
    const labels: string[] = [];
    for (const id of all) {
      const application = await getApplication(tx, id);
      check?.(application);
      if (application.idmState === 'active') {
        const accountsLeft = await countActiveAccounts(tx, id);
        await record(deps, tx, actor, 'idm_integration_delete', { application }, { accountsLeft });
      }
      await record(deps, tx, actor, 'application_delete', { application }, {});
      // The lane first, as in a worker's turn: the other order would let the two wait for each other.
      await revokeLease(tx, id);
      await removeApplication(tx, id);
      labels.push(application.label);
    }
    return labels;
  });
}
