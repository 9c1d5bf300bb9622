import { existsSync } from 'node:fs';
import { AppError } from '../../core/errors';
import { openDatabase, type DatabaseAddress } from '../../store/db';
import { readMigrationState, type MigrationState } from '../../store/migrations';
import type { Db } from '../../store/tx';

/** Works with a database by itself, without a server around it, and closes it again. */
export async function withDatabase<T>(address: DatabaseAddress, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(address);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

/** Reads how far a database is migrated. */
export function readMigrations(db: Db): Promise<MigrationState> {
  return readMigrationState(db);
}

/**
 * Refuses an address where no database is yet: opening it would make one.
 * @throws AppError not_found
 */
export function demandDatabase(address: DatabaseAddress): void {
  if (address.kind === 'postgres' || existsSync(address.file)) return;
  throw new AppError('not_found', `There is no database at ${address.file}.`);
}
