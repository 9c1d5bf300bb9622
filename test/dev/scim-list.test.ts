import fc from 'fast-check';

import { readFilter } from '../../src/dev/simulator/scim/filter';
import { ScimError } from '../../src/dev/simulator/scim/error';
import type { Simulator } from '../../src/dev/simulator/types';

import { create, ENTERPRISE, GROUP, scim, start, stopAll, user, USER } from './support';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await start();
  await create(simulator, '/Users', {
    ...user('Ada@Fernhill.example', { externalId: 'E-1', displayName: 'Ada', title: 'Lead' }),
    emails: [
      { value: 'ada@fernhill.example', type: 'work' },
      { value: 'ada@home.example', type: 'home' },
    ],
  });
  await create(simulator, '/Users', user('bob', { externalId: 'e-1', displayName: 'Say "hi"', active: false }));
  await create(simulator, '/Users', {
    schemas: [USER, ENTERPRISE],
    userName: 'cleo',
    [ENTERPRISE]: { department: 'Sales' },
  });
  await create(simulator, '/Groups', { schemas: [GROUP], displayName: 'Sales Team' });
});
afterAll(stopAll);

async function find(filter: string, path = '/Users'): Promise<unknown> {
  const answer = await scim(simulator, 'GET', `${path}?filter=${encodeURIComponent(filter)}`);
  if (answer.status !== 200) return answer.json['scimType'];
  const resources = answer.json['Resources'] as unknown as { userName?: string; displayName?: string }[];
  return resources.map((resource) => resource.userName ?? resource.displayName);
}

describe('filters (RFC 7644 section 3.4.2.2)', () => {
  it.each<[string, string[]]>([
    ['userName eq "ADA@fernhill.example"', ['Ada@Fernhill.example']],
    ['USERNAME EQ "bob"', ['bob']],
    ['externalId eq "e-1"', ['bob']],
    ['externalId eq "E-1"', ['Ada@Fernhill.example']],
    ['emails.value eq "ada@home.example"', ['Ada@Fernhill.example']],
    ['emails eq "ada@home.example"', ['Ada@Fernhill.example']],
    ['emails[type eq "work" and value co "@fernhill"]', ['Ada@Fernhill.example']],
    ['emails[type eq "work" and value co "@home"]', []],
    ['displayName eq "Say \\"hi\\""', ['bob']],
    ['active eq false', ['bob']],
    ['active eq "false"', []],
    ['title pr', ['Ada@Fernhill.example']],
    ['not (title pr)', ['bob', 'cleo']],
    ['userName sw "c" or userName ew "B"', ['bob', 'cleo']],
    ['(userName eq "bob" or userName eq "cleo") and active eq true', ['cleo']],
    ['userName eq "bob" or userName eq "cleo" and active eq true', ['bob', 'cleo']],
    ['userName ne "bob" and externalId pr', ['Ada@Fernhill.example']],
    [`${ENTERPRISE}:department eq "sales"`, ['cleo']],
    [`${USER}:userName eq "bob"`, ['bob']],
    ['userName eq ""', []],
  ])('%s', async (filter, expected) => {
    expect(await find(filter)).toEqual(expected);
  });

  it('finds a group by its name without regard to case', async () => {
    expect(await find('displayName eq "sales team"', '/Groups')).toEqual(['Sales Team']);
  });

  it('finds by id', async () => {
    const id = simulator.accounts()[1]?.id ?? '';
    expect(await find(`id eq "${id}"`)).toEqual(['bob']);
    expect(await find(`id eq "${id.toUpperCase()}"`)).toEqual([]);
  });

  it.each([
    'userName',
    'userName eq',
    'userName eq bob',
    'userName gt "a"',
    'nothing eq "a"',
    'userName eq "a" and',
    '(userName eq "a"',
    'userName eq "a") or id pr',
    'userName eq "a" id eq "b"',
    'emails[type eq "work"',
    'emails[nothing eq "work"]',
    'userName eq "a" or nothing eq "b"',
    '',
  ])('refuses %j with invalidFilter', async (filter) => {
    expect(await find(filter)).toBe('invalidFilter');
  });

  it('refuses deep nesting instead of running out of stack', () => {
    expect(() => readFilter(`${'('.repeat(5000)}id pr${')'.repeat(5000)}`)).toThrow(ScimError);
  });

  it('reads any text or refuses it with a ScimError, and a quoted text never leaves its quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          readFilter(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
        expect(readFilter(`userName eq ${JSON.stringify(text)}`)).toEqual({
          kind: 'compare',
          name: 'userName',
          op: 'eq',
          value: text,
        });
      }),
    );
  });
});

describe('paging (RFC 7644 section 3.4.2.4)', () => {
  it.each<[string, number, number]>([
    ['', 3, 1],
    ['?startIndex=2', 2, 2],
    ['?startIndex=2&count=1', 1, 2],
    ['?startIndex=0', 3, 1],
    ['?startIndex=-4&count=2', 2, 1],
    ['?count=0', 0, 1],
    ['?count=-1', 0, 1],
    ['?startIndex=9', 0, 9],
  ])('"%s" gives %d from index %d with the true total', async (query, items, startIndex) => {
    const answer = await scim(simulator, 'GET', `/Users${query}`);
    expect(answer.json).toMatchObject({ totalResults: 3, itemsPerPage: items, startIndex });
    expect(answer.json['Resources']).toHaveLength(items);
  });

  it('visits everybody once in pages of one', async () => {
    const names: unknown[] = [];
    for (let index = 1; index <= 3; index += 1) {
      const page = await scim(simulator, 'GET', `/Users?startIndex=${index}&count=1&attributes=userName`);
      names.push(...(page.json['Resources'] as unknown as { userName: string }[]).map((item) => item.userName));
    }
    expect(names).toEqual(['Ada@Fernhill.example', 'bob', 'cleo']);
  });

  it('refuses a count that is no number', async () => {
    expect((await scim(simulator, 'GET', '/Users?count=ten')).json).toMatchObject({ scimType: 'invalidValue' });
  });
});

describe('discovery (RFC 7644 section 4)', () => {
  it('tells the truth about what it can do', async () => {
    const answer = await scim(simulator, 'GET', '/ServiceProviderConfig');
    expect(answer.json).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
    });
  });

  it('lists resource types and schemas, and each by its id', async () => {
    expect((await scim(simulator, 'GET', '/ResourceTypes')).json['totalResults']).toBe(2);
    expect((await scim(simulator, 'GET', '/Schemas')).json['totalResults']).toBe(3);
    expect((await scim(simulator, 'GET', '/ResourceTypes/Group')).json['endpoint']).toBe('/Groups');
    expect((await scim(simulator, 'GET', `/Schemas/${ENTERPRISE}`)).json['name']).toBe('EnterpriseUser');
    expect((await scim(simulator, 'GET', '/Schemas/urn:none')).status).toBe(404);
    expect((await scim(simulator, 'GET', '/Schemas?filter=id%20pr')).status).toBe(403);
  });
});
