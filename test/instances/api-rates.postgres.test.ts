import { createHash } from 'node:crypto';
import type { Express } from 'express';
import request from 'supertest';
import { createApiKey } from '../../src/actions/api-keys/create';
import type { Actor } from '../../src/actions/deps';
import { makeSharedLimit, MOST_UNTOLD } from '../../src/actions/api-keys/shared-limit';
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

test('R22: two processes together let a key send what one would, tell the truth about when, and write less', async () => {
  const made = await createApiKey(first().context, actor, { name: 'wild', scopes: ['groups:read'] });
  const secret = made.secret.reveal();
  let writes = 0;
  for (const { context } of passos) {
    context.db.on('query', ({ sql }: { sql: string }) => {
      if (/^(insert|update|delete)/.test(sql)) writes += 1;
    });
  }
  const send = async (count: number) =>
    (
      await Promise.all(
        Array.from({ length: count }, (_, number) =>
          request(apps[number % 2 === 0 ? 0 : 1])
            .get('/api/v1/key')
            .set('Authorization', `Bearer ${secret}`),
        ),
      )
    ).map(({ status, headers }) => ({ status, wait: Number(headers['retry-after'] ?? 0) }));
  const began = performance.now();
  const answers: Awaited<ReturnType<typeof send>> = [];
  // However slow the machine is, six hundred are let in.
  for (let round = 0; round < 12; round += 1) answers.push(...(await send(50)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(writes).toBeLessThan(answers.length / 5);
  while (answers.every(({ status }) => status === 200)) answers.push(...(await send(50)));
  const seconds = (performance.now() - began) / 1_000;
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.length - refused.length).toBeLessThanOrEqual(600 + 20 * (seconds + 1) + 2 * MOST_UNTOLD);
  // What both let in untold is waited for: two seconds at most, and the one for the next.
  for (const { wait } of refused) expect([1, 2, 3]).toContain(wait);
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

test('turns are handed out once, whoever asks, what was told counts, and they come back with time', async () => {
  // So slow that nothing comes back by itself while the test goes on.
  const rate = { nameHash: 'one', burst: 10, perSecond: 0.004, lateMs: 0 };
  const [one, two, three] = dbs as [Db, Db, Db];
  const ask = (db: Db, wanted: number, told = 0) => transactOne(db, (tx) => takeTurns(tx, rate, { told, wanted }));
  expect(await readWaitForTurn(one, rate)).toBe(0);
  const handed = await Promise.all([one, two, three, one, two].map((db) => ask(db, 4)));
  expect(handed.reduce((sum, { granted }) => sum + granted, 0)).toBe(10);
  const none = await ask(two, 4);
  expect(none).toMatchObject({ granted: 0, room: 0 });
  expect(none.waitMs).toBeGreaterThan(0);
  expect(none.waitMs).toBeLessThanOrEqual(250_000);
  expect(await readWaitForTurn(three, rate)).toBeGreaterThan(0);
  await pass(260_000);
  expect(await readWaitForTurn(three, rate)).toBe(0);
  expect(await ask(three, 4)).toMatchObject({ granted: 1, room: 0 });
  // Two that were taken without asking: three turns have to come back before there is one.
  const owed = await ask(one, 1, 2);
  expect(owed.granted).toBe(0);
  expect(owed.waitMs).toBeGreaterThan(700_000);
  expect(owed.waitMs).toBeLessThanOrEqual(750_000);
  await pass(500_000);
  // The database's clock was set back by a day: nobody waits longer, and nothing is given away.
  const day = 86_400_000_000;
  await one('api_rates')
    .where({ name_hash: 'one' })
    .update({ used_until: one.raw('used_until + ?', [day]), asked_at: one.raw('asked_at + ?', [day]) });
  expect(await readWaitForTurn(three, rate)).toBeLessThanOrEqual(250_000);
  const back = await ask(two, 4);
  expect(back.granted).toBe(0);
  expect(back.waitMs).toBeGreaterThan(200_000);
  expect(back.waitMs).toBeLessThanOrEqual(250_000);
  await pass(260_000);
  expect((await ask(three, 4)).granted).toBe(1);
  await transactOne(one, (tx) => deleteRestedRates(tx, Date.now() + 60_000));
  // Of somebody new: what was told counts, too, and never more than there is.
  expect(await ask(one, 4, 3)).toMatchObject({ granted: 4, room: 3 });
  await transactOne(one, (tx) => deleteRestedRates(tx, Date.now() + 60_000));
  expect(await ask(one, 40, 3)).toMatchObject({ granted: 7, room: 0 });
});

test('what was told to wait is true, and a database that is away refuses nobody for good and loses no count', async () => {
  let now = 1_000;
  const [db] = dbs as [Db];
  const slow = { burst: 2, perSecond: 0.001 };
  const limit = makeSharedLimit(db, slow, { kind: 'test', mostUntold: 0, monotonic: () => now });
  expect([await limit.draw('a'), await limit.draw('a')]).toEqual([0, 0]);
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
  const due: (() => void)[] = [];
  const large = { burst: 32, perSecond: 0.001 };
  const options = {
    kind: 'test',
    mostUntold: 20,
    monotonic: () => now,
    later: (_ms: number, work: () => void) => due.push(work),
  };
  const other = makeSharedLimit(shaky, large, options);
  await expect(Promise.all([other.draw('c'), other.draw('c')])).rejects.toThrow('away');
  away = false;
  // The first is asked for, the second is let in: one in 16 of those that are left.
  expect([await other.draw('c'), await other.draw('c')]).toEqual([0, 0]);
  away = true;
  for (const work of due.splice(0)) work();
  await expect(other.draw('c')).rejects.toThrow('away');
  away = false;
  expect(await other.draw('c')).toBe(0);
  const nameHash = createHash('sha256').update('test c').digest('hex');
  const left = await transactOne(db, (tx) => takeTurns(tx, { ...large, nameHash, lateMs: 0 }, { told: 0, wanted: 32 }));
  expect(left.granted).toBe(29);
});
