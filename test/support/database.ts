import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { postgresAddress } from './services';

/** Makes an empty PostgreSQL database for one test file and gives its address. */
export async function newPostgresDatabase(): Promise<string> {
  const name = `t${randomBytes(8).toString('hex')}`;
  const client = new Client({ connectionString: postgresAddress() });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgresAddress());
  url.pathname = `/${name}`;
  return url.toString();
}
