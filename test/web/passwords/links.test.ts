import { randomBytes } from 'node:crypto';
import { sendDueMail } from '../../../src/actions/mail/send-due';
import { changeSignInPolicy } from '../../../src/actions/settings/sign-in-policy';
import { createUser } from '../../../src/actions/users/create';
import { updateUser } from '../../../src/actions/users/update';
import { suspendUser } from '../../../src/actions/users/suspend';
import { DEFAULT_SIGN_IN_POLICY } from '../../../src/core/sign-in/policy';
import { tidy } from '../../../src/actions/housekeeping/tidy';
import { listEvents } from '../../../src/store/events';
import { readMailState } from '../../../src/store/mail-outbox';
import { listSessionsOfUser } from '../../../src/store/sessions';
import { getUser } from '../../../src/store/users';
import { startSmtp, type TestSmtp } from '../../net/mail/smtp';
import { PASSWORD, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { profileOf } from '../../support/passo';
import { wordsOf, type BrowserSession } from '../browser-session';

const HOUR_MS = 3_600_000;
const fresh = (): string => `Fresh ${randomBytes(12).toString('base64url')}`;

let smtp: TestSmtp;
let bench: WebBench;
let mailed: number;

beforeAll(async () => {
  smtp = await startSmtp();
  bench = await startWebBench({
    fixedClock: true,
    env: { smtpUrl: `smtp://127.0.0.1:${smtp.port}`, mailFrom: 'Fernhill <passo@fernhill.example>' },
  });
});

afterAll(async () => {
  await bench.stop();
  await smtp.close();
});

beforeEach(() => {
  // Every test begins in an hour of its own, so that limits of one do not reach into the next.
  bench.passo.clock.now += HOUR_MS;
  mailed = smtp.received.length;
});

/** The messages of this test, with long lines put together again. */
async function mails(): Promise<{ to: readonly string[]; raw: string }[]> {
  await bench.passo.context.journal.flush();
  // The product’s own job may have taken a message; it is waited for, so that the clock is not turned under it.
  do await sendDueMail(bench.passo.context);
  while ((await readMailState(bench.passo.context.db)).waiting > 0);
  return smtp.received.slice(mailed).map(({ to, raw }) => ({
    to,
    raw: raw
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  }));
}

async function ask(
  browser: BrowserSession,
  username: string,
): Promise<{ status: number; length: number; text: string }> {
  await browser.open('/password/forgot');
  const answer = await browser.send('/password/forgot', { username });
  const page = await browser.open(answer.headers['location'] ?? '');
  return { status: answer.status, length: page.length, text: wordsOf(page) };
}

/** Asks for a link and reads its path out of the mail. */
async function linkFor(username: string, kind = 'password/reset'): Promise<string> {
  await ask(bench.browser(), username);
  const [mail] = (await mails()).slice(-1);
  const path = new RegExp(`http://localhost:9999(/${kind}/[A-Za-z0-9_-]{43})`).exec(mail?.raw ?? '')?.[1];
  if (path === undefined) throw new Error('no link came');
  return path;
}

test('W8: everybody who asks gets the same answer, and only a person who is there gets a mail', async () => {
  const { context } = bench.passo;
  const gone = await bench.addPerson('on.leave');
  await suspendUser(context, bench.actor, gone.id);
  const answers = [];
  for (const name of ['noor.abadi', 'nobody.here', 'on.leave', 'x'.repeat(5_000), '%00', "' or 1=1--"]) {
    answers.push(await ask(bench.browser(), name));
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]?.status).toBe(303);
  expect((await mails()).map(({ to }) => to)).toEqual([['noor.abadi@fernhill.example']]);
  const events = (await listEvents(context.db, { take: 10 })).filter(
    ({ name }) => name === 'user_password_reset_request',
  );
  const codes = events.map(({ payload }) => (payload as { code?: string }).code ?? 'sent');
  expect(codes.filter((code) => code !== 'unknown_user').sort()).toEqual(['sent', 'user_suspended']);
});

test('W6: the link stands under the configured address, whatever the browser says the host is', async () => {
  const { context } = bench.passo;
  const { text } = await bench.shoot({ path: '/password/forgot', headers: { Host: 'evil.example' } });
  expect(text).not.toContain('evil.example');
  const cookie = (await bench.shoot({ path: '/password/forgot' })).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const page = await bench.shoot({ path: '/password/forgot', headers: { Cookie: cookie } });
  const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const body = new URLSearchParams({ _csrf: token, username: 'noor.abadi' }).toString();
  await bench.shoot({
    method: 'POST',
    path: '/password/forgot',
    headers: {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'Content-Type': 'application/x-www-form-urlencoded',
      Cookie: cookie,
    },
    body,
  });
  const [mail] = await mails();
  expect(mail?.raw).toContain('http://localhost:9999/password/reset/');
  expect(mail?.raw).not.toContain('evil.example');
  const stored = JSON.stringify([await context.db('mail_outbox').select(), await context.db('user_links').select()]);
  const secret = /reset\/([A-Za-z0-9_-]{43})/.exec(mail?.raw ?? '')?.[1] ?? '-';
  expect(stored).not.toContain(secret);
});

