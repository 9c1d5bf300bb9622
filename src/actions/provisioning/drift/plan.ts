import { AppError, invalid } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import { lockApplication, saveIdm } from '../../../store/applications';
import { planRun } from '../../../store/provisioning/drift/runs';
import { changeDirectory } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { getActive } from './decide';
import { nextOf } from './run';

/** How often accounts can be compared: never, or every so many hours. */
export const CHECK_HOURS: readonly number[] = [0, 1, 6, 12, 24, 168];

/**
 * Asks for a comparison of all accounts now. One that runs already is not begun again.
 * @throws AppError conflict when Identity Management is not active
 */
export async function startDriftCheck(deps: Deps, actor: Actor, id: ApplicationId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getActive(tx, id);
    await planRun(tx, id, deps.clock());
    const sentence = 'Asked for a comparison of all accounts.';
    await record(deps, tx, actor, 'idm_integration_update', { application }, { sentence });
  });
}

/**
 * Sets how often accounts are compared.
 * @param hours one of CHECK_HOURS
 * @throws AppError conflict when Identity Management is not active, invalid for other hours
 */
export async function setDriftHours(deps: Deps, actor: Actor, id: ApplicationId, hours: number): Promise<void> {
  if (!CHECK_HOURS.includes(hours)) {
    throw invalid({ hours: 'Choose one of the times.' });
  }
  await changeDirectory(deps.db, async (tx) => {
    const application = await lockApplication(tx, id);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    const now = deps.clock();
    const idm = { ...application.idm, driftEveryHours: hours };
    await saveIdm(tx, id, { idm, idmState: application.idmState, now });
    await planRun(tx, id, nextOf({ id, idm }, now));
    await record(deps, tx, actor, 'idm_integration_update', { application }, { changed: ['driftEveryHours'] });
  });
}
