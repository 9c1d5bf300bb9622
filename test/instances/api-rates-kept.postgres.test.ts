import { setImmediate } from 'node:timers/promises';
import { makeSharedLimit, MOST_UNTOLD } from '../../src/actions/api-keys/shared-limit';
import type { Limit } from '../../src/actions/api-keys/limit';
import { openDatabase } from '../../src/store/db';
import type { Db } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';

/** As a key has it. */
const RATE = { burst: 600, perSecond: 20 };
const INTERVAL_MS = 1_000 / RATE.perSecond;
const PROCESSES = 3;

let dbs: Db[];
/** Both clocks: that of the database and those of the processes. */
let now = Date.now();
let statements = 0;
let due: { at: number; work: () => void }[] = [];
let seed = 1;

beforeAll(async () => {
  const url = await newPostgresDatabase();
  const maker = openDatabase({ kind: 'postgres', url });
  // The database goes by a clock of the test: what passes does not hang on how fast the machine is.
  await maker.raw('create table test_clock as select ?::bigint as at', [now]);
  await maker.raw(`create function public.clock_timestamp() returns timestamptz language sql volatile
    as 'select to_timestamp(at / 1000.0) from public.test_clock'`);
  await maker.raw(`alter database "${new URL(url).pathname.slice(1)}" set search_path = public, pg_catalog`);
  await maker.destroy();
  dbs = Array.from({ length: PROCESSES }, () => openDatabase({ kind: 'postgres', url }));
  for (const db of dbs) {
    db.on('query', ({ sql }: { sql: string }) => {
      if (sql.includes('api_rates')) statements += 1;
    });
  }
});
afterAll(() => Promise.all(dbs.map((db) => db.destroy())));

/** Tells whether a process waits for an answer of the database. */
function isAtWork(db: Db): boolean {
  const { pool } = db.client as { pool: { numUsed(): number; numPendingAcquires(): number } };
  return pool.numUsed() + pool.numPendingAcquires() > 0;
}

/** Lets time pass, and everything happen that was to happen by then. */
async function pass(ms: number): Promise<void> {
  now += ms;
  await (dbs[0] as Db).raw('update test_clock set at = ?', [now]);
  const ready = due.filter(({ at }) => at <= now);
  due = due.filter(({ at }) => at > now);
  for (const { work } of ready) work();
  do await setImmediate();
  while (dbs.some(isAtWork));
}

function processes(count: number, kind: string): Limit[] {
  due = [];
  statements = 0;
  return dbs.slice(0, count).map((db) =>
    makeSharedLimit(db, RATE, {
      kind,
      mostUntold: MOST_UNTOLD,
      monotonic: () => now,
      later: (ms, work) => due.push({ at: now + ms, work }),
    }),
  );
}

/** A whole number below another, the same in every run. */
function below(end: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % end;
}

/** A caller who knows the limit by heart: gives how many requests fit into it now, as one counter would count them. */
function exactCaller(): { room(): number; sent(count: number): void } {
  let usedUntil = 0;
  return {
    room: () => Math.floor((now + RATE.burst * INTERVAL_MS - Math.max(usedUntil, now)) / INTERVAL_MS),
    sent: (count) => (usedUntil = Math.max(usedUntil, now) + count * INTERVAL_MS),
  };
}

async function send(limits: readonly Limit[], count: number, only?: Limit): Promise<number> {
  const waits = await Promise.all(
    Array.from({ length: count }, () => (only ?? (limits[below(limits.length)] as Limit)).draw('key')),
  );
  return waits.filter((wait) => wait > 0).length;
}

test.each([1, PROCESSES])('R22: who keeps to the limit is never refused, with %i processes', async (count) => {
  const limits = processes(count, `kept by ${count}`);
  const caller = exactCaller();
  let refused = 0;
  let sent = 0;
  const all = async (share: number, only?: Limit): Promise<void> => {
    const requests = Math.ceil(caller.room() * share);
    caller.sent(requests);
    sent += requests;
    refused += await send(limits, requests, only);
  };
  for (let second = 0; second < 30; second += 1) {
    for (let part = 0; part < 20; part += 1) {
      caller.sent(1);
      sent += 1;
      refused += await send(limits, 1);
      await pass(INTERVAL_MS);
    }
  }
  expect({ sent, refused }).toEqual({ sent: 600, refused: 0 });
  // Twice in a second and process, and not with each request.
  expect(statements).toBeLessThan(30 * 2 * count + 30);

  // Everything there is at once, and from then on each request in the moment it is allowed.
  await all(1);
  for (let part = 0; part < 200; part += 1) {
    await pass(INTERVAL_MS);
    await all(1);
  }
  expect({ sent, refused }).toEqual({ sent: 1_400, refused: 0 });

  // Rests and bursts as they come, to all processes or to one of them.
  for (let round = 0; round < 150; round += 1) {
    await pass(1 + below(round % 10 === 0 ? 40_000 : 700));
    const only = below(2) === 0 ? limits[below(count)] : undefined;
    await all([0.02, 0.2, 0.9, 1][below(4)] as number, only);
  }
  expect(refused).toBe(0);
  expect(sent).toBeGreaterThan(3_000);
});

test('R22: who sends double is let in as often as the limit says, over all processes', async () => {
  const limits = processes(PROCESSES, 'double');
  let passed = 0;
  const most = (seconds: number): number => 600 + 20 * (seconds + 1) + PROCESSES * MOST_UNTOLD;
  for (let part = 0; part < 600; part += 1) {
    passed += 4 - (await send(limits, 4));
    expect(passed).toBeLessThanOrEqual(most(part / 10));
    await pass(100);
  }
  expect(passed).toBeGreaterThanOrEqual(600 + 20 * 59);
});

test('R22: who spares what one process lets in untold, and uses up the rest at others, pays for it later', async () => {
  const limits = processes(PROCESSES, 'spared');
  const [spared] = limits as [Limit];
  expect(await send(limits, 3)).toBe(0);
  expect(await send(limits, 1, spared)).toBe(0);
  let passed = 4;
  for (const limit of limits.slice(1)) passed += 700 - (await send(limits, 700, limit));
  passed += 700 - (await send(limits, 700, spared));
  expect(passed).toBeGreaterThan(620);
  expect(passed).toBeLessThanOrEqual(620 + PROCESSES * MOST_UNTOLD);
  for (let part = 0; part < 50; part += 1) {
    await pass(1_000);
    passed += 60 - (await send(limits, 60));
  }
  expect(passed).toBeLessThanOrEqual(620 + 50 * 20);
  expect(passed).toBeGreaterThanOrEqual(600 + 48 * 20);
});

test('R22: what is let in while the database is told counts as untold, and what it said is believed for a second', async () => {
  const [limit] = processes(1, 'meanwhile') as [Limit];
  const askedBy = async (count: number): Promise<number> => {
    const before = statements;
    expect(await send([limit], count)).toBe(0);
    return statements - before;
  };
  expect(await askedBy(1)).toBe(1);
  expect(await askedBy(5)).toBe(0);
  const [told] = due.splice(0);
  told?.work();
  const meanwhile = askedBy(5);
  await pass(0);
  await meanwhile;
  expect(await askedBy(MOST_UNTOLD - 5)).toBe(0);
  expect(await askedBy(1)).toBe(1);
  due = [];
  await pass(999);
  expect(await askedBy(1)).toBe(0);
  due = [];
  await pass(1);
  expect(await askedBy(1)).toBe(1);
});
