import type { Simulator } from '../../src/dev/simulator/types';
import type { ScimClient } from '../../src/scim/client-types';
import { makeScimClient } from '../../src/scim/client';
import { DEFAULT_FACTS, type ScimFacts } from '../../src/scim/facts';
import { formOf } from '../../src/scim/dialect/form';
import { nextForm } from '../../src/scim/dialect/lessons';
import type { Outcome } from '../../src/scim/outcome';
import type { PatchOperation } from '../../src/scim/patch';
import { ENTERPRISE_USER_SCHEMA, type ScimAttributes } from '../../src/scim/schemas';
import { SecretText } from '../../src/core/secret-text';
import { scim, start, stopAll } from '../dev/support';
import { loopbackAgent, transportTo } from '../net/servers';

const agent = loopbackAgent();
afterEach(stopAll);
afterAll(() => agent.close());

function clientOf(sp: Simulator, facts?: ScimFacts): { client: ScimClient; learnt: Partial<ScimFacts> } {
  const learnt: Partial<ScimFacts> = {};
  const client = makeScimClient({
    transport: transportTo(sp.scimBaseUrl, agent, { token: new SecretText(sp.token) }),
    label: 'Robin',
    now: Date.now,
    onFact: (news) => Object.assign(learnt, news),
    ...(facts === undefined ? {} : { facts }),
  });
  return { client, learnt };
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== 'ok')
    throw new Error(`${outcome.kind}: ${outcome.sentence} ${JSON.stringify(outcome.exchange)}`);
  return outcome.value;
}

const PRIYA: ScimAttributes = {
  userName: 'Priya.Kaul',
  name: { givenName: 'Priya', familyName: 'Kaul' },
  emails: [{ value: 'priya@fernhill.example', type: 'work', primary: true }],
  title: 'Clerk',
  active: true,
  [ENTERPRISE_USER_SCHEMA]: { department: 'Sales', employeeNumber: '7' },
};

