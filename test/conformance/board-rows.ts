import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sealEvents } from '../../src/actions/evidence/seal';
import { makeNewId } from '../../src/core/clock';
import { ulid, type ApplicationId, type EventId, type GroupId, type UserId } from '../../src/core/ids';
import { insertApplication } from '../../src/store/applications';
import { bindGroup, bindUser } from '../../src/store/bindings';
import {
  countHoldingOtherwise,
  countPeopleOf,
  countWithGroups,
  listApplicationIdsOfGroups,
  listGrantingGroups,
  listNameClashes,
} from '../../src/store/boards/access';
import { countOpenDrift, countSignOnsSince, readSetupRows } from '../../src/store/boards/attention';
import { listSealedSamples, readDatabaseFacts } from '../../src/store/boards/database';
import { countEventsBefore, readEventLogSize } from '../../src/store/boards/event-retention';
import { listSyncJobs } from '../../src/store/boards/jobs';
import { listPeople, listPeopleIds, PEOPLE_PROBLEMS, PEOPLE_SORTS } from '../../src/store/boards/people';
import { listSyncLanes } from '../../src/store/boards/sync';
import { openDatabase, type DatabaseAddress } from '../../src/store/db';
import { insertEvents, listEvents } from '../../src/store/events';
import { deleteOldestEvents } from '../../src/store/evidence/prune';
import { addMembers, insertGroup } from '../../src/store/groups';
import { migrate } from '../../src/store/migrations';
import { openLane } from '../../src/store/provisioning/lanes';
import { transact, type Db, type Tx } from '../../src/store/tx';
import { insertUser } from '../../src/store/users';
import { profileOf } from '../support/passo';

