import { chromium, type Browser } from 'playwright-core';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { activateUser } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import type { SloEndpoint } from '../../src/core/application';
import { SecretText } from '../../src/core/secret-text';
import type { Simulator } from '../../src/dev/simulator/types';
import { inspect, openBrowser, type InspectedPage } from '../support/inspect-page';
import { startSp } from '../support/integration';
import { addAdmin, ADMIN_PASSWORD, profileOf } from '../support/passo';
import { runPasso, type RunningPasso } from '../support/running-passo';
import { browserAddress } from '../support/services';

jest.setTimeout(120_000);

const PASSWORD = `${ADMIN_PASSWORD}-noor`;
const NAME = 'noor.abadi@fernhill.example';

/** Signing out in a real browser: of everything, from an application and from Passo, and when one does not answer. */
describe('signing out everywhere, in a browser with two applications', () => {
  let passo: RunningPasso;
  let atlas: Simulator;
  let birch: Simulator;
  let browser: Browser;
  let noor: InspectedPage;

  async function connect(sp: Simulator, label: string, slug: string, binding: SloEndpoint['binding']): Promise<void> {
    const { context } = passo;
    const { actor } = admin;
    const added = await addApplication(context, actor, {
      ...{ connectorId: 'custom-saml', label, slug, showInPortal: true, variables: {} },
    });
    if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
    const sso = {
      ...{ ...added.sso, spEntityId: sp.entityId, acs: [{ url: sp.acsUrl, isDefault: true }] },
      ...{ spCertificates: [sp.certificate], slo: [{ binding, url: sp.sloUrl }] },
    };
    await configureSso(context, actor, added.id, { sso, active: true });
    await setGroupsOfApplication(context, actor, added.id, [admin.groupId]);
    sp.useIdpMetadata(`${passo.url}/saml2/${slug}/metadata`);
  }
  let admin: {
    actor: Awaited<ReturnType<typeof addAdmin>>['actor'];
    groupId: Awaited<ReturnType<typeof createGroup>>['id'];
  };

  beforeAll(async () => {
    passo = await runPasso();
    [atlas, birch] = [await startSp({ name: 'Atlas' }), await startSp({ name: 'Birch' })];
    const { context } = passo;
    const { actor } = await addAdmin(context);
    const group = await createGroup(context, actor, { name: 'Design' });
    admin = { actor, groupId: group.id };
    const { user, activationToken } = await createUser(context, actor, profileOf('noor.abadi'), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText(PASSWORD));
    await changeMembers(context, actor, group.id, { add: [user.id], remove: [] });
    await connect(atlas, 'Atlas', 'atlas', 'redirect');
    // One of them is asked by POST, so that the page with the form is on the way as well.
    await connect(birch, 'Birch', 'birch', 'post');
    browser = await chromium.connect(browserAddress());
    noor = await openBrowser(browser);
  });
  afterAll(async () => {
    await browser.close();
    for (const sp of [atlas, birch]) await sp.stop();
    await passo.stop();
  });

  async function signOnToBoth(): Promise<void> {
    const { page } = noor;
    await page.goto(`${atlas.url}/login`);
    await page.locator('[name=username]').fill('noor.abadi');
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main button.main').click();
    await page.waitForURL(`${atlas.url}/me`);
    await page.goto(`${birch.url}/login`);
    await page.waitForURL(`${birch.url}/me`);
    expect(await page.locator('h1').innerText()).toBe(NAME);
  }

  /** Who still knows the person: each is asked by opening it. */
  async function whereIn(): Promise<string[]> {
    const tab = await noor.context.newPage();
    const found: string[] = [];
    for (const [name, url] of [
      ['Atlas', `${atlas.url}/me`],
      ['Birch', `${birch.url}/me`],
      ['Passo', `${passo.url}/`],
    ] as const) {
      await tab.goto(url);
      if (tab.url() === url) found.push(name);
    }
    await tab.close();
    return found;
  }

  const words = (): Promise<string> => noor.page.locator('main').innerText();

  test('at one application: that one, the other and Passo are closed', async () => {
    await signOnToBoth();
    expect(await whereIn()).toEqual(['Atlas', 'Birch', 'Passo']);
    const { page } = noor;
    await page.goto(`${atlas.url}/me`);
    await inspect(noor);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL(`${atlas.url}/?done=logout`);
    expect(await words()).toContain('signed you out everywhere');
    expect(await whereIn()).toEqual([]);
  });

  test('at the other one, which answers by redirect what it was asked by POST', async () => {
    await signOnToBoth();
    const { page } = noor;
    await page.goto(`${birch.url}/me`);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL(`${birch.url}/?done=logout`);
    expect(await whereIn()).toEqual([]);
  });

  test('in Passo: both in turn, and a page that says so', async () => {
    await signOnToBoth();
    const { page } = noor;
    await page.goto(`${passo.url}/`);
    await signOut();
    await page.waitForSelector('text=You are signed out');
    await page.waitForURL(/\/logout\/[0-9A-Z]{26}$/);
    expect(await words()).toMatch(/Atlas\s+Signed out[\s\S]*Birch\s+Signed out/);
    await inspect(noor);
    expect(await whereIn()).toEqual([]);
    await page.goto(`${passo.url}/logout`);
    await inspect(noor);
  });

  test('when one never answers: the person finds the way on, and reads what may still be open', async () => {
    for (const [sp, other, name] of [
      [atlas, birch, 'Atlas'],
      [birch, atlas, 'Birch'],
    ] as const) {
      sp.setDefects({ ignoreLogout: true });
      await signOnToBoth();
      const { page } = noor;
      await page.goto(`${passo.url}/`);
      await signOut();
      await page.waitForURL(new RegExp(`^${sp.url}/slo`));
      expect(await words()).toContain('does not answer logout messages');
      await page.goto(`${passo.url}/`);
      await page.waitForURL(/\/login/);
      expect(await words()).toContain(`${name} has not answered`);
      await inspect(noor);
      await page.getByRole('link', { name: 'Continue' }).click();
      await page.waitForURL(/\/logout\//);
      expect(await page.locator('h1').innerText()).toBe(`${name} has not answered`);
      await inspect(noor);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForSelector('text=You are signed out');
      expect(await words()).toMatch(new RegExp(`${name}\\s+No answer\\s+You may still be signed in there`));
      await inspect(noor);
      expect(await whereIn()).toEqual([name]);
      expect(other.defects()).toEqual({});
      sp.setDefects({});
      await page.goto(`${sp.url}/me`);
      await page.getByRole('button', { name: 'Sign out here only' }).click();
    }
  });

  test('without script, by the buttons alone', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${passo.url}/login`);
    await page.locator('[name=username]').fill('noor.abadi');
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main button.main').click();
    for (const sp of ['atlas', 'birch']) {
      await page.goto(`${passo.url}/apps/${sp}`);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL(/\/me$/);
    }
    await page.goto(`${passo.url}/`);
    await page.locator('form[action="/logout"] button').first().dispatchEvent('click');
    // The first goes by itself, by a header; the second is a form.
    await page.waitForSelector('text=Signing you out of Birch');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForSelector('text=You are signed out');
    expect(await page.locator('main').innerText()).toMatch(/Atlas\s+Signed out[\s\S]*Birch\s+Signed out/);
    await context.close();
  });

  async function signOut(): Promise<void> {
    const { page } = noor;
    const button = page.locator('form[action="/logout"] button').first();
    if (!(await button.isVisible())) await page.locator('header summary').last().click();
    await button.click();
  }

  test('no page complained: axe, console, content policy, sideways scrolling', () => {
    // The application that does not answer does so with 503, on purpose.
    expect(noor.complaints.filter((line) => !line.includes('status of 503'))).toEqual([]);
  });
});
