import { Client } from 'pg';
import { DATABASE_TIME } from './database-clock';

/** What is written about this process with every sign of life. */
export interface SignOfLife {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly state: 'working' | 'stopping';
  readonly startedAt: number;
}

/** A connection of this process's own to PostgreSQL, beside the pool: by it instances wake each other, and show that they live. */
export interface Line {
  /**
   * Gives a sign of life.
   * @returns the database's time in milliseconds since the epoch
   * @throws what the database says, or when it does not answer in time
   */
  beat(sign: SignOfLife): Promise<number>;
  /** Wakes the other instances. @throws as `beat` */
  wakeOthers(): Promise<void>;
  /** Removes the sign of life. @throws as `beat` */
  leave(id: string): Promise<void>;
  close(): Promise<void>;
}

const CHANNEL = 'passo_work';

/**
 * Opens the line and listens on it.
 * @param on.wake another instance has work for everybody
 * @param on.lost the connection broke; called once
 * @param answerMs how long an answer may take
 * @throws what the database says
 */
export async function openLine(
  url: string,
  instanceId: string,
  on: { readonly wake: () => void; readonly lost: (error: Error) => void },
  answerMs: number,
): Promise<Line> {
  const client = new Client({
    connectionString: url,
    application_name: 'passo instances',
    keepAlive: true,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  });
  let closed = false;
  const lost = (error: Error): void => {
    if (closed) return;
    closed = true;
    on.lost(error);
    // A connection that does not answer would not say goodbye either.
    client.end().catch(() => undefined);
    streamOf(client)?.destroy();
  };
  client.on('error', lost);
  client.on('end', () => lost(new Error('The connection to the database was ended.')));
  client.on('notification', ({ payload }) => {
    if (payload !== instanceId) on.wake();
  });
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
  } catch (error) {
    closed = true;
    streamOf(client)?.destroy();
    throw error;
  }
  /** One question at a time: a connection answers one after the other anyway. */
  let turn: Promise<unknown> = Promise.resolve();
  const ask = async (text: string, values: readonly unknown[]): Promise<{ readonly rows: unknown[] }> => {
    try {
      const asked = turn.then(() => client.query(text, [...values]));
      turn = asked.catch(() => undefined);
      return await asked;
    } catch (error) {
      // Whatever it was, a line of which one answer is missing is of no more use.
      lost(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  return {
    async beat({ id, name, version, state, startedAt }) {
      const { rows } = await ask(BEAT, [id, name, version, state, startedAt]);
      return Number((rows[0] as { now: unknown }).now);
    },
    async wakeOthers() {
      await ask('select pg_notify($1, $2)', [CHANNEL, instanceId]);
    },
    async leave(id) {
      await ask('delete from instances where id = $1', [id]);
    },
    async close() {
      if (closed) return;
      closed = true;
      await client.end();
    },
  };
}

const BEAT = `insert into instances (id, name, version, state, started_at, seen_at)
  values ($1, $2, $3, $4, $5, ${DATABASE_TIME})
  on conflict (id) do update set state = excluded.state, seen_at = excluded.seen_at
  returning ${DATABASE_TIME} as now`;

/** The socket below the client, which is not part of its types. */
function streamOf(client: Client): { destroy(): void } | undefined {
  return (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream;
}
