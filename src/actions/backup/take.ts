import { createWriteStream } from 'node:fs';
import { existsSync } from 'node:fs';
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Config } from '../../config/config';
import { PACKAGE } from '../../config/package';
import type { Secrets } from '../../config/secrets';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { makeNewId, type Clock } from '../../core/clock';
import { inSnapshot, readRows } from '../../store/backup/rows';
import { listCopiedTables, type CopiedTable } from '../../store/backup/tables';
import { openDatabase } from '../../store/db';
import { readMigrationState } from '../../store/migrations';
import { transact, type Db, type Reader } from '../../store/tx';
import type { Actor } from '../deps';
import { record } from '../record';
import { cipherFor, keyIdOf, newSealing, TableSum, type BackupHeader, type Manifest, type TableCount } from './format';

/** Where a backup is taken from: a database of which nothing has to be open, while a server may be at work with it. */
export interface BackupSource {
  readonly config: Pick<Config, 'database'>;
  readonly secrets: Pick<Secrets, 'sealingKey'>;
  readonly clock: Clock;
}

/** A backup that was written. */
export interface TakenBackup {
  readonly file: string;
  readonly bytes: number;
  readonly header: Omit<BackupHeader, 'key'>;
  readonly manifest: Manifest;
}

/**
 * Copies everything into one file as it is at one moment, while others go on writing (R16). The file is encrypted with a
 * key drawn from the encryption key, which is not in it unless asked for. It appears under its name once it is whole.
 * @param options `key` is the encryption key in base64, to be put into the file
 * @throws AppError conflict when the file is there already or there is nothing to copy
 */
export async function takeBackup(
  source: BackupSource,
  actor: Actor,
  options: { readonly file: string; readonly key?: string },
): Promise<TakenBackup> {
  const file = resolve(options.file);
  if (existsSync(file)) throw new AppError('conflict', `${file} is there already. Nothing was written.`);
  const { database } = source.config;
  if (database.kind === 'sqlite' && !existsSync(database.file)) {
    throw new AppError('conflict', `There is no database at ${database.file}.`);
  }
  await mkdir(dirname(file), { recursive: true });
  const db = openDatabase(database);
  try {
    const { applied, pending } = await readMigrationState(db);
    if (applied.length === 0) throw new AppError('conflict', 'The database is empty: there is nothing to copy.');
    const header = compact<BackupHeader>({
      passo: 'backup',
      format: 1,
      version: PACKAGE.version,
      createdAt: new Date(source.clock()).toISOString(),
      database: database.kind,
      migrations: applied,
      keyId: keyIdOf(source.secrets.sealingKey),
      ...newSealing(),
      key: options.key,
    });
    const manifest = await write(db, source.secrets.sealingKey, header, file);
    // A database of an older version has no place for an event of this one.
    if (pending.length === 0) await note(source, db, actor, manifest, options.key !== undefined);
    const { key: _key, ...shown } = header;
    return { file, bytes: (await stat(file)).size, header: shown, manifest };
  } finally {
    await db.destroy();
  }
}

async function write(db: Db, sealingKey: Buffer, header: BackupHeader, file: string): Promise<Manifest> {
  const partial = `${file}.partial`;
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const cipher = cipherFor(sealingKey, header, line);
  const manifest: Record<string, TableCount> = {};
  try {
    await inSnapshot(db, async (reader) => {
      const tables = await listCopiedTables(reader);
      async function* withHeader(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
        yield line;
        yield* body;
        yield cipher.getAuthTag();
      }
      await pipeline(
        Readable.from(linesOf(reader, tables, manifest)),
        createGzip({ level: 6 }),
        cipher,
        withHeader,
        createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }),
      );
    });
    await settle(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(partial, { force: true });
    throw sentenceOf(error, partial);
  }
  return manifest;
}

/** All tables of one view of the database, as lines. */
async function* linesOf(
  reader: Reader,
  tables: readonly CopiedTable[],
  manifest: Record<string, TableCount>,
): AsyncGenerator<string> {
  let total = 0;
  for (const table of tables) {
    yield `${JSON.stringify({ table: table.name, columns: table.columns.map(({ name }) => name) })}\n`;
    const sum = new TableSum();
    for await (const rows of readRows(reader, table)) {
      const lines = rows.map((row) => JSON.stringify(row));
      for (const text of lines) sum.add(text);
      yield `${lines.join('\n')}\n`;
    }
    const count = sum.finish();
    manifest[table.name] = count;
    total += count.rows;
    yield `${JSON.stringify({ end: table.name, ...count })}\n`;
  }
  yield `${JSON.stringify({ done: true, tables: tables.length, rows: total })}\n`;
}

/** Gives a whole file its name, never over another one, and waits until the disk has it. */
async function settle(partial: string, file: string): Promise<void> {
  try {
    await link(partial, file);
    await rm(partial);
  } catch (error) {
    // Some file systems know no second name for a file.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await rename(partial, file);
  }
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function sentenceOf(error: unknown, partial: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') {
    return new AppError(
      'conflict',
      `${partial} is there: another backup is under way, or one was cut off. Remove it first.`,
    );
  }
  if (code === 'ENOSPC')
    return new AppError('unavailable', 'The disk is full. Nothing is left of the backup.', { cause: error });
  return error;
}

/** A backup carries everything out of here, so it is told of (SECURITY A11). */
async function note(source: BackupSource, db: Db, actor: Actor, manifest: Manifest, withKey: boolean): Promise<void> {
  const { clock } = source;
  const rows = Object.values(manifest).reduce((sum, count) => sum + count.rows, 0);
  const sentence = `${rows} rows, ${withKey ? 'with the encryption key' : 'without the encryption key'}`;
  await transact(db, (tx) => record({ clock, newId: makeNewId(clock) }, tx, actor, 'backup_create', {}, { sentence }));
}
