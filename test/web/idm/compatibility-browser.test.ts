import { chromium, type Browser } from 'playwright-core';
import type { Actor } from '../../../src/actions/deps';
import type { Simulator } from '../../../src/dev/simulator/types';
import { learnFacts } from '../../../src/store/provisioning/facts';
import { transact } from '../../../src/store/tx';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { integrate, startSp, type Integrated } from '../../support/integration';
import { addAdmin, ADMIN_PASSWORD } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

let passo: RunningPasso;
let actor: Actor;
let sp: Simulator;
let at: Integrated;
let browser: Browser;
let seen: InspectedPage;

beforeAll(async () => {
  passo = await runPasso();
  ({ actor } = await addAdmin(passo.context));
  sp = await startSp();
  at = await integrate(passo.context, actor, sp);
  browser = await chromium.connect(browserAddress());
  seen = await openBrowser(browser);
}, 60_000);
afterAll(async () => {
  await seen.context.close();
  await browser.close();
  await sp.stop();
  await passo.stop();
});

test('the compatibility report at both widths and in both themes, and the switches of the simulator', async () => {
  const { page } = seen;
  await page.goto(`${passo.url}/login`);
  await page.getByLabel('Username').fill('sam.okafor');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.goto(`${passo.url}/admin/applications/${at.application.slug}/identity-management`);
  await page.getByRole('link', { name: 'Measure', exact: true }).click();
  await page.getByText('Nothing was measured yet').waitFor();
  await inspect(seen);
  sp.setDefects({ noPatch: '501', falsePromises: true, noDelete: true });
  await page.getByLabel('Measure with a test account').check();
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.getByText('Atlas was measured').waitFor();
  await page.getByText('Not as it says').first().waitFor();
  await transact(passo.context.db, (tx) => learnFacts(tx, at.application.id, { filter: 'none' }, Date.now()));
  await page.reload();
  await page.getByRole('heading', { name: 'Learnt since' }).waitFor();
  await inspect(seen);

  await page.goto(sp.url);
  await page.getByText('Lists and filters').click();
  await page.getByLabel('No filters').selectOption('501');
  await page.getByRole('button', { name: 'Save defects' }).click();
  await page.getByText('The defects are set').waitFor();
  expect(sp.defects()).toMatchObject({ noFilter: '501', noPatch: '501' });
  expect(seen.complaints).toEqual([]);
}, 120_000);
