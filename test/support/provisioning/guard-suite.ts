import { setApplicationsOfUser, setGroupsOfApplication } from '../../../src/actions/applications/access';
import { deleteGroup } from '../../../src/actions/groups/delete';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup, updateGroup } from '../../../src/actions/groups/save';
import type { Actor } from '../../../src/actions/deps';
import { markChanged } from '../../../src/actions/marks';
import { setGroupManagement } from '../../../src/actions/provisioning/groups/management';
import { allowRemoval, rejectRemoval } from '../../../src/actions/provisioning/guard/decide';
import { expireRemovals, EXPIRED_SENTENCE } from '../../../src/actions/provisioning/guard/expire';
import { listWaitingRemovals } from '../../../src/actions/provisioning/guard/review';
import { setRemovalLimit } from '../../../src/actions/provisioning/guard/set-limit';
import { syncAll } from '../../../src/actions/provisioning/retry';
import { suspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import type { Group } from '../../../src/core/group';
import type { EventId, UserId } from '../../../src/core/ids';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listApplicationIdsOfGroup, listBoundGroupIds } from '../../../src/store/bindings';
import { listEvents } from '../../../src/store/events';
import { findGroup, listMemberIds } from '../../../src/store/groups';
import { findLink } from '../../../src/store/provisioning/links';
import { findRemoval, listRemovalPeople } from '../../../src/store/provisioning/removals';
import { transact } from '../../../src/store/tx';
import { insertUser, savePassword } from '../../../src/store/users';
import { addMembers } from '../../../src/store/groups';
import { markUsersStale } from '../../../src/store/provisioning/stale';
import { integrate, startSp, writes, type Integrated } from '../integration';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from '../passo';

