import { randomBytes } from 'node:crypto';
import { makeNewId } from '../../src/core/clock';
import type { Application } from '../../src/core/application';
import type { ApplicationId, GroupId, SignOnRequestId, UserId } from '../../src/core/ids';
import { SecretText } from '../../src/core/secret-text';
import {
  insertApplication,
  findApplicationBySlug,
  findImage,
  listApplications,
  saveImage,
  saveIdm,
} from '../../src/store/applications';
import { bindGroup, bindUser, findGrant, listGrantedUserIds, unbindGroup } from '../../src/store/bindings';
import { countPeopleOf } from '../../src/store/boards/access';
import { openDatabase, type DatabaseAddress } from '../../src/store/db';
import { isUniqueViolation } from '../../src/store/dialect';
import { insertEvent, listEvents } from '../../src/store/events';
import {
  addMembers,
  deleteGroup,
  findGroupByName,
  insertGroup,
  listGroups,
  listMemberIds,
} from '../../src/store/groups';
import { claimLane, holdLane, openLane, releaseLane, renewLease } from '../../src/store/provisioning/lanes';
import { findLink, saveLink } from '../../src/store/provisioning/links';
import { migrate } from '../../src/store/migrations';
import { seal, unseal } from '../../src/store/seal';
import { deleteSessionsOfUser, findSession, listSessionsOfUser, saveSession } from '../../src/store/sessions';
import { countTry, findSignInLimit, lockKey } from '../../src/store/sign-in-limits';
import { insertSignOnRequest, takeSignOnRequest } from '../../src/store/sign-on/sign-on-requests';
import { listDue, markUsersStale, park, postpone, settle, findMark } from '../../src/store/provisioning/stale';
import { transact, type Db, type Tx } from '../../src/store/tx';
import { deleteUser, findUserByLogin, findUserHolding, insertUser, listUsers } from '../../src/store/users';
import { findUserLink, saveUserLink } from '../../src/store/passwords/links';
import { profileOf } from '../support/passo';

