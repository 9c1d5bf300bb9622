import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor } from '../../../src/actions/deps';
import { changeMembers } from '../../../src/actions/groups/members';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { syncAll } from '../../../src/actions/provisioning/retry';
import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import type { Context } from '../../../src/context';
import type { UserId } from '../../../src/core/ids';
import type { User } from '../../../src/core/user';
import { addMembers } from '../../../src/store/groups';
import { findLane } from '../../../src/store/provisioning/lanes';
import { findAnyUrgent, listDue, listMarks } from '../../../src/store/provisioning/stale';
import { transact } from '../../../src/store/tx';
import { insertUser } from '../../../src/store/users';
import { addMember } from '../integration';
import { addAdmin, deleteLeaver, profileOf, startPasso, type TestPasso } from '../passo';
import { answer, bench, type Bench } from '../scripted-sp';

const PEOPLE = 150;

/** Whose access ends, while an application has much else to be told. */
export function describeAccessFirst(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let dele: User;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({
      fixedClock: true,
      env: { scimConcurrency: '4' },
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    round += 1;
    at = await bench(context, actor, `Stratus ${round}`);
    dele = await addMember({ ...context, ...at.deps }, actor, at.group, `dele${round}`);
    await at.run();
    at.sp.requests.length = 0;
  });
  afterEach(() => deactivateIntegration(at.deps, actor, at.application.id).catch(() => undefined));

  /** Many people who wait for their accounts, longer than whatever comes after it. */
  const fill = async (): Promise<void> => {
    const ids = Array.from({ length: PEOPLE }, () => context.newId<UserId>());
    await transact(context.db, async (tx) => {
      for (const [place, id] of ids.entries()) {
        const profile = profileOf(`s${place}x${round}`, {});
        await insertUser(tx, { id, profile, state: 'active', role: 'user', now: passo.clock.now });
      }
      await addMembers(tx, at.group.id, ids);
    });
    await syncAll(at.deps, actor, at.application.id);
    passo.clock.now += 60_000;
  };
  const firstDue = async (): Promise<UserId | undefined> =>
    (await listDue(context.db, at.application.id, passo.clock.now, 1))[0]?.userId;
  const expectDone = async (): Promise<void> => {
    expect(at.sp.accounts.size).toBe(PEOPLE + 1);
    expect(new Set(at.sp.active()).size).toBe(PEOPLE);
    expect(at.sp.active()).not.toContain(dele.username);
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
    at.sp.requests.length = 0;
    await syncAll(at.deps, actor, at.application.id);
    await at.run();
    expect(at.sp.requests).toEqual([]);
  };

  test('R10: whoever is suspended goes before everybody who waits', async () => {
    await fill();
    await suspendUser(at.deps, actor, dele.id);
    await at.run();
    const place = at.sp.writes().findIndex(({ method }) => method === 'PATCH');
    expect([0, 1, 2, 3]).toContain(place);
    await expectDone();
  });

  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    suspended: () => suspendUser(at.deps, actor, dele.id),
    'taken out of the group': () => changeMembers(at.deps, actor, at.group.id, { add: [], remove: [dele.id] }),
    deleted: () => deleteLeaver(at.deps, actor, dele.id, dele.username),
  };
  test.each(Object.keys(ways))('R10: who is %s is due before everybody, who joins is not', async (way) => {
    await fill();
    const joins = await addMember({ ...context, ...at.deps }, actor, at.group, `joins${round}`);
    expect(await firstDue()).not.toBe(joins.id);
    await ways[way]?.();
    expect(await firstDue()).toBe(dele.id);
    const all = await listDue(context.db, at.application.id, passo.clock.now, 500);
    expect(new Set(all.map(({ userId }) => userId)).size).toBe(all.length);
    expect(all).toHaveLength(PEOPLE + 2);
    expect(all.at(-1)?.userId).toBe(joins.id);
  });

  test('R10: a group that loses the application goes before everybody, too', async () => {
    await fill();
    await setGroupsOfApplication(at.deps, actor, at.application.id, []);
    const due = await listDue(context.db, at.application.id, passo.clock.now, 500);
    expect(due.map(({ userId }) => userId)).toContain(dele.id);
    const late: unknown = await context
      .db('stale')
      .where({ application_id: at.application.id, takes_away: false })
      .first();
    expect(late).toBeUndefined();
  });

  test('who was let in again, or changed since, keeps the place, and has their account as it should be', async () => {
    await fill();
    await suspendUser(at.deps, actor, dele.id);
    await unsuspendUser(at.deps, actor, dele.id);
    expect(await firstDue()).toBe(dele.id);
    await at.run();
    expect(at.sp.writes().filter(({ method }) => method !== 'POST')).toEqual([]);
    expect(at.sp.active()).toContain(dele.username);
  });

  test('R10: a batch that takes long gives way, and nobody gets a second account by it', async () => {
    at.sp.unique = false;
    await fill();
    // Four at once: those who wait would take two seconds.
    at.sp.before = async ({ method }) => {
      if (method !== 'POST') return undefined;
      if (at.sp.writes().length === 10) await suspendUser(at.deps, actor, dele.id);
      await new Promise((done) => setTimeout(done, 50));
      return undefined;
    };
    await at.run();
    const place = at.sp.writes().findIndex(({ method }) => method === 'PATCH');
    expect(place).toBeGreaterThan(9);
    // Before it stand those of the second in which nobody asks.
    expect(place).toBeLessThan(PEOPLE * 0.9);
    await expectDone();
  });

  test('R3: after an outage somebody else is the next probe when the one who goes first fails', async () => {
    await fill();
    await suspendUser(at.deps, actor, dele.id);
    let isOut = true;
    at.sp.before = ({ method }) => (isOut || method === 'PATCH' ? answer(500, {}) : undefined);
    const nextTry = async (): Promise<void> => {
      passo.clock.now += 3_600_000;
      await at.run();
    };
    for (let turn = 0; turn < 4; turn += 1) await nextTry();
    expect((await findLane(context.db, at.application.id))?.hold).toMatchObject({ reason: 'unreachable' });
    isOut = false;
    for (let turn = 0; turn < 3; turn += 1) await nextTry();
    expect(at.sp.accounts.size).toBe(PEOPLE + 1);
  });

  test('R10: who fails time and again goes first no more, and nobody gives way to them', async () => {
    await fill();
    await suspendUser(at.deps, actor, dele.id);
    const { db } = context;
    for (const [attempts, isUrgent] of [[2, true] as const, [3, false] as const]) {
      await db('stale').where({ user_id: dele.id }).update({ attempts });
      expect((await firstDue()) === dele.id).toBe(isUrgent);
      expect(await findAnyUrgent(db, at.application.id, passo.clock.now, [])).toBe(isUrgent);
    }
    await at.run();
    await expectDone();
  });

  test('R6: whose deactivation is refused holds nobody up', async () => {
    await fill();
    at.sp.before = ({ method }) => (method === 'PATCH' ? answer(400, { detail: 'not today' }) : undefined);
    await suspendUser(at.deps, actor, dele.id);
    await at.run();
    expect(await listMarks(context.db, at.application.id)).toMatchObject([{ userId: dele.id, parked: true }]);
    expect(at.sp.accounts.size).toBe(PEOPLE + 1);
  });
}