test('a new password by link ends every session, counts once, and signs nobody in', async () => {
  const { context } = bench.passo;
  const before = await bench.signedIn('noor.abadi');
  const path = await linkFor('noor.abadi');
  const browser = bench.browser();
  expect(wordsOf(await browser.open(path))).toContain('At least 12 characters.');
  const password = fresh();
  const page = await browser.sendAndFollow(path, { password });
  expect(wordsOf(page)).toContain('Your new password is set');
  expect(await listSessionsOfUser(context.db, bench.noor.id, context.clock())).toEqual([]);
  await before.agent.get('/security').expect(303);
  await browser.agent.get('/security').expect(303);
  await browser.signIn('noor.abadi', password);
  await browser.open(path, 404);
  const again = await browser.send(path, { password: fresh() });
  expect(again.status).toBe(404);
  expect(wordsOf(again.text)).toContain('This link does not work any more');
  await expect(bench.browser().signIn('noor.abadi', PASSWORD)).rejects.toThrow('401');
  expect((await getUser(context.db, bench.noor.id)).passwordChangedAt).toBe(context.clock());
});

test('a link is good for its own purpose and person, for one hour, and an older one stops', async () => {
  const person = await bench.addPerson('two.links');
  const first = await linkFor('two.links');
  const second = await linkFor('two.links');
  const browser = bench.browser();
  await browser.open(first, 404);
  await browser.open(second.replace('/password/reset', '/activate'), 404);
  await browser.open(`${second.slice(0, -1)}${second.endsWith('A') ? 'B' : 'A'}`, 404);
  await browser.open(second);
  await suspendUser(bench.passo.context, bench.actor, person.id);
  await browser.open(second, 404);
  const other = await linkFor('noor.abadi');
  bench.passo.clock.now += HOUR_MS - 1;
  await browser.open(other);
  bench.passo.clock.now += 1;
  const over = await browser.send(other, { password: fresh() });
  expect(over.status).toBe(404);
});

