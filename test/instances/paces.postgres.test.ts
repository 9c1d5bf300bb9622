import { addApplication } from '../../src/actions/applications/add';
import { makePaces, type Paces } from '../../src/actions/provisioning/pace';
import type { ScimTransport } from '../../src/scim/transport';
import type { ApplicationId } from '../../src/core/ids';
import { openDatabase } from '../../src/store/db';
import { makeDatabaseClock } from '../../src/store/instances/database-clock';
import { reserve } from '../../src/store/instances/paces';
import { transactOne, type Db } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { answer } from '../support/scripted-sp';

const RATE = 40;
const REQUESTS = 100;

let passo: TestPasso;
let dbs: Db[];
let ids: ApplicationId[];

beforeAll(async () => {
  const url = await newPostgresDatabase();
  passo = await startPasso({ databaseUrl: url });
  const { actor } = await addAdmin(passo.context);
  ids = [];
  for (const label of ['One', 'Two']) {
    const naming = { connectorId: 'custom-scim', label, showInPortal: true, variables: {} };
    ids.push((await addApplication(passo.context, actor, naming)).id);
  }
  // As three processes have it: each with connections and paces of its own.
  dbs = Array.from({ length: 3 }, () => openDatabase({ kind: 'postgres', url }));
}, 30_000);
afterAll(async () => {
  await Promise.all(dbs.map((db) => db.destroy()));
  await passo.stop();
});

const pacesOf = (db: Db): Paces =>
  makePaces((applicationId, asked) => transactOne(db, (tx) => reserve(tx, { applicationId, ...asked })));

test('R4, R9: three processes together keep to the rate of an application, and another application has its own', async () => {
  const sent: number[][] = [[], []];
  const began = performance.now();
  await Promise.all(
    ids.map(async (id, place) => {
      const transport: ScimTransport = () => {
        sent[place]?.push(performance.now());
        return Promise.resolve(answer(200, {}));
      };
      const ways = dbs.map((db) => pacesOf(db).of(id, { perSecond: RATE, concurrency: 8 }).over(transport));
      const all = Array.from({ length: REQUESTS }, (_, number) => ways[number % ways.length] as ScimTransport);
      await Promise.all(all.map((way) => way({ method: 'GET', path: '/Users' })));
    }),
  );
  // The second application did not wait for the first.
  expect(performance.now() - began).toBeLessThan(2 * (REQUESTS / RATE) * 1_000);
  for (const times of sent) {
    expect(times).toHaveLength(REQUESTS);
    const most = Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));
    expect(most).toBeLessThanOrEqual(1.2 * RATE);
    expect(most).toBeGreaterThan(0.5 * RATE);
  }
}, 30_000);

test('a request for which no room can be asked for is not sent, and the next one is', async () => {
  let fails = true;
  const paces = makePaces(() => (fails ? Promise.reject(new Error('no database')) : Promise.resolve(0)));
  const sent: string[] = [];
  const way = paces.of(ids[0] as ApplicationId, { perSecond: 5, concurrency: 1 }).over((request) => {
    sent.push(request.path);
    return Promise.resolve(answer(200, {}));
  });
  await expect(way({ method: 'GET', path: '/one' })).rejects.toThrow('no database');
  fails = false;
  await way({ method: 'GET', path: '/two' });
  expect(sent).toEqual(['/two']);
});

test('R13: the database’s clock is kept through a slow answer, and followed when it is set', async () => {
  let monotonic = 1_000;
  const [db] = dbs;
  const clock = makeDatabaseClock(db as Db, () => monotonic);
  expect(() => clock.now()).toThrow('has not told the time');
  clock.set(5_000_000, 1_000, 1_004);
  monotonic = 2_004;
  expect(clock.now()).toBe(5_001_002);
  // An answer on its way for half a second says nothing that the sharper one contradicts.
  clock.set(5_001_300, 2_004, 2_504);
  monotonic = 2_504;
  expect(clock.now()).toBe(5_001_502);
  // One that took seconds says nothing at all.
  clock.set(9_000_000, 2_504, 5_504);
  monotonic = 5_504;
  expect(clock.now()).toBe(5_004_502);
  // The database's clock was set an hour ahead, and back.
  clock.set(8_604_502, 5_504, 5_504);
  expect(clock.now()).toBe(8_604_502);
  clock.set(5_004_510, 5_508, 5_512);
  monotonic = 5_512;
  expect(clock.now()).toBe(5_004_512);
});
