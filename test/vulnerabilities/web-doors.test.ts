import type { BrowserSession } from '../web/browser-session';
import { startWebBench, tokenOf, type WebBench } from './web-bench';

/** As much of Express' router as is needed to list its addresses. */
interface Layer {
  readonly route?: { readonly path: string | string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

let bench: WebBench;

beforeAll(async () => {
  bench = await startWebBench();
});
afterAll(() => bench.stop());

/** Every address of the product with its verb: `POST /admin/users/:id`. */
function addresses(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (route === undefined) return addresses(handle.stack ?? []);
    const verbs = Object.keys(route.methods).map((verb) => verb.toUpperCase());
    return [route.path].flat().flatMap((path) => verbs.map((verb) => `${verb} ${path}`));
  });
}

const all = (): string[] => addresses((bench.app as unknown as { router: { stack: Layer[] } }).router.stack);

/** Fills an address with things that exist, so that only the right to them is missing. */
function filled(address: string): { verb: string; path: string } {
  const [verb = '', pattern = ''] = address.split(' ');
  const id = pattern.startsWith('/admin/users')
    ? bench.admin.id
    : pattern.startsWith('/admin/groups')
      ? bench.group.id
      : bench.application.slug;
  const values: Record<string, string> = {
    id,
    connector: 'custom-saml',
    user: bench.noor.id,
    event: id,
    slug: 'atlas',
  };
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => values[name] ?? id);
  return { verb, path };
}

/** Everything a form of an admin could bring, so that a write would succeed. */
const FIELDS = {
  ...{ username: 'sneak', email: 'sneak@fernhill.example', name: 'Sneak', label: 'Sneak', count: '1', action: 'save' },
  ...{ role: 'admin', state: 'active', connectorId: 'custom-saml', baseUrl: 'http://127.0.0.1:1/scim', token: 'x' },
};

test('the list of addresses is whole: it holds every part of the Administrator Portal', () => {
  const admin = all().filter((address) => address.includes(' /admin'));
  for (const part of [
    '',
    '/users/:id',
    '/groups/:id',
    '/applications/:id/sso',
    '/applications/:id/identity-management',
    '/insights',
  ]) {
    expect(admin).toContain(`GET /admin${part}`);
  }
  expect(admin.filter((address) => address.startsWith('POST')).length).toBeGreaterThan(25);
  expect(admin.filter((address) => address.startsWith('GET')).length).toBeGreaterThan(25);
});

/** Goes through every address of admins with somebody's browser and tells what was answered. */
async function tryAll(browser: BrowserSession, token: string): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  for (const address of all().filter((candidate) => candidate.includes(' /admin'))) {
    const { verb, path } = filled(address);
    const request = verb === 'GET' ? browser.agent.get(path) : browser.agent.post(path).type('form');
    const response = await (verb === 'GET'
      ? request
      : request.send(new URLSearchParams({ _csrf: token, ...FIELDS }).toString()));
    answers.set(address, response.status);
    if (response.status === 303) expect(response.headers['location']).toMatch(/^\/login(\?|$)/);
    expect(response.text).not.toContain('sam.okafor');
  }
  return answers;
}

test('A5: somebody who is no admin gets 403 at every address of admins, and writes nothing', async () => {
  const browser = await bench.signedIn('noor.abadi');
  const token = tokenOf(await browser.open('/security'));
  const before = await bench.stored();
  const answers = await tryAll(browser, token);
  expect([...answers].filter(([, status]) => status !== 403)).toEqual([]);
  expect(await bench.stored()).toBe(before);
});

test('A5: nobody gets further than the sign-in page from any address of admins, and writes nothing', async () => {
  const browser = bench.browser();
  const token = tokenOf(await browser.open('/login'));
  const before = await bench.stored();
  const answers = await tryAll(browser, token);
  expect([...answers].filter(([, status]) => status !== 303)).toEqual([]);
  expect(await bench.stored()).toBe(before);
});

test('A5: with a temporary password nobody gets further than changing it', async () => {
  const { context } = bench.passo;
  await context.db('users').where({ id: bench.admin.id }).update({ password_temporary: true });
  const browser = await bench.signedIn();
  const token = tokenOf(await browser.open('/password'));
  const before = await bench.stored();
  for (const address of all().filter((candidate) => / \/(admin|apps|security|$)/.test(candidate))) {
    const { verb, path } = filled(address);
    const response =
      verb === 'GET'
        ? await browser.agent.get(path)
        : await browser.agent
            .post(path)
            .type('form')
            .send(new URLSearchParams({ _csrf: token, ...FIELDS }).toString());
    const place = response.headers['location']?.split('?')[0];
    expect([address, response.status, place]).toEqual([address, 303, '/password']);
  }
  expect(await bench.stored()).toBe(before);
  await context.db('users').where({ id: bench.admin.id }).update({ password_temporary: false });
});

test('A5: fields that no form has change neither role nor state', async () => {
  const browser = await bench.signedIn();
  await browser.open('/admin/users/new');
  const sent = await browser.send('/admin/users', {
    ...{ username: 'mass', email: 'mass@fernhill.example', role: 'admin', state: 'suspended', id: bench.noor.id },
    ...{ createdAt: '0', hasPassword: 'true', passwordTemporary: '', __proto__: 'x', constructor: 'x' },
  });
  expect(sent.status).toBeLessThan(400);
  const row: unknown = await bench.passo.context.db('users').where({ username: 'mass' }).first();
  expect(row).toMatchObject({ role: 'user', state: 'staged' });
});

test('A5: an own session is ended by its owner alone', async () => {
  const noor = await bench.signedIn('noor.abadi');
  await bench.addPerson('other.person');
  const other = await bench.signedIn('other.person');
  await other.open('/security');
  const rows = await bench.passo.context
    .db<{ id_hash: string; user_id: string }>('sessions')
    .select('id_hash', 'user_id');
  const theirs = rows.filter((row) => row.user_id === bench.noor.id);
  expect(theirs.length).toBeGreaterThan(0);
  for (const { id_hash } of theirs) await other.send(`/security/sessions/${id_hash}/revocation`, {});
  await noor.open('/security');
});
