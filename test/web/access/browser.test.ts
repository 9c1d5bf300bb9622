import { chromium, type Browser, type Page } from 'playwright-core';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';
import { giveRole } from './roles-bench';

jest.setTimeout(120_000);

let passo: RunningPasso;
let browser: Browser;
let admin: InspectedPage;

async function signIn(page: Page): Promise<void> {
  await page.locator('[name=username]').fill('sam.okafor');
  await page.locator('[name=password]').fill(ADMIN_PASSWORD);
  await page.locator('main button.main').click();
}

beforeAll(async () => {
  passo = await runPasso({});
  await addAdmin(passo.context);
  browser = await chromium.connect(browserAddress());
  admin = await openBrowser(browser);
  await admin.page.goto(`${passo.url}/login`);
  await signIn(admin.page);
});
afterAll(async () => {
  await browser.close();
  await passo.stop();
});

/** Looks at the page at 320 px, where a table has to fold and nothing may be wider than the screen. */
async function expectNarrow({ page }: InspectedPage): Promise<void> {
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await page.setViewportSize({ width: 1360, height: 900 });
}

test('A5: the admins and the role of a person, by keyboard and at every width', async () => {
  const { page } = admin;
  await page.goto(`${passo.url}/admin/settings/admins?q=sam`);
  await inspect(admin);
  await expectNarrow(admin);
  await page.getByRole('link', { name: 'Change role of Sam Okafor' }).first().press('Enter');
  await page.getByRole('radio', { name: /^User/ }).focus();
  await page.getByRole('radio', { name: /^Owner/ }).press('ArrowUp');
  await page.getByRole('button', { name: 'Save role' }).press('Enter');
  expect(await page.locator('main').innerText()).toContain('This is the last owner.');
  await inspect(admin);
  await expectNarrow(admin);
  expect(admin.complaints).toEqual([]);
});

test('a form outlives its session, without script', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${passo.url}/login?next=/admin/groups/new`);
  await signIn(page);
  await page.locator('main [name=name]').fill('Kept over the night');
  await passo.context.db('sessions').delete();
  await page.locator('main button.main').click();
  expect(await page.locator('main').innerText()).toContain('What you typed is kept meanwhile');
  await signIn(page);
  expect(await page.locator('main').innerText()).toContain('Add a user group');
  await page.getByRole('button', { name: 'Go on' }).click();
  expect(await page.locator('main').innerText()).toContain('Kept over the night is added');
  await context.close();
});

test('the page of a kept form, and a page that is read only, at every width', async () => {
  const { page } = admin;
  await page.goto(`${passo.url}/login`);
  await signIn(page);
  await page.goto(`${passo.url}/admin/groups/new`);
  await page.locator('main [name=name]').fill('Looked at');
  await passo.context.db('sessions').delete();
  await page.locator('main button.main').click();
  await inspect(admin);
  await signIn(page);
  await inspect(admin);
  await expectNarrow(admin);
  await page.getByRole('button', { name: 'Go on' }).click();
  const [group] = (await passo.context.db('user_groups').where({ name: 'Looked at' })) as { id: string }[];
  const [sam] = (await passo.context.db('users').where({ username: 'sam.okafor' })) as { id: never }[];
  if (group === undefined || sam === undefined) throw new Error('The group was not made.');
  await giveRole(passo.context, sam.id, 'auditor');
  for (const path of [`/admin/groups/${group.id}`, `/admin/users/${String(sam.id)}`, '/admin/settings/sign-in']) {
    await page.goto(`${passo.url}${path}`);
    expect(await page.locator('main').innerText()).toContain('Read-only auditor');
    expect(await page.locator('main button').allInnerTexts()).toEqual([]);
    await inspect(admin);
    await expectNarrow(admin);
  }
  await giveRole(passo.context, sam.id, 'owner');
  expect(admin.complaints).toEqual([]);
});
