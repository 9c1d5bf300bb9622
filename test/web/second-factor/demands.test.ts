import { randomBytes } from 'node:crypto';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { SYSTEM } from '../../../src/actions/deps';
import { resetSecondFactor } from '../../../src/actions/second-factor/reset';
import { demandOfSignIns } from '../../../src/actions/applications/sign-in-demands';
import { changeMembers } from '../../../src/actions/groups/members';
import { updateGroup } from '../../../src/actions/groups/save';
import { signingCertificateOf } from '../../../src/core/certificate';
import { fromBase32, hotp, timeStepOf } from '../../../src/core/second-factor/code';
import { DEFAULT_SIGN_IN_POLICY, type SignInPolicy } from '../../../src/core/sign-in/policy';
import type { User } from '../../../src/core/user';
import { countSecondFactors } from '../../../src/store/second-factors';
import { listCertificates } from '../../../src/store/sign-on/certificates';
import { saveSetting } from '../../../src/store/settings';
import { transact } from '../../../src/store/tx';
import { getUser } from '../../../src/store/users';
import { ACS, ENTITY, PASSWORD, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { type BrowserSession, wordsOf } from '../browser-session';
import { giveApp, type App } from './bench';

const MFA = 'https://refeds.org/profile/mfa';
const PPT = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const DAY_MS = 86_400_000;

let bench: WebBench;
let round = 0;
let noor: User;

beforeAll(async () => {
  bench = await startWebBench({ fixedClock: true });
});
beforeEach(async () => {
  round += 1;
  noor = await bench.addPerson(`noor${round}`);
  await changeMembers(bench.passo.context, bench.actor, bench.group.id, { add: [noor.id], remove: [] });
  await demand({});
  await policy({});
});
afterAll(() => bench.stop());

const wait = (ms: number): void => void (bench.passo.clock.now += ms);
const demand = async (of: { secondFactor?: boolean; signInMinutes?: string }): Promise<unknown> =>
  demandOfSignIns(bench.passo.context, bench.actor, bench.application.id, {
    ...{ secondFactor: false, signInMinutes: '', ...of },
  });
const policy = (change: Partial<SignInPolicy>): Promise<void> =>
  transact(bench.passo.context.db, (tx) =>
    saveSetting(tx, 'sign_in_policy', JSON.stringify({ ...DEFAULT_SIGN_IN_POLICY, ...change })),
  );
const signedIn = (): Promise<BrowserSession> => bench.signedIn(noor.username);
/** Signs in with both steps. */
async function inTwoSteps(app: App): Promise<BrowserSession> {
  const browser = await signedIn();
  await browser.open('/mfa');
  expect((await browser.send('/mfa', { code: app.code() })).status).toBe(303);
  return browser;
}

interface Ask {
  readonly context?: string;
  readonly comparison?: string;
  readonly more?: string;
}
/** Sends an AuthnRequest by POST, as a form of another site does, and gives where it leads. */
async function ask(browser: BrowserSession, { context, comparison = 'exact', more = '' }: Ask = {}): Promise<string> {
  const id = `_${randomBytes(16).toString('hex')}`;
  const asked =
    context === undefined
      ? ''
      : `<samlp:RequestedAuthnContext Comparison="${comparison}"><saml:AuthnContextClassRef>${context}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`;
  const xml = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${new Date(bench.passo.clock.now).toISOString()}" ${more}><saml:Issuer>${ENTITY}</saml:Issuer>${asked}</samlp:AuthnRequest>`;
  const sent = await browser.agent
    .post('/saml2/atlas')
    .type('form')
    .send({ SAMLRequest: Buffer.from(xml).toString('base64') });
  return sent.headers['location'] as string;
}
/** What node-saml reads of the Response on a page. */
async function readBy(html: string): Promise<{ classRef: string; instant: number }> {
  const response = /name="SAMLResponse" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const certificates = await listCertificates(bench.passo.context.db, bench.application.id);
  const saml = new SAML({
    idpCert: signingCertificateOf(certificates, bench.passo.clock.now)?.pem ?? '',
    issuer: ENTITY,
    callbackUrl: ACS,
    audience: ENTITY,
    validateInResponseTo: ValidateInResponseTo.never,
    acceptedClockSkewMs: -1,
    wantAuthnResponseSigned: false,
  });
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response });
  const assertion = profile?.getAssertionXml?.() ?? '';
  return {
    classRef: /<saml:AuthnContextClassRef[^>]*>([^<]+)</.exec(assertion)?.[1] ?? '',
    instant: Date.parse(/AuthnInstant="([^"]+)"/.exec(assertion)?.[1] ?? ''),
  };
}
const to = (path: string, more = ''): string => `/mfa?${more}next=${encodeURIComponent(path)}`;

