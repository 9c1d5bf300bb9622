import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { importUserFile } from '../../../src/actions/users-file/begin';
import { chooseForFile } from '../../../src/actions/users-file/choose';
import { discardUserFile, stopUserFile } from '../../../src/actions/users-file/stop';
import { tidyUserFiles } from '../../../src/actions/users-file/tidy';
import { uploadUserFile } from '../../../src/actions/users-file/upload';
import { workOnUserFile } from '../../../src/actions/users-file/work';
import { AppError } from '../../../src/core/errors';
import type { Group } from '../../../src/core/group';
import type { UserFile } from '../../../src/core/user-file/file';
import { countRows, listRows } from '../../../src/store/files/user-file-rows';
import { findUserFile } from '../../../src/store/files/user-files';
import { listMemberIds } from '../../../src/store/groups';
import { listUsers } from '../../../src/store/users';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

class Killed extends Error {}

/** What holds on both databases for files that are imported, whatever happens meanwhile. */
export function describeUserFiles(databaseUrl: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let sales: Group;
  let round = 0;

  const people = async (): Promise<number> => (await listUsers(passo.context.db, { skip: 0, take: 1 })).total;
  const members = async (): Promise<number> => (await listMemberIds(passo.context.db, sales.id)).length;
  const events = async (name: string): Promise<number> => (await passo.context.db('events').where({ name })).length;

  /** A file of new people who join a group, looked at and ready. */
  async function readyFile(count: number): Promise<UserFile> {
    round += 1;
    const lines = Array.from({ length: count }, (_, n) => `f${round}-${n},f${round}-${n}@fernhill.example`);
    const bytes = Buffer.from(`username,email\n${lines.join('\n')}\n`);
    const file = await uploadUserFile(passo.context, actor, { name: 'people.csv', bytes });
    const columns = ['username', 'email'];
    const choice = { columns, existing: 'update', first: 'later', groupId: sales.id } as const;
    await chooseForFile(passo.context, actor, file.id, choice);
    return file;
  }

  async function untilIn(state: UserFile['state'], { id }: UserFile): Promise<UserFile> {
    for (let tries = 0; tries < 600; tries += 1) {
      const file = await findUserFile(passo.context.db, id);
      if (file?.state === state) return file;
      await pause(50);
    }
    throw new Error(`the file did not come to be ${state}`);
  }

  /** Imports some lines in this process and dies inside of the next one. Each new person is two events. */
  async function killAfter(lines: number, file: UserFile): Promise<void> {
    let left = lines * 2 + 1;
    const onEvent = (): void => {
      left -= 1;
      if (left < 0) throw new Killed();
    };
    await expect(importUserFile({ ...passo.context, onEvent }, actor, file.id)).rejects.toBeInstanceOf(Killed);
  }

  beforeAll(async () => {
    const url = await databaseUrl();
    const env = { smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'passo@fernhill.example' };
    passo = await startPasso({ env, fixedClock: true, ...(url === undefined ? {} : { databaseUrl: url }) });
    ({ actor } = await addAdmin(passo.context));
    sales = await createGroup(passo.context, actor, { name: 'Sales' });
  });
  afterAll(() => passo.stop());

  test('killed in the middle of a line, it goes on behind the last one, and nothing is done twice', async () => {
    const file = await readyFile(40);
    const [before, joined, created] = [await people(), await members(), await events('user_create')];
    await killAfter(7, file);
    expect((await people()) - before).toBe(7);
    // Its lease is still good: nobody else works on it.
    expect(await workOnUserFile(passo.context, 'too-soon', () => false)).toBe(false);
    passo.clock.now += 61_000;
    await Promise.all(['a', 'b', 'c'].map((owner) => workOnUserFile(passo.context, owner, () => false)));
    await untilIn('done', file);
    expect(await countRows(passo.context.db, file.id)).toMatchObject({ new: 0, created: 40, refused: 0 });
    expect((await people()) - before).toBe(40);
    expect((await members()) - joined).toBe(40);
    expect((await events('user_create')) - created).toBe(40);
    expect(await events('user_file_import')).toBe(1);
  });

  test('A-04: from a hundred on it runs in the background, and the admin is written to', async () => {
    const before = await people();
    const file = await readyFile(100);
    expect(await importUserFile(passo.context, actor, file.id)).toEqual({ background: true, total: 100 });
    await expect(importUserFile(passo.context, actor, file.id)).rejects.toThrow(AppError);
    await untilIn('done', file);
    expect((await people()) - before).toBe(100);
    const mails: { subject: string }[] = await passo.context.db('mail_outbox').select('subject');
    expect(mails.map(({ subject }) => subject)).toContain('The import of people.csv is complete');
  });

  test('it is stopped between two lines, and goes on when somebody says so', async () => {
    const file = await readyFile(30);
    const before = await people();
    await killAfter(3, file);
    await stopUserFile(passo.context, actor, file.id);
    await expect(stopUserFile(passo.context, actor, file.id)).rejects.toMatchObject({ code: 'conflict' });
    passo.clock.now += 61_000;
    expect(await workOnUserFile(passo.context, 'nobody', () => false)).toBe(false);
    expect((await people()) - before).toBe(3);
    await importUserFile(passo.context, actor, file.id);
    expect(await findUserFile(passo.context.db, file.id)).toMatchObject({ state: 'done' });
    expect((await people()) - before).toBe(30);
  });

  test('A5: whoever lost the role meanwhile imports nobody more', async () => {
    const { db } = passo.context;
    const file = await readyFile(120);
    const before = await people();
    await importUserFile(passo.context, actor, file.id);
    await db('users').where({ id: actor.id }).update({ role: 'auditor' });
    const stopped = await untilIn('stopped', file).finally(() =>
      db('users').where({ id: actor.id }).update({ role: 'owner' }),
    );
    expect(stopped.sentence).toContain('may not add people any more');
    expect((await people()) - before).toBeLessThan(120);
  });

  test('one line that can’t be kept harms nobody else', async () => {
    const { db } = passo.context;
    const file = await readyFile(5);
    const [, second] = await listRows(db, file.id, { take: 2 });
    // As if another page had let it through.
    const cells = JSON.stringify(['not a name', 'x']);
    await db('user_file_rows')
      .where({ file_id: file.id, line: second?.line ?? 0 })
      .update({ cells });
    await importUserFile(passo.context, actor, file.id);
    expect(await countRows(db, file.id)).toMatchObject({ created: 4, refused: 1 });
  });

  test('lines that were not imported are forgotten after a day, results after a week', async () => {
    const [draft, done] = [await readyFile(2), await readyFile(2)];
    await importUserFile(passo.context, actor, done.id);
    const { db } = passo.context;
    const left = async (file: UserFile): Promise<number> =>
      (await db('user_file_rows').where({ file_id: file.id })).length;
    passo.clock.now += 24 * 3_600_000 + 1;
    await tidyUserFiles(passo.context);
    expect([await left(draft), await left(done)]).toEqual([0, 2]);
    passo.clock.now += 6 * 24 * 3_600_000;
    await tidyUserFiles(passo.context);
    expect(await left(done)).toBe(0);
    await expect(discardUserFile(passo.context, actor, done.id)).rejects.toMatchObject({ code: 'not_found' });
  });
}
