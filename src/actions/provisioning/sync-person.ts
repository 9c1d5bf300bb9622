import type { ApplicationId, UserId } from '../../core/ids';
import { AppError } from '../../core/errors';
import { getApplication } from '../../store/applications';
import { tryLaneNow } from '../../store/provisioning/lanes';
import { markStale } from '../../store/provisioning/stale';
import { changeDirectory } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/**
 * Compares one person with what an application accepted last, and sends what differs.
 * @throws AppError not_found, conflict when Identity Management is not active
 */
export async function syncPerson(deps: Deps, actor: Actor, id: ApplicationId, userId: UserId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    const user = await getUser(tx, userId);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    const about = { application, user };
    const sentence = 'Started a sync of one person.';
    const correlationId = await record(deps, tx, actor, 'idm_integration_update', about, { sentence });
    await tryLaneNow(tx, id);
    await markStale(tx, id, userId, { now: deps.clock(), correlationId });
  });
  deps.wake();
}