test('P5: the assertion says what happened: a password, or two steps, and when', async () => {
  const plain = await signedIn();
  const at = bench.passo.clock.now;
  wait(60_000);
  const first = await readBy(await plain.open(await ask(plain)));
  expect(first.classRef).toBe(PPT);
  expect(Math.abs(first.instant - at)).toBeLessThan(1_000);
  const app = await giveApp(bench.passo.context, noor);
  wait(60_000);
  const both = await inTwoSteps(app);
  const second = await readBy(await both.open(await ask(both)));
  expect(second.classRef).toBe(MFA);
  expect(Math.abs(second.instant - bench.passo.clock.now)).toBeLessThan(1_000);
  expect((await readBy(await both.open(await ask(both, { context: PPT })))).classRef).toBe(PPT);
  const least = { context: PPT, comparison: 'minimum' };
  expect((await readBy(await both.open(await ask(both, least)))).classRef).toBe(MFA);
});

test('W10, P5: an application that wants a second factor gets nobody without one: by request, resumed, by tile, sent again', async () => {
  const browser = await signedIn();
  const app = await giveApp(bench.passo.context, noor);
  await demand({ secondFactor: true });
  const resume = await ask(browser);
  for (const path of [resume, '/apps/atlas', resume]) {
    const { status, headers } = await browser.agent.get(path);
    // In the portal a person who has a factor is asked for it before the application is looked at.
    expect([status, headers['location']]).toEqual([303, to(path, path === resume ? 'here=1&' : '')]);
  }
  expect(wordsOf(await browser.open(to(resume)))).toContain('asks for a second step');
  wait(30_000);
  const passed = await browser.send('/mfa', { code: app.code(), next: resume });
  expect(passed.headers['location']).toBe(resume);
  const read = await readBy(await browser.open(resume));
  expect(read.classRef).toBe(MFA);
  expect(Math.abs(read.instant - (bench.passo.clock.now - 30_000))).toBeLessThan(1_000);
  expect(await browser.open('/apps/atlas')).toContain('SAMLResponse');
});

test('P5: a request for two factors is answered with two factors, or with the status that says why not', async () => {
  const browser = await signedIn();
  const app = await giveApp(bench.passo.context, noor);
  const resume = await ask(browser, { context: MFA });
  expect((await browser.agent.get(resume)).headers['location']).toBe(to(resume, 'here=1&'));
  await browser.open(to(resume));
  await browser.send('/mfa', { code: app.code(), next: resume });
  expect((await readBy(await browser.open(resume))).classRef).toBe(MFA);
  const passive = bench.browser();
  const other = await bench.addPerson(`passive${round}`);
  await changeMembers(bench.passo.context, bench.actor, bench.group.id, { add: [other.id], remove: [] });
  await passive.signIn(other.username, PASSWORD);
  const page = await passive.open(await ask(passive, { context: MFA, more: 'IsPassive="true"' }));
  const xml = Buffer.from(/name="SAMLResponse" value="([^"]+)"/.exec(page)?.[1] ?? '', 'base64').toString('utf8');
  expect(xml).toContain('status:NoPassive');
  expect(xml).not.toContain('Assertion ');
});

