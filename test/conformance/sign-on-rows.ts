import { makeNewId } from '../../src/core/clock';
import type { Application } from '../../src/core/application';
import type { ApplicationId, CertificateId, EventId, GroupId, UserId } from '../../src/core/ids';
import { insertApplication, saveSso } from '../../src/store/applications';
import { bindGroup, bindUser, unbindGroup, unbindUser } from '../../src/store/bindings';
import { openDatabase, type DatabaseAddress } from '../../src/store/db';
import { rowsOf } from '../../src/store/dialect';
import { addMembers, deleteGroup, insertGroup, removeMembers } from '../../src/store/groups';
import { migrate } from '../../src/store/migrations';
import { deleteSession, saveSession } from '../../src/store/sessions';
import { insertCertificate } from '../../src/store/sign-on/certificates';
import { EXCHANGES_KEPT, findExchange, insertExchanges, listExchanges } from '../../src/store/sign-on/exchanges';
import { listMetadataReads, noteMetadataRead } from '../../src/store/sign-on/metadata-reads';
import { findPersistentNameId, keepPersistentNameId } from '../../src/store/sign-on/name-ids';
import { listParticipantsOfSession, saveParticipant, type Participant } from '../../src/store/sign-on/participants';
import { transact, type Db, type Tx } from '../../src/store/tx';
import { deleteUser, insertUser, saveLastSignIn, saveUserState, saveProfile } from '../../src/store/users';
import { profileOf } from '../support/passo';

