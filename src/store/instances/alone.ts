import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Database } from 'sqlite3';

/** Holds a database file for one process. */
export interface Alone {
  /** Lets another process have it. */
  release(): Promise<void>;
}

/** SQLite's code for what another process holds. */
const BUSY = 'SQLITE_BUSY';

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
    await new Promise<void>((done, fail) => {
      database.exec('pragma busy_timeout=0; pragma locking_mode=exclusive; begin exclusive', (error) =>
        error === null ? done() : fail(error),
      );
    });
    return { release };
  } catch (error) {
    await release();
    if ((error as { code?: unknown }).code === BUSY) return undefined;
    throw error;
  }
}
