import type { Database, Statement } from 'sqlite3';

/** A connection of the driver, as far as knex calls it for a query. */
export type SqliteConnection = Pick<Database, 'all' | 'run' | 'prepare' | 'close'>;

type Way = 'all' | 'run';
type Done = (
  this: { readonly lastID?: number; readonly changes?: number },
  error: Error | null,
  rows?: unknown,
) => void;

/** Statements kept prepared; the one used longest ago makes room. */
const MOST_KEPT = 200;
/** Longer ones are lists of many holes, of which no two are alike. */
const LONGEST = 4_000;
/** Texts remembered to see whether they come again. */
const MOST_SEEN = 1_000;

/**
 * Lets a connection keep the statements it is asked for again and again. The driver prepares every statement anew
 * otherwise, in a trip of its own to another thread, which costs more than most statements themselves.
 * A statement is kept from its third use on: many are written for one moment only.
 */
export function keepStatements(connection: SqliteConnection): void {
  const plain = { all: connection.all.bind(connection), run: connection.run.bind(connection) };
  const kept = new Map<string, Statement>();
  const seen = new Set<string>();
  let closing = false;

  function prepareLater(sql: string): void {
    if (sql.length > LONGEST) return;
    if (!seen.has(sql)) {
      if (seen.size >= MOST_SEEN) seen.clear();
      seen.add(sql);
      return;
    }
    seen.delete(sql);
    // Used only once it is ready: of a statement that can't be prepared the driver tells nobody who waits for it.
    const statement: Statement = connection.prepare(sql, (error: Error | null) => {
      if (error !== null) return;
      if (closing || kept.has(sql)) statement.finalize();
      else keep(sql, statement);
    });
  }

  function keep(sql: string, statement: Statement): void {
    kept.set(sql, statement);
    if (kept.size <= MOST_KEPT) return;
    const [oldest] = kept.keys();
    if (oldest !== undefined) forget(oldest);
  }

  function forget(sql: string): void {
    // What is under way with it ends first.
    kept.get(sql)?.finalize();
    kept.delete(sql);
  }

  function ask(way: Way, sql: string, values: unknown, done: Done): void {
    const statement = kept.get(sql);
    if (statement === undefined) {
      plain[way](sql, values, done);
      if (!closing) prepareLater(sql);
      return;
    }
    kept.delete(sql);
    kept.set(sql, statement);
    statement[way](
      values,
      function (this: Statement & { lastID?: number; changes?: number }, error: Error | null, rows?: unknown) {
        if (error !== null && kept.get(sql) === statement) forget(sql);
        // The next use overwrites what stands on the statement.
        done.call({ lastID: this.lastID ?? 0, changes: this.changes ?? 0 }, error, rows);
      },
    );
  }

  const close = connection.close.bind(connection);
  Object.assign(connection, {
    all: (sql: string, values: unknown, done: Done) => ask('all', sql, values, done),
    run: (sql: string, values: unknown, done: Done) => ask('run', sql, values, done),
    close: (done?: (error: Error | null) => void) => {
      closing = true;
      for (const sql of [...kept.keys()]) forget(sql);
      close(done);
    },
  });
}
