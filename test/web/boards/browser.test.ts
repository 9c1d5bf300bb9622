import { chromium, type Browser } from 'playwright-core';
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

beforeAll(async () => {
  passo = await runPasso();
  ({ actor } = await addAdmin(passo.context));
  sp = await startSp();
  const { group } = await integrate(passo.context, actor, sp, 'An application with quite a long label of its own');
  await addMember(passo.context, actor, group, 'a-person-with-a-very-long-username-that-does-not-break', {
    displayName: 'نور عبادي',
  });
  browser = await chromium.connect(browserAddress());
  seen = await openBrowser(browser);
}, 60_000);
afterAll(async () => {
  await seen.context.close();
  await browser.close();
  await sp.stop();
  await passo.stop();
});

/** WCAG 1.4.10: nothing scrolls sideways at 320 px. */
async function narrow({ page, complaints }: InspectedPage): Promise<void> {
  await page.setViewportSize({ width: 320, height: 900 });
  const tooWide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  if (tooWide === true) complaints.push(`${page.url()} 320: scrolls sideways`);
  await page.setViewportSize({ width: 1360, height: 900 });
}

test('UX 2.2: the boards, the list of people and the settings, at three widths and in both themes', async () => {
  const { page } = seen;
  await page.goto(`${passo.url}/login`);
  await page.getByLabel('Username').fill('sam.okafor');
  await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const paths = ['', '/sync', '/health', '/users?columns=groups,job', '/insights', '/settings', '/settings/retention'];
  for (const path of paths) {
    await page.goto(`${passo.url}/admin${path}`);
    await inspect(seen);
    await narrow(seen);
  }
  await page.goto(`${passo.url}/admin/users`);
  await page.getByRole('checkbox', { name: 'Select نور عبادي' }).check();
  await page.getByRole('button', { name: 'Suspend the ticked' }).click();
  await page.getByRole('heading', { name: 'Suspend 1 person?' }).waitFor();
  await inspect(seen);
  await narrow(seen);
  expect(seen.complaints).toEqual([]);
}, 120_000);
