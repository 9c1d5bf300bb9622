import { updateGroup } from '../../../src/actions/groups/save';
import { deleteGroup } from '../../../src/actions/groups/delete';
import { setGroupManagement } from '../../../src/actions/provisioning/groups/management';
import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import type { Actor } from '../../../src/actions/deps';
import type { Group } from '../../../src/core/group';
import type { TestPasso } from '../passo';
import { memberPatch, openGroupsBench, startGroupsPasso, type GroupsBench, type Sent } from './groups-bench';
import { deleteLeaver } from '../passo';

/** How groups and their members reach an SP: the same list on every database. Every scenario ends with a run that sends nothing. */
export function describeGroups(database: () => Promise<string | undefined>): void {
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
  /** Group names are unique in the directory. */
  const named = (name: string): string => `${name} ${(made += 1)}`;
  const remote = async (group: Group): Promise<string> => (await at.link(group))?.remoteId ?? 'unknown';

  test('M-107, A-11: an empty group is not created, and is with its first member', async () => {
    const name = named('Design');
    const group = await at.group(name);
    await at.settle();
    expect(at.sent()).toEqual([]);
    expect(await at.link(group)).toMatchObject({ status: 'empty' });
    await at.people(group, 'noor');
    await at.settle();
    expect(at.sent()).toEqual([
      {
        method: 'POST',
        path: '/Groups',
        body: {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
          displayName: name,
          members: [{ value: at.account('noor') }],
        },
      },
    ]);
    expect(at.there(name)).toEqual(['noor']);
    expect(await at.link(group)).toMatchObject({ status: 'in-sync', state: 'managed', name });
    expect(await at.events()).toEqual([['group_create_provision', 'success']]);
  });

  test('M-109, M-110, A-38: all bound groups are synced, and each change of members is one PATCH with those members', async () => {
    const [design, sales] = [await at.group(named('Design')), await at.group(named('Sales'))];
    const [noor] = await at.people(design, 'noor', 'dele');
    await at.people(sales, 'priya');
    await at.settle();
    expect(at.there(design.name)).toEqual(['dele', 'noor']);
    expect(at.there(sales.name)).toEqual(['priya']);
    at.forget();
    await at.join(sales, noor!);
    await at.settle();
    expect(at.sent(true)).toEqual([memberPatch(await remote(sales), [at.account('noor')])]);
    at.forget();
    await at.leave(sales, noor!);
    await at.settle();
    expect(at.sent(true)).toEqual([memberPatch(await remote(sales), [], [at.account('noor')])]);
    expect(at.there(sales.name)).toEqual(['priya']);
  });

  test('M-108, A-13: a group of exactly the name is taken over, one that differs in case is a conflict', async () => {
    const [design, sales] = [named('Design'), named('Sales')];
    const taken = await at.createThere(design);
    await at.createThere(sales.toUpperCase());
    const one = await at.group(design);
    const two = await at.group(sales);
    await at.people(one, 'noor');
    await at.people(two, 'dele');
    await at.settle();
    expect(await remote(one)).toBe(taken);
    expect(at.there(design)).toEqual(['noor']);
    expect(at.sent().map(({ method }) => method)).toEqual(['PATCH']);
    const conflict = await at.link(two);
    expect(conflict).toMatchObject({ status: 'attention' });
    expect(conflict?.sentence).toContain(sales.toUpperCase());
    expect(at.there(sales.toUpperCase())).toEqual([]);
    expect(at.sp.groups()).toHaveLength(2);
    expect(await at.events()).toEqual(
      expect.arrayContaining([
        ['group_update_provision', 'success'],
        ['group_update_provision', 'failure'],
      ]),
    );
  });

  test('M-111: a rename is a rename by id', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'noor');
    await at.settle();
    const id = await remote(group);
    at.forget();
    const name = named('Product design');
    await updateGroup(at.context, actor, group.id, { name });
    await at.settle();
    expect(at.sent()).toHaveLength(1);
    expect(at.sent()[0]).toMatchObject({
      method: 'PATCH',
      path: `/Groups/${id}`,
      body: { Operations: [{ op: 'replace', path: 'displayName', value: name }] },
    });
    expect(at.there(name)).toEqual(['noor']);
    expect(at.sp.groups()).toHaveLength(1);
  });

  test('A-14: a rename onto a name that is taken there is a conflict, and never another group', async () => {
    const group = await at.group(named('Design'));
    const before = group.name;
    const [noor] = await at.people(group, 'noor', 'dele');
    await at.settle();
    const id = await remote(group);
    const name = named('Product');
    const other = await at.createThere(name);
    await updateGroup(at.context, actor, group.id, { name });
    await at.settle();
    expect(await at.link(group)).toMatchObject({ remoteId: id, status: 'attention', name: before });
    expect((await at.link(group))?.sentence).toContain(`has another group called ${name}`);
    at.forget();
    await at.leave(group, noor!);
    await at.settle();
    expect(at.sent(true)).toEqual([memberPatch(id, [], [at.account('noor')])]);
    expect(at.sp.groups().find((one) => one.id === other)?.members).toEqual([]);
    expect((await at.link(group))?.sentence).toContain(`has another group called ${name}`);
    at.forget();
    await updateGroup(at.context, actor, group.id, { name: before });
    await at.settle();
    expect(at.sent(true)).toEqual([]);
    expect(await at.link(group)).toMatchObject({ status: 'in-sync', name: before });
  });

  test('M-112, M-113, A-08, A-09: an unbound group is left as it is; who has no other grant is deactivated', async () => {
    const [design, sales] = [await at.group(named('Design')), await at.group(named('Sales'))];
    const [, dele] = await at.people(design, 'noor', 'dele');
    await at.join(sales, dele!);
    await at.settle();
    const id = await remote(design);
    at.forget();
    await at.give(sales);
    await at.settle();
    expect(at.sent(true)).toEqual([]);
    expect(at.there(design.name)).toEqual(['dele', 'noor']);
    const active = new Map(at.sp.accounts().map((one) => [one.userName.replace(/\d+$/, ''), one.active]));
    expect(active).toEqual(
      new Map([
        ['noor', false],
        ['dele', true],
      ]),
    );
    expect(await at.link(design)).toMatchObject({ state: 'released', remoteId: id });
    await at.leave(design, dele!);
    await at.settle();
    expect(at.sent(true)).toEqual([]);
    await at.give(sales, design);
    await at.settle();
    expect(await remote(design)).toBe(id);
    expect(at.sp.groups()).toHaveLength(2);
    // Passo made both members; who left in between goes when the group is managed again.
    expect(at.there(design.name)).toEqual(['noor']);
    expect(await at.link(design)).toMatchObject({ foreign: 'none', status: 'in-sync' });
  });

  test('M-114, M-115, A-10: a deleted group is deleted there after its members were deactivated', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'noor', 'dele');
    await at.settle();
    const id = await remote(group);
    const from = at.sp.requests.length;
    await deleteGroup(at.context, actor, group.id);
    await at.settle();
    const writes = at.sp.requests.slice(from).filter(({ method }) => method !== 'GET');
    expect(writes.map(({ method, path }) => `${method} ${path.split('/')[1]!}`)).toEqual([
      'PATCH Users',
      'PATCH Users',
      'DELETE Groups',
    ]);
    expect(writes[2]?.path).toBe(`/Groups/${id}`);
    expect(at.sp.groups()).toEqual([]);
    expect(at.sp.accounts().every((one) => !one.active)).toBe(true);
    expect(await at.link(group)).toBeUndefined();
    expect((await at.events()).at(-1)).toEqual(['group_delete_provision', 'success']);
  });

  test('M-116 to M-118, A-15: switched off, groups are left and people go on; switched on, they are read again', async () => {
    const group = await at.group(named('Design'));
    const [noor] = await at.people(group, 'noor', 'dele');
    await at.settle();
    const id = await remote(group);
    at.forget();
    await setGroupManagement(at.context, actor, at.application.id, false);
    const [priya] = await at.people(group, 'priya');
    await at.leave(group, noor!);
    await suspendUser(at.context, actor, priya!.id);
    await updateGroup(at.context, actor, group.id, { name: named('Designers') });
    await at.settle();
    expect(at.sent(true)).toEqual([]);
    expect(at.there(group.name)).toEqual(['dele', 'noor']);
    expect(at.sp.accounts().find((one) => one.id === at.account('noor'))?.active).toBe(false);
    await unsuspendUser(at.context, actor, priya!.id);
    await setGroupManagement(at.context, actor, at.application.id, true);
    await at.settle();
    expect(at.sp.groups()).toHaveLength(1);
    expect(at.sp.groups()[0]).toMatchObject({ id });
    expect(at.sp.groups()[0]?.displayName).not.toBe(group.name);
    expect(at.there(at.sp.groups()[0]!.displayName)).toEqual(['dele', 'priya']);
    expect(await at.link(group)).toMatchObject({ foreign: 'none', status: 'in-sync' });
  });

  test('A-11: a managed group that is emptied is kept without members', async () => {
    const group = await at.group(named('Design'));
    const [noor] = await at.people(group, 'noor');
    await at.settle();
    await at.leave(group, noor!);
    await at.settle();
    expect(at.there(group.name)).toEqual([]);
    expect(await at.link(group)).toMatchObject({ status: 'in-sync' });
  });

  test('A-39, A-11: suspended people stay members; a group whose people are all suspended is not created', async () => {
    const design = await at.group(named('Design'));
    const sales = await at.group(named('Sales'));
    const [noor, dele] = await at.people(design, 'noor', 'dele');
    await at.settle();
    at.forget();
    await suspendUser(at.context, actor, noor!.id);
    await at.join(sales, noor!);
    await at.settle();
    expect(at.sent(true)).toEqual([]);
    expect(at.there(design.name)).toEqual(['dele', 'noor']);
    expect(await at.link(sales)).toMatchObject({ status: 'empty' });
    await unsuspendUser(at.context, actor, noor!.id);
    await at.settle();
    expect(at.there(sales.name)).toEqual(['noor']);
    expect(at.there(design.name)).toEqual(['dele', 'noor']);
    expect(dele).toBeDefined();
  });

  test('M-110: a deleted person leaves their groups there', async () => {
    const group = await at.group(named('Design'));
    const [noor] = await at.people(group, 'noor', 'dele');
    await at.settle();
    await deleteLeaver(at.context, actor, noor!.id, noor!.username);
    await at.settle();
    expect(at.there(group.name)).toEqual(['dele']);
  });
}
