import { inLanguage } from '../../../src/words/catalog';
import type { VNode } from 'preact';
import type { Profile } from '../../../src/core/user';
import type { Chrome } from '../../../views/layout/chrome';

/** A page with props; `of` renders it with the props changed by a function. */
export interface Sample {
  readonly name: string;
  readonly of: (change?: Change) => VNode;
}

/** Changes props as a whole: the tests poison every text with it. */
export type Change = <T>(props: T) => T;

export const NOW = Date.UTC(2026, 10, 22, 14, 32);
export const MINUTE = 60_000;
export const RULES =
  'At least 12 characters. Any characters count, spaces too. Not your name, and not a common password.';

/** The frame's values without anything optional, and with everything. */
export const PLAIN: Chrome = {
  ...inLanguage('en'),
  organisation: 'Fernhill Works',
  version: '0.1.0',
  csrfToken: 'token-of-the-form',
  now: NOW,
  path: '/',
};
export const FULL: Chrome = {
  ...PLAIN,
  path: '/admin/users',
  person: { name: 'Sam Okafor', isAdmin: true },
  theme: 'dark',
  flash: {
    kind: 'ok',
    title: 'Saved',
    text: 'Changes go out to 3 applications.',
    link: { href: '/admin/insights', label: 'See events' },
  },
};
export const SIGNED_IN: Chrome = { ...PLAIN, path: '/admin', person: { name: 'Sam Okafor', isAdmin: true } };

export const PROFILE: Profile = {
  username: 'p.kaul',
  email: 'p.kaul@fernhill.example',
  firstname: 'Priya',
  middlename: 'Anand',
  lastname: 'Kaul',
  displayName: 'Priya Kaul',
  jobTitle: 'Staff Designer',
  department: 'Product',
  company: 'Fernhill Works',
  location: 'Bristol',
  employeeIdentifier: '4711',
  employeeType: 'Employee',
  preferredLanguage: 'en-GB',
  locale: 'en-GB',
  timezone: 'Europe/London',
  addresses: [
    { type: 'work', streetAddress: '1 Quay', locality: 'Bristol', region: 'Avon', postalCode: 'BS1', country: 'UK' },
    { type: 'home', streetAddress: '2 Hill' },
    { type: 'other', locality: 'Bath' },
  ],
  phoneNumbers: [
    { type: 'work', value: '+44 117 1' },
    { type: 'mobile', value: '+44 7700 2' },
    { type: 'home', value: '+44 117 3' },
    { type: 'other', value: '+44 117 4' },
  ],
};

export const USER = {
  id: '01JDA83F5TQ4M8Z0V7X2K9R3WB',
  name: 'Priya Kaul',
  username: 'p.kaul',
  email: 'p.kaul@fernhill.example',
  state: 'active' as const,
  role: 'user' as const,
  passwordExpired: false,
  passwordTemporary: false,
  hasPassword: true,
  createdAt: NOW - 90 * 24 * 60 * MINUTE,
  groupCount: 2,
  applicationCount: 3,
};
export const USER_FULL = { ...USER, role: 'owner' as const, passwordTemporary: true, lastSignInAt: NOW - 5 * MINUTE };
export const GROUP = { id: '01JDA83F5TQ4M8Z0V7X2K9R3GR', name: 'Engineering', memberCount: 0, applicationCount: 0 };
export const GROUP_FULL = { ...GROUP, description: 'Everybody who builds', memberCount: 412, applicationCount: 3 };
export const EVENTS = [
  {
    id: '01JDA83F5TQ4M8Z0V7X2K9R3E1',
    at: NOW - 4 * MINUTE,
    name: 'user_create_provision',
    sentence: 'Robin did not accept the new account of Noor Abadi: the email belongs to another account.',
    ok: false,
    actorName: 'Passo',
  },
  {
    id: '01JDA83F5TQ4M8Z0V7X2K9R3E2',
    at: NOW - 9 * MINUTE,
    name: 'user_update',
    sentence: 'Sam Okafor updated Priya Kaul (job title).',
    ok: true,
    actorName: 'Sam Okafor',
    clientIp: '203.0.113.7',
  },
];
export const ERRORS = {
  username: 'Noor Abadi already has this username.',
  email: 'Enter an email address such as name@example.com.',
};
export const DETAIL = 'PATCH /scim/v2/Users/8841\n400 Bad Request · scimType invalidValue';

/** Names a page with its props. */
export function page<P extends object>(name: string, view: (props: P) => VNode, props: P): Sample {
  return { name, of: (change = (same) => same) => view(change(props)) };
}

/** Every page, with as little and with as much as it can be given. */
