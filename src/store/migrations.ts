import type { Knex } from 'knex';
import { MIGRATIONS } from '../../migrations';
import { isBusy, isPostgres } from './dialect';
import type { Db } from './tx';

type Migration = (typeof MIGRATIONS)[number];

/** Lists migrations by a name without a file ending: `.ts` in development and `.js` in production are the same one. */
const source: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...MIGRATIONS]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) => Promise.resolve(migration),
};

/** Any number that nothing else locks in this database. */
const MIGRATION_LOCK = 5_350_002;

/** How long a process looks on while another one migrates the same SQLite file, and how often it looks. */
const LOOK_ON_MS = 30_000;
const LOOK_EVERY_MS = 100;

/**
 * Brings the database to this version. Of several processes that start at once on PostgreSQL one does it, and the others
 * wait until it has; a process that is killed while it does frees the next one, because its lock ends with its
 * connection. On SQLite a command may come beside the first start of a server: what the other one has begun is waited for.
 * @returns the names of the migrations that were applied now
 * @throws Error when the database is newer than this program
 */
export async function migrate(db: Db): Promise<string[]> {
  if (!isPostgres(db)) return afterOthers(() => latest(db));
  return db.transaction(async (lock) => {
    // It waits while the migrations run beside it.
    await lock.raw('set local idle_in_transaction_session_timeout = 0');
    await lock.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    // Whoever held the lock of the list itself is gone: they would hold this one too.
    if (await db.schema.hasTable('knex_migrations_lock')) await unlockMigrations(db);
    return latest(db);
  });
}

async function afterOthers<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + LOOK_ON_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isOvertaken(error) || performance.now() > until) throw error;
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
  }
}

/** The list of migrations, or its lock, was made or taken by another process; everything of this one is undone. */
function isOvertaken(error: unknown): boolean {
  if (isBusy(error)) return true;
  const said = error instanceof Error ? error.message : '';
  return said === 'Migration table is already locked' || /table `knex_migrations\w*` already exists/.test(said);
}

async function latest(db: Db): Promise<string[]> {
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

/** How far a database is migrated. */
export interface MigrationState {
  readonly applied: readonly string[];
  /** What this program would still apply. */
  readonly pending: readonly string[];
  /** What was applied by a program that is newer than this one. */
  readonly unknown: readonly string[];
}

/** Reads how far a database is migrated, without changing it. */
export async function readMigrationState(db: Db): Promise<MigrationState> {
  const known: string[] = MIGRATIONS.map(({ name }) => name);
  const rows: { name: string }[] = (await db.schema.hasTable('knex_migrations'))
    ? await db('knex_migrations').orderBy('id').select('name')
    : [];
  const applied = rows.map(({ name }) => name);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/** Brings an empty database to exactly these migrations: the form that a copy was made in. */
export async function migrateTo(db: Db, names: readonly string[]): Promise<void> {
  const part = MIGRATIONS.filter(({ name }) => names.includes(name));
  await db.migrate.latest({ migrationSource: { ...source, getMigrations: () => Promise.resolve(part) } });
}

/** Frees the lock that a migration leaves behind when its process is killed. */
export async function unlockMigrations(db: Db): Promise<void> {
  await db.migrate.forceFreeMigrationsLock({ migrationSource: source });
}
