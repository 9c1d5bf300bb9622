import { SignInSettingsPage } from '../../../views/admin/settings/sign-in';
import { ConfirmUserPage } from '../../../views/admin/users/confirm';
import { HandOverPage } from '../../../views/admin/users/created';
import { OffboardingPage } from '../../../views/admin/users/offboarding';
import { UserSignInPage } from '../../../views/admin/users/show-sign-in';
import { DETAIL, FULL, MINUTE, NOW, page, SIGNED_IN, USER, USER_FULL, type Sample } from './props';

const HOUR = 60 * MINUTE;
const REACH = { ownPassword: 1, withoutSecondFactor: 12, adminsWithoutSecondFactor: 1, sessions: 1 };
const POLICY = {
  ...{ passwordLength: '12', passwordHistory: '5', passwordDays: '0', forgottenPassword: 'on', secondFactor: 'admins' },
  ...{ graceDays: '7', passkeySignIn: 'on', idleHours: '8', sessionHours: '24', recentMinutes: '15' },
  deletionHours: '24',
};

/** People's lives: signing in, leaving, and what the organisation asks of both. */
export const LIVES: readonly Sample[] = [
  page('sign-in policy', SignInSettingsPage, {
    chrome: SIGNED_IN,
    values: POLICY,
    reach: REACH,
    mail: true,
    writes: true,
  }),
  page('sign-in policy, refused', SignInSettingsPage, {
    chrome: FULL,
    values: { ...POLICY, passwordLength: '7', secondFactor: 'x' },
    reach: REACH,
    mail: false,
    writes: true,
    errors: { passwordLength: 'The length is a whole number from 8 to 64.', secondFactor: 'Choose.' },
    message: 'Check what you entered.',
  }),
  page('sign-in policy, read only', SignInSettingsPage, {
    chrome: SIGNED_IN,
    values: POLICY,
    reach: REACH,
    mail: true,
    writes: false,
  }),
  page('user sign-in, staged', UserSignInPage, {
    chrome: SIGNED_IN,
    user: { ...USER, state: 'staged', hasPassword: false },
    secondFactor: { factors: [], recoveryCodes: 0, asked: false, own: false },
    sessions: [],
    mail: false,
  }),
  page('user sign-in, suspended', UserSignInPage, {
    chrome: SIGNED_IN,
    user: { ...USER, state: 'suspended' },
    secondFactor: { factors: [], recoveryCodes: 0, asked: true, graceUntil: NOW + HOUR, own: false },
    sessions: [],
    mail: true,
  }),
  page('user sign-in, full', UserSignInPage, {
    chrome: FULL,
    user: USER_FULL,
    passwordChangedAt: NOW - HOUR,
    passwordExpiresAt: NOW - MINUTE,
    secondFactor: {
      factors: [
        { kind: 'totp', name: DETAIL, createdAt: NOW - HOUR, lastUsedAt: NOW },
        { kind: 'passkey', name: 'Laptop', createdAt: NOW - HOUR },
      ],
      recoveryCodes: 1,
      asked: true,
      own: false,
    },
    mail: true,
    message: 'Unsuspend this person first.',
    sessions: [
      { id: 'a/b', device: 'Firefox on Windows', createdAt: NOW - HOUR, seenAt: NOW - MINUTE, current: true },
      { id: 'c', device: DETAIL, clientIp: '2001:db8::1', createdAt: NOW - HOUR, seenAt: NOW, current: false },
    ],
  }),
  page('offboarding, nothing', OffboardingPage, {
    chrome: SIGNED_IN,
    user: { ...USER, state: 'suspended' },
    rows: [],
    deletableFrom: NOW - 1,
  }),
  page('offboarding, full', OffboardingPage, {
    chrome: FULL,
    user: { ...USER_FULL, state: 'suspended' },
    suspendedAt: NOW - MINUTE,
    deletableFrom: NOW + 23 * HOUR,
    rows: [
      { label: 'Robin', href: '/r', state: 'done', sentence: 'The account is inactive.', at: NOW, eventId: 'E1' },
      { label: 'BlogIn', href: '/b', state: 'sent', sentence: 'Sent, and not answered yet.' },
      { label: 'Interact', href: '/i', state: 'waiting', sentence: DETAIL },
      { label: 'Rhombus', href: '/h', state: 'failed', sentence: DETAIL, retryAction: '/retry' },
      { label: 'Atlas', href: '/a', state: 'by-hand', sentence: 'Look there.' },
    ],
  }),
  page('suspend user, in short', ConfirmUserPage, {
    chrome: SIGNED_IN,
    user: USER,
    deed: 'suspension',
    effects: [{ label: 'Robin', sentence: 'The account is set inactive.', account: 'inactive' }],
    short: 'Signs Priya out everywhere. Sets the account inactive in Robin.',
  }),
  page('delete user, suspend first', ConfirmUserPage, {
    chrome: SIGNED_IN,
    user: USER,
    deed: 'deletion',
    effects: [],
    suspendFirst: true,
  }),
  page('delete user, too early', ConfirmUserPage, {
    chrome: SIGNED_IN,
    user: USER,
    deed: 'deletion',
    effects: [],
    waitUntil: NOW + 23 * HOUR,
    message: 'Nothing was deleted.',
  }),
  page('hand over, reset link', HandOverPage, {
    chrome: SIGNED_IN,
    user: USER,
    added: false,
    secret: {
      kind: 'link',
      purpose: 'reset',
      url: 'https://sso.fernhill.example/password/reset/x',
      validFor: '1 hour',
    },
  }),
];
