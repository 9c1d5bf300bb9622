import { AppError } from '../../core/errors';
import type { ApplicationId } from '../../core/ids';
import { getApplication, saveIdm } from '../../store/applications';
import { countActiveAccounts } from '../../store/provisioning/links';
import { revokeLease } from '../../store/provisioning/lanes';
import { deleteImports } from '../../store/provisioning/imports';
import { resumeLane } from '../../store/provisioning/pauses';
import { deleteGroupMarks } from '../../store/provisioning/group-marks';
import { deletePasswordPushes } from '../../store/provisioning/passwords';
import { deleteMarks } from '../../store/provisioning/stale';
import { changeDirectory } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/**
 * Deactivates the integration (M-205, A-16): nothing is sent, accounts stay as they are, the token is erased, and what
 * is known of the accounts is kept for the next activation (M-087).
 * @returns how many accounts stay active there
 * @throws AppError conflict when it is not active
 */
export async function deactivateIntegration(deps: Deps, actor: Actor, id: ApplicationId): Promise<number> {
  return changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    const accountsLeft = await countActiveAccounts(tx, id);
    const { tokenHint: _hint, tokenExpiresAt: _end, verifiedAt: _verified, ...idm } = application.idm;
    await saveIdm(tx, id, { idm, idmState: 'inactive', sealedToken: null, now: deps.clock() });
    await revokeLease(tx, id);
    await resumeLane(tx, id);
    await deleteImports(tx, id);
    await deleteMarks(tx, id);
    await deletePasswordPushes(tx, id);
    await deleteGroupMarks(tx, id);
    await record(deps, tx, actor, 'idm_integration_delete', { application }, { accountsLeft });
    return accountsLeft;
  });
}
