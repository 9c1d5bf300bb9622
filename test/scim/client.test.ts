import { makeScimClient, type ScimClient } from '../../src/scim/client';
import type { UserChange } from '../../src/scim/client-types';
import type { ScimAnswer, ScimRequest } from '../../src/scim/transport';
import { ENTERPRISE_USER_SCHEMA, ERROR_SCHEMA, USER_SCHEMA } from '../../src/scim/schemas';

type Reply = Partial<ScimAnswer> & { status: number };

function clientOf(reply: (request: ScimRequest) => Reply): { client: ScimClient; requests: ScimRequest[] } {
  const requests: ScimRequest[] = [];
  const client = makeScimClient({
    label: 'Robin',
    now: () => 0,
    transport: (request) => {
      requests.push(request);
      return Promise.resolve({ kind: 'answer', headers: {}, json: undefined, tookMs: 1, ...reply(request) });
    },
  });
  return { client, requests };
}

const TITLE: UserChange = { operations: [{ op: 'replace', path: 'title', value: 'x' }], whole: { title: 'x' } };

function listOf(...resources: object[]): Reply {
  return { status: 200, json: { totalResults: resources.length, Resources: resources } };
}

describe('the SCIM client', () => {
  test('RFC 7644 section 3.3: a new account names the schemas it uses', async () => {
    const { client, requests } = clientOf(() => ({ status: 201, json: { id: '7' } }));
    const attributes = { userName: 'p', [ENTERPRISE_USER_SCHEMA]: { department: 'R' } };
    expect(await client.createUser(attributes)).toMatchObject({ kind: 'ok', value: { id: '7' } });
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/Users',
      body: { schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], ...attributes },
    });
  });

  test.each([{}, { id: '' }, { id: null }, { id: '..' }, { id: 2 ** 53 }, { id: 1.5 }, [], 'x'])(
    'a 201 with %p is no SCIM',
    async (json) => {
      const { client } = clientOf(() => ({ status: 201, json }));
      expect((await client.createUser({ userName: 'p' })).kind).toBe('not-scim');
    },
  );

  test('A13 an id is percent-encoded in the path', async () => {
    const id = '../Groups/1?x=#é ';
    const { client, requests } = clientOf(() => ({ status: 200, json: { id } }));
    expect((await client.getUser(id)).kind).toBe('ok');
    expect(requests[0]?.path).toBe('/Users/..%2FGroups%2F1%3Fx%3D%23%C3%A9%20');
  });

  test.each(['.', '..', ''])('A13 the id %p is never put in a path', async (id) => {
    const { client, requests } = clientOf(() => ({ status: 200, json: { id } }));
    await expect(async () => client.getUser(id)).rejects.toThrow('can not stand in an address');
    expect(requests).toEqual([]);
  });

  test('an answer about another account is not taken for this one', async () => {
    const { client } = clientOf(() => ({ status: 200, json: { id: '8' } }));
    expect((await client.getUser('7')).kind).toBe('not-scim');
    expect((await client.changeUser('7', TITLE)).kind).toBe('not-scim');
  });

  test('a PATCH may be answered with nothing', async () => {
    const { client } = clientOf(() => ({ status: 204 }));
    expect(await client.changeUser('7', TITLE)).toMatchObject({ kind: 'ok', value: undefined });
  });

  test('accounts are found without case, and the filter is quoted', async () => {
    const { client, requests } = clientOf(() => listOf({ id: '7', userName: 'PRIYA"' }));
    expect(await client.findUsersByUserName('priya"')).toMatchObject({ kind: 'ok', value: [{ id: '7' }] });
    expect(decodeURIComponent(requests[0]?.path ?? '')).toContain(String.raw`filter=userName eq "priya\""&`);
  });

  test('A-07 an SP that ignores filters does not hand out the wrong account, and its pages are searched', async () => {
    const everybody = Array.from({ length: 250 }, (_, place) => ({ id: `${place}`, userName: `user${place}` }));
    const { client } = clientOf(({ path }) => {
      const start = Number(/startIndex=(\d+)/.exec(path)?.[1]);
      return { status: 200, json: { totalResults: 250, Resources: everybody.slice(start - 1, start + 99) } };
    });
    expect(await client.findUsersByUserName('user222')).toMatchObject({ kind: 'ok', value: [{ id: '222' }] });
    expect(await client.findUsersByUserName('nobody')).toMatchObject({ kind: 'ok', value: [] });
  });

  test('A-07 an SP that ignores filters and repeats its first page is not believed to have nobody', async () => {
    const { client } = clientOf(() => ({
      status: 200,
      json: { totalResults: 9, Resources: [{ id: '1', userName: 'x' }] },
    }));
    expect((await client.findUsersByUserName('priya')).kind).toBe('unsupported');
  });

  test('a SCIM 404 to a search means nobody; another 404 means there is no service', async () => {
    const scim = clientOf(() => ({ status: 404, json: { schemas: [ERROR_SCHEMA], status: '404' } }));
    expect(await scim.client.findUsersByUserName('p')).toMatchObject({ kind: 'ok', value: [] });
    const other = clientOf(() => ({ status: 404, json: { message: 'no Route matched' } }));
    expect((await other.client.findUsersByUserName('p')).kind).toBe('not-scim');
  });

  test('an unreadable ServiceProviderConfig means nothing is supported', async () => {
    const { client } = clientOf(() => ({ status: 200, json: { patch: 'yes' } }));
    expect(await client.readServiceProviderConfig()).toMatchObject({
      kind: 'ok',
      value: { patch: false, filter: false },
    });
  });
});
