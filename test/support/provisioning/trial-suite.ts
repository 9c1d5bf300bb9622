import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import type { Actor } from '../../../src/actions/deps';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { applyTrial } from '../../../src/actions/provisioning/trial/apply';
import type { TrialInput } from '../../../src/actions/provisioning/trial/make';
import { reportAppliedTrials, reportOf } from '../../../src/actions/provisioning/trial/report';
import { makeDueTrials, startTrial } from '../../../src/actions/provisioning/trial/start';
import { suspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import type { Application } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import { SecretText } from '../../../src/core/secret-text';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import {
  findTrial,
  listTrialPage,
  saveTrial,
  type Trial,
  type TrialItem,
} from '../../../src/store/provisioning/trials';
import { transact } from '../../../src/store/tx';
import { addMember, startSp, writes } from '../integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../passo';

/** Plans are made by reads only, and executed as they say: the same list on every database. */
export function describeTrials(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let sp: Simulator;
  let application: Application;
  let group: Group;
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
    application = await addApplication(context, actor, {
      connectorId: 'custom-scim',
      label: `Plan ${round}`,
      showInPortal: true,
      variables: {},
    });
    group = await createGroup(context, actor, { name: `Plan ${round} people` });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
  });
  afterEach(() => sp.stop());

  const add = (name: string, more = {}): Promise<User> => addMember(context, actor, group, `${name}${round}`, more);
  const sent = (): ReturnType<typeof writes> => writes({ ...sp, requests: sp.requests.slice(seen) });
  const activate = async (groups = false): Promise<void> => {
    const token = new SecretText(sp.token);
    const input = { baseUrl: sp.scimBaseUrl, token, groups, planFirst: true };
    const test = await activateIntegration(context, actor, application.id, input);
    expect(test.ok).toBe(true);
    await context.worker.idle();
    seen = sp.requests.length;
  };
  const atSp = async (userName: string, email: string): Promise<void> => {
    const answer = await fetch(`${sp.scimBaseUrl}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName,
        emails: [{ value: email, primary: true, type: 'work' }],
        active: true,
      }),
    });
    expect(answer.status).toBe(201);
  };
  const plan = async (kind: Trial['kind'] = 'now', input: TrialInput = {}): Promise<Trial> => {
    const id = await startTrial(context, actor, application.id, kind, input);
    const trial = await findTrial(context.db, id);
    if (trial === undefined) throw new Error('There is no plan.');
    return trial;
  };
  const itemsOf = async (id: string, kind?: string): Promise<TrialItem[]> => {
    const filter = { skip: 0, take: 1_000, ...(kind === undefined ? {} : { kind }) };
    return (await listTrialPage(context.db, id, filter)).items;
  };
  const deviationsOf = async (id: string): Promise<unknown> => {
    await context.worker.idle();
    const trial = await findTrial(context.db, id);
    if (trial === undefined) throw new Error('There is no plan.');
    return reportOf(context, trial);
  };

  test('the plan of an activation sends nothing, and its execution differs by 0 operations on a quiet SP', async () => {
    await add('mila', { firstname: 'Mila', jobTitle: 'Lead' });
    await add('noor');
    const priya = await add('priya', { jobTitle: 'Designer' });
    await add('dele');
    await suspendUser(context, actor, (await add('gone')).id);
    await atSp(`priya${round}`, priya.email);
    await atSp(`dele${round}`, 'somebody.else@fernhill.example');
    await activate(true);
    const trial = await plan('activation');
    expect(trial).toMatchObject({ state: 'ready' });
    expect(trial.counts).toEqual({ create: 2, 'take-over': 1, conflict: 1, 'not-sent': 1, group: 1, members: 1 });
    expect(sp.requests.slice(seen).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(sp.requests.length).toBeGreaterThan(seen);
    const [taken] = await itemsOf(trial.id, 'take-over');
    expect(JSON.stringify(taken?.detail)).toContain('"after":"Designer"');
    await context.worker.idle();
    expect(sent()).toEqual([]);

    expect(await applyTrial(context, actor, trial.id)).toEqual({ kind: 'applied' });
    expect(await deviationsOf(trial.id)).toEqual({ waiting: 0, deviations: [] });
    expect(sent().filter(({ method, path }) => method === 'POST' && path.includes('Users'))).toHaveLength(2);
    expect(await reportAppliedTrials(context)).toBe(1);
    expect(await findTrial(context.db, trial.id)).toMatchObject({ deviations: [] });
    await expect(applyTrial(context, actor, trial.id)).rejects.toMatchObject({ code: 'conflict' });
    const again = await plan();
    expect(again.counts).toEqual({ conflict: 1, 'not-sent': 1 });
  }, 60_000);

  test('a change in between is detected and planned again before anything is sent', async () => {
    const mila = await add('mila', { jobTitle: 'Lead' });
    const noor = await add('noor');
    await add('omar');
    await activate();
    const trial = await plan('activation');
    expect(trial.counts).toEqual({ create: 3 });
    await updateUser(context, actor, mila.id, profileOf(`mila${round}`, { jobTitle: 'Director' }));
    await changeMembers(context, actor, group.id, { add: [], remove: [noor.id] });
    await add('late');
    expect(await applyTrial(context, actor, trial.id)).toEqual({ kind: 'planned-again', people: 3 });
    await context.worker.idle();
    expect(sent()).toEqual([]);
    const creates = await itemsOf(trial.id, 'create');
    expect(creates.map(({ name }) => name).sort()).toEqual([`late${round}`, `mila${round}`, `omar${round}`]);
    const milas = creates.find(({ userId }) => userId === mila.id);
    expect(JSON.stringify(milas?.detail)).toContain('Director');
    expect(await findTrial(context.db, trial.id)).toMatchObject({ counts: { create: 3, 'not-sent': 1 } });
    expect(await applyTrial(context, actor, trial.id)).toEqual({ kind: 'applied' });
    expect(await deviationsOf(trial.id)).toEqual({ waiting: 0, deviations: [] });
    expect(sent()).toHaveLength(3);
  }, 60_000);

  test('a plan of updates and deactivations says before and after', async () => {
    const mila = await add('mila', { jobTitle: 'Lead' });
    const noor = await add('noor');
    await activate();
    await applyTrial(context, actor, (await plan('activation')).id);
    await context.worker.idle();
    const { worker } = context;
    const wake = (): void => worker.start();
    worker.wake = () => undefined;
    await updateUser(context, actor, mila.id, profileOf(`mila${round}`, { jobTitle: 'Director' }));
    await suspendUser(context, actor, noor.id);
    seen = sp.requests.length;
    const trial = await plan();
    worker.wake = wake;
    expect(trial.counts).toEqual({ update: 1, deactivate: 1 });
    const [update] = await itemsOf(trial.id, 'update');
    expect(update?.detail).toMatchObject({ changes: [{ name: 'Job Title', before: 'Lead', after: 'Director' }] });
    expect(sent()).toEqual([]);
    await applyTrial(context, actor, trial.id);
    expect(await deviationsOf(trial.id)).toEqual({ waiting: 0, deviations: [] });
    expect(sent()).toHaveLength(2);
  }, 60_000);

  test('what was sent otherwise is named as a deviation', async () => {
    const mila = await add('mila');
    await add('noor');
    await activate();
    const trial = await plan('activation');
    // Somebody makes the account at the SP between the plan and its execution: it is taken over, not created.
    await atSp(`mila${round}`, mila.email);
    await applyTrial(context, actor, trial.id);
    const report = await deviationsOf(trial.id);
    expect(report).toMatchObject({ waiting: 0, deviations: [{ name: `mila${round}`, planned: 'create' }] });
    expect(JSON.stringify(report)).toContain('take-over');
  }, 60_000);

  test('user groups as ticked are only supposed: who would leave and come, and nothing can be applied', async () => {
    await add('mila');
    await activate();
    await applyTrial(context, actor, (await plan('activation')).id);
    await context.worker.idle();
    const other = await createGroup(context, actor, { name: `Other ${round}` });
    await addMember(context, actor, other, `ana${round}`);
    seen = sp.requests.length;
    const trial = await plan('binding', { groupIds: [other.id] });
    expect(trial.counts).toEqual({ create: 1, deactivate: 1 });
    expect(sent()).toEqual([]);
    await expect(applyTrial(context, actor, trial.id)).rejects.toMatchObject({ code: 'conflict' });
  }, 60_000);

  test('a table as typed is only supposed: everybody’s change before it is saved', async () => {
    await add('mila', { jobTitle: 'Lead' });
    await activate();
    await applyTrial(context, actor, (await plan('activation')).id);
    await context.worker.idle();
    seen = sp.requests.length;
    const trial = await plan('mapping', {
      mapping: [
        { to: 'userName', from: 'username', use: 'always', empty: 'omit' },
        { to: 'active', from: 'active', use: 'always', empty: 'omit' },
        { to: 'title', constant: 'Colleague', use: 'always', empty: 'omit' },
      ],
    });
    expect(trial).toMatchObject({ state: 'ready', counts: { update: 1 } });
    const [update] = await itemsOf(trial.id);
    expect(JSON.stringify(update?.detail)).toContain('Colleague');
    expect(sent()).toEqual([]);
  }, 60_000);

  test('an SP that can’t be read leaves no plan but a sentence; a plan that was cut short is made anew', async () => {
    await add('mila');
    await activate();
    const trial = await plan();
    const cut: Trial = { ...trial, state: 'running', finishedAt: context.clock() - 120_000, counts: {} };
    await transact(context.db, (tx) => saveTrial(tx, cut));
    expect(await makeDueTrials(context, () => false)).toBe(1);
    expect(await findTrial(context.db, trial.id)).toMatchObject({ state: 'ready', counts: { create: 1 } });
    expect(await itemsOf(trial.id)).toHaveLength(1);
    await sp.stop();
    const failed = await plan();
    expect(failed.state).toBe('failed');
    expect(failed.sentence).toBeTruthy();
    sp = await startSp();
  }, 60_000);
}
