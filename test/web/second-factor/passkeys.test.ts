import { DEFAULT_SIGN_IN_POLICY } from '../../../src/core/sign-in/policy';
import type { User } from '../../../src/core/user';
import { listSecondFactors } from '../../../src/store/second-factors';
import { saveSetting } from '../../../src/store/settings';
import { transact } from '../../../src/store/tx';
import { PASSWORD, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import type { BrowserSession } from '../browser-session';
import { SoftAuthenticator, type Lies } from './authenticator';

const ORIGIN = 'http://localhost:9999';

let bench: WebBench;
let noor: User;
let key: SoftAuthenticator;

beforeAll(async () => {
  bench = await startWebBench();
  ({ noor } = bench);
  const browser = await bench.signedIn(noor.username);
  key = await addKey(browser);
});
afterAll(() => bench.stop());

const questionFor = async (browser: BrowserSession, use: 'new' | 'step' | 'sign-in'): Promise<string> => {
  const asked = await browser.agent.get(`/passkeys/question?for=${use}`).expect(200);
  return (asked.body as { challenge: string }).challenge;
};
async function addKey(browser: BrowserSession): Promise<SoftAuthenticator> {
  const made = new SoftAuthenticator(ORIGIN);
  await browser.open('/mfa/setup');
  const passkey = made.make(await questionFor(browser, 'new'));
  const answer = await browser.send('/mfa/setup/passkey', { passkey, passkeyName: 'Laptop' });
  if (answer.status !== 200) throw new Error(`adding a passkey was answered with ${answer.status}`);
  return made;
}
/** Tries to sign in with a passkey alone, in a browser of nobody. */
async function alone(lies: Lies = {}, by = key): Promise<{ status: number; browser: BrowserSession; sent: string }> {
  const browser = bench.browser();
  await browser.open('/login');
  const sent = by.use(await questionFor(browser, 'sign-in'), { userHandle: noor.id, ...lies });
  return { status: (await browser.send('/login/passkey', { passkey: sent })).status, browser, sent };
}
async function halfway(): Promise<BrowserSession> {
  const browser = bench.browser();
  await browser.open('/login');
  await browser.send('/login', { username: noor.username, password: PASSWORD });
  await browser.open('/mfa');
  return browser;
}

test('a passkey that checked its owner signs in alone; what it says of itself is kept by an allow-list', async () => {
  const { status, browser } = await alone();
  expect(status).toBe(303);
  expect(await browser.open('/security')).toContain('Laptop');
  const [factor] = await listSecondFactors(bench.passo.context.db, noor.id);
  expect(factor).toMatchObject({ kind: 'passkey', transports: ['internal'], name: 'Laptop' });
});

test.each<[string, () => Lies]>([
  ['asked at another site', () => ({ origin: 'https://localhost.evil.example' })],
  ['bound to another host', () => ({ rpId: 'evil.example' })],
  ['made for a registration', () => ({ type: 'webauthn.create' })],
  ['that did not check its owner', () => ({ userVerified: false })],
  ['that names somebody else', () => ({ userHandle: bench.admin.id })],
  ['that names nobody', () => ({ userHandle: '' })],
  ['signed by another key', () => ({ signedBy: new SoftAuthenticator(ORIGIN) })],
  ['whose counter went back', () => ({ counter: 1 })],
])('W10: a passkey %s signs nobody in', async (_name, lies) => {
  const { status, browser } = await alone(lies());
  expect(status).toBe(401);
  expect((await browser.agent.get('/security')).status).toBe(303);
});

test('W10: an answer counts once, for the question of its own browser, and of its own kind', async () => {
  const { browser, sent } = await alone({ userVerified: false });
  expect((await browser.send('/login/passkey', { passkey: sent })).status).toBe(401);
  const other = bench.browser();
  await other.open('/login');
  const fresh = key.use(await questionFor(browser, 'sign-in'), { userHandle: noor.id });
  expect((await other.send('/login/passkey', { passkey: fresh })).status).toBe(401);
  const half = await halfway();
  const forStep = key.use(await questionFor(half, 'step'), { userHandle: noor.id });
  expect((await half.send('/login/passkey', { passkey: forStep })).status).toBe(401);
});

test('W10: as a second step it need not check its owner, but it has to be theirs', async () => {
  const half = await halfway();
  const foreign = new SoftAuthenticator(ORIGIN);
  const challenge = await questionFor(half, 'step');
  expect((await half.send('/mfa', { passkey: foreign.use(challenge) })).status).toBe(401);
  const own = key.use(await questionFor(half, 'step'), { userVerified: false });
  expect((await half.send('/mfa', { passkey: own })).headers['location']).toBe('/');
  expect((await half.agent.get('/security')).status).toBe(200);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'x'],
  ['an empty object', '{}'],
  ['a list', '[]'],
  ['null', 'null'],
  ['an answer without its answer', '{"id":"a"}'],
  ['a number for an answer', '{"id":"a","response":1}'],
  ['an endless name', `{"id":"${'a'.repeat(30_000)}"}`],
])('W10, X10: %s is no passkey', async (_name, passkey) => {
  const browser = bench.browser();
  await browser.open('/login');
  expect((await browser.send('/login/passkey', { passkey })).status).toBe(401);
});

test('a passkey of somebody else is not taken for a new one, and one without a question is none', async () => {
  const dele = await bench.addPerson('dele.wright');
  const browser = await bench.signedIn(dele.username);
  await browser.open('/mfa/setup');
  const stolen = key.make(await questionFor(browser, 'new'));
  expect((await browser.send('/mfa/setup/passkey', { passkey: stolen, passkeyName: 'Mine' })).status).toBe(409);
  const unasked = new SoftAuthenticator(ORIGIN).make('aW52ZW50ZWQ');
  expect((await browser.send('/mfa/setup/passkey', { passkey: unasked, passkeyName: 'Mine' })).status).toBe(422);
  expect(await listSecondFactors(bench.passo.context.db, dele.id)).toEqual([]);
});

test('where the policy wants a password, a passkey alone is refused and not offered', async () => {
  const policy = JSON.stringify({ ...DEFAULT_SIGN_IN_POLICY, passkeySignIn: false });
  await transact(bench.passo.context.db, (tx) => saveSetting(tx, 'sign_in_policy', policy));
  expect((await alone()).status).toBe(401);
  expect(await bench.browser().open('/login')).not.toContain('data-passkey');
});
