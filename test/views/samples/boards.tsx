import { HealthPage } from '../../../views/admin/health/index';
import { SettingsPage } from '../../../views/admin/settings/index';
import { JoinPeoplePage, SuspendPeoplePage } from '../../../views/admin/users/listing/bulk';
import { RetentionPage } from '../../../views/admin/settings/retention';
import { SyncPage } from '../../../views/admin/sync/index';
import { FULL, MINUTE, NOW, SIGNED_IN, page, type Sample } from './props';

const INSTANCE = {
  ...{ id: '01J0000000000000000000000A', name: 'sso-a.fernhill.example (4711)', version: '0.1.0' },
  state: 'working',
  ...{ startedAt: NOW - 90 * MINUTE, seenAt: NOW, isSelf: true, isLost: false },
} as const;

/** The boards of the whole installation, and its settings. */
export const BOARDS: readonly Sample[] = [
  page('sync activity, plain', SyncPage, { chrome: SIGNED_IN, lanes: [], jobs: [] }),
  page('sync activity, full', SyncPage, {
    chrome: FULL,
    lanes: [
      {
        id: '01J0000000000000000000000A',
        label: 'Robin',
        slug: 'robin',
        image: '/apps/robin/image',
        waiting: 1284,
        waitingGroups: 3,
        oldestAt: NOW - 90 * MINUTE,
        staged: 418,
        inSync: 20,
        attention: 5,
        lastSuccessAt: NOW - MINUTE,
        hold: { sentence: 'Robin refused the Token Key.', since: NOW - 60 * MINUTE, nextTryAt: NOW + MINUTE },
        served: false,
      },
      {
        id: '01J0000000000000000000000B',
        label: 'BlogIn',
        slug: 'blogin',
        waiting: 0,
        waitingGroups: 0,
        staged: 0,
        inSync: 0,
        attention: 0,
        paused: { at: NOW, by: 'sam.okafor' },
        served: false,
      },
      {
        id: '01J0000000000000000000000C',
        label: 'Rhombus',
        slug: 'rhombus',
        waiting: 1,
        waitingGroups: 0,
        staged: 0,
        inSync: 0,
        attention: 0,
        nextTryAt: NOW + MINUTE,
        served: false,
      },
    ],
    jobs: [
      {
        label: 'Robin',
        href: '/admin/applications/robin/identity-management/import',
        what: 'Import',
        state: 'running',
        sentence: '96 users of 240 done.',
        done: { count: 96, total: 240 },
        startedBy: 'sam.okafor',
        startedAt: NOW - MINUTE,
      },
      {
        label: 'BlogIn',
        href: '/admin/applications/blogin/identity-management/drift',
        what: 'Comparison',
        state: 'failed',
        sentence: 'BlogIn did not answer.',
        startedAt: NOW - MINUTE,
      },
    ],
  }),
  page('health, plain', HealthPage, {
    chrome: SIGNED_IN,
    checks: [{ id: 'version', title: 'Version', state: 'ok', sentence: 'Passo 0.1.0 on Node.js 20.19.0.' }],
    instances: [INSTANCE],
  }),
  page('health, full', HealthPage, {
    chrome: FULL,
    checks: [
      { id: 'clock', title: 'Clock', state: 'bad', sentence: 'It is 90 s behind.', fix: 'Set it.', href: '/admin' },
      { id: 'disk', title: 'Disk space', state: 'warn', sentence: '800 MB are free.', fix: 'Make space.' },
      { id: 'key', title: 'Encryption key', state: 'ok', sentence: 'It opens everything.' },
    ],
    instances: [
      INSTANCE,
      { ...INSTANCE, id: '01J0000000000000000000000B', isSelf: false, state: 'stopping' },
      { ...INSTANCE, id: '01J0000000000000000000000C', isSelf: false, isLost: true, seenAt: NOW - 20 * MINUTE },
    ],
  }),
  page('settings', SettingsPage, { chrome: SIGNED_IN }),
  page('retention, plain', RetentionPage, { chrome: SIGNED_IN, keep: 'ever', days: '365', total: 0, writes: false }),
  page('retention, full', RetentionPage, {
    chrome: FULL,
    keep: 'days',
    days: '7',
    total: 12_345,
    oldestAt: NOW - MINUTE,
    review: { removes: 1_100, confirmation: '7' },
    writes: true,
    errors: { days: 'The number of days is a whole number from 30 to 3,650.' },
  }),
  page('suspend people', SuspendPeoplePage, {
    chrome: FULL,
    people: [{ id: '01J0000000000000000000000A', name: 'Noor Abadi', username: 'noor' }],
    effects: [{ label: 'Robin', sentence: 'The account is set inactive.', count: 1 }],
    left: ['Sam Okafor has a role and is left.'],
  }),
  page('join people', JoinPeoplePage, {
    chrome: FULL,
    total: 1284,
    group: { id: '01J0000000000000000000000B', name: 'Sales' },
    applications: ['Wiki'],
    filter: { state: 'staged', q: 'a' },
  }),
];
