import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startSimulator } from '../../../src/dev/simulator/start';
import type { Simulator } from '../../../src/dev/simulator/types';
import type { Row } from '../../api/contract/client';
import { startSp, writes } from '../../support/integration';
import { addAccountThere } from '../seeds/world';
import type { Script } from './script';

const bearer = (secret: string) => ({ credential: { kind: 'bearer', secret } });

/** The Rhombus Systems article by calls alone: SSO comes first, a username stays, and nothing of groups is sent. */
export function rhombusByApi(script: Script): void {
  const application = 'rhombus-systems';
  const user = 'tom@fernhill.example';
  let sp: Simulator;

  beforeAll(async () => {
    sp = await startSp({ name: 'Rhombus Systems' });
    sp.setDefects({ deactivateRemoves: true });
    script.play(application, { baseUrl: { url: sp.scimBaseUrl } });
    await script.api.ok('createGroup', {}, { name: 'Guards' });
  });
  afterAll(() => sp.stop());

  test('M-015 to M-119: Identity Management waits for SSO, then the API token alone', async () => {
    const { api } = script;
    const tom = await script.add(user, ['Guards'], {
      email: 'reyes@fernhill.example',
      firstname: 'Tom',
      lastname: 'R.',
    });
    await api.ok('createApplication', {}, { connector: application, label: 'Rhombus Systems' });
    await api.ok('giveApplicationToGroup', { application, group: 'name:Guards' });
    const early = await api.call('activateIdentityManagement', { application }, bearer(sp.token));
    expect([early.status, JSON.stringify(early.body)]).toEqual([409, expect.stringMatching(/single sign-on/i)]);
    const xml = await (await fetch(sp.metadataUrl)).text();
    await api.ok('applySpMetadata', { application }, { xml, confirmed: true });
    sp.useIdpMetadata(`${script.passo.url}/saml2/${application}/metadata`);
    expect((await tom.signOnFrom(sp)).html).toContain(user);
    const groups = await api.call(
      'activateIdentityManagement',
      { application },
      { ...bearer(sp.token), manageGroups: true },
    );
    expect(groups.status).toBe(422);
    await api.ok('activateIdentityManagement', { application }, bearer(sp.token));
    await script.quiet(application);
    expect(sp.account(user)?.attributes).toEqual({
      ...{ userName: user, name: { givenName: 'Tom', familyName: 'R.' }, active: true },
    });
  });

  test('M-101 to M-103: a new username stays here; who leaves is removed and created again', async () => {
    const { api } = script;
    const seen = writes(sp).length;
    const renamed = { username: 'tomas@fernhill.example', firstname: 'Tomás' };
    await api.ok('updateUser', { user: `username:${user}` }, renamed);
    await script.quiet(application);
    expect(sp.account(user)?.attributes).toMatchObject({ userName: user, name: { givenName: 'Tomás' } });
    expect(JSON.stringify(writes(sp).slice(seen))).not.toContain(renamed.username);
    await script.leave('Guards', [renamed.username]);
    await script.quiet(application);
    expect(sp.accounts()).toEqual([]);
    await script.join('Guards', [renamed.username]);
    await script.quiet(application);
    expect([sp.accounts(), sp.groups()]).toMatchObject([[{ active: true }], []]);
  });

  test('M-180 to M-209: import, events of people alone, and the removal', async () => {
    const { api } = script;
    await addAccountThere(sp, { userName: 'ana@fernhill.example', emails: [{ value: 'a@fernhill.example' }] });
    expect(await script.importAll(application)).toMatchObject({ created: 1 });
    const names = await script.eventsOf(application);
    expect(names).toEqual(expect.arrayContaining(['user_update_provision', 'user_deprovision']));
    expect(names.filter((name) => /^group_.*_provision$/.test(name))).toEqual([]);
    await api.ok('deactivateIdentityManagement', { application });
    await api.ok('deleteApplication', { application, count: 1 });
  });
}

