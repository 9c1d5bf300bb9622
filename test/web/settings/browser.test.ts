import { chromium, type Browser } from 'playwright-core';
import { startSmtp, type TestSmtp } from '../../net/mail/smtp';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(120_000);

let passo: RunningPasso;
let server: TestSmtp;
let browser: Browser;
let admin: InspectedPage;
let refuses = false;

beforeAll(async () => {
  server = await startSmtp({
    onRcptTo: (_address, _session, done) => (refuses ? done(new Error('no such mailbox here')) : done()),
  });
  passo = await runPasso({ smtpUrl: `smtp://127.0.0.1:${server.port}`, mailFrom: 'passo@fernhill.example' });
  await addAdmin(passo.context);
  browser = await chromium.connect(browserAddress());
  admin = await openBrowser(browser);
  await admin.page.goto(`${passo.url}/login`);
  await admin.page.locator('[name=username]').fill('sam.okafor');
  await admin.page.locator('[name=password]').fill(ADMIN_PASSWORD);
  await admin.page.locator('main button.main').click();
});
afterAll(async () => {
  await browser.close();
  await passo.stop();
  await server.close();
});

test('UX 1.3 row 27: the mail page at both widths, light and dark, before a test, after it, and after a refusal', async () => {
  const { page } = admin;
  await page.goto(`${passo.url}/admin`);
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page.getByRole('link', { name: 'Mail' }).first().click();
  await inspect(admin);
  await page.getByRole('button', { name: 'Send a test to me' }).click();
  expect(await page.locator('main').innerText()).toContain('A test message is on its way');
  await inspect(admin);
  refuses = true;
  await page.getByRole('button', { name: 'Send a test to me' }).click();
  expect(await page.locator('main').innerText()).toContain('no such mailbox here');
  await inspect(admin);
  expect(admin.complaints).toEqual([]);
  expect(server.received).toHaveLength(1);
});
