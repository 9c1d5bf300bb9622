import { chromium, type Browser, type CDPSession } from 'playwright-core';
import { activateUser } from '../../../src/actions/users/activation-link';
import { createUser } from '../../../src/actions/users/create';
import { SecretText } from '../../../src/core/secret-text';
import type { User } from '../../../src/core/user';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { addAdmin, ADMIN_PASSWORD, profileOf } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';
import { giveApp } from './bench';

const PASSWORD = `${ADMIN_PASSWORD}-of-others`;

let passo: RunningPasso;
let dele: User;
let browser: Browser;
let seen: InspectedPage;
let devices: CDPSession;

beforeAll(async () => {
  passo = await runPasso();
  const { actor } = await addAdmin(passo.context);
  const { user, activationToken } = await createUser(passo.context, actor, profileOf('dele'), 'link');
  await activateUser(passo.context, activationToken?.reveal() ?? '', new SecretText(PASSWORD));
  dele = user;
  browser = await chromium.connect(browserAddress());
  seen = await openBrowser(browser);
  devices = await seen.context.newCDPSession(seen.page);
  await devices.send('WebAuthn.enable');
}, 60_000);
afterAll(async () => {
  await seen.context.close();
  await browser.close();
  await passo.stop();
});

/** A device that keeps passkeys; whether it can tell its owner from others. */
async function addDevice(ownerChecked: boolean): Promise<string> {
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: ownerChecked,
      isUserVerified: ownerChecked,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

async function givePassword(): Promise<void> {
  const { page } = seen;
  await page.goto(`${passo.url}/login`);
  await page.getByLabel('Username').fill('dele');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(): Promise<void> {
  await seen.context.clearCookies();
}

test('W10: a passkey is made, passes the second step, and signs in alone where it checks its owner', async () => {
  const { page } = seen;
  const device = await addDevice(true);
  await givePassword();
  await page.goto(`${passo.url}/mfa/setup?next=/security`);
  await inspect(seen);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  await inspect(seen);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await page.getByText('Passkey of Chrome').first().waitFor();
  await inspect(seen);

  await signOut();
  await givePassword();
  await page.getByRole('heading', { name: 'Second step' }).waitFor();
  await page.goto(`${passo.url}/security`);
  expect(page.url()).toContain('/mfa');
  await inspect(seen);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('heading', { name: 'Security' }).waitFor();

  await signOut();
  await page.goto(`${passo.url}/login?next=/security`);
  await inspect(seen);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('heading', { name: 'Security' }).waitFor();

  await signOut();
  await devices.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: false });
  await page.goto(`${passo.url}/login`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('The passkey was not used').waitFor();
  await inspect(seen);

  // The record went away, the passkey did not: it opens nothing, and the page says where else to go.
  await devices.send('WebAuthn.setUserVerified', { authenticatorId: device, isUserVerified: true });
  for (const table of ['second_factors', 'recovery_codes']) {
    await passo.context.db(table).where({ user_id: dele.id }).delete();
  }
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('This passkey did not work here').waitFor();
  await inspect(seen);
  await devices.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: device });
  expect(seen.complaints).toEqual([]);
}, 120_000);

test('a code and its recovery code with script switched off; passkeys say that they need it', async () => {
  const app = await giveApp(passo.context, dele);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  await page.goto(`${passo.url}/login?next=/security`);
  expect(await page.locator('noscript p').innerText()).toContain('Passkeys need JavaScript');
  expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(false);
  await page.getByLabel('Username').fill('dele');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Code').fill('12');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('This code is not right').waitFor();
  await page.getByRole('link', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(app.recoveryCodes[0] ?? '');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('You have 9 recovery codes left.').first().waitFor();
  await page.getByRole('link', { name: 'Rename Phone' }).click();
  await page.getByLabel('New name').fill('Telephone');
  await page.getByRole('button', { name: 'Save name' }).click();
  await page.getByText('Telephone').waitFor();
  await context.close();
}, 60_000);
