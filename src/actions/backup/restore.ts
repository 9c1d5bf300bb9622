import type { Config } from '../../config/config';
import type { Secrets } from '../../config/secrets';
import { makeNewId, type Clock } from '../../core/clock';
import { AppError } from '../../core/errors';
import { saveHeldCopy } from '../../store/backup/held-copy';
import { clearTable, countRowsInUse, readRows, writeRows } from '../../store/backup/rows';
import { listCopiedTables, type CopiedTable } from '../../store/backup/tables';
import { openDatabase } from '../../store/db';
import { migrate, migrateTo, readMigrationState } from '../../store/migrations';
import { deleteAllSessions } from '../../store/sessions';
import { transact, type Db, type Tx } from '../../store/tx';
import type { Actor } from '../deps';
import { record } from '../record';
import { badBackup, TableSum, type Manifest } from './format';
import { checkBackup, readPieces, type OpenedBackup } from './read-file';

/** Where a backup is restored to: an address where no installation is. */
export interface RestoreTarget {
  readonly config: Pick<Config, 'database'>;
  readonly secrets: Pick<Secrets, 'sealingKey'>;
  readonly clock: Clock;
}

/** A backup that was restored. */
export interface Restored {
  readonly manifest: Manifest;
  /** Migrations that were applied after it, because it came of an older version. */
  readonly migrated: readonly string[];
}

/**
 * Puts a backup into an empty database, of either kind, in one transaction: all of it or nothing. The file is read twice,
 * first to prove that nothing of it was changed; what was written is counted and hashed against it. Nobody stays signed
 * in. The copy sends nothing until an admin says so: another server may be at work with the original (R16).
 * @throws AppError when the file can't be used or the database is in use
 */
export async function restoreBackup(target: RestoreTarget, actor: Actor, backup: OpenedBackup): Promise<Restored> {
  const { sealingKey } = target.secrets;
  const manifest = await checkBackup(backup, sealingKey);
  const db = openDatabase(target.config.database);
  try {
    await prepareEmpty(db, backup.header.migrations);
    const at = target.clock();
    await transact(db, async (tx) => {
      await fill(tx, backup, sealingKey);
      await verify(tx, manifest);
      await deleteAllSessions(tx);
      await saveHeldCopy(tx, { why: 'restored', at, copiedAt: Date.parse(backup.header.createdAt) });
    });
    const migrated = await migrate(db);
    await note(target, db, actor, backup, manifest);
    return { manifest, migrated };
  } finally {
    await db.destroy();
  }
}

/**
 * Brings an empty database to the form that a copy was made in.
 * @throws AppError conflict when it holds an installation, or the copy is of a later version
 */
export async function prepareEmpty(db: Db, migrations: readonly string[]): Promise<void> {
  const state = await readMigrationState(db);
  if (state.applied.length > 0 && (await countRowsInUse(db)) > 0) {
    throw new AppError(
      'conflict',
      'There is an installation in this database already. Nothing was changed. Name an empty one.',
    );
  }
  const known = new Set([...state.applied, ...state.pending]);
  if (migrations.some((name) => !known.has(name)) || state.unknown.length > 0) {
    throw badBackup('This copy was made by a newer version of Passo. Restore it with that version.');
  }
  const further = state.applied.filter((name) => !migrations.includes(name));
  if (further.length > 0) {
    throw new AppError(
      'conflict',
      'The empty database was set up by a newer version than the one that made the copy. Name one without any tables.',
    );
  }
  await migrateTo(db, migrations);
}

async function fill(tx: Tx, backup: OpenedBackup, sealingKey: Buffer): Promise<void> {
  const tables = new Map((await listCopiedTables(tx)).map((table) => [table.name, table]));
  for (const table of [...tables.values()].reverse()) await clearTable(tx, table);
  let current: { readonly table: CopiedTable; readonly columns: readonly string[] } | undefined;
  for await (const piece of readPieces(backup, sealingKey)) {
    if (piece.kind === 'table') current = { table: known(tables, piece.name, piece.columns), columns: piece.columns };
    else if (piece.kind === 'rows' && current !== undefined) {
      await writeRows(tx, current.table, current.columns, piece.rows);
    }
  }
}

/** Only tables and columns of this schema are written to, whatever a file names. */
function known(tables: ReadonlyMap<string, CopiedTable>, name: string, columns: readonly string[]): CopiedTable {
  const table = tables.get(name);
  const fits = columns.every((column) => table?.columns.some((own) => own.name === column));
  if (table === undefined || !fits) {
    throw badBackup(`This backup holds ${name} in a form that this version of Passo does not know.`);
  }
  return table;
}

/**
 * Reads back what was written.
 * @throws AppError internal when a table has not the rows it should have
 */
export async function verify(tx: Tx, manifest: Manifest): Promise<void> {
  const tables = await listCopiedTables(tx);
  for (const [name, expected] of Object.entries(manifest)) {
    const table = tables.find((one) => one.name === name);
    const sum = new TableSum();
    if (table !== undefined) {
      for await (const rows of readRows(tx, table)) for (const row of rows) sum.add(JSON.stringify(row));
    }
    const found = sum.finish();
    if (found.rows === expected.rows && found.sha256 === expected.sha256) continue;
    throw new AppError('internal', `The table ${name} is not what it was in the copy. Nothing was kept.`);
  }
}

async function note(
  target: RestoreTarget,
  db: Db,
  actor: Actor,
  { header }: OpenedBackup,
  manifest: Manifest,
): Promise<void> {
  const { clock } = target;
  const rows = Object.values(manifest).reduce((sum, count) => sum + count.rows, 0);
  const sentence = `${rows} rows as they were at ${header.createdAt}. Nothing is sent until an admin allows it`;
  await transact(db, (tx) => record({ clock, newId: makeNewId(clock) }, tx, actor, 'backup_restore', {}, { sentence }));
}
