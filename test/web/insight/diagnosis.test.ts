import type { EventId } from '../../../src/core/ids';
import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import { changeMembers } from '../../../src/actions/groups/members';
import { compact } from '../../../src/core/compact';
import type { SsoSettings } from '../../../src/core/application';
import { makeKeyPair, type KeyPair } from '../../../src/saml/key-pair';
import { postForm, redirectQuery, requestXml, signXml, type RequestParts } from '../../saml/support';
import { ACS, ENTITY, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { wordsOf, type BrowserSession } from '../browser-session';

const SSO_URL = 'http://localhost:9999/saml2/atlas';
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const MINUTE = 60_000;

interface Tools {
  readonly bench: WebBench;
  readonly noor: BrowserSession;
  readonly nobody: () => BrowserSession;
  readonly ask: (who: BrowserSession, query: string) => Promise<unknown>;
  readonly sso: (change: Partial<SsoSettings>, active?: boolean) => Promise<unknown>;
}

let bench: WebBench;
let noor: BrowserSession;
let admin: BrowserSession;
let keys: { known: KeyPair; other: KeyPair; old: KeyPair };
let count = 0;

beforeAll(async () => {
  bench = await startWebBench();
  noor = await bench.signedIn('noor.abadi');
  admin = await bench.signedIn();
  const pair = (commonName: string, now = Date.now()): Promise<KeyPair> =>
    makeKeyPair({ commonName, now, validDays: 10 });
  keys = {
    known: await pair('known'),
    other: await pair('other'),
    old: await pair('old', Date.now() - 400 * 86_400_000),
  };
  const other = await addApplication(bench.passo.context, bench.actor, {
    ...{ connectorId: 'custom-saml', label: 'Interact', slug: 'interact', showInPortal: true, variables: {} },
  });
  if (other.sso === undefined) throw new Error('Custom SAML has SAML settings.');
  const sso: SsoSettings = {
    ...other.sso,
    spEntityId: 'https://interact.example/sp',
    acs: [{ url: 'https://interact.example/acs', isDefault: true }],
  };
  await configureSso(bench.passo.context, bench.actor, other.id, { sso, active: true });
});
afterAll(() => bench.stop());
beforeEach(async () => {
  const { context } = bench.passo;
  if (bench.application.sso === undefined) throw new Error('Atlas has SAML settings.');
  await configureSso(context, bench.actor, bench.application.id, { sso: bench.application.sso, active: true });
  await setGroupsOfApplication(context, bench.actor, bench.application.id, [bench.group.id]);
});

/** A request of Atlas that nothing is wrong with, but what is changed. */
function xmlOf(
  attributes: Record<string, string | undefined> = {},
  more: Omit<RequestParts, 'attributes'> = {},
): string {
  count += 1;
  return requestXml({
    issuer: ENTITY,
    ...more,
    attributes: {
      ID: `_request-${count}`,
      IssueInstant: new Date().toISOString(),
      Destination: SSO_URL,
      AssertionConsumerServiceURL: ACS,
      ...attributes,
    },
  });
}

const tools = (): Tools => ({
  bench,
  noor,
  nobody: bench.browser,
  ask: (who, query) => who.agent.get(`/saml2/atlas?${query}`).redirects(1),
  sso: (change, active = true) =>
    configureSso(bench.passo.context, bench.actor, bench.application.id, {
      sso: compact<SsoSettings>({ ...(bench.application.sso as SsoSettings), ...change }),
      active,
    }),
});

/** What the page of the last exchanges says of the newest one. */
async function newestSentence(): Promise<string> {
  const list = await admin.open('/admin/applications/atlas/sso/exchanges');
  const [row = ''] = /<tbody>[^]*?<\/tr>/.exec(list) ?? [];
  const sentence = wordsOf(/data-th="What was wrong">([^]*?)<\/td>/.exec(row)?.[1] ?? '').trim();
  const [, id = ''] = /sso\/exchanges\/([0-9A-Z]{26})/.exec(row) ?? [];
  expect(wordsOf(await admin.open(`/admin/applications/atlas/sso/exchanges/${id}`))).toContain(sentence);
  return sentence;
}

const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
const policy = (text: string): Omit<RequestParts, 'attributes'> => ({ rest: `<samlp:NameIDPolicy ${text}/>` });
const signedBy = (pair: KeyPair): { key: ReturnType<typeof createPrivateKey> } => ({
  key: createPrivateKey(pair.privateKeyPem),
});

type Case = readonly [name: string, break_: (tools: Tools) => Promise<unknown>, says: RegExp];

const CASES: readonly Case[] = [
  [
    'a clock that is ahead',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({ IssueInstant: ago(-8 * MINUTE) }))),
    /clock of Atlas is [78] minutes ahead/,
  ],
  [
    'a request that was kept',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({ IssueInstant: ago(3 * 3_600_000) }))),
    /3 hours old/,
  ],
  [
    'an entity ID with a / too many',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({}, { issuer: `${ENTITY}/` }))),
    /calls itself .*differ only in the last \//,
  ],
  [
    'an entity ID with http',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({}, { issuer: ENTITY.replace('https', 'http') }))),
    /differ only in http and https/,
  ],
  [
    'an entity ID in capital letters',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({}, { issuer: ENTITY.toUpperCase() }))),
    /differ only in capital letters/,
  ],
  [
    'the address of another application',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({}, { issuer: 'https://interact.example/sp' }))),
    /comes from Interact, which has an SSO IdP URL of its own/,
  ],
  [
    'an ACS URL with another path',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({ AssertionConsumerServiceURL: `${ACS}/v2` }))),
    /not on the SSO tab. The nearest there is .*differ in the path/,
  ],
  [
    'an ACS URL on another port',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({ AssertionConsumerServiceURL: ACS.replace(':8443', '') }))),
    /nearest there is .*differ only in the port/,
  ],
  [
    'an ACS index that is not there',
    ({ ask, noor: who }) =>
      ask(
        who,
        redirectQuery(
          xmlOf({
            AssertionConsumerServiceURL: undefined,
            ProtocolBinding: undefined,
            AssertionConsumerServiceIndex: '7',
          }),
        ),
      ),
    /ACS URL by index 7, and no ACS URL on the SSO tab has that index/,
  ],
  [
    'a Destination of before the move',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({ Destination: 'http://old.example:9999/saml2/atlas' }))),
    /meant for .*differ in the host name: old.example:9999 and localhost:9999/,
  ],
  [
    'requests that are not signed and have to be',
    async ({ ask, sso, noor: who }) => {
      await sso({ requireSignedRequests: true, spCertificates: [keys.known.certificatePem] });
      await ask(who, redirectQuery(xmlOf()));
    },
    /not signed, and “Require signed requests” is on/,
  ],
  [
    'a new signing key, beside the message',
    async ({ ask, sso, noor: who }) => {
      await sso({ spCertificates: [keys.known.certificatePem] });
      await ask(who, redirectQuery(xmlOf(), signedBy(keys.other)));
    },
    /fits none of the one certificate .* has probably a new key/,
  ],
  [
    'a signing certificate that has ended',
    async ({ ask, sso, noor: who }) => {
      await sso({ spCertificates: [keys.old.certificatePem] });
      await ask(who, redirectQuery(xmlOf(), signedBy(keys.other)));
    },
    /One of them ended on \d{4}-\d\d-\d\d/,
  ],
  [
    'a new signing key, inside the message, with its certificate',
    async ({ sso, noor: who }) => {
      await sso({ spCertificates: [keys.known.certificatePem] });
      const base64 = keys.other.certificatePem.replace(/-----[^-]+-----|\s/g, '');
      const xml = signXml(xmlOf(), keys.other.privateKeyPem).replace(
        '</ds:Signature>',
        `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`,
      );
      await who.agent.post('/saml2/atlas').type('form').send(postForm(xml));
    },
    /signed with the certificate [0-9A-F:]{17}…, which is not among the one certificate/,
  ],
  [
    'signatures with SHA-1',
    async ({ ask, sso, noor: who }) => {
      await sso({ spCertificates: [keys.known.certificatePem] });
      await ask(who, redirectQuery(xmlOf(), { ...signedBy(keys.known), algorithm: RSA_SHA1, hash: 'sha1' }));
    },
    /SHA-1.*tick “Accept SHA-1 signatures from this application”/,
  ],
  [
    'a NameID format nobody gives',
    ({ ask, noor: who }) =>
      ask(who, redirectQuery(xmlOf({}, policy('Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"')))),
    /NameID of the format X509SubjectName, which Passo does not give/,
  ],
  [
    'a NameID in the name space of somebody else',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({}, policy('SPNameQualifier="https://affiliation.example"')))),
    /name space of “https:\/\/affiliation.example”/,
  ],
  [
    'a NameID without a value',
    async ({ ask, sso, noor: who }) => {
      await sso({ nameId: { format: 'unspecified', from: 'employeeIdentifier' } });
      await ask(who, redirectQuery(xmlOf()));
    },
    /has no Employee ID/,
  ],
  [
    'a person without a group',
    async ({ ask, noor: who }) => {
      await setGroupsOfApplication(bench.passo.context, bench.actor, bench.application.id, []);
      await ask(who, redirectQuery(xmlOf()));
    },
    /noor.abadi is in no user group that has Atlas. Add the person to one/,
  ],
  [
    'SSO that is switched off',
    async ({ ask, sso, noor: who }) => {
      await sso({}, false);
      await ask(who, redirectQuery(xmlOf()));
    },
    /SSO is not active for Atlas/,
  ],
  [
    'a passive request to somebody who is not signed in',
    ({ ask, nobody }) => ask(nobody(), redirectQuery(xmlOf({ IsPassive: 'true' }))),
    /IsPassive.*nobody was signed in/,
  ],
  [
    'a request about another person',
    ({ ask, noor: who }) =>
      ask(
        who,
        redirectQuery(
          xmlOf({}, { rest: '<saml:Subject><saml:NameID>dele@fernhill.example</saml:NameID></saml:Subject>' }),
        ),
      ),
    /asked for another person than noor.abadi/,
  ],
  [
    'a context that passwords do not meet',
    ({ ask, noor: who }) =>
      ask(
        who,
        redirectQuery(
          xmlOf(
            {},
            {
              rest: '<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>',
            },
          ),
        ),
      ),
    /another way of signing in than a password/,
  ],
  [
    'an answer by another binding',
    ({ ask, noor: who }) =>
      ask(who, redirectQuery(xmlOf({ ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact' }))),
    /its answer by HTTP-Artifact. Passo answers by HTTP-POST/,
  ],
  [
    'a request that comes twice',
    async ({ ask, noor: who }) => {
      const query = redirectQuery(xmlOf());
      await ask(who, query);
      await ask(who, query);
    },
    /answered before/,
  ],
  ['SAML 1.1', ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf({ Version: '1.1' }))), /speaks SAML 1.1/],
  [
    'XML that is broken',
    ({ ask, noor: who }) => ask(who, redirectQuery(xmlOf().replace('</saml:Issuer>', '</saml:Issuer'))),
    /can't be read: an end tag that is not well-formed \(line 1\)/,
  ],
  [
    'a browser that is sent round',
    async ({ ask, noor: who }) => {
      for (let round = 0; round < 4; round += 1) await ask(who, redirectQuery(xmlOf()));
    },
    /asked \d+ times within a minute: Atlas probably refuses our answer. Check there its clock/,
  ],
];

describe('the exchange list names what is wrong (requirement 7)', () => {
  it.each(CASES)('with %s', async (_name, breakIt, says) => {
    await breakIt(tools());
    expect(await newestSentence()).toMatch(says);
  });

  it('names switches as the SSO tab does', async () => {
    const folder = join(__dirname, '../../../src/saml/diagnosis');
    const source = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const named = [...source.matchAll(/“((?:Accept|Always|Require) [^”$]+)”/g)].map(([, label]) => label ?? '');
    expect(new Set(named).size).toBe(3);
    const tab = wordsOf(await admin.open('/admin/applications/atlas/sso'));
    for (const label of named) expect(tab).toContain(label);
  });

  it('has at least fifteen broken set-ups, each with a sentence of its own', () => {
    expect(new Set(CASES.map(([, , says]) => says.source)).size).toBeGreaterThanOrEqual(15);
  });

  it('says Answered of an ordinary sign-on, and leads to the event and back', async () => {
    const dele = await bench.addPerson('dele.okoro', { firstname: 'Dele', lastname: 'Okoro' });
    const { context } = bench.passo;
    await changeMembers(context, bench.actor, bench.group.id, { add: [dele.id], remove: [] });
    const session = await bench.signedIn('dele.okoro');
    await tools().ask(session, redirectQuery(xmlOf()));
    expect(await newestSentence()).toBe('Answered.');
    const list = await admin.open('/admin/applications/atlas/sso/exchanges');
    const [, id = ''] = /sso\/exchanges\/([0-9A-Z]{26})/.exec(list) ?? [];
    const event = await admin.open(`/admin/insights/${id}`);
    expect(event).toContain(`/admin/applications/atlas/sso/exchanges/${id}`);
    expect(await admin.open(`/admin/applications/atlas/sso/exchanges/${id}`)).toContain(`/admin/insights/${id}`);
  });

  test.each([
    ['idp', 'LogoutRequest', ['What went out', 'What came in']],
    ['sp', 'LogoutRequest', ['What came in', 'What went out']],
    ['idp', 'LogoutResponse', ['What came in', 'What went out']],
  ] as const)('a sign-out begun by the %s tells which way its %s went', async (startedBy, name, titles) => {
    const { context } = bench.passo;
    const id = context.newId<EventId>();
    const messages = { request: `<samlp:${name} ID="_1"/>`, response: '<samlp:LogoutResponse ID="_2"/>' };
    const { id: applicationId } = bench.application;
    context.journal.exchange({ id, applicationId, at: context.clock(), kind: 'logout', startedBy, ...messages });
    const page = await admin.open(`/admin/applications/atlas/sso/exchanges/${id}`);
    expect([...page.matchAll(/<h2[^>]*>(What [a-z ]+)</g)].map(([, title]) => title)).toEqual(titles);
  });
});
