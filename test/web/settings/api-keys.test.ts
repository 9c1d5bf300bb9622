import { buildApp } from '../../../src/app';
import request from 'supertest';
import { changeRole } from '../../../src/actions/admins/change-role';
import { createUser } from '../../../src/actions/users/create';
import { setPassword } from '../../../src/actions/users/set-password';
import type { Actor } from '../../../src/actions/deps';
import { SecretText } from '../../../src/core/secret-text';
import { listApiKeys } from '../../../src/store/api-keys/keys';
import { ADMIN_PASSWORD, addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

const PAGE = '/admin/settings/api-keys';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
beforeAll(async () => {
  passo = await startPasso({ fixedClock: true });
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());

const shownKey = (page: string): string | undefined => /value="(passo_[0-9A-Za-z]{39})"/.exec(page)?.[1];

test('a key is made once, shown to its maker for five minutes, used, renamed and revoked', async () => {
  expect(wordsOf(await browser.open(PAGE))).toContain('No API keys');
  await browser.open(`${PAGE}/new`);
  const fields = { name: 'Night <b>job</b>', expires: '90', scope: ['users:read', 'groups:write'] };
  const [one, two] = [await browser.send(PAGE, fields), await browser.send(PAGE, fields)];
  expect(two.headers['location']).toBe(one.headers['location']);
  const page = String(one.headers['location']);
  const shown = await browser.open(page);
  const key = shownKey(shown) ?? '';
  expect(shownKey(await browser.open(page))).toBe(key);
  expect(shown).toContain('Night &lt;b>job&lt;/b>');
  const other = new BrowserSession(buildApp(passo.context));
  await other.signIn();
  expect(shownKey(await other.open(page))).toBeUndefined();
  expect(await listApiKeys(passo.context.db)).toHaveLength(1);

  const call = () => request(buildApp(passo.context)).get('/api/v1/key').set('Authorization', `Bearer ${key}`);
  expect((await call()).body).toMatchObject({
    name: 'Night <b>job</b>',
    scopes: ['users:read', 'groups:write'],
    allowed: ['users:read', 'groups:read', 'groups:write'],
    role: 'admin',
  });
  expect(wordsOf(await browser.open(PAGE))).toMatch(/Works users:read, groups:write .* now sam\.okafor/);
  passo.clock.now += 5 * 60_000 + 1;
  expect(shownKey(await browser.open(page))).toBeUndefined();

  expect(wordsOf(await browser.sendAndFollow(page, { name: 'Night job' }))).toContain('is called Night job');
  const empty = await browser.send(page, { name: ' ' });
  expect([empty.status, wordsOf(empty.text)]).toEqual([422, expect.stringContaining('Enter a name.')]);
  expect(wordsOf(await browser.sendAndFollow(`${page}/revocation`, {}))).toMatch(/Night job is revoked.*Revoked/);
  expect((await call()).status).toBe(401);
});

test('a form that is refused keeps what was typed, and the key that is wanted is made of what is allowed', async () => {
  await browser.open(`${PAGE}/new`);
  const bad = await browser.send(PAGE, { name: 'Typed', expires: 'soon', scope: ['users:read', 'nothing'] });
  expect(bad.status).toBe(422);
  expect(wordsOf(bad.text)).toContain('Choose when the key ends.');
  expect(bad.text).toMatch(/value="Typed"/);
  expect(bad.text).toMatch(/value="users:read" checked/);
  const none = await browser.send(PAGE, { name: 'Typed', expires: '30', scope: 'nothing' });
  expect(wordsOf(none.text)).toContain('Choose what the key may do.');
});

test('S1, A5: an old sign-in is asked for again before a key is made; an admin gives no more than they may', async () => {
  const password = `${ADMIN_PASSWORD}-of-mika`;
  const { user } = await createUser(passo.context, actor, profileOf('mika'), 'later');
  await setPassword(passo.context, actor, user.id, new SecretText(password));
  await changeRole(passo.context, actor, user.id, 'admin');
  const admin = new BrowserSession(buildApp(passo.context));
  await admin.signIn('mika', password);
  const form = await admin.open(`${PAGE}/new`);
  expect(form).not.toContain('admins:write');
  const beyond = await admin.send(PAGE, { name: 'Beyond', expires: '30', scope: ['users:read', 'admins:write'] });
  expect([beyond.status, wordsOf(beyond.text)]).toEqual([
    422,
    expect.stringContaining('can’t give a key admins:write'),
  ]);
  await admin.sendAndFollow(PAGE, { name: 'Of Mika', expires: 'never', scope: ['users:write', 'applications:write'] });
  await changeRole(passo.context, actor, user.id, 'helpdesk');
  expect(wordsOf(await browser.open(PAGE))).toContain(
    'Works for less The role of who made it, Help desk, no longer reaches applications:write.',
  );
  expect((await admin.send(PAGE, { name: 'Never', expires: '30', scope: 'users:read' })).status).toBe(403);
  await changeRole(passo.context, actor, user.id, 'user');
  expect(wordsOf(await browser.open(PAGE))).toContain('is no admin any more');

  passo.clock.now += 3_600_000;
  await browser.open(`${PAGE}/new`);
  const late = await browser.send(PAGE, { name: 'Late', expires: '30', scope: 'users:read' });
  expect(late.headers['location']).toMatch(/^\/login\?again=1/);
});

test('the pages of the API and its document are open to everybody, and show every operation', async () => {
  const app = buildApp(passo.context);
  const first = await request(app).get('/api/docs');
  expect([first.status, first.headers['set-cookie']]).toEqual([200, undefined]);
  const document = await request(app).get('/api/openapi.json');
  expect(document.headers['content-type']).toBe('application/json; charset=utf-8');
  const { paths } = document.body as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(ids.length).toBeGreaterThan(50);
  const found = new Map<string, string>([['/api/docs', first.text]]);
  for (const [, path = ''] of first.text.matchAll(/href="(\/api\/docs\/[^"#]+)/g)) {
    if (!found.has(path)) found.set(path, (await request(app).get(path).expect(200)).text);
  }
  const all = [...found.values()].join('');
  for (const id of ids) expect(all).toContain(`<h2 id="${id}">`);
  expect(first.text).toContain('id="problem-changed-meanwhile"');
  const dead = [...all.matchAll(/href="(\/api\/docs[^"#]*)#([^"]+)"/g)].filter(
    ([, path = '', id = '']) => found.get(path)?.includes(`id="${id}"`) !== true,
  );
  expect(dead.map(([link]) => link)).toEqual([]);
  expect((await request(app).get('/api/docs/nothing')).status).toBe(404);
  const again = await request(app).get('/api/openapi.json').set('If-None-Match', String(document.headers['etag']));
  expect(again.status).toBe(304);
});
