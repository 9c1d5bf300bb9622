import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { secretsFrom } from '../../src/config/secrets';
import { buildContext, type Context } from '../../src/context';
import { isActive } from '../../src/core/user';
import { syncAll } from '../../src/actions/provisioning/retry';
import { listMemberIds } from '../../src/store/groups';
import { listUsers } from '../../src/store/users';
import { listMarks } from '../../src/store/provisioning/stale';
import { countLinks } from '../../src/store/provisioning/links';
import { addAdmin } from './passo';
import { integrate, startSp, writes } from './integration';

const CHANGES = 100;
const KILLS = 50;
const PEOPLE = 14;

/** Kills the product at random points of its work and lets it go on, again and again (R1). */
export function describeCrashes(database: () => Promise<string | undefined>): void {
  test(`R1: killed at ${KILLS} random points of ${CHANGES} changes, the SP ends equal to the directory, nothing twice`, async () => {
    const databaseUrl = await database();
    const folder = mkdtempSync(join(tmpdir(), 'passo-crash-'));
    const key = randomBytes(32);
    const env = {
      baseUrl: 'http://localhost:9999',
      dataDir: folder,
      logLevel: 'silent',
      allowedPrivateRanges: '127.0.0.0/8',
      retryBaseMs: '10',
      retryCapMs: '50',
      leaseMs: '500',
      // What was given up may be carried out late for some times as long; nobody waits a minute for it here.
      scimTimeoutMs: '500',
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    };
    const open = (): Promise<Context> => buildContext(readConfig(env, folder), { secrets: secretsFrom(key) });
    const sp = await startSp();
    let context = await open();
    const { actor } = await addAdmin(context);
    const { application, group } = await integrate(context, actor, sp);
    await context.destroy();
    sp.setDefects({ slow: 4 });

    const life = {
      databaseUrl,
      folder,
      key: key.toString('base64'),
      groupId: group.id,
      people: PEOPLE,
      changes: CHANGES,
      perLife: 4,
      seed: randomBytes(4).readUInt32BE(),
    };
    let child: ChildProcess | undefined;
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        child = await start(life);
        await pause(Math.random() * 140);
        await end(child);
      }
      while (progress(folder) < CHANGES) {
        child = await start(life);
        await said(child, 'changed');
        await end(child);
      }
      sp.setDefects({});
      context = await open();
      await settle(context, application.id);
      const people = await listUsers(context.db, { skip: 0, take: 500 });
      const members = new Set(await listMemberIds(context.db, group.id));
      const wanted = people.users
        .filter((user) => members.has(user.id) && isActive(user, Date.now()))
        .map((user) => `${user.username}: ${user.jobTitle ?? ''}`);
      const held = sp.accounts().filter((account) => account.active);
      expect(held.map((one) => `${one.userName}: ${textOf(one.attributes['title'])}`).sort()).toEqual(wanted.sort());
      const names = sp.accounts().map((account) => account.userName);
      expect(new Set(names).size).toBe(names.length);
      const before = writes(sp).length;
      await syncAll(context, actor, application.id);
      await settle(context, application.id);
      expect(writes(sp).slice(before)).toEqual([]);
    } finally {
      child?.kill('SIGKILL');
      await context.destroy();
      await sp.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }, 300_000);
}

async function settle(context: Context, applicationId: Parameters<typeof countLinks>[1]): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    await context.worker.idle();
    const counts = await countLinks(context.db, applicationId);
    const marks = await listMarks(context.db, applicationId);
    if (counts.waiting === 0 && marks.length === 0) return;
    await pause(20);
  }
  throw new Error('The worker did not settle.');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function progress(folder: string): number {
  const file = join(folder, 'progress');
  return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
}

async function start(life: object): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(__dirname, 'crash-child.mjs'), JSON.stringify(life)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await said(child, 'ready');
  return child;
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((done, fail) => {
    child.stdout?.on('data', (data: Buffer) => {
      if (data.toString().includes(word)) done();
    });
    child.once('exit', (code) => fail(new Error(`The child ended with ${code} before it said "${word}".`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGKILL');
  await gone;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
