import type { IdmSettings } from '../../../core/application';
import { AppError } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import { getApplication, saveIdm } from '../../../store/applications';
import { forgetDeletedGroups } from '../../../store/provisioning/group-links';
import { deleteGroupMarks } from '../../../store/provisioning/group-marks';
import { changeDirectory } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { getIntegration } from '../connection';
import { markAllGroups } from './marks';

/**
 * Switches the management of User Groups and Group Membership on or off (M-076, M-106, M-116). Off: groups and members
 * stay there as they are, and people go on (M-117, M-118). On: every group is read by its id, then by its name.
 * @returns false when it was so already
 * @throws AppError conflict when Identity Management is not active or the connector has no groups (M-119)
 */
export async function setGroupManagement(deps: Deps, actor: Actor, id: ApplicationId, on: boolean): Promise<boolean> {
  const changed = await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    const { scim } = getIntegration(deps, application);
    if (!scim.can.includes('groups')) throw new AppError('conflict', `${application.label} does not support groups.`);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    if ((application.idm.groups === true) === on) return false;
    const { groups: _before, ...rest } = application.idm;
    const idm: IdmSettings = on ? { ...rest, groups: true } : rest;
    await saveIdm(tx, id, { idm, idmState: 'active', now: deps.clock() });
    const sentence = on
      ? 'User Groups and Group Membership are managed.'
      : 'User Groups and Group Membership are not managed any more. Groups there stay as they are.';
    const payload = { changed: ['groups'], sentence };
    const cause = await record(deps, tx, actor, 'idm_integration_update', { application }, payload);
    if (on) await markAllGroups(deps, tx, id, cause);
    else {
      await forgetDeletedGroups(tx, id);
      await deleteGroupMarks(tx, id);
    }
    return true;
  });
  deps.wake();
  return changed;
}