/** The rows that sign-on lives on, and the count of changes that tells when a copy of them is old. */
export function describeSignOnRows(address: () => Promise<DatabaseAddress>): void {
  const newId = makeNewId(Date.now);
  let db: Db;
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(db, work);

  beforeAll(async () => {
    db = openDatabase(await address(), 2_000);
    await migrate(db);
  });
  afterAll(() => db.destroy());

  let round = 0;
  async function company(): Promise<{ userId: UserId; groupId: GroupId; applicationId: ApplicationId }> {
    round += 1;
    const number = round;
    const [userId, groupId, applicationId] = [newId<UserId>(), newId<GroupId>(), newId<ApplicationId>()];
    const application: Application = {
      id: applicationId,
      slug: `app-${number}`,
      idmState: 'inactive',
      connectorId: 'custom-saml',
      label: `App ${number}`,
      hasImage: false,
      showInPortal: true,
      variables: {},
      ssoState: 'active',
      idm: {},
      secondFactor: false,
      createdAt: 1,
      updatedAt: 1,
    };
    await write(async (tx) => {
      const profile = profileOf(`person-${number}`);
      await insertUser(tx, { id: userId, profile, state: 'active', role: 'user', now: 1 });
      await insertGroup(tx, { id: groupId, name: `Group ${number}`, now: 1 });
      await insertApplication(tx, application);
    });
    return { userId, groupId, applicationId };
  }

  const count = async (): Promise<number> => {
    const [row] = await rowsOf<{ value: unknown }>(db, 'select value from change_count where id = 1', []);
    return Number(row?.value);
  };
  const counts = async (work: (tx: Tx) => Promise<unknown>): Promise<boolean> => {
    const before = await count();
    await write(work);
    return (await count()) > before;
  };

  test('every write of what decides a sign-on is counted, and the rest is not', async () => {
    const { userId, groupId, applicationId } = await company();
    const certificate = {
      id: newId<CertificateId>(),
      applicationId,
      state: 'current',
      pem: '',
      fingerprint: '',
      notBefore: 0,
      notAfter: 0,
      algorithm: 'rsa',
      origin: 'generated',
      createdAt: 0,
      sealedPrivateKey: '',
    } as const;
    expect(await counts((tx) => addMembers(tx, groupId, [userId]))).toBe(true);
    expect(await counts((tx) => bindGroup(tx, applicationId, groupId))).toBe(true);
    expect(await counts((tx) => bindUser(tx, applicationId, userId))).toBe(true);
    expect(await counts((tx) => saveProfile(tx, userId, profileOf(`renamed-${round}`), 2))).toBe(true);
    expect(await counts((tx) => saveUserState(tx, userId, 'suspended', 3))).toBe(true);
    expect(await counts((tx) => saveSso(tx, applicationId, { ssoState: 'inactive', now: 4 }))).toBe(true);
    expect(await counts((tx) => insertCertificate(tx, certificate))).toBe(true);
    expect(await counts((tx) => tx('certificates').where({ application_id: applicationId }).delete())).toBe(true);
    expect(await counts((tx) => unbindUser(tx, applicationId, userId))).toBe(true);
    expect(await counts((tx) => unbindGroup(tx, applicationId, groupId))).toBe(true);
    expect(await counts((tx) => removeMembers(tx, groupId, [userId]))).toBe(true);
    expect(await counts((tx) => deleteGroup(tx, groupId))).toBe(true);
    expect(await counts((tx) => saveLastSignIn(tx, userId, 5))).toBe(false);
    expect(await counts((tx) => deleteUser(tx, userId))).toBe(true);
  });

  test('what a deletion takes along is counted as well', async () => {
    const { userId, groupId, applicationId } = await company();
    await write((tx) => addMembers(tx, groupId, [userId]));
    await write((tx) => bindGroup(tx, applicationId, groupId));
    const before = await count();
    await write((tx) => tx('user_groups').where({ id: groupId }).delete());
    expect(await count()).toBeGreaterThan(before);
  });

  test('a change that was undone is not counted', async () => {
    const { userId } = await company();
    const before = await count();
    const undone = write(async (tx) => {
      await saveUserState(tx, userId, 'suspended', 2);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await count()).toBe(before);
  });

  test('writers at once neither wait for each other over the count nor lose one', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => company()));
    const before = await count();
    await Promise.all(
      people.map(({ userId, applicationId }, place) =>
        write(async (tx) => {
          const first = (): Promise<void> => saveUserState(tx, userId, 'suspended', 2);
          const second = (): Promise<void> => saveSso(tx, applicationId, { ssoState: 'inactive', now: 2 });
          await (place % 2 === 0 ? first().then(second) : second().then(first));
        }),
      ),
    );
    expect(await count()).toBeGreaterThanOrEqual(before + people.length);
  });

  test('a persistent name identifier stays what it was the first time', async () => {
    const { userId, applicationId } = await company();
    const keep = (value: string): Promise<string> =>
      write((tx) => keepPersistentNameId(tx, { applicationId, userId, value, now: 1 }));
    expect(await keep('first')).toBe('first');
    expect(await keep('second')).toBe('first');
    expect(await findPersistentNameId(db, applicationId, userId)).toBe('first');
  });

  test('a session remembers each application once, with the last name, and forgets them with its end', async () => {
    const { userId, applicationId } = await company();
    const session = { idHash: `hash-${round}`, userId, data: '{}', createdAt: 1, seenAt: 1, expiresAt: 9 };
    await write((tx) => saveSession(tx, session));
    const participant = (value: string, at: number): Participant => ({
      sessionHash: session.idHash,
      applicationId,
      userId,
      nameId: { format: 'f', value },
      sessionIndex: '_s',
      at,
    });
    await write((tx) => saveParticipant(tx, participant('one', 1)));
    await write((tx) => saveParticipant(tx, participant('two', 2)));
    expect(await listParticipantsOfSession(db, session.idHash)).toEqual([participant('two', 2)]);
    await write((tx) => deleteSession(tx, session.idHash));
    expect(await listParticipantsOfSession(db, session.idHash)).toEqual([]);
  });

  test('readers of metadata are counted by address and program', async () => {
    const { applicationId } = await company();
    const read = (clientIp: string, fingerprints: string[], now: number): Promise<void> =>
      write((tx) => noteMetadataRead(tx, { applicationId, clientIp, userAgent: 'sp', fingerprints, now }));
    await read('10.0.0.1', ['AA'], 1);
    await read('10.0.0.1', ['AA', 'BB'], 2);
    await read('10.0.0.2', ['AA'], 3);
    const common = { applicationId, userAgent: 'sp' };
    expect(await listMetadataReads(db, applicationId)).toEqual([
      { ...common, clientIp: '10.0.0.2', fingerprints: ['AA'], firstAt: 3, lastAt: 3, reads: 1 },
      { ...common, clientIp: '10.0.0.1', fingerprints: ['AA', 'BB'], firstAt: 1, lastAt: 2, reads: 2 },
    ]);
  });

  test('only the last exchanges of an application are kept', async () => {
    const { applicationId } = await company();
    const ids = Array.from({ length: EXCHANGES_KEPT + 5 }, () => newId<EventId>());
    const exchange = (id: EventId) =>
      ({ id, applicationId, at: 1, kind: 'sign-on', startedBy: 'sp', request: '<a/>' }) as const;
    for (const id of ids) await write((tx) => insertExchanges(tx, [exchange(id)]));
    const kept = await listExchanges(db, applicationId);
    expect(kept.map(({ id }) => id)).toEqual(ids.slice(5).reverse());
    expect(await findExchange(db, applicationId, ids[5] as EventId)).toEqual(exchange(ids[5] as EventId));
    expect(await findExchange(db, applicationId, ids[0] as EventId)).toBeUndefined();
  });
}
