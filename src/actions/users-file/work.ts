import { claimUserFile, findUserFileToDo, releaseUserFile } from '../../store/files/user-files';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { checkFile } from './check';
import { FileLost, LEASE_MS } from './lease';
import { importFile } from './run';

/**
 * Works on one file that is due and that nobody works on: checks its lines, or imports them.
 * @param owner names this work: unique in all processes
 * @param stop asked between lines
 * @returns whether there was one
 * @throws what the database throws; the file is taken up again when its lease has run out
 */
export async function workOnUserFile(deps: Deps, owner: string, stop: () => boolean): Promise<boolean> {
  if ((await findUserFileToDo(deps.db, deps.clock())) === undefined) return false;
  const file = await transact(deps.db, (tx) => claimUserFile(tx, { owner, now: deps.clock(), leaseMs: LEASE_MS }));
  if (file === undefined) return false;
  try {
    await (file.state === 'checking' ? checkFile : importFile)(deps, file, owner, stop);
  } catch (error) {
    if (!(error instanceof FileLost)) throw error;
  }
  await transact(deps.db, (tx) => releaseUserFile(tx, file.id, owner));
  return true;
}
