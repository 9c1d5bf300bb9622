import { SecretText } from '../../src/core/secret-text';
import type { User } from '../../src/core/user';
import { activateUser } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import { buildApp } from '../../src/app';
import { countUsers, findUserByLogin, getUser } from '../../src/store/users';
import { ADMIN_PASSWORD, addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession } from './browser-session';

const USERS = '/admin/users';

let passo: TestPasso;
let admin: User;
let noor: User;
let browser: BrowserSession;

beforeAll(async () => {
  passo = await startPasso();
  ({ admin } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
  noor = await add('n.abadi');
});

afterAll(() => passo.stop());

async function add(username: string): Promise<User> {
  const actor = { kind: 'admin', id: admin.id, name: admin.username, role: 'owner' } as const;
  return (await createUser(passo.context, actor, profileOf(username), 'link')).user;
}

const total = async (): Promise<number> => {
  const counts = await countUsers(passo.context.db);
  return counts.staged + counts.active + counts.suspended;
};

test('without the token of a page nothing is written (W3)', async () => {
  const before = await total();
  const { id } = noor;
  for (const path of [USERS, `${USERS}/${id}`, `${USERS}/${id}/suspension`, `${USERS}/${id}/deletion`]) {
    await browser.agent.post(path).type('form').send({ username: 'n.abadi', email: 'm@fernhill.example' }).expect(403);
  }
  await browser.agent.post(USERS).send({ username: 'json', email: 'json@fernhill.example' }).expect(403);
  await browser.agent.get(`${USERS}/${id}/unsuspension`).expect(404);
  expect(await total()).toBe(before);
  expect(await getUser(passo.context.db, id)).toEqual(noor);
});

test('another site is refused even with the token (W3)', async () => {
  const form = await browser.open(`${USERS}/new`);
  const token = /name="_csrf" value="([^"]+)"/.exec(form)?.[1] ?? '';
  const body = new URLSearchParams({ _csrf: token, username: 'cross', email: 'cross@fernhill.example' }).toString();
  await browser.agent.post(USERS).set('Sec-Fetch-Site', 'cross-site').type('form').send(body).expect(403);
  expect(await findUserByLogin(passo.context.db, 'cross')).toBeUndefined();
});

test('M-011: somebody who is no admin gets 403 on every page of people and groups, and writes nothing', async () => {
  const user = await add('plain');
  const page = await browser.open(`${USERS}/${user.id}`);
  expect(page).toContain('plain');
  const link = await browser.sendAndFollow(`${USERS}/${user.id}/activation-link`, {});
  const token = /\/activate\/([A-Za-z0-9_-]{43})"/.exec(link)?.[1] ?? '';
  const password = `${ADMIN_PASSWORD}-plain-person`;
  await activateUser(passo.context, token, new SecretText(password));
  const plain = new BrowserSession(buildApp(passo.context));
  await plain.signIn('plain', password);
  await plain.open('/security');
  for (const path of ['/admin', USERS, `${USERS}/new`, '/admin/groups', '/admin/insights']) await plain.open(path, 403);
  const before = await total();
  expect((await plain.send(USERS, { username: 'sneak', email: 'sneak@fernhill.example' })).status).toBe(403);
  expect((await plain.send(`${USERS}/${user.id}`, { username: 'plain', email: 'x@fernhill.example' })).status).toBe(
    403,
  );
  expect((await plain.send(`${USERS}/${admin.id}/password`, {})).status).toBe(403);
  expect(await total()).toBe(before);
});
