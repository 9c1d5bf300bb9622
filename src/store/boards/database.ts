import { isPostgres, rowsOf, whole } from '../dialect';
import type { Reader } from '../tx';

/** What the database says of itself. */
export interface DatabaseFacts {
  readonly kind: 'SQLite' | 'PostgreSQL';
  readonly version: string;
  /** Its clock, in milliseconds since the epoch. */
  readonly at: number;
  /** The migration that was applied last, by its name. */
  readonly migration: string;
  /** The event that was recorded last, in milliseconds since the epoch; absent without one. */
  readonly lastEventAt?: number;
}

/** Asks the database for its kind, version, clock and state. */
export async function readDatabaseFacts(reader: Reader): Promise<DatabaseFacts> {
  const postgres = isPostgres(reader);
  const sql = postgres
    ? "select current_setting('server_version') as version, extract(epoch from clock_timestamp()) * 1000 as at"
    : "select sqlite_version() as version, unixepoch('subsec') * 1000 as at";
  const [row] = await rowsOf<{ version: string; at: unknown }>(reader, sql, []);
  const last: { name: string } | undefined = await reader('knex_migrations').orderBy('id', 'desc').first('name');
  const event: { at: unknown } | undefined = await reader('events').orderBy('id', 'desc').first('at');
  return {
    kind: postgres ? 'PostgreSQL' : 'SQLite',
    version: (row?.version ?? '').split(' ')[0] ?? '',
    at: Math.round(whole(row?.at ?? 0)),
    migration: last?.name ?? 'none',
    ...(event === undefined ? {} : { lastEventAt: whole(event.at) }),
  };
}

/** A sealed secret and where it belongs, to see whether the key opens it. Never shown. */
export interface SealedSample {
  readonly place: string;
  readonly sealed: string;
}

/** Lists some sealed secrets: the newest private keys and tokens. */
export async function listSealedSamples(reader: Reader, take: number): Promise<SealedSample[]> {
  const keys: { id: string; sealed: string }[] = await reader('certificates')
    .orderBy('id', 'desc')
    .limit(take)
    .select('id', { sealed: 'private_key_sealed' });
  const tokens: { id: string; sealed: string }[] = await reader('applications')
    .whereNotNull('idm_token_sealed')
    .orderBy('id', 'desc')
    .limit(take)
    .select('id', { sealed: 'idm_token_sealed' });
  return [
    ...keys.map(({ id, sealed }) => ({ place: `certificate:${id}`, sealed })),
    ...tokens.map(({ id, sealed }) => ({ place: `application:${id}:token`, sealed })),
  ].filter(({ sealed }) => sealed !== '');
}
