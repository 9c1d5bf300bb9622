import type { Group } from '../../../src/core/group';
import type { Profile, User } from '../../../src/core/user';
import { startSimulator } from '../../../src/dev/simulator/start';
import type { Simulator } from '../../../src/dev/simulator/types';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { addAccountThere, type World } from './world';

const LABEL = 'Interact intranet';
const TABLE = [
  ['Username', 'userName', 'userName'],
  ['Active', 'active', 'active'],
  ['Employee Type', 'userType', 'userType'],
  ['Company Email', 'emails:value', 'emails'],
  ['Employee ID', 'externalId', 'externalId'],
  ['First Name', 'name.givenName', 'name.givenName'],
  ['Last Name', 'name.familyName', 'name.familyName'],
  ['Job Title', 'title', 'title'],
  ['Preferred Language', 'preferredLanguage', 'preferredLanguage'],
  ['Locale', 'locale', 'Locale'],
  ['Work Phone', 'phoneNumbers.value', 'phoneNumbers.value'],
  ['Department', 'department', 'department'],
  ['Company', 'organization', 'organization'],
  ['Location', 'location', 'location'],
  ['Work Street Address', 'addresses.streetAddress', 'addresses.streetAddress'],
  ['Work City', 'addresses.locality', 'addresses.formatted'],
  ['Work State', 'addresses.region', 'addresses.region'],
  ['Password', 'password', 'password'],
];
const NEVER = ['timezone', 'manager', 'profileUrl', 'jobEndDate', 'bio', 'jobStartDate', 'DOB', 'initials'];
NEVER.push('facebookID', 'linkedInId', 'twitterTag', 'instagramTag', 'passwordReset', 'ims(type="skype").value');
const GRETA: Partial<Profile> = {
  ...{ firstname: 'Greta', lastname: 'Lind', displayName: 'Greta', jobTitle: 'Editor', employeeType: 'Contractor' },
  ...{ employeeIdentifier: 'E-77', preferredLanguage: 'sv', locale: 'sv-SE', timezone: 'Europe/Stockholm' },
  ...{ department: 'News', company: 'Fernhill', location: 'Malmö' },
  phoneNumbers: [{ type: 'work', value: '+46 40 000 00' }],
  addresses: [{ type: 'work', streetAddress: 'Storgatan 1', locality: 'Malmö', region: 'Skåne', postalCode: '211 34' }],
};