test('P5: ForceAuthn wants both steps again, and a password from before the request is too old for it', async () => {
  const app = await giveApp(bench.passo.context, noor);
  const browser = await inTwoSteps(app);
  const half = await signedIn();
  wait(60_000);
  const resume = await ask(browser, { more: 'ForceAuthn="true"' });
  const login = (await browser.agent.get(resume)).headers['location'] as string;
  expect(login).toBe(`/login?request=${resume.split('/').at(-1) ?? ''}&again=1`);
  await half.open(to(resume));
  expect((await half.send('/mfa', { code: app.code(), next: resume })).headers['location']).toBe(resume);
  expect((await half.agent.get(resume)).headers['location']).toBe(login);
  await browser.open(login);
  const fields = { username: noor.username, password: PASSWORD, request: resume.split('/').at(-1) ?? '' };
  expect((await browser.send('/login', fields)).headers['location']).toBe(to(resume));
  expect((await browser.agent.get(resume)).headers['location']).toBe(login);
  await browser.open(to(resume));
  wait(30_000);
  await browser.send('/mfa', { code: app.code(), next: resume });
  expect((await readBy(await browser.open(resume))).classRef).toBe(MFA);
});

test('an application that takes recent sign-ins only sends people to sign in anew, and nobody in a circle', async () => {
  await demand({ signInMinutes: '10' });
  const browser = await signedIn();
  wait(10 * 60_000);
  expect(await browser.open(await ask(browser))).toContain('SAMLResponse');
  wait(1);
  const resume = await ask(browser);
  const login = (await browser.agent.get(resume)).headers['location'] as string;
  expect(login).toMatch(/^\/login\?request=[0-9A-Z]{26}&again=1$/);
  expect((await browser.agent.get('/apps/atlas')).headers['location']).toBe('/login?next=%2Fapps%2Fatlas&again=1');
  expect(await browser.open(login)).toContain('Atlas');
  const request = resume.split('/').at(-1) ?? '';
  await browser.send('/login', { username: noor.username, password: PASSWORD, request });
  expect(await browser.open(resume)).toContain('SAMLResponse');
});

test('who is asked and has none: told, put off, told again, and at last nothing else opens', async () => {
  await policy({ secondFactor: 'everybody', graceDays: 3 });
  const browser = await signedIn();
  expect((await browser.agent.get('/')).headers['location']).toBe(to('/'));
  expect(wordsOf(await browser.open('/mfa/setup'))).toContain('You can put it off for 3 more days.');
  expect((await browser.send('/mfa/later', { next: '/profile' })).headers['location']).toBe('/profile');
  expect(await browser.open('/')).toContain('Atlas');
  expect(await browser.open(await ask(browser))).toContain('SAMLResponse');
  wait(2 * DAY_MS + 1);
  const again = await signedIn();
  expect(wordsOf(await again.open('/mfa/setup'))).toContain('until tomorrow');
  wait(DAY_MS);
  const due = await signedIn();
  expect(wordsOf(await due.open('/mfa/setup'))).toContain('can’t be put off any longer');
  for (const path of ['/', '/security', '/profile', '/apps/atlas', await ask(due)]) {
    await due.send('/mfa/later', { next: path });
    expect((await due.agent.get(path)).headers['location']).toBe(to(path));
  }
  expect((await due.agent.get(to('/'))).headers['location']).toBe('/mfa/setup?next=%2F');
});

test('a group asks its members, and the policy asks admins; nobody else', async () => {
  const asked = async (browser: BrowserSession): Promise<boolean> => (await browser.agent.get('/')).status === 303;
  await policy({ secondFactor: 'admins' });
  expect(await asked(await signedIn())).toBe(false);
  expect(await asked(await bench.signedIn())).toBe(true);
  await policy({});
  await updateGroup(bench.passo.context, bench.actor, bench.group.id, { name: 'Design', secondFactor: true });
  expect(await asked(await signedIn())).toBe(true);
  expect(await asked(await bench.signedIn())).toBe(false);
  const outsider = await bench.addPerson(`outside${round}`);
  expect(await asked(await bench.signedIn(outsider.username))).toBe(false);
  await updateGroup(bench.passo.context, bench.actor, bench.group.id, { name: 'Design', secondFactor: false });
});

