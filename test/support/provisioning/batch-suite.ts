import { addMember } from '../integration';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from '../passo';
import { answer, bench, LOST, type Bench } from '../scripted-sp';
import type { Actor, Deps } from '../../../src/actions/deps';
import { setDeletion } from '../../../src/actions/provisioning/deletion';
import { runLane, takeLane } from '../../../src/actions/provisioning/run-lane';
import type { User } from '../../../src/core/user';
import type { ScimAnswer } from '../../../src/scim/transport';
import { changeMembers } from '../../../src/actions/groups/members';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { syncAll } from '../../../src/actions/provisioning/retry';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import type { UserId } from '../../../src/core/ids';
import { getApplication, saveIdm } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { addMembers } from '../../../src/store/groups';
import { findLane } from '../../../src/store/provisioning/lanes';
import { countLinks, findLink, listLinks, saveLink } from '../../../src/store/provisioning/links';
import { listMarks } from '../../../src/store/provisioning/stale';
import { transact } from '../../../src/store/tx';
import { insertUser } from '../../../src/store/users';

const PEOPLE = 120;

/** Many people at once: what is sent for them, in how many requests, and what a fault in the middle leaves. */
export function describeBatches(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    const env = { retryBaseMs: '60000', retryCapMs: '600000' };
    passo = await startPasso({ fixedClock: true, env, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    round += 1;
    at = await bench(context, actor, `Nimbus ${round}`);
    at.sp.requests.length = 0;
  });
  afterEach(async () => {
    at.sp.before = () => undefined;
    at.sp.after = () => undefined;
    await deactivateIntegration(at.deps, actor, at.application.id).catch(() => undefined);
  });

  const nameOf = (person: number): string => `p${person}x${round}`;
  /** Puts people into the group without an event each. */
  const fill = async (count: number): Promise<UserId[]> => {
    const ids = Array.from({ length: count }, () => context.newId<UserId>());
    await transact(context.db, async (tx) => {
      for (const [person, id] of ids.entries()) {
        const profile = profileOf(nameOf(person), { jobTitle: 'Clerk' });
        await insertUser(tx, { id, profile, state: 'active', role: 'user', now: passo.clock.now });
      }
      await addMembers(tx, at.group.id, ids);
    });
    await syncAll(at.deps, actor, at.application.id);
    return ids;
  };
  const there = (person: number, more: object = {}): void => {
    const userName = nameOf(person);
    const account = { id: `old-${person}`, userName, emails: [{ value: `${userName}@fernhill.example` }], ...more };
    at.sp.accounts.set(account.id, account);
  };
  const later = (ms: number): void => void (passo.clock.now += ms);
  const posts = (): number => at.sp.requests.filter(({ method }) => method === 'POST').length;
  const names = (): string[] => [...at.sp.accounts.values()].map((one) => one.userName.toLowerCase());
  const expectQuiet = async (): Promise<void> => {
    at.sp.requests.length = 0;
    await syncAll(at.deps, actor, at.application.id);
    await at.run();
    expect(at.sp.requests).toEqual([]);
  };

  test('R10: a first sync to an empty SP reads its list once, and makes one request for each person', async () => {
    await fill(PEOPLE);
    await at.run();
    expect(at.sp.active()).toHaveLength(PEOPLE);
    expect(posts()).toBe(PEOPLE);
    expect(at.sp.requests.length).toBeLessThanOrEqual(PEOPLE + 4);
    expect(await countLinks(context.db, at.application.id)).toMatchObject({ 'in-sync': PEOPLE, waiting: 0 });
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
    const filter = { name: 'user_create_provision' as const, applicationId: at.application.id, take: 500 };
    expect(await listEvents(context.db, filter)).toHaveLength(PEOPLE);
    await expectQuiet();
  });

  test('M-091, A-07: accounts in the list are read and taken over, half a match is left to an admin', async () => {
    for (let person = 0; person < 30; person += 1) there(person, { title: 'Chief' });
    there(30, { userName: 'another.name' });
    there(31, { emails: [{ value: 'another@fernhill.example' }] });
    const ids = await fill(PEOPLE);
    await at.run();
    expect(at.sp.accounts.size).toBe(PEOPLE);
    expect(posts()).toBe(PEOPLE - 32);
    expect(at.sp.accounts.get('old-3')).toMatchObject({ title: 'Clerk' });
    expect(await findLink(context.db, at.application.id, ids[3] as UserId)).toMatchObject({
      remoteId: 'old-3',
      status: 'in-sync',
      prior: { title: 'Chief' },
    });
    expect(await countLinks(context.db, at.application.id)).toMatchObject({ attention: 2, 'in-sync': PEOPLE - 2 });
    at.sp.requests.length = 0;
    await syncAll(at.deps, actor, at.application.id);
    await at.run();
    expect(at.sp.writes()).toEqual([]);
  });

  test('an SP that lists fewer accounts than it has is not believed, and nobody gets a second one', async () => {
    at.sp.unique = false;
    for (let person = 0; person < PEOPLE; person += 1) there(person);
    at.sp.after = ({ path }) => (path.includes('filter') ? undefined : empty(path));
    await fill(PEOPLE);
    await at.run();
    expect(posts()).toBe(0);
    expect(at.sp.accounts.size).toBe(PEOPLE);
  });
  const empty = (path: string): ReturnType<typeof answer> | undefined =>
    /^\/Users\?/.test(path) ? answer(200, { totalResults: 0, Resources: [] }) : undefined;

  test('a list that breaks off is not used', async () => {
    at.sp.unique = false;
    there(5);
    at.sp.before = ({ method, path }) =>
      method === 'GET' && !path.includes('filter') && path.startsWith('/Users?') ? answer(500, {}) : undefined;
    await fill(60);
    await at.run();
    expect(new Set(names()).size).toBe(names().length);
    expect(at.sp.accounts.size).toBe(60);
  });

  test('R1, R2: a turn that ends in the middle of a batch leaves doubts, and the next makes no second account', async () => {
    at.sp.unique = false;
    await fill(PEOPLE);
    at.sp.after = async ({ method }) => {
      if (method !== 'POST' || posts() !== 40) return undefined;
      // As when the process is killed: nothing more is written or sent by this turn.
      await context.db('lanes').where({ application_id: at.application.id }).update({ lease_owner: 'gone' });
      await new Promise((done) => setTimeout(done, 400));
      return undefined;
    };
    await at.run();
    const sent = posts();
    expect(sent).toBeLessThan(PEOPLE);
    at.sp.after = () => undefined;
    later(3_600_000);
    await at.run('another');
    expect(posts()).toBe(PEOPLE);
    expect(new Set(names()).size).toBe(PEOPLE);
    expect(await countLinks(context.db, at.application.id)).toMatchObject({ 'in-sync': PEOPLE, waiting: 0 });
    await expectQuiet();
  });

  test('R2: answers lost at random make no duplicate among many', async () => {
    at.sp.unique = false;
    await fill(PEOPLE);
    at.sp.after = ({ method }) => (method === 'POST' && Math.random() < 0.2 ? LOST : undefined);
    for (let turn = 0; turn < 60; turn += 1) {
      await at.run();
      later(700_000);
      if (turn === 40) at.sp.after = () => undefined;
    }
    expect(names().length).toBe(PEOPLE);
    expect(new Set(names()).size).toBe(PEOPLE);
    await expectQuiet();
  });

  test('R9: when the SP asks for a pause, who was not sent is in no doubt', async () => {
    await fill(PEOPLE);
    at.sp.before = ({ method }) =>
      method === 'POST' && posts() > 20 ? answer(429, {}, { 'retry-after': '600' }) : undefined;
    await at.run();
    const links = await listLinks(context.db, at.application.id, { skip: 0, take: 500 });
    expect(links.filter(({ creating }) => creating)).toEqual([]);
    expect(posts()).toBeLessThanOrEqual(24);
    const before = at.sp.requests.length;
    later(590_000);
    await at.run();
    expect(at.sp.requests).toHaveLength(before);
    at.sp.before = () => undefined;
    later(60_000);
    await at.run();
    expect(at.sp.active()).toHaveLength(PEOPLE);
  });

  test('R6: one poisoned person is parked after one try with the SP’s words, and all others finish', async () => {
    const ids = await fill(PEOPLE);
    at.sp.before = ({ method, body }) =>
      method === 'POST' && JSON.stringify(body).includes(`"${nameOf(7)}"`)
        ? answer(400, { detail: 'The name is not allowed here' })
        : undefined;
    await at.run();
    expect(at.sp.active()).toHaveLength(PEOPLE - 1);
    expect(posts()).toBe(PEOPLE);
    const link = await findLink(context.db, at.application.id, ids[7] as UserId);
    expect(link).toMatchObject({ status: 'attention' });
    expect(link?.sentence).toContain('The name is not allowed here');
  });

  test('R7: an SP that refuses most people is held, probed by one at a time, and leaves the hold by itself', async () => {
    await fill(200);
    at.sp.before = ({ method }) => (method === 'POST' ? answer(400, { detail: 'No licence is left' }) : undefined);
    await at.run();
    expect(posts()).toBeLessThanOrEqual(56);
    const lane = await findLane(context.db, at.application.id);
    expect(lane?.hold).toMatchObject({ reason: 'failing' });
    expect(lane?.hold?.sentence).toContain('No licence is left');
    const tried = posts();
    later(400_000);
    await at.run();
    expect(posts()).toBe(tried + 1);
    expect((await findLane(context.db, at.application.id))?.hold).toBeDefined();
    const holds = { name: 'provisioning_hold' as const, applicationId: at.application.id, take: 9 };
    expect(await listEvents(context.db, holds)).toHaveLength(1);
    at.sp.before = () => undefined;
    later(400_000);
    await at.run();
    expect((await findLane(context.db, at.application.id))?.hold).toBeUndefined();
    expect(at.sp.active()).toHaveLength(200 - tried - 1);
  });

  test('R7: a revoked token costs at most five requests', async () => {
    await fill(PEOPLE);
    at.sp.before = () => answer(401, {});
    await at.run();
    expect(at.sp.requests.length).toBeLessThanOrEqual(5);
    expect((await findLane(context.db, at.application.id))?.hold).toMatchObject({ reason: 'unauthorized' });
  });

  test('access that ends is sent before access that begins', async () => {
    const dele = await addMember({ ...context, ...at.deps }, actor, at.group, `dele${round}`);
    await at.run();
    await fill(60);
    await suspendUser(at.deps, actor, dele.id);
    later(1_000);
    at.sp.requests.length = 0;
    await at.run();
    const first = at.sp.writes().findIndex(({ method }) => method === 'PATCH');
    expect(first).toBeGreaterThanOrEqual(0);
    expect(at.sp.active()).not.toContain(`dele${round}`);
  });

  test('M-092: a hundred changes are a hundred requests of one operation', async () => {
    const ids = await fill(100);
    await at.run();
    for (const [person, id] of ids.entries()) {
      await updateUser(at.deps, actor, id, profileOf(nameOf(person), { jobTitle: 'Lead' }));
    }
    at.sp.requests.length = 0;
    await at.run();
    expect(at.sp.requests).toHaveLength(100);
    for (const { method, body } of at.sp.requests) {
      expect([method, (body as { Operations: unknown[] }).Operations]).toEqual([
        'PATCH',
        [{ op: 'replace', path: 'title', value: 'Lead' }],
      ]);
    }
    await expectQuiet();
  });

  test('A-41, M-189: an imported account is touched from the moment its person may use the application', async () => {
    const { user } = await createUser(at.deps, actor, profileOf(`imported${round}`, { jobTitle: 'Lead' }), 'link');
    const held = { userName: user.username, active: true, title: 'Clerk' };
    at.sp.accounts.set('imported', { id: 'imported', ...held });
    await transact(context.db, (tx) =>
      saveLink(tx, {
        applicationId: at.application.id,
        userId: user.id,
        remoteId: 'imported',
        accepted: held,
        creating: false,
        removed: false,
        managed: false,
        status: 'in-sync',
        updatedAt: passo.clock.now,
      }),
    );
    await syncAll(at.deps, actor, at.application.id);
    await at.run();
    expect(at.sp.requests).toEqual([]);
    await changeMembers(at.deps, actor, at.group.id, { add: [user.id], remove: [] });
    await at.run();
    expect(at.sp.accounts.get('imported')).toMatchObject({ title: 'Lead' });
    await changeMembers(at.deps, actor, at.group.id, { add: [], remove: [user.id] });
    await at.run();
    expect(at.sp.accounts.get('imported')).toMatchObject({ active: false });
  });

  describe('A-20: where accounts are deleted with their person', () => {
    const deleting = async (): Promise<Deps> => {
      await setDeletion(at.deps, actor, at.application.id, true);
      return at.deps;
    };
    const turn = async (deps: Deps): Promise<void> => {
      const lane = await takeLane(deps, 'the-worker');
      if (lane !== undefined) await runLane(deps, lane, 'the-worker', () => false);
    };
    const member = async (): Promise<User> => {
      const dele = await addMember({ ...context, ...at.deps }, actor, at.group, `gone${round}`);
      await at.run();
      at.sp.requests.length = 0;
      return dele;
    };

    test.each<[string, ScimAnswer]>([
      ['is deleted there', answer(204, undefined)],
      ['was gone already', answer(404, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' })],
    ])('the account of who was deleted here %s, in one request', async (_name, came) => {
      const dele = await member();
      const deps = await deleting();
      at.sp.before = ({ method }) => (method === 'DELETE' ? came : undefined);
      await deleteLeaver(deps, actor, dele.id, dele.username);
      await turn(deps);
      expect(at.sp.requests.map(({ method, path }) => [method, path])).toEqual([['DELETE', '/Users/1']]);
      const events = { name: 'user_delete_provision' as const, applicationId: at.application.id, take: 5 };
      expect(await listEvents(context.db, events)).toMatchObject([{ result: 'success', userId: dele.id }]);
      expect(await findLink(context.db, at.application.id, dele.id)).toMatchObject({ removed: true });
      at.sp.requests.length = 0;
      await syncAll(deps, actor, at.application.id);
      await turn(deps);
      expect(at.sp.requests).toEqual([]);
    });

    test('who only leaves the group is deactivated, and an SP that deletes no accounts deactivates as well', async () => {
      const dele = await member();
      const deps = await deleting();
      await changeMembers(deps, actor, at.group.id, { add: [], remove: [dele.id] });
      await turn(deps);
      expect(at.sp.requests.map(({ method }) => method)).toEqual(['PATCH']);
      await changeMembers(deps, actor, at.group.id, { add: [dele.id], remove: [] });
      await turn(deps);
      at.sp.requests.length = 0;
      at.sp.before = ({ method }) => (method === 'DELETE' ? answer(405, {}) : undefined);
      await deleteLeaver(deps, actor, dele.id, dele.username);
      await turn(deps);
      expect(at.sp.requests.map(({ method }) => method)).toEqual(['DELETE', 'PATCH']);
      expect(at.sp.active()).toEqual([]);
    });

    test('a deletion whose answer was lost is sent again', async () => {
      const dele = await member();
      const deps = await deleting();
      at.sp.before = ({ method }) => (method === 'DELETE' ? LOST : undefined);
      await deleteLeaver(deps, actor, dele.id, dele.username);
      await turn(deps);
      at.sp.before = ({ method }) => (method === 'DELETE' ? answer(204, undefined) : undefined);
      later(3_600_000);
      await turn(deps);
      expect(at.sp.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(2);
      expect(await listMarks(context.db, at.application.id)).toEqual([]);
    });
  });

  test('an application’s own pace is what its lane keeps to', async () => {
    const { idm } = await getApplication(context.db, at.application.id);
    await transact(context.db, (tx) =>
      saveIdm(tx, at.application.id, {
        idm: { ...idm, pace: { concurrency: 2 } },
        idmState: 'active',
        now: passo.clock.now,
      }),
    );
    let underWay = 0;
    let most = 0;
    at.sp.before = async ({ method }) => {
      if (method !== 'POST') return undefined;
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((done) => setTimeout(done, 3));
      underWay -= 1;
      return undefined;
    };
    await fill(30);
    await at.run();
    expect(most).toBe(2);
    expect(at.sp.active()).toHaveLength(30);
  });
}
