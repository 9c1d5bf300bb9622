import { deleteGroup } from '../../../src/actions/groups/delete';
import { decideAccount } from '../../../src/actions/provisioning/drift/account';
import { updateGroup } from '../../../src/actions/groups/save';
import { retry } from '../../../src/actions/provisioning/retry';
import { setGroupManagement } from '../../../src/actions/provisioning/groups/management';
import { decideGroup, retryGroup } from '../../../src/actions/provisioning/groups/decide';
import { createUser } from '../../../src/actions/users/create';
import { suspendUser } from '../../../src/actions/users/suspend';
import type { Actor } from '../../../src/actions/deps';
import type { User } from '../../../src/core/user';
import { listGroupLinks } from '../../../src/store/provisioning/group-links';
import { profileOf, type TestPasso } from '../passo';
import { openGroupsBench, startGroupsPasso, type GroupsBench, type Sent } from './groups-bench';

/** What admins do to a group while requests about it are under way, on any database. */
export function describeGroupRaces(database: () => Promise<string | undefined>): void {
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
  const named = (name: string): string => `${name} r${(made += 1)}`;

  /** Does something while the first answer of this kind is on its way; gives what it came to. */
  function during(method: string, start: string, act: () => Promise<unknown>): Promise<unknown> {
    return new Promise((done, fail) => {
      let met = false;
      at.proxy.rewrite = (request) => {
        at.proxy.delayMs = 0;
        if (met || request.method !== method || !request.path.startsWith(start)) return undefined;
        met = true;
        at.proxy.delayMs = 300;
        act().then(done, fail);
        return undefined;
      };
    });
  }

  test('M-114: a group that is deleted here while it is looked for there is not made', async () => {
    const group = await at.group(named('Design'));
    const deleted = during('GET', '/Groups', () => deleteGroup(at.context, actor, group.id));
    await at.people(group, 'noor', 'dele');
    await deleted;
    await at.settle();
    expect(at.sp.groups()).toEqual([]);
    expect(await listGroupLinks(at.context.db, at.application.id)).toEqual([]);
  });

  test('M-114: a group that is deleted here while it is taken over stays as it is there, and holds no name', async () => {
    const name = named('Design');
    await at.createThere(name);
    const group = await at.group(name);
    const deleted = during('GET', '/Groups', () => deleteGroup(at.context, actor, group.id));
    await at.people(group, 'noor');
    await deleted;
    await at.settle();
    expect(at.there(name)).toEqual([]);
    await at.give();
    const again = await at.group(name);
    await at.people(again, 'dele');
    await at.settle();
    expect(at.sp.groups()).toHaveLength(1);
    expect(at.there(name)).toEqual(['dele']);
  });

  test('M-112: a group that loses the application while it is looked for there is not made', async () => {
    const group = await at.group(named('Design'));
    const taken = during('GET', '/Groups', () => at.give());
    await at.people(group, 'noor');
    await taken;
    await at.settle();
    expect(at.sp.groups()).toEqual([]);
  });

  test.each(['given again', 'managed again'])(
    'A-09, A-12: who left a group that is %s is no stranger when it loses the application while it is read',
    async (how) => {
      const group = await at.group(named('Design'));
      const [, dele] = (await at.people(group, 'noor', 'dele')) as [User, User];
      await at.settle();
      expect(at.there(group.name)).toEqual(['dele', 'noor']);
      const off = (): Promise<unknown> =>
        how === 'given again' ? at.give() : setGroupManagement(at.context, actor, at.application.id, false);
      const on = (): Promise<unknown> =>
        how === 'given again' ? at.give(group) : setGroupManagement(at.context, actor, at.application.id, true);
      await off();
      await at.leave(group, dele);
      await at.settle();
      const taken = during('GET', '/Groups/', () => at.give());
      await on();
      await taken;
      await at.settle();
      expect(await at.link(group)).toMatchObject({ state: 'released' });
      await at.give(group);
      await at.settle();
      expect(at.there(group.name)).toEqual(['noor']);
      expect(await at.link(group)).toMatchObject({ status: 'in-sync', foreign: 'none' });
    },
  );

  test('M-117: trying all of an application again tries a group again whose name was refused', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'noor');
    await at.settle();
    const name = named('Drawing');
    at.proxy.rewrite = ({ method, body }) =>
      method === 'PATCH' && body.includes('displayName') ? { status: 409, body: '{"status":"409"}' } : undefined;
    await updateGroup(at.context, actor, group.id, { name });
    await at.settle();
    expect(await at.link(group)).toMatchObject({ status: 'attention', name: group.name });
    at.proxy.rewrite = () => undefined;
    await retry(at.context, actor, at.application.id);
    await at.settle();
    expect(await at.link(group)).toMatchObject({ status: 'in-sync', name });
    expect(at.there(name)).toEqual(['noor']);
  });

  test('M-114: a group that is deleted here while it is being made is deleted there', async () => {
    const group = await at.group(named('Design'));
    const deleted = during('POST', '/Groups', () => deleteGroup(at.context, actor, group.id));
    await at.people(group, 'noor');
    await deleted;
    await at.settle();
    expect(at.sp.groups()).toEqual([]);
  });

  test('R2: a group that may have been made is not forgotten when it is deleted here while two of its name are found', async () => {
    at.sp.setDefects({ allowTwins: true });
    const group = await at.group(named('Design'));
    let twin: Promise<string> | undefined;
    let deleted: Promise<unknown> | undefined;
    at.proxy.rewrite = ({ method, path }) => {
      if (method === 'POST' && path.startsWith('/Groups')) {
        twin = at.createThere(group.name);
        return 'cut';
      }
      if (twin !== undefined) deleted ??= deleteGroup(at.context, actor, group.id);
      at.proxy.delayMs = deleted === undefined ? 0 : 300;
      return undefined;
    };
    await at.people(group, 'noor');
    await at.settle();
    await deleted;
    at.proxy.delayMs = 0;
    at.proxy.rewrite = () => undefined;
    expect(at.sp.groups()).toHaveLength(2);
    expect(await at.link(group)).toMatchObject({
      state: 'deleting',
      creating: true,
      sentence: expect.stringMatching(/^It is not certain which group called .* Passo made/) as string,
    });
    await at.ask('DELETE', `/Groups/${await twin!}`);
    await retryGroup(at.context, actor, at.application.id, group.id);
    await at.settle();
    expect(at.sp.groups()).toEqual([]);
    expect(await listGroupLinks(at.context.db, at.application.id)).toEqual([]);
  });

  test('A-13: a group that is being made is not linked to another one at the same moment', async () => {
    const group = await at.group(named('Design'));
    const theirs = await at.createThere(named('Designers'));
    const decided = during('POST', '/Groups', () =>
      decideGroup(at.context, actor, at.application.id, group.id, theirs).catch((error: unknown) => error),
    );
    await at.people(group, 'noor');
    expect(await decided).toMatchObject({
      message: expect.stringMatching(/not known yet whether this group was created/) as string,
    });
    await at.settle();
    expect(at.there(group.name)).toEqual(['noor']);
    expect((await at.link(group))?.remoteId).not.toBe(theirs);
  });

  test('M-107: people without an account who come first keep nobody from making the group', async () => {
    at.sp.setDefects({ memberLimit: 2 });
    const first = await at.group(named('Design'));
    await at.people(first, 'ana', 'bo', 'cy', 'dee');
    await at.settle();
    expect(at.there(first.name)).toHaveLength(4);
    const staged: User[] = [];
    for (const name of ['kim', 'lou', 'max']) {
      const { user } = await createUser(at.context, actor, profileOf(at.nameOf(name)), 'link');
      staged.push(await suspendUser(at.context, actor, user.id));
    }
    const group = await at.group(named('Sales'));
    await at.join(group, ...staged);
    await at.people(group, 'noor');
    await at.settle();
    expect(at.there(group.name)).toEqual(['noor']);
    expect(await at.link(group)).toMatchObject({ status: 'in-sync' });
  });

  test('P: an account that an admin has decided to leave alone gets no groups', async () => {
    const group = await at.group(named('Design'));
    const [noor] = await at.people(group, 'noor', 'dele');
    await at.settle();
    await decideAccount(at.context, actor, at.application.id, noor!.id, 'leave');
    const other = await at.group(named('Sales'));
    await at.join(other, noor!);
    await at.people(other, 'wei');
    await at.settle();
    expect(at.there(other.name)).toEqual(['wei']);
    await decideAccount(at.context, actor, at.application.id, noor!.id, 'manage');
    await at.settle();
    expect(at.there(other.name)).toEqual(['noor', 'wei']);
  });

  test('R6: an SP that answers 404 for many members leaves the group to an admin, as with other refusals', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    await at.settle();
    const other = await at.group(named('Sales'));
    const users = await at.people(other, ...Array.from({ length: 60 }, (_, place) => `p${place}x`));
    await at.settle();
    at.proxy.rewrite = ({ method, path }) =>
      method === 'PATCH' && path.startsWith('/Groups')
        ? { status: 404, body: JSON.stringify({ status: '404', detail: 'No such member.' }) }
        : undefined;
    at.forget();
    await at.join(group, ...users);
    await at.settle();
    expect(at.sent().length).toBeLessThan(50);
    expect(await at.link(group)).toMatchObject({ status: 'attention' });
    at.proxy.rewrite = () => undefined;
    await retryGroup(at.context, actor, at.application.id, group.id);
    await at.settle();
    expect(at.there(group.name)).toHaveLength(61);
  }, 60_000);
}
