import type { BrowserSession } from '../web/browser-session';
import { ADMIN_PASSWORD } from '../support/passo';
import { cookieOf, FORM, formBody, PASSWORD, startWebBench, tokenOf, type Answer, type WebBench } from './web-bench';

let bench: WebBench;
let admin: BrowserSession;

beforeAll(async () => {
  bench = await startWebBench();
  admin = await bench.signedIn();
});
afterAll(() => bench.stop());

const PERSON = { username: 'forged', email: 'forged@fernhill.example' };

/** The page of a new person, opened by the admin: the cookie and the token that go with each other. */
async function opened(): Promise<{ cookie: string; token: string }> {
  const login = await bench.shoot({ path: '/login' });
  const body = formBody({ _csrf: tokenOf(login.text), username: 'sam.okafor', password: ADMIN_PASSWORD });
  const headers = { ...FORM, Cookie: cookieOf(login.headers) ?? '' };
  const cookie = cookieOf((await bench.shoot({ method: 'POST', path: '/login', headers, body })).headers) ?? '';
  const page = await bench.shoot({ path: '/admin/users/new', headers: { Cookie: cookie } });
  return { cookie, token: tokenOf(page.text) };
}

interface Forgery {
  readonly headers?: Record<string, string>;
  readonly body: (token: string) => string;
  readonly path?: string;
  readonly method?: string;
}

const withToken = (token: string): string => formBody({ _csrf: token, ...PERSON });

const FORGERIES: Record<string, Forgery> = {
  'without a token': { body: () => formBody(PERSON) },
  'with an empty token': { body: () => withToken('') },
  'with a token of nobody': { body: () => withToken('0'.repeat(128)) },
  'with the token twice': { body: (token) => `${withToken(token)}&_csrf=${token}` },
  'with the token as an array field': { body: (token) => withToken(token).replace('_csrf=', '_csrf[]=') },
  'with the token in the address': { path: '/admin/users?_csrf=TOKEN', body: () => formBody(PERSON) },
  'with the token in a header': { headers: { 'X-CSRF-Token': 'TOKEN' }, body: () => formBody(PERSON) },
  'as JSON': {
    headers: { 'Content-Type': 'application/json' },
    body: (token) => JSON.stringify({ _csrf: token, ...PERSON }),
  },
  'as text': { headers: { 'Content-Type': 'text/plain' }, body: withToken },
  'without a content type': { headers: { 'Content-Type': '' }, body: withToken },
  'from another site': { headers: { 'Sec-Fetch-Site': 'cross-site' }, body: withToken },
  'from another host of the site': { headers: { 'Sec-Fetch-Site': 'same-site' }, body: withToken },
  'from another origin': { headers: { Origin: 'https://evil.example' }, body: withToken },
  'from an origin that begins like ours': {
    headers: { Origin: 'http://localhost:9999.evil.example' },
    body: withToken,
  },
  'by another verb': { method: 'PUT', body: withToken },
  'by a verb in the form': { method: 'DELETE', body: (token) => `${withToken(token)}&_method=POST` },
};

async function send(cookie: string, token: string, { path = '/admin/users', ...forgery }: Forgery): Promise<Answer> {
  const headers = { ...FORM, ...forgery.headers, Cookie: cookie };
  const filled = Object.entries(headers).map(([name, value]) => [name, value.replace('TOKEN', token)] as const);
  return bench.shoot({
    method: forgery.method ?? 'POST',
    path: path.replace('TOKEN', token),
    headers: Object.fromEntries(filled.filter(([, value]) => value !== '')),
    body: forgery.body(token),
  });
}

test.each(Object.entries(FORGERIES))('W3: a write %s is refused and writes nothing', async (_name, forgery) => {
  const { cookie, token } = await opened();
  const before = await bench.stored();
  const answer = await send(cookie, token, forgery);
  expect(answer.status).toBe(403);
  expect(answer.text).toContain('This page was open too long or came from elsewhere.');
  expect(await bench.stored()).toBe(before);
});

test('W3: a token of another session of the same person writes nothing, but leads to a page that asks', async () => {
  const mine = await opened();
  const theirs = await opened();
  const before = await bench.stored();
  const answer = await send(mine.cookie, theirs.token, { body: withToken });
  expect([answer.status, answer.headers.location]).toEqual([303, expect.stringMatching(/^\/kept\/[0-9A-Z]{26}$/)]);
  const [bare = ''] = theirs.token.split('.');
  expect((await send(mine.cookie, bare, { body: withToken })).status).toBe(403);
  expect(await bench.stored()).toBe(before);
});