test('setting up on the way: a wrong code loses nothing, the right one goes on, and the codes are shown once', async () => {
  await demand({ secondFactor: true });
  const browser = await signedIn();
  const resume = await ask(browser);
  expect((await browser.agent.get(to(resume, 'here=1&'))).headers['location']).toBe(
    `/mfa/setup?here=1&next=${encodeURIComponent(resume)}`,
  );
  const page = await browser.open(`/mfa/setup?here=1&next=${encodeURIComponent(resume)}`);
  expect(page).not.toContain('action="/mfa/later"');
  const secret = /id="app-secret"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? '';
  const wrong = await browser.send('/mfa/setup/app', { code: '12', name: 'Mine', next: resume, here: '1' });
  expect([wrong.status, wrong.text.includes(secret), wrong.text.includes('value="Mine"')]).toEqual([422, true, true]);
  const code = hotp(fromBase32(secret.replaceAll(' ', '')), timeStepOf(bench.passo.clock.now));
  const done = await browser.send('/mfa/setup/app', { code, name: 'Mine', next: resume, here: '1' });
  expect(done.status).toBe(200);
  expect(done.text.match(/[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/g)).toHaveLength(10);
  expect((await readBy(await browser.open(resume))).classRef).toBe(MFA);
  expect((await browser.send('/mfa/setup/app', { code, name: 'Mine' })).status).not.toBe(200);
  expect(await countSecondFactors(bench.passo.context.db, noor.id)).toBe(1);
  expect(await browser.open('/security')).not.toMatch(/[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/);
  expect((await getUser(bench.passo.context.db, noor.id)).secondFactorGraceUntil).toBe(bench.passo.clock.now);
});

test('A5: the last factor of somebody who is asked stays; removing wants a recent sign-in; others’ are not found', async () => {
  const app = await giveApp(bench.passo.context, noor);
  const other = await giveApp(bench.passo.context, await bench.addPerson(`dele${round}`));
  await policy({ secondFactor: 'everybody' });
  const browser = await inTwoSteps(app);
  const removal = (id: string): string => `/security/second-factors/${id}/removal`;
  await browser.open(removal(app.id));
  expect((await browser.send(removal(other.id), {})).status).toBe(404);
  const kept = await browser.send(removal(app.id), {});
  expect([kept.status, wordsOf(kept.text).includes('Add another one first')]).toEqual([409, true]);
  await policy({});
  wait(16 * 60_000);
  expect((await browser.send(removal(app.id), {})).headers['location']).toMatch(/^\/login\?again=1/);
  const fresh = await inTwoSteps(app);
  await fresh.open(removal(app.id));
  expect((await fresh.send(removal(app.id), {})).headers['location']).toBe('/security');
  expect(wordsOf(await fresh.open('/security'))).toContain('Phone is removed');
  expect((await signedIn().then((plain) => plain.agent.get('/'))).status).toBe(200);
});

test('a session without the second step adds no factor of its own to an account that has one', async () => {
  const stolen = await signedIn();
  await giveApp(bench.passo.context, noor);
  expect((await stolen.agent.get('/mfa/setup')).headers['location']).toBe(to('/mfa/setup'));
  expect((await stolen.send('/mfa/setup/app', { code: '123456', name: 'x' })).status).not.toBe(200);
});

test('A5: an admin resets a second factor; everywhere is signed out, and the log tells of it', async () => {
  const app = await giveApp(bench.passo.context, noor);
  const theirs = await inTwoSteps(app);
  const admin = await bench.signedIn();
  const path = `/admin/users/${noor.id}/sign-in`;
  expect(wordsOf(await admin.open(path))).toContain('10 recovery codes are left');
  expect((await admin.send(`/admin/users/${noor.id}/second-factor/reset`, {})).headers['location']).toBe(path);
  expect(wordsOf(await admin.open(path))).toContain('is reset');
  expect((await theirs.agent.get('/')).headers['location']).toBe('/login');
  const own = await admin.send(`/admin/users/${bench.admin.id}/second-factor/reset`, {});
  expect(own.status).toBe(409);
});

test('the last owner who lost a second factor is helped on the machine itself', async () => {
  const { context } = bench.passo;
  await giveApp(context, bench.admin);
  expect(await resetSecondFactor(context, SYSTEM, bench.admin.id)).toBe(1);
  expect((await bench.signedIn().then((owner) => owner.agent.get('/admin'))).status).toBe(200);
});
