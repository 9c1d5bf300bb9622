import type { Knex } from 'knex';
import { MIGRATIONS } from '../../migrations';
import type { Db } from './tx';

type Migration = (typeof MIGRATIONS)[number];

/** Lists migrations by a name without a file ending: `.ts` in development and `.js` in production are the same one. */
const source: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...MIGRATIONS]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) => Promise.resolve(migration),
};

/**
 * Brings the database to this version.
 * @returns the names of the migrations that were applied now
 * @throws Error when the database is newer than this program
 */
export async function migrate(db: Db): Promise<string[]> {
  try {
    const [, applied] = (await db.migrate.latest({ migrationSource: source })) as [number, string[]];
    return applied;
  } catch (error) {
    if (error instanceof Error && /corrupt|missing/.test(error.message)) {
      throw new Error('This database was made by a newer version of Passo. Start that version, or restore a backup.', {
        cause: error,
      });
    }
    throw error;
  }
}

/** Frees the lock that a migration leaves behind when its process is killed. */
export async function unlockMigrations(db: Db): Promise<void> {
  await db.migrate.forceFreeMigrationsLock({ migrationSource: source });
}
