import type { Simulator } from '../../../src/dev/simulator/types';
import type { Row } from '../../api/contract/client';
import { startSp } from '../../support/integration';
import { addGroupThere } from '../seeds/world';
import type { Person } from './person';
import type { Script } from './script';

const application = 'blogin';
const INES = {
  ...{ firstname: 'Inês', lastname: 'Duarte', displayName: 'Inês D.', jobTitle: 'Editor', timezone: 'Europe/Lisbon' },
  phoneNumbers: [{ type: 'work', value: '+351 21 000 00 01' }],
};

/** The BlogIn article, from its first step to its last, by calls alone. */
export function bloginByApi(script: Script): void {
  let sp: Simulator;
  let ines: Person;
  const connection = (secret: string, baseUrl = sp.scimBaseUrl) => ({
    ...{ baseUrl, credential: { kind: 'bearer', secret } },
    manageGroups: true,
  });

  beforeAll(async () => {
    sp = await startSp({ name: 'BlogIn' });
    await script.api.ok('createGroup', {}, { name: 'Writers' });
    ines = await script.add('ines.duarte', [], INES);
    await addGroupThere(sp, 'Writers');
  });
  afterAll(() => sp.stop());

  test('M-012 to M-053: configured from the metadata of BlogIn, which reads ours without a sign-in', async () => {
    const { api } = script;
    await api.ok('createApplication', {}, { connector: 'blogin', label: 'BlogIn' });
    const guide = JSON.stringify(await api.ok('readApplicationGuide', { application }));
    expect(guide).toContain('Settings > User Authentication tab > Configure SSO & User provisioning');
    const xml = await (await fetch(sp.metadataUrl)).text();
    const { review } = await api.ok<{ review: Row }>('reviewSpMetadata', { application }, { xml });
    const applied = await api.ok<{ state: string; settings: Row }>(
      'applySpMetadata',
      { application },
      { xml, digest: review['digest'], confirmed: true },
    );
    expect([applied.state, applied.settings['spEntityId']]).toEqual(['active', sp.entityId]);
    const { addresses } = await api.ok<{ addresses: Record<string, string> }>('readApplication', { application });
    expect((await fetch(addresses['metadataUrl'] ?? '')).status).toBe(200);
    sp.useIdpMetadata(addresses['metadataUrl'] ?? '');
  });

  test('M-061 to M-074: the attributes of JIT keep their names; a first sign-on brings what they send', async () => {
    const { api } = script;
    const { settings } = await api.ok<{ settings: { attributes: Row[] } }>('readSso', { application });
    expect(settings.attributes.slice(0, 3).map(({ name, enabled, jit }) => [name, enabled, jit])).toEqual([
      ['email', true, true],
      ['firstname', true, true],
      ['lastname', true, true],
    ]);
    const [email, first, last, ...rest] = settings.attributes;
    const attributes = [{ ...email, name: 'mail' }, first, { ...last, enabled: false }, ...rest];
    const saved = await api.ok<{ settings: { attributes: Row[] } }>(
      'putSso',
      { application },
      { settings: { ...settings, attributes } },
    );
    expect(saved.settings.attributes[0]).toMatchObject({ name: 'email' });
    await script.join('Writers', ['ines.duarte']);
    await api.ok('giveApplicationToGroup', { application, group: 'name:Writers' });
    const seen = await ines.signOnFrom(sp);
    expect(seen.url).toBe(`${sp.url}/me`);
    expect(seen.html).toContain('Inês');
    expect(seen.html).not.toContain('Duarte');
  });

  test('M-079, M-085: a Base URL with a hole and a wrong token are refused with the reason', async () => {
    const { api } = script;
    const refused = async (body: object): Promise<string> => {
      const answer = await api.call('activateIdentityManagement', { application }, body);
      expect(answer.status).toBe(422);
      return JSON.stringify(answer.body);
    };
    const hole = connection(sp.token, 'https://.blogin.co/sso/scim/V2');
    expect(await refused(hole)).toContain('A part of the host name is missing');
    expect(await refused(connection('wrong-token-wrong-token'))).toContain('refused the Token Key');
    expect(sp.accounts()).toEqual([]);
    await api.ok('activateIdentityManagement', { application }, connection(sp.token));
    await script.quiet(application);
  });

  test('M-129 to M-139: what arrives in BlogIn is what its table says; its group is taken over', async () => {
    const { api } = script;
    expect(sp.account('ines.duarte')?.attributes).toMatchObject({
      ...{ userName: 'ines.duarte', active: true, title: 'Editor', timezone: 'Europe/Lisbon', displayName: 'Inês D.' },
      name: { givenName: 'Inês', familyName: 'Duarte', formatted: 'Inês Duarte' },
    });
    const [group] = sp.groups();
    await api.ok('updateGroup', { group: 'name:Writers' }, { name: 'Authors' });
    await script.quiet(application);
    expect(sp.groups()).toMatchObject([{ id: group?.id, displayName: 'Authors' }]);
  });

  test('M-096 to M-099: a password goes with the account, and a new one is pushed', async () => {
    const { api } = script;
    const pushed = (): number =>
      sp.requests.filter(({ method, body }) => method !== 'GET' && JSON.stringify(body ?? '').includes('password'))
        .length;
    await api.ok('createUser', {}, { username: 'omar.nasser', email: 'omar.nasser@fernhill.example' });
    const user = 'username:omar.nasser';
    await api.ok('setTemporaryPassword', { user });
    await script.join('Authors', ['omar.nasser']);
    await script.quiet(application);
    expect(sp.account('omar.nasser')).toMatchObject({ active: true, hasPassword: true });
    const before = pushed();
    await api.ok('setUserPassword', { user }, { password: 'a-lantern-for-each-of-us-9' });
    await script.quiet(application);
    expect(pushed()).toBe(before + 1);
  });

  test('M-087, M-180 to M-208: import lists who is there, the connection is made anew, the integration is removed', async () => {
    const { api } = script;
    await api.ok('startImport', { application });
    await script.listed(application);
    const { items } = await api.ok<{ items: Row[] }>('listImportUsers', { application });
    expect(items.map(({ status }) => status)).toEqual(['imported', 'imported']);
    await api.ok('deactivateIdentityManagement', { application });
    await api.ok('activateIdentityManagement', { application }, connection(sp.token));
    await script.quiet(application);
    expect(sp.accounts()).toHaveLength(2);
    expect(await script.eventsOf(application)).toEqual(
      expect.arrayContaining(['idm_integration_activate', 'idm_integration_delete', 'group_update_provision']),
    );
    const { url } = await api.ok<{ url: string }>('createGuideLink', { application });
    expect((await fetch(url)).status).toBe(200);
    await api.ok('deactivateIdentityManagement', { application });
    await api.ok('deactivateSso', { application });
    await api.ok('deleteApplication', { application, count: 1 });
  });
}
