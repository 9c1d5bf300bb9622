import { makeBeginnings } from '../../src/actions/sessions/begin';
import { loadSession } from '../../src/actions/sessions/keep';
import { tidy } from '../../src/actions/housekeeping/tidy';
import { deleteSurplusVisits } from '../../src/store/sessions';
import { transact } from '../../src/store/tx';
import { startPasso, type TestPasso } from '../support/passo';

const VISITS = 2_500;
const HOUR_MS = 3_600_000;

let passo: TestPasso;
beforeAll(async () => (passo = await startPasso({ fixedClock: true })));
afterAll(() => passo.stop());

/** Somebody who asks for a page with a form, without a cookie. */
const visit = (number: number, data = '{}'): { idHash: string; data: string; createdAt: number } => ({
  idHash: `visit-${number}`,
  data,
  createdAt: passo.context.clock(),
});
const countRows = async (): Promise<number> => {
  const [row] = await passo.context.db('sessions').count({ total: '*' });
  return Number(row?.['total']);
};

test('R20: a flood of visits is written in few transactions, each visit before its answer, and ends after an hour', async () => {
  const { context } = passo;
  let commits = 0;
  const counted = ({ sql }: { sql: string }): void => void (/^commit/i.test(sql) && (commits += 1));
  context.db.on('query', counted);
  const beginnings = makeBeginnings(context);
  await beginnings.begin(visit(0));
  expect((await loadSession(context, 'visit-0'))?.expiresAt).toBe(context.clock() + HOUR_MS);
  const others = Array.from({ length: VISITS - 1 }, (_, number) => beginnings.begin(visit(number + 1)));
  // An answer may keep its session twice.
  await Promise.all([...others, beginnings.begin(visit(VISITS - 1, '{"csrfToken":"later"}'))]);
  context.db.removeListener('query', counted);
  expect(await countRows()).toBe(VISITS);
  expect((await loadSession(context, `visit-${VISITS - 1}`))?.data).toBe('{"csrfToken":"later"}');
  expect(commits).toBeGreaterThan(0);
  expect(commits).toBeLessThan(10);

  // A surplus goes, those that end first.
  passo.clock.now += 1_000;
  await beginnings.begin(visit(VISITS));
  expect(await transact(context.db, (tx) => deleteSurplusVisits(tx, 2_400, 2_000))).toBe(101);
  expect(await loadSession(context, `visit-${VISITS}`)).toBeDefined();
  expect(await transact(context.db, (tx) => deleteSurplusVisits(tx, 2_400, 2_000))).toBe(0);

  expect(await tidy(context)).toBe(0);
  passo.clock.now += HOUR_MS;
  expect(await tidy(context)).toBeGreaterThanOrEqual(2_400);
  expect(await countRows()).toBe(0);
});

test('a visit that no database takes fails its own answer alone', async () => {
  const { context } = passo;
  const beginnings = makeBeginnings(context);
  const first = beginnings.begin(visit(1));
  const gathered = [visit(2), { ...visit(3), data: null as unknown as string }, visit(4)];
  const came = await Promise.allSettled(gathered.map((one) => beginnings.begin(one)));
  await first;
  expect(came.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await loadSession(context, 'visit-4')).toBeDefined();
  await context.db('sessions').delete();
});

test('a visit that can’t be written fails its answer, and the next one is tried anew', async () => {
  const { context } = passo;
  const beginnings = makeBeginnings(context);
  await context.db.schema.renameTable('sessions', 'sessions_away');
  try {
    await expect(beginnings.begin(visit(1))).rejects.toThrow(/sessions/);
  } finally {
    await context.db.schema.renameTable('sessions_away', 'sessions');
  }
  await beginnings.begin(visit(1));
  expect(await loadSession(context, 'visit-1')).toBeDefined();
});
