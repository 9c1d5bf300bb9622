import { Database, OPEN_READONLY, type Statement } from 'sqlite3';
import type { ApplicationId, UserId } from '../../core/ids';
import type { DatabaseAddress } from '../db';
import { whole } from '../dialect';
import type { Db } from '../tx';

/** What one sign-on is about. */
export interface AskedSignOn {
  /** The hash of the session's cookie. */
  readonly sessionHash: string;
  readonly slug: string;
  /** The SP's ID of the request; empty when there is none. */
  readonly requestId: string;
}

/** What only the database knows of a sign-on, read in one go. */
export interface SignOnRow {
  /** Changes with every write that copies of people, groups, applications and certificates could miss. */
  readonly changeCount: number;
  /** The session, expired ones as well. */
  readonly session?: {
    readonly userId?: UserId;
    /** What the web layer keeps in it, as JSON. */
    readonly data: string;
    readonly seenAt: number;
    readonly expiresAt: number;
  };
  readonly applicationId?: ApplicationId;
  /** The request is kept already: it waits for its person, or was answered. */
  readonly requestSeen: boolean;
  /** The name identifier the session's participant at this application is kept with, as JSON. */
  readonly participant?: string;
  /** The persistent name of the session's person at this application. */
  readonly persistentNameId?: string;
}

/** Reads what a sign-on needs anew every time. */
export interface SignOnReader {
  read(asked: AskedSignOn): Promise<SignOnRow>;
  close(): Promise<void>;
}

interface Row {
  change_count: unknown;
  id_hash: string | null;
  user_id: string | null;
  data: string;
  seen_at: unknown;
  expires_at: unknown;
  application_id: string | null;
  request_id: string | null;
  name_id: string | null;
  persistent: string | null;
}

const sql = (mark: (place: number) => string): string => `
  select c.value as change_count, s.id_hash, s.user_id, s.data, s.seen_at, s.expires_at,
         a.id as application_id, r.id as request_id, p.name_id, n.value as persistent
    from change_count c
    left join sessions s on s.id_hash = ${mark(1)}
    left join applications a on a.slug = ${mark(2)}
    left join sign_on_requests r on r.application_id = a.id and r.request_id = ${mark(3)}
    left join sso_participants p on p.session_hash = s.id_hash and p.application_id = a.id
    left join name_ids n on n.application_id = a.id and n.user_id = s.user_id
   where c.id = 1`;

/**
 * Opens the reader. It reads what is committed and nothing else. On SQLite it has a connection of its own that can only
 * read, so that it neither waits for a transaction of the one that writes nor sees half of it.
 */
export function openSignOnReader(db: Db, address: DatabaseAddress): SignOnReader {
  return address.kind === 'sqlite' ? sqliteReader(address.file) : postgresReader(db);
}

function read(row: Row | undefined): SignOnRow {
  if (row === undefined) throw new Error('The row that counts changes is missing.');
  return {
    changeCount: whole(row.change_count),
    requestSeen: row.request_id !== null,
    ...(row.id_hash === null
      ? {}
      : {
          session: {
            data: row.data,
            seenAt: whole(row.seen_at),
            expiresAt: whole(row.expires_at),
            ...(row.user_id === null ? {} : { userId: row.user_id as UserId }),
          },
        }),
    ...(row.application_id === null ? {} : { applicationId: row.application_id as ApplicationId }),
    ...(row.name_id === null ? {} : { participant: row.name_id }),
    ...(row.persistent === null ? {} : { persistentNameId: row.persistent }),
  };
}

const BUSY_MS = 5_000;

function sqliteReader(file: string): SignOnReader {
  let opening: Promise<{ database: Database; statement: Statement }> | undefined;
  const open = (): Promise<{ database: Database; statement: Statement }> =>
    new Promise((done, fail) => {
      const database = new Database(file, OPEN_READONLY, (error) => {
        if (error !== null) return fail(error);
        database.configure('busyTimeout', BUSY_MS);
        const statement = database.prepare(
          sql(() => '?'),
          (problem: Error | null) => (problem === null ? done({ database, statement }) : fail(problem)),
        );
      });
    });
  return {
    async read({ sessionHash, slug, requestId }) {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      const { statement } = await opening;
      // All rows and not the first: a statement that is not read to its end keeps the log from being tidied up.
      return new Promise((done, fail) => {
        statement.all<Row>([sessionHash, slug, requestId], (error, rows) =>
          error === null ? done(read(rows[0])) : fail(error),
        );
      });
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      if (opened === undefined) return;
      await new Promise<void>((done) => opened.statement.finalize(() => done()));
      await new Promise<void>((done) => opened.database.close(() => done()));
    },
  };
}

/** A connection of the pool, as far as it is used here. */
interface PostgresConnection {
  query(statement: { name: string; text: string; values: readonly string[] }): Promise<{ rows: Row[] }>;
}

interface Pool {
  acquireConnection(): Promise<PostgresConnection>;
  releaseConnection(connection: PostgresConnection): Promise<void>;
}

function postgresReader(db: Db): SignOnReader {
  const text = sql((place) => `$${place}`);
  const pool = db.client as Pool;
  return {
    async read({ sessionHash, slug, requestId }) {
      const connection = await pool.acquireConnection();
      try {
        const { rows } = await connection.query({ name: 'sign-on', text, values: [sessionHash, slug, requestId] });
        return read(rows[0]);
      } finally {
        await pool.releaseConnection(connection);
      }
    },
    close: () => Promise.resolve(),
  };
}
