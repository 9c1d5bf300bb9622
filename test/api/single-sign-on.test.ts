import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from '../../src/dev/simulator/types';
import { addMember, startSp } from '../support/integration';
import { createGroup } from '../../src/actions/groups/save';
import { bodyOf, startApi, type ApiBench, type ApiMethod } from './bench';

const MD = 'urn:oasis:names:tc:SAML:2.0:metadata';

interface Sso {
  readonly state: string;
  readonly problems: readonly { setting: string }[];
  readonly settings: Record<string, unknown> & { spEntityId: string; attributes: Record<string, unknown>[] };
}

let bench: ApiBench;
let sp: Simulator;
let server: Server;
let url: string;
let served = '';
let round = 0;
let path = '';

beforeAll(async () => {
  bench = await startApi();
  sp = await startSp();
  server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/xml' }).end(served));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sp`;
});
afterAll(async () => {
  server.close();
  await sp.stop();
  await bench.stop();
});

const send = (method: ApiMethod, at: string, body?: object, headers: Record<string, string> = {}, key?: string) => {
  const test = bench.call(method, at, key).set(headers);
  return body === undefined ? test : test.send(body);
};
const add = async (connector: string): Promise<void> => {
  round += 1;
  const made = await send('post', '/applications', { connector, label: `Atlas ${round}` });
  path = `/applications/${bodyOf<{ slug: string }>(made).slug}`;
};
const read = async (): Promise<{ sso: Sso; etag: string }> => {
  const answer = await send('get', `${path}/sso`);
  return { sso: bodyOf<Sso>(answer), etag: String(answer.headers['etag']) };
};
const entity = (acs: string, id = `https://sp${round}.example/saml`): string =>
  `<EntityDescriptor xmlns="${MD}" entityID="${id}"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/${acs}" index="0"/></SPSSODescriptor></EntityDescriptor>`;

const usable = () => ({
  spEntityId: `https://sp${round}.example/saml`,
  acs: [{ url: `https://sp${round}.example/acs`, isDefault: true }],
  nameId: { format: 'persistent', from: 'email', fixed: true },
});

