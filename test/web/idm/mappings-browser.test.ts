import { chromium, type Browser } from 'playwright-core';
import { saveMapping } from '../../../src/actions/provisioning/mapping/save';
import { mappingOf } from '../../../src/connectors/effective';
import { GENERIC_SCIM } from '../../../src/connectors/generic-scim';
import type { Actor } from '../../../src/actions/deps';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { addMember, integrate, startSp, type Integrated } from '../../support/integration';
import { addAdmin, ADMIN_PASSWORD } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

let passo: RunningPasso;
let actor: Actor;
let sp: Simulator;
let at: Integrated;
let noor: User;
let browser: Browser;
let seen: InspectedPage;
let path: string;

beforeAll(async () => {
  passo = await runPasso();
  ({ actor } = await addAdmin(passo.context));
  sp = await startSp();
  at = await integrate(passo.context, actor, sp);
  noor = await addMember(passo.context, actor, at.group, 'noor', { firstname: 'Noor' });
  path = `${passo.url}/admin/applications/${at.application.slug}/identity-management`;
  browser = await chromium.connect(browserAddress());
  seen = await openBrowser(browser);
}, 60_000);
afterAll(async () => {
  await seen.context.close();
  await browser.close();
  await sp.stop();
  await passo.stop();
});

test('M-178: attributes are chosen in a browser, at both widths and in both themes', async () => {
  const { page } = seen;
  await page.goto(`${passo.url}/login`);
  await page.getByLabel('Username').fill('sam.okafor');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.goto(path);
  await page.getByRole('link', { name: 'Change attributes' }).click();
  await inspect(seen);
  await page.getByRole('button', { name: 'Add attribute' }).click();
  const place = GENERIC_SCIM.users.length + 1;
  await page.getByLabel(`SCIM attribute ${place}`).fill('password');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('There is a problem').waitFor();
  await inspect(seen);
  await page.getByLabel(`SCIM attribute ${place}`).fill('nickName');
  await page.getByLabel('Value of password from').selectOption('expression');
  await page.getByLabel('Constant or expression of password').fill('upper(firstname)');
  await page.getByLabel('Preview with').selectOption(noor.id);
  // What the return key does in a field saves nothing.
  await page.getByLabel(`SCIM attribute ${place}`).press('Enter');
  await page.getByText('NOOR', { exact: true }).waitFor();
  const planned = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Preview changes' }).click();
  const plan = await planned;
  await plan.getByRole('heading', { name: 'Steps' }).waitFor();
  await plan.close();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The attribute mappings of Atlas were saved').waitFor();

  const rows = mappingOf(GENERIC_SCIM, undefined).map((row) =>
    row.to === 'department' ? { ...row, required: true as const } : row,
  );
  await saveMapping(passo.context, actor, at.application.id, { rows, enterprise: 'extension' });
  await page.goto(`${path}/mappings`);
  await page.getByRole('link', { name: '1 person lacks it' }).click();
  await inspect(seen);
  await page.getByRole('link', { name: 'Fill in' }).click();
  await page.getByLabel('Department').waitFor();
  expect(seen.complaints).toEqual([]);
}, 120_000);
