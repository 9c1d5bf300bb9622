import { createUser } from '../../../src/actions/users/create';
import { expirePassword } from '../../../src/actions/users/expire';
import type { Group } from '../../../src/core/group';
import type { Profile, User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSp } from '../../support/integration';
import { deleteLeaver, profileOf } from '../../support/passo';
import { updateProfile } from './directory';
import { addAccountThere, type World } from './world';

const LABEL = 'Atlas';
const ATTRIBUTES = ['externalId', 'userName', 'password', 'name.givenName', 'name.familyName', 'name.middleName'];
ATTRIBUTES.push('displayName', 'emails', 'active', 'addresses', 'phoneNumbers', 'employeeNumber', 'department');
ATTRIBUTES.push('organization', 'title');
const YARA: Partial<Profile> = {
  ...{ firstname: 'Yara', middlename: 'M.', lastname: 'Costa', displayName: 'Yara Costa', employeeIdentifier: 'E-9' },
  ...{ department: 'Ledger', company: 'Fernhill', jobTitle: 'Clerk' },
  addresses: [
    { type: 'work', streetAddress: 'Quay 2', locality: 'Porto', region: 'Norte', postalCode: '4000', country: 'PT' },
  ],
  phoneNumbers: [{ type: 'mobile', value: '+351 9' }],
};

