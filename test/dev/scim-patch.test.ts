import type { Simulator } from '../../src/dev/simulator/types';

import { create, ENTERPRISE, GROUP, patch, PATCH_OP, scim, start, stopAll, USER } from './support';

let simulator: Simulator;
let id: string;

const ADA = {
  schemas: [USER, ENTERPRISE],
  userName: 'ada',
  title: 'Lead',
  name: { givenName: 'Ada', familyName: 'Brook' },
  emails: [
    { value: 'ada@fernhill.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  [ENTERPRISE]: { department: 'Sales' },
};

beforeEach(async () => {
  simulator = await start();
  id = await create(simulator, '/Users', ADA);
});
afterEach(stopAll);

describe('what PATCH changes (RFC 7644 section 3.5.2)', () => {
  it.each<[string, unknown, Record<string, unknown>]>([
    ['replaces an attribute', { op: 'replace', path: 'title', value: 'Head' }, { title: 'Head' }],
    ['adds an attribute', { op: 'add', path: 'nickName', value: 'A' }, { nickName: 'A' }],
    ['replaces one that is not there yet', { op: 'replace', path: 'nickName', value: 'A' }, { nickName: 'A' }],
    [
      'changes one sub-attribute and leaves its sisters',
      { op: 'replace', path: 'name.givenName', value: 'Eva' },
      { name: { givenName: 'Eva', familyName: 'Brook' } },
    ],
    [
      'merges into a complex attribute (section 3.5.2.3)',
      { op: 'replace', path: 'name', value: { middleName: 'M' } },
      { name: { givenName: 'Ada', familyName: 'Brook', middleName: 'M' } },
    ],
    [
      'changes the value a filter selects',
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a.b@fernhill.example' },
      { emails: [{ ...ADA.emails[0], value: 'a.b@fernhill.example' }, ADA.emails[1]] },
    ],
    [
      'replaces the whole value a filter selects',
      { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'new@home.example' } },
      { emails: [ADA.emails[0], { value: 'new@home.example' }] },
    ],
    [
      'replaces a whole list',
      { op: 'replace', path: 'emails', value: [{ value: 'x@y.example' }] },
      { emails: [{ value: 'x@y.example' }] },
    ],
    [
      'appends to a list, and only what is new',
      { op: 'add', path: 'emails', value: [ADA.emails[1], { value: 'o@p.example', type: 'other' }] },
      { emails: [...ADA.emails, { value: 'o@p.example', type: 'other' }] },
    ],
    [
      'takes primary from the others when a new one gets it',
      { op: 'add', path: 'emails', value: [{ value: 'o@p.example', primary: true }] },
      { emails: [{ ...ADA.emails[0], primary: false }, ADA.emails[1], { value: 'o@p.example', primary: true }] },
    ],
    [
      'changes an attribute of the enterprise extension',
      { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Support' },
      { [ENTERPRISE]: { department: 'Support' } },
    ],
    [
      'changes a sub-attribute of the enterprise extension',
      { op: 'add', path: `${ENTERPRISE}:manager.value`, value: '42' },
      { [ENTERPRISE]: { department: 'Sales', manager: { value: '42' } } },
    ],
    [
      'takes an object without a path, the extension included',
      { op: 'replace', value: { title: 'Head', active: false, [ENTERPRISE]: { costCenter: '9' } } },
      { title: 'Head', active: false, [ENTERPRISE]: { department: 'Sales', costCenter: '9' } },
    ],
    [
      'takes a full name as key without a path',
      { op: 'add', value: { [`${ENTERPRISE}:division`]: 'North' } },
      { [ENTERPRISE]: { department: 'Sales', division: 'North' } },
    ],
    ['knows names without regard to case', { op: 'replace', path: 'TITLE', value: 'Head' }, { title: 'Head' }],
    ['removes what a filter selects', { op: 'remove', path: 'emails[type eq "home"]' }, { emails: [ADA.emails[0]] }],
    ['removes a sub-attribute', { op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Brook' } }],
  ])('%s', async (_name, operation, expected) => {
    const answer = await scim(simulator, 'PATCH', `/Users/${id}`, patch(operation));
    expect(answer.status).toBe(200);
    for (const [key, value] of Object.entries(expected)) expect(answer.json[key]).toEqual(value);
    expect(answer.json).toMatchObject({ userName: 'ada', meta: { version: 'W/"2"' } });
  });

  it.each([
    ['an attribute', { op: 'remove', path: 'title' }, 'title'],
    ['an extension that gets empty', { op: 'remove', path: `${ENTERPRISE}:department` }, ENTERPRISE],
    ['a list', { op: 'remove', path: 'emails' }, 'emails'],
    ['a value replaced by null (RFC 7643 section 2.5)', { op: 'replace', path: 'title', value: null }, 'title'],
  ])('removes %s', async (_name, operation, key) => {
    const answer = await scim(simulator, 'PATCH', `/Users/${id}`, patch(operation));
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json)).not.toContain(key);
  });

  it('leaves version and time alone when nothing changes', async () => {
    const answer = await scim(
      simulator,
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'title', value: 'Lead' }),
    );
    expect(answer.json).toMatchObject({ meta: { version: 'W/"1"' } });
  });

  it('sets a password without keeping or recording it', async () => {
    const secrets = ['hunter2-path', 'hunter2-object'];
    const answer = await scim(
      simulator,
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'password', value: secrets[0] }, { op: 'replace', value: { password: secrets[1] } }),
    );
    expect(answer.status).toBe(200);
    expect(simulator.accounts()[0]?.hasPassword).toBe(true);
    expect(answer.text + JSON.stringify([simulator.requests, simulator.accounts()])).not.toContain('hunter2');
  });
});