test('the first usable settings activate SSO; what was read can be sent back as it is', async () => {
  await add('custom-saml');
  const { sso, etag } = await read();
  expect([sso.state, sso.problems.map(({ setting }) => setting)]).toEqual(['inactive', ['spEntityId', 'acs']]);
  const full = {
    ...usable(),
    loginUrl: 'https://sp.example/login',
    attributes: [
      { name: 'mail', from: 'email' },
      { name: 'team', from: 'groups', groups: { kind: 'starts-with', text: 'Team' }, nameFormat: 'basic' },
      { name: 'plan', constant: 'gold', enabled: false },
    ],
    sign: 'assertion',
    hash: 'sha512',
    slo: [{ binding: 'post', url: 'https://sp.example/slo' }],
    encryption: { certificate: sp.certificate.trim(), algorithm: 'aes256-gcm' },
    spCertificates: [sp.certificate.trim()],
    requireSignedRequests: true,
    signMetadata: true,
  };
  const saved = await send('put', `${path}/sso`, { settings: full }, { 'If-Match': etag });
  expect([saved.status, bodyOf<Sso>(saved).state]).toEqual([200, 'active']);
  expect(bodyOf(saved)['settings']).toMatchObject({ ...full, allowSha1: false, startAtLogin: false });
  const again = await read();
  const back = await send('put', `${path}/sso`, { settings: again.sso.settings }, { 'If-Match': again.etag });
  expect(bodyOf<Sso>(back)).toEqual(again.sso);
  const late = await send('put', `${path}/sso`, { settings: usable() }, { 'If-Match': etag });
  expect(late.status).toBe(412);
  expect((await read()).sso).toEqual(again.sso);
  const racing = ['https://one.example', 'https://two.example'].map((spEntityId) =>
    send('put', `${path}/sso`, { settings: { ...usable(), spEntityId } }, { 'If-Match': again.etag }),
  );
  expect((await Promise.all(racing)).map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('settings that can’t be used are refused at their place, whether SSO is active or not', async () => {
  await add('custom-saml');
  const bad = await send('put', `${path}/sso`, {
    settings: { ...usable(), acs: [{ url: 'javascript:alert(1)' }], requireSignedRequests: true, spCertificates: [] },
  });
  expect(bad.status).toBe(422);
  expect(bodyOf(bad).errors?.map(({ pointer }) => pointer)).toEqual(
    expect.arrayContaining(['#/settings/acs', '#/settings/requireSignedRequests']),
  );
  const name = await send('put', `${path}/sso`, { settings: { ...usable(), nameId: { format: 'x509', from: 'id' } } });
  expect(bodyOf(name).errors?.[0]?.pointer).toBe('#/settings/nameId/format');
  const property = { ...usable(), attributes: [{ name: 'a', from: '__proto__' }] };
  expect((await send('put', `${path}/sso`, { settings: property })).status).toBe(422);
  const rows = { ...usable(), attributes: [{ name: 'a' }, { name: 'b', expression: 'email +' }] };
  expect(bodyOf(await send('put', `${path}/sso`, { settings: rows })).errors?.[0]?.pointer).toBe(
    '#/settings/attributes/1',
  );
  const unset = await send('post', `${path}/sso/activate`);
  expect([unset.status, bodyOf(unset).errors?.[0]?.pointer]).toEqual([422, '#/settings/spEntityId']);
  expect((await read()).sso.state).toBe('inactive');
});

test('the attributes an application makes accounts from keep their names (M-071); SSO is switched', async () => {
  await add('blogin');
  const applied = await send('put', `${path}/sp-metadata`, { xml: entity('acs') });
  expect(bodyOf<Sso>(applied)).toMatchObject({
    state: 'active',
    settings: { spEntityId: `https://sp${round}.example/saml` },
  });
  const { settings } = bodyOf<Sso>(applied);
  const without = { ...settings, attributes: [{ name: 'email', from: 'username', enabled: true }] };
  const saved = bodyOf<Sso>(await send('put', `${path}/sso`, { settings: without }));
  expect(saved.settings.attributes).toMatchObject([
    { name: 'email', from: 'username', jit: true },
    { name: 'firstname', jit: true },
    { name: 'lastname', jit: true },
  ]);
  expect(bodyOf(await send('post', `${path}/sso/deactivate`))).toMatchObject({ ssoState: 'inactive' });
  const kept = await send('put', `${path}/sso`, { settings: saved.settings });
  expect(bodyOf<Sso>(kept).state).toBe('inactive');
  expect(bodyOf(await send('post', `${path}/sso/activate`))).toMatchObject({ ssoState: 'active' });
  const group = await createGroup(bench.context, bench.actor, { name: `Team ${round}` });
  await addMember(bench.context, bench.actor, group, `noor${round}`, { firstname: 'Noor' });
  const user = `username:noor${round}`;
  const preview = bodyOf(await send('post', `${path}/sso/preview`, { user }));
  expect(preview).toMatchObject({
    allowed: false,
    nameId: { value: expect.stringContaining(`noor${round}`) as string },
    attributes: [{ name: 'email', values: [`noor${round}`] }, { values: ['Noor'] }, { name: 'lastname' }],
    request: null,
  });
  const request = Buffer.from('<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>').toString(
    'base64',
  );
  const supposed = { user, request, settings: { ...saved.settings, nameId: { format: 'transient', from: 'email' } } };
  expect(bodyOf(await send('post', `${path}/sso/preview`, supposed))).toMatchObject({ request: { accepted: false } });
  expect(bodyOf(await send('get', `${path}/sso/preview?user=${user}`))['attributes']).toEqual(preview['attributes']);
  expect((await send('post', `${path}/sso/preview`, { user: 'nobody' })).status).toBe(422);
  const tested = bodyOf(await send('post', `${path}/sso/test`, { user }));
  expect(tested['passed']).toBe(true);
  expect((await send('post', `${path}/sso/test`, { user, certificate: 'next' })).status).toBe(404);
  expect(bodyOf(await send('get', `${path}/sso/exchanges`)).items).toEqual([]);
  const metadata = await send('get', `${path}/metadata`);
  expect(metadata.headers['content-type']).toMatch(/^application\/samlmetadata\+xml/);
  expect(String(metadata.text ?? metadata.body)).toContain('IDPSSODescriptor');
});

describe('M-051: metadata of the application', () => {
  test('it is looked at, then taken over; a change of identity only when it is confirmed (SECURITY A10)', async () => {
    await add('custom-saml');
    const xml = entity('acs');
    const review = bodyOf<{ review: Record<string, unknown> & { digest: string } }>(
      await send('post', `${path}/sp-metadata/review`, { xml }),
    ).review;
    expect(review).toMatchObject({ entityId: `https://sp${round}.example/saml`, dangers: [] });
    const other = await send('put', `${path}/sp-metadata`, { xml: entity('elsewhere'), digest: review.digest });
    expect(other.status).toBe(409);
    expect((await send('put', `${path}/sp-metadata`, { xml, digest: review.digest })).status).toBe(200);

    const moved = entity('acs', 'https://attacker.example');
    const danger = await send('put', `${path}/sp-metadata`, { xml: moved });
    expect([danger.status, bodyOf(danger).errors?.[0]?.pointer]).toEqual([422, '#/confirmed']);
    expect((await read()).sso.settings.spEntityId).toBe(`https://sp${round}.example/saml`);
    const confirmed = await send('put', `${path}/sp-metadata`, { xml: moved, confirmed: true });
    expect(bodyOf<Sso>(confirmed).settings.spEntityId).toBe('https://attacker.example');
  });

  test('of several service providers one is named', async () => {
    await add('custom-saml');
    const xml = `<EntitiesDescriptor xmlns="${MD}">${entity('one', 'https://one.example')}${entity('two', 'https://two.example')}</EntitiesDescriptor>`;
    const review = bodyOf<{ choices: { entityId: string }[] }>(
      await send('post', `${path}/sp-metadata/review`, { xml }),
    );
    expect(review.choices.map(({ entityId }) => entityId)).toEqual(['https://one.example', 'https://two.example']);
    const unsaid = await send('put', `${path}/sp-metadata`, { xml });
    expect([unsaid.status, bodyOf(unsaid).errors?.[0]?.pointer]).toEqual([422, '#/entityId']);
    const two = await send('put', `${path}/sp-metadata`, { xml, entityId: 'https://two.example' });
    expect(bodyOf<Sso>(two).settings).toMatchObject({ acs: [{ url: 'https://sp.example/two' }] });
  });

  test('from an address it is read again, and what is found waits for a decision', async () => {
    await add('custom-saml');
    served = entity('acs');
    expect((await send('get', `${path}/sp-metadata/source`)).status).toBe(404);
    expect((await send('put', `${path}/sp-metadata`, { url })).status).toBe(200);
    served = entity('new-acs');
    const found = bodyOf<{ found: { digest: string }; url: string }>(await send('post', `${path}/sp-metadata/refresh`));
    expect(found).toMatchObject({
      url,
      found: { settings: expect.arrayContaining([expect.objectContaining({ changed: true })]) as object },
    });
    expect((await send('post', `${path}/sp-metadata/accept`, { digest: 'other' })).status).toBe(409);
    const accepted = await send('post', `${path}/sp-metadata/accept`, { digest: found.found.digest });
    expect(bodyOf<Sso>(accepted).settings).toMatchObject({ acs: [{ url: 'https://sp.example/new-acs' }] });
    served = entity('third');
    const third = bodyOf<{ found: { digest: string } }>(await send('post', `${path}/sp-metadata/refresh`)).found;
    expect((await send('post', `${path}/sp-metadata/dismiss`, { digest: third.digest })).status).toBe(204);
    expect(bodyOf(await send('get', `${path}/sp-metadata/source`))).toMatchObject({ found: null, fault: null });
    expect((await send('delete', `${path}/sp-metadata/source`)).status).toBe(204);
    expect((await send('delete', `${path}/sp-metadata/source`)).status).toBe(404);
  });

  test.each([
    ['nothing', {}, '#'],
    ['both', { xml: '<a/>', url: 'http://127.0.0.1/' }, '#'],
    ['no XML', { xml: 'hello' }, '#/xml'],
    ['entities', { xml: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' }, '#/xml'],
    ['an address inside', { url: 'http://169.254.169.254/latest/meta-data' }, '#/url'],
    ['no address', { url: 'file:///etc/passwd' }, '#/url'],
  ])('refused without harm: %s', async (_what, body, pointer) => {
    await add('custom-saml');
    const answer = await send('put', `${path}/sp-metadata`, body);
    expect([answer.status, bodyOf(answer).errors?.[0]?.pointer]).toEqual([422, pointer]);
    expect(answer.text).not.toContain('root:');
    expect((await read()).sso.state).toBe('inactive');
  });
});
