import { deleteUserFile } from '../../store/files/user-files';
import { changeDirectory, transact } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { fileToChange, refuseIn } from './lease';
import { closeRun } from './run';

/**
 * Stops an import between two lines. What was imported stays; it can go on later.
 * @throws AppError conflict when nothing is under way, not_found, forbidden
 */
export async function stopUserFile(deps: Deps, actor: Actor, id: string): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const file = await fileToChange(tx, actor, id);
    if (file.state !== 'importing') return refuseIn('This import is complete already.');
    await closeRun(deps, tx, id, { state: 'stopped', sentence: `${actor.name} stopped the import.` });
  });
}

/**
 * Throws a file away with its lines. The people it added stay.
 * @throws AppError conflict while it is imported, not_found, forbidden
 */
export async function discardUserFile(deps: Deps, actor: Actor, id: string): Promise<void> {
  await transact(deps.db, async (tx) => {
    const file = await fileToChange(tx, actor, id);
    if (file.state === 'importing') return refuseIn('Stop the import first.');
    await deleteUserFile(tx, id);
  });
}