/** Everything Passo does to one person and one group; what the SP holds at the end is told by the SP itself. */
async function liveThrough(client: ScimClient): Promise<void> {
  const whole = { ...PRIYA, title: 'Head of Sales', name: { givenName: 'Priya', familyName: 'Kaul-Shah' } };
  const { id } = valueOf(await client.createUser(PRIYA));
  const change = async (operations: PatchOperation[], as: ScimAttributes): Promise<void> => {
    valueOf(await client.changeUser(id, { operations, whole: as }));
  };
  await change(
    [
      { op: 'replace', path: 'name.familyName', value: 'Kaul-Shah' },
      { op: 'replace', path: 'title', value: 'Head of Sales' },
      { op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Trade' },
      { op: 'remove', path: `${ENTERPRISE_USER_SCHEMA}:employeeNumber` },
    ],
    { ...whole, [ENTERPRISE_USER_SCHEMA]: { department: 'Trade' } },
  );
  const now = { ...whole, [ENTERPRISE_USER_SCHEMA]: { department: 'Trade' } };
  await change([{ op: 'replace', path: 'active', value: false }], { ...now, active: false });
  await change([{ op: 'replace', path: 'active', value: true }], now);
  expect(valueOf(await client.findUsersByUserName('Priya.Kaul')).map((one) => one.id)).toEqual([id]);
  expect(valueOf(await client.findUsersByUserName('nobody'))).toEqual([]);

  const other = valueOf(await client.createUser({ userName: 'omar', active: true })).id;
  const group = valueOf(await client.createGroup('Sales', [id])).id;
  valueOf(await client.changeMembers(group, { add: [other], remove: [] }));
  valueOf(await client.changeMembers(group, { add: [], remove: [id] }));
  valueOf(await client.renameGroup(group, 'Trade'));
  expect(valueOf(await client.findGroupsByName('trade')).map((one) => one.id)).toEqual([group]);
  await change([{ op: 'replace', path: 'active', value: false }], { ...now, active: false });
}

function expectEnd(sp: Simulator, without: readonly string[] = []): void {
  const account = sp.account('Priya.Kaul');
  const expected: Record<string, unknown> = {
    userName: 'Priya.Kaul',
    name: { givenName: 'Priya', familyName: 'Kaul-Shah' },
    title: 'Head of Sales',
    [ENTERPRISE_USER_SCHEMA]: { department: 'Trade' },
  };
  for (const name of without) delete expected[name];
  expect(account?.attributes).toMatchObject(expected);
  for (const name of without) expect(account?.attributes).not.toHaveProperty([name]);
  expect(account?.active).toBe(false);
  expect(JSON.stringify(account?.attributes)).not.toContain('employeeNumber');
  expect(sp.groups()).toMatchObject([{ displayName: 'Trade', members: [sp.account('omar')?.id] }]);
}

type Defects = Parameters<Simulator['setDefects']>[0];

describe('S1 each way of an SP is learnt from its answers, and then taken at once', () => {
  const cases: [string, Defects, Partial<ScimFacts>][] = [
    ['as RFC 7644 says', {}, {}],
    ['no PATCH (405)', { noPatch: '405' }, { change: 'put', members: 'put' }],
    ['no PATCH (501)', { noPatch: '501' }, { change: 'put', members: 'put' }],
    ['PATCH without paths only', { pathlessOnly: true }, { change: 'patch-no-path' }],
    ['Add, Replace and Remove', { opCase: 'title' }, { opCase: 'title' }],
    ['texts for booleans', { stringBooleans: true }, { booleans: 'text' }],
    [
      'texts for booleans, in title case',
      { stringBooleans: true, opCase: 'title' },
      { booleans: 'text', opCase: 'title' },
    ],
    ['texts for booleans, without paths', { stringBooleans: true, pathlessOnly: true }, { booleans: 'text' }],
    ['texts for booleans, by PUT', { stringBooleans: true, noPatch: '501' }, { booleans: 'text', change: 'put' }],
    ['an attribute it does not know', { refuseAttributes: 'title' }, { unknownAttributes: ['title'] }],
    ['If-Match required', { ifMatchRequired: true }, { etag: 'required' }],
    ['If-Match required, and PUT', { ifMatchRequired: true, noPatch: '405' }, { etag: 'required', change: 'put' }],
    ['no excludedAttributes', { noExcluded: true }, { excludesMembers: false }],
    ['no body after PATCH', { emptyAnswers: true }, {}],
    ['no body after PATCH, in title case', { emptyAnswers: true, opCase: 'title' }, { opCase: 'title' }],
    ['no body after POST', { emptyCreates: true }, {}],
    ['no filters (400)', { noFilter: '400' }, { filter: 'none' }],
    ['no filters (501)', { noFilter: '501' }, { filter: 'none' }],
    ['filters ignored', { ignoreFilter: true }, {}],
    ['members removed by value', { memberRemovalByValue: true }, { memberRemoval: 'value' }],
    ['members by PUT only', { noMemberPatch: true }, { members: 'put' }],
    ['totals of 0', { untrueTotals: 'zero' }, { totals: 'untrue' }],
    ['ids that need care', { oddIds: true }, {}],
    ['pages by cursor', { cursorOnly: true }, {}],
  ];
  test.each(cases)('%s', async (_, defects, facts) => {
    const without = facts.unknownAttributes ?? [];
    const sp = await start({ defects });
    const { client, learnt } = clientOf(sp);
    await liveThrough(client);
    expectEnd(sp, without);
    expect(learnt).toMatchObject(facts);
    expect(client.facts()).toMatchObject(facts);

    const again = await start({ defects });
    const second = clientOf(again, { ...DEFAULT_FACTS, ...learnt });
    await liveThrough(second.client);
    expectEnd(again, without);
    expect(second.learnt).toEqual({});
    const refused = again.requests.filter(({ status }) => status >= 400);
    expect(refused.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([]);
  });
});

describe('PUT never takes away what Passo does not send (RFC 7644 section 3.5.1)', () => {
  test('values of the SP’s own stay, and If-Match keeps a change in between', async () => {
    const sp = await start({ defects: { noPatch: '405' } });
    const { client } = clientOf(sp);
    const { id } = valueOf(await client.createUser(PRIYA));
    const own = { ...PRIYA, nickName: 'Pri', preferredLanguage: 'pa', timezone: 'Asia/Kolkata' };
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE_USER_SCHEMA];
    expect((await scim(sp, 'PUT', `/Users/${id}`, { schemas, ...own })).status).toBe(200);
    const change: PatchOperation[] = [{ op: 'replace', path: 'title', value: 'Lead' }];
    valueOf(await client.changeUser(id, { operations: change, whole: { ...PRIYA, title: 'Lead' } }));
    expect(sp.account('Priya.Kaul')?.attributes).toMatchObject({
      nickName: 'Pri',
      preferredLanguage: 'pa',
      title: 'Lead',
    });
    expect(sp.account('Priya.Kaul')?.attributes).toMatchObject({ emails: PRIYA['emails'] });
  });
});

describe('groups', () => {
  test.each([undefined, '400'] as const)(
    'M-110 a piece that is too large (%p) is told, and the fact learnt',
    async (status) => {
      const defects = { memberLimit: 20, ...(status === undefined ? {} : { memberLimitStatus: status }) };
      const sp = await start({ defects });
      const { client, learnt } = clientOf(sp);
      const ids: string[] = [];
      for (let place = 0; place < 30; place += 1) {
        ids.push(valueOf(await client.createUser({ userName: `user${place}`, active: true })).id);
      }
      const group = valueOf(await client.createGroup('Big', [])).id;
      const refused = await client.changeMembers(group, { add: ids, remove: [] });
      expect(refused).toMatchObject({ kind: 'rejected', exchange: { status: status === undefined ? 413 : 400 } });
      expect(learnt).toEqual({ memberPiece: 20 });
      valueOf(await client.changeMembers(group, { add: ids.slice(0, 20), remove: [] }));
      valueOf(await client.changeMembers(group, { add: ids.slice(20), remove: [] }));
      expect(sp.groups()[0]?.members).toHaveLength(30);
      expect(learnt).toEqual({ memberPiece: 20 });
    },
  );

  test('one member of a large group is one PATCH with one member, and hides nothing from the group it changes', async () => {
    const sp = await start();
    const { client } = clientOf(sp);
    const { id } = valueOf(await client.createUser({ userName: 'omar', active: true }));
    const group = valueOf(await client.createGroup('Big', [])).id;
    const before = sp.requests.length;
    valueOf(await client.changeMembers(group, { add: [id], remove: [] }));
    expect(sp.requests.slice(before)).toMatchObject([{ method: 'PATCH' }]);
    // There are SPs that keep what they would have answered: a PATCH without members takes them all away.
    expect(sp.requests[before]?.path).not.toContain('excludedAttributes');
  });

  test('a removal of who is no member teaches nothing', async () => {
    const sp = await start();
    const { client, learnt } = clientOf(sp);
    const group = valueOf(await client.createGroup('Few', [])).id;
    await client.changeMembers(group, { add: [], remove: ['nobody'] });
    expect(learnt).toEqual({});
  });
});

describe('what is deleted', () => {
  test.each([
    [{}, 'ok', {}],
    [{ ifMatchRequired: true }, 'ok', { etag: 'required' }],
    [{ noDelete: true }, 'unsupported', { deletion: 'refused' }],
  ] as [Defects, string, Partial<ScimFacts>][])('S1 with %j', async (defects, kind, facts) => {
    const sp = await start({ defects });
    const { client, learnt } = clientOf(sp);
    for (let round = 0; round < 2; round += 1) {
      const { id } = valueOf(await client.createUser({ userName: `user${round}`, active: true }));
      expect((await client.deleteUser(id)).kind).toBe(kind);
      if (kind === 'ok') expect((await client.deleteUser(id)).kind).toBe('gone');
    }
    expect(learnt).toEqual(facts);
  });

  test('a password as the first change of an SP without PATCH is taken as sent, though it is never shown', async () => {
    const sp = await start({ defects: { noPatch: '405' } });
    const { client, learnt } = clientOf(sp);
    const { id } = valueOf(await client.createUser(PRIYA));
    const password = ['made', 'for', 'this', 'test', '7'].join('-');
    const outcome = await client.changeUser(id, {
      operations: [{ op: 'replace', path: 'password', value: password }],
      whole: {},
    });
    expect(outcome.kind).toBe('ok');
    expect(JSON.stringify(outcome)).not.toContain(password);
    expect(sp.account('Priya.Kaul')).toMatchObject({ hasPassword: true, attributes: { title: 'Clerk' } });
    expect(learnt).toEqual({ change: 'put' });
  });
});

describe('a value that is refused is no reason to leave its attribute out', () => {
  test.each([
    'department "Trade" is not allowed',
    'title not found',
    'The title is required',
    'userName is unknown',
    'title must be one of a, b',
  ])('%s', (detail) => {
    const paths = ['title', 'userName', `${ENTERPRISE_USER_SCHEMA}:department`];
    const attempt = { verb: 'patch', paths, removes: false, explore: false } as const;
    expect(nextForm(formOf(DEFAULT_FACTS), attempt, { status: 400, scimType: '', detail })).toBeUndefined();
  });

  test.each([
    ['Unknown attribute department', `${ENTERPRISE_USER_SCHEMA}:department`],
    ['title is not a known attribute', 'title'],
    [`Attribute ${ENTERPRISE_USER_SCHEMA}:department is not supported`, `${ENTERPRISE_USER_SCHEMA}:department`],
    ['Additional properties are not allowed: title', 'title'],
  ])('but %s', (detail, unknown) => {
    const paths = ['title', 'userName', `${ENTERPRISE_USER_SCHEMA}:department`];
    const attempt = { verb: 'patch', paths, removes: false, explore: false } as const;
    expect(nextForm(formOf(DEFAULT_FACTS), attempt, { status: 400, scimType: '', detail })?.unknown).toEqual([unknown]);
  });
});

describe('lists', () => {
  async function filled(defects: Defects, count = 35): Promise<Simulator> {
    const sp = await start();
    for (let place = 0; place < count; place += 1) await scim(sp, 'POST', '/Users', user(place));
    sp.setDefects(defects);
    return sp;
  }
  function user(place: number): object {
    return { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `user${place}` };
  }
  async function listed(client: ScimClient): Promise<{ count: number; complete: boolean }> {
    let count = 0;
    let complete = false;
    for await (const part of client.listUsers()) {
      const { resources, complete: more } = valueOf(part);
      count += resources.length;
      complete = more;
    }
    return { count, complete };
  }

  test.each([
    ['as RFC 7644 says', {}],
    ['small pages', { pageCap: 10 }],
    ['totals of 0', { untrueTotals: 'zero', pageCap: 10 }],
    ['totals of one page', { untrueTotals: 'page', pageCap: 10 }],
    ['cursors (RFC 9865)', { cursorOnly: true, pageCap: 10 }],
  ] as [string, Defects][])('X3 all accounts are read: %s', async (_, defects) => {
    const sp = await filled(defects);
    const { client, learnt } = clientOf(sp);
    expect(await listed(client)).toEqual({ count: 35, complete: true });
    expect(await listed(clientOf(sp, { ...DEFAULT_FACTS, ...learnt }).client)).toEqual({ count: 35, complete: true });
  });

  test('an SP that knows no cursors, asked by cursor, is read by index', async () => {
    const sp = await filled({ pageCap: 10 });
    expect(await listed(clientOf(sp, { ...DEFAULT_FACTS, paging: 'cursor' }).client)).toEqual({
      count: 35,
      complete: true,
    });
  });

  test('a list that is cut off after its first page does not pass for whole', async () => {
    const { client } = clientOf(await filled({ firstPageOnly: true, pageCap: 10 }));
    expect(await listed(client)).toEqual({ count: 10, complete: false });
  });

  test('a filter that tells upper from lower case is learnt when a name turns out to be taken', async () => {
    const sp = await filled({ caseSensitive: true }, 1);
    const { client, learnt } = clientOf(sp);
    expect(valueOf(await client.findUsersByUserName('USER0'))).toEqual([]);
    sp.setDefects({});
    expect((await client.createUser({ userName: 'USER0' })).kind).toBe('conflict');
    sp.setDefects({ caseSensitive: true });
    expect(valueOf(await client.findUsersByUserName('USER0'))).toHaveLength(1);
    expect(learnt).toEqual({ filter: 'case-sensitive' });
  });
});
