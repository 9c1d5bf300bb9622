import type { Express } from 'express';
import request from 'supertest';
import { createApiKey } from '../../src/actions/api-keys/create';
import type { Actor } from '../../src/actions/deps';
import { makeSharedLimit } from '../../src/actions/api-keys/shared-limit';
import { buildApp } from '../../src/app';
import { deleteRestedRates, readWaitForTurn, takeTurns } from '../../src/store/api-keys/rates';
import { openDatabase } from '../../src/store/db';
import { transactOne, type Db } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';

let passos: TestPasso[];
let dbs: Db[];
let apps: [Express, Express];
let actor: Actor;

beforeAll(async () => {
  const databaseUrl = await newPostgresDatabase();
  passos = [await startPasso({ databaseUrl })];
  passos.push(await startPasso({ databaseUrl }));
  apps = [buildApp(first().context), buildApp((passos[1] as TestPasso).context)];
  ({ actor } = await addAdmin(first().context));
  // As three processes have it.
  dbs = Array.from({ length: 3 }, () => openDatabase({ kind: 'postgres', url: databaseUrl }));
}, 30_000);
afterAll(async () => {
  await Promise.all(dbs.map((db) => db.destroy()));
  for (const passo of passos) await passo.stop();
});

const first = (): TestPasso => passos[0] as TestPasso;

/** Lets time pass: as if what was used had been used so much earlier. */
const pass = (ms: number) => (dbs[0] as Db)('api_rates').decrement('used_until', ms * 1_000);

test('R22: two processes together let a key send what one would, tell the truth about when, and hardly write', async () => {
  const made = await createApiKey(first().context, actor, { name: 'wild', scopes: ['groups:read'] });
  const secret = made.secret.reveal();
  let writes = 0;
  for (const { context } of passos) {
    context.db.on('query', ({ sql }: { sql: string }) => {
      if (/^(insert|update|delete)/.test(sql)) writes += 1;
    });
  }
  const statuses: number[] = [];
  let waits: string[] = [];
  const began = performance.now();
  for (let round = 0; round < 16; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        request(apps[number % 2 === 0 ? 0 : 1])
          .get('/api/v1/key')
          .set('Authorization', `Bearer ${secret}`),
      ),
    );
    statuses.push(...answers.map(({ status }) => status));
    waits = answers.flatMap(({ headers }) => headers['retry-after'] ?? []);
  }
  const seconds = (performance.now() - began) / 1_000;
  const passed = statuses.filter((status) => status === 200).length;
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  // Six hundred and twenty in a second; what was taken ahead may be used a second later.
  expect(passed).toBeLessThanOrEqual(600 + 20 * (seconds + 1));
  expect(passed).toBeGreaterThanOrEqual(590);
  expect(new Set(waits)).toEqual(new Set(['1']));
  expect(writes).toBeLessThan(passed / 5);
}, 30_000);

test('R22: who tried wrong keys at one process waits at the other too, and right keys go on', async () => {
  const { secret: good } = await createApiKey(first().context, actor, { name: 'good', scopes: ['groups:read'] });
  const ask = (place: 0 | 1, key = 'passo_wrong') =>
    request(apps[place]).get('/api/v1/key').set('Authorization', `Bearer ${key}`);
  expect((await ask(1, good.reveal())).status).toBe(200);
  for (let count = 0; count < 20; count += 1) expect((await ask(count % 2 === 0 ? 0 : 1)).status).toBe(401);
  for (const place of [0, 1] as const) {
    const answer = await ask(place);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(14);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(15);
  }
  expect((await ask(1, good.reveal())).status).toBe(200);
});

test('turns are handed out once, whoever asks, and come back with time', async () => {
  // So slow that nothing comes back by itself while the test goes on.
  const rate = { nameHash: 'one', burst: 10, perSecond: 0.004 };
  const [one, two, three] = dbs as [Db, Db, Db];
  const ask = (db: Db, most: number) => transactOne(db, (tx) => takeTurns(tx, rate, most));
  expect(await readWaitForTurn(one, rate)).toBe(0);
  const handed = await Promise.all([one, two, three, one, two].map((db) => ask(db, 4)));
  expect(handed.reduce((sum, { granted }) => sum + granted, 0)).toBe(10);
  const none = await ask(two, 4);
  expect(none.granted).toBe(0);
  const waitMs = 'waitMs' in none ? none.waitMs : -1;
  expect(waitMs).toBeGreaterThan(0);
  expect(waitMs).toBeLessThanOrEqual(250_000);
  expect(await readWaitForTurn(three, rate)).toBeGreaterThan(0);
  await pass(260_000);
  expect(await readWaitForTurn(three, rate)).toBe(0);
  expect((await ask(three, 4)).granted).toBe(1);
  // The database's clock was set back by a day.
  await one('api_rates').where({ name_hash: 'one' }).increment('used_until', 86_400_000_000);
  const back = await ask(two, 4);
  expect('waitMs' in back && back.waitMs).toBe(250_000);
  expect(await readWaitForTurn(three, rate)).toBeLessThanOrEqual(250_000);
  await pass(260_000);
  expect((await ask(three, 4)).granted).toBe(1);
  await transactOne(one, (tx) => deleteRestedRates(tx, Date.now() + 60_000));
  expect((await ask(one, 4)).granted).toBe(4);
});

test('what was taken ahead and not used is not used later, and a database that is away refuses nobody for good', async () => {
  let now = 1_000;
  const [db] = dbs as [Db];
  const rate = { burst: 4, perSecond: 0.001 };
  const limit = makeSharedLimit(db, rate, { kind: 'test', largest: 8, monotonic: () => now });
  // One, then two, of which one is left, then it is too old for use.
  expect([await limit.draw('a'), await limit.draw('a')]).toEqual([0, 0]);
  now += 1_000;
  expect(await limit.draw('a')).toBe(0);
  const wait = await limit.draw('a');
  expect(wait).toBeGreaterThan(990);
  expect(await limit.wait('a')).toBe(wait);
  expect(await limit.wait('b')).toBe(0);
  // What was told is true: a second before it is too early, and then it is time.
  for (const seconds of [wait - 1, 1]) {
    expect(await limit.draw('a')).toBe(seconds === 1 ? 1 : wait);
    now += seconds * 1_000;
    await pass(seconds * 1_000);
  }
  expect(await limit.draw('a')).toBe(0);
  let away = true;
  const shaky = new Proxy(db, {
    get(target, name) {
      if (away) throw new Error('away');
      return Reflect.get(target, name) as unknown;
    },
  });
  const other = makeSharedLimit(shaky, rate, { kind: 'test', largest: 8, monotonic: () => now });
  await expect(other.draw('c')).rejects.toThrow('away');
  away = false;
  expect(await other.draw('c')).toBe(0);
});