test('of two who use a link at once one chooses the password, and a pause of the name is over', async () => {
  const path = await linkFor('noor.abadi');
  const typing = bench.browser();
  await typing.open('/login');
  for (let time = 0; time < 11; time += 1) await typing.send('/login', { username: 'noor.abadi', password: 'wrong' });
  const browsers = [bench.browser(), bench.browser()];
  for (const browser of browsers) await browser.open(path);
  const passwords = [fresh(), fresh()];
  const answers = await Promise.all(
    browsers.map((browser, place) => browser.send(path, { password: passwords[place] ?? '' })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
  const won = passwords[answers.findIndex(({ status }) => status === 303)] ?? '';
  await bench.browser().signIn('noor.abadi', won);
});

test('a new email ends the links that went to the earlier one', async () => {
  const { context } = bench.passo;
  const person = await bench.addPerson('mover');
  const path = await linkFor('mover');
  await bench.browser().open(path);
  const profile = profileOf('mover', { email: 'mover.new@fernhill.example' });
  await updateUser(context, bench.actor, person.id, profile);
  await bench.browser().open(path, 404);
});

test('a link that has run out sends a new one in one click, also after tidying up, and answers alike for any token', async () => {
  const path = await linkFor('noor.abadi');
  bench.passo.clock.now += 3 * HOUR_MS;
  await tidy(bench.passo.context);
  mailed = smtp.received.length;
  const browser = bench.browser();
  expect(wordsOf(await browser.open(path, 404))).toContain('Send me a new link');
  const page = await browser.sendAndFollow('/password/renewal', { token: path.split('/').at(-1) ?? '' });
  expect(await mails()).toHaveLength(1);
  await browser.open(path, 404);
  expect(await browser.sendAndFollow('/password/renewal', { token: 'a'.repeat(43) })).toHaveLength(page.length);
  expect(await mails()).toHaveLength(1);
});

test('W7: a name gets three links an hour, and an address may not ask for ever', async () => {
  for (let time = 0; time < 5; time += 1) await ask(bench.browser(), 'noor.abadi');
  expect(await mails()).toHaveLength(3);
  const browser = bench.browser();
  await browser.open('/password/forgot');
  let status = 0;
  for (let time = 0; time < 40 && status !== 429; time += 1) {
    ({ status } = await browser.send('/password/forgot', { username: `somebody${time}` }));
  }
  expect(status).toBe(429);
});

test('W7, W8: a person gets three links in any hour, by whatever name, and the answers tell nothing of it', async () => {
  const { context } = bench.passo;
  await bench.addPerson('many.names');
  const names = ['many.names', 'MANY.names@fernhill.example'];
  // At the end of an hour of the clock, so that the names count anew soon after.
  bench.passo.clock.now = Math.ceil(bench.passo.clock.now / HOUR_MS) * HOUR_MS + HOUR_MS - 60_000;
  const askAll = async () => [
    ...(await mapInOrder([...names, ...names], (name) => ask(bench.browser(), name))),
    ...(await mapInOrder(['nobody.names', 'nobody.names@fernhill.example'], (name) => ask(bench.browser(), name))),
  ];
  const answers = await askAll();
  expect(await mails()).toHaveLength(3);
  const link = /(?<=password\/reset\/)[A-Za-z0-9_-]{43}/.exec((await mails()).at(-1)?.raw ?? '')?.[0] ?? '';
  bench.passo.clock.now += HOUR_MS - 1;
  answers.push(...(await askAll()));
  await (await openedAt('/password/forgot')).sendAndFollow('/password/renewal', { token: link });
  expect(await mails()).toHaveLength(3);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  const events = await listEvents(context.db, { name: 'user_password_reset_request', take: 20 });
  const codes = events.map(({ payload }) => (payload as { code?: string }).code);
  expect(codes.filter((code) => code === 'too_often')).toHaveLength(6);
  bench.passo.clock.now += 1;
  await (await openedAt('/password/forgot')).sendAndFollow('/password/renewal', { token: link });
  expect(await mails()).toHaveLength(4);
});

async function openedAt(path: string): Promise<BrowserSession> {
  const browser = bench.browser();
  await browser.open(path);
  return browser;
}

async function mapInOrder<T, R>(list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of list) results.push(await work(item));
  return results;
}

test('a first password comes by mail in the language of its reader, and signs in', async () => {
  const { context } = bench.passo;
  await createUser(context, bench.actor, profileOf('ulla', { preferredLanguage: 'de-AT' }), 'link');
  const path = await linkFor('ulla', 'activate');
  const [mail] = await mails();
  expect(mail?.raw).toContain('<html lang="de">');
  expect(mail?.raw).toContain('Ihr Benutzername ist ulla.');
  const browser = bench.browser();
  await browser.open(path);
  const page = await browser.sendAndFollow(path, { password: fresh() });
  expect(wordsOf(page)).toContain('You are signed in.');
});

test('adding somebody mails the activation link, and shows no secret to the admin', async () => {
  const admin = await bench.signedIn('sam.okafor', bench.adminPassword);
  expect(await admin.open('/admin/users/new')).toContain('value="mailed-link" checked');
  const fields = { username: 'mila', email: 'mila@fernhill.example', first: 'mailed-link' };
  const page = await admin.sendAndFollow('/admin/users', fields);
  expect(wordsOf(page)).toContain('An activation link is on its way to mila@fernhill.example.');
  expect(page).not.toContain('/activate/');
  const [mail] = await mails();
  expect(mail?.to).toEqual(['mila@fernhill.example']);
  const path = /http:\/\/localhost:9999(\/activate\/[A-Za-z0-9_-]{43})/.exec(mail?.raw ?? '')?.[1] ?? '';
  await bench.browser().open(path);
});

test('W10: a link never stands for the second factor', async () => {
  const { context } = bench.passo;
  const policy = { ...DEFAULT_SIGN_IN_POLICY, secondFactor: 'everybody' } as const;
  await createUser(context, bench.actor, profileOf('step'), 'link');
  await changeSignInPolicy(context, bench.actor, policy);
  const path = await linkFor('step', 'activate');
  const browser = bench.browser();
  await browser.open(path);
  const answer = await browser.send(path, { password: fresh() });
  expect(answer.headers['location']).toBe('/login');
  await browser.agent.get('/security').expect(303);
  await changeSignInPolicy(context, bench.actor, DEFAULT_SIGN_IN_POLICY);
});

test('password managers find the page by its well-known address', async () => {
  const answer = await bench.browser().agent.get('/.well-known/change-password').expect(303);
  expect(answer.headers['location']).toBe('/security');
});

test('where links are switched off the page says whom to ask, and nothing is sent', async () => {
  const policy = { ...DEFAULT_SIGN_IN_POLICY, forgottenPassword: false };
  await changeSignInPolicy(bench.passo.context, bench.actor, policy);
  const browser = bench.browser();
  expect(wordsOf(await browser.open('/password/forgot'))).toContain('Ask an admin for a link');
  await browser.send('/password/forgot', { username: 'noor.abadi' });
  expect(await mails()).toEqual([]);
});
