import { ENTERPRISE_USER_SCHEMA, type ScimAttributes } from '../../src/scim/schemas';
import { buildUser, missingRow, type UserMapping } from '../../src/scim/user';
import type { User } from '../../src/core/user';
import { person, personWithout } from './people';

function build(
  mappings: readonly UserMapping[],
  options: { user?: User; enterprise?: 'extension' | 'flat'; quirks?: string[]; can?: string[] } = {},
): ScimAttributes {
  const { user = person(), enterprise = 'extension', quirks = [], can = [] } = options;
  return buildUser(mappings, enterprise, quirks, { user, groupNames: ['Staff'], now: 1000 }, can);
}

describe('a user is built from the connector table', () => {
  const table: [string, UserMapping, ScimAttributes][] = [
    ['a simple attribute', { from: 'username', to: 'userName' }, { userName: 'priya.kaul' }],
    ['a part of the name', { from: 'firstname', to: 'name.givenName' }, { name: { givenName: 'Priya' } }],
    ['M-134 the formatted name', { from: 'fullname', to: 'name.formatted' }, { name: { formatted: 'Priya Kaul' } }],
    [
      'A-24 the e-mail as a primary work address',
      { from: 'email', to: 'emails:value' },
      { emails: [{ value: 'priya@example.com', type: 'work', primary: true }] },
    ],
    [
      'M-136 the work phone',
      { from: 'workPhone', to: 'phoneNumbers.value' },
      { phoneNumbers: [{ value: '+44 113 496 0000', type: 'work' }] },
    ],
    [
      'M-172 all phones',
      { from: 'phoneNumbers', to: 'phoneNumbers' },
      {
        phoneNumbers: [
          { value: '+44 7700 900000', type: 'mobile' },
          { value: '+44 113 496 0000', type: 'work' },
        ],
      },
    ],
    [
      'M-171 all addresses, with the parts they have',
      { from: 'addresses', to: 'addresses' },
      {
        addresses: [
          { type: 'home', locality: 'York' },
          { type: 'work', streetAddress: '1 Mill Road', locality: 'Leeds', region: 'Yorkshire', country: 'GB' },
        ],
      },
    ],
    ['A-25 the job title as title', { from: 'jobTitle', to: 'title' }, { title: 'Engineer' }],
    ['A-28 location as the table says', { from: 'location', to: 'location' }, { location: 'Leeds' }],
    ['M-131 active', { from: 'active', to: 'active' }, { active: true }],
    [
      'A-27 department in the enterprise extension',
      { from: 'department', to: 'department' },
      { [ENTERPRISE_USER_SCHEMA]: { department: 'Research' } },
    ],
    [
      'an extension attribute by its full name',
      { from: 'company', to: `${ENTERPRISE_USER_SCHEMA}:organization` },
      { [ENTERPRISE_USER_SCHEMA]: { organization: 'Example Ltd' } },
    ],
  ];
  test.each(table)('%s', (_, row, expected) => expect(build([row])).toEqual(expected));

  test('A-27 department, organization and employeeNumber stand flat where the SP demands it, never in both places', () => {
    const rows: UserMapping[] = [
      { from: 'department', to: 'department' },
      { from: 'company', to: 'organization' },
      { from: 'employeeIdentifier', to: 'employeeNumber' },
    ];
    expect(build(rows, { enterprise: 'flat' })).toEqual({
      department: 'Research',
      organization: 'Example Ltd',
      employeeNumber: 'E-17',
    });
    expect(Object.keys(build(rows))).toEqual([ENTERPRISE_USER_SCHEMA]);
  });

  test('M-158 to M-160 and A-26: the address rows make one work address, the city formatted too', () => {
    const rows: UserMapping[] = [
      { from: 'workStreetAddress', to: 'addresses.streetAddress' },
      { from: 'workCity', to: 'addresses.locality' },
      { from: 'workState', to: 'addresses.region' },
    ];
    const address = { type: 'work', streetAddress: '1 Mill Road', locality: 'Leeds', region: 'Yorkshire' };
    expect(build(rows)).toEqual({ addresses: [address] });
    expect(build(rows, { quirks: ['locality-is-formatted'] })).toEqual({
      addresses: [{ ...address, formatted: 'Leeds' }],
    });
  });

  test('M-103 a row that is only imported is never sent', () => {
    expect(build([{ from: 'email', to: 'emails:value', use: 'import' }])).toEqual({});
  });

  test('a property without a value is left out, not sent empty', () => {
    const user = { ...personWithout('jobTitle', 'department', 'employeeIdentifier'), addresses: [], phoneNumbers: [] };
    const rows: UserMapping[] = [
      { from: 'jobTitle', to: 'title' },
      { from: 'department', to: 'department' },
      { from: 'addresses', to: 'addresses' },
      { from: 'workPhone', to: 'phoneNumbers.value' },
    ];
    expect(build(rows, { user })).toEqual({});
  });

  test('A-06 an empty employee ID leaves externalId out; the user id is never put there instead', () => {
    const row: UserMapping = { from: 'employeeIdentifier', to: 'externalId' };
    expect(build([row], { user: personWithout('employeeIdentifier') })).toEqual({});
    expect(build([{ from: 'id', to: 'externalId' }])).toEqual({ externalId: person().id });
  });

  test('A-18 active is sent where the SP can deactivate, listed or not', () => {
    const rows: UserMapping[] = [{ from: 'username', to: 'userName' }];
    expect(build(rows, { can: ['create', 'deactivate'] })['active']).toBe(true);
    expect(build(rows, { can: ['deactivate'], user: person({ state: 'suspended' }) })['active']).toBe(false);
    expect(build(rows, { can: ['create'] })).toEqual({ userName: 'priya.kaul' });
  });

  test('A-29 an empty display name falls back to the formatted name where that is sent', () => {
    const user = personWithout('displayName');
    const display: UserMapping = { from: 'displayName', to: 'displayName' };
    const formatted: UserMapping = { from: 'fullname', to: 'name.formatted' };
    expect(build([formatted, display], { user })['displayName']).toBe('Priya Kaul');
    expect(build([display], { user })).toEqual({});
    expect(build([formatted, display])['displayName']).toBe('Priya K');
  });

  test.each(['__proto__.polluted', 'name.__proto__', 'a b', '', 'emails[type eq "work"]'])(
    'the path %p is refused and pollutes nothing',
    (to) => {
      expect(() => build([{ from: 'username', to }])).toThrow('no attribute path');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );
});

describe('M-178 a row of an admin’s own', () => {
  test.each<[string, UserMapping, ScimAttributes]>([
    ['a constant', { constant: '4711', to: 'costCenter' }, { [ENTERPRISE_USER_SCHEMA]: { costCenter: '4711' } }],
    ['an expression', { expression: 'upper(firstname)', to: 'nickName' }, { nickName: 'PRIYA' }],
    ['several values', { expression: 'values("a", "b")', to: 'tags' }, { tags: ['a', 'b'] }],
    ['roles as a list of values', { constant: 'member', to: 'roles' }, { roles: [{ value: 'member' }] }],
    [
      'an extension of the SP’s own',
      { from: 'jobTitle', to: 'urn:example:scim:2.0:User:badge' },
      { 'urn:example:scim:2.0:User': { badge: 'Engineer' } },
    ],
    [
      'an email made of properties',
      { expression: 'suffix(lower(firstname), "@example.org")', to: 'emails:value' },
      { emails: [{ value: 'priya@example.org', type: 'work', primary: true }] },
    ],
    ['an expression that can’t be read', { expression: 'lower(', to: 'nickName' }, {}],
  ])('%s', (_, row, expected) => {
    expect(build([row])).toEqual(expected);
  });

  test('a value beyond the limits is no value, and no error', () => {
    const doubled = 'join("", location, location, location, location)';
    const expression = `join("", ${doubled}, ${doubled}, ${doubled})`;
    expect(build([{ expression, to: 'nickName' }], { user: person({ location: 'x'.repeat(256) }) })).toEqual({});
  });

  test('an empty text goes out only where the row says so, and never for a list', () => {
    const user = personWithout('jobTitle', 'email');
    expect(build([{ from: 'jobTitle', to: 'title', empty: 'send' }], { user })).toEqual({ title: '' });
    expect(build([{ from: 'jobTitle', to: 'title' }], { user })).toEqual({});
    expect(build([{ expression: 'first(jobTitle)', to: 'roles', empty: 'send' }], { user })).toEqual({});
  });

  test('the first required row without a value is missing; imported rows and given values are not', () => {
    const source = { user: personWithout('jobTitle'), groupNames: [], now: 1000 };
    const rows: UserMapping[] = [
      { from: 'email', to: 'emails:value', use: 'import', required: true },
      { from: 'firstname', to: 'name.givenName', required: true },
      { from: 'jobTitle', to: 'title', required: true },
    ];
    expect(missingRow(rows, source)?.to).toBe('title');
    expect(missingRow(rows.slice(0, 2), source)).toBeUndefined();
    expect(missingRow([{ from: 'jobTitle', to: 'userName' }], source)?.to).toBe('userName');
  });
});
