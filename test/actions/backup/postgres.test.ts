import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { moveToPostgres } from '../../../src/actions/backup/move';
import { openBackup } from '../../../src/actions/backup/read-file';
import { restoreBackup } from '../../../src/actions/backup/restore';
import { takeBackup } from '../../../src/actions/backup/take';
import { createGroup } from '../../../src/actions/groups/save';
import { buildContext } from '../../../src/context';
import { findHeldCopy } from '../../../src/store/backup/held-copy';
import { openDatabase } from '../../../src/store/db';
import { listGroups } from '../../../src/store/groups';
import { getUser } from '../../../src/store/users';
import { newPostgresDatabase } from '../../support/database';
import { configIn, install, newFolder, OPERATOR, signOn, type Installation } from './bench';

describe('from SQLite to PostgreSQL and back', () => {
  let at: Installation;
  const folders: string[] = [];
  const fresh = (): string => {
    const folder = newFolder();
    folders.push(folder);
    return folder;
  };

  beforeAll(async () => {
    const folder = newFolder();
    at = await install(configIn(folder), folder);
  });
  afterAll(async () => {
    await at.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test('R16: the same backup goes into both databases, and every table is the same in both', async () => {
    const first = await takeBackup({ ...at, clock: Date.now }, OPERATOR, { file: join(fresh(), 'one.passo') });
    const config = configIn(fresh(), await newPostgresDatabase());
    const target = { config, secrets: at.secrets, clock: Date.now };
    const restored = await restoreBackup(target, OPERATOR, await openBackup(first.file));
    expect(restored.manifest).toEqual(first.manifest);

    const copy = await buildContext(config, { secrets: at.secrets });
    let writing = true;
    try {
      expect(await getUser(copy.db, at.person.id)).toEqual(await getUser(at.context.db, at.person.id));
      expect(await signOn(copy, at.person)).toContain('https://robin.example/acs');
      // Taken while others write: groups and their events stay together.
      const writer = (async () => {
        for (let count = 0; writing; count += 1) await createGroup(copy, at.actor, { name: `During ${count}` });
      })();
      const second = await takeBackup(target, OPERATOR, { file: join(fresh(), 'two.passo') });
      writing = false;
      await writer;
      const back = configIn(fresh());
      await restoreBackup({ ...target, config: back }, OPERATOR, await openBackup(second.file));
      const db = openDatabase(back.database);
      try {
        const groups = await listGroups(db);
        const created = (await db('events').where({ name: 'group_create' }).select('group_id')) as unknown[];
        expect(created).toHaveLength(groups.length);
      } finally {
        await db.destroy();
      }
    } finally {
      writing = false;
      await copy.destroy();
    }
  });

  test('moving refuses while a server runs, then takes everything along and leaves the file asleep', async () => {
    const from = at.config.database;
    const to = configIn(fresh(), await newPostgresDatabase()).database;
    if (from.kind !== 'sqlite' || to.kind !== 'postgres') throw new Error('The databases are mixed up.');
    await expect(moveToPostgres({ from, to, clock: Date.now })).rejects.toThrow('A server works with the SQLite file');

    await at.quit();
    const tables = await moveToPostgres({ from, to, clock: Date.now });
    expect(tables['users']?.rows).toBe(2);
    await expect(moveToPostgres({ from, to, clock: Date.now })).rejects.toThrow(
      'installation in this database already',
    );
    const moved = openDatabase(to);
    const left = openDatabase(from);
    try {
      expect(await findHeldCopy(moved)).toBeUndefined();
      expect(await findHeldCopy(left)).toMatchObject({ why: 'moved' });
      expect(await moved('links').select('user_id')).toEqual(await left('links').select('user_id'));
    } finally {
      await moved.destroy();
      await left.destroy();
    }
    expect(existsSync(from.file)).toBe(true);
  });
});
