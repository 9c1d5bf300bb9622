import type { Db } from '../tx';

/** Writes a whole, compact copy of a SQLite database into a new file, as it is at this moment. */
export async function copySqliteInto(db: Db, file: string): Promise<void> {
  await db.raw('vacuum into ?', [file]);
}
