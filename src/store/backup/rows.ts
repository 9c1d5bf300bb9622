import type { Knex } from 'knex';
import { chunks, insertRows, isPostgres, rowsOf } from '../dialect';
import type { Db, Reader, Tx } from '../tx';
import type { CopiedTable } from './tables';

/** A value as it stands in a copy, the same from both databases: a truth is 1 or 0, bytes are an object. */
export type CopiedValue = string | number | null | { readonly b64: string };

/** A row as it stands in a copy, in the order of the table's columns. */
export type CopiedRow = readonly CopiedValue[];

const AT_ONCE = 500;
const BINARY_AT_ONCE = 20;

/**
 * Runs `work` with a view of the database that does not change while it runs, whatever is written meanwhile. Nothing can
 * be written in it.
 */
export async function inSnapshot<T>(db: Db, work: (reader: Reader) => Promise<T>): Promise<T> {
  const config = isPostgres(db) ? ({ isolationLevel: 'repeatable read', readOnly: true } as const) : undefined;
  return (db as Knex).transaction(async (trx) => work(trx as Tx), config);
}

/** Reads all rows of a table by its key, some at a time. Texts are in the order of their bytes on both databases. */
export function readRows(reader: Reader, table: CopiedTable): AsyncGenerator<CopiedRow[]> {
  return isPostgres(reader) ? readByCursor(reader, table) : readByKey(reader, table);
}

async function* readByCursor(reader: Reader, table: CopiedTable): AsyncGenerator<CopiedRow[]> {
  const order = orderOf(table).map((name) =>
    table.columns.some((column) => column.name === name && column.kind === 'text')
      ? `"${name}" collate "C"`
      : `"${name}"`,
  );
  const columns = table.columns.map(({ name }) => `"${name}"`).join(', ');
  await rowsOf(
    reader,
    `declare copied no scroll cursor for select ${columns} from "${table.name}" order by ${order.join(', ')}`,
    [],
  );
  try {
    for (;;) {
      const rows = await rowsOf<Record<string, unknown>>(reader, `fetch ${AT_ONCE} from copied`, []);
      if (rows.length === 0) return;
      yield rows.map((row) => copiedRow(table, row));
    }
  } finally {
    // A transaction that failed has closed it already.
    await rowsOf(reader, 'close copied', []).catch(() => undefined);
  }
}

async function* readByKey(reader: Reader, table: CopiedTable): AsyncGenerator<CopiedRow[]> {
  const order = orderOf(table)
    .map((name) => `"${name}"`)
    .join(', ');
  const columns = table.columns.map(({ name }) => `"${name}"`).join(', ');
  const holes = orderOf(table).map(() => '?');
  let after: (string | number)[] | undefined;
  for (;;) {
    const where: string = after === undefined ? '' : `where (${order}) > (${holes.join(', ')})`;
    const rows = await rowsOf<Record<string, unknown>>(
      reader,
      `select ${columns} from "${table.name}" ${where} order by ${order} limit ${AT_ONCE}`,
      after ?? [],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => copiedRow(table, row));
    const last = rows.at(-1) ?? {};
    after = orderOf(table).map((name) => last[name] as string | number);
  }
}

function orderOf({ key, columns }: CopiedTable): readonly string[] {
  return key.length > 0 ? key : columns.map(({ name }) => name);
}

function copiedRow({ columns }: CopiedTable, row: Readonly<Record<string, unknown>>): CopiedRow {
  return columns.map(({ name, kind }): CopiedValue => {
    const value = row[name];
    if (value === null || value === undefined) return null;
    if (kind === 'boolean') return value === true || value === 1 ? 1 : 0;
    if (kind === 'number') return Number(value);
    return Buffer.isBuffer(value) ? { b64: value.toString('base64') } : String(value as string);
  });
}

/** Takes away what migrations put into a table, so that a copy is all there is. */
export async function clearTable(tx: Tx, { name }: CopiedTable): Promise<void> {
  await tx(name).delete();
}

/**
 * Writes rows of a copy.
 * @param columns as the copy names them; every one of them is a column of the table
 */
export async function writeRows(
  tx: Tx,
  table: CopiedTable,
  columns: readonly string[],
  rows: readonly CopiedRow[],
): Promise<void> {
  const kinds = new Map(table.columns.map(({ name, kind }) => [name, kind]));
  const isBoolean = columns.map((name) => isPostgres(tx) && kinds.get(name) === 'boolean');
  if (!columns.some((name) => kinds.get(name) === 'binary')) {
    const plain = rows.map((row) =>
      Object.fromEntries(
        columns.map((name, place) => [name, plainValue(row[place] ?? null, isBoolean[place] === true)]),
      ),
    );
    return insertRows(
      tx,
      table.name,
      columns.map((name) => `"${name}"`),
      plain.map(quoted),
    );
  }
  for (const part of chunks(rows, BINARY_AT_ONCE)) {
    await tx(table.name).insert(
      part.map((row) =>
        Object.fromEntries(
          columns.map((name, place) => {
            const value = row[place] ?? null;
            const bytes = typeof value === 'object' && value !== null ? Buffer.from(value.b64, 'base64') : undefined;
            return [name, bytes ?? plainValue(value, isBoolean[place] === true)];
          }),
        ),
      ),
    );
  }
}

/** `insertRows` finds a row's values under the names it writes, which are quoted here. */
function quoted<T>(row: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [`"${name}"`, value]));
}

function plainValue(value: CopiedValue, isBoolean: boolean): string | number | boolean | null {
  if (value === null || typeof value === 'object') return null;
  return isBoolean ? value === 1 : value;
}

/** Counts rows that an installation in use has: people, groups, applications, events. */
export async function countRowsInUse(reader: Reader): Promise<number> {
  let total = 0;
  for (const name of ['users', 'user_groups', 'applications', 'events']) {
    const [row] = await rowsOf<{ total: unknown }>(reader, `select count(*) as total from ${name}`, []);
    total += Number(row?.total ?? 0);
  }
  return total;
}
