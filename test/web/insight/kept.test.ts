import { SAML } from '@node-saml/node-saml';
import { configureSso } from '../../../src/actions/applications/configure';
import { changeMembers } from '../../../src/actions/groups/members';
import { createPrivateKey } from 'node:crypto';
import type { SsoSettings } from '../../../src/core/application';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { getCurrentCertificate } from '../../../src/store/sign-on/certificates';
import { postForm, redirectQuery, requestXml, signXml } from '../../saml/support';
import { ACS, ENTITY, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import type { BrowserSession } from '../browser-session';
import { HIDING_PLACES } from '../../saml/diagnosis/hiding-places';

const SSO_URL = 'http://localhost:9999/saml2/atlas';
const SECRET = 'Quetzalcoatl-7781';

let bench: WebBench;
let person: BrowserSession;
let theirs: KeyPair;
let sso: SsoSettings;
const seen: string[] = [];

interface Row {
  readonly id: string;
  readonly data: string;
}

beforeAll(async () => {
  bench = await startWebBench();
  theirs = await makeKeyPair({ commonName: 'theirs', now: Date.now(), validDays: 9 });
  const xavi = await bench.addPerson('xavi.puig', {
    firstname: SECRET,
    lastname: SECRET,
    email: `${SECRET}@fernhill.example`,
  });
  await changeMembers(bench.passo.context, bench.actor, bench.group.id, { add: [xavi.id], remove: [] });
  person = await bench.signedIn('xavi.puig');
  if (bench.application.sso === undefined) throw new Error('Atlas has SAML settings.');
  sso = {
    ...bench.application.sso,
    attributes: [{ name: 'name', from: 'lastname', jit: false, enabled: true }],
    spCertificates: [theirs.certificatePem],
  };
});
afterAll(() => bench.stop());

const save = (change: Partial<SsoSettings>): Promise<unknown> =>
  configureSso(bench.passo.context, bench.actor, bench.application.id, { sso: { ...sso, ...change }, active: true });

const ask = (rest = ''): string =>
  requestXml({
    issuer: ENTITY,
    rest,
    attributes: {
      ID: `_r${Math.trunc(performance.now() * 1000)}`,
      IssueInstant: new Date().toISOString(),
      Destination: SSO_URL,
      AssertionConsumerServiceURL: ACS,
    },
  });

async function keptRows(): Promise<Row[]> {
  await bench.passo.context.journal.flush();
  return bench.passo.context.db('exchanges').orderBy('id').select('id', 'data');
}

/** Signs on and keeps what went over the wire, to look for parts of it later. */
async function signOn(xml: string, signed = false): Promise<void> {
  const query = redirectQuery(xml, signed ? { key: createPrivateKey(theirs.privateKeyPem) } : {});
  const page = (await person.agent.get(`/saml2/atlas?${query}`).redirects(1)).text;
  const response = /name="SAMLResponse" value="([^"]+)"/.exec(page)?.[1];
  if (response !== undefined) seen.push(Buffer.from(response, 'base64').toString('utf8'));
}

describe('what is kept of exchanges (requirement 7)', () => {
  const CERTIFICATE = /-----[^-]+-----|\s/g;
  it.each([
    ['asked for', async () => save({}).then(() => signOn(ask()))],
    ['asked for with a signature beside the message', async () => save({}).then(() => signOn(ask(), true))],
    [
      'asked for with a signature inside the message',
      async () => {
        await save({});
        const xml = signXml(ask(), theirs.privateKeyPem);
        await person.agent.post('/saml2/atlas').type('form').send(postForm(xml)).redirects(1);
        seen.push(xml);
      },
    ],
    ['begun at the tile', async () => save({}).then(async () => void (await person.agent.get('/apps/atlas')))],
    [
      'with an encrypted assertion',
      () =>
        save({ encryption: { certificate: theirs.certificatePem, algorithm: 'aes256-gcm' } }).then(() => signOn(ask())),
    ],
    [
      'with a persistent name',
      () => save({ nameId: { format: 'persistent', from: 'email' } }).then(() => signOn(ask())),
    ],
    [
      'refused, about a person under a name of its own',
      () =>
        save({}).then(() =>
          signOn(ask(`<saml:Subject><saml:NameID SPProvidedID="${SECRET}">x</saml:NameID></saml:Subject>`)),
        ),
    ],
    [
      'refused, about a person it names',
      () => save({}).then(() => signOn(ask(`<saml:Subject><saml:NameID>${SECRET}.other</saml:NameID></saml:Subject>`))),
    ],
  ])('holds no personal value and no signature: %s', async (_name, run) => {
    const before = (await keptRows()).length;
    await run();
    const rows = await keptRows();
    expect(rows.length).toBe(before + 1);
    const [row] = rows.slice(-1);
    expect(row?.data).not.toContain(SECRET);
    expect(row?.data).not.toContain(theirs.certificatePem.replace(CERTIFICATE, '').slice(40, 80));
    for (const message of seen) {
      for (const [, value = ''] of message.matchAll(
        /<(?:ds|xenc|e)?:?(?:SignatureValue|DigestValue|CipherValue)[^>]*>([^<]+)</g,
      )) {
        expect(row?.data).not.toContain(value.slice(0, 20));
      }
      for (const [, value = ''] of message.matchAll(/SessionIndex="([^"]+)"/g)) expect(row?.data).not.toContain(value);
    }
  });

  it.each(HIDING_PLACES)('holds no value that a refused request hides in %s', async (_name, wrap) => {
    const xml = ask().replace('</samlp:AuthnRequest>', `${wrap(SECRET)}</samlp:AuthnRequest>`);
    await person.agent.post('/saml2/atlas').type('form').send(postForm(xml)).redirects(1);
    const [row] = (await keptRows()).slice(-1);
    expect(JSON.parse(row?.data ?? '')).toMatchObject({ kind: 'sign-on', startedBy: 'sp' });
    expect(row?.data).not.toContain(SECRET);
  });

  it('holds nothing that a service provider would take again', async () => {
    await save({});
    await signOn(ask());
    const [row] = (await keptRows()).slice(-1);
    const { response } = JSON.parse(row?.data ?? '') as { response: string };
    const { pem } = await getCurrentCertificate(bench.passo.context.db, bench.application.id);
    const sp = new SAML({ issuer: ENTITY, callbackUrl: ACS, audience: ENTITY, idpCert: pem });
    const send = (xml: string): Promise<unknown> =>
      sp.validatePostResponseAsync({ SAMLResponse: Buffer.from(xml).toString('base64') });
    await expect(send(seen.at(-1) ?? '')).resolves.toMatchObject({ profile: { nameID: `${SECRET}@fernhill.example` } });
    await expect(send(response)).rejects.toThrow();
  });

  it('is the last twenty, and a flood of large messages stays small', async () => {
    const large = ask().replace('</samlp:AuthnRequest>', `${'<x a="b">'.repeat(20_000)}`);
    for (let round = 0; round < 25; round += 1) {
      await bench.browser().agent.post('/saml2/atlas').type('form').send(postForm(large));
    }
    const rows = await keptRows();
    expect(rows).toHaveLength(20);
    expect(Math.max(...rows.map(({ data }) => data.length))).toBeLessThan(40_000);
  });
});
