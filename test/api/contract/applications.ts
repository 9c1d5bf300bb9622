import { deflateRawSync } from 'node:zlib';
import { makeKeyPair } from '../../../src/saml/key-pair';
import type { Row } from './client';
import { itemsOf, type ContractWorld } from './world';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
const DAY_MS = 86_400_000;

/** Calls everything about applications, who may use them, their sign-on and their certificates. */
export async function callApplications(world: ContractWorld): Promise<void> {
  const { api } = world;
  await api.ok('listConnectors', { search: 'blogin' });
  await api.ok('readConnector', { connector: 'blogin' });
  await api.ok('createApplication', {}, { connector: 'custom-saml', label: 'Harbour', slug: 'harbour', note: 'Ours' });
  const application = 'harbour';
  await api.ok('listApplications', { limit: 10, search: 'harb' });
  await api.ok('readApplication', { application });
  await api.ok('updateApplication', { application }, { description: 'Boats', note: null, showInPortal: true });
  await api.ok('setSignInDemands', { application }, { secondFactor: true, signInMinutes: 60 });
  await api.ok('setSignInDemands', { application }, { secondFactor: false, signInMinutes: null });
  await api.ok('putApplicationImage', { application }, { image: PNG });
  await api.ok('readApplicationImage', { application });
  await api.ok('deleteApplicationImage', { application });
  await api.ok('readApplicationGuide', { application });
  await api.ok('createGuideLink', { application });
  await api.ok('readGuideLink', { application });
  await api.ok('revokeGuideLink', { application });
  await access(world, application);
  await signOn(world, application);
  await certificates(world, application);
  await api.ok('duplicateApplication', { application }, { label: 'Harbour two', slug: 'harbour-two' });
  await api.ok('createApplication', {}, { connector: 'bookmark', label: 'Weather', bookmarkUrl: 'https://w.example/' });
  await api.ok('deleteApplication', { application: 'harbour-two', count: 1 });
  await api.ok('deleteApplications', {}, { applications: [application, 'bookmark'], count: 2 });
}

async function access({ api }: ContractWorld, application: string): Promise<void> {
  const group = 'name:Desks';
  await api.ok('giveApplicationToGroup', { application, group });
  await api.ok('giveApplicationToUser', { application, user: 'username:dele' });
  await api.ok('listGroupsOfApplication', { application });
  await api.ok('listUsersOfApplication', { application, given: 'direct' });
  await api.ok('previewAccess', { application }, { removeGroups: [group], addUsers: ['username:ida'] });
  await api.ok(
    'changeAccess',
    { application },
    { addUsers: ['username:ida'], removeUsers: ['username:dele'], mayRemove: 1 },
  );
  await api.ok('takeApplicationFromUser', { application, user: 'username:ida' });
  await api.ok('putGroupsOfApplication', { application }, { groups: [group], mayRemove: 5 });
  await api.ok('takeApplicationFromGroup', { application, group, mayRemove: 5 });
}

async function signOn(world: ContractWorld, application: string): Promise<void> {
  const { api, sp, metadataUrl } = world;
  const { headers, body: sso } = await api.call('readSso', { application });
  await api.ok('readSso', { application });
  const settings = { ...(sso['settings'] as Row), spEntityId: sp.entityId, acs: [{ url: sp.acsUrl, isDefault: true }] };
  await api.ok('putSso', { application }, { settings }, { 'If-Match': String(headers['etag']) });
  const late = await api.call('putSso', { application }, { settings }, { 'If-Match': String(headers['etag']) });
  expect(late.status).toBe(412);
  await api.ok('deactivateSso', { application });
  await api.ok('activateSso', { application });
  const user = 'username:noor';
  await api.ok('previewSso', { application, user });
  await api.ok('previewSignOn', { application }, { user, settings: { ...settings, sign: 'assertion' } });
  await api.ok('testSignOn', { application }, { user });
  await ask(world, application);
  const [asked] = itemsOf(await api.ok('listExchanges', { application }));
  await api.ok('readExchange', { application, exchange: String(asked?.['id']) });
  await api.ok('readMetadata', { application });
  const xml = await (await fetch(sp.metadataUrl)).text();
  await api.ok('reviewSpMetadata', { application }, { xml });
  world.metadata = xml;
  await api.ok('applySpMetadata', { application }, { url: metadataUrl, confirmed: true });
  await api.ok('readSpMetadataSource', { application });
  world.metadata = xml.replaceAll(sp.acsUrl, `${sp.acsUrl}?v=2`);
  const found = async (): Promise<string> => {
    const source = await api.ok<{ found: { digest: string } | null }>('refreshSpMetadata', { application });
    return source.found?.digest ?? '';
  };
  await api.ok('acceptSpMetadata', { application }, { digest: await found(), confirmed: true });
  world.metadata = xml;
  await api.ok('dismissSpMetadata', { application }, { digest: await found() });
  await api.ok('deleteSpMetadataSource', { application });
}

/** Sends a request of somebody else to the application's address, which is refused and kept for the admin. */
async function ask({ api }: ContractWorld, application: string): Promise<void> {
  const { addresses } = await api.ok<{ addresses: { ssoUrl: string } }>('readApplication', { application });
  const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_asked" Version="2.0" IssueInstant="${new Date().toISOString()}"><Issuer>https://somebody.example</Issuer></samlp:AuthnRequest>`;
  const address = new URL(addresses.ssoUrl);
  address.searchParams.set('SAMLRequest', deflateRawSync(xml).toString('base64'));
  await fetch(address, { redirect: 'manual' });
}

async function certificates({ api }: ContractWorld, application: string): Promise<void> {
  const next = (body: Row): string => String((body['next'] as Row)['id']);
  const current = (body: Row): string => String((body['current'] as Row)['id']);
  const first = current(await api.ok('readCertificates', { application }));
  await api.ok('downloadCertificate', { application, which: 'current' });
  const certificate = next(await api.ok('createNextCertificate', { application }, { kind: 'ec-p256' }));
  await api.ok('confirmCertificate', { application, certificate }, { confirmed: true });
  const at = new Date(Date.now() + DAY_MS).toISOString();
  await api.ok('planCertificateSwitch', { application, certificate }, { at });
  await api.ok('planCertificateSwitch', { application, certificate }, { at: null });
  await api.ok('planReadySwitches', {}, { at, certificates: [certificate] });
  await api.ok('switchCertificate', { application, certificate }, {});
  await api.ok('goBackToCertificate', { application, certificate: first });
  await api.ok('switchCertificate', { application, certificate }, { anyway: true });
  await api.ok('retireCertificate', { application, certificate: first });
  const pair = await makeKeyPair({ commonName: 'Brought', now: Date.now(), validDays: 90 });
  const brought = { file: pair.certificatePem, keyFile: pair.privateKeyPem };
  await api.ok('uploadNextCertificate', { application }, brought);
  await api.ok('revokeCertificate', { application, certificate }, { label: 'Harbour', replaceBy: 'next' });
  expect(itemsOf(await api.ok('listCertificates')).length).toBeGreaterThan(0);
}
