import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import type { Application } from '../../../src/core/application';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(120_000);

/** A rotation in a real browser, every page of it looked at in both widths, light and dark. */
describe('rotating a certificate in a browser', () => {
  let passo: RunningPasso;
  let browser: Browser;
  let admin: InspectedPage;
  let application: Application;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'passo-look-'));
    passo = await runPasso();
    const { actor } = await addAdmin(passo.context);
    const naming = { connectorId: 'custom-saml', label: 'Atlas', showInPortal: true, variables: {} };
    const added = await addApplication(passo.context, actor, naming);
    if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const { certificatePem } = await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 12, kind: 'ec-p256' });
    const sso = {
      ...added.sso,
      spEntityId: 'https://atlas.example/sp',
      acs: [{ url: 'https://atlas.example/acs', isDefault: true }],
      spCertificates: [certificatePem],
    };
    application = await configureSso(passo.context, actor, added.id, { sso, active: true });
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
    rmSync(folder, { recursive: true, force: true });
  });
  const path = (below = ''): string => `${passo.url}/admin/applications/${application.slug}/sso/certificate${below}`;
  const look = (): Promise<void> => inspect(admin);
  const press = (name: string | RegExp): Promise<void> =>
    admin.page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();
  const words = (): Promise<string> => admin.page.locator('main').innerText();

  test('UX 2.3: create next, confirm, plan, call off, switch, go back', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/applications/${application.slug}/sso`);
    await page.getByRole('link', { name: 'Rotate certificate' }).first().click();
    expect(page.url()).toBe(path());
    expect(await page.title()).toContain('Atlas, Certificate');
    await press('Create next certificate');
    expect(await words()).toContain('The next certificate is published');
    expect(await words()).toContain('Not ready');
    await look();
    await page.locator('[name=date]').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
    await page.locator('[name=time]').fill('25:00');
    await press('Plan the switch');
    expect(await page.title()).toMatch(/^Problem:/);
    expect(await page.locator('[name=time]').inputValue()).toBe('25:00');
    await page.locator('[name=time]').fill('05:30');
    await press('Plan the switch');
    expect(await words()).toContain('Tick this to plan it anyway');
    expect(await page.locator('[name=time]').inputValue()).toBe('05:30');
    await page.locator('[name=anyway]').check();
    await press('Plan the switch');
    expect(await words()).toContain('Nothing shows yet that Atlas knows the new certificate');
    await look();
    await press('Call it off');
    await press('Switch now');
    expect(await words()).toContain('If Atlas holds one certificate only');
    await look();
    await page.getByRole('link', { name: 'Not yet' }).click();
    await press('I pasted it');
    expect(await words()).toMatch(/Entered\s+now, sam\.okafor/);
    await press('Switch now');
    expect(await words()).toContain('Switched to the new certificate');
    await press(/^Go back to/);
    expect(await words()).toContain('Gone back');
    await press('Discard next');
    expect(await words()).toContain('The next certificate was discarded');
  });

  test('a key of one’s own: refused with a sentence, taken with a warning', async () => {
    const { page } = admin;
    const make = (validDays: number): ReturnType<typeof makeKeyPair> =>
      makeKeyPair({ commonName: 'own', now: Date.now(), validDays, kind: 'ec-p256' });
    const [one, two] = await Promise.all([make(20), make(20)]);
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    await page.getByRole('link', { name: 'Bring your own' }).click();
    await page.locator('[name=file]').setInputFiles(file('one.pem', one.certificatePem));
    await page.locator('[name=keyFile]').setInputFiles(file('two.key', two.privateKeyPem));
    await press('Take as next certificate');
    expect(await words()).toContain('The private key does not belong to the certificate');
    await look();
    await page.locator('[name=file]').setInputFiles(file('both.pem', one.privateKeyPem + one.certificatePem));
    await press('Take as next certificate');
    expect(await words()).toContain('in less than 60 days');
    await press('I pasted it');
    await press('Switch now');
    expect(await words()).toContain('The certificate ends in 19 days');
    await look();
  });

  test('the board, Home and the SSO tab tell what ends; revoking asks for the name', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/certificates`);
    expect(await words()).toContain('The application’s own, for its requests');
    await page.goto(path());
    await press('Create next certificate');
    await press('I pasted it');
    await page.goto(`${passo.url}/admin/certificates`);
    await look();
    await page.goto(`${passo.url}/admin`);
    expect(await words()).toContain('Certificates that end');
    await look();
    await page.goto(path());
    await page.locator('#in-use').locator('xpath=ancestor::section').getByRole('link', { name: 'Revoke now' }).click();
    await look();
    await page.locator('[name=typed]').fill('Atlantis');
    await press('Revoke now');
    expect(await page.title()).toMatch(/^Problem:/);
    expect(await page.locator('[name=typed]').inputValue()).toBe('Atlantis');
    await page.locator('[name=typed]').fill('atlas');
    await press('Revoke now');
    expect(await words()).toContain('The certificate was revoked');
  });

  test('no page complained: console, content policy, axe, sideways scrolling', () => {
    expect(admin.complaints).toEqual([]);
  });
});
