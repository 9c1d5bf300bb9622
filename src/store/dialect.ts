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

/**
 * Tells whether a database refused a write for what was in it: a broken rule, or a value it can't hold. Trying again is
 * no use then.
 */
export function isDataFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (code === 'SQLITE_CONSTRAINT' || /^2[23][0-9A-Z]{3}$/.test(code));
}

/** Runs a statement written out in SQL and gives its rows, whichever form the driver wraps them in. */
export async function rowsOf<Row>(
  reader: Reader,
  sql: string,
  values: readonly (string | number | boolean | null)[],
): Promise<Row[]> {
  const answer: unknown = await reader.raw(sql, [...values]);
  return Array.isArray(answer) ? (answer as Row[]) : (answer as { rows: Row[] }).rows;
}

/**
 * Inserts many rows at once and leaves out those that break a unique rule, because they are there already. On SQLite the
 * rows travel as one JSON text, which costs half of binding every value.
 * @param columns names of the program, never data; every row has them all
 * @param conflict what becomes of a row that is there already, in SQL of both databases
 */
export async function insertNew(
  tx: Tx,
  table: string,
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string | number | boolean | null>>[],
  conflict = 'do nothing',
): Promise<void> {
  if (isPostgres(tx)) {
    const marks = `(${columns.map(() => '?').join(', ')})`;
    for (const part of chunks(rows, MOST_ROWS)) {
      const sql = `insert into ${table} (${columns.join(', ')}) values ${part.map(() => marks).join(', ')} on conflict ${conflict}`;
      await tx.raw(
        sql,
        part.flatMap((row) => columns.map((column) => row[column] ?? null)),
      );
    }
    return;
  }
  const values = columns.map((_, place) => `value ->> ${place}`).join(', ');
  const sql = `insert into ${table} (${columns.join(', ')}) select ${values} from json_each(?) where true on conflict ${conflict}`;
  for (const part of chunks(rows, MOST_JSON_ROWS)) {
    await tx.raw(sql, [JSON.stringify(part.map((row) => columns.map((column) => row[column] ?? null)))]);
  }
}

/** Rows of one statement, far below what PostgreSQL binds, and what one JSON text holds. */
const MOST_ROWS = 100;
const MOST_JSON_ROWS = 2_000;
