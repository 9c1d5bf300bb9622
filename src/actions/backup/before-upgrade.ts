import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../../config/config';
import type { Clock } from '../../core/clock';
import { AppError } from '../../core/errors';
import { saveHeldCopy } from '../../store/backup/held-copy';
import { isInUse } from '../../store/backup/others';
import { openDatabase } from '../../store/db';
import { copySqliteInto } from '../../store/sqlite/copy-into';
import { migrate, readMigrationState } from '../../store/migrations';
import { transact, type Db } from '../../store/tx';

/** Copies that are kept, one of each form of the database; older ones make room. */
const KEPT = 3;
const FOLDER = 'before-upgrade';
const SQLITE_START = 'SQLite format 3\0';

/** What a start needs to know of the database it opened. */
export interface Upgrade {
  readonly db: Db;
  readonly config: Pick<Config, 'database' | 'autoMigrate'>;
  readonly clock: Clock;
  /** Told of the copy that was made. */
  readonly onCopy?: (file: string) => void;
}

/**
 * Brings the database to this version. A SQLite database with something in it is copied first, so that the version before
 * can be had back (R15). All migrations are one transaction: when one fails, everything is as it was.
 * @param asked whether it was asked for by name; otherwise PASSO_AUTO_MIGRATE decides
 * @returns the names of the migrations that were applied
 * @throws Error with a sentence when migrations wait and may not be applied, or the database is of a later version
 */
export async function bringUpToDate(
  { db, config, clock, onCopy }: Upgrade,
  asked: boolean,
): Promise<readonly string[]> {
  const { applied, pending } = await readMigrationState(db);
  if (pending.length > 0 && !asked && !config.autoMigrate) {
    throw new Error(
      `The database is not up to date: ${pending.join(', ')} wait${pending.length === 1 ? 's' : ''}. Run passo migrate up, or leave PASSO_AUTO_MIGRATE out.`,
    );
  }
  if (pending.length > 0 && applied.length > 0 && config.database.kind === 'sqlite') {
    const copy = await copyBefore(db, config.database.file, applied.at(-1) ?? '', clock());
    onCopy?.(copy);
  }
  return migrate(db);
}

/** The folder that copies from before an upgrade lie in. */
export function upgradeCopiesOf(databaseFile: string): string {
  return join(dirname(databaseFile), FOLDER);
}

async function copyBefore(db: Db, databaseFile: string, at: string, now: number): Promise<string> {
  const folder = upgradeCopiesOf(databaseFile);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${new Date(now).toISOString().replace(/[:.]/g, '-')}-${at}.sqlite`);
  await copySqliteInto(db, file);
  await chmod(file, 0o600);
  // A start that fails again and again copies the same form each time: it must not push the others out.
  const copies = (await readdir(folder)).filter((name) => name.endsWith('.sqlite')).sort();
  const same = copies.filter((name) => name.endsWith(`-${at}.sqlite`) && join(folder, name) !== file);
  const kept = copies.filter((name) => !same.includes(name)).slice(-KEPT);
  for (const name of copies.filter((one) => !kept.includes(one))) await rm(join(folder, name), { force: true });
  return file;
}

/** Tells whether a file is a copy of a SQLite database, and no backup. */
export async function isSqliteCopy(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(SQLITE_START.length);
    await handle.read(start, 0, start.length, 0);
    return start.toString('latin1') === SQLITE_START;
  } finally {
    await handle.close();
  }
}

/**
 * Puts a copy from before an upgrade back, as it is: without bringing it up to date, for the version it belongs to. What
 * is there now is moved aside. The copy sends nothing until it is allowed to.
 * @param options `replace` says that a database that is there may be moved aside
 * @returns where the database that was there went
 * @throws AppError conflict while a server runs, or a database is there and may not be replaced
 */
export async function putCopyBack(
  { config, clock }: { readonly config: Pick<Config, 'database'>; readonly clock: Clock },
  copy: string,
  options: { readonly replace: boolean },
): Promise<{ readonly movedTo?: string }> {
  if (config.database.kind !== 'sqlite') {
    throw new AppError('conflict', 'This is a copy of a SQLite database, and PASSO_DATABASE_URL names PostgreSQL.');
  }
  const { file } = config.database;
  const isThere = existsSync(file);
  if (isThere && !options.replace) {
    throw new AppError('conflict', `There is a database at ${file}. With --replace it is moved aside.`);
  }
  if (isThere && (await isInUse(config.database))) {
    throw new AppError('conflict', 'A server works with this database. Stop it first.');
  }
  const copiedAt = (await stat(copy)).mtimeMs;
  const fresh = `${file}.restoring`;
  await rm(fresh, { force: true });
  await writeCopy(copy, fresh, { at: clock(), copiedAt });
  const movedTo = isThere ? await moveAside(file, clock()) : undefined;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await rename(fresh, file);
  return movedTo === undefined ? {} : { movedTo };
}

/** Copies through SQLite itself, which refuses a file that is damaged, and marks the copy. */
async function writeCopy(copy: string, fresh: string, held: { at: number; copiedAt: number }): Promise<void> {
  const from = openDatabase({ kind: 'sqlite', file: copy });
  try {
    await copySqliteInto(from, fresh);
  } finally {
    await from.destroy();
  }
  await chmod(fresh, 0o600);
  const db = openDatabase({ kind: 'sqlite', file: fresh });
  try {
    await transact(db, (tx) => saveHeldCopy(tx, { why: 'restored', ...held }));
  } finally {
    await db.destroy();
  }
  await removeLogs(fresh);
}

async function moveAside(file: string, now: number): Promise<string> {
  const name = `${basename(file)}.replaced-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  const aside = join(dirname(file), name);
  await rename(file, aside);
  for (const ending of ['-wal', '-shm']) {
    if (existsSync(`${file}${ending}`)) await rename(`${file}${ending}`, `${aside}${ending}`);
  }
  return aside;
}

async function removeLogs(file: string): Promise<void> {
  for (const ending of ['-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
}
