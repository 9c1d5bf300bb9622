import type { VNode } from 'preact';
import type { Profile } from '../../src/core/user';
import { AdminHomePage } from '../../views/admin/home';
import { DeleteGroupPage } from '../../views/admin/groups/confirm-delete';
import { GroupsPage } from '../../views/admin/groups/index';
import { NewGroupPage } from '../../views/admin/groups/new';
import { GroupApplicationsPage } from '../../views/admin/groups/show-applications';
import { GroupDetailsPage } from '../../views/admin/groups/show-details';
import { GroupUsersPage } from '../../views/admin/groups/show-users';
import { InsightsPage } from '../../views/admin/insights/index';
import { EventPage } from '../../views/admin/insights/show';
import { ConfirmUserPage } from '../../views/admin/users/confirm';
import { HandOverPage } from '../../views/admin/users/created';
import { UsersPage } from '../../views/admin/users/index';
import { NewUserPage } from '../../views/admin/users/new';
import { profileValues } from '../../views/admin/users/profile-fields';
import { UserActivityPage } from '../../views/admin/users/show-activity';
import { UserApplicationsPage } from '../../views/admin/users/show-applications';
import { UserDetailsPage } from '../../views/admin/users/show-details';
import { UserGroupsPage } from '../../views/admin/users/show-groups';
import { ActivatePage, LinkExpiredPage } from '../../views/gate/activate';
import { ChangePasswordPage } from '../../views/gate/change-password';
import { ErrorPage } from '../../views/gate/error';
import { LoginPage } from '../../views/gate/login';
import { SetupPage } from '../../views/gate/setup';
import { SignedOutPage } from '../../views/gate/signed-out';
import type { Chrome } from '../../views/layout/chrome';
import { PortalHomePage } from '../../views/portal/home';
import { SecurityPage } from '../../views/portal/security';
import { PostPage } from '../../views/sso/post';

/** A page with props; `of` renders it with the props changed by a function. */
export interface Sample {
  readonly name: string;
  readonly of: (change?: Change) => VNode;
}

/** Changes props as a whole: the tests poison every text with it. */
export type Change = <T>(props: T) => T;

const NOW = Date.UTC(2026, 10, 22, 14, 32);
const MINUTE = 60_000;
const RULES = 'At least 12 characters. Any characters count, spaces too. Not your name, and not a common password.';

