import { randomBytes } from 'node:crypto';
import { expirePasswords } from '../../../src/actions/users/expiry';
import { changeSignInPolicy } from '../../../src/actions/settings/sign-in-policy';
import { setTemporaryPassword } from '../../../src/actions/users/set-password';
import { DEFAULT_SIGN_IN_POLICY, type SignInPolicy } from '../../../src/core/sign-in/policy';
import type { User } from '../../../src/core/user';
import { listEvents } from '../../../src/store/events';
import { getUser } from '../../../src/store/users';
import { PASSWORD, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { wordsOf, type BrowserSession } from '../browser-session';
import { readForm } from '../read-form';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PAGE = '/admin/settings/sign-in';
const fresh = (): string => `Fresh ${randomBytes(12).toString('base64url')}`;

let bench: WebBench;

beforeEach(async () => {
  bench = await startWebBench({ fixedClock: true });
});

afterEach(() => bench.stop());

const policy = (changed: Partial<SignInPolicy>): Promise<unknown> =>
  changeSignInPolicy(bench.passo.context, bench.actor, { ...DEFAULT_SIGN_IN_POLICY, ...changed });

const noorNow = (): Promise<User> => getUser(bench.passo.context.db, bench.noor.id);

async function change(
  browser: BrowserSession,
  current: string,
  password: string,
): Promise<{ status: number; words: string }> {
  await browser.open('/security');
  const answer = await browser.send('/security/password', { current, password });
  return { status: answer.status, words: wordsOf(answer.text) };
}

test('every field is shown, checked on the server, kept when refused, and saved with an event', async () => {
  const admin = await bench.signedIn('sam.okafor', bench.adminPassword);
  const form = readForm(await admin.open(PAGE), PAGE);
  expect(form).toMatchObject({
    passwordLength: '12',
    secondFactor: 'optional',
    deletionHours: '24',
    passkeySignIn: 'on',
  });
  const wrong: readonly (readonly [string, string])[] = [
    ['passwordLength', '7'],
    ['passwordLength', '1e1'],
    ['passwordHistory', '25'],
    ['passwordDays', '-1'],
    ['secondFactor', 'nobody'],
    ['sessionHours', '7'],
    ['idleHours', '0'],
    ['deletionHours', ' '],
  ];
  for (const [name, value] of wrong) {
    const refused = await admin.send(PAGE, { ...form, [name]: value });
    expect([name, refused.status]).toEqual([name, 422]);
    if (name !== 'secondFactor') expect(readForm(refused.text, PAGE)).toMatchObject({ [name]: value });
  }
  const saved = { ...form, passwordLength: '16', passwordDays: '365' } as Record<string, string>;
  expect(wordsOf(await admin.sendAndFollow(PAGE, saved))).toContain('none within 14 days');
  const [event] = await listEvents(bench.passo.context.db, { take: 1 });
  expect(event).toMatchObject({
    name: 'sign_in_policy_update',
    payload: { changed: ['passwordLength', 'passwordDays'] },
  });
});

test.each([
  ['Short 1 xyz', 'Use at least 12 characters.'],
  ['password2024!', 'This is a common password'],
  ['P@ssw0rd1234', 'This is a common password'],
  ['dragondragon', 'This is a common password'],
  ['Football!!2026', 'This is a common password'],
  ['noor.abadi-22', 'This is close to your name'],
  ['FernhillWorks', 'This is close to your name or to your organisation'],
  ['aaaaabbbbbaaaa', 'Use more different characters'],
  ['abcdefghijklmnop', 'Use more different characters'],
  ['x'.repeat(3) + 'yzabc'.repeat(205), 'This password is too long.'],
])('%.20s is refused before it is hashed, with the reason', async (password, sentence) => {
  const browser = await bench.signedIn('noor.abadi');
  const { status, words } = await change(browser, PASSWORD, password);
  expect(status).toBe(422);
  expect(words).toContain(sentence);
});

test('W9: nothing is cut off: 1,024 bytes count, and beyond the 72nd one byte makes another password', async () => {
  const browser = await bench.signedIn('noor.abadi');
  const long = `${randomBytes(48).toString('base64url')}${'ü-é1'.repeat(160)}`;
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(1024);
  expect((await change(browser, PASSWORD, long)).status).toBe(303);
  await expect(bench.browser().signIn('noor.abadi', `${long.slice(0, -1)}2`)).rejects.toThrow('401');
  await expect(bench.browser().signIn('noor.abadi', long.slice(0, 72))).rejects.toThrow('401');
  await bench.browser().signIn('noor.abadi', long);
});

test('an earlier password does not come back while the policy looks that far', async () => {
  await policy({ passwordHistory: 2 });
  const browser = await bench.signedIn('noor.abadi');
  const [one, two] = [fresh(), fresh()];
  expect((await change(browser, PASSWORD, one)).status).toBe(303);
  expect((await change(browser, one, PASSWORD)).words).toContain('You had this password before.');
  expect((await change(browser, one, one)).words).toContain('Choose a password that differs');
  expect((await change(browser, one, two)).status).toBe(303);
  expect((await change(browser, two, PASSWORD)).status).toBe(303);
  const kept: unknown[] = await bench.passo.context.db('password_history').where({ user_id: bench.noor.id });
  expect(kept).toHaveLength(1);
});

test('the rules are told before a password is typed, in the language of the reader', async () => {
  await policy({ passwordLength: 20, passwordDays: 90, passwordHistory: 3 });
  const browser = await bench.signedIn('noor.abadi');
  expect(wordsOf(await browser.open('/security'))).toContain('At least 20 characters.');
  const german = await browser.agent.get('/security').set('Accept-Language', 'de');
  expect(wordsOf(german.text)).toContain('Mindestens 20 Zeichen.');
  expect(wordsOf(german.text)).toContain('Es gilt 90 Tage.');
});

test('a policy that lets passwords run out counts from the last change, and shuts nobody out within 14 days', async () => {
  const { context, clock } = bench.passo;
  const start = (await noorNow()).passwordChangedAt ?? 0;
  clock.now += 80 * DAY;
  await policy({ passwordDays: 90 });
  expect((await noorNow()).passwordExpiresAt).toBe(clock.now + 14 * DAY);
  await policy({ passwordDays: 200 });
  expect((await noorNow()).passwordExpiresAt).toBe(start + 200 * DAY);
  await policy({ passwordDays: 90 });
  const end = clock.now + 14 * DAY;
  clock.now += 10 * DAY;
  // Nearer than 14 days by now: another change may move it away, not closer.
  await policy({ passwordDays: 30 });
  expect((await noorNow()).passwordExpiresAt).toBe(end);
  clock.now = end;
  await expirePasswords(context);
  await policy({ passwordDays: 0 });
  expect((await noorNow()).passwordExpiresAt).toBe(end);
  const browser = await bench.signedIn('noor.abadi');
  expect(wordsOf(await browser.open('/password'))).toContain('Your password has run out.');
  await browser.sendAndFollow('/password', { current: PASSWORD, password: fresh() });
  expect((await noorNow()).passwordExpiresAt).toBeUndefined();
});

test('A-19: a temporary password has no end of its own, and whoever has one is told to change it', async () => {
  await policy({ passwordDays: 1 });
  const secret = await setTemporaryPassword(bench.passo.context, bench.actor, bench.noor.id);
  bench.passo.clock.now += 3 * DAY;
  expect((await noorNow()).passwordExpiresAt).toBeUndefined();
  const browser = await bench.signedIn('noor.abadi', secret.reveal());
  await browser.sendAndFollow('/password', { current: secret.reveal(), password: fresh() }).catch(async () => {
    await browser.open('/password');
    return browser.sendAndFollow('/password', { current: secret.reveal(), password: fresh() });
  });
  expect((await noorNow()).passwordExpiresAt).toBe(bench.passo.clock.now + DAY);
});

test('M-095: an admin lets a password expire: one event, and the person is led to a new one', async () => {
  const { context } = bench.passo;
  const admin = await bench.signedIn('sam.okafor', bench.adminPassword);
  const person = await bench.signedIn('noor.abadi');
  const path = `/admin/users/${bench.noor.id}`;
  await admin.open(`${path}/sign-in`);
  const page = await admin.sendAndFollow(`${path}/password/expiry`, {});
  expect(wordsOf(page)).toContain('has run out');
  expect(await expirePasswords(context)).toBe(0);
  const names = (await listEvents(context.db, { userId: bench.noor.id, take: 5 })).map(({ name }) => name);
  expect(names.filter((name) => /expir/.test(name))).toEqual(['user_password_expire']);
  expect((await person.agent.get('/security')).headers['location']).toContain('/password');
  expect((await admin.send(`${path}/password/expiry`, {})).status).toBe(409);
});

test('W2: sessions live as long as the policy says, without use and in all, and a shorter policy ends those that are older', async () => {
  const { clock } = bench.passo;
  await policy({ idleHours: 2, sessionHours: 5 });
  const browser = await bench.signedIn('noor.abadi');
  for (let hour = 0; hour < 4; hour += 1) {
    clock.now += HOUR;
    await browser.agent.get('/security').expect(200);
  }
  clock.now += HOUR;
  await browser.agent.get('/security').expect(303);
  const idle = await bench.signedIn('noor.abadi');
  clock.now += 2 * HOUR;
  await idle.agent.get('/security').expect(303);
  await policy({ idleHours: 8, sessionHours: 24 });
  const long = await bench.signedIn('noor.abadi');
  clock.now += 3 * HOUR;
  await long.agent.get('/security').expect(200);
  await policy({ idleHours: 1, sessionHours: 2 });
  await long.agent.get('/security').expect(303);
});

test('an admin sees where a person is signed in, and ends one session or a stranger’s not at all', async () => {
  const { context } = bench.passo;
  const admin = await bench.signedIn('sam.okafor', bench.adminPassword);
  const [one, two] = [await bench.signedIn('noor.abadi'), await bench.signedIn('noor.abadi')];
  const path = `/admin/users/${bench.noor.id}`;
  expect(wordsOf(await admin.open(`${path}/sign-in`))).toContain('Sessions and devices');
  const rows = (await context.db('sessions').whereNotNull('user_id')) as { id_hash: string; user_id: string }[];
  const own = rows.find((row) => row.user_id === bench.admin.id)?.id_hash ?? '';
  expect(wordsOf(await admin.sendAndFollow(`${path}/sessions/${own}/revocation`, {}))).toContain('had ended already');
  const first = rows.find((row) => row.user_id === bench.noor.id)?.id_hash ?? '';
  await admin.sendAndFollow(`${path}/sessions/${first}/revocation`, {});
  const alive = [(await one.agent.get('/security')).status, (await two.agent.get('/security')).status];
  expect(alive.sort()).toEqual([200, 303]);
});

test('without mail the reset link is shown to the admin, once made, and works', async () => {
  const admin = await bench.signedIn('sam.okafor', bench.adminPassword);
  const path = `/admin/users/${bench.noor.id}`;
  await admin.open(`${path}/sign-in`);
  const page = await admin.sendAndFollow(`${path}/password-link`, { how: 'mail' });
  const link = /http:\/\/localhost:9999(\/password\/reset\/[A-Za-z0-9_-]{43})"/.exec(page)?.[1] ?? '';
  const browser = bench.browser();
  expect(wordsOf(await browser.open('/password/forgot'))).toContain('Ask an admin for a link');
  await browser.open(link);
  const password = fresh();
  await browser.sendAndFollow(link, { password });
  await browser.signIn('noor.abadi', password);
});
