import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey } from '../../src/actions/api-keys/create';
import { readConfig } from '../../src/config/config';
import { secretsFrom } from '../../src/config/secrets';
import { buildContext, type Context } from '../../src/context';
import { addAdmin } from '../support/passo';
import { freePort } from '../support/running-passo';
import { copyMigrated } from '../support/templates/sqlite';
import { BrowserSession } from '../web/browser-session';

const LIVES = 4;
const PER_LIFE = 250;
const AT_ONCE = 8;

const folder = mkdtempSync(join(tmpdir(), 'passo-process-'));
const key = randomBytes(32);
const main = join(__dirname, '../../dist/src/cli/main.js');
let port: number;
let apiKey: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  port = await freePort();
  await copyMigrated(join(folder, 'passo.sqlite'));
  const context = await open();
  const { actor } = await addAdmin(context);
  const made = await createApiKey(context, actor, { name: 'script', scopes: ['groups:read', 'groups:write'] });
  apiKey = made.secret.reveal();
  await context.destroy();
});
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

function open(): Promise<Context> {
  const config = readConfig({ dataDir: folder, logLevel: 'silent', baseUrl: `http://localhost:${port}` }, folder);
  return buildContext(config, { secrets: secretsFrom(key) });
}

/** Starts the program as an operator does, and waits until it is ready. */
async function start(): Promise<ChildProcess> {
  const started = spawn(process.execPath, [main, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PASSO_PORT: String(port),
      PASSO_BASE_URL: `http://localhost:${port}`,
      PASSO_DATA_DIR: folder,
      PASSO_ENCRYPTION_KEY: key.toString('base64'),
      PASSO_LOG_LEVEL: 'error',
    },
  });
  child = started;
  const began = Date.now();
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return started;
    if (Date.now() - began > 20_000) throw new Error('not ready after 20 seconds');
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** What came of a request: its status, or that no answer came. */
function post(agent: Agent, name: string): Promise<number | 'none'> {
  return new Promise((done) => {
    const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
    const sent = request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: '/api/v1/groups', headers },
      (answer) => {
        answer.resume();
        answer.once('end', () => done(answer.statusCode ?? 'none'));
        answer.once('close', () => done('none'));
      },
    );
    sent.once('error', () => done('none'));
    sent.end(JSON.stringify({ name, description: null }));
  });
}

test('R12, R21: what was answered with 201 is there after kill -9, 1,000 of 1,000, and so is the session', async () => {
  const browser = new BrowserSession(`http://localhost:${port}`);
  const answered: string[] = [];
  for (let life = 0; life < LIVES; life += 1) {
    const process = await start();
    if (life === 0) await browser.signIn();
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const exited = once(process, 'exit');
    let next = 0;
    let inLife = 0;
    const write = async (): Promise<void> => {
      for (;;) {
        const name = `life ${life} group ${(next += 1)}`;
        const status = await post(agent, name);
        if (status === 'none') return;
        if (status !== 201) throw new Error(`answered with ${status}`);
        answered.push(name);
        // While the others are in the middle of theirs.
        if ((inLife += 1) === PER_LIFE) process.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, write));
    await exited;
    agent.destroy();
  }
  expect(answered.length).toBeGreaterThanOrEqual(LIVES * PER_LIFE);
  await start();
  expect(await browser.open('/admin/groups')).toContain('User Groups');
  const context = await open();
  const rows = await context.db<{ name: string }>('user_groups').select('name');
  const kept = new Set(rows.map(({ name }) => name));
  expect(answered.filter((name) => !kept.has(name))).toEqual([]);
  expect(await context.db.raw('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  // Each is told of once: what is there has its event, what is not has none.
  const events = await context.db('events').where({ name: 'group_create' }).count<{ count: number }[]>({ count: '*' });
  expect(events[0]?.count).toBe(kept.size);
  await context.destroy();
}, 90_000);

test('R18: SIGTERM under load: what was begun is answered, what comes later finds nobody, and it ends with 0', async () => {
  const process = child as ChildProcess;
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const statuses: (number | 'none')[] = [];
  const exited = once(process, 'exit');
  let stopping = false;
  const cut: string[] = [];
  const write = async (): Promise<void> => {
    for (let round = 0; ; round += 1) {
      const name = `last ${round} ${randomBytes(4).toString('hex')}`;
      const begunBefore = !stopping;
      const status = await post(agent, name);
      if (status === 'none') {
        if (begunBefore) cut.push(name);
        return;
      }
      statuses.push(status);
    }
  };
  const writers = Array.from({ length: AT_ONCE }, write);
  while (statuses.length < 100) await new Promise((done) => setTimeout(done, 5));
  const began = Date.now();
  stopping = true;
  process.kill('SIGTERM');
  await Promise.all(writers);
  expect(await exited).toEqual([0, null]);
  expect(Date.now() - began).toBeLessThan(15_000);
  expect(new Set(statuses)).toEqual(new Set([201]));
  expect(cut).toEqual([]);
  const context = await open();
  const rows = await context
    .db('user_groups')
    .where('name', 'like', 'last %')
    .count<{ count: number }[]>({ count: '*' });
  expect(rows[0]?.count).toBe(statuses.length);
  await context.destroy();
}, 60_000);
