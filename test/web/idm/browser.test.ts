import { chromium, type Browser } from 'playwright-core';
import { createUser } from '../../../src/actions/users/create';
import type { Actor } from '../../../src/actions/deps';
import type { Simulator } from '../../../src/dev/simulator/types';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { integrate, startSp } from '../../support/integration';
import { addAdmin, ADMIN_PASSWORD, profileOf } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

let passo: RunningPasso;
let actor: Actor;
let sp: Simulator;
let browser: Browser;
let seen: InspectedPage;
let path: string;

beforeAll(async () => {
  passo = await runPasso();
  ({ actor } = await addAdmin(passo.context));
  sp = await startSp();
  const { application } = await integrate(passo.context, actor, sp);
  path = `${passo.url}/admin/applications/${application.slug}/identity-management`;
  for (const userName of ['noor', 'dele', 'mia']) {
    await fetch(`${sp.scimBaseUrl}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName,
        emails: [{ value: `${userName}@fernhill.example` }],
      }),
    });
  }
  await createUser(passo.context, actor, profileOf('noor'), 'link');
  await createUser(passo.context, actor, profileOf('dele', { email: 'other@fernhill.example' }), 'link');
  browser = await chromium.connect(browserAddress());
  seen = await openBrowser(browser);
}, 60_000);
afterAll(async () => {
  await seen.context.close();
  await browser.close();
  await sp.stop();
  await passo.stop();
});

test('pausing, replacing a Token Key, the pace and an import, in a browser, at both widths and in both themes', async () => {
  const { page } = seen;
  await page.goto(`${passo.url}/login`);
  await page.getByLabel('Username').fill('sam.okafor');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.goto(path);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await inspect(seen);
  await page.getByRole('button', { name: 'Resume' }).click();
  for (const kind of ['bearer', 'oauth']) {
    await page.goto(`${path}/credentials?auth=${kind}`);
    await inspect(seen);
  }
  await page.getByRole('button', { name: 'Verify and replace' }).click();
  await page.getByText('There is a problem').waitFor();
  await inspect(seen);
  await page.goto(`${path}/pace`);
  await inspect(seen);

  await page.goto(path);
  await page.getByRole('link', { name: 'manual import' }).click();
  await inspect(seen);
  await page.getByRole('button', { name: 'Read users' }).click();
  // The page renews itself until the list is complete.
  await page.getByRole('button', { name: 'import', exact: true }).waitFor();
  await inspect(seen);
  await page.getByRole('button', { name: /Select all/ }).click();
  await page.getByRole('button', { name: 'import', exact: true }).click();
  await page.getByText('1 person created, 1 linked, 1 not imported').waitFor();
  await page.getByRole('link', { name: /New Users-only/ }).click();
  await inspect(seen);
  expect(seen.complaints).toEqual([]);
}, 120_000);
