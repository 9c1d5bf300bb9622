import type { Config } from '../../config/config';
import type { Clock } from '../../core/clock';
import { AppError } from '../../core/errors';
import { saveHeldCopy } from '../../store/backup/held-copy';
import { isInUse } from '../../store/backup/others';
import { clearTable, inSnapshot, readRows, writeRows } from '../../store/backup/rows';
import { listCopiedTables } from '../../store/backup/tables';
import { openDatabase } from '../../store/db';
import { migrate, readMigrationState } from '../../store/migrations';
import { transact, type Db, type Reader, type Tx } from '../../store/tx';
import { TableSum, type Manifest, type TableCount } from './format';
import { prepareEmpty, verify } from './restore';

/** From where to where everything is moved. */
export interface Move {
  readonly from: Extract<Config['database'], { kind: 'sqlite' }>;
  readonly to: Extract<Config['database'], { kind: 'postgres' }>;
  readonly clock: Clock;
}

/**
 * Moves an installation from SQLite to an empty PostgreSQL database, in one transaction, and checks every table there by
 * its count and hash. Sessions go along: nobody has to sign in again. What is left in SQLite sends nothing any more.
 * @throws AppError conflict while a server works with the SQLite file, or the PostgreSQL database is in use
 */
export async function moveToPostgres({ from, to, clock }: Move): Promise<Manifest> {
  if (await isInUse(from)) {
    throw new AppError(
      'conflict',
      'A server works with the SQLite file. Stop it first: what it writes now would be lost.',
    );
  }
  const source = openDatabase(from);
  const target = openDatabase(to);
  try {
    await migrate(source);
    await prepareEmpty(target, (await readMigrationState(source)).applied);
    const manifest = await inSnapshot(source, (reader) => copyAll(reader, target));
    const at = clock();
    await transact(source, (tx) => saveHeldCopy(tx, { why: 'moved', at, copiedAt: at }));
    return manifest;
  } finally {
    await source.destroy();
    await target.destroy();
  }
}

async function copyAll(reader: Reader, target: Db): Promise<Manifest> {
  return transact(target, async (tx) => {
    const manifest = await copyTables(reader, tx);
    await verify(tx, manifest);
    return manifest;
  });
}

async function copyTables(reader: Reader, tx: Tx): Promise<Manifest> {
  const tables = await listCopiedTables(tx);
  const sources = await listCopiedTables(reader);
  for (const table of [...tables].reverse()) await clearTable(tx, table);
  const manifest: Record<string, TableCount> = {};
  for (const table of tables) {
    const own = sources.find(({ name }) => name === table.name);
    if (own === undefined) throw new Error(`The table ${table.name} is missing in SQLite.`);
    const columns = own.columns.map(({ name }) => name);
    const sum = new TableSum();
    for await (const rows of readRows(reader, own)) {
      for (const row of rows) sum.add(JSON.stringify(row));
      await writeRows(tx, table, columns, rows);
    }
    manifest[table.name] = sum.finish();
  }
  return manifest;
}
