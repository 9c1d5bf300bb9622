import { rmSync } from 'node:fs';
import type { Actor } from '../../src/actions/deps';
import { changeMembers } from '../../src/actions/groups/members';
import { deactivateIntegration } from '../../src/actions/provisioning/deactivate';
import type { Context } from '../../src/context';
import { listEvents } from '../../src/store/events';
import { findLane } from '../../src/store/provisioning/lanes';
import { countLinks, findLink } from '../../src/store/provisioning/links';
import { openDatabase } from '../../src/store/db';
import { findMark } from '../../src/store/provisioning/stale';
import { addMember, integrate, startSp } from '../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { answer, bench, LOST, type Bench } from '../support/scripted-sp';

const HOUR = 3_600_000;

describe('an SP that is away', () => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let round = 0;

  beforeAll(async () => {
    passo = await startPasso({ fixedClock: true, env: { retryBaseMs: '15000', retryCapMs: String(12 * HOUR) } });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    round += 1;
    at = await bench(context, actor, `Cirrus ${round}`);
  });
  afterEach(() => deactivateIntegration(at.deps, actor, at.application.id));

  const add = (name: string): ReturnType<typeof addMember> =>
    addMember({ ...context, ...at.deps }, actor, at.group, `${name}${round}`);
  const live = async (until: number, step: number): Promise<void> => {
    for (; passo.clock.now < until; passo.clock.now += step) await at.run();
  };

  test.each([
    ['silent', LOST],
    ['refusing the token', answer(401, {})],
    ['broken', answer(503, {})],
  ])(
    'R3: %s for seven days: at most 60 requests, and everything is sent afterwards',
    async (_name, came) => {
      for (let person = 0; person < 20; person += 1) await add(`p${person}x`);
      at.sp.requests.length = 0;
      at.sp.before = () => came;
      await live(passo.clock.now + 7 * 24 * HOUR, 120_000);
      expect(at.sp.requests.length).toBeGreaterThan(5);
      expect(at.sp.requests.length).toBeLessThanOrEqual(60);
      expect((await findLane(context.db, at.application.id))?.hold).toBeDefined();
      at.sp.before = () => undefined;
      await live(passo.clock.now + 36 * HOUR, 600_000);
      expect(at.sp.active()).toHaveLength(20);
      expect(await countLinks(context.db, at.application.id)).toMatchObject({
        'in-sync': 20,
        waiting: 0,
        attention: 0,
      });
    },
    60_000,
  );

  test('R3: silent for thirty days: ever fewer requests, one event, and everything is sent afterwards', async () => {
    for (let person = 0; person < 20; person += 1) await add(`p${person}x`);
    at.sp.requests.length = 0;
    at.sp.before = () => LOST;
    await live(passo.clock.now + 30 * 24 * HOUR, 1_800_000);
    expect(at.sp.requests.length).toBeLessThanOrEqual(80);
    const holds = await listEvents(context.db, {
      name: 'provisioning_hold',
      applicationId: at.application.id,
      take: 9,
    });
    expect(holds).toHaveLength(1);
    at.sp.before = () => undefined;
    await live(passo.clock.now + 36 * HOUR, 600_000);
    expect(at.sp.active()).toHaveLength(20);
    expect(await countLinks(context.db, at.application.id)).toMatchObject({ 'in-sync': 20, waiting: 0, attention: 0 });
  }, 60_000);

  test('R6: people whom an SP answers 500 for hold nobody else up', async () => {
    for (let person = 0; person < 6; person += 1) await add(`bad${person}x`);
    at.sp.before = ({ path, body }) =>
      /bad/.test(`${path}${JSON.stringify(body ?? '')}`) ? answer(500, {}) : undefined;
    await live(passo.clock.now + HOUR, 30_000);
    await add('good');
    await live(passo.clock.now + HOUR, 30_000);
    expect(at.sp.active()).toEqual([`good${round}`]);
  });

  test('R6: one person whom an SP always answers 500 for is left to an admin, and no hold begins', async () => {
    const bad = await add('bad');
    at.sp.before = () => answer(500, {});
    await live(passo.clock.now + 48 * HOUR, 300_000);
    expect(await findLink(context.db, at.application.id, bad.id)).toMatchObject({ status: 'attention' });
    expect((await findLane(context.db, at.application.id))?.hold).toBeUndefined();
    expect(at.sp.requests.filter(({ path }) => path.includes('bad'))).toHaveLength(8);
  });
});

describe('an SP that says it removes accounts', () => {
  test('M-102: an account that is still there after its deactivation is switched on again', async () => {
    const passo = await startPasso();
    const { actor } = await addAdmin(passo.context);
    const at = await bench(passo.context, actor, 'Rhombus', 'rhombus-systems');
    const dele = await addMember({ ...passo.context, ...at.deps }, actor, at.group, 'dele');
    await at.run();
    await changeMembers(at.deps, actor, at.group.id, { add: [], remove: [dele.id] });
    await at.run();
    expect(at.sp.active()).toEqual([]);
    await changeMembers(at.deps, actor, at.group.id, { add: [dele.id], remove: [] });
    await at.run();
    expect(at.sp.active()).toHaveLength(1);
    expect(at.sp.accounts.size).toBe(1);
    expect(await findLink(passo.context.db, at.application.id, dele.id)).toMatchObject({ status: 'in-sync' });
    await passo.stop();
  });
});

describe('stopping', () => {
  test('R18: a request that hangs is cut off in time, and its change is kept for the next start', async () => {
    const passo = await startPasso({ env: { scimTimeoutMs: '60000' } });
    const { context } = passo;
    const { actor } = await addAdmin(context);
    const sp = await startSp();
    const { application, group } = await integrate(context, actor, sp);
    context.worker.start();
    sp.setDefects({ slow: 60_000 });
    const noor = await addMember(context, actor, group, 'noor');
    await new Promise((done) => setTimeout(done, 300));
    const began = Date.now();
    await context.destroy();
    expect(Date.now() - began).toBeLessThan(8_000);
    const db = openDatabase(context.config.database);
    expect(await findMark(db, application.id, noor.id)).toMatchObject({ parked: false });
    await db.destroy();
    rmSync(passo.folder, { recursive: true, force: true, maxRetries: 3 });
    await sp.stop();
  }, 20_000);
});
