import { makeNewId } from '../../src/core/clock';
import type { UserId } from '../../src/core/ids';
import { openDatabase, type DatabaseAddress } from '../../src/store/db';
import { migrate } from '../../src/store/migrations';
import { dateOpenPasswords } from '../../src/store/passwords/expiry';
import { listEarlierPasswords, saveEarlierPassword } from '../../src/store/passwords/history';
import { deleteExpiredUserLinks, findAnyUserLink, findUserLink, saveUserLink } from '../../src/store/passwords/links';
import { readPolicyReach } from '../../src/store/passwords/reach';
import { boundSessions, findSession, saveSession, touchSession } from '../../src/store/sessions';
import { transact, type Db, type Tx } from '../../src/store/tx';
import { findUser, getUser, insertUser, savePassword, saveUserState } from '../../src/store/users';
import { profileOf } from '../support/passo';

/** A moment as large as those of the clock: 32 bits do not hold it. */
const NOW = 1_800_000_000_000;
const DAY = 86_400_000;

/** The rows that passwords and the policy of signing in live on. */
export function describePasswordRows(address: () => Promise<DatabaseAddress>): void {
  const newId = makeNewId(Date.now);
  let db: Db;
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(db, work);

  beforeAll(async () => {
    db = openDatabase(await address(), 2_000);
    await migrate(db);
  });
  beforeEach(() => db('users').delete());
  afterAll(() => db.destroy());

  async function addUser(username: string, changedAt?: number, more: object = {}): Promise<UserId> {
    const id = newId<UserId>();
    await write(async (tx) => {
      await insertUser(tx, { id, profile: profileOf(username), state: 'active', role: 'user', now: NOW });
      if (changedAt !== undefined) await savePassword(tx, id, { hash: 'h', temporary: false, ...more }, changedAt);
    });
    return id;
  }
  const endOf = async (id: UserId): Promise<number | undefined> => (await findUser(db, id))?.passwordExpiresAt;

  test('passwords are dated from their last change, not before a moment, and only open ones', async () => {
    const fresh = await addUser('fresh', NOW);
    const old = await addUser('old', NOW - 300 * DAY);
    const near = await addUser('near', NOW - 300 * DAY, { expiresAt: NOW + DAY });
    const over = await addUser('over', NOW - 300 * DAY, { expiresAt: NOW });
    const temporary = await addUser('temporary', NOW, { temporary: true });
    const none = await addUser('none');
    const rule = { now: NOW, notBefore: NOW + 14 * DAY };
    expect(await write((tx) => dateOpenPasswords(tx, { ...rule, livesMs: 90 * DAY }))).toBe(3);
    const ends = await Promise.all([fresh, old, near, over, temporary, none].map(endOf));
    expect(ends).toEqual([NOW + 90 * DAY, NOW + 14 * DAY, NOW + DAY, NOW, undefined, undefined]);
    await write((tx) => dateOpenPasswords(tx, { ...rule, livesMs: 400 * DAY }));
    expect(await endOf(near)).toBe(NOW + 100 * DAY);
    await write((tx) => dateOpenPasswords(tx, { ...rule, livesMs: undefined }));
    expect(await Promise.all([fresh, over].map(endOf))).toEqual([undefined, NOW]);
    expect((await getUser(db, old)).passwordChangedAt).toBe(NOW - 300 * DAY);
  });

  test('earlier passwords are kept as far as asked for, the latest first', async () => {
    const user = await addUser('earlier', NOW);
    for (const hash of ['a', 'b', 'c']) {
      const kept = { id: newId<string>(), userId: user, hash, at: NOW };
      await write((tx) => saveEarlierPassword(tx, kept, 2));
    }
    expect(await listEarlierPasswords(db, user, 24)).toEqual(['c', 'b']);
    expect(await listEarlierPasswords(db, user, 1)).toEqual(['c']);
    await write((tx) => saveEarlierPassword(tx, { id: newId<string>(), userId: user, hash: 'd', at: NOW }, -1));
    expect(await listEarlierPasswords(db, user, 24)).toEqual([]);
  });

  test('a link is for one purpose, and says whom it was for until it is tidied away', async () => {
    const user = await addUser('linked', NOW);
    const link = { userId: user, expiresAt: NOW + 5 };
    await write((tx) => saveUserLink(tx, { ...link, tokenHash: 'reset', purpose: 'reset' }));
    await write((tx) => saveUserLink(tx, { ...link, tokenHash: 'first', purpose: 'activation' }));
    expect(await findUserLink(db, 'reset', 'reset', NOW)).toBe(user);
    expect(await findUserLink(db, 'reset', 'activation', NOW)).toBeUndefined();
    expect(await findUserLink(db, 'reset', 'reset', NOW + 5)).toBeUndefined();
    expect(await findAnyUserLink(db, 'reset')).toBe(user);
    expect(await write((tx) => deleteExpiredUserLinks(tx, NOW + 5))).toBe(2);
    expect(await findAnyUserLink(db, 'reset')).toBeUndefined();
  });

  test('W2: a session lives no longer than the policy lets it, however it is used', async () => {
    const user = await addUser('sessions', NOW);
    const session = { userId: user, data: '{}', createdAt: NOW, seenAt: NOW + 8, expiresAt: NOW + 100 };
    for (const idHash of ['one', 'two']) await write((tx) => saveSession(tx, { ...session, idHash }));
    await write((tx) => touchSession(tx, 'one', NOW + 90, NOW + 190, 120));
    expect(await findSession(db, 'one', NOW + 119)).toBeDefined();
    expect(await findSession(db, 'one', NOW + 120)).toBeUndefined();
    await write((tx) => boundSessions(tx, { idleMs: 10, totalMs: 50 }));
    expect((await findSession(db, 'one', NOW))?.expiresAt).toBe(NOW + 50);
    expect((await findSession(db, 'two', NOW))?.expiresAt).toBe(NOW + 18);
    await write((tx) => boundSessions(tx, { idleMs: 1_000, totalMs: 1_000 }));
    expect((await findSession(db, 'two', NOW))?.expiresAt).toBe(NOW + 18);
  });

  test('the reach of a policy counts people who are not suspended, and sessions that are alive', async () => {
    expect(await readPolicyReach(db, NOW)).toMatchObject({ ownPassword: 0, withoutSecondFactor: 0, sessions: 0 });
    const gone = await addUser('gone', NOW);
    await addUser('here', NOW);
    await addUser('new');
    await write((tx) => saveUserState(tx, gone, 'suspended', NOW));
    await db('users').where({ username: 'new' }).update({ role: 'owner' });
    expect(await readPolicyReach(db, NOW)).toEqual({
      ...{ ownPassword: 1, withoutSecondFactor: 2, adminsWithoutSecondFactor: 1, sessions: 0 },
    });
  });
}
