import { AppError } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import { getApplication } from '../../../store/applications';
import { deleteImports, findImport } from '../../../store/provisioning/imports';
import { changeDirectory } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { closeRun } from './run';
import { isUnderWay } from './start';

/**
 * Stops an import after the users under way. What was imported stays, and who is left stays chosen, so that the import can
 * go on later. A list that is being read is forgotten: half of one can't be chosen from.
 * @returns what was stopped
 * @throws AppError conflict when nothing is under way, not_found
 */
export async function stopImport(deps: Deps, actor: Actor, id: ApplicationId): Promise<'reading' | 'importing'> {
  return changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    const one = await findImport(tx, id);
    if (one === undefined || !isUnderWay(one.state)) {
      throw new AppError('conflict', 'No import is under way. It may have been complete just before.');
    }
    if (one.state === 'reading') {
      await deleteImports(tx, id);
      return 'reading';
    }
    await closeRun(deps, tx, application, one, { by: actor.name });
    return 'importing';
  });
}