/** "Get Started: SCIM Connectors", from selecting an application to deprovisioning, and a bookmark beside it. */
export function getStartedJourney(world: World): void {
  let sp: Simulator;
  let ledger: Group;
  let yara: User;

  beforeAll(async () => {
    sp = await startSp({ name: LABEL });
    ledger = await world.group('Ledger');
    yara = await world.person('yara.costa', undefined, YARA);
    await addAccountThere(sp, {
      userName: 'yara.costa',
      emails: [{ value: 'yara.costa@fernhill.example', primary: true }],
    });
  });
  afterAll(() => sp.stop());

  test('1 – Select an App. M-021, M-022, M-025: Supported Functionality, and a custom integration where none is', async () => {
    const { admin } = world;
    await admin.ssoApplications();
    await admin.follow('+ Add New Application');
    await admin.said(/Supported Functionality/);
    for (const name of ['Robin', 'BlogIn', 'Rhombus Systems', 'Interact Software']) {
      expect(await admin.row(name).innerText()).toMatch(/Provisioning|Identity Management/);
    }
    await admin.page.getByRole('searchbox', { name: 'Search the catalogue' }).fill('no such thing');
    await admin.page.getByRole('searchbox', { name: 'Search the catalogue' }).press('Enter');
    await admin.said(/No connector is called/);
    await admin.page.getByRole('radio', { name: /^Custom SCIM integration/ }).check();
    await admin.press('Next');
    await admin.page.getByLabel('Display Label').fill(LABEL);
    await admin.saveApplication('Close');
  });

  test('M-045, M-047: a grey Provisioning badge, and none where no SCIM is', async () => {
    const { admin } = world;
    expect(await admin.row(LABEL).locator('.badge', { hasText: 'Provisioning' }).getAttribute('class')).toMatch(/off/);
    await admin.selectFromCatalogue('Bookmark');
    await admin.page.getByLabel('Display Label').fill('Weather');
    await admin.page.getByLabel('Bookmark URL').fill('https://weather.example/');
    await admin.saveApplication('Close');
    expect(await admin.row('Weather').locator('.badge', { hasText: 'Provisioning' }).count()).toBe(0);
  });

  test('M-066: access from the Users list, to one person', async () => {
    const { admin } = world;
    await admin.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Users', exact: true })
      .click();
    await admin.page.getByRole('searchbox', { name: /^Search/ }).fill('yara');
    await admin.page.getByRole('searchbox', { name: /^Search/ }).press('Enter');
    await admin.row('yara.costa').getByRole('link').first().click();
    await admin.page.goto(`${admin.url}/admin/users/${yara.id}/applications`);
    for (const name of [LABEL, 'Weather']) await admin.page.getByRole('checkbox', { name, exact: true }).check();
    await admin.press('Save Applications');
    await admin.said(/saved/i);
  });

  test('2 – Configure Your App. M-082, M-178: Base URL, Token Key, and the attributes are chosen', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.activate({ baseUrl: sp.scimBaseUrl, token: sp.token, groups: true });
    await admin.said(/verified/i);
    await world.settle();
    await admin.tab('Identity Management');
    const sent = (await admin.mappings()).map(([, to = '']) => to.replace(/[:[].*$/, ''));
    for (const name of ATTRIBUTES) expect(sent.some((to) => to === name || to.startsWith(`${name}.`))).toBe(true);
    await admin.ssoApplications();
    expect(await admin.row(LABEL).locator('.badge', { hasText: 'Provisioning' }).getAttribute('class')).toMatch(/ok/);
  });

  test('M-091, M-162 to M-176: the account with the username and email is taken over, and gets the attributes', async () => {
    expect(sp.accounts()).toHaveLength(1);
    const { attributes } = sp.account('yara.costa') ?? {};
    expect(attributes).toMatchObject({
      ...{ externalId: yara.id, userName: 'yara.costa', displayName: 'Yara Costa', title: 'Clerk', active: true },
      name: { givenName: 'Yara', middleName: 'M.', familyName: 'Costa' },
      emails: [{ value: 'yara.costa@fernhill.example', primary: true }],
      addresses: [
        {
          ...{ type: 'work', streetAddress: 'Quay 2', locality: 'Porto', region: 'Norte' },
          postalCode: '4000',
          country: 'PT',
        },
      ],
      phoneNumbers: [{ type: 'mobile', value: '+351 9' }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
        ...{ employeeNumber: 'E-9', department: 'Ledger', organization: 'Fernhill' },
      },
    });
  });

  test('M-090, M-092, M-095, M-096: provisioned with a temporary password, updated, and inactive when it expired', async () => {
    const { context } = world.passo;
    const made = await createUser(context, world.actor, profileOf('ivo.marin'), 'temporary-password');
    await world.members(ledger, { add: [made.user] });
    await world.admin.giveFromGroup('Ledger', LABEL);
    await world.settle();
    expect(sp.account('ivo.marin')).toMatchObject({ active: true, groups: ['Ledger'] });
    await updateProfile(world, made.user, { firstname: 'Ivo', jobTitle: 'Auditor' });
    expect(sp.account('ivo.marin')?.attributes).toMatchObject({ title: 'Auditor', name: { givenName: 'Ivo' } });
    // A temporary password is not an expired one; one that a person chose can be.
    const mila = await world.person('mila.ford', ledger);
    expect(sp.account('mila.ford')?.active).toBe(true);
    await expirePassword(context, world.actor, mila.id);
    await world.settle();
    expect([sp.account('ivo.marin')?.active, sp.account('mila.ford')?.active]).toEqual([true, false]);
  });

  test('M-192: the token is replaced while it is active', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.follow('Replace Token Key');
    await admin.page.getByLabel('Token Key', { exact: true }).fill(sp.token);
    await admin.press('Verify and replace');
    await admin.said(/verified|replaced/i);
  });

  test('M-091, M-198: half a match is looked up, nothing is taken over, and the event says it', async () => {
    await addAccountThere(sp, { userName: 'kai.lund', emails: [{ value: 'somebody@else.example', primary: true }] });
    await world.person('kai.lund', ledger, { firstname: 'Kai' });
    expect(sp.account('kai.lund')?.attributes['name']).toBeUndefined();
  });

  test('M-093, M-197: disconnected, the account is inactive; deleted, where that is chosen, it is deleted', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.page.getByLabel('Delete the account of a person who is deleted here').check();
    await admin.page.getByRole('region', { name: 'Deleted people' }).getByRole('button', { name: 'Save' }).click();
    await admin.page.goto(`${admin.url}/admin/users/${yara.id}/applications`);
    await admin.page.getByRole('checkbox', { name: LABEL, exact: true }).uncheck();
    await admin.press('Save Applications');
    if (await admin.page.getByText('Not saved yet').count()) await admin.press('Save Applications');
    await world.settle();
    expect(sp.account('yara.costa')?.active).toBe(false);
    await deleteLeaver(world.passo.context, world.actor, yara.id, 'yara.costa');
    await world.settle();
    expect(sp.account('yara.costa')).toBeUndefined();
    const names = await admin.events(LABEL);
    expect(names).toEqual(expect.arrayContaining(['user_delete_provision', 'user_lookup_provision']));
    expect(names).toEqual(expect.arrayContaining(['idm_integration_reauth', 'user_update_provision']));
  });

  test('M-026, M-057, M-206, M-207: Deactivate Bookmark, and both applications are deleted by their number', async () => {
    const { admin } = world;
    await admin.deactivate('Weather', 'Bookmark');
    await admin.deactivateIdm(LABEL);
    await admin.deleteApplications([LABEL, 'Weather'], '1');
  });
}
