import { listEvents } from '../../src/store/events';
import { ADMIN_PASSWORD } from '../support/passo';
import { cookieOf, FORM, formBody, PASSWORD, startWebBench, tokenOf, type Answer, type WebBench } from './web-bench';

let bench: WebBench;

beforeEach(async () => {
  bench = await startWebBench();
});
afterEach(() => bench.stop());

/** One try on the sign-in page, in a browser of its own. */
async function attempt(username: string, password: string, body?: (token: string) => string): Promise<Answer> {
  const page = await bench.shoot({ path: '/login' });
  const token = tokenOf(page.text);
  const headers = { ...FORM, Cookie: cookieOf(page.headers) ?? '' };
  const text = body === undefined ? formBody({ _csrf: token, username, password }) : body(token);
  return bench.shoot({ method: 'POST', path: '/login', headers, body: text });
}

/** What an answer shows, apart from the typed name, the token and the times. */
const shown = ({ status, text }: Answer, typed: string): { status: number; length: number; text: string } => {
  const plain = text
    .replaceAll(typed, 'TYPED')
    .replace(/name="_csrf" value="[^"]+"/g, '')
    .replace(/<time[^>]*>[^<]*<\/time>/g, '');
  return { status, length: plain.length, text: plain };
};

test('W8: known, unknown and suspended names are answered alike, to the letter', async () => {
  const { context } = bench.passo;
  await bench.addPerson('was.here');
  await context.db('users').where({ username: 'was.here' }).update({ state: 'suspended' });
  const known = shown(await attempt('noor.abadi', 'a wrong password'), 'noor.abadi');
  expect(known.status).toBe(401);
  for (const name of ['nobody.at.all', 'was.here', 'noor.abadi@fernhill.example', "' OR '1'='1", '__proto__', '%']) {
    const answer = await attempt(name, 'a wrong password');
    const typed = name.replaceAll("'", '&#39;');
    expect(shown(answer, answer.text.includes(typed) ? typed : name)).toEqual(known);
  }
});

test('W7: ten wrong passwords pause a name, known or not, with the same words; the right one waits too', async () => {
  for (let round = 1; round <= 11; round += 1) {
    const known = shown(await attempt('noor.abadi', `wrong ${round}`), 'noor.abadi');
    const unknown = shown(await attempt('no.such.name', `wrong ${round}`), 'no.such.name');
    expect(known).toEqual(unknown);
    expect(known.status).toBe(round < 11 ? 401 : 429);
  }
  const right = await attempt('noor.abadi', PASSWORD);
  expect(right.status).toBe(429);
  expect(right.text).toContain('Too many tries. Wait 1 minute');
  expect(cookieOf(right.headers)).toBeUndefined();
  expect((await attempt('sam.okafor', ADMIN_PASSWORD)).status).toBe(303);
});

test('W7: guesses in parallel are all counted', async () => {
  const guesses = Array.from({ length: 14 }, (_, index) => attempt('noor.abadi', `guess ${index}`));
  await Promise.all(guesses);
  expect((await attempt('noor.abadi', PASSWORD)).status).toBe(429);
});

test('W7: the spelling of a name makes no second row of tries', async () => {
  const spellings = ['noor.abadi', 'NOOR.ABADI', ' noor.abadi ', 'Noor.Abadi', 'ｎoor.abadi'];
  for (let round = 0; round < 10; round += 1) await attempt(spellings[round % spellings.length] ?? '', 'wrong');
  expect((await attempt('noor.abadi', PASSWORD)).status).toBe(429);
});

