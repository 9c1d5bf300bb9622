import { createApiKey } from '../../../src/actions/api-keys/create';
import { revokeApiKey } from '../../../src/actions/api-keys/revoke';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor, Deps } from '../../../src/actions/deps';
import { changeMembers } from '../../../src/actions/groups/members';
import { chooseAll, importUsers, type PageChoice } from '../../../src/actions/provisioning/import/choose';
import { pauseProvisioning, resumeProvisioning } from '../../../src/actions/provisioning/pause/pause';
import { startImport } from '../../../src/actions/provisioning/import/start';
import { stopImport } from '../../../src/actions/provisioning/import/stop';
import { workOnImport } from '../../../src/actions/provisioning/import/work';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { syncAll } from '../../../src/actions/provisioning/retry';
import { createUser } from '../../../src/actions/users/create';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listEvents } from '../../../src/store/events';
import { countItems, listItems, type ImportItem } from '../../../src/store/provisioning/import-items';
import { findImport, type Import } from '../../../src/store/provisioning/imports';
import { findLink } from '../../../src/store/provisioning/links';
import { findUserByLogin, listUsers } from '../../../src/store/users';
import { addMember, integrate, startSp, writes, type Integrated } from '../integration';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from '../passo';

const NOTHING: PageChoice = { shown: [], ticked: [], links: {} };