/** Removals that are held until an admin has decided (R8): the same list on every database. */
export function describeGuard(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let sp: Simulator;
  let at: Integrated;
  let round = 0;
  let seen = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ pollMs: 60_000, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());

  beforeEach(async () => {
    sp = await startSp();
    round += 1;
    at = await integrate(context, actor, sp, `Atlas ${round}`);
    await context.worker.idle();
  });
  afterEach(() => sp.stop());

  const forget = (): void => void (seen = sp.requests.length);
  const sent = (): ReturnType<typeof writes> => writes({ ...sp, requests: sp.requests.slice(seen) });
  const waiting = (): ReturnType<typeof listWaitingRemovals> => listWaitingRemovals(context.db, at.application.id);
  const activeAt = (): number => sp.accounts().filter((account) => account.active).length;

  /** Puts many people into a group at once, with accounts at the SP. */
  async function fill(group: Group, count: number, name: string): Promise<UserId[]> {
    const ids = Array.from({ length: count }, () => context.newId<UserId>());
    await transact(context.db, async (tx) => {
      for (const [place, id] of ids.entries()) {
        const profile = profileOf(`${name}${round}.${place}`, { firstname: name, lastname: `No${place}` });
        await insertUser(tx, { id, profile, state: 'active', role: 'user', now: context.clock() });
      }
      await addMembers(tx, group.id, ids);
      await markUsersStale(tx, ids, { now: context.clock() });
    });
    context.worker.wake();
    await context.worker.idle();
    forget();
    return ids;
  }

  async function onlyRemoval(): Promise<{ id: string; held: number }> {
    const list = await waiting();
    expect(list).toHaveLength(1);
    return { id: list[0]?.removal.id ?? '', held: list[0]?.held ?? 0 };
  }

  test('R8: unbinding a group of 500 of which 120 keep another grant holds 380, and sends exactly these once allowed', async () => {
    const all = await fill(at.group, 500, 'mila');
    const other = await createGroup(context, actor, { name: `Others ${round}` });
    const keep = all.slice(0, 120);
    await changeMembers(context, actor, other.id, { add: keep, remove: [] });
    await setGroupsOfApplication(context, actor, at.application.id, [at.group.id, other.id]);
    await context.worker.idle();
    forget();
    await setGroupsOfApplication(context, actor, at.application.id, [other.id]);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    const { id, held } = await onlyRemoval();
    expect(held).toBe(380);
    const keeps = await listRemovalPeople(context.db, id, { outcome: 'keeps', skip: 0, take: 5 });
    expect(keeps.total).toBe(120);
    expect(keeps.people[0]?.keepsThrough).toBe(other.name);
    expect((await listRemovalPeople(context.db, id, { outcome: 'loses', skip: 0, take: 5 })).total).toBe(380);

    // A single suspension goes out meanwhile: of somebody who keeps access, and of somebody who waits.
    const begun = Date.now();
    await suspendUser(context, actor, keep[0] as UserId);
    await suspendUser(context, actor, all[499] as UserId);
    await context.worker.idle();
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(sent()).toHaveLength(2);
    expect((await onlyRemoval()).held).toBe(379);

    // Another change about a person who waits, and a full sync, leave everybody held.
    const first = all[200] as UserId;
    await updateUser(context, actor, first, profileOf(`mila${round}.200`, { jobTitle: 'Lead' }));
    await syncAll(context, actor, at.application.id);
    await context.worker.idle();
    expect(sent()).toHaveLength(2);
    expect((await onlyRemoval()).held).toBe(379);

    // Who gets a grant again is free, and sent nothing but what changed.
    await changeMembers(context, actor, other.id, { add: [first], remove: [] });
    await context.worker.idle();
    expect((await onlyRemoval()).held).toBe(378);
    forget();
    await expect(allowRemoval(context, actor, id, '380')).rejects.toMatchObject({ code: 'invalid' });
    expect(await allowRemoval(context, actor, id, '378')).toBe(378);
    await expect(allowRemoval(context, actor, id, '378')).rejects.toMatchObject({ code: 'conflict' });
    await context.worker.idle();
    expect(sent().filter(({ method }) => method === 'PATCH')).toHaveLength(378);
    expect(sent()).toHaveLength(378);
    expect(activeAt()).toBe(120);
    forget();
    await syncAll(context, actor, at.application.id);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    expect(await waiting()).toEqual([]);
    const staged = { name: 'provisioning_removal_stage' as const, applicationId: at.application.id, take: 5 };
    expect(await listEvents(context.db, staged)).toHaveLength(1);
  }, 120_000);

  test('R8: rejecting an unbinding restores the binding and sends nothing', async () => {
    await fill(at.group, 60, 'noor');
    await setGroupsOfApplication(context, actor, at.application.id, []);
    await context.worker.idle();
    const { id, held } = await onlyRemoval();
    expect(held).toBe(60);
    expect(await rejectRemoval(context, actor, id)).toBe(60);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    expect(await listBoundGroupIds(context.db, at.application.id)).toEqual([at.group.id]);
    expect(activeAt()).toBe(60);
    expect(await waiting()).toEqual([]);
    expect(await findRemoval(context.db, id)).toMatchObject({ state: 'rejected', decidedBy: actor.name });
    await expect(allowRemoval(context, actor, id, '60')).rejects.toMatchObject({ code: 'conflict' });
  }, 60_000);

  test('A-10: deleting a group holds its members; rejecting makes it again with its id, members and binding', async () => {
    const ids = await fill(at.group, 30, 'dele');
    await updateGroup(context, actor, at.group.id, { name: at.group.name, description: 'All of them' });
    await context.worker.idle();
    forget();
    await deleteGroup(context, actor, at.group.id);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    const { id, held } = await onlyRemoval();
    expect(held).toBe(30);
    await rejectRemoval(context, actor, id);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    expect(await findGroup(context.db, at.group.id)).toMatchObject({ name: at.group.name, description: 'All of them' });
    expect((await listMemberIds(context.db, at.group.id)).sort()).toEqual([...ids].sort());
    expect(await listApplicationIdsOfGroup(context.db, at.group.id)).toEqual([at.application.id]);
    expect(activeAt()).toBe(30);
  }, 60_000);

  test('A-10: a deleted group stays at the SP while its people are held; rejecting keeps it there with all of them', async () => {
    await setGroupManagement(context, actor, at.application.id, true);
    await fill(at.group, 12, 'kofi');
    await context.worker.idle();
    expect(sp.groups()).toMatchObject([{ displayName: at.group.name }]);
    forget();
    await deleteGroup(context, actor, at.group.id);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    const { id } = await onlyRemoval();
    await rejectRemoval(context, actor, id);
    await context.worker.idle();
    expect(sent().filter(({ method }) => method === 'DELETE')).toEqual([]);
    expect(sp.groups()).toHaveLength(1);
    expect(activeAt()).toBe(12);
    await deleteGroup(context, actor, at.group.id);
    await context.worker.idle();
    const again = await onlyRemoval();
    forget();
    await allowRemoval(context, actor, again.id, '12');
    await context.worker.idle();
    await new Promise((done) => setTimeout(done, 1_500));
    context.worker.wake();
    await context.worker.idle();
    expect(activeAt()).toBe(0);
    expect(sp.groups()).toEqual([]);
    expect(sent().at(-1)?.method).toBe('DELETE');
  }, 60_000);

  test('R8: taking many people out of a group at once is held, and rejecting puts them in again', async () => {
    const ids = await fill(at.group, 40, 'lucia');
    await changeMembers(context, actor, at.group.id, { add: [], remove: ids.slice(0, 20) });
    await context.worker.idle();
    expect(sent()).toEqual([]);
    const { id, held } = await onlyRemoval();
    expect(held).toBe(20);
    await rejectRemoval(context, actor, id);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    expect(await listMemberIds(context.db, at.group.id)).toHaveLength(40);
  }, 60_000);

  test('R8: many small removals within an hour add up, and are held together from the limit on', async () => {
    const ids = await fill(at.group, 30, 'priya');
    for (const id of ids.slice(0, 9)) {
      await changeMembers(context, actor, at.group.id, { add: [], remove: [id] });
      await context.worker.idle();
    }
    // 20 % of 30 accounts are 6: the seventh is held, and those after it join it.
    expect(sent()).toHaveLength(6);
    const { id, held } = await onlyRemoval();
    expect(held).toBe(3);
    expect(await rejectRemoval(context, actor, id)).toBe(3);
    await context.worker.idle();
    expect(sent()).toHaveLength(6);
    expect(await listMemberIds(context.db, at.group.id)).toHaveLength(24);
  }, 60_000);

  test('R8: a removal that holds somebody who can’t be put back can’t be rejected, though others of it could be', async () => {
    const ids = await fill(at.group, 30, 'tess');
    const leave = (id: UserId): Promise<unknown> =>
      changeMembers(context, actor, at.group.id, { add: [], remove: [id] });
    for (const id of ids.slice(0, 6)) await leave(id);
    await context.worker.idle();
    expect(sent()).toHaveLength(6);
    // Gone by a change of which nothing is known that would take it back.
    await transact(context.db, async (tx) => {
      await tx('memberships').where({ group_id: at.group.id, user_id: ids[6] }).delete();
      await markChanged(context, tx, ids.slice(6, 7), context.newId<EventId>());
    });
    context.worker.wake();
    await context.worker.idle();
    expect(await onlyRemoval()).toMatchObject({ held: 1 });
    await leave(ids[7] as UserId);
    await context.worker.idle();
    const { id, held } = await onlyRemoval();
    expect(held).toBe(2);
    await expect(rejectRemoval(context, actor, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await onlyRemoval()).toEqual({ id, held: 2 });
    expect(sent()).toHaveLength(6);
    expect(await allowRemoval(context, actor, id, '2')).toBe(2);
    await context.worker.idle();
    expect(sent()).toHaveLength(8);
  }, 60_000);

  test('R8: deletions of single people always pass; few people of a small application may go', async () => {
    const ids = await fill(at.group, 12, 'femi');
    for (const place of [0, 1, 2, 3, 4, 5, 6, 7]) {
      await deleteLeaver(context, actor, ids[place] as UserId, `femi${round}.${place}`);
    }
    await context.worker.idle();
    expect(sent()).toHaveLength(8);
    await changeMembers(context, actor, at.group.id, { add: [], remove: ids.slice(8) });
    await context.worker.idle();
    expect(sent()).toHaveLength(12);
    expect(await waiting()).toEqual([]);
  }, 60_000);

  test('R8: one person assigned directly who is unassigned goes at once, though the limit is 1', async () => {
    await fill(at.group, 30, 'ana');
    const [direct] = await fill(await createGroup(context, actor, { name: `Loose ${round}` }), 1, 'solo');
    await setApplicationsOfUser(context, actor, direct as UserId, [at.application.id]);
    await context.worker.idle();
    await setRemovalLimit(context, actor, at.application.id, { people: '1', percent: '1' });
    forget();
    await setApplicationsOfUser(context, actor, direct as UserId, []);
    await context.worker.idle();
    expect(sent()).toHaveLength(1);
    await expect(
      setRemovalLimit(context, actor, at.application.id, { people: '0', percent: 'half' }),
    ).rejects.toMatchObject({
      code: 'invalid',
      fields: { people: 'Enter a whole number of people, 1 or more.', percent: 'Enter a whole number from 1 to 100.' },
    });
  }, 60_000);

  test('R8: what nobody allows in seven days is not sent, and its people need attention', async () => {
    const ids = await fill(at.group, 30, 'omar');
    await setGroupsOfApplication(context, actor, at.application.id, []);
    await context.worker.idle();
    const { id } = await onlyRemoval();
    const later = { ...context, clock: () => Date.now() + 6 * 24 * 3_600_000 };
    expect(await expireRemovals(later)).toBe(0);
    const week = { ...context, clock: () => Date.now() + 7 * 24 * 3_600_000 + 1_000 };
    expect(await expireRemovals(week)).toBe(1);
    context.worker.wake();
    await context.worker.idle();
    expect(sent()).toEqual([]);
    const link = await findLink(context.db, at.application.id, ids[0] as UserId);
    expect(link).toMatchObject({ status: 'attention', sentence: EXPIRED_SENTENCE });
    await expect(allowRemoval(context, actor, id, '30')).rejects.toMatchObject({ code: 'conflict' });
    // A full sync asks again rather than sending.
    await syncAll(context, actor, at.application.id);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    expect((await onlyRemoval()).held).toBe(30);
  }, 60_000);

  test('R8: who waits and whose passwords run out together stays held to the last, however many batches it takes', async () => {
    const ids = await fill(at.group, 230, 'zoe');
    await setGroupsOfApplication(context, actor, at.application.id, []);
    await context.worker.idle();
    const { id, held } = await onlyRemoval();
    expect(held).toBe(230);
    const now = context.clock();
    await transact(context.db, async (tx) => {
      const password = { hash: 'x', temporary: false, expiresAt: now - 1_000 };
      for (const userId of ids) await savePassword(tx, userId, password, now);
      await markChanged(context, tx, ids, context.newId<EventId>());
    });
    context.worker.wake();
    await context.worker.idle();
    expect(sent()).toEqual([]);
    expect(await onlyRemoval()).toEqual({ id, held: 230 });
  }, 60_000);

  test('two admins who decide at once: one is told that the other was first', async () => {
    await fill(at.group, 30, 'iris');
    await setGroupsOfApplication(context, actor, at.application.id, []);
    await context.worker.idle();
    const { id } = await onlyRemoval();
    const both = await Promise.allSettled([
      allowRemoval(context, actor, id, '30'),
      rejectRemoval(context, { ...actor, name: 'other.admin' }, id),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await context.worker.idle();
    expect([0, 30]).toContain(sent().length);
    expect(await waiting()).toEqual([]);
  }, 60_000);
}