/** The frame's values without anything optional, and with everything. */
export const PLAIN: Chrome = {
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
const SIGNED_IN: Chrome = { ...PLAIN, path: '/admin', person: { name: 'Sam Okafor', isAdmin: true } };

const PROFILE: Profile = {
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

const USER = {
  id: '01JDA83F5TQ4M8Z0V7X2K9R3WB',
  name: 'Priya Kaul',
  username: 'p.kaul',
  email: 'p.kaul@fernhill.example',
  state: 'active' as const,
  isAdmin: false,
  passwordExpired: false,
  passwordTemporary: false,
  hasPassword: true,
  createdAt: NOW - 90 * 24 * 60 * MINUTE,
  groupCount: 2,
  applicationCount: 3,
};
const USER_FULL = { ...USER, isAdmin: true, passwordTemporary: true, lastSignInAt: NOW - 5 * MINUTE };
const GROUP = { id: '01JDA83F5TQ4M8Z0V7X2K9R3GR', name: 'Engineering', memberCount: 0, applicationCount: 0 };
const GROUP_FULL = { ...GROUP, description: 'Everybody who builds', memberCount: 412, applicationCount: 3 };
const EVENTS = [
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
const ERRORS = {
  username: 'Noor Abadi already has this username.',
  email: 'Enter an email address such as name@example.com.',
};
const DETAIL = 'PATCH /scim/v2/Users/8841\n400 Bad Request · scimType invalidValue';

function page<P extends object>(name: string, view: (props: P) => VNode, props: P): Sample {
  return { name, of: (change = (same) => same) => view(change(props)) };
}

/** Every page, with as little and with as much as it can be given. */
export const SAMPLES: readonly Sample[] = [
  page('login, plain', LoginPage, { chrome: PLAIN }),
  page('login, full', LoginPage, {
    chrome: { ...PLAIN, flash: { kind: 'warn', title: 'You were signed out' } },
    target: { label: 'Robin', id: 'A1', image: '/applications/robin/image' },
    request: '01JDA83F5TQ4M8Z0V7X2K9R3RQ',
    next: '/security',
    username: 'p.kaul',
    errors: { username: 'Enter your username.' },
    message: 'The username or the password is not right.',
    remark: 'After 3 more tries this account pauses.',
  }),
  page('setup, plain', SetupPage, {
    chrome: PLAIN,
    token: 't',
    values: {},
    passwordRules: RULES,
    baseUrl: 'https://sso.fernhill.example',
    plainHttp: false,
  }),
  page('setup, full', SetupPage, {
    chrome: PLAIN,
    token: 't',
    values: { organisation: 'Fernhill', firstname: 'Sam', lastname: 'Okafor', ...ERRORS },
    errors: {
      ...ERRORS,
      password: 'Use at least 12 characters.',
      organisation: 'Enter the name of your organisation.',
    },
    message: 'Check what you entered.',
    passwordRules: RULES,
    baseUrl: 'http://localhost:8080',
    browserUrl: 'http://127.0.0.1:8080',
    plainHttp: true,
  }),
  page('change password, temporary', ChangePasswordPage, {
    chrome: SIGNED_IN,
    why: 'temporary',
    action: '/password',
    username: 'p.kaul',
    passwordRules: RULES,
  }),
  page('change password, expired', ChangePasswordPage, {
    chrome: SIGNED_IN,
    why: 'expired',
    action: '/security/password',
    username: 'p.kaul',
    passwordRules: RULES,
    errors: { current: 'This is not your current password.', password: 'Use at least 12 characters.' },
    message: 'Check what you entered.',
  }),
  page('activate, plain', ActivatePage, {
    chrome: PLAIN,
    token: 'a/b',
    name: 'Priya',
    username: 'p.kaul',
    passwordRules: RULES,
  }),
  page('activate, full', ActivatePage, {
    chrome: PLAIN,
    token: 't',
    name: 'Priya',
    username: 'p.kaul',
    passwordRules: RULES,
    errors: { password: 'Use at least 12 characters.' },
    message: 'Check what you entered.',
  }),
  page('link expired', LinkExpiredPage, { chrome: PLAIN }),
  page('signed out', SignedOutPage, { chrome: PLAIN }),
  page('error, plain', ErrorPage, { chrome: PLAIN, badge: 'Not found', title: 'Nothing is here', text: 'No page.' }),
  page('error, full', ErrorPage, {
    chrome: FULL,
    badge: 'No access',
    badgeKind: 'bad',
    title: 'You don’t have access to Interact yet',
    text: 'Your sign-in worked. Interact is not shared with you.',
    todo: ['Ask your admin for access and quote the event.', 'Signed in as the wrong person? Use another account.'],
    buttons: [
      { label: 'Back to my applications', href: '/' },
      { label: 'Open Interact', href: 'https://interact.example/' },
    ],
    otherAccount: true,
    facts: [
      { term: 'What', value: 'sso_auth, user_not_in_group' },
      { term: 'SP', value: 'https://interact.example/saml' },
    ],
    eventId: '01JDA83F5TQ4M8Z0V7X2K9R3E1',
  }),
  page('post, plain', PostPage, {
    chrome: PLAIN,
    acsUrl: 'https://robin.example/acs',
    samlResponse: 'PHNhbWw+',
    applicationLabel: 'Robin',
  }),
  page('post, full', PostPage, {
    chrome: FULL,
    acsUrl: 'https://robin.example/acs?x=1&y=2',
    samlResponse: 'PHNhbWw+',
    relayState: '"><b>',
    applicationLabel: 'Robin',
  }),
  page('portal, plain', PortalHomePage, { chrome: SIGNED_IN, firstName: 'Priya', hour: 9, tiles: [], total: 0 }),
  page('portal, no match', PortalHomePage, {
    chrome: SIGNED_IN,
    firstName: 'Priya',
    hour: 15,
    tiles: [],
    total: 8,
    q: 'zz',
  }),
  page('portal, full', PortalHomePage, {
    chrome: { ...FULL, path: '/' },
    firstName: 'Priya',
    hour: 20,
    q: 'o',
    total: 8,
    tiles: [
      { id: 'A1', label: 'Robin', description: 'Book a desk or a room', href: '/apps/robin', bookmark: false },
      { id: 'B2', label: 'Atlas Expenses', href: '/apps/atlas', image: '/apps/atlas/image', bookmark: false },
      { id: 'C3', label: 'Handbook', description: 'How we work', href: 'https://handbook.example/', bookmark: true },
    ],
  }),
  page('security, plain', SecurityPage, {
    chrome: SIGNED_IN,
    username: 'p.kaul',
    passwordRules: RULES,
    sessions: [{ id: 's1', device: 'Firefox on Windows', createdAt: NOW - MINUTE, seenAt: NOW, current: true }],
  }),
  page('security, full', SecurityPage, {
    chrome: { ...FULL, path: '/security' },
    username: 'p.kaul',
    passwordRules: RULES,
    sessions: [
      { id: 's1', device: 'Firefox on Windows', clientIp: '203.0.113.7', createdAt: NOW, seenAt: NOW, current: true },
      { id: 's2', device: 'Safari on iPhone', clientIp: '2001:db8::1', createdAt: NOW, seenAt: NOW, current: false },
    ],
    errors: { current: 'This is not your current password.', password: 'Use at least 12 characters.' },
    message: 'Check what you entered.',
  }),
  page('admin home, plain', AdminHomePage, {
    chrome: SIGNED_IN,
    setup: { applicationAdded: false, ssoActive: false, groupConnected: false, signedOn: false },
    counts: { people: 1, groups: 0, applications: 0, attention: 0 },
    held: [],
    attention: [],
    events: [],
  }),
  page('admin home, full', AdminHomePage, {
    chrome: { ...FULL, path: '/admin' },
    setup: {
      applicationAdded: true,
      ssoActive: true,
      groupConnected: false,
      signedOn: false,
      applicationHref: '/admin/applications/robin',
    },
    counts: { people: 1284, groups: 12, applications: 9, attention: 5 },
    held: [
      {
        label: 'BlogIn',
        href: '/admin/applications/blogin/identity-management',
        sentence: 'BlogIn refused the Token Key.',
      },
    ],
    attention: [{ label: 'Robin', href: '/admin/applications/robin/identity-management?status=attention', count: 5 }],
    events: EVENTS,
  }),
  page('users, plain', UsersPage, {
    chrome: SIGNED_IN,
    users: [],
    total: 0,
    counts: { active: 0, staged: 0, suspended: 0 },
    first: 1,
  }),
  page('users, no match', UsersPage, {
    chrome: SIGNED_IN,
    users: [],
    total: 0,
    counts: { active: 3, staged: 0, suspended: 0 },
    first: 1,
    q: 'zz',
    state: 'staged',
  }),
  page('users, full', UsersPage, {
    chrome: FULL,
    users: [
      USER_FULL,
      { ...USER, name: 'Noor Abadi', state: 'suspended' },
      { ...USER, state: 'staged' },
      { ...USER, passwordExpired: true },
    ],
    total: 1284,
    counts: { active: 1230, staged: 42, suspended: 12 },
    first: 51,
    q: 'a',
    state: 'active',
    previous: '/admin/users?q=a',
    next: '/admin/users?q=a&page=3',
  }),
  page('new user, plain', NewUserPage, { chrome: SIGNED_IN, values: {}, first: 'link' }),
  page('new user, full', NewUserPage, {
    chrome: FULL,
    values: profileValues(PROFILE),
    first: 'temporary-password',
    errors: { ...ERRORS, 'work.streetAddress': 'Street address (work) can have 256 characters at most.' },
    message: 'Check what you entered.',
  }),
  page('hand over, link', HandOverPage, {
    chrome: SIGNED_IN,
    user: USER,
    added: true,
    secret: { kind: 'link', url: 'https://sso.fernhill.example/activate/abc', validFor: '7 days' },
  }),
  page('hand over, password', HandOverPage, {
    chrome: FULL,
    user: USER,
    added: false,
    secret: { kind: 'password', password: 'abcde-fghij-kmnpq-rstuv' },
  }),
  page('user details, plain', UserDetailsPage, {
    chrome: SIGNED_IN,
    user: { ...USER, state: 'suspended' },
    values: {},
  }),
  page('user details, full', UserDetailsPage, {
    chrome: FULL,
    user: USER_FULL,
    values: profileValues(PROFILE),
    errors: ERRORS,
    message: 'Check what you entered.',
  }),
  page('user groups, plain', UserGroupsPage, { chrome: SIGNED_IN, user: USER, groups: [] }),
  page('user groups, full', UserGroupsPage, {
    chrome: FULL,
    user: USER_FULL,
    groups: [
      { id: 'G1', name: 'Engineering', memberCount: 412, member: true },
      { id: 'G2', name: 'Design', memberCount: 1, member: false },
    ],
  }),
  page('user applications, plain', UserApplicationsPage, { chrome: SIGNED_IN, user: USER, applications: [] }),
  page('user applications, full', UserApplicationsPage, {
    chrome: FULL,
    user: USER_FULL,
    applications: [
      {
        id: 'A1',
        label: 'Robin',
        href: '/admin/applications/robin/identity-management',
        image: '/apps/robin/image',
        groups: ['Design', 'Engineering'],
        direct: false,
        account: {
          status: 'attention',
          at: NOW - 4 * MINUTE,
          sentence: 'Robin requires Department, and it is empty for this person.',
          detail: DETAIL,
          eventId: '01JDA83F5TQ4M8Z0V7X2K9R3E1',
          retryAction: '/admin/applications/robin/identity-management/retry',
        },
      },
      { id: 'A2', label: 'BlogIn', href: '/admin/applications/blogin', groups: [], direct: true },
      {
        id: 'A3',
        label: 'Rhombus',
        href: '/x',
        groups: [],
        direct: false,
        account: { status: 'deactivated', at: NOW },
      },
      {
        id: 'A4',
        label: 'Interact',
        href: '/x',
        groups: ['Design'],
        direct: true,
        account: { status: 'in-sync', at: NOW },
      },
      {
        id: 'A5',
        label: 'Atlas',
        href: '/x',
        groups: ['Design'],
        direct: true,
        account: { status: 'waiting', at: NOW },
      },
    ],
  }),
  page('user activity, plain', UserActivityPage, { chrome: SIGNED_IN, user: USER, events: [] }),
  page('user activity, full', UserActivityPage, { chrome: FULL, user: USER_FULL, events: EVENTS }),
  page('suspend user', ConfirmUserPage, { chrome: SIGNED_IN, user: USER, deed: 'suspension', effects: [] }),
  page('delete user', ConfirmUserPage, {
    chrome: FULL,
    user: USER,
    deed: 'deletion',
    effects: [
      { label: 'Robin', sentence: 'The account is set inactive.' },
      { label: 'Rhombus', sentence: 'Rhombus removes the account.' },
    ],
    errors: { username: 'Type p.kaul to delete this person. Nothing was deleted.' },
    message: 'Nothing was deleted.',
  }),
  page('groups, plain', GroupsPage, { chrome: SIGNED_IN, groups: [] }),
  page('groups, no match', GroupsPage, { chrome: SIGNED_IN, groups: [], q: 'zz' }),
  page('groups, full', GroupsPage, { chrome: FULL, groups: [GROUP_FULL, { ...GROUP, name: 'Design' }], q: 'e' }),
  page('new group, plain', NewGroupPage, { chrome: SIGNED_IN, values: { name: '', description: '' } }),
  page('new group, full', NewGroupPage, {
    chrome: FULL,
    values: { name: 'Engineering', description: 'Everybody' },
    errors: { name: 'There is a group called Engineering already.', description: 'Too long.' },
    message: 'Check what you entered.',
  }),
  page('group details, plain', GroupDetailsPage, {
    chrome: SIGNED_IN,
    group: GROUP,
    values: { name: 'Engineering', description: '' },
  }),
  page('group details, full', GroupDetailsPage, {
    chrome: FULL,
    group: GROUP_FULL,
    values: { name: 'Engineering', description: 'Everybody who builds' },
    errors: { name: 'Enter a name.' },
    message: 'Check what you entered.',
  }),
  page('group users, plain', GroupUsersPage, {
    chrome: SIGNED_IN,
    group: GROUP,
    members: [],
    matching: 0,
    candidates: [],
    applications: [],
  }),
  page('group users, nobody found', GroupUsersPage, {
    chrome: SIGNED_IN,
    group: GROUP,
    members: [],
    matching: 0,
    q: 'zz',
    find: 'yy',
    candidates: [],
    applications: [],
  }),
  page('group users, full', GroupUsersPage, {
    chrome: FULL,
    group: GROUP_FULL,
    members: [USER, { ...USER, id: 'U2', name: 'Noor Abadi', username: 'n.abadi' }],
    matching: 412,
    previous: '/admin/groups/G1/users',
    next: '/admin/groups/G1/users?page=3',
    q: 'a',
    find: 'lu',
    candidates: [
      { id: 'U3', name: 'Lucía Marín', username: 'l.marin' },
      { id: 'U4', name: 'Luis Ortega', username: 'l.ortega' },
    ],
    applications: ['BlogIn', 'Interact', 'Robin'],
  }),
  page('group applications, plain', GroupApplicationsPage, { chrome: SIGNED_IN, group: GROUP, applications: [] }),
  page('group applications, full', GroupApplicationsPage, {
    chrome: FULL,
    group: GROUP_FULL,
    applications: [
      { id: 'A1', label: 'Robin', given: true, affected: 1 },
      { id: 'A2', label: 'BlogIn', given: false, affected: 412 },
    ],
  }),
  page('delete group, plain', DeleteGroupPage, { chrome: SIGNED_IN, group: GROUP, effects: [] }),
  page('delete group, full', DeleteGroupPage, {
    chrome: FULL,
    group: GROUP_FULL,
    effects: [{ label: 'Robin', sentence: '38 people lose single sign-on, and their accounts are deactivated.' }],
    message: 'Nothing was deleted.',
  }),
  page('insights, plain', InsightsPage, {
    chrome: SIGNED_IN,
    filter: {},
    categories: [],
    names: [],
    applications: [],
    events: [],
  }),
  page('insights, full', InsightsPage, {
    chrome: FULL,
    filter: {
      q: 'robin',
      name: 'user_create',
      category: 'admin',
      result: 'failure',
      application: 'A1',
      user: 'U1',
      from: '2026-11-01',
      to: '2026-11-22',
    },
    categories: ['integration', 'user provisioning', 'sign-on', 'admin'],
    names: [{ value: 'user_create', label: 'User created' }],
    applications: [{ value: 'A1', label: 'Robin' }],
    userName: 'Priya Kaul',
    events: EVENTS,
    newer: '/admin/insights?q=robin',
    older: '/admin/insights?q=robin&before=01JDA',
    errors: { from: 'Enter a day such as 2026-11-22.' },
  }),
  page('event, plain', EventPage, {
    chrome: SIGNED_IN,
    event: { ...EVENTS[0]!, label: 'User created in application', category: 'user provisioning' },
    facts: [],
    json: '{}',
    related: [],
  }),
  page('event, full', EventPage, {
    chrome: FULL,
    event: { ...EVENTS[1]!, label: 'User updated', category: 'admin' },
    facts: [
      { term: 'Person', value: 'Priya Kaul', href: '/admin/users/U1' },
      { term: 'Answer', value: '409 Conflict' },
    ],
    request: '{\n  "schemas": []\n}',
    response: '409 Conflict',
    json: '{\n  "name": "user_update"\n}',
    related: EVENTS,
  }),
];
