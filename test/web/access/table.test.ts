import { may, mayChange, USER_ROLES, type UserRole } from '../../../src/core/roles';
import { ulid } from '../../../src/core/ids';
import { ACCESS_TABLE, accessLines } from '../../../src/web/admin/access/table';
import type { AccessLine } from '../../../src/web/admin/access/line';
import { makeAuthenticator } from '../../../src/web/middleware/person';
import { routes } from '../../../src/web/routes';
import { startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import type { BrowserSession } from '../browser-session';
import { giveRole } from './roles-bench';

interface Layer {
  readonly route?: { readonly path: string | string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

let bench: WebBench;
let browsers: Map<UserRole, BrowserSession>;

beforeAll(async () => {
  bench = await startWebBench();
  browsers = new Map();
  for (const role of USER_ROLES) {
    const person = await bench.addPerson(`role-${role}`);
    await giveRole(bench.passo.context, person.id, role);
    const browser = await bench.signedIn(`role-${role}`);
    await browser.open('/security');
    browsers.set(role, browser);
  }
}, 30_000);

afterAll(() => bench.stop());

/** Every address of the built router, as "GET /admin/users/:id". */
function addresses(): string[] {
  const web = {
    context: bench.passo.context,
    authenticator: makeAuthenticator(bench.passo.context),
    apiDocument: () => '{}',
  };
  const walk = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) =>
      route === undefined
        ? walk(handle?.stack ?? [])
        : Object.keys(route.methods).flatMap((method) =>
            [route.path].flat().map((path) => `${method.toUpperCase()} ${path}`),
          ),
    );
  return walk((routes(web) as unknown as { stack: readonly Layer[] }).stack);
}

const named = ({ method, path }: AccessLine): string => `${method} ${path}`;
const filled = (path: string): string => path.replace(/:\w+/g, ulid(Date.now()));

test('A5: every address below /admin is in the table, and every line of the table is an address', () => {
  const admin = addresses().filter((address) => /^\w+ \/admin(?:\/|$)/.test(address));
  expect(admin.length).toBeGreaterThan(100);
  expect(ACCESS_TABLE.map(named).sort()).toEqual([...new Set(admin)].sort());
});

test('A5: every form of the table says what it does, and pages need to read at least', () => {
  for (const line of ACCESS_TABLE) {
    expect([line.path, line.what !== undefined]).toEqual([line.path, line.method === 'POST']);
    expect(line.method === 'GET' && line.recent === true).toBe(false);
  }
});

test('A5: an address that fits two lines needs what both need, however it is spelled', () => {
  const needs = (path: string): string[] => accessLines('GET', path).map(({ permission }) => permission);
  for (const path of ['/admin/users/new', '/admin/users/NEW', '/ADMIN/Users/new/']) {
    expect(needs(path).sort()).toEqual(['people.read', 'people.write']);
  }
  for (const path of ['/admin//users', '/admin/users//', '/admin/users/x/unheard-of', '/admin/%75sers', '/users']) {
    expect(needs(path)).toEqual([]);
  }
});

test.each(USER_ROLES)('M-011, A5: %s reaches what the table says and nothing else', async (role) => {
  const browser = browsers.get(role);
  if (browser === undefined) throw new Error('nobody has this role');
  const before = await bench.stored();
  for (const { method, path } of ACCESS_TABLE) {
    const address = filled(path);
    const allowed = accessLines(method, address).every(({ permission }) => may(role, permission));
    if (method === 'POST' && allowed) continue;
    const answer = method === 'GET' ? await browser.agent.get(address) : await browser.send(address, {});
    const refused =
      answer.status === 403 && /does not reach this|Only owners choose|for admins of Passo/.test(answer.text);
    if (path === '/admin' && role === 'helpdesk') expect(answer.headers['location']).toBe('/admin/users');
    else expect([method, path, refused]).toEqual([method, path, !allowed]);
  }
  expect(await bench.stored()).toBe(before);
});

test('A5: an address that nobody listed is refused to the owner too', async () => {
  const owner = browsers.get('owner');
  await owner?.agent.get('/admin/unheard-of').expect(404);
  expect((await owner?.send('/admin/users/new', {}))?.status).toBe(404);
});

test('A5, W3: what a role may do is read anew for every request', async () => {
  const person = await bench.addPerson('moving');
  const browser = await bench.signedIn('moving');
  await browser.agent.get('/admin/users').expect(403);
  await giveRole(bench.passo.context, person.id, 'helpdesk');
  await browser.agent.get('/admin/users').expect(200);
  await browser.agent.get('/admin/applications').expect(403);
  await giveRole(bench.passo.context, person.id, 'user');
  await browser.agent.get('/admin/users').expect(403);
});

test('A5: help desk and admins change people without a role only', async () => {
  const forms = ACCESS_TABLE.filter(({ changesPerson }) => changesPerson === true);
  expect(forms.length).toBeGreaterThan(5);
  for (const role of ['helpdesk', 'admin'] as const) {
    expect(USER_ROLES.filter((other) => mayChange(role, other))).toEqual(['user']);
    for (const { path, permission } of forms.filter((line) => may(role, line.permission))) {
      const answer = await browsers.get(role)?.send(path.replace(':id', bench.admin.id), { username: 'sam.okafor' });
      expect([path, permission, answer?.status]).toEqual([path, permission, 403]);
      expect(answer?.text).toContain('People with a role are changed by owners only');
    }
  }
  expect((await browsers.get('owner')?.send(`/admin/users/${bench.admin.id}/sessions/revocation`, {}))?.status).toBe(
    303,
  );
});
