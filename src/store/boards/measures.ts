import { isPostgres, whole } from '../dialect';
import type { Db } from '../tx';

/** Connections of this process to its database: at work, idle, and queries that wait for one. */
export interface PoolReading {
  readonly used: number;
  readonly free: number;
  readonly waiting: number;
}

interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}

/** Counts the connections of this process; undefined once the database is closed. */
export function readPool(db: Db): PoolReading | undefined {
  const { pool } = (db as unknown as { client: { pool?: Pool } }).client;
  if (pool === undefined) return undefined;
  return { used: pool.numUsed(), free: pool.numFree(), waiting: pool.numPendingAcquires() };
}

/** Reads how large the database is, in bytes; of SQLite without its write-ahead log. */
export async function readDatabaseBytes(db: Db): Promise<number> {
  if (isPostgres(db)) {
    const { rows } = await db.raw<{ rows: { bytes: unknown }[] }>(
      'select pg_database_size(current_database()) as bytes',
    );
    return whole(rows[0]?.bytes ?? 0);
  }
  const sql = 'select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()';
  const rows = await db.raw<{ bytes: unknown }[]>(sql);
  return whole(rows[0]?.bytes ?? 0);
}