/** The Interact Software article, from its first step to its last. */
export function interactJourney(world: World): void {
  let sp: Simulator;
  let staff: Group;
  let greta: User;

  beforeAll(async () => {
    sp = await startSimulator({
      ...{ port: 0, name: 'Interact', scimToken: randomBytes(12).toString('base64url'), clock: Date.now },
      // "location" is a name of Interact's own.
      ...{ extraAttributes: ['location'], assetsDir: join(__dirname, '../../../views/assets') },
    });
    world.play('interact-software', {
      saml: {
        entityId: 'http://{YOUR_SUBDOMAIN}/metadata',
        acsUrl: 'http://{YOUR_SUBDOMAIN}/acs',
        loginUrl: 'http://{YOUR_SUBDOMAIN}/login',
      },
      baseUrl: { template: 'http://{YOUR_SUBDOMAIN}/scim/v2' },
    });
    staff = await world.group('Staff');
    greta = await world.person('greta.lind', staff, GRETA);
  });
  afterAll(() => sp.stop());

  test('M-014, M-030, M-048: a new application with the subdomain of Interact', async () => {
    const { admin } = world;
    await admin.selectFromCatalogue('Interact Software');
    await admin.page.getByLabel('Display Label').fill(LABEL);
    await admin.page.getByLabel('Interact subdomain name').fill(`https://${new URL(sp.url).host}/`);
    await admin.press('Save Application');
    await admin.said(/without https:\/\/ and without a slash/);
    expect(await admin.page.getByLabel('Display Label').inputValue()).toBe(LABEL);
    await admin.page.getByLabel('Interact subdomain name').fill(new URL(sp.url).host);
    await admin.saveApplication('Configure Application');
    await admin.heading(LABEL);
  });

  test('M-016, M-081 to M-084, M-088, M-089: Identity Management first, without SSO', async () => {
    const { admin } = world;
    await admin.deactivate(LABEL, 'SSO');
    await admin.giveAccess(LABEL, { Staff: true });
    await admin.tab('Identity Management');
    await admin.guideSays(['Power User', 'Manage People > Manage Profile Sources', 'SCIM', 'Generate Key', 'Active']);
    await admin.guideSays(['Log Request Body in SCIM Service', 'Copy the Authentication Token', 'only once']);
    await admin.guideSays([`Base URL: enter https://${new URL(sp.url).host}/api/v2/scim/v2`]);
    await admin.follow('Configure');
    expect(await admin.page.getByLabel('Base URL').inputValue()).toBe(sp.scimBaseUrl);
    await admin.follow('Cancel');
    await admin.activate({ token: sp.token, groups: true });
    await admin.said(/verified/i);
    await world.settle();
  });

  test('M-100, M-105, M-143 to M-161: what arrives in Interact is what its table says', async () => {
    const { admin } = world;
    await admin.tab('Identity Management');
    expect(await admin.mappings()).toEqual(TABLE);
    expect(await admin.page.locator('main').innerText()).toContain(`never sent: ${NEVER.join(', ')}.`);
    const [address] = (sp.account('greta.lind')?.attributes['addresses'] ?? []) as Record<string, unknown>[];
    expect(address).toMatchObject({ streetAddress: 'Storgatan 1', formatted: 'Malmö', region: 'Skåne' });
    expect(sp.account('greta.lind')?.attributes).toEqual({
      ...{ userName: 'greta.lind', active: true, userType: 'Contractor', externalId: 'E-77', title: 'Editor' },
      emails: [expect.objectContaining({ value: 'greta.lind@fernhill.example' })],
      name: { givenName: 'Greta', familyName: 'Lind' },
      ...{ preferredLanguage: 'sv', locale: 'sv-SE', location: 'Malmö' },
      phoneNumbers: [expect.objectContaining({ value: '+46 40 000 00' })],
      addresses: [address],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'News', organization: 'Fernhill' },
    });
    expect(sp.groups()).toMatchObject([{ displayName: 'Staff', members: [sp.account('greta.lind')?.id] }]);
  });

  test('M-017, M-052, M-056, M-089: SSO by the metadata URL, and the SP Entity ID is compared', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('SSO');
    await admin.said(/People Directory/);
    expect(await admin.page.getByLabel('SP Entity ID', { exact: true }).inputValue()).toBe(sp.entityId);
    const url = await admin.page.getByRole('textbox', { name: 'Metadata URL', exact: true }).inputValue();
    await admin.guideSays([
      'Manage Security > Manage SAML Authentication',
      'Setup Domain',
      'EntityID',
      'Identity Providers',
      url,
      'Import',
    ]);
    await admin.guideSays(['Edit', 'Make Default Provider', 'Back', 'Enable Auto Login']);
    sp.useIdpMetadata(url);
    await admin.press('Activate SSO');
    await admin.said(/is saved and active/);
    const person = await world.open();
    expect(await world.signOnFromSp(person, sp, 'greta.lind')).toContain('greta.lind@fernhill.example');
    await person.context.clearCookies({ domain: '127.0.0.1' });
    await world.signOnFromTile(person, LABEL, sp);
  });

  test('M-180 to M-186, M-189: manual import', async () => {
    const { admin } = world;
    const emails = [{ value: 'otto@fernhill.example', primary: true }];
    await addAccountThere(sp, { userName: 'otto.frank', name: { givenName: 'Otto', familyName: 'Frank' }, emails });
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.manualImport(() => world.settle());
    await admin.press(/^Select all 1 New/);
    await admin.said(/1 user is selected/);
    await admin.press('import');
    await admin.said(/1 person created/);
  });

  test('M-087, M-093, M-190 to M-203: a new token after Deactivate IdM connection, and the events by name', async () => {
    const { admin } = world;
    await admin.deactivateIdm(LABEL);
    await admin.tab('Identity Management');
    await admin.activate({ token: sp.token });
    await admin.said(/verified/i);
    await world.settle();
    await world.members(staff, { remove: [greta] });
    expect(sp.account('greta.lind')?.active).toBe(false);
    const names = await admin.events(LABEL);
    expect(names).toEqual(expect.arrayContaining(['idm_integration_activate', 'idm_integration_delete']));
    expect(names).toEqual(expect.arrayContaining(['user_create_provision', 'user_deprovision']));
    expect(names).toEqual(expect.arrayContaining(['group_create_provision', 'group_update_provision']));
  });

  test('M-204 to M-208: the integration is removed', async () => {
    const { admin } = world;
    await admin.deactivateIdm(LABEL);
    await admin.deactivate(LABEL, 'SSO');
    await admin.deleteApplications([LABEL], '11');
  });
}
