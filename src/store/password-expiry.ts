import type { Knex } from 'knex';
import type { UserId } from '../core/ids';
import type { Reader } from './tx';

/** Lists whose password runs out after one moment and up to another. Milliseconds since the epoch. */
export async function listPasswordExpiries(reader: Reader, after: number, upTo: number): Promise<UserId[]> {
  const rows = (await between(reader, after, upTo).orderBy('id').select('id')) as { id: string }[];
  return rows.map((row) => row.id as UserId);
}

/** Finds one of those that `listPasswordExpiries` lists; undefined when there is none. */
export async function findPasswordExpiry(reader: Reader, after: number, upTo: number): Promise<UserId | undefined> {
  const row: { id: string } | undefined = await between(reader, after, upTo).first('id');
  return row?.id as UserId | undefined;
}

function between(reader: Reader, after: number, upTo: number): Knex.QueryBuilder {
  return reader('users').where('password_expires_at', '>', after).where('password_expires_at', '<=', upTo);
}
