import type { Profile } from '../../../src/core/user';
import type { Account, ConnectorId, Scenario } from '../../support/provisioning/scenarios/scenario';

/** A person with a value for every property the tables read. */
const FULL: Partial<Profile> = {
  firstname: 'Noor',
  middlename: 'Anne',
  lastname: 'Abadi',
  displayName: 'Noor A.',
  jobTitle: 'Designer',
  department: 'Product',
  company: 'Fernhill',
  location: 'Leeds office',
  employeeIdentifier: 'E-17',
  employeeType: 'Contractor',
  preferredLanguage: 'en',
  locale: 'en-GB',
  timezone: 'Europe/London',
  addresses: [
    {
      type: 'work',
      streetAddress: '1 Mill Lane',
      locality: 'Leeds',
      region: 'West Yorkshire',
      postalCode: 'LS1 1AA',
      country: 'GB',
    },
  ],
  phoneNumbers: [{ type: 'work', value: '+44 113 1234' }],
};

const EMAILS = [{ value: 'noor@fernhill.example', type: 'work', primary: true }];

/** What each connector's table makes of that person, to the letter. */
const TABLES: Readonly<Record<ConnectorId, Account>> = {
  'custom-scim': {
    userName: 'noor',
    externalId: 'the id of noor',
    name: { givenName: 'Noor', middleName: 'Anne', familyName: 'Abadi' },
    displayName: 'Noor A.',
    emails: EMAILS,
    active: true,
    addresses: [
      {
        type: 'work',
        streetAddress: '1 Mill Lane',
        locality: 'Leeds',
        region: 'West Yorkshire',
        postalCode: 'LS1 1AA',
        country: 'GB',
      },
    ],
    phoneNumbers: [{ type: 'work', value: '+44 113 1234' }],
    title: 'Designer',
    enterprise: { employeeNumber: 'E-17', department: 'Product', organization: 'Fernhill' },
  },
  robin: {
    userName: 'noor',
    externalId: 'E-17',
    name: { givenName: 'Noor', familyName: 'Abadi' },
    displayName: 'Noor A.',
    emails: EMAILS,
    active: true,
    title: 'Designer',
    enterprise: { department: 'Product' },
  },
  blogin: {
    userName: 'noor',
    name: { givenName: 'Noor', familyName: 'Abadi', formatted: 'Noor Abadi' },
    displayName: 'Noor A.',
    emails: EMAILS,
    active: true,
    phoneNumbers: [{ type: 'work', value: '+44 113 1234' }],
    timezone: 'Europe/London',
    title: 'Designer',
  },
  'interact-software': {
    userName: 'noor',
    userType: 'Contractor',
    externalId: 'E-17',
    name: { givenName: 'Noor', familyName: 'Abadi' },
    emails: EMAILS,
    active: true,
    preferredLanguage: 'en',
    locale: 'en-GB',
    location: 'Leeds office',
    phoneNumbers: [{ type: 'work', value: '+44 113 1234' }],
    addresses: [
      {
        type: 'work',
        streetAddress: '1 Mill Lane',
        locality: 'Leeds',
        formatted: 'Leeds',
        region: 'West Yorkshire',
      },
    ],
    title: 'Designer',
    enterprise: { department: 'Product', organization: 'Fernhill' },
  },
  'rhombus-systems': { userName: 'noor', name: { givenName: 'Noor', familyName: 'Abadi' }, active: true },
};

/** What a person with a first name changes in an account that has the same email. */
const TAKEN_OVER: Readonly<Partial<Record<ConnectorId, string>>> = {
  'custom-scim': 'replace externalId the id of noor; replace name.givenName Noor',
  blogin: 'replace name.givenName Noor; replace name.formatted Noor; replace displayName Noor',
};

