import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import { types } from 'pg';
import type { Database } from 'sqlite3';
import { keepStatements } from './sqlite/keep-statements';
import type { Db } from './tx';

const INT8 = 20;
types.setTypeParser(INT8, Number);

/** How many connections one process has to PostgreSQL, beside the one by which instances wake each other. */
const CONNECTIONS = 10;
const CONNECT_MS = 5_000;
const IDLE_MS = 10_000;
/** How long a query waits for one of them before it is refused: "busy" (R11). SQLite has one, and long turns on it. */
const POOL_MS = 5_000;

/** A connection to PostgreSQL, as far as it is used here. */
interface PostgresConnection {
  readonly connection?: { readonly stream?: { destroy(): void } };
  once(event: 'end' | 'error', listener: () => void): void;
}

const connections = new WeakMap<object, Set<PostgresConnection>>();

const nothing = (): void => undefined;
const QUIET = { warn: nothing, error: nothing, deprecate: nothing, debug: nothing };

/** Which database to open. */
export type DatabaseAddress =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly connections?: number };

/**
 * Opens the database. SQLite gets one connection (two would fail each other with SQLITE_BUSY), a write-ahead log, and
 * full sync, so that what was answered with success survives a power cut.
 * @param waitMs how long a query waits for a connection before it fails
 */
export function openDatabase(address: DatabaseAddress, waitMs = address.kind === 'sqlite' ? 10_000 : POOL_MS): Db {
  if (address.kind === 'sqlite') mkdirSync(dirname(address.file), { recursive: true, mode: 0o700 });
  const config: Knex.Config =
    address.kind === 'sqlite'
      ? {
          client: 'sqlite3',
          connection: { filename: address.file },
          useNullAsDefault: true,
          pool: { min: 1, max: 1, idleTimeoutMillis: 1_000_000_000, afterCreate: prepareSqlite },
          acquireConnectionTimeout: waitMs,
        }
      : {
          client: 'pg',
          connection: {
            connectionString: address.url,
            application_name: 'passo',
            connectionTimeoutMillis: CONNECT_MS,
            keepAlive: true,
            // A process that is cut off in the middle of a transaction must not hold its rows for the others (R17).
            idle_in_transaction_session_timeout: IDLE_MS,
          },
          pool: { min: 0, max: address.connections ?? CONNECTIONS },
          acquireConnectionTimeout: waitMs,
        };
  // What it would write past our log is thrown as well.
  config.log = QUIET;
  const opened = new Set<PostgresConnection>();
  if (config.pool !== undefined && address.kind === 'postgres') {
    config.pool.afterCreate = (
      connection: PostgresConnection,
      done: (error: Error | null, connection: unknown) => void,
    ): void => {
      opened.add(connection);
      for (const event of ['end', 'error'] as const) connection.once(event, () => opened.delete(connection));
      done(null, connection);
    };
  }
  // Errors of queries name the statement without its values: they end in the log.
  const db = knex({ ...config, compileSqlOnError: false }) as Db;
  connections.set(db, opened);
  return db;
}

/**
 * Cuts the connections to PostgreSQL that are open, so that what waits for an answer that can't come fails at once. The
 * next query opens a new one.
 */
export function dropConnections(db: Db): void {
  for (const { connection } of connections.get(db) ?? []) connection?.stream?.destroy();
}

function prepareSqlite(connection: Database, done: (error: Error | null, connection: unknown) => void): void {
  keepStatements(connection);
  const pragmas = 'pragma busy_timeout=5000; pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on;';
  connection.exec(pragmas, (error) => done(error, connection));
}