describe('what PATCH refuses', () => {
  it.each<[string, unknown, string]>([
    ['a filter that selects nothing', { op: 'replace', path: 'emails[type eq "x"].value', value: 'a' }, 'noTarget'],
    ['remove without a path', { op: 'remove' }, 'noTarget'],
    ['remove with a value', { op: 'remove', path: 'emails', value: [{ value: 'x' }] }, 'invalidValue'],
    ['an unknown attribute', { op: 'add', path: 'nothing', value: 'x' }, 'invalidPath'],
    ['an unknown sub-attribute', { op: 'add', path: 'name.nothing', value: 'x' }, 'invalidPath'],
    [
      'a filter on a single value',
      { op: 'add', path: 'name[givenName eq "Ada"].familyName', value: 'x' },
      'invalidPath',
    ],
    ['a bracket that stays open', { op: 'add', path: 'emails[type eq "work".value', value: 'x' }, 'invalidPath'],
    ['a broken filter', { op: 'add', path: 'emails[type is "work"].value', value: 'x' }, 'invalidFilter'],
    ['a read-only attribute', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['the groups of a user', { op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability'],
    ['removing the user name', { op: 'remove', path: 'userName' }, 'mutability'],
    ['emptying the user name', { op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
    ['a text for a boolean', { op: 'replace', path: 'active', value: 'False' }, 'invalidValue'],
    ['a capitalised op', { op: 'Replace', path: 'title', value: 'x' }, 'invalidSyntax'],
    ['an unknown op', { op: 'move', path: 'title' }, 'invalidSyntax'],
    ['a dotted key without a path', { op: 'replace', value: { 'name.givenName': 'x' } }, 'invalidSyntax'],
    ['no value', { op: 'replace', path: 'title' }, 'invalidValue'],
    ['a text without a path', { op: 'replace', value: 'x' }, 'invalidValue'],
    ['the prototype as a path', { op: 'add', path: '__proto__.x', value: 'x' }, 'invalidPath'],
  ])('%s', async (_name, operation, scimType) => {
    const good = { op: 'replace', path: 'title', value: 'Changed' };
    const answer = await scim(simulator, 'PATCH', `/Users/${id}`, patch(good, operation));
    expect(answer.json).toMatchObject({ status: '400', scimType });
    // All or nothing: the good operation before the bad one has not happened.
    expect(simulator.accounts()[0]?.attributes).toMatchObject({ title: 'Lead', userName: 'ada' });
  });

  it.each<[string, unknown]>([
    ['a body without the PatchOp schema', { Operations: [{ op: 'remove', path: 'title' }] }],
    ['no operations', { schemas: [PATCH_OP], Operations: [] }],
    ['operations that are no list', { schemas: [PATCH_OP], Operations: { op: 'remove', path: 'title' } }],
  ])('%s', async (_name, body) => {
    expect((await scim(simulator, 'PATCH', `/Users/${id}`, body)).json).toMatchObject({ scimType: 'invalidSyntax' });
  });

  it('the user name of somebody else, with 409', async () => {
    await create(simulator, '/Users', { schemas: [USER], userName: 'bob' });
    const answer = await scim(
      simulator,
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'replace', path: 'userName', value: 'BOB' }),
    );
    expect(answer.json).toMatchObject({ status: '409', scimType: 'uniqueness' });
  });
});

describe('group members', () => {
  let bob: string;
  let group: string;
  const names = async (): Promise<unknown> => {
    const read = await scim(simulator, 'GET', `/Groups/${group}`);
    const members = (read.json['members'] ?? []) as unknown as { value: string }[];
    return members.map((member) => member.value);
  };
  beforeEach(async () => {
    bob = await create(simulator, '/Users', { schemas: [USER], userName: 'bob' });
    group = await create(simulator, '/Groups', { schemas: [GROUP], displayName: 'Sales', members: [{ value: id }] });
  });

  it('are added once, removed one by one, replaced and cleared', async () => {
    const send = (operation: unknown) => scim(simulator, 'PATCH', `/Groups/${group}`, patch(operation));
    await send({ op: 'add', path: 'members', value: [{ value: bob }, { value: id }] });
    expect(await names()).toEqual([id, bob]);
    await send({ op: 'remove', path: `members[value eq "${id}"]` });
    expect(await names()).toEqual([bob]);
    await send({ op: 'replace', path: 'members', value: [{ value: id }] });
    expect(await names()).toEqual([id]);
    await send({ op: 'remove', path: 'members' });
    expect(await names()).toEqual([]);
  });

  it('are not taken when one of them does not exist', async () => {
    const operation = { op: 'add', path: 'members', value: [{ value: bob }, { value: 'ghost' }] };
    const answer = await scim(simulator, 'PATCH', `/Groups/${group}`, patch(operation));
    expect(answer.json).toMatchObject({ scimType: 'invalidValue' });
    expect(await names()).toEqual([id]);
  });
});
