import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createUser } from '../../../src/actions/users/create';
import type { Group } from '../../../src/core/group';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSp } from '../../support/integration';
import { profileOf } from '../../support/passo';
import { renameGroup } from './directory';
import { addGroupThere, type World } from './world';

const LABEL = 'BlogIn';
const TABLE = [
  ['Username', 'userName', 'userName'],
  ['Company Email', 'emails:value', 'emails'],
  ['Active', 'active', 'Active'],
  ['First Name', 'name.givenName', 'First Name'],
  ['Last Name', 'name.familyName', 'Last Name'],
  ['First Name and Last Name', 'name.formatted', 'Display Name'],
  ['Job Title', 'title', 'Job title'],
  ['Work Phone', 'phoneNumbers.value', 'Phone Number'],
  ['Time Zone', 'timezone', 'timezone'],
  ['Display Name', 'displayName', 'displayName'],
  // BlogIn takes passwords, although its table has no row for them (M-099).
  ['Password', 'password', 'password'],
];

/** The BlogIn article, from its first step to its last. */
export function bloginJourney(world: World): void {
  let sp: Simulator;
  let writers: Group;
  let ines: User;

  beforeAll(async () => {
    sp = await startSp({ name: 'BlogIn' });
    writers = await world.group('Writers');
    ines = await world.person('ines.duarte', undefined, {
      ...{
        firstname: 'Inês',
        lastname: 'Duarte',
        displayName: 'Inês D.',
        jobTitle: 'Editor',
        timezone: 'Europe/Lisbon',
      },
      phoneNumbers: [{ type: 'work', value: '+351 21 000 00 01' }],
    });
    await addGroupThere(sp, 'Writers');
  });
  afterAll(() => sp.stop());

  test('M-012, M-029, M-036, M-039: a new application is created and configured at once', async () => {
    const { admin } = world;
    await admin.selectFromCatalogue('BlogIn');
    await admin.page.getByLabel('Display Label').fill(LABEL);
    await admin.saveApplication('Configure Application');
    await admin.heading(LABEL);
    await admin.tab('SSO');
    await admin.guideSays(['Settings > User Authentication tab > Configure SSO & User provisioning']);
    await admin.guideSays([
      'SINGLE SIGN-ON STATUS',
      'Identity Provider Configuration Data',
      'Download Metadata as file (xml)',
    ]);
  });

  test('M-051, M-089: Upload Metadata with the file of BlogIn, then save', async () => {
    const { admin } = world;
    const file = join(world.passo.folder, 'blogin.xml');
    writeFileSync(file, await (await fetch(sp.metadataUrl)).text());
    await admin.uploadMetadata(file);
    await admin.openApplication(LABEL);
    await admin.tab('SSO');
    expect(await admin.page.getByLabel('SP Entity ID', { exact: true }).inputValue()).toBe(sp.entityId);
  });

  test('M-052, M-053, M-089: Copy Metadata URL, and BlogIn reads it without a sign-in', async () => {
    const { admin } = world;
    const url = await copied(world);
    expect(url).toBe(`${admin.url}/saml2/blogin/metadata`);
    await admin.guideSays(['CONFIGURATION METHOD', 'Metadata URL', url, 'Default User Role', 'SAVE CHANGES']);
    const read = await fetch(url);
    expect([read.status, read.headers.get('content-type')]).toEqual([200, expect.stringContaining('samlmetadata+xml')]);
    sp.useIdpMetadata(url);
  });

  test('M-069 to M-073: the attributes of JIT are filled in, on, and their names are fixed', async () => {
    const { admin } = world;
    const { page } = admin;
    for (const [place, name] of ['email', 'firstname', 'lastname'].entries()) {
      expect(
        await page.locator(`input:not([type=hidden])[name="attribute.${place}.name"]:not([readonly])`).count(),
      ).toBe(0);
      expect(
        await page
          .locator('main section, main .card', { has: page.locator('#attributes') })
          .last()
          .innerText(),
      ).toContain(name);
      expect(await page.locator(`[name="attribute.${place}.enabled"]`).isChecked()).toBe(true);
      expect(await page.locator(`[name="attribute.${place}.from"]`).isEnabled()).toBe(true);
    }
    await page.locator('[name="attribute.2.enabled"]').uncheck();
    await admin.press('save');
    await admin.said(/^Saved/);
  });

  test('M-061, M-065, M-074: access from the group, a first sign-on creates the account with what JIT sends', async () => {
    const { admin } = world;
    await world.members(writers, { add: [ines] });
    await admin.giveFromGroup('Writers', LABEL);
    const person = await world.open();
    const told = await world.signOnFromSp(person, sp, 'ines.duarte');
    expect(told).toContain('Inês');
    expect(told).not.toContain('Duarte');
    await person.context.clearCookies({ domain: '127.0.0.1' });
    await world.signOnFromTile(person, LABEL, sp);
    expect(sp.signIns()).toHaveLength(2);
  });

  test('M-079, M-085: a Base URL with a hole and a wrong token are refused, and what was typed stays', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.guideSays([
      'User Provisioning tab',
      'USER PROVISIONING STATUS',
      'Save changes',
      'Secret (bearer) token',
      'Base (Tenant) URL',
    ]);
    await admin.activate({ baseUrl: 'https://.blogin.co/sso/scim/V2', token: sp.token, groups: true });
    await admin.said(/A part of the host name is missing/);
    await admin.page.getByLabel('Base URL').fill(sp.scimBaseUrl);
    await admin.page.getByLabel('Token Key', { exact: true }).fill('wrong');
    await admin.press('Activate');
    await admin.said(/refused the Token Key/);
    expect(await admin.page.getByLabel('Base URL').inputValue()).toBe(sp.scimBaseUrl);
    expect(await admin.groupManagement().isChecked()).toBe(true);
    expect(sp.accounts()).toEqual([]);
    await admin.page.getByLabel('Token Key', { exact: true }).fill(sp.token);
    await admin.press('Activate');
    await admin.said(/verified/i);
    await world.settle();
  });

  test('M-129 to M-139: what arrives in BlogIn is what its table says', async () => {
    const { admin } = world;
    await admin.tab('Identity Management');
    expect(await admin.mappings()).toEqual(TABLE);
    expect(sp.account('ines.duarte')?.attributes).toEqual({
      userName: 'ines.duarte',
      emails: [expect.objectContaining({ value: 'ines.duarte@fernhill.example' })],
      active: true,
      name: { givenName: 'Inês', familyName: 'Duarte', formatted: 'Inês Duarte' },
      title: 'Editor',
      phoneNumbers: [expect.objectContaining({ value: '+351 21 000 00 01' })],
      timezone: 'Europe/Lisbon',
      displayName: 'Inês D.',
    });
    expect(sp.groups()).toMatchObject([{ displayName: 'Writers', members: [sp.account('ines.duarte')?.id] }]);
    const [group] = sp.groups();
    await renameGroup(world, writers, 'Authors');
    expect(sp.groups()).toMatchObject([{ id: group?.id, displayName: 'Authors' }]);
  });

  test('M-096, M-097, M-099: a temporary password goes with the account, the person’s own one is pushed', async () => {
    const { context } = world.passo;
    const made = await createUser(
      context,
      world.actor,
      profileOf('omar.nasser', { firstname: 'Omar' }),
      'temporary-password',
    );
    await world.members(writers, { add: [made.user] });
    expect(sp.account('omar.nasser')).toMatchObject({ active: true, hasPassword: true });
    const before = pushed(sp);
    const { page } = await world.open();
    await page.goto(`${world.admin.url}/login`);
    await page.locator('[name=username]').fill('omar.nasser');
    await page.locator('[name=password]').fill(made.temporaryPassword?.reveal() ?? '');
    await page.locator('main button.main').click();
    await page.waitForURL(/password/);
    for (const field of await page.locator('main input[type=password]').all()) {
      const name = await field.getAttribute('name');
      await field.fill(name === 'current' ? (made.temporaryPassword?.reveal() ?? '') : world.password);
    }
    await page.locator('main button.main').click();
    await page.waitForURL(`${world.admin.url}/`);
    await world.settle();
    expect(pushed(sp)).toBe(before + 1);
  });

  test('M-180 to M-186: manual import lists who is there', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.manualImport(() => world.settle());
    expect(await admin.row('ines.duarte').innerText()).toContain('Imported');
    expect(await admin.row('omar.nasser').innerText()).toContain('Imported');
  });

  test('M-087: token and Base URL change after Deactivate IdM connection, and the events tell it', async () => {
    const { admin } = world;
    await admin.deactivateIdm(LABEL);
    await admin.tab('Identity Management');
    await admin.activate({ baseUrl: sp.scimBaseUrl, token: sp.token, groups: true });
    await admin.said(/verified/i);
    await world.settle();
    const names = await admin.events(LABEL);
    expect(names).toEqual(expect.arrayContaining(['idm_integration_activate', 'idm_integration_delete']));
    expect(names).toEqual(expect.arrayContaining(['user_create_provision', 'group_update_provision']));
    expect(sp.accounts()).toHaveLength(2);
  });

  test('M-012, M-089: the guide is sent to the administrator of BlogIn, who has no account here', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('SSO');
    await admin.follow('Send this guide');
    await admin.press('Make a link');
    await world.inspect(admin.inspected);
    const address = await admin.page.getByRole('textbox', { name: 'Link to the guide' }).inputValue();
    const colleague = await world.open();
    await colleague.page.goto(address);
    await world.inspect(colleague);
    await colleague.page.getByRole('button', { name: 'Open the guide' }).click();
    await colleague.page.getByRole('heading', { name: `Set up ${LABEL}` }).waitFor();
    await world.inspect(colleague);
    const other = await world.open();
    await other.page.goto(address);
    await other.page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  });

  test('M-204 to M-208: the integration is removed', async () => {
    const { admin } = world;
    await admin.deactivateIdm(LABEL);
    await admin.deactivate(LABEL, 'SSO');
    await admin.deleteApplications([LABEL], '0');
  });
}

/** The metadata URL as Copy Metadata URL leaves it; nothing is offered that only a script could do, so else as it is shown. */
async function copied({ admin, script }: World): Promise<string> {
  const { page } = admin;
  const copy = page.getByRole('button', { name: /^Copy / });
  if (!script) {
    expect(await copy.count()).toBe(0);
    return page.getByRole('textbox', { name: 'Metadata URL', exact: true }).inputValue();
  }
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: admin.url });
  const panel = page.getByRole('complementary', { name: 'Application' });
  await panel.getByRole('button', { name: 'Copy Metadata URL' }).click();
  return String(await page.evaluate('navigator.clipboard.readText()'));
}

/** How many requests brought a password. */
function pushed(sp: Simulator): number {
  return sp.requests.filter(({ method, body }) => method !== 'GET' && JSON.stringify(body ?? '').includes('password'))
    .length;
}
