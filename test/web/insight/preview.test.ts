import { countStored, type Stored } from './stored';
import { postForm, redirectQuery, requestXml } from '../../saml/support';
import { ACS, ENTITY, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { configureSso } from '../../../src/actions/applications/configure';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { SsoSettings } from '../../../src/core/application';
import { makeKeyPair } from '../../../src/saml/key-pair';
import { wordsOf, type BrowserSession } from '../browser-session';
import { readForm } from '../read-form';

const PAGE = '/admin/applications/atlas/sso/preview';
const SSO_URL = 'http://localhost:9999/saml2/atlas';

let bench: WebBench;
let admin: BrowserSession;
let sso: SsoSettings;
let before: Stored;

beforeAll(async () => {
  bench = await startWebBench();
  admin = await bench.signedIn();
  if (bench.application.sso === undefined) throw new Error('Atlas has SAML settings.');
  sso = {
    ...bench.application.sso,
    attributes: [
      { name: 'mail', from: 'email', jit: false, enabled: true },
      { name: 'title', from: 'jobTitle', jit: false, enabled: true },
      { name: 'off', from: 'email', jit: false, enabled: false },
      { name: 'role', from: 'email', constant: 'member', jit: false, enabled: true },
      { name: 'whole', from: 'email', expression: 'join(" ", firstname, lastname)', jit: false, enabled: true },
      { name: 'teams', from: 'groups', groups: { kind: 'of-application' }, jit: false, enabled: true },
      { name: 'none', from: 'groups', groups: { kind: 'starts-with', text: 'Zebra' }, jit: false, enabled: true },
    ],
  };
  await save({});
});
afterAll(() => bench.stop());
beforeEach(async () => {
  before = await countStored(bench);
});

const save = (change: Partial<SsoSettings>): Promise<unknown> =>
  configureSso(bench.passo.context, bench.actor, bench.application.id, { sso: { ...sso, ...change }, active: true });

const ask = (attributes: Record<string, string | undefined> = {}, rest = ''): string =>
  requestXml({
    issuer: ENTITY,
    rest,
    attributes: {
      ID: `_r${Math.trunc(performance.now() * 1000)}`,
      IssueInstant: new Date().toISOString(),
      Destination: SSO_URL,
      AssertionConsumerServiceURL: ACS,
      ...attributes,
    },
  });

/** Posts the page's own form with a person and a request. */
async function preview(fields: Record<string, string>): Promise<string> {
  await admin.open(PAGE);
  const response = await admin.send(PAGE, { person: bench.noor.id, ...fields });
  expect([200, 422]).toContain(response.status);
  return response.text;
}

/** The Response of the page, as it stands in the field to copy from. */
function responseOf(html: string): string {
  const [, text = ''] = /<textarea[^>]*id="response-xml"[^>]*>([^<]*)</.exec(html) ?? [];
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

describe('the full preview (requirement 7, UX 2.2)', () => {
  it('says of every attribute where it comes from, and why it is not sent', async () => {
    const words = wordsOf(await admin.open(`${PAGE}?person=${bench.noor.id}`));
    for (const sentence of [
      'NameID Property Company Email noor.abadi@fernhill.example',
      'mail Property Company Email noor.abadi@fernhill.example',
      'title Property Job Title Not sent: the person has no Job Title.',
      'off Property Company Email Not sent: switched off.',
      'role Constant value member',
      'whole Expression join(" ", firstname, lastname) Noor Abadi',
      'teams Property User Groups that give this application Design',
      'none Property User Groups that begin with “Zebra” Not sent: none of the person’s 1 user groups is among those that begin with “Zebra”.',
      'Would be allowed.',
    ]) {
      expect(words).toContain(sentence);
    }
  });

  it.each(['both', 'assertion', 'response'] as const)(
    'hands out no usable Response with "%s" signed: every signature is taken out',
    async (sign) => {
      await save({ sign });
      const xml = responseOf(await admin.open(`${PAGE}?person=${bench.noor.id}`));
      await save({});
      expect(xml).toContain('noor.abadi@fernhill.example');
      expect(xml).toContain('<saml:Audience>');
      const values = [...xml.matchAll(/<ds:(SignatureValue|DigestValue|X509Certificate)>([^<]*)</g)];
      expect(values).toHaveLength(sign === 'both' ? 6 : 3);
      for (const [, name, value] of values) {
        expect(value).toMatch(name === 'X509Certificate' ? /^SHA-256 [0-9A-F:]{95}$/ : /^…$/);
      }
      expect(xml).not.toMatch(/[A-Za-z0-9+/]{60}/);
    },
  );

  it('shows an encrypted assertion as it is before that, and says so', async () => {
    const { certificatePem } = await makeKeyPair({ commonName: 'sp', now: Date.now(), validDays: 9 });
    await save({ encryption: { certificate: certificatePem, algorithm: 'aes256-gcm' } });
    const page = await admin.open(`${PAGE}?person=${bench.noor.id}`);
    await save({});
    expect(wordsOf(page)).toContain('travels encrypted (aes256-gcm)');
    expect(responseOf(page)).toContain('noor.abadi@fernhill.example');
  });

  it('works for a person without access, and says so', async () => {
    await setGroupsOfApplication(bench.passo.context, bench.actor, bench.application.id, []);
    const page = await admin.open(`${PAGE}?person=${bench.noor.id}`);
    await setGroupsOfApplication(bench.passo.context, bench.actor, bench.application.id, [bench.group.id]);
    expect(wordsOf(page)).toContain('Would be refused: the person is in no user group that has Atlas.');
    expect(responseOf(page)).toContain('noor.abadi@fernhill.example');
  });

  it('finds anybody by username or email, and says when there is nobody', async () => {
    expect(wordsOf(await preview({ person: '', who: 'sam.okafor' }))).toContain('sam.okafor@fernhill.example');
    const unknown = await preview({ who: 'nobody.at.all' });
    expect(wordsOf(unknown)).toContain('Nobody has this username or email.');
    expect(unknown).toContain('value="nobody.at.all"');
  });

  it('takes the form of the SSO tab as typed, carries it along and gives it back', async () => {
    const tab = '/admin/applications/atlas/sso';
    const fields = readForm(await admin.open(tab), tab);
    const typed = {
      ...fields,
      'attribute.0.name': 'typed-name',
      spEntityId: 'https://typed.example/sp',
      person: bench.noor.id,
    };
    const response = await admin.send(PAGE, { ...typed, action: 'preview' });
    expect(response.status).toBe(200);
    expect(wordsOf(response.text)).toContain('This is the form as typed; it is not saved');
    expect(responseOf(response.text)).toContain('https://typed.example/sp');
    expect(responseOf(response.text)).toContain('typed-name');
    const again = readForm(response.text, PAGE);
    const second = await admin.send(PAGE, { ...again, request: ask() });
    expect(wordsOf(second.text)).toContain(
      'calls itself “https://sp.example/metadata”, the SSO tab says “https://typed.example/sp”',
    );
    const back = await admin.send(tab, { ...readForm(second.text, tab), action: 'preview' });
    expect(back.text).toContain('value="https://typed.example/sp"');
    expect(back.text).toContain('value="typed-name"');
    expect((await admin.open(tab)).includes('typed-name')).toBe(false);
  });

  it('says what keeps an answer from being made, for settings that are half typed', async () => {
    const tab = '/admin/applications/atlas/sso';
    const fields = readForm(await admin.open(tab), tab);
    const response = await admin.send(PAGE, { ...fields, 'acs.0.url': '', person: bench.noor.id, action: 'preview' });
    expect(response.status).toBe(200);
    expect(wordsOf(response.text)).toContain('No answer can be made');
  });
});

describe('a form that is typed wrongly or with bad intent', () => {
  const XSS = '"><script>alert(1)</script>';
  const HOSTILE: readonly (readonly [string, Record<string, string>])[] = [
    ['a broken expression', { 'attribute.0.source': 'expression', 'attribute.0.expression': 'join(((' }],
    ['a hostile expression', { 'attribute.0.source': 'expression', 'attribute.0.expression': 'constructor("x")' }],
    ['an endless expression', { 'attribute.0.source': 'expression', 'attribute.0.expression': 'lower('.repeat(9_000) }],
    ['an unknown NameID format', { nameId: 'bogus' }],
    ['a NameID format of the prototype', { nameId: '__proto__' }],
    ['an unknown property', { nameIdFrom: 'password' }],
    ['an unknown property of an attribute', { 'attribute.0.from': 'constructor' }],
    ['an unknown signature', { sign: 'none' }],
    ['a line break in the entity ID', { spEntityId: 'a\nb' }],
    ['markup in the entity ID', { spEntityId: XSS }],
    ['markup in an attribute', { 'attribute.0.name': XSS, 'attribute.0.constant': XSS }],
    ['a control character in an attribute', { 'attribute.0.name': 'a\u0001b' }],
    ['a control character in a constant', { 'attribute.0.source': 'constant', 'attribute.0.constant': 'a\u0001b' }],
    ['an ACS URL of another kind', { 'acs.0.url': 'javascript:alert(1)' }],
    ['a certificate that is none', { 'certificate.0': 'garbage', requireSigned: 'on' }],
    [
      'an encryption certificate that is none',
      { encrypt: 'on', encryptionCertificate: 'garbage', encryption: 'aes256-gcm' },
    ],
    ['an index that is no number', { 'acs.0.index': 'NaN' }],
    ['a field of any name', { [XSS]: XSS, '__proto__.x': '1', constructor: '1' }],
    ['a person that is none', { person: '../../etc' }],
    ['another person that is none', { who: "' or 1=1 --" }],
  ];
  it.each(HOSTILE)('gives a page and never a fault: %s', async (_name, change) => {
    const tab = '/admin/applications/atlas/sso';
    const fields = readForm(await admin.open(tab), tab);
    for (const request of ['', ask()]) {
      const typed = { ...fields, person: bench.noor.id, request, ...change, action: 'preview' };
      const response = await admin.send(PAGE, typed);
      expect([200, 422]).toContain(response.status);
      expect(response.text).not.toContain('<script>alert');
      expect(wordsOf(response.text)).toContain('This is the form as typed');
    }
    expect(await countStored(bench)).toEqual(before);
  });
});

describe('a pasted request', () => {
  const FORMS: readonly (readonly [string, (xml: string) => string])[] = [
    ['XML', (xml) => xml],
    ['base64', (xml) => String(postForm(xml)['SAMLRequest'])],
    ['base64 in lines', (xml) => String(postForm(xml)['SAMLRequest']).replace(/.{76}/g, '$&\n')],
    ['a query', (xml) => redirectQuery(xml, { relayState: 'deep' })],
    ['a whole address', (xml) => `${SSO_URL}?${redirectQuery(xml)}`],
    ['an address with a fragment', (xml) => `${SSO_URL}?${redirectQuery(xml)}#top`],
    ['compressed base64', (xml) => decodeURIComponent(redirectQuery(xml).slice('SAMLRequest='.length))],
    ['percent-encoded compressed base64', (xml) => redirectQuery(xml).slice('SAMLRequest='.length)],
    ['a posted form', (xml) => `SAMLRequest=${encodeURIComponent(String(postForm(xml)['SAMLRequest']))}&RelayState=x`],
  ];
  it.each(FORMS)('is read as %s; nothing is recorded, and it can still be used', async (_name, wrap) => {
    const xml = ask();
    const words = wordsOf(await preview({ request: wrap(xml) }));
    expect(words).toContain('Passo would answer this request.');
    expect(words).toContain(`Answered at ${ACS}`);
    expect(await countStored(bench)).toEqual(before);
    const noor = await bench.signedIn('noor.abadi');
    await noor.agent
      .get(`/saml2/atlas?${redirectQuery(xml)}`)
      .redirects(1)
      .expect(200, /name="SAMLResponse"/);
  });

  const REFUSED: readonly (readonly [string, () => string, readonly RegExp[]])[] = [
    [
      'an old one',
      () => ask({ IssueInstant: '2020-01-01T00:00:00Z' }),
      [/days old/, /Apart from its age, nothing is wrong with it/, /sees a page/],
    ],
    [
      'an old one of somebody else',
      () => ask({ IssueInstant: '2020-01-01T00:00:00Z', AssertionConsumerServiceURL: 'https://evil.example/' }),
      [/days old/, /Apart from its age: The application asked for its answer at an address that is not registered/],
    ],
    [
      'one with a format that is not given',
      () => ask({}, '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"/>'),
      [/X509SubjectName/, /status Requester, InvalidNameIDPolicy/],
    ],
    [
      'one for another address',
      () => ask({ AssertionConsumerServiceURL: `${ACS}/` }),
      [/differ only in the last \//, /told nothing/],
    ],
    ['no request at all', () => 'hello there', [/It would be refused/]],
    ['half an address', () => `${SSO_URL}?SAMLRequest=%zz`, [/It would be refused/]],
    ['a bomb of entities', () => `<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>`, [/It would be refused/]],
    ['an endless text', () => 'A'.repeat(200_000), [/It would be refused/]],
  ];
  it.each(REFUSED)('is explained when it is refused: %s', async (_name, make, says) => {
    const start = performance.now();
    const words = wordsOf(await preview({ request: make() }));
    expect(performance.now() - start).toBeLessThan(2_000);
    for (const pattern of says) expect(words).toMatch(pattern);
    expect(await countStored(bench)).toEqual(before);
  });

  it('changes the NameID as the request asks', async () => {
    const rest = '<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"/>';
    const words = wordsOf(await preview({ request: ask({}, rest) }));
    expect(words).toContain('A pseudonym, new in every session, as the request asks');
    expect(words).toContain('urn:oasis:names:tc:SAML:2.0:nameid-format:transient');
  });

  it('about another person is refused as UnknownPrincipal would be', async () => {
    const rest = '<saml:Subject><saml:NameID>dele@fernhill.example</saml:NameID></saml:Subject>';
    const words = wordsOf(await preview({ request: ask({}, rest) }));
    expect(words).toContain('It would be refused The application asked for another person');
    expect(words).toContain('status Responder, UnknownPrincipal');
  });

  it('that was answered before is refused as a repetition', async () => {
    const xml = ask();
    const noor = await bench.signedIn('noor.abadi');
    await noor.agent
      .get(`/saml2/atlas?${redirectQuery(xml)}`)
      .redirects(1)
      .expect(200);
    await bench.passo.context.journal.flush();
    expect(wordsOf(await preview({ request: xml }))).toContain('answered before');
  });

  it('stays in its field, and its markup stays a text', async () => {
    const page = await preview({ request: '<script>alert(1)</script>' });
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script>alert(1)&lt;/script>');
  });
});
