import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { CopiedRow } from '../../store/backup/rows';
import {
  badBackup,
  decipherFor,
  keyIdOf,
  MOST_HEADER_BYTES,
  TAG_BYTES,
  TableSum,
  type BackupHeader,
  type BackupLine,
  type Manifest,
  type TableCount,
} from './format';

const CHANGED = 'This backup is damaged: it was cut short, or something in it was changed. Take another one.';
const NO_BACKUP = 'This file is no backup of Passo.';
/** An image of half a megabyte is the longest that a row holds. */
const MOST_LINE = 16 * 1_048_576;

const headerForm = z.object({
  passo: z.literal('backup'),
  format: z.number(),
  version: z.string().max(64),
  createdAt: z.string().max(40),
  database: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.string().max(128)).max(1_000),
  keyId: z.string().max(64),
  salt: z.string().max(128),
  iv: z.string().max(64),
  key: z.string().max(128).optional(),
});

/** A backup whose header was read. */
export interface OpenedBackup {
  readonly file: string;
  readonly header: BackupHeader;
  readonly line: Buffer;
  readonly bytes: number;
}

/**
 * Reads the header of a backup.
 * @throws AppError when the file is none, or of a later form; what the file system says when it can't be read
 */
export async function openBackup(file: string): Promise<OpenedBackup> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = Buffer.alloc(Math.min(size, MOST_HEADER_BYTES));
    await handle.read(start, 0, start.length, 0);
    const end = start.indexOf('\n');
    if (end === -1 || !start.toString('latin1', 0, 20).startsWith('{"passo":"backup"')) throw badBackup(NO_BACKUP);
    const line = Buffer.from(start.subarray(0, end + 1));
    return { file, header: readHeader(line), line, bytes: size };
  } finally {
    await handle.close();
  }
}

function readHeader(line: Buffer): BackupHeader {
  let json: unknown;
  try {
    json = JSON.parse(line.toString('utf8'));
  } catch (error) {
    throw badBackup(NO_BACKUP, error);
  }
  const read = headerForm.safeParse(json);
  if (!read.success) throw badBackup(CHANGED);
  if (read.data.format !== 1)
    throw badBackup('This backup was made by a newer version of Passo. Restore it with that one.');
  return read.data as BackupHeader;
}

/** A piece of a backup: a table begins, rows of it, or it ends. */
export type BackupPiece =
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: readonly CopiedRow[] }
  | { readonly kind: 'end'; readonly name: string; readonly count: TableCount };

const ROWS_AT_ONCE = 500;

/**
 * Reads a backup from its beginning to its end. Every count and hash is checked, and at last that nothing of the file was
 * changed: what was done with the pieces counts only once all of them came.
 * @throws AppError when the key is another one, or the file is damaged
 */
export async function* readPieces(backup: OpenedBackup, sealingKey: Buffer): AsyncGenerator<BackupPiece> {
  if (keyIdOf(sealingKey) !== backup.header.keyId) {
    throw badBackup(
      'This backup belongs to another encryption key. Give the key it was made with: without it nothing in it can be read.',
    );
  }
  let table: { readonly name: string; readonly width: number; readonly sum: TableSum } | undefined;
  let rows: CopiedRow[] = [];
  let total = 0;
  let tables = 0;
  let done = false;
  for await (const text of readLines(backup, sealingKey)) {
    const line = parse(text);
    if (done) throw badBackup(CHANGED);
    if (Array.isArray(line)) {
      if (table?.width !== line.length) throw badBackup(CHANGED);
      table.sum.add(text);
      rows.push(line as CopiedRow);
      if (rows.length < ROWS_AT_ONCE) continue;
      yield { kind: 'rows', rows };
      rows = [];
    } else if ('table' in line) {
      if (table !== undefined) throw badBackup(CHANGED);
      table = { name: line.table, width: line.columns.length, sum: new TableSum() };
      yield { kind: 'table', name: line.table, columns: line.columns };
    } else if ('end' in line) {
      const count = table?.sum.finish();
      if (count === undefined || table?.name !== line.end) throw badBackup(CHANGED);
      if (count.rows !== line.rows || count.sha256 !== line.sha256) throw badBackup(CHANGED);
      if (rows.length > 0) yield { kind: 'rows', rows };
      yield { kind: 'end', name: line.end, count };
      rows = [];
      total += count.rows;
      tables += 1;
      table = undefined;
    } else if ('done' in line) {
      if (line.rows !== total || line.tables !== tables) throw badBackup(CHANGED);
      done = true;
    } else throw badBackup(CHANGED);
  }
  if (!done) throw badBackup(CHANGED);
}

/** Goes through a backup without keeping anything: its counts and hashes, once all is proved to be right. */
export async function checkBackup(backup: OpenedBackup, sealingKey: Buffer): Promise<Manifest> {
  const manifest: Record<string, TableCount> = {};
  for await (const piece of readPieces(backup, sealingKey))
    if (piece.kind === 'end') manifest[piece.name] = piece.count;
  return manifest;
}

function parse(text: string): Exclude<BackupLine, CopiedRow> | unknown[] {
  try {
    const line = JSON.parse(text) as unknown;
    if (typeof line === 'object' && line !== null) return line as Exclude<BackupLine, CopiedRow> | unknown[];
  } catch {
    // Told below, as everything that does not belong into a backup.
  }
  throw badBackup(CHANGED);
}

async function* readLines({ file, header, line, bytes }: OpenedBackup, sealingKey: Buffer): AsyncGenerator<string> {
  const end = bytes - TAG_BYTES;
  if (end <= line.length) throw badBackup(CHANGED);
  const decipher = decipherFor(sealingKey, header, line, await readTag(file, end));
  const plain = new PassThrough();
  const stream = createReadStream(file, { start: line.length, end: end - 1 });
  const flowing = pipeline(stream, decipher, createGunzip(), plain);
  // Told by the loop below, which sees the same end.
  flowing.catch(() => undefined);
  let rest: Buffer[] = [];
  let waiting = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        yield Buffer.concat([...rest, chunk.subarray(from, at)]).toString('utf8');
        rest = [];
        waiting = 0;
        from = at + 1;
      }
      waiting += chunk.length - from;
      if (waiting > MOST_LINE) throw badBackup(CHANGED);
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
    await flowing;
  } catch (error) {
    if (isStreamFault(error)) throw badBackup(CHANGED, error);
    throw error;
  } finally {
    stream.destroy();
  }
  if (waiting > 0) throw badBackup(CHANGED);
}

/** What the cipher and the decompression say of bytes that were changed or are missing. */
function isStreamFault(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^(Z_|ERR_OSSL|ERR_CRYPTO|ERR_STREAM_PREMATURE)/.test(code) || /unable to authenticate/.test(message);
}

async function readTag(file: string, at: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const tag = Buffer.alloc(TAG_BYTES);
    await handle.read(tag, 0, TAG_BYTES, at);
    return tag;
  } finally {
    await handle.close();
  }
}