/** The Interact Software article by calls alone: Identity Management first, SSO afterwards. */
export function interactByApi(script: Script): void {
  const application = 'interact-software';
  const GRETA = {
    ...{ firstname: 'Greta', lastname: 'Lind', jobTitle: 'Editor', employeeType: 'Contractor', locale: 'sv-SE' },
    ...{ employeeIdentifier: 'E-77', preferredLanguage: 'sv', department: 'News', company: 'Fernhill' },
    addresses: [{ type: 'work', streetAddress: 'Storgatan 1', locality: 'Malmö', region: 'Skåne' }],
  };
  let sp: Simulator;

  beforeAll(async () => {
    sp = await startSimulator({
      ...{ port: 0, name: 'Interact', scimToken: randomBytes(12).toString('base64url'), clock: Date.now },
      ...{ extraAttributes: ['location'], assetsDir: join(__dirname, '../../../views/assets') },
    });
    const at = 'http://{YOUR_SUBDOMAIN}';
    script.play(application, {
      saml: { entityId: `${at}/metadata`, acsUrl: `${at}/acs`, loginUrl: `${at}/login` },
      baseUrl: { template: `${at}/scim/v2` },
    });
    await script.api.ok('createGroup', {}, { name: 'Staff' });
  });
  afterAll(() => sp.stop());

  test('M-014 to M-161: the subdomain fills addresses; Identity Management works without SSO', async () => {
    const { api } = script;
    const greta = await script.add('greta.lind', ['Staff'], GRETA);
    const wanted = { connector: application, label: 'Interact intranet' };
    const host = new URL(sp.url).host;
    const wrong = await api.call(
      'createApplication',
      {},
      { ...wanted, variables: { YOUR_SUBDOMAIN: `https://${host}/` } },
    );
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([422, expect.stringContaining('YOUR_SUBDOMAIN')]);
    await api.ok('createApplication', {}, { ...wanted, variables: { YOUR_SUBDOMAIN: host } });
    await api.ok('deactivateSso', { application });
    await api.ok('giveApplicationToGroup', { application, group: 'name:Staff' });
    await api.ok('activateIdentityManagement', { application }, { ...bearer(sp.token), manageGroups: true });
    await script.quiet(application);
    expect(sp.account('greta.lind')?.attributes).toMatchObject({
      ...{ userType: 'Contractor', externalId: 'E-77', preferredLanguage: 'sv', locale: 'sv-SE' },
      addresses: [{ streetAddress: 'Storgatan 1', formatted: 'Malmö', region: 'Skåne' }],
    });
    sp.useIdpMetadata(`${script.passo.url}/saml2/${application}/metadata`);
    expect((await greta.signOnFrom(sp)).url).not.toContain(sp.url);
    await api.ok('activateSso', { application });
    expect((await greta.signOnFrom(sp)).html).toContain('greta.lind@fernhill.example');
  });

  test('M-180 to M-208: import, a new token in place, deprovisioning, events, removal', async () => {
    const { api } = script;
    await addAccountThere(sp, { userName: 'otto.frank', emails: [{ value: 'otto@fernhill.example' }] });
    expect(await script.importAll(application)).toMatchObject({ created: 1 });
    await api.ok('replaceCredential', { application }, bearer(sp.token));
    await script.leave('Staff', ['greta.lind']);
    await script.quiet(application);
    expect(sp.account('greta.lind')?.active).toBe(false);
    const names = await script.eventsOf(application);
    expect(names).toEqual(
      expect.arrayContaining(['idm_integration_reauth', 'user_deprovision', 'group_create_provision']),
    );
    await api.ok('deactivateIdentityManagement', { application });
    await api.ok('deactivateSso', { application });
    await api.ok('deleteApplication', { application, count: 1 });
  });
}

