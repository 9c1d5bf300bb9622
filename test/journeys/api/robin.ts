import type { Simulator } from '../../../src/dev/simulator/types';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Row } from '../../api/contract/client';
import { startSp, writes } from '../../support/integration';
import { addAccountThere, addGroupThere } from '../seeds/world';
import type { Person } from './person';
import type { Script } from './script';

const application = 'robin';
const NOOR = {
  ...{ firstname: 'Noor', lastname: 'Abadi', displayName: 'Noor Abadi', jobTitle: 'Designer' },
  ...{ department: 'Studio', employeeIdentifier: 'E-104' },
};

/** "Integrate with Robin", from its first step to its last, by calls alone. */
export function robinByApi(script: Script): void {
  let sp: Simulator;
  let noor: Person;
  let handed: Server;
  const groupsThere = (): string[] => sp.groups().map(({ displayName }) => displayName);
  const bearer = (secret: string) => ({ credential: { kind: 'bearer', secret } });

  beforeAll(async () => {
    sp = await startSp({ name: 'Robin', stateFile: join(script.passo.folder, 'robin-api.json') });
    script.play('robin', {
      saml: { entityId: sp.entityId, acsUrl: sp.acsUrl, loginUrl: `${sp.url}/login?domain={YOURDOMAIN}` },
      baseUrl: { url: sp.scimBaseUrl },
    });
    for (const name of ['Desks', 'Quiet rooms', 'Visitors']) await script.api.ok('createGroup', {}, { name });
    noor = await script.add('noor.abadi', ['Desks'], NOOR);
    await script.add('maia.holt', [], { firstname: 'Maia', lastname: 'Holt' });
    await addGroupThere(sp, 'Desks');
  });
  afterAll(async () => {
    handed.close();
    await sp.stop();
  });

  test('M-020 to M-050: created with its domain, and attributes are added', async () => {
    const { api } = script;
    const connector = await api.ok<{ variables: { name: string }[] }>('readConnector', { connector: 'robin' });
    const variables = Object.fromEntries(connector.variables.map(({ name }) => [name, 'fernhill-works']));
    const wanted = { connector: 'robin', label: 'Robin desks', description: 'Where you sit', slug: application };
    await api.ok('createApplication', {}, { ...wanted, variables });
    const { settings } = await api.ok<{ settings: { loginUrl: string; attributes: Row[] } }>('readSso', {
      application,
    });
    expect(settings.loginUrl).toContain('login?domain=fernhill-works');
    const attributes = [...settings.attributes, { name: 'Department', from: 'department' }];
    const saved = await api.ok('putSso', { application }, { settings: { ...settings, attributes } });
    expect(saved).toMatchObject({ state: 'active', problems: [] });
  });

  test('M-054, M-055, M-089: certificate, issuer and address are handed to Robin', async () => {
    const { api } = script;
    const { addresses } = await api.ok<{ addresses: Record<string, string> }>('readApplication', { application });
    const pem = String(await api.ok<unknown>('downloadCertificate', { application, which: 'current' }));
    const guide = JSON.stringify(await api.ok('readApplicationGuide', { application }));
    for (const word of ['Settings > Integration', 'SAML 2.0', addresses['ssoUrl']]) expect(guide).toContain(word);
    const xml = byHand(addresses['entityId'] ?? '', addresses['ssoUrl'] ?? '', pem.replace(/-----[^-]+-----|\s/g, ''));
    handed = createServer((_request, response) => {
      response.setHeader('Content-Type', 'application/samlmetadata+xml').end(xml);
    });
    await new Promise<void>((done) => handed.listen(0, '127.0.0.1', done));
    sp.useIdpMetadata(`http://127.0.0.1:${(handed.address() as AddressInfo).port}/`);
  });

  test('M-058 to M-067: nobody may before access is given; then the sign-on works', async () => {
    const { api } = script;
    expect((await noor.signOnFrom(sp)).url).not.toContain(sp.url);
    const groups = ['name:Desks', 'name:Quiet rooms'];
    expect(await api.ok('previewAccess', { application }, { addGroups: groups })).toMatchObject({
      adds: 1,
      removes: 0,
    });
    await api.ok('changeAccess', { application }, { addGroups: groups });
    const seen = await noor.signOnFrom(sp);
    expect([seen.url, seen.html]).toEqual([`${sp.url}/me`, expect.stringContaining('noor.abadi@fernhill.example')]);
    expect(seen.html).toContain('Studio');
  });

  test('M-075 to M-086, M-106: Identity Management with the Token Key alone; the group there is taken over', async () => {
    const { api } = script;
    await api.ok('activateIdentityManagement', { application }, { ...bearer(sp.token), manageGroups: true });
    await script.quiet(application);
    expect(JSON.stringify(await api.ok('readIdentityManagement', { application }))).not.toContain(sp.token);
    expect(groupsThere()).toEqual(['Desks']);
    expect(sp.account('noor.abadi')).toMatchObject({ active: true, hasPassword: false, groups: ['Desks'] });
    expect(sp.account('noor.abadi')?.attributes).toMatchObject({ title: 'Designer', externalId: 'E-104' });
    const { rows } = await api.ok<{ rows: Row[] }>('readMappings', { application });
    expect(rows.map(({ to }) => to)).toEqual(expect.arrayContaining(['userName', 'name.givenName', 'externalId']));
  });

  test('M-107 to M-115: groups follow names and members; unticked they stay, deleted they go', async () => {
    const { api } = script;
    await script.join('Quiet rooms', ['maia.holt', 'noor.abadi']);
    await api.ok('updateGroup', { group: 'name:Desks' }, { name: 'Desks and rooms' });
    await script.quiet(application);
    expect(groupsThere()).toEqual(['Desks and rooms', 'Quiet rooms']);
    const left = { removeGroups: ['name:Quiet rooms'] };
    const unsaid = await api.call('changeAccess', { application }, left);
    expect([unsaid.status, JSON.stringify(unsaid.body)]).toEqual([409, expect.stringContaining('mayRemove')]);
    await api.ok('changeAccess', { application }, { ...left, mayRemove: 1 });
    await script.quiet(application);
    expect([sp.account('maia.holt')?.active, sp.account('noor.abadi')?.active]).toEqual([false, true]);
    await script.join('Visitors', ['maia.holt']);
    await api.ok('giveApplicationToGroup', { application, group: 'name:Visitors' });
    await script.quiet(application);
    expect(sp.account('maia.holt')?.active).toBe(true);
    await api.ok('deleteGroup', { group: 'name:Visitors' });
    await script.quiet(application);
    expect(groupsThere()).toEqual(['Desks and rooms', 'Quiet rooms']);
    expect(sp.account('maia.holt')?.active).toBe(false);
  });

  test('M-092, M-116 to M-118: with groups off people go on being updated', async () => {
    const { api } = script;
    await api.ok('setGroupManagement', { application }, { managed: false });
    await script.quiet(application);
    const seen = writes(sp).length;
    await api.ok('updateGroup', { group: 'name:Desks and rooms' }, { name: 'Desks' });
    await api.ok('updateUser', { user: 'username:noor.abadi' }, { jobTitle: 'Head of Design' });
    await script.quiet(application);
    expect(sp.account('noor.abadi')?.attributes['title']).toBe('Head of Design');
    expect(JSON.stringify(writes(sp).slice(seen))).not.toContain('/Groups');
  });

  test('M-179 to M-189: who is there already is imported, and managed once in a group', async () => {
    const emails = [{ value: 'lena.berg@fernhill.example', primary: true }];
    await addAccountThere(sp, { userName: 'lena.berg', name: { givenName: 'Lena', familyName: 'Berg' }, emails });
    expect(await script.importAll(application)).toMatchObject({ created: 1, linked: 0, refused: 0 });
    await script.join('Desks', ['lena.berg']);
    await script.quiet(application);
    expect(sp.accounts().filter(({ userName }) => userName === 'lena.berg')).toMatchObject([{ active: true }]);
  });

  test('M-087, M-205: the token is replaced the way the article says, and nobody is created twice', async () => {
    const { api } = script;
    await api.ok('deactivateIdentityManagement', { application });
    expect(sp.account('noor.abadi')?.active).toBe(true);
    const ids = sp.accounts().map(({ id }) => id);
    const [old, again] = [sp.token, { port: sp.port, stateFile: join(script.passo.folder, 'robin-api.json') }];
    await sp.stop();
    sp = await startSp({ name: 'Robin', token: `new-${old}`, ...again });
    expect((await api.call('activateIdentityManagement', { application }, bearer(old))).status).toBe(422);
    await api.ok('activateIdentityManagement', { application }, bearer(sp.token));
    await script.quiet(application);
    expect(sp.accounts().map(({ id }) => id)).toEqual(ids);
  });

  test('M-190 to M-208: the events by their names, and the application is removed', async () => {
    const { api } = script;
    const names = await script.eventsOf(application);
    expect(names).toEqual(expect.arrayContaining(['idm_integration_activate', 'idm_integration_update']));
    expect(names).toEqual(expect.arrayContaining(['idm_integration_delete', 'user_update_provision']));
    expect(names).toEqual(expect.arrayContaining(['group_create_provision', 'group_delete_provision']));
    expect(names.filter((name) => name === 'user_create_provision')).toHaveLength(2);
    await api.ok('deactivateIdentityManagement', { application });
    await api.ok('deactivateSso', { application });
    expect((await noor.open(`${sp.url}/login`)).url).not.toContain(sp.url);
    await api.ok('deleteApplication', { application, count: 1 });
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
