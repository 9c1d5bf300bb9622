import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Database } from 'sqlite3';
import { isBusy } from '../dialect';

/** Holds a database file for one process. */
export interface Alone {
  /** Lets another process have it. */
  release(): Promise<void>;
}

/** Two that ask at the same moment can refuse each other: each asks again after a while of its own, and one gets it. */
const TRIES = 8;
const MOST_WAIT_MS = 80;

/**
 * Takes a SQLite file for this process to serve, by an exclusive lock on a small file beside it. The operating system frees
 * it with the process, however that ends. Commands that only read or write beside a server do not take it.
 * @returns undefined when another process has it
 * @throws Error when the file beside it can't be made
 */
export async function standAlone(file: string): Promise<Alone | undefined> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = await new Promise<Database>((done, fail) => {
    const opened: Database = new Database(`${file}.lock`, (error) => (error === null ? done(opened) : fail(error)));
  });
  const release = (): Promise<void> => new Promise((done) => database.close(() => done()));
  try {
    await run(database, 'pragma busy_timeout=0; pragma locking_mode=exclusive');
    for (let left = TRIES; ; left -= 1) {
      try {
        await run(database, 'begin exclusive');
        return { release };
      } catch (error) {
        if (left === 1 || !isBusy(error)) throw error;
        await new Promise((done) => setTimeout(done, Math.random() * MOST_WAIT_MS));
      }
    }
  } catch (error) {
    await release();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function run(database: Database, sql: string): Promise<void> {
  return new Promise((done, fail) => {
    database.exec(sql, (error) => (error === null ? done() : fail(error)));
  });
}
