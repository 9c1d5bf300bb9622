import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { activateIntegration } from '../../src/actions/provisioning/activate';
import { syncAll } from '../../src/actions/provisioning/retry';
import { updateUser } from '../../src/actions/users/update';
import type { Actor } from '../../src/actions/deps';
import type { Application } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import { SecretText } from '../../src/core/secret-text';
import type { User } from '../../src/core/user';
import type { Context } from '../../src/context';
import { countLinks, findLink } from '../../src/store/provisioning/links';
import { addMember } from '../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

type Stored = Record<string, unknown> & { id: string; userName: string };

const TOKEN = `t-${Math.random().toString(36).slice(2)}-${Math.random().toString(36).slice(2)}`;

describe('the engine against an independent SCIM server', () => {
  const accounts = new Map<string, Stored>();
  let seen: { method: string; body: unknown }[] = [];
  let server: Server;
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let application: Application;
  let group: Group;
  let noor: User;

  beforeAll(async () => {
    server = await startScimmy(accounts, (method, body) => seen.push({ method, body }));
    passo = await startPasso();
    context = passo.context;
    ({ actor } = await addAdmin(context));
    application = await addApplication(context, actor, {
      connectorId: 'custom-scim',
      label: 'Atlas',
      showInPortal: true,
      variables: {},
    });
    group = await createGroup(context, actor, { name: 'Design' });
    await setGroupsOfApplication(context, actor, application.id, [group.id]);
  });
  afterAll(async () => {
    await passo.stop();
    await new Promise((done) => server.close(done));
  });
  beforeEach(async () => {
    await context.worker.idle();
    seen = [];
  });
  /** Everything compared once more sends nothing, and nobody needs attention. */
  afterEach(async () => {
    await context.worker.idle();
    seen = [];
    await syncAll(context, actor, application.id);
    await context.worker.idle();
    expect(seen).toEqual([]);
    expect(await countLinks(context.db, application.id)).toMatchObject({ waiting: 0, attention: 0 });
  });

  const edit = (jobTitle: string): Promise<User> =>
    updateUser(context, actor, noor.id, profileOf('noor', { firstname: 'Noor', lastname: 'Abadi', jobTitle }));
  const writes = (): typeof seen => seen.filter(({ method }) => method !== 'GET');

  test('M-005, M-083, M-090: activating with the right token makes the accounts of a bound group', async () => {
    noor = await addMember(context, actor, group, 'noor', {
      firstname: 'Noor',
      lastname: 'Abadi',
      jobTitle: 'Designer',
    });
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`;
    const wrong = await activateIntegration(context, actor, application.id, {
      baseUrl: address,
      token: new SecretText('another-token'),
    });
    expect(wrong.ok).toBe(false);
    const right = await activateIntegration(context, actor, application.id, {
      baseUrl: address,
      token: new SecretText(TOKEN),
    });
    expect(right).toMatchObject({ ok: true });
    await context.worker.idle();
    expect(writes().map(({ method }) => method)).toEqual(['POST']);
    expect([...accounts.values()]).toMatchObject([
      { userName: 'noor', active: true, title: 'Designer', name: { givenName: 'Noor', familyName: 'Abadi' } },
    ]);
    expect(await findLink(context.db, application.id, noor.id)).toMatchObject({
      remoteId: 'account-1',
      status: 'in-sync',
    });
  });

  test('M-092: a title change is exactly one PATCH with one operation', async () => {
    await edit('Lead');
    await context.worker.idle();
    expect(seen.map(({ method }) => method)).toEqual(['PATCH']);
    const { Operations } = seen[0]?.body as { Operations: unknown[] };
    expect(Operations).toEqual([{ op: 'replace', path: 'title', value: 'Lead' }]);
    expect([...accounts.values()]).toMatchObject([{ title: 'Lead' }]);
  });

  test('a change and its undo before the worker looks send nothing', async () => {
    const { worker } = context;
    await worker.idle();
    const quiet = { ...context, wake: () => undefined };
    await updateUser(
      quiet,
      actor,
      noor.id,
      profileOf('noor', { firstname: 'Noor', lastname: 'Abadi', jobTitle: 'Chief' }),
    );
    await updateUser(
      quiet,
      actor,
      noor.id,
      profileOf('noor', { firstname: 'Noor', lastname: 'Abadi', jobTitle: 'Lead' }),
    );
    await worker.idle();
    expect(seen).toEqual([]);
  });

  test('M-092: clearing a value removes it there', async () => {
    await updateUser(context, actor, noor.id, profileOf('noor', { firstname: 'Noor', lastname: 'Abadi' }));
    await context.worker.idle();
    expect(seen.map(({ method }) => method)).toEqual(['PATCH']);
    expect([...accounts.values()][0]).not.toHaveProperty('title');
  });

  test('M-093: leaving the group deactivates, coming back activates the same account', async () => {
    await changeMembers(context, actor, group.id, { add: [], remove: [noor.id] });
    await context.worker.idle();
    expect(seen.map(({ method }) => method)).toEqual(['PATCH']);
    expect([...accounts.values()]).toMatchObject([{ id: 'account-1', active: false }]);
    await changeMembers(context, actor, group.id, { add: [noor.id], remove: [] });
    await context.worker.idle();
    expect([...accounts.values()]).toMatchObject([{ id: 'account-1', active: true }]);
  });

  test('M-091: an account that is there already is taken over by user name and email, not made twice', async () => {
    const email = { value: 'priya@fernhill.example', primary: true, type: 'work' };
    accounts.set('theirs', { id: 'theirs', userName: 'priya', emails: [email], active: true, title: 'Clerk' });
    const priya = await addMember(context, actor, group, 'priya', { jobTitle: 'Lead' });
    await context.worker.idle();
    expect(writes().map(({ method }) => method)).toEqual(['PATCH']);
    expect(accounts.get('theirs')).toMatchObject({ title: 'Lead' });
    expect(await findLink(context.db, application.id, priya.id)).toMatchObject({ remoteId: 'theirs' });
  });
});

async function startScimmy(
  accounts: Map<string, Stored>,
  note: (method: string, body: unknown) => void,
): Promise<Server> {
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  SCIMMY.Resources.declare(SCIMMY.Resources.User, {
    ingress: ({ id }: { id?: string }, instance: { userName: string }) => {
      const taken = [...accounts.values()].find((one) => one.userName === instance.userName);
      if (taken !== undefined && taken.id !== id) throw new SCIMMY.Types.Error(409, 'uniqueness', 'userName is taken');
      const key = id ?? `account-${accounts.size + 1}`;
      const stored = { ...(JSON.parse(JSON.stringify(instance)) as object), id: key } as Stored;
      accounts.set(key, stored);
      return Promise.resolve(stored);
    },
    egress: ({ id, filter }: { id?: string; filter?: { match(list: Stored[]): Stored[] } }) => {
      const all = [...accounts.values()];
      if (id === undefined) return Promise.resolve(filter === undefined ? all : filter.match(all));
      const one = accounts.get(id);
      if (one === undefined) throw new SCIMMY.Types.Error(404, '', 'no such account');
      return Promise.resolve(one);
    },
  });
  const app = express();
  app.use(express.json({ type: ['application/scim+json', 'application/json'] }), (request, _response, next) => {
    note(request.method, request.body);
    next();
  });
  const handler = (request: express.Request): string => {
    if (request.header('authorization') !== `Bearer ${TOKEN}`) throw new Error('Unknown token');
    return 'passo';
  };
  app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler }));
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
