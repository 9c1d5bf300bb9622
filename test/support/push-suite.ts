import { setApplicationsOfUser, setGroupsOfApplication } from '../../src/actions/applications/access';
import { createGroup } from '../../src/actions/groups/save';
import { changeMembers } from '../../src/actions/groups/members';
import { deleteGroup } from '../../src/actions/groups/delete';
import { deactivateIntegration } from '../../src/actions/provisioning/deactivate';
import { activateIntegration } from '../../src/actions/provisioning/activate';
import { retry, syncAll } from '../../src/actions/provisioning/retry';
import { suspendUser, unsuspendUser } from '../../src/actions/users/suspend';
import { updateUser } from '../../src/actions/users/update';
import type { Actor } from '../../src/actions/deps';
import { SecretText } from '../../src/core/secret-text';
import type { Context } from '../../src/context';
import type { Simulator } from '../../src/dev/simulator/types';
import { findLane } from '../../src/store/provisioning/lanes';
import { countLinks, findLink } from '../../src/store/provisioning/links';
import { listEvents } from '../../src/store/events';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from './passo';
import { addMember, integrate, startSp, writes, type Integrated } from './integration';

/** How changes reach an SP: the same list on every database. Every scenario ends with a run that sends nothing. */
export function describePushes(database: () => Promise<string | undefined>): void {
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
    forget();
  });
  afterEach(async () => {
    await settleDown();
    await syncAll(context, actor, at.application.id).catch(() => undefined);
    const before = writes(sp).length;
    await context.worker.idle();
    const extra = writes(sp).slice(before);
    await deactivateIntegration(context, actor, at.application.id).catch(() => undefined);
    await sp.stop();
    expect(extra).toEqual([]);
  });

  let seen = 0;
  const forget = (): void => void (seen = sp.requests.length);
  const sent = (): ReturnType<typeof writes> => writes({ ...sp, requests: sp.requests.slice(seen) });
  const settleDown = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn += 1) {
      await context.worker.idle();
      const lane = await findLane(context.db, at.application.id);
      const counts = await countLinks(context.db, at.application.id);
      if ((lane?.failures ?? 0) === 0 && counts.waiting === 0) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error('The worker did not settle.');
  };
  const add = (name: string, more = {}): ReturnType<typeof addMember> =>
    addMember(context, actor, at.group, `${name}${round}`, more);
  const linkOf = (id: Parameters<typeof findLink>[2]): ReturnType<typeof findLink> =>
    findLink(context.db, at.application.id, id);

  test('M-002, M-068, M-090, A-21: a new person in a bound group gets an account with the mapped attributes', async () => {
    const noor = await add('noor', {
      firstname: 'Noor',
      lastname: 'Abadi',
      department: 'Product',
      jobTitle: 'Designer',
    });
    await context.worker.idle();
    expect(sent().map((request) => request.method)).toEqual(['POST']);
    const [account] = sp.accounts();
    expect(account).toMatchObject({ userName: noor.username, active: true, externalId: noor.id });
    expect(account?.attributes).toMatchObject({ title: 'Designer', name: { givenName: 'Noor', familyName: 'Abadi' } });
    const lookups = { name: 'user_lookup_provision' as const, applicationId: at.application.id, take: 5 };
    expect(await listEvents(context.db, lookups)).toEqual([]);
  });

  test('M-092: a title change makes exactly one PATCH with one operation', async () => {
    const noor = await add('noor', { jobTitle: 'Designer' });
    await context.worker.idle();
    forget();
    await updateUser(context, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Lead' });
    await context.worker.idle();
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.body).toMatchObject({ Operations: [{ op: 'replace', path: 'title', value: 'Lead' }] });
    expect((sent()[0]?.body as { Operations: unknown[] }).Operations).toHaveLength(1);
  });

  test('three edits before the worker looks make one request; a change and its undo make none', async () => {
    const noor = await add('noor', { jobTitle: 'A', lastname: 'One' });
    await context.worker.idle();
    forget();
    const edit = (jobTitle: string, lastname: string): Promise<unknown> =>
      updateUser(context, actor, noor.id, { ...profileOf(noor.username), jobTitle, lastname });
    await asleep(async () => {
      await edit('B', 'One');
      await edit('C', 'One');
      await edit('C', 'Two');
    });
    await context.worker.idle();
    expect(sent()).toHaveLength(1);
    expect((sent()[0]?.body as { Operations: unknown[] }).Operations).toHaveLength(2);
    forget();
    await asleep(async () => {
      await edit('D', 'Two');
      await edit('C', 'Two');
    });
    await context.worker.idle();
    expect(sent()).toEqual([]);
  });

  /** Changes without a wake-up: by itself the worker looks once a minute here. */
  const asleep = async (change: () => Promise<void>): Promise<void> => {
    const { worker } = context;
    const wake = (): void => worker.start();
    worker.wake = () => undefined;
    await change().finally(() => (worker.wake = wake));
  };

  test('M-091: an account with the same username and email is taken over, without a second one', async () => {
    const body = {
      userName: `priya${round}`,
      emails: [{ value: `priya${round}@fernhill.example`, primary: true, type: 'work' }],
      active: true,
    };
    await scim(sp, 'POST', '/Users', body);
    const priya = await add('priya', { jobTitle: 'Lead' });
    await context.worker.idle();
    expect(sp.accounts()).toHaveLength(1);
    expect(sent().map((request) => request.method)).toEqual(['POST', 'PATCH']);
    expect(sp.accounts()[0]?.attributes).toMatchObject({ title: 'Lead' });
    expect(await linkOf(priya.id)).toMatchObject({ status: 'in-sync' });
  });

  test('A-07: a half match is left to an admin, and nothing is written', async () => {
    await scim(sp, 'POST', '/Users', {
      userName: `priya${round}`,
      emails: [{ value: 'other@fernhill.example' }],
      active: true,
    });
    forget();
    const priya = await add('priya');
    await context.worker.idle();
    expect(sent()).toEqual([]);
    expect(await linkOf(priya.id)).toMatchObject({ status: 'attention' });
    const [event] = await listEvents(context.db, { name: 'user_lookup_provision', userId: priya.id, take: 5 });
    expect(event).toMatchObject({ result: 'failure' });
  });

  test('M-093: leaving the group deactivates the account and does not delete it; coming back reactivates it', async () => {
    const dele = await add('dele');
    await context.worker.idle();
    forget();
    await changeMembers(context, actor, at.group.id, { add: [], remove: [dele.id] });
    await context.worker.idle();
    expect(sent().map((request) => request.method)).toEqual(['PATCH']);
    expect(sp.accounts()).toMatchObject([{ userName: dele.username, active: false }]);
    await changeMembers(context, actor, at.group.id, { add: [dele.id], remove: [] });
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ userName: dele.username, active: true }]);
  });

  test('M-095: suspending makes the account inactive, unsuspending active (A-39)', async () => {
    const dele = await add('dele');
    await context.worker.idle();
    await suspendUser(context, actor, dele.id);
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ active: false }]);
    await unsuspendUser(context, actor, dele.id);
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ active: true }]);
  });

  test('A-20: deleting a person, and deleting the group, deactivate and never delete', async () => {
    const dele = await add('dele');
    const lucia = await add('lucia');
    await context.worker.idle();
    await deleteLeaver(context, actor, dele.id, dele.username);
    await deleteGroup(context, actor, at.group.id);
    await context.worker.idle();
    expect(sp.accounts().map((account) => [account.userName, account.active])).toEqual([
      [dele.username, false],
      [lucia.username, false],
    ]);
    expect(sent().some((request) => request.method === 'DELETE')).toBe(false);
  });

  test('M-113: unbinding the group deactivates its members', async () => {
    await add('dele');
    await context.worker.idle();
    await setGroupsOfApplication(context, actor, at.application.id, []);
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ active: false }]);
  });

  test('A-08: a person stays active while any grant remains, by another group or directly', async () => {
    const noor = await add('noor');
    const other = await createGroup(context, actor, { name: `Second ${round}` });
    await changeMembers(context, actor, other.id, { add: [noor.id], remove: [] });
    await setGroupsOfApplication(context, actor, at.application.id, [at.group.id, other.id]);
    await context.worker.idle();
    forget();
    await setGroupsOfApplication(context, actor, at.application.id, [other.id]);
    await setApplicationsOfUser(context, actor, noor.id, [at.application.id]);
    await deleteGroup(context, actor, other.id);
    await context.worker.idle();
    expect(sent()).toEqual([]);
    await setApplicationsOfUser(context, actor, noor.id, []);
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ active: false }]);
  });

  test('A-38: people who had access before the activation are sent with it', async () => {
    await deactivateIntegration(context, actor, at.application.id);
    await add('early');
    await context.worker.idle();
    expect(sent()).toEqual([]);
    const token = new SecretText(sp.token);
    await activateIntegration(context, actor, at.application.id, { baseUrl: sp.scimBaseUrl, token });
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ userName: `early${round}`, active: true }]);
  });

  test('M-087: deactivate, new token, activate again: the links survive and nothing is sent twice', async () => {
    await add('noor');
    await context.worker.idle();
    forget();
    expect(await deactivateIntegration(context, actor, at.application.id)).toBe(1);
    await activateIntegration(context, actor, at.application.id, {
      baseUrl: sp.scimBaseUrl,
      token: new SecretText(sp.token),
    });
    await context.worker.idle();
    expect(sent()).toEqual([]);
  });

  test('M-085: a wrong token does not activate, says why, and is an event', async () => {
    await deactivateIntegration(context, actor, at.application.id);
    const test = await activateIntegration(context, actor, at.application.id, {
      baseUrl: sp.scimBaseUrl,
      token: new SecretText('wrong-token'),
    });
    expect(test).toMatchObject({ ok: false });
    expect(test.sentence).toMatch(/refused the Token Key/);
    const [event] = await listEvents(context.db, {
      name: 'idm_integration_activate',
      applicationId: at.application.id,
      take: 1,
    });
    expect(event).toMatchObject({ result: 'failure' });
    expect(JSON.stringify(event)).not.toContain('wrong-token');
  });

  test('a token refused later holds the application with one event, and retrying goes on where it stopped', async () => {
    sp.setDefects({ rejectToken: true });
    await add('a');
    await add('b');
    await context.worker.idle();
    const lane = await findLane(context.db, at.application.id);
    expect(lane?.hold).toMatchObject({ reason: 'unauthorized' });
    expect(
      await listEvents(context.db, { name: 'provisioning_hold', applicationId: at.application.id, take: 9 }),
    ).toHaveLength(1);
    sp.setDefects({});
    await retry(context, actor, at.application.id);
    await context.worker.idle();
    expect(sp.accounts()).toHaveLength(2);
    expect((await findLane(context.db, at.application.id))?.hold).toBeUndefined();
  });

  test('an SP that answers with a web page is named in words, and nothing is lost', async () => {
    sp.setDefects({ answerHtml: true });
    const noor = await add('noor');
    await context.worker.idle();
    expect((await linkOf(noor.id))?.sentence).toMatch(/web page instead of data/);
    sp.setDefects({});
    await settleDown();
    expect(sp.accounts()).toHaveLength(1);
  });

  test('R2: answers that are lost after the SP acted make no duplicate', async () => {
    sp.setDefects({ dropAnswer: 2 });
    for (let index = 0; index < 8; index += 1) await add(`p${index}x`);
    await new Promise((done) => setTimeout(done, 300));
    sp.setDefects({});
    await settleDown();
    const names = sp.accounts().map((account) => account.userName);
    expect(names).toHaveLength(8);
    expect(new Set(names).size).toBe(8);
  });

  test('a person who leaves while the answer to the create was lost ends inactive, not orphaned', async () => {
    sp.setDefects({ dropAnswer: 1 });
    const dele = await add('dele');
    await new Promise((done) => setTimeout(done, 150));
    await changeMembers(context, actor, at.group.id, { add: [], remove: [dele.id] });
    sp.setDefects({});
    await settleDown();
    expect(sp.accounts().filter((account) => account.active)).toEqual([]);
  });

  test('R9: Retry-After is obeyed', async () => {
    sp.setDefects({ rateLimit: 1 });
    await add('a');
    await add('b');
    await add('c');
    await new Promise((done) => setTimeout(done, 300));
    sp.setDefects({});
    await settleDown();
    expect(sp.accounts()).toHaveLength(3);
  });

  test('an account that was removed at the SP is told, and retrying makes it anew', async () => {
    const noor = await add('noor');
    await context.worker.idle();
    await scim(sp, 'DELETE', `/Users/${sp.accounts()[0]?.id ?? ''}`);
    await updateUser(context, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Lead' });
    await context.worker.idle();
    expect(await linkOf(noor.id)).toMatchObject({ status: 'attention', removed: true });
    await retry(context, actor, at.application.id, noor.id);
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ userName: noor.username, active: true }]);
  });

  async function scim(target: Simulator, method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(target.scimBaseUrl + path, {
      method,
      headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined
        ? {}
        : { body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...body }) }),
    });
    return response.status === 204 ? undefined : response.json();
  }
}
