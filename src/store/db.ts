import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import { types } from 'pg';
import type { Database } from 'sqlite3';
import { keepStatements } from './sqlite/keep-statements';
import type { Db } from './tx';

const INT8 = 20;
types.setTypeParser(INT8, Number);

/** Which database to open. */
export type DatabaseAddress =
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string };

/**
 * Opens the database. SQLite gets one connection (two would fail each other with SQLITE_BUSY), a write-ahead log, and
 * full sync, so that what was answered with success survives a power cut.
 * @param waitMs how long a query waits for a connection before it fails
 */
export function openDatabase(address: DatabaseAddress, waitMs = 10_000): Db {
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
          connection: { connectionString: address.url, application_name: 'passo' },
          pool: { min: 0, max: 10 },
          acquireConnectionTimeout: waitMs,
        };
  return knex(config) as Db;
}

function prepareSqlite(connection: Database, done: (error: Error | null, connection: unknown) => void): void {
  keepStatements(connection);
  const pragmas = 'pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma busy_timeout=5000;';
  connection.exec(pragmas, (error) => done(error, connection));
}
