import type { Reader, Tx } from './tx';

/** Tells whether the rows are kept in PostgreSQL. */
export function isPostgres(reader: Reader): boolean {
  const { client } = reader as { client: { config: { client: unknown } } };
  return client.config.client === 'pg';
}

/** Row-lock words for a sub-select that claims work: other claimers skip what is taken. SQLite has one writer anyway. */
export function skipLocked(reader: Reader): string {
  return isPostgres(reader) ? 'for update skip locked' : '';
}

/** Row-lock words for a row that is read to be changed. SQLite has one writer anyway. */
export function forUpdate(reader: Reader): string {
  return isPostgres(reader) ? 'for update' : '';
}

/** A sub-select of texts that are bound as one JSON list, so that the statement is the same however many there are. */
export function listed(reader: Reader): string {
  return `(select value from ${isPostgres(reader) ? 'json_array_elements_text(?::json)' : 'json_each(?)'})`;
}

/** Reads a boolean column: SQLite gives 0 and 1. */
export function truth(value: unknown): boolean {
  return value === true || value === 1;
}

/** Reads a whole number: counts and big integers come as text from PostgreSQL. */
export function whole(value: unknown): number {
  return Number(value);
}

/** Reads a nullable whole number. */
export function wholeOrNone(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** Reads a nullable text. */
export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Makes a LIKE pattern that finds a text anywhere; use it with `escape '\'`. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** Splits a list so that one statement stays far below the databases' limit of bound values. */
export function chunks<T>(list: readonly T[], size = 500): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size));
  return parts;
}

/** Tells whether an error is a violated unique rule, on either database. */
export function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '23505' || (code === 'SQLITE_CONSTRAINT' && /UNIQUE/.test(String((error as Error).message)));
}

/** Tells whether an error says that a row's owner is not there any more, on either database. */
export function isOrphan(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '23503' || (code === 'SQLITE_CONSTRAINT' && /FOREIGN KEY/.test(String((error as Error).message)));
}

/** Tells whether PostgreSQL ended a transaction because two waited for each other (40P01), or could not be told apart in time (40001). */
export function isDeadlock(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '40P01' || code === '40001';
}

/** Tells whether SQLite refused because another process holds a lock, or wrote meanwhile. */
export function isBusy(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'SQLITE_BUSY';
}

/**
 * Tells whether a database refused a write for what was in it: a broken rule, or a value it can't hold. Trying again is
 * no use then.
 */
export function isDataFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (code === 'SQLITE_CONSTRAINT' || /^2[23][0-9A-Z]{3}$/.test(code));
}

/** What keeps a database from working: no room, too much to do, or not there. */
export type DatabaseTrouble = 'full' | 'busy' | 'away';

/**
 * Tells whether the database itself could not do its work, on either database: nothing was wrong with what it was asked.
 * PostgreSQL: classes 08, 53, 57P and 55P03; SQLite: result codes FULL, IOERR, BUSY and their like.
 */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (name === 'KnexTimeoutError') return 'busy';
  if (typeof code === 'string') {
    if (/^(?:SQLITE_FULL|ENOSPC|EDQUOT|53100|53200)$/.test(code)) return 'full';
    if (/^(?:SQLITE_(?:BUSY|LOCKED)|53[03]00|53400|55P03|57014)$/.test(code)) return 'busy';
    if (/^(?:SQLITE_(?:IOERR|CANTOPEN|READONLY|NOTADB|CORRUPT)|08\w{3}|57P\w{2}|25006)$/.test(code)) return 'away';
    if (/^(?:ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code)) return 'away';
  }
  const lost = /^(?:Connection terminated|Client has encountered a connection error|Unable to acquire a connection)/;
  return typeof message === 'string' && lost.test(message) ? 'away' : undefined;
}

/** What knex's clients offer below the query builder: a connection, of the pool or of the transaction, and a query on it. */
interface StatementClient {
  acquireConnection(): Promise<unknown>;
  releaseConnection(connection: unknown): Promise<unknown>;
  query(
    connection: unknown,
    statement: object,
  ): Promise<{ readonly response: unknown; readonly context?: { readonly changes?: number } }>;
}

/**
 * Runs a statement written out in SQL and gives its rows, whichever form the driver wraps them in. The text goes to the
 * client as it is: past the query builder a statement costs half of what `raw` takes, and most of it in a process that
 * has just started.
 */
export async function rowsOf<Row>(
  reader: Reader,
  sql: string,
  values: readonly (string | number | boolean | null)[],
): Promise<Row[]> {
  const { response } = await send(reader, 'raw', sql, values);
  return Array.isArray(response) ? (response as Row[]) : (response as { rows: Row[] }).rows;
}

