import { AdminHomePage } from '../../../views/admin/home/index';
import { ConfirmUserPage } from '../../../views/admin/users/confirm';
import { HandOverPage } from '../../../views/admin/users/created';
import { UsersPage } from '../../../views/admin/users/index';
import { NewUserPage } from '../../../views/admin/users/new';
import { profileValues } from '../../../views/admin/users/profile-fields';
import { UserActivityPage } from '../../../views/admin/users/show-activity';
import { UserApplicationsPage } from '../../../views/admin/users/show-applications';
import { UserDetailsPage } from '../../../views/admin/users/show-details';
import { UserGroupsPage } from '../../../views/admin/users/show-groups';
import {
  FULL,
  SIGNED_IN,
  NOW,
  MINUTE,
  PROFILE,
  USER,
  USER_FULL,
  EVENTS,
  ERRORS,
  DETAIL,
  page,
  type Sample,
} from './props';

/** The first page and people of the Administrator Portal. */
export const PEOPLE: readonly Sample[] = [
  page('admin home, plain', AdminHomePage, {
    chrome: SIGNED_IN,
    setup: { applicationAdded: false, ssoActive: false, groupConnected: false, signedOn: false, mailSet: false },
    counts: { people: 1, groups: 0, applications: 0, attention: 0 },
    held: [],
    attention: [],
    certificates: [],
    events: [],
  }),
  page('admin home, full', AdminHomePage, {
    chrome: { ...FULL, path: '/admin' },
    setup: {
      applicationAdded: true,
      ssoActive: true,
      groupConnected: false,
      signedOn: false,
      mailSet: false,
      applicationHref: '/admin/applications/robin',
    },
    writes: true,
    counts: { people: 1284, groups: 12, applications: 9, attention: 5 },
    signOns: { succeeded: 812, failed: 3 },
    more: [
      { kind: 'bad', title: 'Clock', href: '/admin/health', text: 'It is 90 s behind.' },
      { kind: 'wait', title: '2 requests for access', href: '/admin/requests', text: 'People wait for an answer.' },
    ],
    held: [
      {
        label: 'BlogIn',
        href: '/admin/applications/blogin/identity-management',
        sentence: 'BlogIn refused the Token Key.',
      },
    ],
    attention: [{ label: 'Robin', href: '/admin/applications/robin/identity-management?status=attention', count: 5 }],
    certificates: [
      {
        label: 'Robin',
        href: '/admin/applications/robin/sso/certificate',
        ours: true,
        notAfter: NOW - 60 * 24 * 60 * MINUTE,
        daysLeft: -60,
        rotating: true,
      },
      {
        label: 'BlogIn',
        href: '/admin/applications/blogin/sso',
        ours: false,
        notAfter: NOW + 7 * 24 * 60 * MINUTE,
        daysLeft: 7,
        rotating: false,
      },
    ],
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
  page('user applications, given directly', UserApplicationsPage, {
    chrome: FULL,
    user: USER_FULL,
    applications: [],
    choices: [
      { id: 'A1', label: 'Robin', direct: true },
      { id: 'A2', label: 'BlogIn', direct: false },
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
];
