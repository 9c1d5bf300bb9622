import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Group } from '../../../src/core/group';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSp, writes } from '../../support/integration';
import { renameGroup, updateProfile } from './directory';
import { addAccountThere, addGroupThere, type World } from './world';

const LABEL = 'Robin desks';
const TABLE = [
  ['Username', 'userName', 'userName'],
  ['First Name', 'name.givenName', 'First Name'],
  ['Last Name', 'name.familyName', 'Last Name'],
  ['Company Email', 'emails:value', 'Email'],
  ['Job Title', 'title', 'Job Title'],
  ['Department', 'department', 'Department'],
  ['Display Name', 'displayName', 'displayName'],
  ['Employee ID', 'externalId', 'Employee Number'],
];
const NOOR = {
  ...{ firstname: 'Noor', lastname: 'Abadi', displayName: 'Noor Abadi', jobTitle: 'Designer' },
  ...{ department: 'Studio', employeeIdentifier: 'E-104' },
};

/** "Integrate with Robin", from its first step to its last. */
export function robinJourney(world: World): void {
  const state: { noor?: User; maia?: User; desks?: Group; quiet?: Group; visitors?: Group } = {};
  let sp: Simulator;
  let handed: Server;

  beforeAll(async () => {
    sp = await startSp({ name: 'Robin', stateFile: join(world.passo.folder, 'robin.json') });
    world.play('robin', {
      saml: { entityId: sp.entityId, acsUrl: sp.acsUrl, loginUrl: `${sp.url}/login?domain={YOURDOMAIN}` },
      baseUrl: { url: sp.scimBaseUrl },
    });
    [state.desks, state.quiet] = [await world.group('Desks'), await world.group('Quiet rooms')];
    state.visitors = await world.group('Visitors');
    state.noor = await world.person('noor.abadi', state.desks, NOOR);
    state.maia = await world.person('maia.holt', undefined, { firstname: 'Maia', lastname: 'Holt' });
    await addGroupThere(sp, 'Desks');
  });
  afterAll(async () => {
    handed.close();
    await sp.stop();
  });

  test('M-020, M-027 to M-039: a new application is created and closed', async () => {
    const { admin } = world;
    await admin.selectFromCatalogue('Robin');
    expect(await admin.page.locator('main').innerText()).toContain('A Robin account with administrator permissions.');
    await admin.page.getByLabel('Display Label').fill(LABEL);
    await admin.page.getByLabel('Description').fill('Where you sit');
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const image = { name: 'desk.png', mimeType: 'image/png', buffer: png };
    await admin.page.getByLabel('User Portal Image').setInputFiles(image);
    await admin.page.getByRole('checkbox', { name: 'Show in User Portal' }).check();
    await admin.page.getByText('Advanced Settings', { exact: true }).click();
    const sso = admin.page.getByLabel('SSO IdP URL');
    expect(await sso.inputValue()).toBe('');
    expect(await admin.page.locator('main').innerText()).toContain(`becomes ${admin.url}/saml2/robin`);
    await admin.said(/The SSO IdP URL can’t be changed later/);
    await admin.page.getByLabel('Robin domain name').fill('fernhill-works');
    await admin.saveApplication('Close');
    await admin.heading('Configured Applications');
  });

  test('M-013, M-040, M-048, M-049, M-050: YOURDOMAIN is replaced, attributes are added, save', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    expect(await admin.page.locator('main [name=slug]').count()).toBe(0);
    await admin.tab('SSO');
    const fields = admin.page.locator('main input:not([type=hidden]), main textarea');
    const values = await fields.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value).join('\n'));
    expect(values).toContain('login?domain=fernhill-works');
    expect(values).not.toMatch(/YOURDOMAIN/);
    await admin.press('Add attribute');
    await admin.page.locator('[name="attribute.3.name"]').fill('Department');
    await admin.page.locator('[name="attribute.3.from"]').selectOption('department');
    await admin.press('save');
    await admin.said(/Saved/);
  });

  test('M-054, M-055, M-089: the certificate is downloaded, and what Robin asks for is handed to it', async () => {
    const { admin } = world;
    const { page } = admin;
    await admin.openApplication(LABEL);
    await admin.tab('SSO');
    await admin.said(/IDP Certificate Valid/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('region', { name: /^Give these to/ })
        .getByRole('link', { name: 'Download certificate' })
        .click(),
    ]);
    expect(download.suggestedFilename()).toBe('certificate.pem');
    const file = join(world.passo.folder, 'certificate.pem');
    await download.saveAs(file);
    const pem = readFileSync(file, 'utf8').replace(/-----[^-]+-----|\s/g, '');
    const url = await page.getByLabel('SSO IdP URL').first().inputValue();
    const issuer = await page.getByLabel('IdP Entity ID').first().inputValue();
    expect(url).toBe(`${admin.url}/saml2/robin`);
    await admin.guideSays([
      'Settings > Integration',
      'SAML 2.0',
      '+Add',
      'Custom',
      url,
      issuer,
      'certificate.pem',
      'Save Configuration',
    ]);
    handed = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/samlmetadata+xml').end(byHand(issuer, url, pem));
    });
    await new Promise<void>((done) => handed.listen(0, '127.0.0.1', done));
    sp.useIdpMetadata(`http://127.0.0.1:${(handed.address() as AddressInfo).port}/`);
  });

  test('M-063, M-064, M-067: nobody may before access is given from the User Groups tab', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('User Groups');
    await admin.page.getByRole('link', { name: 'Create a new group' }).waitFor();
    const asked = await admin.giveAccess(LABEL, { Desks: true, 'Quiet rooms': true });
    expect(asked).toContain('adds 1 person and removes 0');
  });

  test('M-058 to M-060, M-062: SP-initiated with a sign-in, IdP-initiated without another', async () => {
    const noor = await world.open();
    expect(await world.signOnFromSp(noor, sp, 'noor.abadi')).toContain('noor.abadi@fernhill.example');
    await noor.context.clearCookies({ domain: '127.0.0.1' });
    expect(await world.signOnFromTile(noor, LABEL, sp)).toContain('Studio');
    expect(sp.signIns()).toHaveLength(2);
    const stranger = await world.open();
    await stranger.page.goto(`${sp.url}/login`);
    await stranger.page.locator('[name=username]').fill('maia.holt');
    await stranger.page.locator('[name=password]').fill(world.password);
    await stranger.page.locator('main button.main').click();
    await stranger.page
      .getByText(/You don’t have access to Robin desks yet/)
      .first()
      .waitFor();
    expect(sp.signIns()).toHaveLength(2);
  });

  test('M-075 to M-078, M-083, M-084, M-086: Identity Management is configured with the Token Key alone', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.guideSays(['SCIM Provisioning', 'Manage', 'Generate token for SCIM', 'Copy the SCIM token']);
    await admin.follow('Configure');
    expect(await admin.page.getByLabel('Base URL').count()).toBe(0);
    expect(await admin.groupManagement().count()).toBe(1);
    await admin.follow('Cancel');
    await admin.activate({ token: sp.token, groups: true });
    await admin.said(/Identity Management .*verified/i);
    await world.settle();
    await admin.tab('Identity Management');
    expect(await admin.page.content()).not.toContain(sp.token);
  });

  test('M-098, M-120 to M-128: what arrives in Robin is what its table says', async () => {
    const { admin } = world;
    expect(await admin.mappings()).toEqual(TABLE);
    expect(sp.account('noor.abadi')).toMatchObject({ active: true, hasPassword: false, groups: ['Desks'] });
    expect(sp.account('noor.abadi')?.attributes).toEqual({
      userName: 'noor.abadi',
      name: { givenName: 'Noor', familyName: 'Abadi' },
      emails: [expect.objectContaining({ value: 'noor.abadi@fernhill.example' })],
      title: 'Designer',
      displayName: 'Noor Abadi',
      externalId: 'E-104',
      active: true,
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Studio' },
    });
  });

  test('M-106 to M-111: groups are taken over, empty ones wait, and a new name is a new name', async () => {
    const { desks, quiet, maia } = state;
    expect(sp.groups().map(({ displayName }) => displayName)).toEqual(['Desks']);
    await world.members(quiet as Group, { add: [maia as User] });
    expect(sp.groups().map(({ displayName }) => displayName)).toEqual(['Desks', 'Quiet rooms']);
    const [before] = sp.groups();
    await renameGroup(world, desks as Group, 'Desks and rooms');
    expect(sp.groups()).toHaveLength(2);
    expect(sp.groups()[0]).toMatchObject({ id: before?.id, displayName: 'Desks and rooms' });
  });

  test('M-112, M-113: a group that is unticked stays there as it is, and its people are deactivated', async () => {
    const { admin } = world;
    await world.members(state.quiet as Group, { add: [state.noor as User] });
    const asked = await admin.giveAccess(LABEL, { 'Quiet rooms': false });
    expect(asked).toContain('adds 0 people and removes 1');
    await world.settle();
    const left = sp.groups().find(({ displayName }) => displayName === 'Quiet rooms');
    expect(left?.members).toHaveLength(2);
    expect(sp.account('maia.holt')?.active).toBe(false);
    expect(sp.account('noor.abadi')?.active).toBe(true);
  });

  test('M-114, M-115: a group that is deleted here is deleted there, and its people are deactivated', async () => {
    const { admin } = world;
    await world.members(state.visitors as Group, { add: [state.maia as User, state.noor as User] });
    await admin.giveAccess(LABEL, { Visitors: true });
    await world.settle();
    expect(sp.account('maia.holt')).toMatchObject({ active: true });
    await admin.deleteGroup('Visitors');
    await world.settle();
    expect(sp.groups().map(({ displayName }) => displayName)).toEqual(['Desks and rooms', 'Quiet rooms']);
    expect(sp.account('maia.holt')?.active).toBe(false);
    expect(sp.account('noor.abadi')?.active).toBe(true);
  });

  test('M-092, M-116 to M-118: with the box unticked groups stay, and people go on being updated', async () => {
    const { admin } = world;
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.groupManagement().uncheck();
    await admin.page.getByRole('region', { name: 'User Groups' }).getByRole('button', { name: 'Save' }).click();
    await world.settle();
    const groups = sp.groups();
    const seen = writes(sp).length;
    await renameGroup(world, state.desks as Group, 'Desks');
    await updateProfile(world, state.noor as User, { ...NOOR, jobTitle: 'Head of Design' });
    expect(sp.groups()).toEqual(groups);
    expect(sp.account('noor.abadi')?.attributes['title']).toBe('Head of Design');
    expect(
      writes(sp)
        .slice(seen)
        .some(({ path }) => path.includes('/Groups')),
    ).toBe(false);
  });

  test('M-179 to M-186, M-188, M-189: people who are there are imported, and managed once they are in a group', async () => {
    const { admin } = world;
    const { page } = admin;
    await addAccountThere(sp, {
      userName: 'lena.berg',
      name: { givenName: 'Lena', familyName: 'Berg' },
      emails: [{ value: 'lena.berg@fernhill.example', primary: true }],
    });
    await admin.openApplication(LABEL);
    await admin.tab('Identity Management');
    await admin.manualImport(() => world.settle());
    expect(await admin.row('lena.berg').innerText()).toContain('New');
    expect(await admin.row('noor.abadi').innerText()).toContain('Imported');
    await page.getByRole('link', { name: /^New Users-only/ }).click();
    expect(await page.locator('main tbody tr').first().innerText()).toContain('lena.berg');
    await page.getByRole('checkbox', { name: 'Choose Lena Berg' }).check();
    const seen = writes(sp).length;
    await admin.press('import');
    await admin.said(/1 person created, 0 linked, 0 not imported/);
    expect(await admin.row('lena.berg').innerText()).toContain('Imported');
    await world.settle();
    expect(writes(sp)).toHaveLength(seen);
    await admin.addToGroup('Desks', 'lena.berg');
    await world.settle();
    expect(sp.accounts().filter(({ userName }) => userName === 'lena.berg')).toMatchObject([{ active: true }]);
  });

  test('M-087, M-205: the token is replaced the way the article says, and nobody is created twice', async () => {
    const { admin } = world;
    await admin.deactivateIdm(LABEL);
    expect(sp.account('noor.abadi')?.active).toBe(true);
    const ids = sp.accounts().map(({ id }) => id);
    await sp.stop();
    const again = { port: sp.port, stateFile: join(world.passo.folder, 'robin.json') };
    const old = sp.token;
    sp = await startSp({ name: 'Robin', token: `new-${old}`, ...again });
    await admin.tab('Identity Management');
    await admin.activate({ token: old });
    await admin.said(/refused the Token Key/);
    await admin.page.getByLabel('Token Key', { exact: true }).fill(sp.token);
    await admin.press('Activate');
    await admin.said(/verified/i);
    await world.settle();
    expect(sp.accounts().map(({ id }) => id)).toEqual(ids);
  });

  test('M-190, M-191, M-193 to M-196, M-199 to M-202: the events are in Directory Insights by their names', async () => {
    const names = await world.admin.events(LABEL);
    expect(names).toEqual(expect.arrayContaining(['idm_integration_activate', 'idm_integration_update']));
    expect(names).toEqual(expect.arrayContaining(['idm_integration_delete', 'user_create_provision']));
    expect(names).toEqual(expect.arrayContaining(['user_update_provision', 'user_deprovision']));
    expect(names).toEqual(expect.arrayContaining(['group_create_provision', 'group_update_provision']));
    expect(names).toContain('group_delete_provision');
    expect(names.filter((name) => name === 'user_create_provision')).toHaveLength(2);
    // Three attempts to activate: with the first token, with the old one again, and with the new one (M-202).
    expect(names.filter((name) => name === 'idm_integration_activate')).toHaveLength(3);
  });

  test('M-057, M-204 to M-208: Deactivate IdM connection, Deactivate SSO, and the application is deleted', async () => {
    const { admin } = world;
    await admin.deactivateIdm(LABEL);
    await admin.deactivate(LABEL, 'SSO');
    const noor = await world.open();
    await noor.page.goto(`${sp.url}/login`);
    expect(noor.page.url()).not.toContain(sp.url);
    await admin.deleteApplications([LABEL], '2');
    expect(sp.account('noor.abadi')?.active).toBe(true);
  });
}

/** What Robin's form holds after the three values were pasted, as the simulator reads it. */
function byHand(entityId: string, ssoUrl: string, certificate: string): string {
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${ssoUrl}"/>
</IDPSSODescriptor></EntityDescriptor>`;
}
