import { AppError } from '../../core/errors';
import { deleteHeldCopy, findHeldCopy } from '../../store/backup/held-copy';
import { transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';
import { record } from '../record';

/**
 * Lets a restored copy send changes, mail and webhooks from now on (R16).
 * @throws AppError forbidden by role, conflict when nothing is held
 */
export async function releaseCopy(deps: Deps, actor: Actor): Promise<void> {
  demandMay(actor, 'settings.write');
  await transact(deps.db, async (tx) => {
    if ((await findHeldCopy(tx)) === undefined) {
      throw new AppError('conflict', 'This is no restored copy that waits: changes are sent as always.');
    }
    await deleteHeldCopy(tx);
    await record(deps, tx, actor, 'copy_release', {}, {});
  });
  deps.wake();
}
