import { AppError, notFound } from '../../core/errors';
import type { UserFile } from '../../core/user-file/file';
import { findUserFileToChange, renewUserFile } from '../../store/files/user-files';
import { changeDirectory, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { demandMay } from '../may-act';

/** How long a file is left to whoever works on it without a sign of life, in milliseconds. */
export const LEASE_MS = 60_000;

/** Somebody else has taken a file over, it was stopped, or it is gone: nothing more is written. */
export class FileLost extends Error {
  constructor() {
    super('Another worker has taken this file over.');
    this.name = 'FileLost';
  }
}

/**
 * Writes in a transaction that first makes sure that the file is still this worker's, prolongs its lease and notes how
 * far it is.
 * @throws FileLost
 */
export function inFile<T>(
  deps: Deps,
  file: UserFile,
  at: { readonly owner: string; readonly done: number },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return changeDirectory(deps.db, async (tx) => {
    const lease = { owner: at.owner, until: deps.clock() + LEASE_MS, done: at.done };
    if (!(await renewUserFile(tx, file.id, lease))) throw new FileLost();
    return work(tx);
  });
}

/**
 * Gets a file to change what becomes of it.
 * @throws AppError not_found, forbidden
 */
export async function fileToChange(tx: Tx, actor: Actor, id: string): Promise<UserFile> {
  demandMay(actor, 'people.write');
  const file = await findUserFileToChange(tx, id);
  if (file === undefined) throw notFound('This file');
  return file;
}

/** Refuses what can't be done with a file in its state. */
export function refuseIn(sentence: string): never {
  throw new AppError('conflict', sentence);
}