test.each([
  {},
  { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' },
  { Origin: 'http://localhost:9999' },
  { Origin: 'null' },
])('W3: our own form is taken, also where no-referrer makes a browser call its origin "null" (%j)', async (headers) => {
  const { cookie, token } = await opened();
  const body = (own: string): string => formBody({ _csrf: own, name: `Team ${JSON.stringify(headers)}` });
  const answer = await send(cookie, token, { path: '/admin/groups', headers, body });
  expect(answer.status).toBe(303);
});

test('W3: opening an address with GET changes nothing, whatever it carries', async () => {
  const id = bench.noor.id;
  const app = `/admin/applications/${bench.application.slug}`;
  const before = await bench.stored();
  for (const path of [
    ...[
      `/admin/users?username=x&email=x@y.example`,
      `/admin/users/${id}/suspension`,
      `/admin/users/${id}/deletion?username=noor.abadi`,
    ],
    ...[`/admin/users/${id}/password`, `/admin/users/${id}/unsuspension`, `/admin/groups/${bench.group.id}/deletion`],
    ...[`${app}/identity-management/activation`, `${app}/image?action=remove`, `${app}/general?label=X`],
    ...[`/admin/applications/deletion?id=${bench.application.id}&count=1`, '/logout', '/security/sessions/revocation'],
  ]) {
    const answer = await admin.agent.get(path);
    // Somebody who is signed in is not told that they are signed out, but led home.
    expect([path, [200, 404, ...(path === '/logout' ? [303] : [])]]).toEqual([
      path,
      expect.arrayContaining([answer.status]),
    ]);
  }
  await admin.open('/security');
  expect(await bench.stored()).toBe(before);
});

describe('signing in', () => {
  const attempt = async (change: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> => {
    const page = await bench.shoot({ path: '/login' });
    const token = tokenOf(page.text);
    const fields = { _csrf: token, username: 'noor.abadi', password: PASSWORD, ...change };
    const sent = { ...FORM, Cookie: cookieOf(page.headers) ?? '', ...headers };
    return bench.shoot({ method: 'POST', path: '/login', headers: sent, body: formBody(fields) });
  };

  test('W3: nobody can be signed in by another site', async () => {
    const before = await bench.stored();
    for (const answer of [
      await attempt({ _csrf: '' }),
      await attempt({ _csrf: '0'.repeat(128) }),
      await attempt({}, { 'Sec-Fetch-Site': 'cross-site' }),
      await attempt({}, { Origin: 'https://evil.example' }),
      await attempt({}, { Cookie: '' }),
    ]) {
      expect(answer.status).toBe(403);
      expect(cookieOf(answer.headers)).toBeUndefined();
    }
    expect(await bench.stored()).toBe(before);
  });

  const ELSEWHERE = [
    ...[
      'https://evil.example',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '\\/evil.example',
    ],
    ...['/\t/evil.example', '/\n/evil.example', '/%09/evil.example', '/.//evil.example', '/a/..//evil.example'],
    ...['https:evil.example', 'javascript:alert(1)', ' //evil.example', '/ /evil.example', '%2f%2fevil.example'],
    ...[
      'http:///evil.example',
      '//evil.example@localhost',
      '/@evil.example:x/..//evil.example',
      '／／evil.example',
      'evil.example',
    ],
  ];
  test.each(ELSEWHERE)('W5: signing in leads to no other site (%j)', async (next) => {
    const page = await bench.shoot({ path: `/login?next=${encodeURIComponent(next)}` });
    expect(page.status).toBe(200);
    const hidden = /name="next" value="([^"]*)"/.exec(page.text)?.[1] ?? '/';
    for (const answer of [await attempt({ next }), await attempt({ next: hidden })]) {
      expect(answer.status).toBe(303);
      const target = answer.headers.location ?? '';
      for (const base of ['http://localhost:9999/login', 'https://localhost/login']) {
        expect(new URL(target, base).origin).toBe(new URL(base).origin);
      }
      expect(target).toMatch(/^\/(?!\/)/);
    }
  });

  test('W5: neither does choosing a password', async () => {
    const { context } = bench.passo;
    await bench.addPerson('expired');
    const expire = (temporary: boolean): PromiseLike<unknown> =>
      context.db('users').where({ username: 'expired' }).update({ password_temporary: temporary });
    for (const [round, next] of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/.//evil.example',
    ].entries()) {
      await expire(true);
      const password = round === 0 ? PASSWORD : `${PASSWORD}-${round - 1}`;
      const first = await attempt({ username: 'expired', password, next });
      expect(first.headers.location).toBe('/password?next=%2F');
      const headers = { ...FORM, Cookie: cookieOf(first.headers) ?? '' };
      const page = await bench.shoot({ path: `/password?next=${encodeURIComponent(next)}`, headers });
      expect(page.text).not.toContain('evil.example');
      const fields = { _csrf: tokenOf(page.text), current: password, password: `${PASSWORD}-${round}`, next };
      const sent = await bench.shoot({ method: 'POST', path: '/password', headers, body: formBody(fields) });
      expect([sent.status, sent.headers.location]).toEqual([303, '/']);
    }
  });

  test.each(['/security', '/admin/users?q=a%20b&page=2', '/apps/atlas'])(
    'W5: a page of our own is opened (%s)',
    async (next) => {
      expect((await attempt({ next })).headers.location).toBe(next);
      const signedOut = await bench.shoot({ path: next });
      expect(signedOut.headers.location).toBe(`/login?next=${encodeURIComponent(next)}`);
    },
  );
});
