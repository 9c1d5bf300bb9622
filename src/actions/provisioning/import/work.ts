import { findApplication } from '../../../store/applications';
import { findHeldCopy } from '../../../store/backup/held-copy';
import { claimImport, findImportToDo, releaseImport } from '../../../store/provisioning/imports';
import { transact } from '../../../store/tx';
import type { Deps } from '../../deps';
import { TokenUnreadable } from '../connection';
import { failReading, ImportLost, readUsers } from './read';
import { importChosen } from './run';

const LEASE_MS = 60_000;

/**
 * Works on one import that is due and that nobody works on: reads its list, or imports what was chosen.
 * @param owner names this work: unique in all processes
 * @param stop asked between pages and batches
 * @returns whether there was one
 * @throws what the database throws; the import is taken up again when its lease has run out
 */
export async function workOnImport(deps: Deps, owner: string, stop: () => boolean): Promise<boolean> {
  if ((await findHeldCopy(deps.db)) !== undefined) return false;
  if ((await findImportToDo(deps.db, deps.clock())) === undefined) return false;
  const one = await transact(deps.db, (tx) => claimImport(tx, { owner, now: deps.clock(), leaseMs: LEASE_MS }));
  if (one === undefined) return false;
  const application = await findApplication(deps.db, one.applicationId);
  if (application === undefined) return false;
  try {
    if (one.state === 'reading') await readUsers(deps, application, one, owner, stop);
    else await importChosen(deps, application, one, owner, stop);
  } catch (error) {
    if (!(error instanceof ImportLost)) {
      if (one.state === 'reading') {
        const sentence = error instanceof TokenUnreadable ? error.message : 'Passo met a fault while it read the list.';
        await failReading(deps, one, owner, sentence);
      }
      throw error;
    }
  }
  await transact(deps.db, (tx) => releaseImport(tx, one.id, owner));
  return true;
}