/** "Get Started: SCIM Connectors" by calls alone: the catalogue, a custom integration, taking over, deprovisioning. */
export function overviewByApi(script: Script): void {
  const application = 'ledger';
  const user = 'username:yara.costa';
  let sp: Simulator;

  beforeAll(async () => {
    sp = await startSp({ name: 'Ledger' });
    const emails = [{ value: 'yara.costa@fernhill.example', primary: true }];
    await addAccountThere(sp, { userName: 'yara.costa', emails });
  });
  afterAll(() => sp.stop());

  test('1 – Select an App: what each supports, a custom one where none is, and a bookmark', async () => {
    const { api } = script;
    const { items } = await api.ok<{ items: Row[] }>('listConnectors');
    for (const id of ['robin', 'blogin', 'rhombus-systems', 'interact-software']) {
      expect(items.find((one) => one['id'] === id)?.['supports']).toEqual(expect.arrayContaining(['Provisioning']));
    }
    await api.ok('createApplication', {}, { connector: 'custom-scim', label: 'Ledger', slug: application });
    const bookmark = { connector: 'bookmark', label: 'Weather', bookmarkUrl: 'https://weather.example/' };
    const made = await api.ok('createApplication', {}, bookmark);
    expect(made['identityManagementState']).toBeNull();
    await script.add('yara.costa', [], { firstname: 'Yara', jobTitle: 'Clerk' });
    for (const one of [application, 'bookmark']) await api.ok('giveApplicationToUser', { application: one, user });
  });

  test('2 – Configure Your App: Base URL, Token Key; the account with both names is taken over', async () => {
    const { api } = script;
    const connection = { baseUrl: sp.scimBaseUrl, ...bearer(sp.token), manageGroups: true };
    await api.ok('activateIdentityManagement', { application }, connection);
    await script.quiet(application);
    expect(sp.accounts()).toMatchObject([{ userName: 'yara.costa', active: true, attributes: { title: 'Clerk' } }]);
    const why = await api.ok('explainProvisioning', { application, user });
    expect(why).toMatchObject({ causes: [{ kind: 'in-step' }], account: { live: 'read' } });
  });

  test('M-090 to M-098: a password that runs out deactivates, half a match waits for an admin', async () => {
    const { api } = script;
    await api.ok('createGroup', {}, { name: 'Ledger' });
    await api.ok('giveApplicationToGroup', { application, group: 'name:Ledger' });
    await script.add('mila.ford', ['Ledger']);
    await script.quiet(application);
    expect(sp.account('mila.ford')).toMatchObject({ active: true, groups: ['Ledger'] });
    await api.ok('expireUserPassword', { user: 'username:mila.ford' });
    await addAccountThere(sp, { userName: 'kai.lund', emails: [{ value: 'somebody@else.example' }] });
    await script.add('kai.lund', ['Ledger'], { firstname: 'Kai' });
    await script.quiet(application);
    expect(sp.account('mila.ford')?.active).toBe(false);
    expect(sp.account('kai.lund')?.attributes['name']).toBeUndefined();
    const { items } = await api.ok<{ items: Row[] }>('listProvisionedPeople', { application, state: 'failed' });
    expect(items).toMatchObject([{ user: { username: 'kai.lund' } }]);
  });

  test('M-093 to M-207: disconnected, deleted where that is chosen, and everything is removed by its number', async () => {
    const { api } = script;
    await api.ok('setAccountDeletion', { application }, { deletes: true });
    await api.ok('takeApplicationFromUser', { application, user });
    await script.quiet(application);
    expect(sp.account('yara.costa')?.active).toBe(false);
    await api.ok('updateSignInPolicy', {}, { deletionHours: 0 });
    await api.ok('suspendUser', { user });
    await api.ok('deleteUser', { user });
    await script.quiet(application);
    expect(sp.account('yara.costa')).toBeUndefined();
    const names = await script.eventsOf(application);
    expect(names).toEqual(expect.arrayContaining(['user_delete_provision', 'user_lookup_provision']));
    await api.ok('deactivateIdentityManagement', { application });
    await api.ok('deleteApplications', {}, { applications: [application, 'bookmark'], count: 2 });
  });
}
