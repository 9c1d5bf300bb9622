import { makeNewId } from '../../src/core/clock';
import type { ApplicationId, EventId, UserId } from '../../src/core/ids';
import { insertApplication } from '../../src/store/applications';
import { findEventsById, listStandingsOfPeople, type StandingFilter } from '../../src/store/boards/standings';
import { openDatabase, type DatabaseAddress } from '../../src/store/db';
import { migrate } from '../../src/store/migrations';
import { openLane } from '../../src/store/provisioning/lanes';
import { saveLinks, type Link } from '../../src/store/provisioning/links';
import { pauseLane } from '../../src/store/provisioning/pauses';
import { markStale } from '../../src/store/provisioning/stale';
import { transact, type Db, type Tx } from '../../src/store/tx';

/** How people stand at applications, which has to be the same on every database. */
export function describeStandingRows(address: () => Promise<DatabaseAddress>): void {
  const newId = makeNewId(Date.now);
  const names = ['step', 'wait', 'sent', 'fail', 'keep', 'off', 'fresh', 'given'] as const;
  const ids = Object.fromEntries(names.map((name) => [name, newId<UserId>()])) as Record<
    (typeof names)[number],
    UserId
  >;
  const nameOf = (id: UserId): string => names.find((name) => ids[name] === id) ?? '';
  const [wiki, docs] = [newId<ApplicationId>(), newId<ApplicationId>()];
  let db: Db;
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(db, work);
  const listed = async (filter: Omit<StandingFilter, 'take'>): Promise<Record<string, string>> => {
    const rows = await listStandingsOfPeople(db, { ...filter, take: 50 });
    return Object.fromEntries(rows.map(({ userId, state }) => [nameOf(userId), state]));
  };

  beforeAll(async () => {
    db = openDatabase(await address(), 2_000);
    await migrate(db);
    const plain = { creating: false, removed: false, managed: true, updatedAt: 5 };
    const link = (userId: UserId, more: Partial<Link> = {}): Link => ({
      ...{ ...plain, applicationId: wiki, userId, status: 'in-sync' },
      ...more,
    });
    await write(async (tx) => {
      for (const [id, slug] of [[wiki, 'wiki'] as const, [docs, 'docs'] as const]) {
        await insertApplication(tx, {
          ...{ id, slug, label: slug, connectorId: 'custom-scim', hasImage: false, showInPortal: true, variables: {} },
          ...{ ssoState: 'inactive', idmState: 'active', idm: {}, secondFactor: false, createdAt: 1, updatedAt: 1 },
        });
        await openLane(tx, id);
      }
      await saveLinks(tx, [
        link(ids.step, { remoteId: 'r1' }),
        link(ids.wait, { remoteId: 'r2' }),
        link(ids.sent, { creating: true, status: 'waiting' }),
        link(ids.fail, { status: 'attention', sentence: 'Two look alike' }),
        link(ids.keep, { remoteId: 'r5' }),
        link(ids.off, { remoteId: 'r6', status: 'deactivated' }),
        link(ids.given, { remoteId: 'r8' }),
        link(ids.step, { applicationId: docs, status: 'deactivated' }),
      ]);
      for (const id of [ids.wait, ids.fail, ids.keep, ids.fresh, ids.given]) await markStale(tx, wiki, id, { now: 9 });
      await tx('stale').where({ user_id: ids.keep }).update({ held_by: newId<string>() });
      // What was given up waits for somebody, and not in line.
      await tx('stale').where({ user_id: ids.given }).update({ parked: true });
    });
  });
  afterAll(() => db.destroy());

  test('each person stands in one way, and the list is narrowed by it', async () => {
    const all = { step: 'in-step', wait: 'waiting', sent: 'in-progress', fail: 'failed', keep: 'held' };
    const rest = { off: 'deactivated', fresh: 'waiting', given: 'in-step' };
    expect(await listed({ applicationId: wiki })).toEqual({ ...all, ...rest });
    expect(await listed({ applicationId: wiki, state: 'waiting' })).toEqual({ wait: 'waiting', fresh: 'waiting' });
    expect(await listed({ applicationId: wiki, state: 'held' })).toEqual({ keep: 'held' });
    const [wait] = await listStandingsOfPeople(db, { userId: ids.wait, take: 5 });
    expect(wait).toMatchObject({ applicationId: wiki, remoteId: 'r2', waitingSince: 9, attempts: 0, dueAt: 9 });
    const [given] = await listStandingsOfPeople(db, { userId: ids.given, take: 5 });
    expect(given).not.toHaveProperty('waitingSince');
    const both = await listStandingsOfPeople(db, { userId: ids.step, take: 5 });
    expect(both.map(({ state }) => state).toSorted()).toEqual(['deactivated', 'in-step']);
  });

  test('pages go on behind the last person', async () => {
    const first = await listStandingsOfPeople(db, { applicationId: wiki, take: 5 });
    const after = first.at(-1)?.userId ?? '';
    const second = await listStandingsOfPeople(db, { applicationId: wiki, after, take: 5 });
    expect([...first, ...second].map(({ userId }) => userId)).toEqual(Object.values(ids).toSorted());
  });

  test('while an application is paused, what waits there is held', async () => {
    await write((tx) => pauseLane(tx, wiki, { at: 9, by: 'Sam', why: 'admin' }));
    const held = await listed({ applicationId: wiki, state: 'held' });
    expect(Object.keys(held).toSorted()).toEqual(['fresh', 'keep', 'sent', 'wait']);
    expect((await findEventsById(db, [newId<EventId>()])).size).toBe(0);
  });
}
