import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../src/app';
import { createUser } from '../../src/actions/users/create';
import type { Actor } from '../../src/actions/deps';
import { listEvents } from '../../src/store/events';
import { addAdmin, ADMIN_PASSWORD, profileOf, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from '../web/browser-session';

/** A small disk of its own where the machine lets us make one; else the database may not grow, which fails alike. */
const folder = mkdtempSync(join(tmpdir(), 'passo-full-'));
const mounted = ((): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const ballast = join(folder, 'ballast');

let passo: TestPasso;
let actor: Actor;
let admin: BrowserSession;

/** As in production, where the framework would print what nobody catches. */
const app = (): ReturnType<typeof buildApp> => buildApp(passo.context).set('env', 'production');
let printed: jest.SpyInstance;

beforeAll(async () => {
  printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  passo = await startPasso({ env: { dataDir: folder } });
  ({ actor } = await addAdmin(passo.context));
  admin = new BrowserSession(app());
  await admin.signIn();
  await admin.open('/admin/groups/new');
});
afterAll(async () => {
  printed.mockRestore();
  await passo.stop();
  if (mounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

async function fill(): Promise<void> {
  if (mounted) {
    const { bavail, bsize } = statfsSync(folder);
    return writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  }
  await passo.context.db.raw('pragma max_page_count = 1');
}

async function makeRoom(): Promise<void> {
  if (mounted) rmSync(ballast);
  else await passo.context.db.raw('pragma max_page_count = 1073741823');
}

/** Sends forms until one is refused: a little room may be left in files that are there already. */
async function addUntilRefused(): Promise<{ made: string[]; refused: Awaited<ReturnType<BrowserSession['send']>> }> {
  const made: string[] = [];
  for (let round = 0; round < 200; round += 1) {
    const name = `Group ${round} ${'x'.repeat(150)}`;
    const answer = await admin.send('/admin/groups', { name, description: '' });
    if (answer.status !== 303) return { made, refused: answer };
    made.push(name);
  }
  throw new Error('Nothing was refused.');
}

afterEach(async () => {
  if (mounted) rmSync(ballast, { force: true });
  else await passo.context.db.raw('pragma max_page_count = 1073741823');
});

test('R11: on a full disk every write is refused with words, none is half done, and all goes on once there is room', async () => {
  const { db } = passo.context;
  await fill();
  const { made, refused } = await addUntilRefused();
  expect(refused.status).toBe(503);
  expect(refused.headers['retry-after']).toBe('10');
  expect(wordsOf(refused.text)).toContain('it has no room left. Nothing was changed. Tell your admin.');
  expect(refused.text).not.toMatch(/SQLITE|COMMIT/);

  // What was answered with success is there, what was refused is not, and reading goes on.
  const kept = await db<{ name: string }>('user_groups').select('name');
  expect(kept.map(({ name }) => name).sort()).toEqual(made.sort());
  expect(wordsOf(await admin.open('/admin/groups'))).toContain('User Groups');

  await makeRoom();
  expect((await admin.send('/admin/groups', { name: 'After', description: '' })).status).toBe(303);
  await new BrowserSession(app()).signIn();
  await createUser(passo.context, actor, profileOf('after'), 'link');
  expect(await db.raw('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(await passo.context.readiness.look()).toBeUndefined();
}, 30_000);

// A database that may not grow still has a little room in its pages: only a disk that is full is full for everybody.
(mounted ? test : test.skip)(
  'R11: a sign-in that can’t be recorded does not happen, and nobody learns whether the password was right',
  async () => {
    const { context } = passo;
    const doors = [ADMIN_PASSWORD, 'wrong'].map((password) => ({
      password,
      browser: new BrowserSession(app()),
    }));
    for (const { browser } of doors) await browser.open('/login');
    await context.journal.flush();
    const attempts = (): Promise<unknown[]> => listEvents(context.db, { name: 'user_login_attempt', take: 99 });
    const before = await attempts();
    await fill();
    await addUntilRefused();
    for (const { browser, password } of doors) {
      const answer = await browser.send('/login', { username: 'sam.okafor', password });
      expect([answer.status, wordsOf(answer.text)]).toEqual([503, expect.stringContaining('no room left')]);
      expect((await browser.agent.get('/')).headers['location']).toMatch(/^\/login/);
    }
    expect(await attempts()).toEqual(before);
    // A page is shown though its session can't be kept; that is told by the log, and by nothing else.
    expect((await new BrowserSession(app()).agent.get('/login')).status).toBe(200);
    await new Promise((done) => setTimeout(done, 20));
    expect(printed).not.toHaveBeenCalled();
    await makeRoom();
    await doors[0]!.browser.signIn();
  },
);
