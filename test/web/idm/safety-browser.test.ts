import { chromium, type Browser } from 'playwright-core';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor } from '../../../src/actions/deps';
import type { Simulator } from '../../../src/dev/simulator/types';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { addMember, integrate, startSp } from '../../support/integration';
import { addAdmin, ADMIN_PASSWORD } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

let passo: RunningPasso;
let actor: Actor;
let sp: Simulator;
let browser: Browser;
let seen: InspectedPage;
let path: string;
let applicationId: Parameters<typeof setGroupsOfApplication>[2];

beforeAll(async () => {
  passo = await runPasso();
  ({ actor } = await addAdmin(passo.context));
  sp = await startSp();
  const { application, group } = await integrate(passo.context, actor, sp);
  applicationId = application.id;
  for (let place = 0; place < 8; place += 1) {
    await addMember(passo.context, actor, group, `person${place}`, { jobTitle: 'Designer' });
  }
  path = `${passo.url}/admin/applications/${application.slug}/identity-management`;
  browser = await chromium.connect(browserAddress());
  seen = await openBrowser(browser);
}, 60_000);
afterAll(async () => {
  await seen.context.close();
  await browser.close();
  await sp.stop();
  await passo.stop();
});

test('a plan, its steps, a held removal and the limit, in a browser, at both widths and in both themes', async () => {
  const { page } = seen;
  await page.goto(`${passo.url}/login`);
  await page.getByLabel('Username').fill('sam.okafor');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await passo.context.worker.idle();
  await page.goto(`${path}/plan`);
  await inspect(seen);
  await setGroupsOfApplication(passo.context, actor, applicationId, []);
  await passo.context.worker.idle();
  await page.goto(path);
  await page.getByText('Held: this would deactivate 8 people').waitFor();
  await inspect(seen);
  await page.getByRole('link', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByLabel(/Enter the number of people/).fill('7');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByText('There is a problem').waitFor();
  await inspect(seen);
  await page.getByRole('button', { name: 'Reject and put back' }).click();
  await page.getByText('8 people keep the account').waitFor();
  await page.goto(`${path}/limit`);
  await page.getByLabel('People', { exact: true }).fill('0');
  await page.getByRole('button', { name: 'save' }).click();
  await page.getByText('There is a problem').waitFor();
  await inspect(seen);
  await page.goto(`${path}/../user-groups`);
  await page.getByRole('checkbox').first().uncheck();
  await page.getByRole('button', { name: /Preview in/ }).click();
  await page.getByText('supposes a change').waitFor();
  await inspect(seen);
  expect(seen.complaints).toEqual([]);
}, 120_000);
