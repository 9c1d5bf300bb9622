import { chromium, type Browser } from 'playwright-core';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(120_000);

const LONG = 'x'.repeat(200);
const FILE = [
  'Benutzername;E-Mail;Anzeigename;Abteilung',
  'noor;noor@fernhill.example;نور 🎈;Vertrieb',
  `${LONG};no address;${LONG};`,
  'dele;dele@fernhill.example;Dele;',
].join('\r\n');

let passo: RunningPasso;
let browser: Browser;
let admin: InspectedPage;

beforeAll(async () => {
  passo = await runPasso();
  await addAdmin(passo.context);
  browser = await chromium.connect(browserAddress());
  admin = await openBrowser(browser, { javaScriptEnabled: true });
  await admin.page.goto(`${passo.url}/login`);
  await admin.page.locator('[name=username]').fill('sam.okafor');
  await admin.page.locator('[name=password]').fill(ADMIN_PASSWORD);
  await admin.page.locator('main button.main').click();
});
afterAll(async () => {
  await browser.close();
  await passo.stop();
});

test('UX 2.2: a file is chosen, looked at, changed and imported, at every width, light and dark', async () => {
  const { page } = admin;
  const words = (): Promise<string> => page.locator('main').innerText();
  await page.goto(`${passo.url}/admin/users`);
  await page.getByRole('link', { name: 'Import from a file' }).click();
  await page.getByRole('button', { name: 'Check the file' }).click();
  expect(await words()).toContain('Choose a CSV file that is not empty');
  await inspect(admin);
  const buffer = Buffer.from(FILE, 'utf16le');
  await page.locator('[name=file]').setInputFiles({ name: `${LONG}.csv`, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Check the file' }).click();
  expect(await words()).toContain('2 new, 0 changed, 0 left as they are, 1 problem.');
  expect(await words()).toContain('Column E-Mail: Enter an email address');
  await inspect(admin);
  await page.getByLabel('Abteilung').selectOption({ label: 'Leave out' });
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('button', { name: 'Import 2 people' }).click();
  expect(await words()).toContain('2 people added, 0 changed, 1 not imported');
  await inspect(admin);
  expect(admin.complaints).toEqual([]);
});