/** The reads behind the boards, which have to say the same on every database. */
export function describeBoardRows(address: () => Promise<DatabaseAddress>): void {
  const newId = makeNewId(Date.now);
  const people = ['ann', 'ben', 'cy', 'dee'].map(() => newId<UserId>());
  const [ann, ben, cy, dee] = people as [UserId, UserId, UserId, UserId];
  const [one, two] = [newId<GroupId>(), newId<GroupId>()];
  const [wiki, docs] = [newId<ApplicationId>(), newId<ApplicationId>()];
  let db: Db;
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(db, work);

  beforeAll(async () => {
    db = openDatabase(await address(), 2_000);
    await migrate(db);
    await write(async (tx) => {
      for (const [place, id] of people.entries()) {
        const username = ['ann', 'ben', 'cy', 'dee'][place] ?? '';
        await insertUser(tx, { id, profile: profileOf(username), state: 'active', role: 'user', now: place + 1 });
      }
      await insertGroup(tx, { id: one, name: 'One', now: 1 });
      await insertGroup(tx, { id: two, name: 'Two', now: 1 });
      await addMembers(tx, one, [ann, ben]);
      await addMembers(tx, two, [ben, cy]);
      for (const [id, slug] of [[wiki, 'wiki'] as const, [docs, 'docs'] as const]) {
        await insertApplication(tx, {
          ...{ id, slug, label: slug, connectorId: 'custom-scim', hasImage: false, showInPortal: true, variables: {} },
          ...{ ssoState: 'inactive', idmState: 'active', idm: {}, secondFactor: false, createdAt: 1, updatedAt: 1 },
        });
        await openLane(tx, id);
      }
      await bindGroup(tx, wiki, one);
      await bindUser(tx, wiki, dee);
      await bindUser(tx, wiki, ann);
    });
  });
  afterAll(() => db.destroy());

  test('who holds an application otherwise, and what groups would change, are counted without anybody twice', async () => {
    expect((await countPeopleOf(db, [wiki, docs])).get(wiki)).toBe(3);
    expect([...(await countHoldingOtherwise(db, one))]).toEqual([[wiki, 1]]);
    expect([...(await countHoldingOtherwise(db, two))]).toEqual([[wiki, 1]]);
    expect(await countWithGroups(db, wiki, [two])).toEqual({ now: 3, then: 4, both: 3 });
    expect(await countWithGroups(db, wiki, [])).toEqual({ now: 3, then: 2, both: 2 });
    expect([...(await listApplicationIdsOfGroups(db, [one, two]))]).toEqual([wiki]);
    expect((await listGrantingGroups(db, ben)).get(wiki)).toEqual(['One']);
    expect(await listNameClashes(db, 'One')).toEqual([]);
  });

  test('people are narrowed by each problem and sorted by each column, none left out', async () => {
    const now = Date.now();
    for (const sort of PEOPLE_SORTS) {
      const { people: rows, total } = await listPeople(db, { now }, { sort, falling: true, skip: 0, take: 9 });
      expect([sort, total, rows.map(({ user }) => user.id)]).toEqual([sort, 4, [dee, cy, ben, ann]]);
    }
    const found = await Promise.all(PEOPLE_PROBLEMS.map((problem) => listPeopleIds(db, { problem, now })));
    expect(found).toEqual([[], [dee], [], people, people]);
    expect(await listPeopleIds(db, { applicationId: wiki, search: 'e', now })).toEqual([ann, ben, dee]);
  });

  test('lanes, jobs, set-up and the database itself are read', async () => {
    await write(async (tx) => {
      await tx('stale').insert([
        { application_id: wiki, user_id: ann, version: 1, due_at: 1, attempts: 0, parked: false, marked_at: 70 },
        {
          ...{ application_id: wiki, user_id: ben, version: 1, due_at: 1, attempts: 0, parked: false, marked_at: 50 },
          held_by: 'r',
        },
      ]);
      await tx('drift_runs').insert({
        ...{ application_id: docs, state: 'running', progress: '{"accounts":7}', lease_until: 0, started_at: 5 },
        next_at: 0,
      });
    });
    const lanes = await listSyncLanes(db, Date.now());
    expect(lanes.map(({ slug, waiting, staged, oldestAt }) => [slug, waiting, staged, oldestAt])).toEqual([
      ['docs', 0, 0, undefined],
      ['wiki', 1, 1, 70],
    ]);
    expect(await listSyncJobs(db, 0)).toEqual([
      expect.objectContaining({ kind: 'drift', slug: 'docs', accounts: 7, state: 'running' }),
    ]);
    expect(await readSetupRows(db)).toEqual({ bound: true, signedOn: false, groups: 2 });
    expect((await countOpenDrift(db)).size).toBe(0);
    expect(await listSealedSamples(db, 5)).toEqual([]);
    const facts = await readDatabaseFacts(db);
    expect(facts.migration).toBe(newestMigration());
    expect(facts.version).toMatch(/^\d+\.\d+/);
    expect(Math.abs(facts.at - Date.now())).toBeLessThan(5_000);
  });

  test('the oldest events go first, and only as many as asked', async () => {
    const at = Date.now() - 1_000_000;
    const events = [0, 1, 2, 3].map((step) => ({
      ...{
        id: ulid(at + step) as EventId,
        at: at + step,
        name: 'sso_auth' as const,
        payload: { startedBy: 'sp' as const },
      },
      ...{ result: step === 0 ? ('failure' as const) : ('success' as const) },
      actor: { kind: 'user' as const, name: 'ann' },
    }));
    await write((tx) => insertEvents(tx, events));
    expect(await countSignOnsSince(db, at)).toEqual({ succeeded: 3, failed: 1 });
    expect(await countEventsBefore(db, at + 3)).toBe(3);
    expect(await write((tx) => deleteOldestEvents(tx, at + 3, 2))).toBe(0);
    await sealEvents({ db, clock: Date.now, newId });
    expect(await write((tx) => deleteOldestEvents(tx, at + 3, 2))).toBe(2);
    expect((await listEvents(db, { take: 9 })).map(({ id }) => id)).toEqual([events[3]?.id, events[2]?.id]);
    expect(await readEventLogSize(db)).toEqual({ total: 2, oldestAt: at + 2 });
  });
}

function newestMigration(): string {
  const names = readdirSync(join(__dirname, '..', '..', 'migrations')).filter((name) => /^\d+-.*\.ts$/.test(name));
  return names.sort().at(-1)?.replace(/\.ts$/, '') ?? '';
}
