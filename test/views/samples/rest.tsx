import { DeleteGroupPage } from '../../../views/admin/groups/confirm-delete';
import { GroupsPage } from '../../../views/admin/groups/index';
import { NewGroupPage } from '../../../views/admin/groups/new';
import { GroupApplicationsPage } from '../../../views/admin/groups/show-applications';
import { GroupDetailsPage } from '../../../views/admin/groups/show-details';
import { GroupUsersPage } from '../../../views/admin/groups/show-users';
import { InsightsPage } from '../../../views/admin/insights/index';
import { EventPage } from '../../../views/admin/insights/show';
import { FULL, SIGNED_IN, USER, GROUP, GROUP_FULL, EVENTS, page, type Sample } from './props';

/** Groups and events of the Administrator Portal. */
export const REST: readonly Sample[] = [
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
    candidatesTotal: 1310,
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
