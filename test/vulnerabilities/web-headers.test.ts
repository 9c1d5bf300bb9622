import { deflateRawSync } from 'node:zlib';
import { startWebBench, type Answer, type Shot, type WebBench } from './web-bench';

let bench: WebBench;
let cookie: string;

beforeAll(async () => {
  bench = await startWebBench();
  cookie = await bench.cookieFor('noor.abadi');
});
afterAll(() => bench.stop());

const ANSWERS: Record<string, Shot & { status: number; mine?: boolean }> = {
  'a page': { path: '/login', status: 200 },
  'a page of a person': { path: '/security', status: 200, mine: true },
  'a redirect': { path: '/', status: 303 },
  'a page that is not there': { path: '/nowhere', status: 404 },
  'a page that may not be opened': { path: '/admin', status: 403, mine: true },
  'a refused form': { method: 'POST', path: '/login', status: 403 },
  'an address that can’t be read': { path: '/saml2/%ff', status: 422 },
  'a refused sign-on': { path: '/saml2/atlas?SAMLRequest=rubbish', status: 400 },
  'an application nobody knows': { path: '/saml2/unknown', status: 404 },
  metadata: { path: '/saml2/atlas/metadata', status: 200 },
  'metadata that is not there': { path: '/saml2/unknown/metadata', status: 404 },
  'a style sheet': { path: '/assets/passo.css', status: 200 },
  'an asset that is not there': { path: '/assets/nothing.js', status: 404 },
  'the page that posts to the application': { path: '/apps/atlas', status: 200, mine: true },
  health: { path: '/livez', status: 200 },
};

test.each(Object.entries(ANSWERS))('W4: %s carries every security header', async (_name, { status, mine, ...shot }) => {
  const answer = await bench.shoot({ ...shot, headers: mine === true ? { Cookie: cookie } : {} });
  const { headers } = answer;
  expect(answer.status).toBe(status);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-frame-options']).toBe('DENY');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['server']).toBeUndefined();
  const policy = String(headers['content-security-policy']);
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "script-src 'self'"]) {
    expect(policy).toContain(part);
  }
  expect(policy).not.toMatch(/unsafe|\*|https?:(?!\/\/sp\.example:8443)/);
});

test('W4: pages of people are kept by no cache', async () => {
  for (const path of ['/', '/security', '/apps/atlas', '/admin', '/nowhere']) {
    const { headers } = await bench.shoot({ path, headers: { Cookie: cookie } });
    expect([path, headers['cache-control']]).toEqual([path, 'no-store']);
  }
});

test('W4: pages hold no script, style or handler of their own, so that the policy does not break them', async () => {
  for (const path of ['/login', '/', '/security', '/apps/atlas', '/nowhere', '/admin']) {
    const { text } = await bench.shoot({ path, headers: { Cookie: cookie } });
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    for (const [, inside] of text.matchAll(/<script[^>]*>([^<]*)<\/script>/g)) expect(inside).toBe('');
  }
});

test('W4: the page that posts lets its form go to exactly the origin of the ACS', async () => {
  const { headers, text } = await bench.shoot({ path: '/apps/atlas', headers: { Cookie: cookie } });
  expect(headers['content-security-policy']).toMatch(/form-action 'self' https:\/\/sp\.example:8443(;|$)/);
  expect(text).toContain('action="https://sp.example:8443/saml/acs"');
  const other = await bench.shoot({ path: '/security', headers: { Cookie: cookie } });
  expect(other.headers['content-security-policy']).toMatch(/form-action 'self'(;|$)/);
});

const HOSTS: Record<string, string>[] = [
  { Host: 'evil.example' },
  { Host: 'localhost:9999', 'X-Forwarded-Host': 'evil.example' },
  { Host: 'localhost:9999@evil.example' },
  { Host: 'evil.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '444', Forwarded: 'host=evil.example' },
  {
    Host: 'localhost:9999',
    'X-Original-URL': '/admin',
    'X-Rewrite-URL': '/admin',
    'X-Forwarded-Prefix': '//evil.example',
  },
];

test.each(HOSTS)('W6: %j is neither in metadata nor in links, redirects and cookies', async (headers) => {
  const metadata = await bench.shoot({ path: '/saml2/atlas/metadata', headers });
  expect(metadata.status).toBe(200);
  expect(metadata.text).toContain('Location="http://localhost:9999/saml2/atlas"');
  const xml = '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>';
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'));
  const answers: Answer[] = [metadata];
  for (const path of [
    '/login',
    '/',
    '/security',
    '/nowhere',
    '/apps/atlas',
    '/logout',
    `/saml2/atlas?SAMLRequest=${message}`,
  ]) {
    answers.push(await bench.shoot({ path, headers: { ...headers, Cookie: cookie } }));
    answers.push(await bench.shoot({ path, headers }));
  }
  for (const answer of answers) {
    expect(answer.text).not.toContain('evil.example');
    expect(JSON.stringify(answer.headers)).not.toContain('evil.example');
    expect(answer.headers.location ?? '/').toMatch(/^\/(?!\/)/);
  }
});

test('W6: a link that an admin hands over names the public address', async () => {
  const browser = await bench.signedIn();
  await browser.open('/admin/users/new');
  void browser.agent.set('X-Forwarded-Host', 'evil.example').set('Host', 'evil.example');
  const page = await browser.sendAndFollow('/admin/users', {
    username: 'linked',
    email: 'linked@fernhill.example',
    first: 'link',
  });
  expect(page).toContain('http://localhost:9999/activate/');
  expect(page).not.toContain('evil.example');
});
