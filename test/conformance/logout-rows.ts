import { makeNewId } from '../../src/core/clock';
import type { Application } from '../../src/core/application';
import type { ApplicationId, EventId, LogoutId, UserId } from '../../src/core/ids';
import { deleteApplication, insertApplication } from '../../src/store/applications';
import { openDatabase, type DatabaseAddress } from '../../src/store/db';
import { migrate } from '../../src/store/migrations';
import { deleteSession, saveSession } from '../../src/store/sessions';
import { deleteOldLogouts, findLogout, insertLogout, saveLogout, takeLogout } from '../../src/store/sign-on/logouts';
import {
  listParticipantsByIndex,
  listParticipantsByNameId,
  listParticipantsOfSession,
  saveParticipant,
  type Participant,
} from '../../src/store/sign-on/participants';
import { deleteOldMessages, noteMessage } from '../../src/store/sign-on/seen-messages';
import { transact, type Db, type Tx } from '../../src/store/tx';

/** The rows that signing out lives on. */
export function describeLogoutRows(address: () => Promise<DatabaseAddress>): void {
  const newId = makeNewId(Date.now);
  let db: Db;
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => transact(db, work);

  beforeAll(async () => {
    db = openDatabase(await address(), 2_000);
    await migrate(db);
  });
  afterAll(() => db.destroy());

  async function addApplication(): Promise<ApplicationId> {
    const id = newId<ApplicationId>();
    const application: Application = {
      ...{ id, slug: id.toLowerCase(), idmState: 'inactive', connectorId: 'custom-saml', label: id, hasImage: false },
      ...{
        showInPortal: true,
        variables: {},
        ssoState: 'active',
        idm: {},
        secondFactor: false,
        createdAt: 1,
        updatedAt: 1,
      },
    };
    await write((tx) => insertApplication(tx, application));
    return id;
  }

  async function addSession(): Promise<string> {
    const idHash = newId().padEnd(64, '0');
    await write((tx) => saveSession(tx, { idHash, data: '{}', createdAt: 1, seenAt: 1, expiresAt: 9e12 }));
    return idHash;
  }

  const participant = (
    sessionHash: string,
    applicationId: ApplicationId,
    value: string,
    index: string,
  ): Participant => ({
    ...{ sessionHash, applicationId, userId: 'u'.repeat(26) as UserId, sessionIndex: index, at: 9_007_199_254_740_991 },
    nameId: { format: 'urn:x', value },
  });

  test('participants are found by session index and by name, and by nothing like them', async () => {
    const [one, two, first, second] = [
      await addApplication(),
      await addApplication(),
      await addSession(),
      await addSession(),
    ];
    const names = ['a%_\\"b', 'A%_\\"B', 'axx\\"b', 'urn:x'];
    for (const [place, name] of names.entries()) {
      const session = place === 0 ? first : await addSession();
      await write((tx) => saveParticipant(tx, participant(session, one, name, `_index${place}`)));
    }
    await write((tx) => saveParticipant(tx, participant(second, two, 'a%_\\"b', '_index0')));
    expect(await listParticipantsByNameId(db, one, 'a%_\\"b')).toEqual([participant(first, one, 'a%_\\"b', '_index0')]);
    expect(await listParticipantsByNameId(db, one, 'urn:')).toEqual([]);
    expect(await listParticipantsByIndex(db, one, ['_index0', '_index9'])).toHaveLength(1);
    expect(await listParticipantsByIndex(db, one, [])).toEqual([]);
    expect(await listParticipantsByIndex(db, one, ['_INDEX0'])).toEqual([]);
  });

  test('a participant of a session or an application that is gone is not kept, and stops nobody', async () => {
    const [application, session] = [await addApplication(), await addSession()];
    await write((tx) => saveParticipant(tx, participant('f'.repeat(64), application, 'a', '_1')));
    await write((tx) => saveParticipant(tx, participant(session, newId(), 'a', '_1')));
    expect(await listParticipantsOfSession(db, session)).toEqual([]);
    await write((tx) => saveParticipant(tx, participant(session, application, 'a', '_1')));
    await write((tx) => saveParticipant(tx, participant(session, application, 'b', '_2')));
    expect(await listParticipantsOfSession(db, session)).toEqual([participant(session, application, 'b', '_2')]);
    await write((tx) => deleteSession(tx, session));
    expect(await listParticipantsByIndex(db, application, ['_2'])).toEqual([]);
  });

  test('P6: a message is noted once for each application, until it is too old', async () => {
    const [one, two] = [await addApplication(), await addApplication()];
    const note = (applicationId: ApplicationId): Promise<boolean> =>
      write((tx) => noteMessage(tx, { applicationId, messageId: '_m', expiresAt: 100 }));
    expect([await note(one), await note(one), await note(two)]).toEqual([true, false, true]);
    expect(await write((tx) => deleteOldMessages(tx, 99))).toBe(0);
    expect(await write((tx) => deleteOldMessages(tx, 100))).toBe(2);
    expect(await note(one)).toBe(true);
    await write((tx) => deleteApplication(tx, one));
    expect(await db('seen_messages').select()).toEqual([]);
  });

  test('P6: of two who note the same message at once, one is first', async () => {
    const applicationId = await addApplication();
    const both = await Promise.all(
      [1, 2, 3].map(() => write((tx) => noteMessage(tx, { applicationId, messageId: '_twice', expiresAt: 100 }))),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
  });

  test('a sign-out is kept, changed by one at a time, and forgotten when it has run out', async () => {
    const id = newId<LogoutId>();
    const base = { id, browserHash: 'h', steps: [], createdAt: 1, expiresAt: 50 };
    await write((tx) => insertLogout(tx, base));
    expect(await findLogout(db, id, 49)).toEqual(base);
    expect(await findLogout(db, id, 50)).toBeUndefined();
    const requester = {
      ...{ applicationId: newId<ApplicationId>(), label: 'Atlas', requestId: '_r', relayState: 'x' },
      ...{ eventId: newId<EventId>(), binding: 'post' as const, received: '<x/>' },
    };
    await Promise.all(
      [1, 2, 3].map((count) =>
        write(async (tx) => {
          const found = await takeLogout(tx, id, 2);
          if (found === undefined) throw new Error('gone');
          const step = { applicationId: requester.applicationId, label: `${count}`, sessionIndexes: [] };
          const nameId = { format: 'f', value: 'v' };
          const steps = [...found.steps, { ...step, nameId, state: 'waiting' as const }];
          await saveLogout(tx, { ...found, requester, steps, finishedAt: 7 });
        }),
      ),
    );
    const found = await findLogout(db, id, 2);
    expect(found).toMatchObject({ browserHash: 'h', requester, finishedAt: 7 });
    expect(found?.steps.map((step) => step.label).sort()).toEqual(['1', '2', '3']);
    expect(await write((tx) => deleteOldLogouts(tx, 50))).toBe(1);
  });
}
