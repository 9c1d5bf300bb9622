import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { findEvent, listEvents } from '../../src/store/events';
import type { EventId } from '../../src/core/ids';
import { configureSso } from '../../src/actions/applications/configure';
import {
  ACS,
  cookieOf,
  ENTITY,
  FORM,
  formBody,
  PASSWORD,
  startWebBench,
  tokenOf,
  type Answer,
  type WebBench,
} from './web-bench';

let bench: WebBench;
let cookie: string;

beforeAll(async () => {
  bench = await startWebBench();
  cookie = await bench.cookieFor('noor.abadi');
});
afterAll(() => bench.stop());

/** An AuthnRequest with some of its parts changed. */
function requestXml(
  change: { acs?: string; issuer?: string; destination?: string; front?: string; id?: string } = {},
): string {
  const { acs = ACS, issuer = ENTITY, destination = 'http://localhost:9999/saml2/atlas', front = '' } = change;
  const id = change.id ?? `_${randomBytes(16).toString('hex')}`;
  const now = new Date().toISOString();
  return (
    `${front}<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"` +
    ` ID="${id}" Version="2.0" IssueInstant="${now}" Destination="${destination}" AssertionConsumerServiceURL="${acs}">` +
    `<saml:Issuer>${issuer}</saml:Issuer></samlp:AuthnRequest>`
  );
}

const redirectOf = (xml: string | Buffer): string =>
  `SAMLRequest=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}`;
const postOf = (xml: string | Buffer): string => formBody({ SAMLRequest: Buffer.from(xml).toString('base64') });
const byRedirect = (query: string, slug = 'atlas', headers = {}): Promise<Answer> =>
  bench.shoot({ path: `/saml2/${slug}?${query}`, headers: { Cookie: cookie, ...headers } });
const byPost = (body: string | Buffer, headers: Record<string, string> = {}, slug = 'atlas'): Promise<Answer> =>
  bench.shoot({ method: 'POST', path: `/saml2/${slug}`, headers: { ...FORM, Cookie: cookie, ...headers }, body });

/** Nothing goes to the application, the page says what happened, and the event it names is in the log. */
async function expectRefusal(answer: Answer, status: number, code: string): Promise<void> {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^text\/html/);
  expect(answer.text).not.toMatch(/name="SAMLResponse"|<form[^>]*action="https?:/);
  expect(answer.text).toMatch(/<h1>(?:[^<]|<\/?bdi>){10,}<\/h1>/);
  const id = /Event\s+([0-9A-Z]{26})/.exec(answer.text)?.[1] ?? '';
  expect(await findEvent(bench.passo.context.db, id as EventId)).toMatchObject({
    ...{ id, name: 'sso_auth', result: 'failure', payload: { code } },
  });
  const found = await (await bench.signedIn()).open(`/admin/insights?q=${id.slice(0, 12)}`);
  expect(found).toContain(`/admin/insights/${id}`);
}

const rubbish = (): string => randomBytes(600).toString('base64');
const BOMB = redirectOf(Buffer.alloc(10 * 1024 * 1024, 0x20));
const DTD = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';

