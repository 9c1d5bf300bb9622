import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type supertest from 'supertest';
import { FORM, formBody, startWebBench, tokenOf, type WebBench } from '../../vulnerabilities/web-bench';
import type { BrowserSession, Fields } from '../browser-session';

let bench: WebBench;
let admin: BrowserSession;

beforeAll(async () => {
  bench = await startWebBench();
  admin = await bench.signedIn();
}, 30_000);

afterAll(() => bench.stop());

async function count(table: string, where: Readonly<Record<string, string>>): Promise<number> {
  const rows: unknown[] = await bench.passo.context.db(table).where(where);
  return rows.length;
}

/** Sends the form of a page twice at the same moment. */
async function twice(page: string, path: string, fields: Fields): Promise<supertest.Response[]> {
  await admin.open(page);
  return Promise.all([admin.send(path, fields), admin.send(path, fields)]);
}

const placesOf = (answers: supertest.Response[]): string[] => answers.map(({ headers }) => headers['location'] ?? '');

describe('a double click makes one thing and leads both clicks to it', () => {
  test('a user group', async () => {
    const answers = await twice('/admin/groups/new', '/admin/groups', { name: 'Twice', description: '' });
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set(placesOf(answers)).size).toBe(1);
    expect(await count('user_groups', { name: 'Twice' })).toBe(1);
  });

  test('an application, whose name may come twice', async () => {
    const fields = { connectorId: 'bookmark', label: 'Wiki', bookmarkUrl: 'https://wiki.example/' };
    const answers = await twice('/admin/applications/new/bookmark', '/admin/applications', fields);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set(placesOf(answers)).size).toBe(1);
    expect(await count('applications', { label: 'Wiki' })).toBe(1);
  });

  test('a person, whose password both clicks show', async () => {
    const fields = { username: 'twice', email: 'twice@fernhill.example', first: 'temporary-password' };
    const answers = await twice('/admin/users/new', '/admin/users', fields);
    const [place, ...others] = new Set(placesOf(answers));
    expect(others).toEqual([]);
    expect(await count('users', { username: 'twice' })).toBe(1);
    const page = await admin.open(place ?? '');
    expect(page).toMatch(/id="temporary-password"[^>]*value="[^"]{12,}"/);
    expect(await admin.open(place ?? '')).toContain('id="temporary-password"');
    const other = await bench.signedIn();
    expect((await other.agent.get(place ?? '')).status).toBe(303);
  });

  test('the next certificate of an application', async () => {
    const path = `/admin/applications/${bench.application.slug}/sso/certificate`;
    const before = await count('certificates', { application_id: bench.application.id });
    const answers = await twice(path, `${path}/next`, { kind: 'ec-p256' });
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await count('certificates', { application_id: bench.application.id })).toBe(before + 1);
  });
});

test('a browser that hangs up on the first click, as it does for the second, gets what the first one makes', async () => {
  const cookie = await bench.cookieFor('sam.okafor', bench.adminPassword);
  const page = await bench.shoot({ path: '/admin/applications/new/custom-saml', headers: { Cookie: cookie } });
  const body = formBody({ _csrf: tokenOf(page.text), connectorId: 'custom-saml', label: 'Hung up', slug: '' });
  const headers = { ...FORM, Cookie: cookie };
  const server = createServer(bench.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const first = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: '/admin/applications',
    headers,
    agent: false,
  });
  first.on('error', () => undefined).end(body);
  await claimed();
  first.destroy();
  const second = await bench.shoot({ method: 'POST', path: '/admin/applications', headers, body });
  expect(second.status).toBe(303);
  expect(await count('applications', { label: 'Hung up' })).toBe(1);
  server.closeAllConnections();
  server.close();
});

/** Waits until a form was claimed and its work goes on. */
async function claimed(): Promise<void> {
  const open = (): Promise<unknown> => bench.passo.context.db('form_claims').whereNull('location').first();
  while ((await open()) === undefined) await new Promise((done) => setImmediate(done));
}

test('Back and the same click again leads to what is there; a page opened anew makes another', async () => {
  const fields = { connectorId: 'bookmark', label: 'Intranet', bookmarkUrl: 'https://intranet.example/' };
  await admin.open('/admin/applications/new/bookmark');
  const first = await admin.send('/admin/applications', fields);
  const again = await admin.send('/admin/applications', fields);
  expect(again.headers['location']).toBe(first.headers['location']);
  expect(await count('applications', { label: 'Intranet' })).toBe(1);
  const other = await admin.send('/admin/applications', { ...fields, label: 'Intranet 2' });
  expect(other.headers['location']).not.toBe(first.headers['location']);
  await admin.open('/admin/applications/new/bookmark');
  expect((await admin.send('/admin/applications', fields)).headers['location']).not.toBe(first.headers['location']);
  expect(await count('applications', { label: 'Intranet' })).toBe(2);
});

test('a form that was refused may be sent again as it is', async () => {
  await admin.open('/admin/groups/new');
  const fields = { name: 'Blocked', description: '' };
  await bench.passo.context.db('user_groups').insert({
    ...{ id: '01J00000000000000000000000', name: 'Blocked', name_folded: 'blocked' },
    ...{ created_at: 1, updated_at: 1 },
  });
  expect((await admin.send('/admin/groups', fields)).status).toBe(422);
  await bench.passo.context.db('user_groups').where({ name: 'Blocked' }).delete();
  expect((await admin.send('/admin/groups', fields)).status).toBe(303);
});
