import { chromium, type Browser } from 'playwright-core';
import { addApplication } from '../../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { configureSso } from '../../../src/actions/applications/configure';
import { createNextCertificate } from '../../../src/actions/certificates/next';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import type { Application, SsoSettings } from '../../../src/core/application';
import type { Simulator } from '../../../src/dev/simulator/types';
import { redirectQuery, requestXml } from '../../saml/support';
import { startSp } from '../../support/integration';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, addAdmin } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';

jest.setTimeout(240_000);

/** The pages that check a sign-on, in a real browser: both widths, light and dark, axe. */
describe('an admin checks the sign-on of an application (requirement 7)', () => {
  let passo: RunningPasso;
  let sp: Simulator;
  let browser: Browser;
  let admin: InspectedPage;
  let application: Application;
  let at: (page: string) => string;

  beforeAll(async () => {
    passo = await runPasso();
    sp = await startSp({ name: 'Atlas' });
    const { actor, admin: user } = await addAdmin(passo.context);
    const added = await addApplication(passo.context, actor, {
      ...{ connectorId: 'custom-saml', label: 'Atlas', slug: 'atlas', showInPortal: true, variables: {} },
    });
    if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const sso: SsoSettings = {
      ...added.sso,
      spEntityId: `${sp.url}/saml/metadata`,
      acs: [{ url: `${sp.url}/saml/acs`, isDefault: true }],
      attributes: [
        { name: 'mail', from: 'email', jit: false, enabled: true },
        { name: 'title', from: 'jobTitle', jit: false, enabled: true },
        { name: 'groups', from: 'groups', jit: false, enabled: true },
      ],
    };
    application = await configureSso(passo.context, actor, added.id, { sso, active: true });
    const group = await createGroup(passo.context, actor, { name: 'Design' });
    await setGroupsOfApplication(passo.context, actor, application.id, [group.id]);
    await changeMembers(passo.context, actor, group.id, { add: [user.id], remove: [] });
    await createNextCertificate(passo.context, actor, application.id, 'rsa-2048');
    at = (page) => `${passo.url}/admin/applications/atlas/sso${page}`;
    browser = await chromium.connect(browserAddress());
    admin = await openBrowser(browser);
    await admin.page.goto(`${passo.url}/login`);
    await admin.page.locator('[name=username]').fill('sam.okafor');
    await admin.page.locator('[name=password]').fill(ADMIN_PASSWORD);
    await admin.page.locator('main button.main').click();
    await admin.page.waitForURL((url) => !url.pathname.startsWith('/login'));
  });
  afterAll(async () => {
    await browser.close();
    await sp.stop();
    await passo.stop();
  });
  afterEach(() => expect(admin.complaints.splice(0)).toEqual([]));

  const ask = (attributes: Record<string, string> = {}): string =>
    redirectQuery(
      requestXml({
        issuer: `${sp.url}/saml/metadata`,
        attributes: {
          ID: `_r${Math.trunc(performance.now() * 1000)}`,
          IssueInstant: new Date().toISOString(),
          Destination: `${passo.url}/saml2/atlas`,
          AssertionConsumerServiceURL: `${sp.url}/saml/acs`,
          ...attributes,
        },
      }),
    );

  test('an empty list of exchanges', async () => {
    await admin.page.goto(at('/exchanges'));
    expect(await admin.page.title()).toBe('Atlas, Last exchanges · Passo');
    await inspect(admin);
  });

  test('the full preview of the form as typed, with a request, and back', async () => {
    const { page } = admin;
    await page.goto(at(''));
    await page.locator('[name="attribute.0.name"]').fill('typed-mail');
    await page.locator('#preview-person').selectOption({ label: 'Sam Okafor' });
    await page.getByRole('button', { name: 'Open full preview' }).click();
    await page.waitForURL(at('/preview'));
    await page.locator('[name=request]').fill(`${passo.url}/saml2/atlas?${ask()}`);
    await page.locator('main form button.main').click();
    await page.getByText('It would be answered').waitFor();
    expect(await page.locator('#response-xml').inputValue()).toContain('typed-mail');
    await inspect(admin);
    await page
      .locator('[name=request]')
      .fill(`${passo.url}/saml2/atlas?${ask({ AssertionConsumerServiceURL: `${sp.url}/saml/acs/` })}`);
    await page.locator('main form button.main').click();
    await page.getByText('It would be refused').waitFor();
    await inspect(admin);
    await page.getByRole('button', { name: 'Back to the form' }).click();
    expect(await page.locator('[name="attribute.0.name"]').inputValue()).toBe('typed-mail');
  });

  test('a test sign-on with both certificates, and the real one after it', async () => {
    const { page } = admin;
    await page.goto(at('/test'));
    await inspect(admin);
    await page.getByRole('button', { name: 'Run the test' }).click();
    await page.getByText('The test passed').waitFor();
    await page.locator('summary', { hasText: 'message of step 4' }).click();
    await inspect(admin);
    await page.getByRole('link', { name: 'Test the next certificate instead' }).click();
    await page.getByRole('button', { name: 'Run the test' }).click();
    await page.getByText('that is noted for the rotation').waitFor();
    await page.getByRole('link', { name: 'Open the application' }).click();
    await page.waitForURL((url) => url.origin === sp.url);
  });

  test('a test sign-on that fails', async () => {
    const { page } = admin;
    const { context } = passo;
    const sso = {
      ...(application.sso as SsoSettings),
      nameId: { format: 'unspecified', from: 'employeeIdentifier' },
    } as const;
    await configureSso(context, { kind: 'system', name: 'Passo' }, application.id, { sso, active: true });
    await page.goto(at('/test'));
    await page.getByRole('button', { name: 'Run the test' }).click();
    await page.getByText('The test failed').waitFor();
    expect(await page.title()).toMatch(/^Problem:/);
    await inspect(admin);
    await configureSso(context, { kind: 'system', name: 'Passo' }, application.id, {
      sso: application.sso as SsoSettings,
      active: true,
    });
  });

  test('the last exchanges, and one that an admin meets as a refusal', async () => {
    const { page } = admin;
    const wrong = ask({ AssertionConsumerServiceURL: `${sp.url}/saml/acs/` });
    await page.goto(`${passo.url}/saml2/atlas?${wrong}`);
    await page.getByRole('link', { name: 'See what was wrong' }).click();
    await page.getByText('They differ only in the last /.').waitFor();
    await inspect(admin);
    await page.getByRole('link', { name: 'Open in Directory Insights' }).click();
    await page.getByRole('link', { name: 'What came in, what went out, and what was wrong' }).click();
    await page.getByRole('link', { name: 'Last exchanges' }).click();
    await page.locator('caption', { hasText: 'Last exchanges, newest first' }).waitFor({ state: 'attached' });
    await inspect(admin);
  });

  test('the SSO tab leads to all of them', async () => {
    const { page } = admin;
    for (const [name, address] of [
      ['Preview', '/preview'],
      ['Test sign-on as yourself', '/test'],
      ['Last exchanges', '/exchanges'],
    ] as const) {
      await page.goto(at(''));
      await page.getByRole('link', { name, exact: true }).click();
      await page.waitForURL(at(address));
    }
  });
});
