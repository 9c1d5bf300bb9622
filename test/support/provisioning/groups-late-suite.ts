import { deleteGroup } from '../../../src/actions/groups/delete';
import { changeMembers } from '../../../src/actions/groups/members';
import { updateGroup } from '../../../src/actions/groups/save';
import { setGroupManagement } from '../../../src/actions/provisioning/groups/management';
import type { Actor } from '../../../src/actions/deps';
import { listGroupMarks } from '../../../src/store/provisioning/group-marks';
import type { TestPasso } from '../passo';
import { openGroupsBench, startGroupsPasso, type GroupsBench, type Sent } from './groups-bench';

const TIMEOUT_MS = 150;

/** Changes of groups that an SP carries out after they were given up, on any database. */
export function describeLateGroups(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let at: GroupsBench & { end(): Promise<Sent[]> };

  beforeAll(async () => {
    const options = { fixedClock: true, env: { scimTimeoutMs: String(TIMEOUT_MS) } };
    ({ passo, actor } = await startGroupsPasso(await database(), options));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    at = await openGroupsBench(passo, actor);
  });
  afterEach(async () => {
    expect(await at.end()).toEqual([]);
  });

  let made = 0;
  const named = (name: string): string => `${name} l${(made += 1)}`;
  const failures = async (): Promise<number> => (await at.events()).filter(([, result]) => result === 'failure').length;

  /** Lets a little time go by, as often as it takes. */
  async function until(done: () => Promise<boolean> | boolean): Promise<void> {
    for (let turn = 0; turn < 300 && !(await done()); turn += 1) {
      passo.clock.now += 10;
      at.context.wake();
      await at.idle();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /**
   * Makes a change whose request is kept back from the SP, and another one as soon as the first is given up. The first is
   * carried out after what the second leads to.
   */
  async function overtaking(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
    await at.settle();
    at.forget();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isHeld = false;
    at.proxy.hold = ({ method, path }) => {
      if (isHeld || method === 'GET' || !path.startsWith('/Groups')) return undefined;
      isHeld = true;
      return held;
    };
    const before = await failures();
    await first();
    await until(async () => (await failures()) > before);
    expect([isHeld, at.sent()]).toEqual([true, []]);
    await second();
    const began = Date.now();
    await until(() => Date.now() - began > 2 * TIMEOUT_MS);
    const inTime = at.sent().length;
    release();
    await until(() => at.sent().length > inTime);
    expect(at.sent().length).toBeGreaterThan(inTime);
    // Nothing can be late any more.
    passo.clock.now += 60_000;
    await at.settle();
  }

  test('R2: who left is not in the group, when their joining was given up and is carried out late', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    const [noor] = await at.people(await at.group(named('Sales')), 'noor');
    await overtaking(
      () => at.join(group, noor!),
      () => at.leave(group, noor!),
    );
    expect(at.there(group.name)).toEqual(['anchor']);
  });

  test('R2: who came back is in the group, when their leaving was given up and is carried out late', async () => {
    const group = await at.group(named('Design'));
    const [, noor] = await at.people(group, 'anchor', 'noor');
    // Without another grant their account would be deactivated.
    await at.join(await at.group(named('Sales')), noor!);
    await overtaking(
      () => at.leave(group, noor!),
      () => at.join(group, noor!),
    );
    expect(at.there(group.name)).toEqual(['anchor', 'noor']);
  });

  test('R2: so they are at an SP that refuses to add whom it has, and shows them when it is asked', async () => {
    const group = await at.group(named('Design'));
    const [, noor] = await at.people(group, 'anchor', 'noor');
    await at.join(await at.group(named('Sales')), noor!);
    let refused = 0;
    await overtaking(
      () => at.leave(group, noor!),
      () => {
        at.proxy.rewrite = ({ method, body }) => {
          if (method !== 'PATCH' || !/"add"/i.test(body) || refused > 0) return undefined;
          refused += 1;
          const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
          return { status: 409, body: JSON.stringify({ schemas, status: '409', scimType: 'uniqueness' }) };
        };
        return at.join(group, noor!);
      },
    );
    expect(refused).toBe(1);
    expect(at.there(group.name)).toEqual(['anchor', 'noor']);
  });

  test('R2: so they are when groups were switched off and on again in between', async () => {
    const group = await at.group(named('Design'));
    const [, noor] = await at.people(group, 'anchor', 'noor');
    await at.join(await at.group(named('Sales')), noor!);
    await overtaking(
      () => at.leave(group, noor!),
      async () => {
        await at.join(group, noor!);
        for (const on of [false, true]) await setGroupManagement(at.context, actor, at.application.id, on);
      },
    );
    expect(at.there(group.name)).toEqual(['anchor', 'noor']);
  });

  /** The same by a process that is gone before it could note that its request was given up. */
  async function overtakingTheGone(
    first: () => Promise<unknown>,
    second: () => Promise<unknown>,
    recorded = 0,
  ): Promise<void> {
    await at.settle();
    at.forget();
    let failing = recorded;
    at.proxy.rewrite = ({ method, path }) => {
      if (failing === 0 || method === 'GET' || !path.startsWith('/Groups')) return undefined;
      failing -= 1;
      return { status: 503, body: '' };
    };
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isHeld = false;
    at.proxy.hold = ({ method, path }) => {
      if (failing > 0 || isHeld || method === 'GET' || !path.startsWith('/Groups')) return undefined;
      isHeld = true;
      const lane = at.context.db('lanes').where({ application_id: at.application.id });
      return lane
        .update({ lease_owner: 'gone', lease_until: 0 })
        .then(second)
        .then(() => held);
    };
    const before = await failures();
    await first();
    await until(() => isHeld && at.sent().length > 0);
    expect(await failures()).toBe(before + recorded);
    const inTime = at.sent().length;
    expect(inTime).toBeGreaterThan(0);
    release();
    await until(() => at.sent().length > inTime);
    passo.clock.now += 60_000;
    await at.settle();
  }

  test('R2: who left is not in the group, when a process that is gone had sent their joining', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    const [noor] = await at.people(await at.group(named('Sales')), 'noor');
    await overtakingTheGone(
      () => at.join(group, noor!),
      () => at.leave(group, noor!),
    );
    expect(at.there(group.name)).toEqual(['anchor']);
    expect(await at.link(group)).toMatchObject({ status: 'in-sync' });
    expect((await at.link(group))?.lateUntil).toBeUndefined();
  });

  test('R2: a group has its last name, when a process that is gone had sent another one', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    const name = named('Product design');
    await overtakingTheGone(
      () => updateGroup(at.context, actor, group.id, { name: named('Designers') }),
      () => updateGroup(at.context, actor, group.id, { name }),
    );
    expect(at.sp.groups().map((one) => one.displayName)).toEqual([name]);
  });

  test('R2: nor when a failure before was recorded, and the process was gone with the next try', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    const name = named('Product design');
    await overtakingTheGone(
      () => updateGroup(at.context, actor, group.id, { name: named('Designers') }),
      () => updateGroup(at.context, actor, group.id, { name }),
      1,
    );
    expect(at.sp.groups().map((one) => one.displayName)).toEqual([name]);
  });

  test('R2: nor has it who left, when a failure before was recorded', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    const [noor] = await at.people(await at.group(named('Sales')), 'noor');
    await overtakingTheGone(
      () => at.join(group, noor!),
      () => at.leave(group, noor!),
      1,
    );
    expect(at.there(group.name)).toEqual(['anchor']);
    expect((await at.link(group))?.lateUntil).toBeUndefined();
  });

  test('R17: what a process that is gone had sent is sent again, and changes nothing', async () => {
    const group = await at.group(named('Design'));
    const [, dele] = await at.people(group, 'anchor', 'dele');
    const sales = await at.group(named('Sales'));
    const [noor] = await at.people(sales, 'noor');
    await at.join(sales, dele!);
    await at.settle();
    at.forget();
    const seen: string[] = [];
    at.proxy.hold = ({ method, path }) => {
      if (method !== 'PATCH' || !path.startsWith('/Groups') || seen.length > 0) return undefined;
      const lane = at.context.db('lanes').where({ application_id: at.application.id });
      return lane.update({ lease_owner: 'gone', lease_until: 0 }).then(() => undefined);
    };
    at.proxy.rewrite = ({ method, path }) => {
      if (method === 'PATCH' && path.startsWith('/Groups')) seen.push(JSON.stringify(at.sp.groups()));
      return undefined;
    };
    await changeMembers(at.context, actor, group.id, { add: [noor!.id], remove: [dele!.id] });
    await until(() => seen.length > 1);
    passo.clock.now += 60_000;
    await at.settle();
    expect(at.there(group.name)).toEqual(['anchor', 'noor']);
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen).size).toBe(1);
    const sent = at.sent().map(({ body }) => JSON.stringify(body));
    expect(new Set(sent).size).toBe(1);
    expect(sent).toHaveLength(seen.length);
  });

  /** A group whose creation is kept back from the SP and was given up. `release` lets it be carried out. */
  async function creationGivenUp(): Promise<{ group: Awaited<ReturnType<typeof at.group>>; release: () => void }> {
    const [noor] = await at.people(await at.group(named('Sales')), 'noor');
    const group = await at.group(named('Design'));
    await at.settle();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    at.proxy.hold = ({ method, path }) => (method === 'POST' && path.startsWith('/Groups') ? held : undefined);
    const before = await failures();
    await at.join(group, noor!);
    await until(async () => (await failures()) > before);
    return { group, release };
  }

  test('R2: a list that may be older than a late create does not leave a deleted group', async () => {
    const { group, release } = await creationGivenUp();
    await deleteGroup(at.context, actor, group.id);
    // It is made at the last moment, and a list that lags does not show it yet.
    let looks = 0;
    at.proxy.rewrite = ({ method, path }) => {
      if (method !== 'GET' || !path.startsWith('/Groups')) return undefined;
      looks += 1;
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
      return { status: 200, body: JSON.stringify({ schemas, totalResults: 0, Resources: [] }) };
    };
    passo.clock.now += 3_001;
    release();
    await until(() => looks > 0 && at.sp.groups().some(({ displayName }) => displayName === group.name));
    at.proxy.rewrite = () => undefined;
    passo.clock.now += 10_000;
    await at.settle();
    expect(at.sp.groups().map(({ displayName }) => displayName)).not.toContain(group.name);
  });

  test('R2: waiting for what may be late is no attempt', async () => {
    const { group, release } = await creationGivenUp();
    const looks = at.sent(true).length;
    await until(() => at.sent(true).length >= looks + 4);
    const marks = (await listGroupMarks(at.context.db, at.application.id)).filter(
      ({ groupId }) => groupId === group.id,
    );
    expect(marks).toMatchObject([{ attempts: 0, parked: false }]);
    release();
    passo.clock.now += 60_000;
    await at.settle();
    expect(at.there(group.name)).toEqual(['noor']);
  });

  test('R2: a group has its last name, when one before was given up and is carried out late', async () => {
    const group = await at.group(named('Design'));
    await at.people(group, 'anchor');
    const name = named('Product design');
    await overtaking(
      () => updateGroup(at.context, actor, group.id, { name: named('Designers') }),
      () => updateGroup(at.context, actor, group.id, { name }),
    );
    expect(at.sp.groups().map((one) => one.displayName)).toEqual([name]);
  });

  test('R2: a group that was deleted is not there, when its creation was given up and is carried out late', async () => {
    const sales = await at.group(named('Sales'));
    const [noor] = await at.people(sales, 'noor');
    const group = await at.group(named('Design'));
    await overtaking(
      () => at.join(group, noor!),
      () => deleteGroup(at.context, actor, group.id),
    );
    expect(at.sp.groups().map((one) => one.displayName)).toEqual([sales.name]);
  });

  test('R2: there is one group, when its creation was given up, is carried out late and names need not be unique', async () => {
    const sales = await at.group(named('Sales'));
    const [noor] = await at.people(sales, 'noor');
    const group = await at.group(named('Design'));
    at.sp.setDefects({ allowTwins: true });
    await overtaking(
      () => at.join(group, noor!),
      () => Promise.resolve(),
    );
    expect(at.sp.groups().map((one) => one.displayName)).toEqual([sales.name, group.name]);
  });
}
