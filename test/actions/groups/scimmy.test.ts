import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup, updateGroup } from '../../../src/actions/groups/save';
import { deleteGroup } from '../../../src/actions/groups/delete';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { syncAll } from '../../../src/actions/provisioning/retry';
import type { Actor } from '../../../src/actions/deps';
import type { Application } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import { SecretText } from '../../../src/core/secret-text';
import type { User } from '../../../src/core/user';
import type { Context } from '../../../src/context';
import { findGroupLink } from '../../../src/store/provisioning/group-links';
import { addMember } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';

interface Stored extends Record<string, unknown> {
  readonly id: string;
}

const TOKEN = `t-${Math.random().toString(36).slice(2)}-${Math.random().toString(36).slice(2)}`;

/** Every step goes on from the one before, and ends with a run that sends nothing. */
describe('groups against an independent SCIM server', () => {
  const users = new Map<string, Stored>();
  const groups = new Map<string, Stored>();
  let seen: string[] = [];
  let server: Server;
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let application: Application;
  let design: Group;
  let noor: User;
  let dele: User;

  beforeAll(async () => {
    server = await startScimmy(users, groups, (line) => seen.push(line));
    passo = await startPasso();
    context = passo.context;
    ({ actor } = await addAdmin(context));
    application = await addApplication(context, actor, {
      connectorId: 'custom-scim',
      label: 'Atlas',
      showInPortal: true,
      variables: {},
    });
    design = await createGroup(context, actor, { name: 'Design' });
    await setGroupsOfApplication(context, actor, application.id, [design.id]);
  });
  afterAll(async () => {
    await passo.stop();
    await new Promise((done) => server.close(done));
  });
  beforeEach(() => void (seen = []));
  afterEach(async () => {
    await context.worker.idle();
    seen = [];
    await syncAll(context, actor, application.id);
    await context.worker.idle();
    expect(seen.filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  const membersOf = (name: string): unknown[] | undefined => {
    const found = [...groups.values()].find((one) => one['displayName'] === name);
    const members = found?.['members'] as { value: string }[] | undefined;
    return found && (members ?? []).map(({ value }) => users.get(value)?.['userName']).toSorted();
  };
  const groupWrites = (): string[] => seen.filter((line) => /^(?!GET)\w+ \/scim\/Groups/.test(line));

  test('M-107, M-109, A-38: groups bound before are made at activation, with their members', async () => {
    noor = await addMember(context, actor, design, 'noor');
    dele = await addMember(context, actor, design, 'dele');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`;
    const input = { baseUrl: address, token: new SecretText(TOKEN), groups: true };
    expect(await activateIntegration(context, actor, application.id, input)).toMatchObject({ ok: true });
    await context.worker.idle();
    expect(groupWrites()).toEqual(['POST /scim/Groups']);
    expect(membersOf('Design')).toEqual(['dele', 'noor']);
  });

  test('M-110: who leaves and who joins is one PATCH each', async () => {
    await changeMembers(context, actor, design.id, { add: [], remove: [dele.id] });
    await context.worker.idle();
    expect(groupWrites()).toHaveLength(1);
    expect(membersOf('Design')).toEqual(['noor']);
    seen = [];
    await changeMembers(context, actor, design.id, { add: [dele.id], remove: [] });
    await context.worker.idle();
    expect(groupWrites()).toHaveLength(1);
    expect(membersOf('Design')).toEqual(['dele', 'noor']);
  });

  test('M-111: a rename keeps the group', async () => {
    const before = await findGroupLink(context.db, application.id, design.id);
    await updateGroup(context, actor, design.id, { name: 'Product design' });
    await context.worker.idle();
    expect(membersOf('Product design')).toEqual(['dele', 'noor']);
    expect([...groups.keys()]).toEqual([before?.remoteId]);
  });

  test('M-108: a group that is there already is taken over', async () => {
    groups.set('theirs', { id: 'theirs', displayName: 'Sales', members: [] });
    const sales = await createGroup(context, actor, { name: 'Sales' });
    await setGroupsOfApplication(context, actor, application.id, [design.id, sales.id]);
    await changeMembers(context, actor, sales.id, { add: [noor.id], remove: [] });
    await context.worker.idle();
    expect(await findGroupLink(context.db, application.id, sales.id)).toMatchObject({ remoteId: 'theirs' });
    expect(membersOf('Sales')).toEqual(['noor']);
  });

  test('M-114, M-115, A-10: a deleted group goes after its people are deactivated', async () => {
    await deleteGroup(context, actor, design.id);
    await context.worker.idle();
    expect(membersOf('Product design')).toBeUndefined();
    expect([...users.values()].map((one) => [one['userName'], one['active']])).toEqual(
      expect.arrayContaining([
        ['noor', true],
        ['dele', false],
      ]),
    );
    const last = seen.findLastIndex((line) => line.startsWith('PATCH /scim/Users'));
    expect(seen.findIndex((line) => line.startsWith('DELETE'))).toBeGreaterThan(last);
  });
});

type Handle = { id?: string; filter?: { match(list: Stored[]): Stored[] } };

/** Keeps resources as the handlers of the server want it. */
function handlersOf(stored: Map<string, Stored>, word: string, unique: string): object {
  let made = 0;
  return {
    ingress: ({ id }: Handle, instance: object) => {
      const plain = JSON.parse(JSON.stringify(instance)) as Record<string, unknown>;
      const taken = [...stored.values()].find((one) => one[unique] === plain[unique]);
      if (taken !== undefined && taken.id !== id) throw new SCIMMY.Types.Error(409, 'uniqueness', `${unique} is taken`);
      const key = id ?? `${word}-${(made += 1)}`;
      const kept = { ...plain, id: key };
      stored.set(key, kept);
      return Promise.resolve(kept);
    },
    egress: ({ id, filter }: Handle) => {
      const all = [...stored.values()];
      if (id === undefined) return Promise.resolve(filter === undefined ? all : filter.match(all));
      const one = stored.get(id);
      if (one === undefined) throw new SCIMMY.Types.Error(404, '', `no such ${word}`);
      return Promise.resolve(one);
    },
    degress: ({ id }: Handle) => {
      if (id === undefined || !stored.delete(id)) throw new SCIMMY.Types.Error(404, '', `no such ${word}`);
      return Promise.resolve();
    },
  };
}

async function startScimmy(
  users: Map<string, Stored>,
  groups: Map<string, Stored>,
  note: (line: string) => void,
): Promise<Server> {
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  SCIMMY.Resources.declare(SCIMMY.Resources.User, handlersOf(users, 'account', 'userName') as never);
  SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlersOf(groups, 'group', 'displayName') as never);
  const app = express();
  app.use(express.json({ type: ['application/scim+json', 'application/json'] }), (request, _response, next) => {
    note(`${request.method} ${request.originalUrl}`);
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