/** What an account holds, how it came to be ours, and what a change sends. */
export const ATTRIBUTES: readonly Scenario[] = [
  {
    ids: ['M-090', 'M-094', 'M-095', 'M-103', 'M-104', 'M-105', 'A-06', 'A-18'],
    title: 'an account holds the connector’s table, to the letter',
    when: (at) => at.person('noor', FULL),
    requests: ({ makes }) => [makes('noor')],
    end: ({ id }) => ({ accounts: { noor: TABLES[id] } }),
  },
  {
    ids: ['A-06'],
    title: 'without an employee number there is no externalId',
    connectors: ['robin', 'interact-software'],
    when: (at) => at.person('noor'),
    requests: ({ makes }) => [makes('noor')],
    end: { accounts: { noor: { userName: 'noor', emails: EMAILS, active: true } } },
  },
  {
    ids: ['M-091', 'A-07', 'A-37', 'M-195'],
    title: 'an account of the same username and email is taken over, without a password',
    given: async (at) => void (await at.accountThere('noor', { title: 'Clerk' })),
    when: (at) => at.person('noor', { firstname: 'Noor' }),
    requests: ({ id }) => [`PATCH /Users/noor ${TAKEN_OVER[id] ?? 'replace name.givenName Noor'}`],
    end: { accounts: { noor: 'active' } },
    events: ['user_update_provision success', 'user_update_provision success'],
  },
  {
    ids: ['A-07', 'M-198', 'M-202'],
    conflict: true,
    title: 'half a match is left to an admin, and nothing is written',
    given: async (at) =>
      void (await at.accountThere('noor', { emails: [{ value: 'else@fernhill.example', type: 'work' }] })),
    when: (at) => at.person('noor'),
    requests: [],
    end: { accounts: { noor: 'active' } },
    events: ['user_lookup_provision failure'],
    connectors: ['custom-scim', 'robin', 'blogin', 'interact-software'],
  },
  {
    ids: ['A-07', 'M-198'],
    conflict: true,
    title: 'the email of a person under another username is left to an admin, and nobody is made twice',
    given: async (at) =>
      void (await at.accountThere('theo', {
        emails: [{ value: `noor${at.suffix}@fernhill.example`, type: 'work', primary: true }],
      })),
    when: (at) => at.person('noor'),
    requests: [],
    end: { accounts: { theo: 'active' } },
    events: ['user_lookup_provision failure'],
    connectors: ['custom-scim', 'robin', 'blogin', 'interact-software'],
  },
  {
    ids: ['M-092', 'M-195'],
    title: 'a changed name is one request with one operation',
    given: (at) => at.person('noor', FULL),
    when: (at) => at.edit('noor', { lastname: 'Haddad' }),
    requests: ({ id }) => [
      id === 'blogin'
        ? 'PATCH /Users/noor replace name.familyName Haddad; replace name.formatted Noor Haddad'
        : 'PATCH /Users/noor replace name.familyName Haddad',
    ],
    end: ({ id }) => ({
      accounts: {
        noor: {
          ...(TABLES[id] as object),
          name: {
            ...(TABLES[id] as { name: object }).name,
            familyName: 'Haddad',
            ...(id === 'blogin' ? { formatted: 'Noor Haddad' } : {}),
          },
        },
      },
    }),
    events: ['user_update_provision success'],
  },
  {
    ids: ['M-092', 'M-094', 'M-105'],
    title: 'a job title is sent where the table has it; time zones go to BlogIn alone',
    given: (at) => at.person('noor', FULL),
    when: (at) => at.edit('noor', { jobTitle: 'Lead', timezone: 'Europe/Paris' }),
    requests: ({ id }) =>
      id === 'rhombus-systems'
        ? []
        : [`PATCH /Users/noor replace title Lead${id === 'blogin' ? '; replace timezone Europe/Paris' : ''}`],
    end: { accounts: { noor: 'active' } },
  },
  {
    ids: ['M-092'],
    title: 'a cleared value is removed there',
    given: (at) => at.person('noor', FULL),
    when: (at) => at.edit('noor', { jobTitle: undefined }),
    requests: ({ sends }) => (sends('title') ? ['PATCH /Users/noor remove title'] : []),
    end: ({ id }) => {
      const { title: _title, ...rest } = TABLES[id] as Record<string, unknown>;
      return { accounts: { noor: rest } };
    },
  },
  {
    ids: ['M-101', 'M-092'],
    title: 'a new username is sent, but never to Rhombus',
    given: (at) => at.person('noor'),
    when: async (at) => at.edit('noor', { username: `noor.b${at.suffix}` }),
    requests: ({ sends }) => (sends('userName') ? ['PATCH /Users/noor replace userName noor.b'] : []),
    end: ({ sends }) => ({ accounts: { [sends('userName') ? 'noor.b' : 'noor']: 'active' } }),
  },
  {
    ids: ['M-103', 'M-092'],
    title: 'a new email is sent, but never to Rhombus',
    given: (at) => at.person('noor'),
    when: (at) => at.edit('noor', { email: `n${at.suffix}@fernhill.example` }),
    requests: ({ sends }) => (sends('emails:value') ? ['PATCH /Users/noor replace emails n@fernhill.example'] : []),
    end: { accounts: { noor: 'active' } },
  },
  {
    ids: ['M-152', 'M-158'],
    title: 'the city is the formatted address too at Interact',
    connectors: ['interact-software'],
    given: (at) => at.person('noor', FULL),
    when: (at) => at.edit('noor', { addresses: [{ type: 'work', streetAddress: '1 Mill Lane', locality: 'York' }] }),
    requests: [
      'PATCH /Users/noor replace addresses {"type":"work","streetAddress":"1 Mill Lane","locality":"York","formatted":"York"}',
    ],
    end: {
      accounts: {
        noor: {
          ...(TABLES['interact-software'] as object),
          addresses: [{ type: 'work', streetAddress: '1 Mill Lane', locality: 'York', formatted: 'York' }],
        },
      },
    },
  },
];
