import { addApplication } from '../../../src/actions/applications/add';
import { updateGroup } from '../../../src/actions/groups/save';
import { deleteGroup } from '../../../src/actions/groups/delete';
import { decideForeignMembers, decideGroup, retryGroup } from '../../../src/actions/provisioning/groups/decide';
import { allowRemoval } from '../../../src/actions/provisioning/guard/decide';
import { setGroupManagement } from '../../../src/actions/provisioning/groups/management';
import { retry } from '../../../src/actions/provisioning/retry';
import { updateUser } from '../../../src/actions/users/update';
import type { Actor } from '../../../src/actions/deps';
import type { Group } from '../../../src/core/group';
import { listGroupLinks } from '../../../src/store/provisioning/group-links';
import { listParkedMembers } from '../../../src/store/provisioning/member-marks';
import { listRemovals } from '../../../src/store/provisioning/removals';
import { profileOf, type TestPasso } from '../passo';
import { memberPatch, openGroupsBench, startGroupsPasso, type GroupsBench, type Sent } from './groups-bench';

/** What becomes of groups when an SP loses answers, refuses members or has its own ideas: the same list on every database. */
export function describeGroupFaults(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let at: GroupsBench & { end(): Promise<Sent[]> };

  beforeAll(async () => {
    ({ passo, actor } = await startGroupsPasso(await database()));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    at = await openGroupsBench(passo, actor);
    await at.idle();
    at.forget();
  });
  afterEach(async () => {
    expect(await at.end()).toEqual([]);
  });

  let made = 0;
  const named = (name: string): string => `${name} f${(made += 1)}`;
  const remote = async (group: Group): Promise<string> => (await at.link(group))?.remoteId ?? 'unknown';
  const keyOf = (group: Group): { applicationId: typeof at.application.id; groupId: Group['id'] } => ({
    applicationId: at.application.id,
    groupId: group.id,
  });
  const parked = (group: Group): ReturnType<typeof listParkedMembers> =>
    listParkedMembers(at.context.db, keyOf(group), 10);

  /** Cuts the connection after the SP has made a group, once. */
  function loseOneCreate(then: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    return new Promise((done) => {
      let lost = false;
      at.proxy.rewrite = ({ method, path }) => {
        if (lost || method !== 'POST' || !path.startsWith('/Groups')) return undefined;
        lost = true;
        void then().then(done);
        return 'cut';
      };
    });
  }

  test('P: a lost answer to the creation of a group makes no second one', async () => {
    const group = await at.group(named('Design'));
    const lost = loseOneCreate();
    await at.people(group, 'noor', 'dele');
    await lost;
    await at.settle();
    expect(at.sent().map(({ method }) => method)).toEqual(['POST']);
    expect(at.sp.groups()).toHaveLength(1);
    expect(at.there(group.name)).toEqual(['dele', 'noor']);
    expect(await at.events()).toEqual([
      ['group_create_provision', 'failure'],
      ['group_create_provision', 'success'],
    ]);
  });

  test('P: a group whose creation was not answered and that got another name since is found by the name it was sent with', async () => {
    const group = await at.group(named('Design'));
    const name = named('Product');
    const lost = loseOneCreate(async () => void (await updateGroup(at.context, actor, group.id, { name })));
    await at.people(group, 'noor');
    await lost;
    await at.settle();
    expect(at.sp.groups().map((one) => one.displayName)).toEqual([name]);
    expect(at.there(name)).toEqual(['noor']);
  });

  test('P: a group whose creation was not answered and that is deleted here is deleted there as well', async () => {
    const group = await at.group(named('Design'));
    const lost = loseOneCreate(() => deleteGroup(at.context, actor, group.id));
    await at.people(group, 'noor');
    await lost;
    await at.settle();
    expect(at.sp.groups()).toEqual([]);
    expect(at.sp.accounts().every((one) => !one.active)).toBe(true);
  });

  test('M-114: a group that is made anew under the name of one whose creation was not answered keeps what is there', async () => {
    const sales = await at.group(named('Sales'));
    const [noor] = await at.people(sales, 'noor');
    const group = await at.group(named('Design'));
    await at.settle();
    const id = at.application.id;
    /** Until one of the two has the group. */
    const isTaken = async (): Promise<void> => {
      for (let look = 0; look < 100; look += 1) {
        const links = await listGroupLinks(at.context.db, id);
        if (links.some(({ groupId, remoteId }) => groupId !== sales.id && remoteId !== undefined)) return;
        await new Promise((done) => setTimeout(done, 10));
      }
    };
    const lost = loseOneCreate(async () => {
      await deleteGroup(at.context, actor, group.id);
      let looks = 0;
      at.proxy.hold = ({ method, path }) =>
        method === 'GET' && path.startsWith('/Groups') && (looks += 1) === 1 ? isTaken() : undefined;
      await at.give(sales);
      await at.join(await at.group(group.name), noor!);
    });
    await at.join(group, noor!);
    await lost;
    await at.settle();
    expect(at.there(group.name)).toEqual(['noor']);
    expect(at.sp.groups()).toHaveLength(2);
  });

  test('A-14: a name whose answer was lost is put right, also when the next one is taken there', async () => {
    const group = await at.group(named('Design'));
    const before = group.name;
    await at.people(group, 'noor');
    await at.settle();
    const [lost, taken] = [named('Lost'), named('Taken')];
    await at.createThere(taken);
    let sent = 0;
    at.proxy.hold = ({ method, path }) => {
      if (method !== 'PATCH' || !path.startsWith('/Groups') || (sent += 1) > 1) return undefined;
      return updateGroup(at.context, actor, group.id, { name: taken }).then(() => undefined);
    };
    at.proxy.rewrite = ({ method, path }) =>
      method === 'PATCH' && path.startsWith('/Groups') && sent === 1 ? 'cut' : undefined;
    await updateGroup(at.context, actor, group.id, { name: lost });
    await at.settle();
    expect(await at.link(group)).toMatchObject({ status: 'attention' });
    expect(at.there(lost)).toEqual(['noor']);
    await updateGroup(at.context, actor, group.id, { name: before });
    await at.settle();
    expect(at.there(before)).toEqual(['noor']);
  });

  test.each([[undefined], ['400']] as const)(
    'M-110: members are sent in smaller pieces where the SP refuses many (%s)',
    async (memberLimitStatus) => {
      at.sp.setDefects({ memberLimit: 2, ...(memberLimitStatus === undefined ? {} : { memberLimitStatus }) });
      const group = await at.group(named('Design'));
      await at.people(group, 'noor', 'dele', 'priya', 'tomas', 'wei', 'ana', 'bo');
      await at.settle();
      expect(at.there(group.name)).toHaveLength(7);
      expect(await at.link(group)).toMatchObject({ status: 'in-sync' });
      expect(await parked(group)).toEqual([]);
    },
  );

  test.each([
    ['names', false],
    ['does not name', true],
  ])('R6: one member the SP refuses is set aside, and the rest goes on; the SP %s them', async (_which, silent) => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    await at.settle();
    const other = await at.group(named('Sales'));
    const users = await at.people(other, 'noor', 'dele', 'priya', 'tomas', 'wei');
    await at.settle();
    const poisoned = at.account('priya');
    at.proxy.rewrite = ({ method, path, body }) => {
      if (method !== 'PATCH' || !path.startsWith('/Groups') || !body.includes(poisoned)) return undefined;
      return refusal(silent ? 'One of the members is not welcome.' : `The member ${poisoned} is not welcome.`);
    };
    // The refusal must have no effect, so that it is made before the SP sees the request.
    await at.ask('DELETE', `/Users/${poisoned}`);
    await at.join(group, ...users);
    await at.settle();
    expect(at.there(group.name)).toEqual(['anchor', 'dele', 'noor', 'tomas', 'wei']);
    const [one, ...more] = await parked(group);
    expect(more).toEqual([]);
    expect(one?.sentence).toMatch(/^Atlas \d+ did not take priya\d+ as a member\. It says: /);
    expect(await at.link(group)).toMatchObject({ status: 'attention', sentence: one?.sentence });
    if (!silent) expect(at.sent().filter(({ path }) => path.includes('/Groups/')).length).toBeLessThan(6);
    at.proxy.rewrite = () => undefined;
    await at.leave(group, users[2]!);
    await at.settle();
    expect(await at.link(group)).toMatchObject({ status: 'in-sync' });
  });

  test('P: a group removed there is made again only when an admin says so', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'noor', 'dele');
    await at.settle();
    await at.ask('DELETE', `/Groups/${await remote(group)}`);
    at.forget();
    await at.people(group, 'priya');
    await at.settle();
    expect(await at.link(group)).toMatchObject({ state: 'removed', status: 'attention' });
    expect((await at.link(group))?.sentence).toMatch(/^This group was removed in Atlas \d+\./);
    expect(at.sp.groups()).toEqual([]);
    await retryGroup(at.context, actor, at.application.id, group.id);
    await at.settle();
    expect(at.there(group.name)).toEqual(['dele', 'noor', 'priya']);
  });

  test.each(['keep', 'remove'] as const)(
    'A-12: ours are added to a group that is taken over; members only the SP has stay until an admin decides: %s',
    async (choice) => {
      const name = named('Design');
      const stranger = (await at.ask('POST', '/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'stranger',
      })) as { id: string };
      await at.createThere(name, [stranger.id]);
      const group = await at.group(name);
      await at.people(group, 'noor');
      await at.settle();
      expect(at.there(name)).toEqual(['noor', 'stranger']);
      expect(await at.link(group)).toMatchObject({ foreign: 'ask', status: 'attention' });
      await decideForeignMembers(at.context, actor, at.application.id, group.id, choice);
      await at.settle();
      expect(at.there(name)).toEqual(choice === 'keep' ? ['noor', 'stranger'] : ['noor']);
      expect(await at.link(group)).toMatchObject({ foreign: choice, status: 'in-sync' });
    },
  );

  test.each(['link', 'apart'] as const)('A-13: an admin decides which group is meant: %s', async (choice) => {
    const name = named('Design');
    const near = await at.createThere(` ${name.toLowerCase()} `);
    const group = await at.group(name);
    await at.people(group, 'noor');
    await at.settle();
    expect(await at.link(group)).toMatchObject({ status: 'attention' });
    expect(at.sent()).toEqual([]);
    if (choice === 'apart') at.sp.setDefects({ allowTwins: true });
    await decideGroup(at.context, actor, at.application.id, group.id, choice === 'link' ? near : undefined);
    await at.settle();
    expect(at.there(name)).toEqual(['noor']);
    expect(at.sp.groups()).toHaveLength(choice === 'link' ? 1 : 2);
    if (choice === 'link') expect(await remote(group)).toBe(near);
  });

  test('P: a membership waits for its account, and follows an account that is made anew', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    await at.settle();
    const id = await remote(group);
    at.sp.setDefects({ failUser: at.nameOf('noor') });
    at.forget();
    const [noor] = await at.people(group, 'noor');
    await at.settle();
    expect(at.sent(true)).toEqual([]);
    at.sp.setDefects({});
    await retry(at.context, actor, at.application.id, noor!.id);
    await at.settle();
    expect(at.sent()).toEqual([memberPatch(id, [at.account('noor')])]);
    const before = at.account('noor');
    await at.ask('DELETE', `/Users/${before}`);
    await updateUser(at.context, actor, noor!.id, profileOf(noor!.username, { jobTitle: 'Lead' }));
    await at.settle();
    at.forget();
    await retry(at.context, actor, at.application.id, noor!.id);
    await at.settle();
    expect(at.account('noor')).not.toBe(before);
    expect(at.sent()).toEqual([memberPatch(id, [at.account('noor')])]);
    expect(at.there(group.name)).toEqual(['anchor', 'noor']);
  });

  test('M-112: a group that is unbound while a request is under way stays released', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'noor');
    await at.settle();
    const unbound = new Promise<void>((done) => {
      at.proxy.rewrite = ({ method, path }) => {
        if (method === 'PATCH' && path.startsWith('/Groups')) at.give().then(done, done);
        return undefined;
      };
    });
    // The answer comes a moment after the group was taken away.
    at.proxy.delayMs = 150;
    await at.people(group, 'dele');
    await unbound;
    at.proxy.delayMs = 0;
    await at.settle();
    expect(await at.link(group)).toMatchObject({ state: 'released' });
    expect(at.sp.accounts().every((one) => !one.active)).toBe(true);
  });

  test('R8: nobody is taken out of a group while it is held whether they lose their access', async () => {
    const group = await at.group(named('Design'));
    const users = await at.people(group, 'noor', 'dele', 'priya', 'tomas', 'wei', 'ana', 'bo');
    await at.settle();
    at.forget();
    await at.leave(group, ...users.slice(1));
    await at.idle();
    const [removal] = await listRemovals(at.context.db, {
      applicationId: at.application.id,
      states: ['held'],
      take: 5,
    });
    expect(removal).toMatchObject({ total: 6 });
    expect(at.sent(true)).toEqual([]);
    expect(at.there(group.name)).toHaveLength(7);
    await allowRemoval(at.context, actor, removal!.id, '6');
    await at.settle();
    expect(at.there(group.name)).toEqual(['noor']);
    expect(at.sp.accounts().filter((one) => one.active)).toHaveLength(1);
  });

  test('M-119: a connector without groups takes no group management', async () => {
    const rhombus = await addApplication(at.context, actor, {
      connectorId: 'rhombus-systems',
      label: named('Rhombus'),
      showInPortal: true,
      variables: {},
    });
    await expect(setGroupManagement(at.context, actor, rhombus.id, true)).rejects.toThrow('does not support groups');
  });

  function refusal(detail: string): { status: number; body: string } {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
    return { status: 400, body: JSON.stringify({ schemas, status: '400', scimType: 'invalidValue', detail }) };
  }
}
