import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkBackup, openBackup } from '../../../src/actions/backup/read-file';
import { releaseCopy } from '../../../src/actions/backup/release';
import { restoreBackup } from '../../../src/actions/backup/restore';
import { takeBackup, type TakenBackup } from '../../../src/actions/backup/take';
import { createGroup } from '../../../src/actions/groups/save';
import { updateUser } from '../../../src/actions/users/update';
import { secretsFrom } from '../../../src/config/secrets';
import { buildContext } from '../../../src/context';
import { sendDueMail } from '../../../src/actions/mail/send-due';
import { findImage, getApplication } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { getUser } from '../../../src/store/users';
import { configIn, install, newFolder, OPERATOR, signOn, type Installation } from './bench';

describe('a backup and its restore', () => {
  let at: Installation;
  let taken: TakenBackup;
  let groupsAtEnd = 0;
  const folders: string[] = [];
  const fresh = (): string => {
    const folder = newFolder();
    folders.push(folder);
    return folder;
  };

  beforeAll(async () => {
    const folder = newFolder();
    at = await install(configIn(folder), folder);
    // Others go on writing while the copy is taken: what is copied is of one moment.
    let writing = true;
    const writer = (async () => {
      while (writing) await createGroup(at.context, at.actor, { name: `Group ${(groupsAtEnd += 1)}` });
    })();
    taken = await takeBackup({ ...at, clock: Date.now }, OPERATOR, { file: join(fresh(), 'one.passo') });
    writing = false;
    await writer;
  });
  afterAll(async () => {
    await at.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test('R16: it is one moment of a database that is written to, counted and hashed', async () => {
    const { manifest, header } = taken;
    expect(manifest['users']?.rows).toBe(2);
    expect(manifest['user_groups']?.rows).toBeLessThanOrEqual(groupsAtEnd + 1);
    // Every group has its event in the same transaction: a copy of two moments would differ.
    const backup = await openBackup(taken.file);
    expect(await checkBackup(backup, at.secrets.sealingKey)).toEqual(manifest);
    expect(header.migrations.at(-1)).toMatch(/^0/);
    expect(statSync(taken.file).mode & 0o077).toBe(0);
    const [event] = await listEvents(at.context.db, { name: 'backup_create', take: 1 });
    expect(event?.actor).toEqual({ kind: 'system', name: 'command line' });
  });

  test('without the key nothing in it can be read', async () => {
    const bytes = readFileSync(taken.file);
    for (const word of ['priya', 'sam.okafor', 'Fernhill', at.sp.token, 'argon2', 'BEGIN']) {
      expect(bytes.includes(Buffer.from(word))).toBe(false);
    }
    const body = bytes.subarray(bytes.indexOf('\n') + 1);
    expect(() => gunzipSync(body)).toThrow();
    expect(JSON.parse(bytes.subarray(0, bytes.indexOf('\n')).toString()) as object).not.toHaveProperty('key');
    const backup = await openBackup(taken.file);
    await expect(checkBackup(backup, secretsFrom(randomBytes(32)).sealingKey)).rejects.toThrow(
      'another encryption key',
    );
  });

  test.each([
    ['a byte of the content is changed', (bytes: Buffer) => flip(bytes, Math.floor(bytes.length / 2))],
    ['the mark at its end is changed', (bytes: Buffer) => flip(bytes, bytes.length - 1)],
    [
      'the header is changed',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace('"sqlite"', '"postgr"').replace('postgr"', 'sqlite" '), 'latin1'),
    ],
    ['it is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 300)],
    ['it is cut right after the header', (bytes: Buffer) => bytes.subarray(0, bytes.indexOf('\n') + 4)],
    ['something stands behind it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
    ['it is another file', () => Buffer.from('{"passo":"nothing"}\n')],
    ['it is empty', () => Buffer.alloc(0)],
  ])('a backup is refused when %s, and nothing is written', async (_name, change) => {
    const folder = fresh();
    const file = join(folder, 'bad.passo');
    writeFileSync(file, change(Buffer.from(readFileSync(taken.file))));
    const config = configIn(folder);
    await expect(
      openBackup(file).then((backup) =>
        restoreBackup({ config, secrets: at.secrets, clock: Date.now }, OPERATOR, backup),
      ),
    ).rejects.toThrow(/damaged|no backup/);
    expect(() => statSync(join(folder, 'passo.sqlite'))).toThrow('ENOENT');
  });

  test('R16: a restored copy signs people on and sends nothing until an admin allows it', async () => {
    const config = configIn(fresh());
    const backup = await openBackup(taken.file);
    const { manifest } = await restoreBackup({ config, secrets: at.secrets, clock: Date.now }, OPERATOR, backup);
    expect(manifest).toEqual(taken.manifest);
    await expect(restoreBackup({ config, secrets: at.secrets, clock: Date.now }, OPERATOR, backup)).rejects.toThrow(
      'There is an installation in this database already.',
    );

    const copy = await buildContext(config, { secrets: at.secrets });
    try {
      const person = await getUser(copy.db, at.person.id);
      expect(person).toEqual(await getUser(at.context.db, at.person.id));
      const robin = await getApplication(copy.db, 'robin');
      expect((await findImage(copy.db, robin.id))?.bytes.toString('hex')).toBe('89504e470d0a1a0a00ff');
      expect(await signOn(copy, person)).toContain('https://robin.example/acs');

      const before = at.sp.requests.length;
      copy.worker.start();
      copy.drift.start();
      await updateUser(copy, at.actor, person.id, { ...person, jobTitle: 'Lead' });
      await copy.worker.idle();
      expect(await sendDueMail(copy)).toBe(0);
      expect(at.sp.requests).toHaveLength(before);
      const { rows } = await countStale(copy);
      expect(rows).toBe(1);

      await releaseCopy(copy, OPERATOR);
      await copy.worker.idle();
      expect(at.sp.requests.slice(before).map(({ method }) => method)).toContain('PATCH');
      await expect(releaseCopy(copy, OPERATOR)).rejects.toThrow('no restored copy');
      const names = (await listEvents(copy.db, { take: 200 })).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['backup_restore', 'copy_release']));
    } finally {
      await copy.destroy();
    }
  });

  test('the key is in the file only when it was asked for', async () => {
    const file = join(fresh(), 'with-key.passo');
    await takeBackup({ ...at, clock: Date.now }, OPERATOR, { file, key: at.key.toString('base64') });
    expect((await openBackup(file)).header.key).toBe(at.key.toString('base64'));
    await expect(takeBackup({ ...at, clock: Date.now }, OPERATOR, { file })).rejects.toThrow('is there already');
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

async function countStale(copy: { db: Installation['context']['db'] }): Promise<{ rows: number }> {
  const rows = (await copy.db('stale').select('user_id')) as unknown[];
  return { rows: rows.length };
}