test('W9: passwords of 1,024 bytes count to the last byte, longer ones are refused in a sentence', async () => {
  const browser = await bench.signedIn('noor.abadi');
  const long = `${'ünïcödé-'.repeat(85)}${'abcd'.repeat(1024)}`;
  const bytes = Buffer.from(long, 'utf8').subarray(0, 1024).toString('utf8');
  expect(Buffer.byteLength(bytes)).toBe(1024);
  await browser.open('/security');
  const tooLong = await browser.send('/security/password', { current: PASSWORD, password: `${bytes}x` });
  expect(tooLong.status).toBe(422);
  expect(tooLong.text).toContain('This password is too long.');
  expect((await browser.send('/security/password', { current: PASSWORD, password: bytes })).status).toBe(303);
  expect((await attempt('noor.abadi', `${bytes.slice(0, -1)}Z`)).status).toBe(401);
  expect((await attempt('noor.abadi', bytes.slice(0, 72))).status).toBe(401);
  expect((await attempt('noor.abadi', `${bytes}x`)).status).toBe(401);
  expect((await attempt('noor.abadi', bytes)).status).toBe(303);
});

test('W9: a password of 200 KB is a wrong password, and costs no more than one', async () => {
  const started = Date.now();
  const answer = await attempt('noor.abadi', 'x'.repeat(200_000));
  expect(answer.status).toBe(401);
  expect(answer.text).toContain('The username or the password is not right.');
  expect(Date.now() - started).toBeLessThan(2_000);
  expect((await attempt('noor.abadi', 'x'.repeat(300_000))).status).toBeLessThan(500);
});

test.each([
  ['a name that came twice', 'username=noor.abadi&username=sam.okafor&password=x'],
  ['a password that came twice', `username=noor.abadi&password=x&password=${encodeURIComponent(PASSWORD)}`],
  ['a name as an object', 'username[a]=noor.abadi&password=x'],
  ['a name of blanks', 'username=%20%20&password=x'],
  ['no name', 'password=x'],
  ['no password', 'username=noor.abadi'],
  ['a name with NUL', 'username=noor.abadi%00&password=x'],
  ['a name of 100 KB', `username=${'n'.repeat(100_000)}&password=x`],
  ['a name that is no UTF-8', 'username=%ff%fe&password=x'],
  ['the name of a prototype', '__proto__[username]=sam.okafor&constructor=x&password=x'],
])('W7, X10: %s is answered like any wrong pair, never with a fault', async (_name, fields) => {
  const answer = await attempt('', '', (token) => `_csrf=${token}&${fields}`);
  expect([401, 422]).toContain(answer.status);
  expect(cookieOf(answer.headers)).toBeUndefined();
});

test('A3: a name and a password in the address sign nobody in', async () => {
  const page = await bench.shoot({ path: '/login' });
  const query = formBody({ username: 'noor.abadi', password: PASSWORD });
  const headers = { ...FORM, Cookie: cookieOf(page.headers) ?? '' };
  const body = formBody({ _csrf: tokenOf(page.text) });
  expect((await bench.shoot({ method: 'POST', path: `/login?${query}`, headers, body })).status).toBe(401);
});

test('W7: without a proxy that is trusted, nobody chooses the address they are counted under', async () => {
  const page = await bench.shoot({ path: '/login' });
  const body = formBody({ _csrf: tokenOf(page.text), username: 'noor.abadi', password: 'wrong' });
  const spoofed = { 'X-Forwarded-For': '203.0.113.9', 'X-Real-IP': '203.0.113.9', Forwarded: 'for=203.0.113.9' };
  const headers = { ...FORM, ...spoofed, Cookie: cookieOf(page.headers) ?? '' };
  expect((await bench.shoot({ method: 'POST', path: '/login', headers, body })).status).toBe(401);
  const [event] = await listEvents(bench.passo.context.db, { name: 'user_login_attempt', take: 1 });
  expect(event?.clientIp).toMatch(/127\.0\.0\.1$/);
});

test('W9: a flood of sign-ins waits in line or is turned away, and the product answers on', async () => {
  const flood = Promise.all(Array.from({ length: 80 }, (_, index) => attempt(`nobody-${index}`, 'wrong')));
  const started = Date.now();
  expect((await bench.shoot({ path: '/livez' })).status).toBe(200);
  expect(Date.now() - started).toBeLessThan(2_000);
  const statuses = (await flood).map(({ status }) => status);
  expect(statuses.filter((status) => status !== 401 && status !== 503)).toEqual([]);
  expect((await attempt('noor.abadi', PASSWORD)).status).toBe(303);
});
