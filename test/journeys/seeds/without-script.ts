import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSp } from '../../support/integration';
import { AdminPortal } from './admin-portal';
import { addAccountThere, type World } from './world';

const LABEL = 'Cedar';

/** The steps of the articles once more, from set-up to removal, in browsers that run no script. */
export function withoutScriptJourney(world: World): void {
  let sp: Simulator;
  let admin: AdminPortal;

  beforeAll(async () => {
    sp = await startSp({ name: LABEL });
    await world.person('uma.stone', await world.group('Gardeners'), { firstname: 'Uma', lastname: 'Stone' });
    admin = new AdminPortal(await world.open({ javaScriptEnabled: false }), world.passo.url);
    await admin.logIn();
  });
  afterAll(() => sp.stop());

  test('an application is added, its metadata is taken over and ours can be selected', async () => {
    await admin.selectFromCatalogue('Custom SAML application');
    await admin.page.getByLabel('Display Label').fill(LABEL);
    await admin.saveApplication('Configure Application');
    await admin.tab('SSO');
    const file = join(world.passo.folder, 'cedar.xml');
    writeFileSync(file, await (await fetch(sp.metadataUrl)).text());
    await admin.uploadMetadata(file);
    // Nothing is offered that only a script could do.
    expect(await admin.page.getByRole('button', { name: /^Copy / }).count()).toBe(0);
    sp.useIdpMetadata(await admin.page.getByRole('textbox', { name: 'Metadata URL', exact: true }).inputValue());
    expect(await admin.giveAccess(LABEL, { Gardeners: true })).toContain('adds 1 person and removes 0');
  });

  test('a person signs on from the tile: the form to the application waits for a press', async () => {
    const { page } = await world.open({ javaScriptEnabled: false });
    await page.goto(`${admin.url}/login`);
    await page.locator('[name=username]').fill('uma.stone');
    await page.locator('[name=password]').fill(world.password);
    await page.locator('main button.main').click();
    await page.waitForURL(`${admin.url}/`);
    await page.locator('a.tile', { hasText: LABEL }).click();
    await page.getByRole('button', { name: /continue/i }).click();
    await page.waitForURL(`${sp.url}/me`);
    expect(await page.locator('main').innerText()).toContain('uma.stone@fernhill.example');
  });

  test('Identity Management is activated, an account is imported, and the events are found', async () => {
    await addAccountThere(sp, { userName: 'vera.moss', emails: [{ value: 'vera@fernhill.example', primary: true }] });
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.activate({ baseUrl: sp.scimBaseUrl, token: 'wrong', groups: true });
    await admin.said(/refused the Token Key/);
    await admin.page.getByLabel('Token Key', { exact: true }).fill(sp.token);
    await admin.press('Activate');
    await admin.said(/verified/i);
    await world.settle();
    expect(sp.account('uma.stone')).toMatchObject({ active: true, groups: ['Gardeners'] });
    await admin.tab('Identity Management');
    await admin.manualImport(() => world.settle());
    await admin.page.getByRole('checkbox', { name: 'Choose vera.moss' }).check();
    await admin.press('import');
    await admin.said(/1 person created/);
    expect(await admin.events(LABEL)).toEqual(expect.arrayContaining(['user_create_provision', 'sso_auth']));
  });

  test('the guide is sent as a link, which opens in a browser without script', async () => {
    await admin.openApplication(LABEL);
    await admin.tab('SSO');
    await admin.follow('Send this guide');
    await admin.press('Make a link');
    const address = await admin.page.getByRole('textbox', { name: 'Link to the guide' }).inputValue();
    const { page } = await world.open({ javaScriptEnabled: false });
    await page.goto(address);
    await page.getByRole('button', { name: 'Open the guide' }).click();
    await page.getByRole('heading', { name: `Set up ${LABEL}` }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Metadata URL' }).inputValue()).toBe(
      `${admin.url}/saml2/custom-saml-application/metadata`,
    );
  });

  test('the connection, the sign-on and the application are removed', async () => {
    await admin.deactivateIdm(LABEL);
    await admin.deactivate(LABEL, 'SSO');
    await admin.deleteApplications([LABEL], '3');
  });
}
