import { changeMembers } from '../../../src/actions/groups/members';
import { suspendUser } from '../../../src/actions/users/suspend';
import { resetSecondFactor } from '../../../src/actions/second-factor/reset';
import { setTemporaryPassword } from '../../../src/actions/users/set-password';
import type { User } from '../../../src/core/user';
import { listEvents } from '../../../src/store/events';
import { countRecoveryCodes } from '../../../src/store/recovery-codes';
import {
  cookieOf,
  FORM,
  formBody,
  PASSWORD,
  startWebBench,
  tokenOf,
  type WebBench,
} from '../../vulnerabilities/web-bench';
import type { BrowserSession } from '../browser-session';
import { wordsOf } from '../browser-session';
import { giveApp, type App } from './bench';

let bench: WebBench;
let round = 0;
/** A new person for every test, who has an authenticator app and the application Atlas. */
let noor: User;
let app: App;

beforeAll(async () => {
  bench = await startWebBench({ fixedClock: true });
});
beforeEach(async () => {
  round += 1;
  noor = await bench.addPerson(`noor${round}`);
  await changeMembers(bench.passo.context, bench.actor, bench.group.id, { add: [noor.id], remove: [] });
  app = await giveApp(bench.passo.context, noor);
});
afterAll(() => bench.stop());

/** Gives the right password and stops before the second step. */
async function halfway(): Promise<BrowserSession> {
  const browser = bench.browser();
  await browser.open('/login?next=/security');
  const answer = await browser.send('/login', { username: noor.username, password: PASSWORD, next: '/security' });
  expect(answer.headers['location']).toBe('/mfa?next=%2Fsecurity');
  await browser.open('/mfa?next=%2Fsecurity');
  return browser;
}
const wait = (ms: number): void => void (bench.passo.clock.now += ms);
const failures = async (): Promise<unknown[]> => {
  const events = await listEvents(bench.passo.context.db, {
    ...{ userId: noor.id, name: 'second_factor_use', result: 'failure', take: 50 },
  });
  return events.map(({ payload }) => (payload as { code?: string }).code);
};

test('W10: password, then code: nothing opens in between, the address asked for opens after', async () => {
  const browser = await halfway();
  for (const path of ['/', '/security', '/profile', '/apps/atlas', '/admin', '/mfa/setup']) {
    const { headers, status } = await browser.agent.get(path);
    expect([path, status, /^\/(login|mfa)/.test(headers['location'] ?? '')]).toEqual([path, 303, true]);
  }
  const signedIn = await browser.send('/mfa', { code: app.code(), next: '/security' });
  expect(signedIn.headers['location']).toBe('/security');
  expect(await browser.open('/security')).toContain('Phone');
});

test('W10: the last step first, an empty one, and one without a password are refused', async () => {
  const nobody = bench.browser();
  await nobody.open('/login');
  for (const fields of [{}, { code: '' }, { code: app.code() }, { recovery: app.recoveryCodes[0] ?? '' }]) {
    const answer = await nobody.send('/mfa', fields);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/login']);
  }
  expect((await nobody.agent.get('/security')).headers['location']).toMatch(/^\/login/);
  const browser = await halfway();
  for (const fields of [{}, { code: '' }, { code: [app.code(), app.code()] }, { passkey: '{}' }]) {
    expect((await browser.send('/mfa', fields)).status).toBe(401);
  }
  expect(await countRecoveryCodes(bench.passo.context.db, noor.id)).toBe(10);
});

test('W10: a code works once, in turn and at the same moment', async () => {
  const [one, other, third] = await Promise.all([halfway(), halfway(), halfway()]);
  const answers = await Promise.all([one, other].map((browser) => browser.send('/mfa', { code: app.code() })));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 401]);
  const again = await third.send('/mfa', { code: app.code() });
  expect(again.status).toBe(401);
  expect(wordsOf(again.text)).toContain('it was used already');
  expect((await third.send('/mfa', { code: app.code(-1) })).status).toBe(401);
  expect((await third.send('/mfa', { code: app.code(1) })).status).toBe(303);
});

test('W10: a recovery code works once, also at the same moment, and says how many are left', async () => {
  const [one, other] = await Promise.all([halfway(), halfway()]);
  const recovery = app.recoveryCodes[3]?.toUpperCase() ?? '';
  const answers = await Promise.all(
    [one, other].map((browser) => browser.send('/mfa', { recovery, next: '/security' })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 401]);
  const winner = answers[0]?.status === 303 ? one : other;
  expect(wordsOf(await winner.open('/security'))).toContain('You have 9 recovery codes left.');
  await bench.passo.context.journal.flush();
  const [event] = await listEvents(bench.passo.context.db, { userId: noor.id, name: 'recovery_code_use', take: 5 });
  expect(event?.payload).toEqual({ left: 9 });
});

test('W7, W10: five wrong codes pause the person, in every browser, in parallel too; then it goes on', async () => {
  const [one, other] = await Promise.all([halfway(), halfway()]);
  const wrong = app.code() === '000000' ? '000001' : '000000';
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? one : other).send('/mfa', { code: wrong })),
  );
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(3);
  const right = await other.send('/mfa', { code: app.code() });
  expect([right.status, wordsOf(right.text).includes('Wait 5 minutes')]).toEqual([429, true]);
  expect((await other.send('/mfa', { recovery: app.recoveryCodes[0] ?? '' })).status).toBe(429);
  expect(new Set(await failures())).toEqual(new Set(['wrong_second_factor', 'locked']));
  wait(5 * 60_000 + 1);
  expect((await other.send('/mfa', { code: app.code() })).status).toBe(303);
});

