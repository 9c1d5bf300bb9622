import { RecoveryCodesPage } from '../../../views/gate/second-factor/recovery-codes';
import { SecondFactorSetupPage } from '../../../views/gate/second-factor/setup';
import { SecondStepPage } from '../../../views/gate/second-factor/step';
import { RemoveFactorPage, RenameFactorPage } from '../../../views/portal/second-factor-change';
import { FULL, PLAIN, page, SIGNED_IN, type Sample } from './props';

const APP = { picture: 'data:image/svg+xml;base64,PHN2Zy8+', secret: 'ABCD EFGH' };
const SETUP = { chrome: PLAIN, app: APP, passkeys: true, passkeyName: 'Passkey of Firefox', typed: {}, next: '/' };

/** The second step, setting it up, and changing it. */
export const SECOND_FACTOR: readonly Sample[] = [
  page('second step, plain', SecondStepPage, {
    chrome: PLAIN,
    purpose: 'sign-in',
    ways: { app: true, passkey: false },
    by: 'factor',
    next: '/',
    clockHint: false,
  }),
  page('second step, full', SecondStepPage, {
    chrome: PLAIN,
    purpose: 'step-up',
    ways: { app: true, passkey: true },
    by: 'factor',
    next: '/apps/robin',
    message: 'This code is not right.',
    clockHint: true,
  }),
  page('second step, recovery', SecondStepPage, {
    chrome: PLAIN,
    purpose: 'sign-in',
    ways: { app: true, passkey: true },
    by: 'recovery',
    next: '/security',
    message: 'This recovery code is not right.',
    clockHint: false,
  }),
  page('second factor, own', SecondFactorSetupPage, { ...SETUP, reason: { kind: 'own' }, errors: {} }),
  page('second factor, here', SecondFactorSetupPage, {
    ...SETUP,
    passkeys: false,
    reason: { kind: 'here' },
    errors: { code: 'A code has six digits.' },
  }),
  page('second factor, may wait', SecondFactorSetupPage, {
    ...SETUP,
    reason: { kind: 'asked', daysLeft: 3 },
    typed: { appName: 'Phone', passkeyName: 'Laptop' },
    errors: { code: 'A code has six digits.', name: 'Enter a name.', passkeyName: 'Enter a name.' },
    message: 'This one is set up already.',
  }),
  page('second factor, due', SecondFactorSetupPage, { ...SETUP, reason: { kind: 'asked' }, errors: {} }),
  page('recovery codes', RecoveryCodesPage, {
    chrome: PLAIN,
    codes: ['abcd-efgh-jkmn', 'pqrs-tuvw-xyz2'],
    renewed: true,
    next: '/security',
  }),
  page('rename a second factor', RenameFactorPage, {
    chrome: { ...FULL, path: '/security' },
    factor: { id: 'F1', name: 'Phone' },
    typed: '',
    errors: { name: 'Enter a name.' },
  }),
  page('remove a second factor', RemoveFactorPage, {
    chrome: SIGNED_IN,
    factor: { id: 'F1', name: 'Phone' },
    last: true,
    message: 'This is your last second factor.',
  }),
];
