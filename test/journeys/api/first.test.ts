import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import type { Row } from '../../api/contract/client';
import type { Simulator } from '../../../src/dev/simulator/types';
import { startSp } from '../../support/integration';
import type { Person } from './person';
import { Script } from './script';

jest.setTimeout(60_000);

const ENTITY = 'https://receipts.example/saml';
const ACS = 'https://receipts.example/saml/acs';

/** UX 4.1: everything between the first admin and a person who loses access again, by a script with nothing but a key. */
describe('the first journey by the API alone', () => {
  const script = new Script();
  let sp: Simulator;
  let noor: Person;
  let saml: SAML;

  beforeAll(async () => {
    await script.start();
    sp = await startSp();
  });
  afterAll(async () => {
    await sp.stop();
    await script.passo.stop();
  });
  const respond = async (): Promise<ReturnType<SAML['validatePostResponseAsync']>> => {
    const url = await saml.getAuthorizeUrlAsync('', undefined, {});
    return saml.validatePostResponseAsync(await noor.responseFor(url));
  };

  test('people, a user group, and an application whose sign-on works with node-saml', async () => {
    const { api } = script;
    await api.ok('createGroup', {}, { name: 'Office' });
    noor = await script.add('noor', ['Office'], { firstname: 'Noor', lastname: 'Abadi' });
    await api.ok('createApplication', {}, { connector: 'custom-saml', label: 'Receipts', slug: 'receipts' });
    const application = 'receipts';
    const settings = {
      spEntityId: ENTITY,
      acs: [{ url: ACS, isDefault: true }],
      nameId: { format: 'email', from: 'email' },
      attributes: [{ name: 'given', from: 'firstname' }],
    };
    const sso = await api.ok('putSso', { application }, { settings });
    expect(sso['state']).toBe('active');
    const { addresses } = await api.ok<{ addresses: Record<string, string> }>('readApplication', { application });
    const idpCert = await api.ok<unknown>('downloadCertificate', { application, which: 'current' });
    saml = new SAML({
      ...{ callbackUrl: ACS, issuer: ENTITY, entryPoint: addresses['ssoUrl'] ?? '', idpCert: String(idpCert) },
      ...{ idpIssuer: addresses['entityId'] ?? '', wantAssertionsSigned: true, wantAuthnResponseSigned: true },
      validateInResponseTo: ValidateInResponseTo.always,
    });
    await expect(respond()).rejects.toThrow(/without a form/);
    await api.ok('giveApplicationToGroup', { application, group: 'name:Office' });
    const { profile } = await respond();
    expect(profile).toMatchObject({ nameID: 'noor@fernhill.example', issuer: addresses['entityId'] });
    expect((profile as Row | null)?.['given']).toBe('Noor');
  });

  test('Identity Management brings the account, a removal takes sign-on and account away', async () => {
    const { api } = script;
    await api.ok('createApplication', {}, { connector: 'custom-scim', label: 'Atlas', slug: 'atlas' });
    await api.ok('giveApplicationToGroup', { application: 'atlas', group: 'name:Office' });
    const credential = { kind: 'bearer', secret: sp.token };
    await api.ok('activateIdentityManagement', { application: 'atlas' }, { baseUrl: sp.scimBaseUrl, credential });
    await script.quiet('atlas');
    expect(sp.accounts()).toMatchObject([{ userName: 'noor', active: true }]);
    await script.leave('Office', ['noor']);
    await script.quiet('atlas');
    expect(sp.account('noor')).toMatchObject({ active: false });
    await expect(respond()).rejects.toThrow(/without a form/);
    const { items } = await api.ok<{ items: Row[] }>('listEvents', { name: 'sso_auth', result: 'failure' });
    expect(items[0]).toMatchObject({ userName: 'Noor Abadi', payload: { code: 'user_not_in_group' } });
  });

  test('both applications are removed by their number, and nothing of them answers any more', async () => {
    const { api } = script;
    await api.ok('deactivateIdentityManagement', { application: 'atlas' });
    const both = { applications: ['atlas', 'receipts'] };
    expect((await api.call('deleteApplications', {}, { ...both, count: 1 })).status).toBe(422);
    await api.ok('deleteApplications', {}, { ...both, count: 2 });
    expect((await api.ok<{ items: Row[] }>('listApplications')).items).toEqual([]);
    expect((await fetch(`${script.passo.url}/saml2/receipts/metadata`)).status).toBe(404);
  });
});
