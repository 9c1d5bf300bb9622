import { deleteUserFile, listOldUserFiles } from '../../store/files/user-files';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';

const DAY_MS = 24 * 3_600_000;
/** How long lines are kept that were looked at and not imported, and the results of those that were. */
export const FILE_LIFE = { draftMs: DAY_MS, doneMs: 7 * DAY_MS } as const;

/**
 * Forgets files whose time is over: they hold names and addresses.
 * @returns how many
 */
export async function tidyUserFiles(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const now = deps.clock();
  const old = await listOldUserFiles(deps.db, { draft: now - FILE_LIFE.draftMs, done: now - FILE_LIFE.doneMs });
  for (const id of old) await transact(deps.db, (tx) => deleteUserFile(tx, id));
  return old.length;
}