test('W10: after two wrong codes the page tells the time, because clocks are the usual cause', async () => {
  const browser = await halfway();
  const first = await browser.send('/mfa', { code: '00000' });
  expect(first.text).not.toContain('By the clock here');
  const second = await browser.send('/mfa', { code: '00000' });
  const time = new Date(bench.passo.clock.now).toISOString().slice(0, 16).replace('T', ' ');
  expect(wordsOf(second.text)).toContain(`By the clock here it is ${time}`);
});

test.each([
  ['ten minutes', async () => wait(10 * 60_000 + 1)],
  ['suspending', async () => suspendUser(bench.passo.context, bench.actor, noor.id)],
  ['another password', async () => setTemporaryPassword(bench.passo.context, bench.actor, noor.id)],
  ['a reset of the factors', async () => resetSecondFactor(bench.passo.context, bench.actor, noor.id)],
])('W2, W10: %s between the steps ends the sign-in', async (_name, happen) => {
  const browser = await halfway();
  await happen();
  const answer = await browser.send('/mfa', { code: app.code(), next: '/security' });
  expect(answer.headers['location']).toBe('/login?next=%2Fsecurity');
  expect((await browser.agent.get('/security')).headers['location']).toMatch(/^\/login/);
  expect(await browser.open('/login')).not.toContain('Your password is right');
});

test('W2: every step has a session of its own, and the one before is over', async () => {
  const page = await bench.shoot({ path: '/login' });
  const begun = cookieOf(page.headers) ?? '';
  const body = formBody({ _csrf: tokenOf(page.text), username: noor.username, password: PASSWORD });
  const first = await bench.shoot({ method: 'POST', path: '/login', headers: { ...FORM, Cookie: begun }, body });
  const half = cookieOf(first.headers) ?? '';
  const step = await bench.shoot({ path: '/mfa', headers: { Cookie: half } });
  const code = formBody({ _csrf: tokenOf(step.text), code: app.code() });
  const second = await bench.shoot({ method: 'POST', path: '/mfa', headers: { ...FORM, Cookie: half }, body: code });
  const whole = cookieOf(second.headers) ?? '';
  expect(new Set([begun, half, whole, '']).size).toBe(4);
  const status = async (cookie: string): Promise<number> =>
    (await bench.shoot({ path: '/security', headers: { Cookie: cookie } })).status;
  expect([await status(begun), await status(half), await status(whole)]).toEqual([303, 303, 200]);
});

test('W10: whose step it is lies on the server: nothing in the form makes it somebody else’s', async () => {
  const dele = await bench.addPerson('dele.wright');
  const deles = await giveApp(bench.passo.context, dele);
  const browser = await halfway();
  for (const claim of ['userId', 'user', 'username', 'pending', 'passport']) {
    const answer = await browser.send('/mfa', { code: deles.code(), [claim]: dele.id });
    expect(answer.status).toBe(401);
  }
});

test('W1: a wrong password, a wrong code, a temporary password: the SP’s request survives all of it', async () => {
  const { context } = bench.passo;
  const password = await setTemporaryPassword(context, bench.actor, noor.id);
  const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_survivor" Version="2.0" IssueInstant="${new Date(context.clock()).toISOString()}"><saml:Issuer>https://sp.example/metadata</saml:Issuer></samlp:AuthnRequest>`;
  const browser = bench.browser();
  const sent = await browser.agent
    .post('/saml2/atlas')
    .type('form')
    .send({ SAMLRequest: Buffer.from(xml).toString('base64'), RelayState: 'deep' });
  const resume = sent.headers['location'] as string;
  const login = (await browser.agent.get(resume)).headers['location'] as string;
  expect(await browser.open(login)).toContain('Atlas');
  const request = resume.split('/').at(-1) ?? '';
  const refused = await browser.send('/login', { username: noor.username, password: 'wrong', request });
  expect([refused.status, refused.text.includes('Atlas')]).toEqual([401, true]);
  const step = await browser.send('/login', { username: noor.username, password: password.reveal(), request });
  expect(step.headers['location']).toBe(`/mfa?next=${encodeURIComponent(resume)}`);
  await browser.open(step.headers['location'] ?? '');
  expect((await browser.send('/mfa', { code: '000000', next: resume })).text).toContain(resume);
  const change = await browser.send('/mfa', { code: app.code(), next: resume });
  expect(change.headers['location']).toBe(`/password?next=${encodeURIComponent(resume)}`);
  await browser.open(change.headers['location'] ?? '');
  const fresh = 'a sentence that is my own';
  const done = await browser.send('/password', { current: password.reveal(), password: fresh, next: resume });
  expect(done.headers['location']).toBe(resume);
  const posted = await browser.agent.get(resume).expect(200);
  expect(posted.text).toContain('name="RelayState" value="deep"');
});

test('A4, W10: the log tells who came in and how, without a code or a secret', async () => {
  const browser = await halfway();
  await browser.send('/mfa', { code: '123123' });
  await browser.send('/mfa', { code: app.code() });
  await bench.passo.context.journal.flush();
  const events = await listEvents(bench.passo.context.db, { userId: noor.id, take: 50 });
  const told = JSON.stringify(events);
  expect(events.filter(({ name }) => name === 'user_login_attempt').map(({ payload }) => payload)).toEqual([
    { method: 'totp' },
  ]);
  for (const secret of ['123123', app.code(), app.recoveryCodes[0] ?? '']) expect(told).not.toContain(secret);
  const rows = JSON.stringify(await bench.passo.context.db('second_factors').select());
  expect(rows).toMatch(/"secret_sealed":"v1\./);
  const codes = JSON.stringify(await bench.passo.context.db('recovery_codes').select());
  expect(codes).not.toContain((app.recoveryCodes[0] ?? '').replaceAll('-', ''));
});
