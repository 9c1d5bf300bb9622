import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { postgresAddress } from './services';
import { addressOf, createMigrated } from './templates/postgres';

/** Makes a PostgreSQL database for one test, up to date and with nothing in it, and gives its address. */
export async function newPostgresDatabase(): Promise<string> {
  const name = `t${randomBytes(8).toString('hex')}`;
  const client = new Client({ connectionString: postgresAddress() });
  await client.connect();
  try {
    await createMigrated(client, postgresAddress(), name);
  } finally {
    await client.end();
  }
  return addressOf(postgresAddress(), name);
}