const REFUSED: Record<string, readonly [status: number, code: string, send: () => Promise<Answer>]> = {
  'P1: an address that is not registered': [
    400,
    'acs_not_registered',
    () => byRedirect(redirectOf(requestXml({ acs: 'https://evil.example/acs' }))),
  ],
  'P1: the same address with another spelling': [
    400,
    'acs_not_registered',
    () => byPost(postOf(requestXml({ acs: `${ACS}/` }))),
  ],
  'P10: an issuer nobody knows': [
    400,
    'unknown_issuer',
    () => byRedirect(redirectOf(requestXml({ issuer: 'https://evil.example' }))),
  ],
  'P3: a Destination of somebody else': [
    400,
    'destination_mismatch',
    () => byPost(postOf(requestXml({ destination: 'https://evil.example/saml2/atlas' }))),
  ],
  'P3, W6: a Destination that fits the Host header': [
    400,
    'destination_mismatch',
    () =>
      byRedirect(redirectOf(requestXml({ destination: 'http://evil.example/saml2/atlas' })), 'atlas', {
        Host: 'evil.example',
      }),
  ],
  'X1: a DTD': [400, 'message_malformed', () => byPost(postOf(requestXml({ front: DTD })))],
  'X1: a DTD by redirect': [400, 'message_malformed', () => byRedirect(redirectOf(requestXml({ front: DTD })))],
  'X3: 10 MB in 14 KB': [400, 'message_too_large', () => byRedirect(BOMB)],
  'X3: a POST that is deflated': [
    400,
    'message_malformed',
    () => byPost(formBody({ SAMLRequest: deflateRawSync(requestXml()).toString('base64') })),
  ],
  'X3: a compressed form': [
    400,
    'message_malformed',
    () => byPost(deflateRawSync(postOf(requestXml())), { 'Content-Encoding': 'deflate' }),
  ],
  'X4: a body of 2 MB': [400, 'message_too_large', () => byPost(`SAMLRequest=${'A'.repeat(2 * 1024 * 1024)}`)],
  'X4: 1,000 parameters': [
    400,
    'message_too_large',
    () => byPost(Array.from({ length: 1000 }, (_, n) => `p${n}=1`).join('&')),
  ],
  'X10: a parameter that came twice': [
    400,
    'parameter_repeated',
    () => byRedirect(`${redirectOf(requestXml())}&${redirectOf(requestXml())}`),
  ],
  'X10: two relay states': [
    400,
    'parameter_repeated',
    () => byPost(`${postOf(requestXml())}&RelayState=a&RelayState=b`),
  ],
  'X10: an array parameter': [
    400,
    'parameter_repeated',
    () => byRedirect(`SAMLRequest[]=${redirectOf(requestXml()).slice(12)}`),
  ],
  'rubbish in base64': [400, 'message_malformed', () => byRedirect(`SAMLRequest=${encodeURIComponent(rubbish())}`)],
  'rubbish in base64, posted': [400, 'message_malformed', () => byPost(formBody({ SAMLRequest: rubbish() }))],
  'no base64': [400, 'message_malformed', () => byRedirect('SAMLRequest=%3Cscript%3Ealert(1)%3C/script%3E')],
  'broken percent-encoding': [400, 'message_malformed', () => byRedirect('SAMLRequest=%zz')],
  'no request': [400, 'message_malformed', () => byRedirect('')],
  JSON: [
    400,
    'message_malformed',
    () => byPost(JSON.stringify({ SAMLRequest: 'x' }), { 'Content-Type': 'application/json' }),
  ],
  'a form in another character set': [
    400,
    'message_malformed',
    () => byPost(postOf(requestXml()), { 'Content-Type': `${FORM['Content-Type']}; charset=utf-7` }),
  ],
  'an application nobody knows': [
    404,
    'unknown_application',
    () => byRedirect(redirectOf(requestXml()), 'no-such-application'),
  ],
  'an application nobody knows, posted too large': [
    404,
    'unknown_application',
    () => byPost('A='.padEnd(2 * 1024 * 1024, 'A'), {}, 'unknown'),
  ],
  'an application with NUL in its name': [
    404,
    'unknown_application',
    () => byRedirect(redirectOf(requestXml()), 'at%00las'),
  ],
  'a prototype as application': [404, 'unknown_application', () => byRedirect(redirectOf(requestXml()), '__proto__')],
  'a request that nobody keeps': [
    400,
    'request_expired',
    () => bench.shoot({ path: '/saml2/resume/01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
  ],
};

test.each(Object.entries(REFUSED))('%s is refused with a page and an event', async (_name, [status, code, send]) => {
  const started = Date.now();
  const answer = await send();
  expect(Date.now() - started).toBeLessThan(2_000);
  await expectRefusal(answer, status, code);
  expect((await bench.shoot({ path: '/readyz' })).status).toBe(200);
});

test('X3: twenty bombs at once leave the product answering', async () => {
  const started = Date.now();
  const answers = await Promise.all(Array.from({ length: 20 }, () => byRedirect(BOMB)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  expect((await byRedirect(redirectOf(requestXml()))).status).toBe(303);
  expect(Date.now() - started).toBeLessThan(5_000);
});

const MARKUP = [
  ...[
    '"><script>alert(1)</script>',
    "'onfocus='alert(1)",
    '<img src=x onerror=alert(1)>',
    '</form><form action=//evil.example>',
  ],
  ...[
    '&quot;&#34;&amp;',
    'javascript:alert(1)',
    'https://evil.example/?a=b&c=d',
    '{{7*7}}${7*7}',
    '\u2028\u202e\u00a0é漢😀',
  ],
  ...['+ %2B %00 %', '<!--', ']]>'],
];

test.each(MARKUP)('P7: RelayState %j comes back byte for byte, as text', async (relayState) => {
  for (const begin of [
    await byRedirect(`${redirectOf(requestXml())}&RelayState=${encodeURIComponent(relayState)}`),
    await byPost(`${postOf(requestXml())}&${formBody({ RelayState: relayState })}`),
  ]) {
    expect(begin.status).toBe(303);
    const page = await bench.shoot({ path: begin.headers.location ?? '', headers: { Cookie: cookie } });
    expect(page.status).toBe(200);
    const written = /name="RelayState" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const read = written.replace(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
    );
    expect(read).toBe(relayState);
    expect(page.text).not.toMatch(/<script(?![^>]* src="\/assets\/)/);
    expect(page.text.match(/<form/g)).toHaveLength(1);
    expect(page.text).not.toMatch(/<(img|!--)/);
  }
});

test('P7: a relay state that is too long is refused', async () => {
  const answer = await byPost(`${postOf(requestXml())}&RelayState=${'r'.repeat(20_000)}`);
  await expectRefusal(answer, 400, 'message_too_large');
});

test('W1: a POST of the application without our cookie goes on after the sign-in', async () => {
  const headers = { ...FORM, Origin: 'https://sp.example', 'Sec-Fetch-Site': 'cross-site' };
  const body = `${postOf(requestXml())}&RelayState=deep`;
  const begin = await bench.shoot({ method: 'POST', path: '/saml2/atlas', headers, body });
  expect([begin.status, begin.headers['set-cookie']]).toEqual([303, undefined]);
  const login = await bench.shoot({ path: begin.headers.location ?? '' });
  expect(login.status).toBe(303);
  const page = await bench.shoot({ path: login.headers.location ?? '' });
  expect(page.text).toContain('Atlas');
  const waiting = /name="request" value="([0-9A-Z]{26})"/.exec(page.text)?.[1] ?? '';
  const fields = { _csrf: tokenOf(page.text), request: waiting, username: 'noor.abadi', password: PASSWORD };
  const own = cookieOf(page.headers) ?? '';
  const sent = await bench.shoot({
    method: 'POST',
    path: '/login',
    headers: { ...FORM, Cookie: own },
    body: formBody(fields),
  });
  expect(sent.headers.location).toBe(`/saml2/resume/${waiting}`);
  const final = { path: sent.headers.location ?? '', headers: { Cookie: cookieOf(sent.headers) ?? '' } };
  expect((await bench.shoot(final)).text).toMatch(/name="SAMLResponse" value="[A-Za-z0-9+/=]{1000,}"/);
  await expectRefusal(await bench.shoot(final), 400, 'request_expired');
});

test('W1: with a session the application’s POST goes straight through the redirect', async () => {
  const begin = await byPost(postOf(requestXml()));
  const page = await bench.shoot({ path: begin.headers.location ?? '', headers: { Cookie: cookie } });
  expect(page.text).toContain(`action="${ACS}"`);
});

test('P8: no parameter of a tile’s address decides where the answer goes', async () => {
  const query = formBody({
    acs: 'https://evil.example',
    AssertionConsumerServiceURL: 'https://evil.example',
    RelayState: 'x',
  });
  const page = await bench.shoot({ path: `/apps/atlas?${query}`, headers: { Cookie: cookie } });
  expect(page.text).toContain(`action="${ACS}"`);
  expect(page.text).not.toContain('evil.example');
});

test('W5: a request that is not complete, or somebody else’s, opens no page of another', async () => {
  for (const path of [
    '/saml2/resume/x',
    '/saml2/resume/..%2f..%2fadmin',
    `/login?request=${'A'.repeat(26)}&next=//evil.example`,
  ]) {
    const answer = await bench.shoot({ path, headers: { Cookie: cookie } });
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.location ?? '/').toMatch(/^\/(?!\/)/);
  }
});

test('P8: an application that is switched off signs nobody on, by request or by tile', async () => {
  const { context } = bench.passo;
  const sso = bench.application.sso;
  if (sso === undefined) throw new Error('The application has SAML settings.');
  const waiting = (await byRedirect(redirectOf(requestXml()))).headers.location ?? '';
  await configureSso(context, bench.actor, bench.application.id, { sso, active: false });
  for (const path of [waiting, '/apps/atlas']) {
    await expectRefusal(await bench.shoot({ path, headers: { Cookie: cookie } }), 403, 'sso_inactive');
  }
  await configureSso(context, bench.actor, bench.application.id, { sso, active: true });
});

test('asking for the headers of a sign-on alone neither uses it up nor records one', async () => {
  const { db } = bench.passo.context;
  const begun = await byRedirect(redirectOf(requestXml()));
  const waiting = begun.headers['location'] ?? '';
  const before = await listEvents(db, { name: 'sso_auth', take: 1 });
  for (const path of [waiting, '/apps/atlas', `/saml2/atlas?${redirectOf(requestXml())}`]) {
    const answer = await bench.shoot({ method: 'HEAD', path, headers: { Cookie: cookie } });
    expect(answer.status).toBe(405);
  }
  expect(await listEvents(db, { name: 'sso_auth', take: 1 })).toEqual(before);
  expect((await bench.shoot({ path: waiting, headers: { Cookie: cookie } })).text).toContain('name="SAMLResponse"');
});
