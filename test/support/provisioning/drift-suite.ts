import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { changeMembers } from '../../../src/actions/groups/members';
import { decideDrift } from '../../../src/actions/provisioning/drift/decide';
import { linkAccount } from '../../../src/actions/provisioning/drift/account';
import { setDriftHours, startDriftCheck } from '../../../src/actions/provisioning/drift/plan';
import { runDueDrift } from '../../../src/actions/provisioning/drift/run';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listEvents } from '../../../src/store/events';
import { listItems, type DriftItem, type DriftState } from '../../../src/store/provisioning/drift/items';
import { findDriftRun } from '../../../src/store/provisioning/drift/runs';
import { findLink, saveLink } from '../../../src/store/provisioning/links';
import { transact } from '../../../src/store/tx';
import { addMember, integrate, startSp, writes, type Integrated } from '../integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../passo';

/** What a comparison finds at a tampered SP, and what becomes of it: the same list on every database. */
export function describeDrift(database: () => Promise<string | undefined>): void {
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
    await setDriftHours(context, actor, at.application.id, 0);
    await sp.stop();
  });

  const add = (name: string, more = {}): Promise<User> => addMember(context, actor, at.group, `${name}${round}`, more);
  const idAt = (userName: string): string => sp.accounts().find((one) => one.userName === userName)?.id ?? '';
  const items = (states: DriftState[] = ['open']): Promise<DriftItem[]> =>
    listItems(context.db, at.application.id, { states, take: 100 });
  const kinds = async (states?: DriftState[]): Promise<string[]> =>
    (await items(states)).map((item) => item.kind).sort();
  const check = async (): Promise<void> => {
    await startDriftCheck(context, actor, at.application.id);
    await runDueDrift(context);
  };
  const decide = async (
    decision: 'push' | 'accept' | 'ignore' | 'create' | 'stop',
    kind: string,
    note?: string,
  ): ReturnType<typeof decideDrift> => {
    const answer = { decision, ...(note === undefined ? {} : { note }) };
    const result = await decideDrift(context, actor, at.application.id, { kind }, answer);
    await context.worker.idle();
    return result;
  };
  const tamper = async (method: string, path: string, body?: object): Promise<{ id: string }> => {
    const isGroup = path.startsWith('/Groups');
    const schema = method === 'PATCH' ? 'urn:ietf:params:scim:api:messages:2.0:PatchOp' : coreOf(isGroup);
    const response = await fetch(sp.scimBaseUrl + path, {
      method,
      headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify({ schemas: [schema], ...body }) }),
    });
    if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? { id: '' } : await response.json()) as { id: string };
  };
  const set = (userName: string, path: string, value: unknown): Promise<unknown> =>
    tamper('PATCH', `/Users/${idAt(userName)}`, { Operations: [{ op: 'replace', path, value }] });
  const userBody = (userName: string, email: string): object => ({
    userName,
    emails: [{ value: email, type: 'work', primary: true }],
    active: true,
  });

  test('an SP that nobody touched has no drift, and comparing sends nothing', async () => {
    await add('noor', { jobTitle: 'Lead', department: 'Product', firstname: 'Noor', lastname: 'Abadi' });
    await add('priya');
    await context.worker.idle();
    const before = writes(sp).length;
    await check();
    expect(await items()).toEqual([]);
    expect(writes(sp)).toHaveLength(before);
    expect(await findDriftRun(context.db, at.application.id)).toMatchObject({ state: 'done', accounts: 2 });
    const [event] = await listEvents(context.db, { name: 'drift_check', applicationId: at.application.id, take: 1 });
    expect(event).toMatchObject({ result: 'success', payload: { accounts: 2, found: {}, fresh: 0 } });
  });

  test('every kind of tampering with accounts is told apart, repaired, and gone in the next run', async () => {
    for (const name of ['changed', 'off', 'left', 'gone', 'double']) await add(name, { jobTitle: 'Lead' });
    await context.worker.idle();
    const left = await linkedTo(`left${round}`);
    await suspendUser(context, actor, left);
    await context.worker.idle();

    await set(`changed${round}`, 'title', 'Chief');
    await set(`off${round}`, 'active', false);
    await set(`left${round}`, 'active', true);
    await tamper('DELETE', `/Users/${idAt(`gone${round}`)}`);
    await tamper('POST', '/Users', userBody(`stranger${round}`, `stranger${round}@elsewhere.example`));
    await tamper('POST', '/Users', userBody(`other${round}`, `double${round}@fernhill.example`));
    await check();
    expect(await kinds()).toEqual(['changed', 'deactivated', 'duplicate', 'missing', 'orphan', 're-enabled']);
    const [changed] = (await items()).filter((item) => item.kind === 'changed');
    expect(changed?.detail.changes).toEqual([{ path: 'title', ours: 'Lead', there: 'Chief' }]);
    const found = await items();
    await check();
    expect((await items()).map((item) => [item.id, item.foundAt])).toEqual(
      found.map((item) => [item.id, item.foundAt]),
    );

    for (const kind of ['changed', 'deactivated', 're-enabled']) {
      expect(await decide('push', kind)).toEqual({ decided: 1, skipped: 0 });
    }
    expect(await decide('create', 'missing')).toEqual({ decided: 1, skipped: 0 });
    expect(await decide('ignore', 'orphan', 'A service account')).toEqual({ decided: 1, skipped: 0 });
    expect(await decide('ignore', 'duplicate', 'Being merged')).toEqual({ decided: 1, skipped: 0 });
    const accounts = new Map(sp.accounts().map((one) => [one.userName, one]));
    expect(accounts.get(`changed${round}`)?.attributes).toMatchObject({ title: 'Lead' });
    expect(accounts.get(`off${round}`)?.active).toBe(true);
    expect(accounts.get(`left${round}`)?.active).toBe(false);
    expect(accounts.get(`gone${round}`)?.active).toBe(true);
    expect(accounts.get(`stranger${round}`)?.active).toBe(true);
    await check();
    expect(await kinds(['open', 'asked'])).toEqual([]);
    expect(await kinds(['ignored'])).toEqual(['duplicate', 'orphan']);
    const [event] = await listEvents(context.db, { name: 'drift_check', applicationId: at.application.id, take: 1 });
    expect(event?.payload).toMatchObject({ found: {}, fresh: 0 });
  });

  const linkedTo = async (username: string): Promise<User['id']> => {
    const [event] = await listEvents(context.db, { name: 'user_create', search: username, take: 1 });
    const id = event?.userId;
    if (id === undefined) throw new Error(`nobody is called ${username}`);
    return id;
  };

  test('what is accepted sends nothing until the value changes here, and stays decided while it is unchanged', async () => {
    const noor = await add('noor', { jobTitle: 'Lead' });
    await context.worker.idle();
    await set(noor.username, 'title', 'Chief');
    await check();
    const before = writes(sp).length;
    await decide('accept', 'changed');
    await check();
    expect(await kinds(['accepted'])).toEqual(['changed']);
    expect(await kinds()).toEqual([]);
    expect(writes(sp)).toHaveLength(before);
    await set(noor.username, 'title', 'Boss');
    await check();
    expect(await kinds()).toEqual(['changed']);
    await updateUser(context, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Director' });
    await context.worker.idle();
    await check();
    expect(await kinds(['open', 'accepted', 'asked'])).toEqual([]);
    expect(sp.accounts()[0]?.attributes).toMatchObject({ title: 'Director' });
  });

  test('an ignored account is told again once it is another', async () => {
    const { id } = await tamper('POST', '/Users', userBody(`robot${round}`, `robot${round}@elsewhere.example`));
    await check();
    await expect(
      decideDrift(context, actor, at.application.id, { kind: 'orphan' }, { decision: 'ignore' }),
    ).rejects.toThrow('Write a note');
    await decide('ignore', 'orphan', 'Runs the reports');
    await check();
    expect(await items()).toEqual([]);
    expect(await items(['ignored'])).toMatchObject([{ note: 'Runs the reports', decidedBy: actor.name }]);
    await tamper('PATCH', `/Users/${id}`, {
      Operations: [{ op: 'replace', path: 'userName', value: `person${round}` }],
    });
    await check();
    expect(await kinds()).toEqual(['orphan']);
  });

  test('an orphan is linked to its person, who had no account; nobody takes another’s', async () => {
    const body = { ...userBody(`mina${round}`, `m.old${round}@elsewhere.example`), title: 'Clerk' };
    const { id } = await tamper('POST', '/Users', body);
    const { user: mina } = await createUser(context, actor, profileOf(`mina${round}`, { jobTitle: 'Lead' }), 'link');
    const noor = await add('noor');
    await context.worker.idle();
    await check();
    expect(await items()).toMatchObject([{ kind: 'orphan', userId: mina.id, remoteId: id }]);
    await expect(linkAccount(context, actor, at.application.id, noor.id, id)).rejects.toThrow('has an account');
    await linkAccount(context, actor, at.application.id, mina.id, id);
    await context.worker.idle();
    expect(await findLink(context.db, at.application.id, mina.id)).toMatchObject({ remoteId: id, managed: false });
    expect(sp.accounts().find((one) => one.id === id)?.attributes).toMatchObject({ title: 'Clerk' });
    await check();
    expect(await items()).toEqual([]);
    await changeMembers(context, actor, at.group.id, { add: [mina.id], remove: [] });
    await context.worker.idle();
    expect(sp.accounts().find((one) => one.id === id)?.attributes).toMatchObject({ title: 'Lead' });
    expect(sp.accounts()).toHaveLength(2);
    await expect(linkAccount(context, actor, at.application.id, noor.id, id)).rejects.toThrow();
  });

  test('a removed account that is not managed any more is neither made again nor told again', async () => {
    const noor = await add('noor');
    await context.worker.idle();
    await tamper('DELETE', `/Users/${idAt(noor.username)}`);
    await check();
    await decide('stop', 'missing');
    await updateUser(context, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Lead' });
    await context.worker.idle();
    await check();
    expect(await kinds(['open', 'asked'])).toEqual([]);
    expect(sp.accounts()).toEqual([]);
    expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({ decision: 'leave', removed: true });
  });

  test('imported accounts that nobody manages are left out, whatever becomes of them', async () => {
    const { user } = await createUser(context, actor, profileOf(`iris${round}`), 'link');
    const { id } = await tamper('POST', '/Users', userBody(`iris${round}`, `iris${round}@fernhill.example`));
    await transact(context.db, (tx) =>
      saveLink(tx, {
        applicationId: at.application.id,
        userId: user.id,
        remoteId: id,
        accepted: { userName: `iris${round}`, title: 'Was', active: true },
        creating: false,
        removed: false,
        managed: false,
        status: 'in-sync',
        updatedAt: 1,
      }),
    );
    await check();
    expect(await items()).toEqual([]);
    await tamper('DELETE', `/Users/${id}`);
    await check();
    expect(await items()).toEqual([]);
  });

  test('half a list decides nothing: the run fails with a sentence and what was found stays', async () => {
    const noor = await add('noor', { jobTitle: 'Lead' });
    await context.worker.idle();
    await set(noor.username, 'title', 'Chief');
    await check();
    const before = await items();
    sp.setDefects({ failEvery: 1 });
    await check();
    sp.setDefects({});
    const run = await findDriftRun(context.db, at.application.id);
    expect(run).toMatchObject({ state: 'failed' });
    expect(run?.sentence).toContain(`Atlas ${round}`);
    expect(await items()).toEqual(before);
    await check();
    expect(await findDriftRun(context.db, at.application.id)).toMatchObject({ state: 'done' });
  });

  test('of several instances one alone compares', async () => {
    await add('noor');
    await context.worker.idle();
    await startDriftCheck(context, actor, at.application.id);
    const lists = (): number => sp.requests.filter((one) => one.path.startsWith('/Users?')).length;
    const before = lists();
    const ran = await Promise.all([runDueDrift(context), runDueDrift(context), runDueDrift(context)]);
    expect(ran.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(lists() - before).toBe(1);
  });

  test('somebody for whom a change is in line is not compared, and a run that was cut short begins anew', async () => {
    const noor = await add('noor', { jobTitle: 'Lead' });
    await context.worker.idle();
    await set(noor.username, 'title', 'Chief');
    sp.setDefects({ failEvery: 1 });
    await updateUser(context, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Director' });
    await context.worker.idle();
    sp.setDefects({});
    await startDriftCheck(context, actor, at.application.id);
    let asked = 0;
    await runDueDrift(context, () => (asked += 1) > 2);
    expect(await findDriftRun(context.db, at.application.id)).toMatchObject({ state: 'idle' });
    expect((await findDriftRun(context.db, at.application.id))?.nextAt).toBeLessThanOrEqual(Date.now());
    await runDueDrift(context);
    expect(await findDriftRun(context.db, at.application.id)).toMatchObject({ state: 'done' });
    expect(await kinds()).toEqual([]);
  });

  test('groups: gone, renamed, a member taken out and one put in are found and repaired', async () => {
    await setDriftHours(context, actor, at.application.id, 0);
    await sp.stop();
    sp = await startSp();
    at = await integrate(context, actor, sp, `Atlas groups ${round}`, { groups: true });
    const noor = await add('noor');
    const priya = await add('priya');
    const second = await createGroup(context, actor, { name: `Second ${round}` });
    await changeMembers(context, actor, second.id, { add: [noor.id], remove: [] });
    await setGroupsOfApplication(context, actor, at.application.id, [at.group.id, second.id]);
    const third = await createGroup(context, actor, { name: `Third ${round}` });
    await changeMembers(context, actor, third.id, { add: [noor.id], remove: [] });
    await setGroupsOfApplication(context, actor, at.application.id, [at.group.id, second.id, third.id]);
    await context.worker.idle();
    await check();
    expect(await items()).toEqual([]);
    const groups = sp.groups();
    const idOf = (name: string): string => groups.find((one) => one.displayName === name)?.id ?? '';
    await tamper('PATCH', `/Groups/${idOf(at.group.name)}`, {
      Operations: [{ op: 'remove', path: `members[value eq "${idAt(noor.username)}"]` }],
    });
    await tamper('PATCH', `/Groups/${idOf(second.name)}`, {
      Operations: [
        { op: 'replace', path: 'displayName', value: `Renamed ${round}` },
        { op: 'add', path: 'members', value: [{ value: idAt(priya.username) }] },
      ],
    });
    await tamper('DELETE', `/Groups/${idOf(third.name)}`);
    await check();
    expect(await kinds()).toEqual(['group-missing', 'group-renamed', 'member-extra', 'member-missing']);
    for (const kind of ['member-missing', 'member-extra', 'group-renamed']) await decide('push', kind);
    await decide('create', 'group-missing');
    await check();
    expect(await kinds(['open', 'asked'])).toEqual([]);
    const after = new Map(sp.groups().map((one) => [one.displayName, one.members.length]));
    expect([...after].sort()).toEqual(
      [
        [at.group.name, 2],
        [second.name, 1],
        [third.name, 1],
      ].sort(),
    );
  });
}

function coreOf(isGroup: boolean): string {
  return `urn:ietf:params:scim:schemas:core:2.0:${isGroup ? 'Group' : 'User'}`;
}