/** What every database has to do alike. Run on SQLite always and on PostgreSQL. */
export function describeStore(address: () => Promise<DatabaseAddress>): void {
  const newId = makeNewId(Date.now);
  let db: Db;
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(db, work);

  beforeAll(async () => {
    db = openDatabase(await address(), 2_000);
    await migrate(db);
  });
  afterAll(() => db.destroy());

  const addUser = async (username: string): Promise<UserId> => {
    const id = newId<UserId>();
    await write((tx) => insertUser(tx, { id, profile: profileOf(username), state: 'active', role: 'user', now: 1 }));
    return id;
  };
  const addGroup = async (name: string): Promise<GroupId> => {
    const id = newId<GroupId>();
    await write((tx) => insertGroup(tx, { id, name, now: 1 }));
    return id;
  };
  const addApplication = async (
    slug: string,
    idmState: Application['idmState'] = 'inactive',
  ): Promise<ApplicationId> => {
    const id = newId<ApplicationId>();
    const application: Application = {
      id,
      slug,
      idmState,
      connectorId: 'custom-scim',
      label: slug,
      hasImage: false,
      showInPortal: true,
      variables: {},
      ssoState: 'inactive',
      idm: {},
      secondFactor: false,
      createdAt: 1,
      updatedAt: 1,
    };
    await write((tx) => insertApplication(tx, application));
    await write((tx) => openLane(tx, id));
    return id;
  };

  test('migrations run once and are found applied the next time', async () => {
    expect(await migrate(db)).toEqual([]);
  });

  test('a transaction that throws leaves nothing behind', async () => {
    const id = newId<UserId>();
    const work = write(async (tx) => {
      await insertUser(tx, { id, profile: profileOf('undone'), state: 'active', role: 'user', now: 1 });
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    expect(await findUserByLogin(db, 'undone')).toBeUndefined();
  });

  test('A12: names that look alike are the same: case, width and outer space', async () => {
    await addUser('Zoë.Lang');
    expect((await findUserByLogin(db, ' ZOË.LANG '))?.username).toBe('Zoë.Lang');
    expect((await findUserByLogin(db, 'ｚoë.lang'))?.username).toBe('Zoë.Lang');
    const clash = addUser('zoË.lang').catch((error: unknown) => isUniqueViolation(error));
    expect(await clash).toBe(true);
    const holding = await findUserHolding(db, { username: 'x', email: 'ZOË.LANG@fernhill.example' });
    expect(Object.keys(holding)).toEqual(['email']);
  });

  test('A9: searching treats the signs of LIKE as text, on both databases without case', async () => {
    await addUser('percent%sign');
    await addUser('under_score');
    const search = async (text: string): Promise<string[]> =>
      (await listUsers(db, { search: text, skip: 0, take: 50 })).users.map((user) => user.username);
    expect(await search('%')).toEqual(['percent%sign']);
    expect(await search('R_S')).toEqual(['under_score']);
    expect(await search("' or 1=1 --")).toEqual([]);
    expect(await search('PERCENT fernhill')).toEqual(['percent%sign']);
    expect((await listUsers(db, { skip: 0, take: 1 })).total).toBeGreaterThanOrEqual(3);
  });

  test('groups: members, sizes, names, and what goes with a group', async () => {
    const user = await addUser('member.one');
    const group = await addGroup('Design 100%');
    await write((tx) => addMembers(tx, group, [user, user]));
    expect(await listMemberIds(db, group)).toEqual([user]);
    expect((await listGroups(db, '100%')).map((one) => one.members)).toEqual([1]);
    expect((await findGroupByName(db, 'DESIGN 100%'))?.id).toBe(group);
    await write((tx) => deleteGroup(tx, group));
    expect(await listMemberIds(db, group)).toEqual([]);
  });

  test('M-063: access comes from groups and from direct assignments, each person counted once', async () => {
    const [one, two] = [await addUser('grant.one'), await addUser('grant.two')];
    const group = await addGroup('Grants');
    const application = await addApplication('grants');
    expect(await findGrant(db, application, one)).toBe(false);
    await write(async (tx) => {
      await addMembers(tx, group, [one, two]);
      await bindGroup(tx, application, group);
      await bindUser(tx, application, one);
    });
    expect((await listGrantedUserIds(db, application)).sort()).toEqual([one, two].sort());
    expect((await countPeopleOf(db, [application])).get(application)).toBe(2);
    await write((tx) => unbindGroup(tx, application, group));
    expect(await findGrant(db, application, one)).toBe(true);
    expect(await findGrant(db, application, two)).toBe(false);
  });

  test('applications keep settings, image bytes and tokens as they were', async () => {
    const id = await addApplication('images');
    const bytes = randomBytes(2048);
    await write((tx) => saveImage(tx, id, { contentType: 'image/png', bytes }));
    expect((await findImage(db, id))?.bytes.equals(bytes)).toBe(true);
    expect(await findApplicationBySlug(db, 'images')).toMatchObject({ id, hasImage: true, showInPortal: true });
    await write((tx) =>
      saveIdm(tx, id, { idm: { baseUrl: 'https://x.example/V2' }, idmState: 'active', sealedToken: 's', now: 2 }),
    );
    expect(await findApplicationBySlug(db, 'images')).toMatchObject({
      idmState: 'active',
      idm: { baseUrl: 'https://x.example/V2' },
    });
    expect((await listApplications(db, 'IMAGES')).map((one) => one.id)).toEqual([id]);
  });

  test('marks: one row a person, a higher version for every change, and an old version settles nothing', async () => {
    const user = await addUser('marked');
    const group = await addGroup('Marked');
    const [active, off] = [await addApplication('marked-on', 'active'), await addApplication('marked-off')];
    await write(async (tx) => {
      await addMembers(tx, group, [user]);
      for (const id of [active, off]) await bindGroup(tx, id, group);
      await markUsersStale(tx, [user], { now: 10 });
      await markUsersStale(tx, [user], { now: 20, correlationId: 'B'.repeat(26) });
    });
    expect(await findMark(db, off, user)).toBeUndefined();
    const [mark] = await listDue(db, active, 30, 10);
    expect(mark).toMatchObject({ version: 2, dueAt: 20, attempts: 0, parked: false, correlationId: 'B'.repeat(26) });
    if (mark === undefined) throw new Error('No mark.');
    await write((tx) => settle(tx, { ...mark, version: 1 }));
    await write((tx) => postpone(tx, mark, 100));
    expect(await listDue(db, active, 30, 10)).toEqual([]);
    expect(await findMark(db, active, user)).toMatchObject({ attempts: 1, dueAt: 100 });
    await write((tx) => park(tx, mark));
    expect(await listDue(db, active, 1000, 10)).toEqual([]);
    await write((tx) => markUsersStale(tx, [user], { now: 200 }));
    const again = await findMark(db, active, user);
    expect(again).toMatchObject({ version: 3, parked: false, attempts: 0 });
    if (again !== undefined) await write((tx) => settle(tx, again));
    expect(await findMark(db, active, user)).toBeUndefined();
  });

  test('marks reach a person who lost access and has an account, and one who was deleted', async () => {
    const user = await addUser('leaver');
    const application = await addApplication('leavers', 'active');
    await write((tx) =>
      saveLink(tx, {
        applicationId: application,
        userId: user,
        remoteId: 'r1',
        accepted: { active: true, name: { givenName: 'Ω' } },
        creating: false,
        removed: false,
        managed: true,
        status: 'in-sync',
        updatedAt: 1,
      }),
    );
    await write(async (tx) => {
      await markUsersStale(tx, [user], { now: 5 });
      await deleteUser(tx, user);
    });
    expect((await listDue(db, application, 5, 5)).map((mark) => mark.userId)).toEqual([user]);
    expect(await findLink(db, application, user)).toMatchObject({
      accepted: { active: true, name: { givenName: 'Ω' } },
    });
  });

  test('R17: a lane has one owner at a time; a lost lease is noticed; a hold keeps it closed', async () => {
    const user = await addUser('laned');
    const application = await addApplication('lane', 'active');
    await db('stale').delete();
    await write(async (tx) => {
      await bindUser(tx, application, user);
      await markUsersStale(tx, [user], { now: 1_000 });
    });
    const claim = (owner: string, now: number): Promise<string | undefined> =>
      write((tx) => claimLane(tx, { owner, now, leaseMs: 100 })).then((lane) => lane?.applicationId);
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => claim(owner, 1_000)));
    expect(claims.filter((id) => id === application)).toHaveLength(1);
    expect(await claim('late', 1_050)).toBeUndefined();
    expect(await claim('heir', 1_200)).toBe(application);
    const owner = ['a', 'b', 'c', 'd'][claims.indexOf(application)] ?? '';
    expect(await write((tx) => renewLease(tx, application, { owner, until: 2_000 }))).toBe(false);
    expect(await write((tx) => renewLease(tx, application, { owner: 'heir', until: 1_300 }))).toBe(true);
    await write((tx) => releaseLane(tx, application, 'heir', 1_250));
    const hold = { reason: 'unauthorized' as const, sentence: 'No.', since: 1, nextTryAt: 5_000 };
    await write((tx) => holdLane(tx, application, hold, 3));
    expect(await claim('x', 4_999)).toBeUndefined();
    expect(await claim('x', 5_000)).toBe(application);
  });

  test('P6: a request is taken once, also by two at the same moment', async () => {
    const application = await addApplication('requests');
    const id = newId<SignOnRequestId>();
    const request = {
      requestId: '_r',
      acsUrl: 'https://a.example',
      forceAuthn: false,
      isPassive: false,
    };
    await write((tx) => insertSignOnRequest(tx, { id, applicationId: application, request, now: 1, expiresAt: 9 }));
    const taken = await Promise.all([1, 2, 3].map((now) => write((tx) => takeSignOnRequest(tx, id, now))));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const other = newId<SignOnRequestId>();
    const twice = write((tx) =>
      insertSignOnRequest(tx, { id: other, applicationId: application, request, now: 1, expiresAt: 9 }),
    );
    expect(await twice.catch((error: unknown) => isUniqueViolation(error))).toBe(true);
  });

  test('W7: parallel tries are all counted', async () => {
    await Promise.all(Array.from({ length: 12 }, () => write((tx) => countTry(tx, 'k', 5))));
    expect((await findSignInLimit(db, 'k'))?.failures).toBe(12);
    await write((tx) => lockKey(tx, 'k', 77));
    expect((await findSignInLimit(db, 'k'))?.lockedUntil).toBe(77);
  });

  test('W2: sessions end by time, by person, and all but one', async () => {
    const user = await addUser('sessions');
    for (const name of ['s1', 's2', 's3']) {
      await write((tx) =>
        saveSession(tx, { idHash: name, userId: user, data: '{}', createdAt: 1, seenAt: 1, expiresAt: 100 }),
      );
    }
    expect(await findSession(db, 's1', 99)).toMatchObject({ userId: user });
    expect(await findSession(db, 's1', 100)).toBeUndefined();
    expect(await write((tx) => deleteSessionsOfUser(tx, user, 's2'))).toBe(2);
    expect((await listSessionsOfUser(db, user, 50)).map((session) => session.idHash)).toEqual(['s2']);
  });

  test('an activation link works until it runs out or is replaced', async () => {
    const user = await addUser('linked');
    await write((tx) => saveUserLink(tx, { tokenHash: 't1', userId: user, purpose: 'activation', expiresAt: 50 }));
    expect(await findUserLink(db, 't1', 'activation', 49)).toBe(user);
    expect(await findUserLink(db, 't1', 'activation', 50)).toBeUndefined();
    await write((tx) => saveUserLink(tx, { tokenHash: 't2', userId: user, purpose: 'activation', expiresAt: 50 }));
    expect(await findUserLink(db, 't1', 'activation', 1)).toBeUndefined();
  });

  test('events: newest first, by page, by filter, searched without case', async () => {
    for (let index = 0; index < 5; index += 1) {
      await write((tx) =>
        insertEvent(tx, {
          id: newId(),
          at: index,
          name: 'user_create',
          result: index % 2 === 0 ? 'success' : 'failure',
          actor: { kind: 'admin', name: 'Sam' },
          userName: `Person ${index}`,
          payload: {},
        }),
      );
    }
    const first = await listEvents(db, { name: 'user_create', take: 2 });
    expect(first.map((event) => event.at)).toEqual([4, 3]);
    const last = first[1];
    if (last === undefined) throw new Error('No event.');
    expect((await listEvents(db, { name: 'user_create', before: last.id, take: 9 })).map((event) => event.at)).toEqual([
      2, 1, 0,
    ]);
    expect(
      (await listEvents(db, { category: 'admin', result: 'failure', from: 2, take: 9 })).map((event) => event.at),
    ).toEqual([3]);
    expect((await listEvents(db, { search: 'PERSON 2', take: 9 })).map((event) => event.at)).toEqual([2]);
    expect(
      (await listEvents(db, { search: last.id.slice(0, 25).toLowerCase(), take: 9 })).map((event) => event.id),
    ).toContain(last.id);
  });

  test('A4: a sealed secret opens with its key and at its place only', () => {
    const key = randomBytes(32);
    const sealed = seal(key, 'application:1', new SecretText('token'));
    expect(sealed).not.toContain('token');
    expect(unseal(key, 'application:1', sealed).reveal()).toBe('token');
    expect(() => unseal(key, 'application:2', sealed)).toThrow();
    expect(() => unseal(randomBytes(32), 'application:1', sealed)).toThrow();
    const [version, iv, tag, body = ''] = sealed.split('.');
    const changed = `${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`;
    expect(() => unseal(key, 'application:1', [version, iv, tag, changed].join('.'))).toThrow();
  });
}
