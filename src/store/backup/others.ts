import { openDatabase, type DatabaseAddress } from '../db';
import { rowsOf } from '../dialect';
import type { Db, Reader } from '../tx';

/**
 * Tells whether another process works with the database. What must be alone asks first: a server that goes on with what
 * it has read would write over what was changed below it.
 * @param address of a database that this process has not opened
 */
export async function isInUse(address: DatabaseAddress): Promise<boolean> {
  const db = openDatabase(address);
  try {
    return address.kind === 'sqlite' ? await isLockedSqlite(db) : (await countOtherConnections(db)) > 0;
  } finally {
    await db.destroy();
  }
}

/** In a write-ahead log every open connection holds a shared lock, so that nobody can have the file alone. */
async function isLockedSqlite(db: Db): Promise<boolean> {
  try {
    await db.raw('pragma busy_timeout = 500');
    await db.raw('pragma locking_mode = exclusive');
    await db.raw('begin exclusive');
    await db.raw('commit');
    return false;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return true;
    throw error;
  }
}

/** Counts connections of other processes of Passo to this database. */
async function countOtherConnections(reader: Reader): Promise<number> {
  const [row] = await rowsOf<{ total: unknown }>(
    reader,
    `select count(*) as total from pg_stat_activity
      where datname = current_database() and application_name like 'passo%' and pid <> pg_backend_pid()`,
    [],
  );
  return Number(row?.total ?? 0);
}
