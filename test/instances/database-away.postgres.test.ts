import { Client } from 'pg';
import { updateUser } from '../../src/actions/users/update';
import { readInstances } from '../../src/actions/instances/list';
import type { Actor } from '../../src/actions/deps';
import type { Context } from '../../src/context';
import type { Group } from '../../src/core/group';
import type { User } from '../../src/core/user';
import type { Simulator } from '../../src/dev/simulator/types';
import { countLinks } from '../../src/store/provisioning/links';
import { secretsFrom } from '../../src/config/secrets';
import { readConfig } from '../../src/config/config';
import { buildContext } from '../../src/context';
import { serve, type RunningServer } from '../../src/main';
import { newPostgresDatabase } from '../support/database';
import { addMember, integrate, startSp, writes } from '../support/integration';
import { addAdmin, profileOf } from '../support/passo';
import { pause, until } from './fleet';
import { startPostgresProxy, type PostgresProxy } from './postgres-proxy';

// Two instances in this process: one reaches the database by way of a proxy that can take it away.
const PEOPLE = 40;
const LEASE_MS = 4_000;
const key = Buffer.alloc(32, 7);

let databaseUrl: string;
let proxy: PostgresProxy;
let near: Context;
let far: Context;
let actor: Actor;
let sp: Simulator;
let group: Group;
let people: User[];
let applicationId: Parameters<typeof countLinks>[1];
let server: RunningServer;
let other: RunningServer | undefined;

/** @param pollMs how often it looks for work that nobody told it of */
function open(url: string, pollMs = 1_000): Promise<Context> {
  const env = {
    ...{ databaseUrl: url, baseUrl: 'http://localhost:9999', port: '0', logLevel: 'silent', scimRate: '0' },
    ...{ allowedPrivateRanges: '127.0.0.0/8', leaseMs: String(LEASE_MS), retryBaseMs: '20', retryCapMs: '200' },
    ...{ databaseConnections: '3', scimConcurrency: '2', scimTimeoutMs: '1000' },
  };
  const config = readConfig(env, '/nowhere');
  const provisioning = { ...config.provisioning, pollMs };
  return buildContext({ ...config, provisioning }, { secrets: secretsFrom(key) });
}

beforeAll(async () => {
  databaseUrl = await newPostgresDatabase();
  proxy = await startPostgresProxy(databaseUrl);
  far = await open(databaseUrl);
  // It changes people and works on nothing.
  await far.rest();
  far.presence.join();
  near = await open(proxy.url, 300_000);
  ({ actor } = await addAdmin(far));
  sp = await startSp();
  const integrated = await integrate(far, actor, sp);
  group = integrated.group;
  applicationId = integrated.application.id;
  server = await serve(near);
  people = [];
  for (let number = 0; number < PEOPLE; number += 1) people.push(await addMember(far, actor, group, `p${number}`));
  await until('Everybody is there', inStep, 30_000);
}, 60_000);

afterAll(async () => {
  await proxy.restore();
  await server.stop();
  await other?.stop();
  await far.destroy();
  await proxy.stop();
  await sp.stop();
});

const inStep = async (): Promise<boolean> => (await countLinks(far.db, applicationId))['in-sync'] === PEOPLE;
const ask = (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { redirect: 'manual' });
const isReady = (): Promise<boolean> => ask('/readyz').then(({ status }) => status === 200);

async function backends(name: string): Promise<number[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database() and application_name = $1',
    [name],
  );
  await client.end();
  return rows.map(({ pid }) => pid);
}

test('a change is heard of at once by an instance that did not make it, also after its listening connection was lost', async () => {
  const change = async (title: string): Promise<number> => {
    const before = writes(sp).length;
    await updateUser(far, actor, (people[0] as User).id, profileOf('p0', { jobTitle: title }));
    return until(title, () => Promise.resolve(writes(sp).length > before), 5_000, 5);
  };
  await change('First');
  const before = await backends('passo instances');
  expect(before).toHaveLength(2);
  await far.db.raw(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'passo instances' and datname = current_database()",
  );
  const isNew = (pid: number): boolean => !before.includes(pid);
  await until('New lines', async () => (await backends('passo instances')).filter(isNew).length === 2, 8_000);
  expect(await isReady()).toBe(true);
  await change('Second');
  const rows = await readInstances(near);
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual(expect.objectContaining({ isSelf: true, isLost: false, state: 'working' }));
});

test('pool exhaustion: requests beyond it wait, are told in words, and everything goes on afterwards', async () => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query('lock table settings in access exclusive mode');
  const asked = Array.from({ length: 12 }, () => ask('/login'));
  const answers = Promise.all(
    asked.map((one) => one.then(async (came) => ({ status: came.status, text: await came.text() }))),
  );
  await pause(6_000);
  await client.query('rollback');
  await client.end();
  const refused = (await answers).filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  for (const { status, text } of refused) {
    expect(status).toBe(503);
    expect(text).toContain('</html>');
  }
  expect((await ask('/login')).status).toBe(200);
  expect(await isReady()).toBe(true);
}, 30_000);

test('R17, R19: cut off from the database it sends nothing, is not ready within 5 s, and another one takes over', async () => {
  sp.setDefects({ slow: 250 });
  for (const [number, { id }] of people.entries()) {
    await updateUser(far, actor, id, profileOf(`p${number}`, { jobTitle: `Cut ${number}` }));
  }
  const start = writes(sp).length;
  await until('Some are sent', () => Promise.resolve(writes(sp).length > start + 3), 10_000, 5);
  proxy.freeze();
  const frozenAt = Date.now();
  await until('Not ready', async () => !(await isReady()), 5_000);
  // What was under way when it happened may still arrive; nothing begins.
  const late = sp.requests.filter(({ at }) => at > frozenAt + LEASE_MS / 2 + 1_000);
  expect(late).toEqual([]);
  other = await serve(await open(databaseUrl));
  const tookMs = await until('The other one has sent everything', inStepNow, 30_000);
  expect(tookMs).toBeLessThan(30_000);
  const sentBy = writes(sp).length;
  await proxy.restore();
  await until('Ready again', isReady, 15_000);
  await pause(1_000);
  // Back again it sends nothing of what it had in hand.
  expect(writes(sp).length).toBe(sentBy);
  expect(await titles()).toEqual(people.map((_, number) => `Cut ${number}`).sort());
  sp.setDefects({});
}, 60_000);

const titles = (): Promise<string[]> =>
  Promise.resolve(
    sp
      .accounts()
      .map(({ attributes }) => String(attributes['title']))
      .sort(),
  );

async function inStepNow(): Promise<boolean> {
  const all = await titles();
  return all.every((title) => title.startsWith('Cut')) && (await inStep());
}

test('R11, R19: PostgreSQL is away for a while: told in words, not ready, and well again without a restart', async () => {
  await proxy.cut();
  await until('Not ready', async () => !(await isReady()), 5_000);
  const answer = await ask('/login');
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('</html>');
  expect((await ask('/livez')).status).toBe(200);
  await proxy.restore();
  await until('Ready again', isReady, 10_000);
  expect((await ask('/login')).status).toBe(200);
}, 40_000);