/** Reads many rows of many columns, by the names of the columns. */
export async function manyRowsOf<Row>(
  reader: Reader,
  columns: Readonly<Record<string, string>>,
  rest: string,
  values: readonly (string | number | boolean | null)[],
): Promise<Row[]> {
  const names = Object.keys(columns);
  const lists = await manyListsOf(reader, Object.values(columns), rest, values);
  return lists.map((one) => {
    const made: Record<string, unknown> = {};
    let place = 0;
    for (const name of names) {
      made[name] = one[place];
      place += 1;
    }
    return made as Row;
  });
}

/**
 * Reads many rows of many columns. From SQLite they come as one JSON text: the driver makes every value of every row by
 * itself otherwise, which costs the program's own thread three times as much.
 * @param columns the SQL of each column; numbers, truths and texts, nothing else
 * @param rest the statement from `from` on, without an order, a limit or groups of its own
 * @returns a list of values for each row, in the order of the columns
 */
export async function manyListsOf(
  reader: Reader,
  columns: readonly string[],
  rest: string,
  values: readonly (string | number | boolean | null)[],
): Promise<unknown[][]> {
  if (isPostgres(reader)) {
    const named = columns.map((column, place) => `${column} as c${place}`).join(', ');
    const rows = await rowsOf<Record<string, unknown>>(reader, `select ${named} ${rest}`, values);
    return rows.map((row) => Object.values(row));
  }
  const sql = `select json_group_array(json_array(${columns.join(', ')})) as list ${rest}`;
  const [row] = await rowsOf<{ list: string }>(reader, sql, values);
  return JSON.parse(row?.list ?? '[]') as unknown[][];
}

/** The columns of a table for `manyRowsOf`, under their own names. */
export function columnsOf(names: readonly string[], table: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `${table}.${name}`]));
}

/** Runs a statement that writes, in the same way. @returns how many rows it wrote */
export async function countChanged(
  tx: Tx,
  sql: string,
  values: readonly (string | number | boolean | null)[],
): Promise<number> {
  const { response, context } = await send(tx, 'del', sql, values);
  return isPostgres(tx) ? ((response as { rowCount: number | null }).rowCount ?? 0) : (context?.changes ?? 0);
}

async function send(
  reader: Reader,
  method: 'raw' | 'del',
  sql: string,
  bindings: readonly unknown[],
): ReturnType<StatementClient['query']> {
  const { client } = reader as unknown as { client: StatementClient };
  const connection = await client.acquireConnection();
  try {
    return await client.query(connection, { method, sql, bindings: [...bindings] });
  } finally {
    void client.releaseConnection(connection);
  }
}

/** A row to be written: every column of its statement. */
export type NewRow = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Inserts many rows at once and leaves out those that break a unique rule, because they are there already.
 * @param columns names of the program, never data; every row has them all
 * @param conflict what becomes of a row that is there already, in SQL of both databases
 */
export function insertNew(
  tx: Tx,
  table: string,
  columns: readonly string[],
  rows: readonly NewRow[],
  conflict = 'do nothing',
): Promise<void> {
  return insertRows(tx, table, columns, rows, `on conflict ${conflict}`);
}

/**
 * Inserts many rows at once. On SQLite the rows travel as one JSON text, which costs half of binding every value.
 * @param ending what follows the values, in SQL of both databases
 */
export async function insertRows(
  tx: Tx,
  table: string,
  columns: readonly string[],
  rows: readonly NewRow[],
  ending = '',
): Promise<void> {
  if (isPostgres(tx)) {
    const marks = `(${columns.map(() => '?').join(', ')})`;
    for (const part of chunks(rows, MOST_ROWS)) {
      const sql = `insert into ${table} (${columns.join(', ')}) values ${part.map(() => marks).join(', ')} ${ending}`;
      await rowsOf(
        tx,
        sql,
        part.flatMap((row) => columns.map((column) => row[column] ?? null)),
      );
    }
    return;
  }
  const sql = `${GIVEN} insert into ${table} (${columns.join(', ')}) select ${givenValues(columns)} from given where true ${ending}`;
  for (const part of chunks(rows, MOST_JSON_ROWS))
    await rowsOf(tx, sql, [JSON.stringify(part.map((row) => listOf(row, columns)))]);
}

function listOf(row: NewRow, columns: readonly string[]): (string | number | boolean | null)[] {
  const list = [];
  for (const column of columns) list.push(row[column] ?? null);
  return list;
}

/**
 * Rows that travel to SQLite as one JSON text, an array of values each: `given`, with `givenValues` for its columns. Each
 * row is taken apart once, into the database's own form; taking every value out of the text would read it as often.
 */
export const GIVEN = 'with given as materialized (select jsonb(value) as one from json_each(?))';

/** The values of `given`, in the order of the columns. */
export function givenValues(columns: readonly string[]): string {
  return columns.map((_, place) => `one ->> ${place}`).join(', ');
}

/** Rows of one statement, far below what PostgreSQL binds, and what one JSON text holds. */
const MOST_ROWS = 100;
const MOST_JSON_ROWS = 2_000;
