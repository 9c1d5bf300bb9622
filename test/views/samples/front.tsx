import { ActivatePage } from '../../../views/gate/activate';
import { ForgottenPage, LinkOverPage, LinkSentPage, ResetPage } from '../../../views/gate/forgotten';
import { ChangePasswordPage } from '../../../views/gate/change-password';
import { ErrorPage } from '../../../views/gate/error';
import { LoginPage } from '../../../views/gate/login';
import { SetupPage } from '../../../views/gate/setup';
import { SignedOutPage } from '../../../views/gate/signed-out';
import { PortalHomePage } from '../../../views/portal/home';
import { SecurityPage } from '../../../views/portal/security';
import { PostPage } from '../../../views/sso/post';
import { PLAIN, FULL, SIGNED_IN, NOW, MINUTE, RULES, ERRORS, page, type Sample } from './props';

/** Pages for everybody. */
export const FRONT: readonly Sample[] = [
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
    passkey: true,
    byPassword: true,
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
  page('link over', LinkOverPage, { chrome: PLAIN, purpose: 'activation', token: 'abc', open: true }),
  page('link over, no mail', LinkOverPage, { chrome: PLAIN, purpose: 'reset', token: 'abc', open: false }),
  page('forgotten password', ForgottenPage, { chrome: PLAIN, open: true }),
  page('forgotten password, no mail', ForgottenPage, { chrome: PLAIN, open: false }),
  page('forgotten password, refused', ForgottenPage, {
    chrome: PLAIN,
    open: true,
    username: 'p.kaul',
    errors: { username: 'Enter your username or your email.' },
  }),
  page('link sent', LinkSentPage, { chrome: PLAIN }),
  page('new password by link', ResetPage, {
    chrome: PLAIN,
    token: 'abc',
    username: 'p.kaul',
    passwordRules: 'At least 12 characters.',
    errors: { password: 'Use at least 12 characters.' },
  }),
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
    secondFactor: { factors: [], asked: false, recovery: { left: 0, few: true } },
    sessions: [{ id: 's1', device: 'Firefox on Windows', createdAt: NOW - MINUTE, seenAt: NOW, current: true }],
  }),
  page('security, full', SecurityPage, {
    chrome: { ...FULL, path: '/security' },
    username: 'p.kaul',
    passwordRules: RULES,
    secondFactor: {
      factors: [
        { id: 'F1', kind: 'totp', name: 'Phone', createdAt: NOW, lastUsedAt: NOW },
        { id: 'F2', kind: 'passkey', name: 'Laptop', createdAt: NOW },
      ],
      asked: true,
      recovery: { left: 1, few: true },
    },
    sessions: [
      { id: 's1', device: 'Firefox on Windows', clientIp: '203.0.113.7', createdAt: NOW, seenAt: NOW, current: true },
      { id: 's2', device: 'Safari on iPhone', clientIp: '2001:db8::1', createdAt: NOW, seenAt: NOW, current: false },
    ],
    errors: { current: 'This is not your current password.', password: 'Use at least 12 characters.' },
    message: 'Check what you entered.',
  }),
];
