import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/store/db';
import { transact, type Db } from '../../src/store/tx';

describe('statements that are kept prepared', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-statements-'));
  let db: Db;

  beforeAll(async () => {
    db = openDatabase({ kind: 'sqlite', file: join(folder, 'kept.db') });
    await db.raw('create table things (id integer primary key, name text unique, size integer)');
  });

  afterAll(async () => {
    // A statement that was not given back would keep the file open.
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answer every use by its own values', async () => {
    for (let id = 1; id <= 50; id += 1) await db('things').insert({ id, name: `thing ${id}`, size: id % 7 });
    for (let id = 1; id <= 50; id += 1) {
      expect(await db('things').where({ id }).first('name')).toEqual({ name: `thing ${id}` });
    }
    expect(await db('things').where({ id: 99 }).first('name')).toBeUndefined();
  });

  it('tell how many rows each use changed, side by side too', async () => {
    const counts = await transact(db, (tx) =>
      Promise.all(
        [0, 1, 2, 3, 99, 4, 5, 6, 98].map((size) =>
          tx('things')
            .where({ size })
            .update({ size: size + 100 }),
        ),
      ),
    );
    expect(counts).toEqual([7, 8, 7, 7, 0, 7, 7, 7, 0]);
  });

  it('fail as others do, and work again afterwards', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await expect(db('things').insert({ id: 1_000 + turn, name: 'thing 1', size: 0 })).rejects.toMatchObject({
        code: 'SQLITE_CONSTRAINT',
      });
      await db('things').insert({ id: 2_000 + turn, name: `late ${turn}`, size: 0 });
    }
    expect(await db('things').where('id', '>=', 2_000).orderBy('id').pluck('name')).toEqual(
      [0, 1, 2, 3, 4].map((turn) => `late ${turn}`),
    );
  });

  it('see a table that was altered and made anew', async () => {
    const all = (): Promise<unknown[]> => db('others').select('*');
    await db.raw('create table others (id integer)');
    await db('others').insert({ id: 1 });
    for (let turn = 0; turn < 5; turn += 1) expect(await all()).toEqual([{ id: 1 }]);
    await db.raw('alter table others add column colour text');
    expect(await all()).toEqual([{ id: 1, colour: null }]);
    await db.raw('drop table others');
    await expect(all()).rejects.toThrow('no such table');
    await expect(all()).rejects.toThrow('no such table');
    await db.raw('create table others (name text)');
    expect(await all()).toEqual([]);
  });

  it('make room for new ones, with what is under way ended first', async () => {
    const ask = async (width: number): Promise<number> => {
      const rows = await db('things')
        .select(db.raw(`${width} as width`))
        .limit(1);
      return (rows as { width: number }[])[0]?.width ?? 0;
    };
    const widths = Array.from({ length: 300 }, (_, place) => place + 1);
    for (let turn = 0; turn < 3; turn += 1) expect(await Promise.all(widths.map(ask))).toEqual(widths);
  });

  it('undo what a failed transaction did with them', async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const failing = transact(db, async (tx) => {
        await tx('things')
          .where({ id: 1 })
          .update({ size: 1_000 + turn });
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
    }
    expect(await db('things').where({ id: 1 }).where('size', '<', 1_000).pluck('id')).toEqual([1]);
  });
});
