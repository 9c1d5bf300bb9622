import { randomBytes } from 'node:crypto';
import { addMember } from './integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from './passo';
import { bench, gate, LOST, type Bench } from './scripted-sp';
import type { Actor, Deps } from '../../src/actions/deps';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { activateIntegration } from '../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../src/actions/provisioning/deactivate';
import { syncAll } from '../../src/actions/provisioning/retry';
import { runLane, takeLane } from '../../src/actions/provisioning/run-lane';
import { createUser } from '../../src/actions/users/create';
import { suspendUser } from '../../src/actions/users/suspend';
import { secretsFrom } from '../../src/config/secrets';
import type { Context } from '../../src/context';
import { makeWorker, type Worker } from '../../src/jobs/worker';
import { listEvents } from '../../src/store/events';
import { findLane } from '../../src/store/provisioning/lanes';
import { countLinks, findLink } from '../../src/store/provisioning/links';
import { findMark, listMarks } from '../../src/store/provisioning/stale';
import { countActiveOwners } from '../../src/store/users';

/** Faults of ours and changes at the same moment, on every database. */
export function describeFaults(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let round = 0;
  const workers: Worker[] = [];

  beforeAll(async () => {
    const databaseUrl = await database();
    const env = { retryBaseMs: '60000', retryCapMs: '600000', leaseMs: '1000' };
    passo = await startPasso({ fixedClock: true, env, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    round += 1;
    at = await bench(context, actor, `Boreal ${round}`);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
    await deactivateIntegration(at.deps, actor, at.application.id).catch(() => undefined);
  });

  const add = (name: string): ReturnType<typeof addMember> =>
    addMember({ ...context, ...at.deps }, actor, at.group, `${name}${round}`);
  const work = (deps: Deps, onError: (error: unknown) => void = () => undefined): Worker => {
    const worker = makeWorker(deps, onError);
    workers.push(worker);
    return worker;
  };
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

  test('R22: with another encryption key the application is held with a sentence, and is not taken up for ever', async () => {
    await add('a');
    const errors: unknown[] = [];
    const worker = work({ ...at.deps, secrets: secretsFrom(randomBytes(32)) }, (error) => errors.push(error));
    worker.start();
    await worker.idle();
    await pause(100);
    expect(errors).toHaveLength(1);
    const lane = await findLane(context.db, at.application.id);
    expect(lane?.hold).toMatchObject({ reason: 'unauthorized' });
    expect(lane?.hold?.sentence).toMatch(/encryption key/);
    const events = await listEvents(context.db, {
      name: 'provisioning_hold',
      applicationId: at.application.id,
      take: 9,
    });
    expect(events).toHaveLength(1);
    passo.clock.now += 3_600_000;
    await at.run();
    expect(at.sp.active()).toHaveLength(1);
    expect((await findLane(context.db, at.application.id))?.hold).toBeUndefined();
  });

  test('R22: a connector that is gone from the catalogue makes no loop', async () => {
    await add('a');
    const errors: unknown[] = [];
    const worker = work({ ...at.deps, connectors: new Map() }, (error) => errors.push(error));
    worker.start();
    await worker.idle();
    await pause(100);
    expect(errors).toHaveLength(1);
  });

  test('R6: one person whose turn is a fault of ours does not hold the others up, and is asked about in the end', async () => {
    const bad = await add('bad');
    await add('b');
    await add('c');
    at.sp.before = ({ body }) => {
      if (JSON.stringify(body ?? '').includes(`"bad${round}"`)) throw new Error('a fault of ours');
      return undefined;
    };
    for (let turn = 0; turn < 12; turn += 1) {
      await at.run().catch(() => undefined);
      passo.clock.now += 700_000;
    }
    expect(at.sp.active()).toHaveLength(2);
    expect(await findLink(context.db, at.application.id, bad.id)).toMatchObject({ status: 'attention' });
    expect((await findMark(context.db, at.application.id, bad.id))?.parked).toBe(true);
    expect(at.sp.requests.filter(({ method }) => method === 'POST')).toHaveLength(2 + 8);
  });

  test('R2: a create that takes longer than a lease is not sent a second time by the same process', async () => {
    await add('a');
    at.sp.unique = false;
    const hanging = gate();
    at.sp.before = async ({ method }) => {
      if (method === 'POST') await hanging.opened;
      return undefined;
    };
    const worker = work(at.deps);
    worker.start();
    while (at.sp.writes().length === 0) await pause(5);
    passo.clock.now += 3_600_000;
    worker.wake();
    await pause(100);
    hanging.open();
    await worker.idle();
    expect(at.sp.accounts.size).toBe(1);
  });

  test('R17: a turn whose lease another worker has taken writes nothing, and the other makes one account', async () => {
    await add('a');
    const lane = await takeLane(at.deps, 'one');
    at.sp.before = async ({ method }) => {
      if (method !== 'GET') return undefined;
      at.sp.before = () => undefined;
      passo.clock.now += 3_600_000;
      await at.run('two');
      return LOST;
    };
    if (lane === undefined) throw new Error('Nothing was due.');
    await runLane(at.deps, lane, 'one', () => false);
    expect(at.sp.writes()).toHaveLength(1);
    expect(await countLinks(context.db, at.application.id)).toMatchObject({ 'in-sync': 1, waiting: 0 });
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
  });

  test('R13: a lane is taken again after the clock was set back by an hour', async () => {
    await add('a');
    await at.run();
    passo.clock.now -= 3_600_000;
    await add('b');
    await at.run();
    expect(at.sp.active()).toHaveLength(2);
    passo.clock.now += 3_600_000;
  });

  test('R5: while an SP hangs, looking for due work rests', async () => {
    await add('a');
    const hanging = gate();
    at.sp.before = async () => hanging.opened.then(() => undefined);
    const worker = work(at.deps);
    let queries = 0;
    context.db.on('query', () => (queries += 1));
    worker.start();
    await pause(700);
    context.db.removeAllListeners('query');
    hanging.open();
    await worker.idle();
    expect(queries).toBeLessThan(60);
  });

  test('a person who joins a group while it is given the application is marked by one or the other', async () => {
    for (let turn = 0; turn < 40; turn += 1) {
      const group = await createGroup(at.deps, actor, { name: `Race ${round} ${turn}` });
      const { user } = await createUser(at.deps, actor, profileOf(`race${round}-${turn}`), 'link');
      await Promise.all([
        pause(turn % 10).then(() => changeMembers(at.deps, actor, group.id, { add: [user.id], remove: [] })),
        setGroupsOfApplication(at.deps, actor, at.application.id, [group.id]),
      ]);
      expect(await findMark(context.db, at.application.id, user.id)).toBeDefined();
    }
  });

  test('a full sync during a turn fails neither of them', async () => {
    for (let person = 0; person < 12; person += 1) await add(`p${person}x`);
    const running = at.run();
    for (let turn = 0; turn < 15; turn += 1) await syncAll(at.deps, actor, at.application.id);
    await running;
    await at.run();
    expect(at.sp.active()).toHaveLength(12);
    expect(at.sp.writes()).toHaveLength(12);
  });

  test('two activations at once leave one integration, with one address', async () => {
    await deactivateIntegration(at.deps, actor, at.application.id);
    const token = { reveal: () => '0123456789-abcdef' } as Parameters<typeof activateIntegration>[3]['token'];
    const results = await Promise.allSettled(
      ['https://one.example/v2', 'https://two.example/v2'].map((baseUrl) =>
        activateIntegration(at.deps, actor, at.application.id, { baseUrl, token }),
      ),
    );
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('the last two admins can not suspend each other at the same moment', async () => {
    const { user: other } = await createUser(at.deps, actor, profileOf(`admin${round}`), 'temporary-password');
    await context.db('users').where({ id: other.id }).update({ role: 'owner' });
    expect(await countActiveOwners(context.db)).toBe(2);
    const first = actor.id;
    if (first === undefined) throw new Error('The first admin has an id.');
    await Promise.allSettled([suspendUser(at.deps, actor, other.id), suspendUser(at.deps, actor, first)]);
    expect(await countActiveOwners(context.db)).toBe(1);
    await context.db('users').whereIn('id', [first, other.id]).update({ state: 'active' });
    await context.db('users').where({ id: other.id }).update({ role: 'user' });
  });
}
