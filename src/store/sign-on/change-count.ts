import { isPostgres, whole } from '../dialect';
import type { Tx } from '../tx';

/**
 * Reads the count of changes in a transaction that sees one state of the database from here on, so that rows read after
 * it belong to this count. To be called first.
 */
export async function readChangeCount(tx: Tx): Promise<number> {
  if (isPostgres(tx)) await tx.raw('set transaction isolation level repeatable read, read only');
  const row: { value: unknown } | undefined = await tx('change_count').where({ id: 1 }).first('value');
  return whole(row?.value);
}
