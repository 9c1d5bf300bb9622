import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { demandKey } from '../../src/actions/keys/mark';
import { checkHealth } from '../../src/actions/health/check';
import { updateUser } from '../../src/actions/users/update';
import { secretsFrom } from '../../src/config/secrets';
import { MIGRATIONS } from '../../migrations';
import { openDatabase } from '../../src/store/db';
import { listInstances } from '../../src/store/instances/registry';
import { countLinks } from '../../src/store/provisioning/links';
import { deleteSetting } from '../../src/store/settings';
import { transact } from '../../src/store/tx';
import { addMember, integrate, startSp, writes } from '../support/integration';
import { profileOf } from '../support/passo';
import { postgresAddress } from '../support/services';
import { addressOf } from '../support/templates/postgres';
import { startFleet, startInstance, until, type Fleet, type Instance } from './fleet';

const SKEW_MS = 5 * 60_000;
const PEOPLE = 30;
const LEASE_MS = 2_000;

/** A database without a table, and with what a migration leaves that was killed before it had made one. */
async function emptyDatabase(): Promise<string> {
  const name = `t${randomBytes(8).toString('hex')}`;
  const client = new Client({ connectionString: postgresAddress() });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = addressOf(postgresAddress(), name);
  const inside = new Client({ connectionString: url });
  await inside.connect();
  await inside.query('create table knex_migrations_lock (index serial primary key, is_locked integer)');
  await inside.query('insert into knex_migrations_lock (is_locked) values (1)');
  await inside.end();
  return url;
}

let fleet: Fleet;
let ahead: Instance;
let behind: Instance;

/** Two starts at once on an empty database, five minutes ahead and behind, and the test's own context with them. */
beforeAll(async () => {
  const skewed = (ms: number): Parameters<Fleet['start']> => [
    { PASSO_TEST_SKEW_MS: String(ms) },
    ['--require', join(__dirname, 'skewed.cjs')],
  ];
  fleet = await startFleet(await emptyDatabase(), { PASSO_LEASE_MS: String(LEASE_MS) });
  [ahead, behind] = await Promise.all([fleet.start(...skewed(SKEW_MS)), fleet.start(...skewed(-SKEW_MS))]);
}, 60_000);
afterAll(() => fleet.stop());

test('of several that start at once on an empty database one migrates, and a lock that was left behind holds nobody up', async () => {
  const rows: { name: string }[] = await fleet.context.db('knex_migrations').orderBy('id').select('name');
  expect(rows.map(({ name }) => name)).toEqual(MIGRATIONS.map(({ name }) => name));
});

test('R13, R17: with clocks ten minutes apart nothing is sent twice, and no lease is taken from one who works', async () => {
  const { context, actor } = fleet;
  const sp = await startSp();
  try {
    const { application, group } = await integrate(context, actor, sp);
    // Slow enough that a turn lasts longer than a lease.
    sp.setDefects({ slow: 300 });
    const people = [];
    for (let number = 0; number < PEOPLE; number += 1) {
      people.push(await addMember(context, actor, group, `p${number}`));
    }
    const inStep = async (): Promise<boolean> => (await countLinks(context.db, application.id))['in-sync'] === PEOPLE;
    await until('Everybody is made', inStep, 30_000);
    for (const [number, { id }] of people.entries()) {
      await updateUser(context, actor, id, profileOf(`p${number}`, { jobTitle: `Title ${number}` }));
    }
    const titles = (): unknown[] => sp.accounts().map(({ attributes }) => attributes['title']);
    await until('Every title is there', () => Promise.resolve(titles().every((title) => title !== undefined)), 30_000);
    await until('Everything is written down', inStep, 10_000);
    const sent = writes(sp).map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`);
    expect(sent).toHaveLength(2 * PEOPLE);
    expect(new Set(sent).size).toBe(2 * PEOPLE);
  } finally {
    await sp.stop();
  }
}, 90_000);

test('they go by the database’s clock, and say when their machine’s is another', async () => {
  const { context } = fleet;
  const now = context.clock();
  const rows = await listInstances(context.db, now - 10_000);
  expect(rows).toHaveLength(3);
  for (const { seenAt, startedAt } of rows) {
    expect(Math.abs(now - seenAt)).toBeLessThan(10_000);
    expect(now - startedAt).toBeLessThan(120_000);
    expect(startedAt).toBeLessThanOrEqual(now);
  }
  const skewed = { ...context, machineClock: () => Date.now() - SKEW_MS };
  const [clock] = await checkHealth(skewed, undefined, ['clock']);
  expect(clock).toMatchObject({ state: 'bad', sentence: expect.stringContaining('300 s apart') as string });
  expect(await checkHealth(context, undefined, ['clock'])).toEqual([expect.objectContaining({ state: 'ok' })]);
});

test('R18: one that is told to stop is not ready at once, goes on with what it has, and ends in order', async () => {
  const stopping = ahead.stop();
  await until('Not ready', async () => !(await ahead.isReady()), 1_000, 10);
  // Requests are still taken for a moment, and told to come by another connection next time.
  const answer = await ahead.ask({ path: '/login' }).catch(() => undefined);
  if (answer !== undefined) expect(answer).toMatchObject({ status: 200, headers: { connection: 'close' } });
  const { code, tookMs } = await stopping;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(15_000);
  const names = (await listInstances(fleet.context.db, 0)).map(({ name }) => name);
  expect(names.some((name) => name.includes(`(${ahead.process.pid})`))).toBe(false);
  expect(await behind.isReady()).toBe(true);
});

test('of several first starts with one folder for the key all go on with the same key, and a database belongs to one key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'passo-first-'));
  const url = await emptyDatabase();
  const env = {
    PASSO_DATABASE_URL: url,
    PASSO_DATA_DIR: folder,
    PASSO_ENCRYPTION_KEY_FILE: join(folder, 'certs', 'k'),
  };
  const db = openDatabase({ kind: 'postgres', url });
  try {
    // Each of them has opened the database with its key when it is ready.
    for (const start of await Promise.all([startInstance(env), startInstance(env)])) await start.kill();
    expect(readdirSync(join(folder, 'certs'))).toEqual(['k']);
    await transact(db, (tx) => deleteSetting(tx, 'key_mark'));
    const keys = Array.from({ length: 4 }, () => secretsFrom(randomBytes(32)));
    const fits = await Promise.allSettled(keys.map((key) => demandKey(db, key)));
    expect(fits.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(fits).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'conflict' }) as unknown,
    });
  } finally {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}, 90_000);
