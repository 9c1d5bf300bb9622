import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bringUpToDate, isSqliteCopy, putCopyBack, upgradeCopiesOf } from '../../../src/actions/backup/before-upgrade';
import { createGroup } from '../../../src/actions/groups/save';
import { findHeldCopy } from '../../../src/store/backup/held-copy';
import { openDatabase } from '../../../src/store/db';
import { migrateTo, readMigrationState } from '../../../src/store/migrations';
import { MIGRATIONS } from '../../../migrations';
import { newPostgresDatabase } from '../../support/database';
import { addAdmin, startPasso } from '../../support/passo';
import { configIn, newFolder } from './bench';

const NAMES: string[] = MIGRATIONS.map(({ name }) => name);
const BEFORE = NAMES.slice(0, 4);

/** What a migration of tomorrow would be that stops half way. */
const BROKEN = {
  name: '999-broken',
  up: async (knex: { raw(sql: string): Promise<unknown> }): Promise<void> => {
    await knex.raw('alter table users add column half text');
    await knex.raw(`update users set half = 'x'`);
    await knex.raw('insert into there_is_no_such_table values (1)');
  },
  down: (): Promise<void> => Promise.resolve(),
};

describe('an upgrade', () => {
  const folders: string[] = [];
  const fresh = (): string => {
    const folder = newFolder();
    folders.push(folder);
    return folder;
  };
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  // The list is what the program is made with; a test may add to it for a moment.
  const migrations = MIGRATIONS as unknown as { name: string }[];
  afterEach(() => {
    const at = migrations.indexOf(BROKEN);
    if (at !== -1) migrations.splice(at, 1);
  });

  test('R15: a database of before is copied first, and one command brings it back', async () => {
    const config = configIn(fresh());
    if (config.database.kind !== 'sqlite') throw new Error('It is not SQLite.');
    const { file } = config.database;
    const old = openDatabase(config.database);
    await migrateTo(old, BEFORE);
    await old('user_groups').insert({ id: 'G', name: 'Kept', name_folded: 'kept', created_at: 1, updated_at: 1 });
    await old('settings').insert({ name: 'organisation', value: 'Fernhill Works' });
    await old.destroy();

    const copies: string[] = [];
    const db = openDatabase(config.database);
    const upgrade = { db, config, clock: Date.now, onCopy: (name: string) => void copies.push(name) };
    expect(await bringUpToDate(upgrade, false)).toEqual(NAMES.slice(4));
    expect(await bringUpToDate(upgrade, false)).toEqual([]);
    await db('user_groups').insert({ id: 'H', name: 'Later', name_folded: 'later', created_at: 1, updated_at: 1 });
    const [copy = ''] = copies;
    expect(copies).toHaveLength(1);
    expect(await isSqliteCopy(copy)).toBe(true);
    expect(dirname(copy)).toBe(upgradeCopiesOf(file));

    const target = { config, clock: Date.now };
    await expect(putCopyBack(target, copy, { replace: false })).rejects.toThrow('With --replace it is moved aside.');
    await expect(putCopyBack(target, copy, { replace: true })).rejects.toThrow('A server works with this database.');
    await db.destroy();
    const { movedTo = '' } = await putCopyBack(target, copy, { replace: true });

    const back = openDatabase(config.database);
    const aside = openDatabase({ kind: 'sqlite', file: movedTo });
    try {
      expect((await readMigrationState(back)).applied).toEqual(BEFORE);
      expect(await back('user_groups').pluck('name')).toEqual(['Kept']);
      expect(await findHeldCopy(back)).toMatchObject({ why: 'restored' });
      expect(await aside('user_groups').pluck('name')).toEqual(['Kept', 'Later']);
    } finally {
      await back.destroy();
      await aside.destroy();
    }
  });

  test('the last copy of each of three forms is kept, also when a start fails again and again', async () => {
    const folder = fresh();
    const config = configIn(folder);
    const db = openDatabase(config.database);
    const copies = join(folder, 'before-upgrade');
    try {
      await migrateTo(db, BEFORE);
      mkdirSync(copies);
      const forms = ['001-a', '002-b', '003-c'];
      for (const form of forms) writeFileSync(join(copies, `2026-01-01T00-00-00-000Z-${form}.sqlite`), '');
      migrations.push(BROKEN);
      for (const day of [1, 2, 3]) {
        const upgrade = { db, config, clock: () => Date.UTC(2026, 10, day) };
        await expect(bringUpToDate(upgrade, true)).rejects.toThrow('there_is_no_such_table');
      }
      expect(readdirSync(copies).sort()).toEqual([
        '2026-01-01T00-00-00-000Z-002-b.sqlite',
        '2026-01-01T00-00-00-000Z-003-c.sqlite',
        `2026-11-03T00-00-00-000Z-${BEFORE.at(-1)}.sqlite`,
      ]);
    } finally {
      await db.destroy();
    }
  });

  test.each(['sqlite', 'postgres'] as const)(
    'R15: a migration that fails leaves everything usable on %s',
    async (kind) => {
      const passo = await startPasso(kind === 'postgres' ? { databaseUrl: await newPostgresDatabase() } : {});
      try {
        const { context } = passo;
        const { actor } = await addAdmin(context);
        migrations.push(BROKEN);
        const upgrade = { db: context.db, config: context.config, clock: Date.now };
        await expect(bringUpToDate(upgrade, false)).rejects.toThrow('there_is_no_such_table');
        expect((await readMigrationState(context.db)).applied).toEqual(NAMES);
        expect(await context.db.schema.hasColumn('users', 'half')).toBe(false);
        // The version before goes on with it, and a second try is no trouble.
        await createGroup(context, actor, { name: 'After the failure' });
        await expect(bringUpToDate(upgrade, false)).rejects.toThrow('there_is_no_such_table');
      } finally {
        await passo.stop();
      }
    },
  );

  test('without PASSO_AUTO_MIGRATE nothing is applied unasked', async () => {
    const config = { ...configIn(fresh()), autoMigrate: false };
    const db = openDatabase(config.database);
    try {
      await expect(bringUpToDate({ db, config, clock: Date.now }, false)).rejects.toThrow('Run passo migrate up');
      expect((await readMigrationState(db)).applied).toEqual([]);
      expect(await bringUpToDate({ db, config, clock: Date.now }, true)).toEqual(NAMES);
    } finally {
      await db.destroy();
    }
  });
});
