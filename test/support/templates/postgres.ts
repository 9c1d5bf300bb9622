import type { Client } from 'pg';
import { openDatabase } from '../../../src/store/db';
import { migrate } from '../../../src/store/migrations';

/** Of this run: a server of one's own may still have that of an earlier run, with the migrations of that day. */
const TEMPLATE = `passo_template_${process.env['PASSO_TEST_RUN'] ?? process.pid}`;
/** Any number that nothing else on this server locks. */
const LOCK = 5_273_001;

/**
 * Makes a database that has every migration already: a copy of one that was empty and was migrated once in this run.
 * @param client a connection to the maintenance database
 */
export async function createMigrated(client: Client, address: string, name: string): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (rowCount === 0) await makeTemplate(client, address);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
  }
  await client.query(`create database ${name} template ${TEMPLATE}`);
}

/** Renamed when it is whole, so that nobody copies half of one. */
async function makeTemplate(client: Client, address: string): Promise<void> {
  const half = `${TEMPLATE}_half`;
  await client.query(`drop database if exists ${half} with (force)`);
  await client.query(`create database ${half}`);
  const db = openDatabase({ kind: 'postgres', url: addressOf(address, half) });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
  // The server may not have seen yet that the connections are closed.
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [half]);
  await client.query(`alter database ${half} rename to ${TEMPLATE}`);
}

/** The same server's other database. */
export function addressOf(address: string, database: string): string {
  const url = new URL(address);
  url.pathname = `/${database}`;
  return url.toString();
}