/** Importing an application's users, on any database. */
export function describeImports(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let sp: Simulator;
  let at: Integrated;
  let round = 0;

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
  afterEach(async () => {
    await deactivateIntegration(context, actor, at.application.id).catch(() => undefined);
    await sp.stop();
  });

  const put = async (userName: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> => {
    const body = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName,
      emails: [{ value: `${userName}@fernhill.example`, type: 'work', primary: true }],
      active: true,
      ...more,
    };
    const answer = await fetch(`${sp.scimBaseUrl}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
  };
  const stored = async (): Promise<Import> => (await findImport(context.db, at.application.id))!;
  const items = async (newFirst = false): Promise<ImportItem[]> =>
    (await listItems(context.db, (await stored()).id, { newFirst, skip: 0, take: 5_000 })).items;
  const item = async (username: string): Promise<ImportItem> =>
    (await items()).find((one) => one.username === username)!;
  const settled = async (deps: Deps = context): Promise<Import> => {
    for (let left = 3_000; left > 0; left -= 1) {
      await workOnImport(deps, `test-${left}-${Math.random()}`, () => false);
      const one = await stored();
      if (one.state === 'ready' || one.state === 'failed') return one;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error('The import does not end.');
  };
  const readList = async (): Promise<Import> => {
    await startImport(context, actor, at.application.id);
    return settled();
  };
  const bring = async (choice: PageChoice = NOTHING): Promise<Import> => {
    await importUsers(context, actor, at.application.id, choice);
    return settled();
  };
  const everybody = async (): Promise<Import> => {
    await chooseAll(context, at.application.id, true, '');
    return bring();
  };
  const person = async (username: string): Promise<User | undefined> => findUserByLogin(context.db, username);
  const name = (text: string): string => `${text}${round}`;

  test('M-181, M-188, A-22: users are created staged, without a password, with what the table reads backwards', async () => {
    await put(name('noor'), {
      name: { givenName: 'Noor', familyName: 'Haddad' },
      title: 'Lead',
      phoneNumbers: [{ value: '+49 30 1234', type: 'mobile' }],
      addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:User',
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      ],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Research' },
    });
    expect(await readList()).toMatchObject({ state: 'ready', progress: { read: 1 } });
    const done = await everybody();
    expect(done.progress.run).toMatchObject({ total: 1, created: 1, linked: 0, refused: 0 });
    const noor = await person(name('noor'));
    expect(noor).toMatchObject({
      state: 'staged',
      hasPassword: false,
      firstname: 'Noor',
      lastname: 'Haddad',
      jobTitle: 'Lead',
      department: 'Research',
      phoneNumbers: [{ type: 'mobile', value: '+49 30 1234' }],
      addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
    });
    expect(await item(name('noor'))).toMatchObject({ status: 'imported', userId: noor?.id });
    const events = await listEvents(context.db, { name: 'user_create', take: 1 });
    const [cause] = await listEvents(context.db, { name: 'user_import', take: 1 });
    expect(cause).toMatchObject({ payload: { created: 1, linked: 0, refused: 0 }, actor: { kind: 'admin' } });
    expect(events).toMatchObject([{ userName: 'Noor Haddad', correlationId: cause?.id, actor: { kind: 'admin' } }]);
  });

  test('M-189, A-41: nothing is sent for them until they are in a bound group, and then only the difference', async () => {
    await put(name('noor'), { title: 'Lead' });
    await readList();
    await everybody();
    const before = writes(sp).length;
    await syncAll(context, actor, at.application.id);
    await context.worker.idle();
    const noor = (await person(name('noor')))!;
    await updateUser(context, actor, noor.id, { ...profileOf(name('noor')), jobTitle: 'Head' });
    await setGroupsOfApplication(context, actor, at.application.id, []);
    await setGroupsOfApplication(context, actor, at.application.id, [at.group.id]);
    await context.worker.idle();
    expect(writes(sp)).toHaveLength(before);
    expect(sp.account(name('noor'))).toMatchObject({ active: true });
    expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({ managed: false });

    await changeMembers(context, actor, at.group.id, { add: [noor.id], remove: [] });
    await context.worker.idle();
    const sent = writes(sp).slice(before);
    expect(sent.map(({ method }) => method)).toEqual(sent.map(() => 'PATCH'));
    expect(JSON.stringify(sent)).toContain('Head');
    expect(JSON.stringify(sent)).not.toContain('userName');
    expect(sp.accounts()).toHaveLength(1);
    expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({ managed: true });
  });

  test('A-40, A-07: who matches in both names is linked; half a match and several need a choice', async () => {
    const local = async (username: string, email = `${username}@fernhill.example`): Promise<User> =>
      (await createUser(context, actor, profileOf(username, { email }), 'link')).user;
    const sure = await local(name('sure'));
    const half = await local(name('half'), `else${round}@fernhill.example`);
    const one = await local(name('two'), `one${round}@fernhill.example`);
    await local(name('second'), `${name('two')}@fernhill.example`);
    const people = async (): Promise<number> => (await listUsers(context.db, { skip: 0, take: 1 })).total;
    const before = await people();
    await put(name('SURE'));
    await put(name('half'));
    await put(name('two'));
    await readList();
    expect(await item(name('SURE'))).toMatchObject({ status: 'new', matches: [{ userId: sure.id, by: 'both' }] });
    expect(await item(name('half'))).toMatchObject({ matches: [{ userId: half.id, by: 'username' }] });
    expect((await item(name('two'))).matches).toHaveLength(2);

    const done = await everybody();
    expect(done.progress.run).toMatchObject({ created: 0, linked: 1, refused: 2 });
    expect(await item(name('SURE'))).toMatchObject({ status: 'imported', userId: sure.id });
    expect(await item(name('half'))).toMatchObject({
      status: 'new',
      sentence: expect.stringMatching(/Choose whose/) as unknown,
    });
    const [first, second] = [(await item(name('half'))).place, (await item(name('two'))).place];
    await bring({ shown: [first, second], ticked: [first, second], links: { [first]: half.id, [second]: one.id } });
    expect(await item(name('half'))).toMatchObject({ status: 'imported', userId: half.id });
    expect(await item(name('two'))).toMatchObject({ status: 'imported', userId: one.id });
    expect(await people()).toBe(before);

    // Somebody who was not among the matches can't be chosen by a made-up form.
    await put(name('late'));
    await readList();
    const { place } = await item(name('late'));
    await bring({ shown: [place], ticked: [place], links: { [place]: sure.id } });
    expect(await item(name('late'))).toMatchObject({
      status: 'new',
      sentence: expect.stringMatching(/Choose again/) as unknown,
    });
  });

  test('somebody who has access already is compared at once and sent what differs', async () => {
    const { user } = await createUser(context, actor, profileOf(name('dele'), { jobTitle: 'Head' }), 'link');
    await put(name('dele'), { title: 'Lead' });
    const before = writes(sp).length;
    // Paused: nothing of it may reach the application before the import does.
    await pauseProvisioning(context, actor, at.application.id);
    await changeMembers(context, actor, at.group.id, { add: [user.id], remove: [] });
    await readList();
    await everybody();
    await resumeProvisioning(context, actor, at.application.id);
    await context.worker.idle();
    expect(sp.accounts()).toHaveLength(1);
    expect(
      writes(sp)
        .slice(before)
        .map(({ method }) => method),
    ).toEqual(['PATCH']);
    expect(sp.account(name('dele'))?.attributes).toMatchObject({ title: 'Head' });
  });

  test('a person who has another account there keeps it', async () => {
    const noor = await addMember(context, actor, at.group, name('noor'));
    await context.worker.idle();
    await updateUser(context, actor, noor.id, { ...profileOf(name('noor')), email: `new${round}@fernhill.example` });
    await context.worker.idle();
    await put(name('twin'), { emails: [{ value: `new${round}@fernhill.example` }] });
    await readList();
    const twin = await item(name('twin'));
    expect(twin).toMatchObject({ matches: [{ userId: noor.id, by: 'email' }] });
    await bring({ shown: [twin.place], ticked: [twin.place], links: { [twin.place]: noor.id } });
    expect(await item(name('twin'))).toMatchObject({
      status: 'new',
      sentence: expect.stringMatching(/another account/) as unknown,
    });
  });

  test('a user who breaks the rules is refused with a sentence, and the others go on', async () => {
    await put(name('good'));
    await put(`has blank${round}`);
    await put(name('nomail'), { emails: [] });
    await put(name('badmail'), { emails: [{ value: 'no address' }] });
    await put(name('phone'), { phoneNumbers: [{ value: 'call <me>', type: 'work' }] });
    await readList();
    const done = await everybody();
    expect(done.progress.run).toMatchObject({ total: 5, created: 2, refused: 3 });
    expect(await item(`has blank${round}`)).toMatchObject({
      status: 'new',
      sentence: expect.stringMatching(/spaces/) as unknown,
    });
    expect(await item(name('nomail'))).toMatchObject({
      status: 'new',
      sentence: expect.stringMatching(/no email/) as unknown,
    });
    expect(await item(name('badmail'))).toMatchObject({
      status: 'new',
      sentence: expect.stringMatching(/email address/) as unknown,
    });
    expect(await item(name('phone'))).toMatchObject({
      status: 'imported',
      sentence: expect.stringMatching(/Left out/) as unknown,
    });
  });

  test('A-05, M-184: all New are chosen and no Imported; New first; a second run is a no-op', async () => {
    for (const text of ['a', 'b', 'c']) await put(name(text));
    await readList();
    const b = await item(name('b'));
    await bring({ shown: [b.place], ticked: [b.place], links: {} });
    expect((await items(true)).map(({ status }) => status)).toEqual(['new', 'new', 'imported']);
    expect(await chooseAll(context, at.application.id, true, '')).toBe(2);
    await bring();
    await readList();
    expect((await items()).map(({ status }) => status)).toEqual(['imported', 'imported', 'imported']);
    expect(await chooseAll(context, at.application.id, true, '')).toBe(0);
    await expect(importUsers(context, actor, at.application.id, NOTHING)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a list that can’t be read to its end is not shown', async () => {
    for (const text of ['a', 'b']) await put(name(text));
    sp.setDefects({ answerHtml: true });
    const one = await readList();
    expect(one).toMatchObject({ state: 'failed', sentence: expect.any(String) as unknown });
    expect((await countItems(context.db, one.id)).fresh).toBe(0);
    sp.setDefects({});
    expect(await readList()).toMatchObject({ state: 'ready', progress: { read: 2 } });
  });

  test('the account of somebody who was deleted goes to who is imported', async () => {
    const noor = await addMember(context, actor, at.group, name('noor'));
    await context.worker.idle();
    await pauseProvisioning(context, actor, at.application.id);
    await deleteLeaver(context, actor, noor.id, noor.username);
    await readList();
    expect(await item(name('noor'))).toMatchObject({ status: 'new' });
    await everybody();
    expect(await item(name('noor'))).toMatchObject({ sentence: expect.stringMatching(/being deactivated/) as unknown });
    await resumeProvisioning(context, actor, at.application.id);
    await context.worker.idle();
    await everybody();
    const again = await person(name('noor'));
    expect(again?.id).not.toBe(noor.id);
    expect(await findLink(context.db, at.application.id, again!.id)).toMatchObject({ managed: false });
    expect(await findLink(context.db, at.application.id, noor.id)).toBeUndefined();
  });

  test('an application that asks for patience is read in the end; a deactivation ends an import', async () => {
    for (const text of ['a', 'b']) await put(name(text));
    sp.setDefects({ failEvery: 2 });
    expect(await readList()).toMatchObject({ state: 'ready', progress: { read: 2 } });
    sp.setDefects({});
    await startImport(context, actor, at.application.id);
    await deactivateIntegration(context, actor, at.application.id);
    expect(await findImport(context.db, at.application.id)).toBeUndefined();
  });

  /** Imports by an API key: it goes on when the key runs out, and stops when the key is revoked. */
  const byKeys = async (): Promise<void> => {
    const expiresAt = context.clock() + 86_400_000;
    const { key } = await createApiKey(context, actor, { name: `key ${round}`, scopes: ['users:write'], expiresAt });
    const byKey: Actor = { kind: 'admin', name: `API key ${key.name}`, keyId: key.id, role: 'admin' };
    await importUsers(context, byKey, at.application.id, NOTHING);
    const late: Deps = { ...context, clock: () => expiresAt + 1 };
    let asked = 0;
    let revoked: Promise<unknown> = Promise.resolve();
    // Between two batches the key, which ran out long ago, is revoked.
    await workOnImport(late, `revoked ${round}`, () => {
      asked += 1;
      if (asked === 2) revoked = revokeApiKey(context, { kind: 'admin', name: 'Ruth Adeyemi', role: 'owner' }, key.id);
      return false;
    });
    await revoked;
    const one = await stored();
    const { created = 0, total = 0 } = one.progress.run ?? {};
    expect([created > 0, created < total]).toEqual([true, true]);
    const sentence = `Ruth Adeyemi stopped the import by revoking the API key ${key.name}, which began it.`;
    expect(one).toMatchObject({ state: 'ready', sentence });
    const [told] = await listEvents(context.db, { name: 'user_import', applicationId: at.application.id, take: 1 });
    expect(told?.actor.name).toBe(byKey.name);
    const why = { stoppedBy: 'Ruth Adeyemi', revokedKey: key.name };
    expect(told?.payload).toMatchObject({ created, left: total - created, ...why });
    expect((await countItems(context.db, (await stored()).id)).chosen).toBe(total - created);
  };

  test('A-04: a hundred go on in the background; killed again and again, each is created once', async () => {
    const count = 120;
    for (let place = 0; place < count; place += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, more) => put(name(`m${place + more}-`))));
    }
    await readList();
    await chooseAll(context, at.application.id, true, '');
    const begun = await importUsers(context, actor, at.application.id, NOTHING);
    expect(begun).toEqual({ background: true, total: count });
    // Stopped by an admin while a worker is at it: it ends after the users under way, and goes on with who is left.
    const stopper: Actor = { kind: 'admin', name: 'Ruth Adeyemi', role: 'owner' };
    await Promise.all([workOnImport(context, 'stopped', () => false), stopImport(context, stopper, at.application.id)]);
    const stopped = await stored();
    const { created = 0 } = stopped.progress.run ?? {};
    expect(stopped).toMatchObject({ state: 'ready', sentence: 'Ruth Adeyemi stopped the import.' });
    expect([created < count, stopped.mailTo]).toEqual([true, undefined]);
    expect(await countItems(context.db, stopped.id)).toMatchObject({ imported: created, chosen: count - created });
    const [told] = await listEvents(context.db, { name: 'user_import', applicationId: at.application.id, take: 1 });
    expect(told?.payload).toMatchObject({ created, left: count - created, stoppedBy: 'Ruth Adeyemi' });
    await expect(stopImport(context, stopper, at.application.id)).rejects.toMatchObject({ code: 'conflict' });
    await byKeys();
    const before = (await countItems(context.db, stopped.id)).imported;
    const left = await importUsers(context, actor, at.application.id, NOTHING);
    expect(left.total).toBe(count - before);
    expect((await stored()).sentence).toBeUndefined();
    let asked = 0;
    // Each worker is stopped after one batch; the last one ends the import.
    for (let turn = 0; turn < 10 && (await stored()).state === 'importing'; turn += 1) {
      asked = 0;
      await workOnImport(context, `turn-${turn}`, () => (asked += 1) > 1);
    }
    const done = await settled();
    expect(done.progress.run).toMatchObject({ created: left.total, linked: 0, refused: 0 });
    const { total } = await listUsers(context.db, { search: `m`, skip: 0, take: 1 });
    expect(total).toBeGreaterThanOrEqual(count);
    const fresh = await listUsers(context.db, { search: `-${round}@`, skip: 0, take: 1 });
    expect(fresh.total).toBe(count);
    expect(
      await listEvents(context.db, { name: 'user_import', applicationId: at.application.id, take: 9 }),
    ).toHaveLength(3);
  });

  test('two workers at once import each user once', async () => {
    for (let place = 0; place < 40; place += 1) await put(name(`w${place}-`));
    await readList();
    await chooseAll(context, at.application.id, true, '');
    await Promise.all(
      [1, 2, 3].map(() => importUsers(context, actor, at.application.id, NOTHING).catch(() => undefined)),
    );
    const done = await settled();
    expect(done.progress.run).toMatchObject({ created: 40, refused: 0 });
  });
}
