import { renewActivationLink } from '../../src/actions/users/activation-link';
import { setTemporaryPassword } from '../../src/actions/users/set-password';
import { suspendUser, unsuspendUser } from '../../src/actions/users/suspend';
import { revokeSessions } from '../../src/actions/sessions/keep';
import { hashSessionId } from '../../src/web/middleware/session';
import { deleteLeaver, ADMIN_PASSWORD } from '../support/passo';
import { cookieOf, FORM, formBody, PASSWORD, startWebBench, tokenOf, type Answer, type WebBench } from './web-bench';

let bench: WebBench;

beforeAll(async () => {
  bench = await startWebBench();
});
afterAll(() => bench.stop());

/** Signs in by hand and gives the cookies of before and after. */
async function signIn(username = 'noor.abadi', cookie?: string): Promise<{ before: string; after: string }> {
  const page = await bench.shoot({ path: '/login', headers: cookie === undefined ? {} : { Cookie: cookie } });
  const before = cookieOf(page.headers) ?? cookie ?? '';
  const body = formBody({ _csrf: tokenOf(page.text), username, password: PASSWORD });
  const answer = await bench.shoot({ method: 'POST', path: '/login', headers: { ...FORM, Cookie: before }, body });
  expect(answer.status).toBe(303);
  return { before, after: cookieOf(answer.headers) ?? '' };
}

const home = (cookie: string): Promise<Answer> => bench.shoot({ path: '/', headers: { Cookie: cookie } });
const idOf = (cookie: string): string => /=s%3A([^.]+)\./.exec(cookie)?.[1] ?? '';

test('W2: signing in changes the id, and the one from before opens nothing', async () => {
  const { before, after } = await signIn();
  expect(after).not.toBe('');
  expect(idOf(after)).not.toBe(idOf(before));
  expect((await home(after)).status).toBe(200);
  expect((await home(before)).headers.location).toBe('/login');
});

test.each(['passo=chosen-by-me', 'passo=s%3Achosen.c2lnbmF0dXJl', 'passo=s%3A.', 'passo=', 'passo=j%3A%7B%7D'])(
  'W2: an id from outside is never taken up (%s)',
  async (cookie) => {
    const page = await bench.shoot({ path: '/login', headers: { Cookie: cookie } });
    expect(page.status).toBe(200);
    expect(idOf(cookieOf(page.headers) ?? '')).toMatch(/^[\w-]{32}$/);
    expect(page.text).not.toContain('chosen');
  },
);

test('W2: an id of ours whose session is gone is not brought back to life', async () => {
  const { after } = await signIn();
  await bench.passo.context
    .db('sessions')
    .where({ id_hash: hashSessionId(idOf(after)) })
    .delete();
  const page = await bench.shoot({ path: '/login', headers: { Cookie: after } });
  expect(cookieOf(page.headers)).toBeDefined();
  expect(idOf(cookieOf(page.headers) ?? '')).not.toBe(idOf(after));
});

test('W2: signing out ends the session on the server, whatever the browser keeps', async () => {
  const { after } = await signIn();
  const token = tokenOf((await bench.shoot({ path: '/security', headers: { Cookie: after } })).text);
  const answer = await bench.shoot({
    ...{ method: 'POST', path: '/logout', headers: { ...FORM, Cookie: after }, body: formBody({ _csrf: token }) },
  });
  expect([answer.status, answer.headers.location]).toEqual([303, '/logout']);
  expect((await home(after)).headers.location).toBe('/login');
});

test('W2: suspension ends every session, and ending the suspension brings none back', async () => {
  const person = await bench.addPerson('to.suspend');
  const cookies = [(await signIn('to.suspend')).after, (await signIn('to.suspend')).after];
  await suspendUser(bench.passo.context, bench.actor, person.id);
  await unsuspendUser(bench.passo.context, bench.actor, person.id);
  for (const cookie of cookies) expect((await home(cookie)).headers.location).toBe('/login');
});

test('W2: a new password ends every other session', async () => {
  await bench.addPerson('new.password');
  const other = (await signIn('new.password')).after;
  const browser = await bench.signedIn('new.password');
  await browser.open('/security');
  const sent = await browser.send('/security/password', { current: PASSWORD, password: `${PASSWORD}-again` });
  expect(sent.status).toBe(303);
  expect((await home(other)).headers.location).toBe('/login');
  await browser.open('/security');
});

