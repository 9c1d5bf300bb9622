import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { makeSetupToken } from '../../src/actions/sessions/setup';
import type { Simulator } from '../../src/dev/simulator/types';
import { startSp } from '../support/integration';
import { inspect, openBrowser, type InspectedPage } from '../support/inspect-page';
import { ADMIN_PASSWORD } from '../support/passo';
import { runPasso, type RunningPasso } from '../support/running-passo';
import { browserAddress } from '../support/services';

jest.setTimeout(120_000);

const PASSWORD = 'nine lanterns in the harbour';

/** The first five minutes with Passo, in a real browser: from the printed link to a person who loses access again. */
describe('M-001, M-003: first light, from an empty database to sign-on and provisioning', () => {
  let passo: RunningPasso;
  let sp: Simulator;
  let browser: Browser;
  let admin: InspectedPage;
  let person: InspectedPage;
  let setupUrl: string;
  let activationLink: string;
  let slug: string;

  beforeAll(async () => {
    passo = await runPasso();
    sp = await startSp({ name: 'Atlas' });
    browser = await chromium.connect(browserAddress());
    admin = await openBrowser(browser);
    person = await openBrowser(browser);
    setupUrl = `${passo.url}/setup?token=${(await makeSetupToken(passo.context))?.reveal() ?? ''}`;
  });
  afterAll(async () => {
    await browser.close();
    await sp.stop();
    await passo.stop();
  });
  const click = (who: InspectedPage, name: string | RegExp): Promise<void> =>
    who.page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();
  const follow = (who: InspectedPage, name: string | RegExp): Promise<void> =>
    who.page
      .getByRole('link', { name, exact: typeof name === 'string' })
      .first()
      .click();
  const fill = (who: InspectedPage, label: string | RegExp, value: string): Promise<void> =>
    who.page
      .getByLabel(label, { exact: typeof label === 'string' })
      .first()
      .fill(value);
  const heading = (who: InspectedPage): Promise<string | null> => who.page.locator('h1').first().textContent();

  test('the printed link makes the first admin, once', async () => {
    const { page } = admin;
    await page.goto(setupUrl);
    await inspect(admin);
    await fill(admin, /Organisation/, 'Fernhill Works');
    await page.locator('[name=username]').fill('sam.okafor');
    await page.locator('[name=email]').fill('sam.okafor@fernhill.example');
    await page.locator('[name=password]').fill('short');
    await page.locator('main button.main').click();
    expect(await page.title()).toMatch(/^Problem:/);
    expect(await page.locator('[name=username]').inputValue()).toBe('sam.okafor');
    await inspect(admin);
    await page.locator('[name=password]').fill(ADMIN_PASSWORD);
    await page.locator('main button.main').click();
    await page.waitForURL(`${passo.url}/admin`);
    await inspect(admin);
    const again = await person.page.goto(setupUrl);
    expect(again?.status()).toBe(404);
    await inspect(person);
  });

  test('M-020 to M-040: an application is added from the catalogue and configured from its metadata', async () => {
    const { page } = admin;
    await follow(admin, 'SSO Applications');
    await inspect(admin);
    await follow(admin, /Add New Application/);
    await inspect(admin);
    await page.goto(`${passo.url}/admin/applications/new/custom-saml`);
    await inspect(admin);
    await fill(admin, /Display Label/, 'Atlas');
    await page.locator('[name=description]').fill('Receipts and travel');
    await click(admin, 'Save Application');
    await inspect(admin);
    await follow(admin, 'Configure Application');
    slug = /\/admin\/applications\/([^/]+)\//.exec(page.url())?.[1] ?? '';
    await page.goto(`${passo.url}/admin/applications/${slug}/sso`);
    await inspect(admin);
    const file = join(passo.folder, 'sp.xml');
    writeFileSync(file, await (await fetch(sp.metadataUrl)).text());
    await page.locator('input[type=file]').first().setInputFiles(file);
    await click(admin, /Upload Metadata/);
    await inspect(admin);
    await page.locator('main button.main').first().click();
    await page.waitForURL(/\/sso$/);
    await inspect(admin);
    expect(await page.locator('[name=spEntityId]').inputValue()).toBe(sp.entityId);
    sp.useIdpMetadata(`${passo.url}/saml2/${slug}/metadata`);
  });

  test('M-064, M-177: a person and a group, and the group gets the application', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/users/new`);
    await inspect(admin);
    for (const [name, value] of Object.entries({
      username: 'noor.abadi',
      email: 'noor.abadi@fernhill.example',
      firstname: 'Noor',
      lastname: 'Abadi',
      jobTitle: 'Designer',
    })) {
      await page.locator(`[name=${name}]`).first().fill(value);
    }
    await page.locator('main button.main').first().click();
    await inspect(admin);
    activationLink = (await page.locator('input[readonly][value*="/activate/"]').inputValue()) ?? '';
    expect(activationLink).toMatch(new RegExp(`^${passo.url}/activate/`));
    await page.goto(`${passo.url}/admin/groups/new`);
    await inspect(admin);
    await page.locator('[name=name]').fill('Design');
    await page.locator('main button.main').first().click();
    const group = page.url().replace(/\/(users|applications)?$/, '');
    await page.goto(`${group}/users?find=noor`);
    await inspect(admin);
    await page.locator('[name=add]').first().check();
    await click(admin, 'Add to group');
    await page.goto(`${passo.url}/admin/applications/${slug}/user-groups`);
    await inspect(admin);
    await page.locator('input[name=group]').first().check();
    await page.locator('button[value=preview]').click();
    expect(await page.locator('main').innerText()).toMatch(/adds 1 person and removes 0/);
    await inspect(admin);
    await page.locator('button[value=save]').click();
    await inspect(admin);
  });

  test('M-079 to M-084: Identity Management is configured, verified and active', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/applications/${slug}/identity-management`);
    await inspect(admin);
    const configure = page.getByRole('link', { name: 'Configure', exact: true });
    if (await configure.count()) await configure.first().click();
    await inspect(admin);
    await fill(admin, /Base URL/, sp.scimBaseUrl);
    await fill(admin, /Token Key/, 'not-the-right-token');
    await click(admin, 'Activate');
    expect(await page.locator('main').innerText()).toMatch(/refused the Token Key/);
    expect(await page.getByLabel('Base URL').inputValue()).toBe(sp.scimBaseUrl);
    await inspect(admin);
    await fill(admin, /Token Key/, sp.token);
    await click(admin, 'Activate');
    await passo.context.worker.idle();
    expect(await page.locator('main').innerText()).toMatch(/verified/i);
    await page.reload();
    await inspect(admin);
    expect(sp.accounts()).toMatchObject([{ userName: 'noor.abadi', active: true }]);
  });

  test('M-058, M-059: the person sets a password, finds the tile, and it signs them on', async () => {
    const { page } = person;
    await page.goto(activationLink);
    await inspect(person);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main button.main').click();
    await page.waitForURL(`${passo.url}/`);
    await inspect(person);
    await page.locator('a.tile').click();
    await page.waitForURL(`${sp.url}/me`);
    expect(await page.locator('main').innerText()).toContain('noor.abadi@fernhill.example');
    await page.goto(`${passo.url}/security`);
    await inspect(person);
  });

  test('M-060, W1: from the SP, by redirect and by POST, through a wrong password and a new tab', async () => {
    for (const binding of ['', '?binding=post']) {
      const other = await openBrowser(browser);
      const { page } = other;
      await page.goto(`${sp.url}/login${binding}`);
      const send = page.getByRole('button', { name: /continue|send|sign in/i });
      if (page.url().startsWith(sp.url) && (await send.count())) await send.first().click();
      await page.waitForURL(/\/login\?request=/);
      expect(await page.locator('main').innerText()).toContain('Atlas');
      await inspect(other);
      await page.locator('[name=username]').fill('noor.abadi');
      await page.locator('[name=password]').fill('a wrong password');
      await click(other, 'Sign in');
      expect(await page.locator('main').innerText()).toMatch(/The username or the password is not right/);
      await inspect(other);
      const tab = await other.context.newPage();
      const waiting = await page.locator('[name=request]').first().inputValue();
      await tab.goto(`${passo.url}/login?request=${waiting}`);
      await tab.locator('[name=username]').fill('noor.abadi');
      await tab.locator('[name=password]').fill(PASSWORD);
      await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
      await tab.waitForURL(`${sp.url}/me`);
      expect(other.complaints).toEqual([]);
      await other.context.close();
    }
    expect(sp.signIns()).toHaveLength(3);
  });

  test('M-063, M-093: taken out of the group, the next sign-on is refused and the account is deactivated', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/groups`);
    await follow(admin, 'Design');
    await page.goto(`${page.url()}/users`);
    await inspect(admin);
    await page.locator('[name=remove]').first().check();
    await click(admin, 'Remove from group');
    await passo.context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ userName: 'noor.abadi', active: false }]);
    const answer = await person.page.goto(`${passo.url}/apps/${slug}`);
    expect(answer?.status()).toBe(403);
    expect(await heading(person)).toMatch(/You don’t have access to Atlas yet/);
    await inspect(person);
    await person.page.goto(`${passo.url}/`);
    await inspect(person);
    expect(await person.page.locator('a.tile').count()).toBe(0);
  });

  test('M-004, M-010, M-208: every step is in Directory Insights, and deleting wants the right number', async () => {
    const { page } = admin;
    await page.goto(`${passo.url}/admin/insights`);
    await inspect(admin);
    for (const name of ['idm_integration_activate', 'user_create_provision', 'user_deprovision', 'sso_auth']) {
      await page.goto(`${passo.url}/admin/insights?name=${name}`);
      expect(await page.locator('table tbody tr').count()).toBeGreaterThan(0);
    }
    await page.locator('table tbody a').first().click();
    await inspect(admin);
    await page.goto(`${passo.url}/admin/applications`);
    await page.locator('tbody input[type=checkbox]').first().check();
    await page.locator('main button', { hasText: 'Delete' }).first().click();
    await inspect(admin);
    await page.locator('input[inputmode=numeric]').fill('7');
    await click(admin, 'Delete Application');
    await inspect(admin);
    expect(await page.locator('main').innerText()).toMatch(/Nothing was deleted/);
    await page.locator('input[inputmode=numeric]').fill('1');
    await click(admin, 'Delete Application');
    await page.waitForURL(/\/admin\/applications$/);
    await inspect(admin);
  });

  test('no page complained: axe, console, content policy, sideways scrolling', () => {
    expect([...admin.complaints, ...person.complaints]).toEqual([]);
  });
});
