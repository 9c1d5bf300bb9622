import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verify, X509Certificate } from 'node:crypto';

import { readIdpMetadata } from '../../src/dev/simulator/saml/idp-metadata';
import { makeSelfSigned } from '../../src/dev/simulator/saml/self-signed';
import type { Simulator } from '../../src/dev/simulator/types';

import {
  buildResponse,
  IDP_ENTITY_ID,
  IDP_KEYS,
  IDP_SSO_URL,
  idpMetadata,
  OTHER_KEYS,
  postResponse,
  requestIn,
  type ResponseParts,
} from './fake-idp';
import { start, stopAll } from './support';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await start({ idp: { metadataXml: idpMetadata() } });
});
afterAll(stopAll);

function good(target: Simulator = simulator): ResponseParts {
  return { acsUrl: target.acsUrl, audience: target.entityId };
}

async function beginSignOn(target: Simulator = simulator): Promise<string> {
  const answer = await fetch(`${target.url}/login`, { redirect: 'manual' });
  return requestIn(answer.headers.get('location') ?? '').id;
}

describe('AuthnRequests', () => {
  it('go out by redirect with issuer, ACS URL, destination and RelayState (saml-bindings section 3.4)', async () => {
    const answer = await fetch(`${simulator.url}/login`, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    const location = answer.headers.get('location') ?? '';
    expect(location.startsWith(`${IDP_SSO_URL}?`)).toBe(true);
    const { xml, query } = requestIn(location);
    expect(xml).toContain(`>${simulator.entityId}<`);
    expect(xml).toContain(`AssertionConsumerServiceURL="${simulator.acsUrl}"`);
    expect(xml).toContain(`Destination="${IDP_SSO_URL}"`);
    expect(query.get('RelayState')).toBe('/me');
    expect(query.has('Signature')).toBe(false);
  });

  it('go out as a form that sends itself, under a policy that names the target (saml-bindings section 3.5)', async () => {
    const answer = await fetch(`${simulator.url}/login?binding=post`);
    const html = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' https://sso.fernhill.example;");
    expect(html).toContain(`action="${IDP_SSO_URL}"`);
    expect(html).toContain('src="/send.js"');
    const value = /name="SAMLRequest" value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(Buffer.from(value, 'base64').toString('utf8')).toContain('<samlp:AuthnRequest');
  });

  it('are signed with the certificate of the metadata when asked for', async () => {
    const signing = await start({ idp: { metadataXml: idpMetadata() }, signRequests: true });
    const answer = await fetch(`${signing.url}/login`, { redirect: 'manual' });
    const query = new URL(answer.headers.get('location') ?? '').search.slice(1);
    const [signed = '', signature = ''] = query.split('&Signature=');
    const key = new X509Certificate(signing.certificate).publicKey;
    const bytes = Buffer.from(decodeURIComponent(signature), 'base64');
    expect(verify('sha256', Buffer.from(signed), key, bytes)).toBe(true);
    const metadata = await (await fetch(signing.metadataUrl)).text();
    expect(metadata).toContain('AuthnRequestsSigned="true"');
  });

  it('can’t go out before an identity provider is set, and the page says what to do', async () => {
    const alone = await start();
    const answer = await fetch(`${alone.url}/login`, { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('No identity provider is set.');
  });
});

describe('our metadata (saml-metadata section 2.4.4)', () => {
  it('resolves at the entity ID and names the ACS and the certificate', async () => {
    const answer = await fetch(simulator.entityId);
    const xml = await answer.text();
    expect(answer.headers.get('content-type')).toMatch(/^application\/samlmetadata\+xml/);
    expect(xml).toContain(`entityID="${simulator.entityId}"`);
    expect(xml).toContain(`Location="${simulator.acsUrl}"`);
    expect(xml).toContain('AuthnRequestsSigned="false"');
    const base64 = simulator.certificate.replace(/-----[^-]+-----|\s/g, '');
    expect(xml.replace(/\s/g, '')).toContain(base64);
  });
});

describe('Responses that are accepted', () => {
  it.each(['assertion', 'response', 'both'] as const)('signed: %s', async (sign) => {
    const answer = await postResponse(simulator.acsUrl, buildResponse({ ...good(), sign }));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/me']);
  });

  it('answering our request: the page shows who it is, with every attribute', async () => {
    const inResponseTo = await beginSignOn();
    const attributes = { email: ['ada@fernhill.example'], groups: ['Sales', 'R&amp;D'], name: ['ليلى &lt;b&gt;'] };
    const posted = await postResponse(simulator.acsUrl, buildResponse({ ...good(), inResponseTo, attributes }), '/me');
    const cookie = posted.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    const headers = { cookie: cookie.split(';').at(0) ?? '' };
    const html = await (await fetch(`${simulator.url}/me`, { headers })).text();
    expect(html).toContain('Sales, R&amp;D');
    expect(html).toContain('ليلى &lt;b>');
    expect(simulator.signIns()[0]).toMatchObject({
      nameId: 'ada@fernhill.example',
      startedBy: 'sp',
      relayState: '/me',
      sessionIndex: 's1',
      attributes: { groups: ['Sales', 'R&D'] },
    });
    await fetch(`${simulator.url}/logout`, { method: 'POST', headers, redirect: 'manual' });
    const after = await fetch(`${simulator.url}/me`, { headers, redirect: 'manual' });
    expect(after.headers.get('location')).toBe('/');
  });

  it('unasked, from a tile of the identity provider', async () => {
    const answer = await postResponse(simulator.acsUrl, buildResponse(good()));
    expect(answer.status).toBe(303);
    expect(simulator.signIns()[0]).toMatchObject({ startedBy: 'idp' });
  });

  it('signed with either of two published certificates, as during a rotation', async () => {
    const rotating = await start({ idp: { metadataXml: idpMetadata([OTHER_KEYS, IDP_KEYS]) } });
    for (const keys of [IDP_KEYS, OTHER_KEYS]) {
      const answer = await postResponse(rotating.acsUrl, buildResponse({ ...good(rotating), keys }));
      expect(answer.status).toBe(303);
    }
  });
});

describe('Responses that are refused', () => {
  const past = Date.now() - 600_000;
  it.each<[string, Partial<ResponseParts>, string]>([
    ['no signature', { sign: 'none' }, 'signature does not verify'],
    ['the key of somebody else', { keys: OTHER_KEYS }, 'signature does not verify'],
    ['another audience', { audience: 'https://else.example' }, 'meant for another application'],
    ['no conditions', { conditions: false }, 'meant for another application'],
    ['another issuer', { issuer: 'https://evil.example' }, 'another identity provider'],
    ['another recipient', { recipient: 'https://else.example/acs' }, 'another address'],
    ['another destination', { destination: 'https://else.example/acs' }, 'another address'],
    ['an assertion that has expired', { notOnOrAfter: past }, 'outside its time'],
    ['an assertion from the future', { notBefore: Date.now() + 600_000 }, 'outside its time'],
    ['a request we did not make', { inResponseTo: '_made-up' }, 'did not make'],
    ['a request only the assertion names', { confirmedRequest: '_made-up' }, 'did not make'],
    ['no AuthnStatement', { authnStatement: false }, 'can’t be accepted'],
  ])('%s', async (_name, parts, words) => {
    const before = simulator.signIns().length;
    const answer = await postResponse(simulator.acsUrl, buildResponse({ ...good(), ...parts }));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(words);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(simulator.signIns()).toHaveLength(before);
  });

  it('the same Response twice', async () => {
    const xml = buildResponse(good());
    expect((await postResponse(simulator.acsUrl, xml)).status).toBe(303);
    const again = await postResponse(simulator.acsUrl, xml);
    expect(again.status).toBe(403);
    expect(await again.text()).toContain('used already');
  });

  it('a second answer to one request, and a forgery does not use the request up', async () => {
    const inResponseTo = await beginSignOn();
    const forged = await postResponse(simulator.acsUrl, buildResponse({ ...good(), inResponseTo, keys: OTHER_KEYS }));
    expect(forged.status).toBe(403);
    expect((await postResponse(simulator.acsUrl, buildResponse({ ...good(), inResponseTo }))).status).toBe(303);
    expect((await postResponse(simulator.acsUrl, buildResponse({ ...good(), inResponseTo }))).status).toBe(403);
  });

  it('a signed answer to our request whose Response was stripped of InResponseTo', async () => {
    const inResponseTo = await beginSignOn();
    const xml = buildResponse({ ...good(), inResponseTo });
    const stripped = xml.replace(/(<samlp:Response[^>]*) InResponseTo="[^"]+"/, '$1');
    expect(stripped).not.toBe(xml);
    expect((await postResponse(simulator.acsUrl, stripped)).status).toBe(403);
  });

  it('a name changed after signing', async () => {
    const xml = buildResponse(good()).replaceAll('ada@fernhill.example', 'eve@fernhill.example');
    expect((await postResponse(simulator.acsUrl, xml)).status).toBe(403);
  });

  it('a forged assertion beside the signed one', async () => {
    const xml = buildResponse(good());
    const forged = buildResponse({ ...good(), sign: 'none', nameId: 'eve@fernhill.example' });
    const evil = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(forged)?.[0] ?? '';
    for (const wrapped of [
      xml.replace('<saml:Assertion', `${evil}<saml:Assertion`),
      xml.replace('</samlp:Response>', `${evil}</samlp:Response>`),
    ]) {
      expect((await postResponse(simulator.acsUrl, wrapped)).status).toBe(403);
    }
    expect(simulator.signIns().some((signIn) => signIn.nameId.startsWith('eve'))).toBe(false);
  });

  it('a form without a Response, and one that is no XML', async () => {
    expect((await fetch(simulator.acsUrl, { method: 'POST', body: new URLSearchParams() })).status).toBe(400);
    expect((await postResponse(simulator.acsUrl, 'no xml')).status).toBe(403);
  });

  it.each<['assertion' | 'response' | 'both', 'assertion' | 'response']>([
    ['assertion', 'response'],
    ['response', 'assertion'],
    ['both', 'assertion'],
    ['both', 'response'],
  ])('demanding %s signed, when only the %s is', async (demand, sign) => {
    const strict = await start({ idp: { metadataXml: idpMetadata() }, demand });
    expect((await postResponse(strict.acsUrl, buildResponse({ ...good(strict), sign }))).status).toBe(403);
    expect((await postResponse(strict.acsUrl, buildResponse({ ...good(strict), sign: 'both' }))).status).toBe(303);
  });
});

describe('the identity provider’s metadata', () => {
  it('is fetched at the first use, read again after a minute, and kept while its address is down', async () => {
    let served = idpMetadata([OTHER_KEYS]);
    let fetches = 0;
    const server = createServer((_request, response) => {
      fetches += 1;
      response.end(served);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata`;
    let offset = 0;
    const reading = await start({ idpMetadataUrl: url, clock: () => Date.now() + offset });
    expect(fetches).toBe(0);
    const post = async () => (await postResponse(reading.acsUrl, buildResponse(good(reading)))).status;
    expect(await post()).toBe(403);
    served = idpMetadata([OTHER_KEYS, IDP_KEYS]);
    expect(await post()).toBe(403);
    offset = 61_000;
    expect(await post()).toBe(303);
    await new Promise((done) => server.close(done));
    server.closeAllConnections();
    offset = 122_000;
    expect(await post()).toBe(303);
    expect(fetches).toBe(2);
  });

  it.each<[string, string, string]>([
    ['a document type', `<!DOCTYPE x>${idpMetadata()}`, 'document type'],
    ['another document', '<a/>', 'EntityDescriptor'],
    ['plain text', 'hello', 'EntityDescriptor'],
    ['no certificate', idpMetadata([]), 'certificate'],
    ['a script as address', idpMetadata().replaceAll(IDP_SSO_URL, 'javascript:alert(1)'), 'not http'],
    ['no entity ID', idpMetadata([IDP_KEYS], ''), 'no identity provider'],
  ])('is refused with %s', (_name, xml, words) => {
    expect(() => readIdpMetadata(xml)).toThrow(words);
  });

  it('is read with its entity ID, addresses and certificates', () => {
    expect(readIdpMetadata(idpMetadata([IDP_KEYS, OTHER_KEYS]))).toMatchObject({
      entityId: IDP_ENTITY_ID,
      redirectUrl: IDP_SSO_URL,
      postUrl: IDP_SSO_URL,
      certificates: { length: 2 },
    });
  });
});

describe('the certificate made at start', () => {
  it('is signed by its own key, valid now and for ten years, and readable by OpenSSL with any name', () => {
    const { certificate, privateKey } = makeSelfSigned('Räume & Größen', Date.now());
    const read = new X509Certificate(certificate);
    expect(privateKey).toContain('BEGIN PRIVATE KEY');
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.subject).toContain('Räume');
    expect(Date.parse(read.validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(read.validTo)).toBeGreaterThan(Date.now() + 9 * 365 * 86_400_000);
  });

  it('is dated correctly beyond 2049 (RFC 5280 section 4.1.2.5)', () => {
    const { certificate } = makeSelfSigned('x', Date.UTC(2045, 0, 1));
    expect(new Date(new X509Certificate(certificate).validTo).getUTCFullYear()).toBe(2055);
  });
});