test('W2: a new password by an activation link ends every session of before', async () => {
  const { context } = bench.passo;
  const person = await bench.addPerson('new.link');
  const { after } = await signIn('new.link');
  const token = await renewActivationLink(context, bench.actor, person.id);
  const path = `/activate/${token.reveal()}`;
  const browser = bench.browser();
  await browser.open(path);
  expect((await browser.send(path, { password: `${PASSWORD}-anew` })).status).toBe(303);
  await browser.open('/security');
  expect((await home(after)).headers.location).toBe('/login');
  await bench.browser().open(path, 404);
});

test('W2: a temporary password and a deletion end every session', async () => {
  const { context } = bench.passo;
  const person = await bench.addPerson('to.delete');
  const first = (await signIn('to.delete')).after;
  await setTemporaryPassword(context, bench.actor, person.id);
  expect((await home(first)).headers.location).toBe('/login');
  await context.db('users').where({ id: person.id }).update({ password_temporary: false });
  const noor = await context
    .db<{ id: string; password_hash: string }>('users')
    .where({ id: bench.noor.id })
    .select('password_hash');
  await context.db('users').where({ id: person.id }).update({ password_hash: noor[0]?.password_hash });
  const second = (await signIn('to.delete')).after;
  await deleteLeaver(context, bench.actor, person.id, 'to.delete');
  expect((await home(second)).headers.location).toBe('/login');
});

test('W3: the token of the forms changes at sign-in', async () => {
  const before = await bench.shoot({ path: '/login' });
  const cookie = cookieOf(before.headers) ?? '';
  const { after } = await signIn('noor.abadi', cookie);
  const page = await bench.shoot({ path: '/security', headers: { Cookie: after } });
  const [own = ''] = tokenOf(page.text).split('.');
  expect(own).toMatch(/^[0-9a-f]{64,}$/);
  expect(own).not.toBe(tokenOf(before.text).split('.')[0]);
});

test('W2: a request under way cannot bring back a session that was ended meanwhile', async () => {
  const person = await bench.addPerson('under.way');
  const browser = await bench.signedIn('under.way');
  await browser.open('/security');
  const { context } = bench.passo;
  const check = context.passwords.check.bind(context.passwords);
  let ended = 0;
  const spy = jest.spyOn(context.passwords, 'check').mockImplementationOnce(async (...args) => {
    ended = await revokeSessions(context, bench.actor, person.id);
    return check(...args);
  });
  const change = { current: PASSWORD, password: `${PASSWORD}-stolen` };
  const sent = await browser.send('/security/password', change);
  spy.mockRestore();
  expect([ended, sent.status]).toEqual([1, 303]);
  expect((await browser.agent.get('/')).headers['location']).toBe('/login');
  expect(await context.db('sessions').where({ user_id: person.id })).toEqual([]);
});

test('W2: a session is found by a hash alone, and its cookie stands nowhere in the database', async () => {
  const { after } = await signIn();
  const rows: unknown[] = await bench.passo.context.db('sessions').select();
  expect(JSON.stringify(rows)).toContain(hashSessionId(idOf(after)));
  expect(JSON.stringify(rows)).not.toContain(idOf(after));
});

test('W2: over plain http the cookie is HttpOnly and Lax', async () => {
  const page = await bench.shoot({ path: '/login' });
  expect([page.headers['set-cookie']].flat()).toEqual([
    expect.stringMatching(/^passo=s%3A[^;]+; Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
});

test('W2: over https the cookie is bound to the host by its name and goes over TLS alone', async () => {
  const secure = await startWebBench({ env: { baseUrl: 'https://id.fernhill.example' } });
  try {
    const page = await secure.shoot({ path: '/login', headers: { 'X-Forwarded-Proto': 'https' } });
    expect([page.headers['set-cookie']].flat()).toEqual([
      expect.stringMatching(/^__Host-passo=s%3A[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
    const cookie = cookieOf(page.headers) ?? '';
    const body = formBody({ _csrf: tokenOf(page.text), username: 'sam.okafor', password: ADMIN_PASSWORD });
    const headers = { ...FORM, Cookie: cookie, 'X-Forwarded-Proto': 'https', Origin: 'https://id.fernhill.example' };
    expect((await secure.shoot({ method: 'POST', path: '/login', headers, body })).status).toBe(303);
    const plain = await secure.shoot({ path: '/login' });
    expect(plain.headers['set-cookie']).toBeUndefined();
  } finally {
    await secure.stop();
  }
});
