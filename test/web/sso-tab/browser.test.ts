import { chromium, type Browser } from 'playwright-core';
import { addApplication } from '../../../src/actions/applications/add';
import { createUser } from '../../../src/actions/users/create';
import type { Application } from '../../../src/core/application';
import { getApplication } from '../../../src/store/applications';
import { makeCertificate } from '../../saml/certificate-maker';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin, profileOf } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(300_000);

/** The SSO tab in a real browser, every state of it looked at in both widths, light and dark. */
describe('setting up SSO in a browser', () => {
  let passo: RunningPasso;
  let browser: Browser;
  let admin: InspectedPage;
  let application: Application;

  beforeAll(async () => {
    passo = await runPasso();
    const { actor } = await addAdmin(passo.context);
    const naming = { connectorId: 'custom-saml', label: 'Atlas', showInPortal: true, variables: {} };
    application = await addApplication(passo.context, actor, naming);
    await createUser(passo.context, actor, profileOf('noor.abadi', { firstname: 'Noor', lastname: 'Abadi' }), 'link');
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
  });
  const press = (name: string): Promise<void> => admin.page.getByRole('button', { name, exact: true }).first().click();
  const field = (name: string) => admin.page.locator(`[name="${name}"]`);

  test('without a clipboard Copy marks the value, to be copied by hand', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/applications/${application.slug}/sso`);
    // As on plain http, where browsers offer none.
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.locator('[data-copy="metadata-url"]').click();
    const marked = await page.evaluate('document.getSelection().toString()');
    expect(marked).toBe(await page.locator('#metadata-url').inputValue());
    expect(await page.locator('body').textContent()).toContain('Press Ctrl+C to copy');
  });

  test('every option is filled in, refused with the reasons, mended and saved', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/applications/${application.slug}/sso`);
    await field('spEntityId').fill('https://atlas.example/sp');
    await field('acs.0.url').fill('https://atlas.example/acs');
    await press('Add logout URL');
    await field('slo.0.url').fill('https://atlas.example/slo');
    await press('Add attribute');
    const place = (await page.locator('[name^="attribute."][name$=".name"]').count()) - 1;
    await field(`attribute.${place}.name`).fill('cn');
    await page.locator('summary', { hasText: 'More about attribute' }).last().click();
    await field(`attribute.${place}.expression`).fill('join(" ", firstname, surname)');
    await field(`attribute.${place}.nameFormat`).selectOption('basic');
    await field('encryption').selectOption('aes256-gcm');
    await field('allowSha1').check();
    await field('acceptUnsignedLogout').check();
    await field('hash').selectOption('sha512');
    await press('save');
    expect(await page.title()).toMatch(/^Problem:/);
    const refused = (await page.locator('main').textContent()) ?? '';
    expect(refused).toContain('cn: There is no property called surname.');
    expect(refused).toContain('Paste the certificate of the application that assertions are encrypted for.');
    expect(await field(`attribute.${place}.expression`).inputValue()).toBe('join(" ", firstname, surname)');
    expect(await field(`attribute.${place}.expression`).isVisible()).toBe(true);
    await inspect(admin);

    await field(`attribute.${place}.expression`).fill('join(" ", firstname, lastname)');
    await field('encryptionCertificate').fill(makeCertificate('rsa-2048').certificatePem);
    await page.locator('#preview-person').selectOption({ label: 'Noor Abadi' });
    await press('Show');
    expect(await page.locator('main').textContent()).toContain('Noor Abadi');
    await press('save');
    await page.waitForURL(/\/sso$/);
    await inspect(admin);
    const { sso } = await getApplication(passo.context.db, application.id);
    expect(sso).toMatchObject({
      hash: 'sha512',
      allowSha1: true,
      acceptUnsignedLogout: true,
      slo: [{ binding: 'redirect', url: 'https://atlas.example/slo' }],
      encryption: { algorithm: 'aes256-gcm' },
    });
    expect(sso?.attributes.at(-1)).toEqual({
      name: 'cn',
      from: 'email',
      expression: 'join(" ", firstname, lastname)',
      nameFormat: 'basic',
      jit: false,
      enabled: true,
    });
  });

  test('nothing on the way complained', () => expect(admin.complaints).toEqual([]));
});
