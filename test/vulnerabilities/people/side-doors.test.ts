import { changeRole } from '../../../src/actions/admins/change-role';
import { makePasswordLink } from '../../../src/actions/users/activation-link';
import { createUser } from '../../../src/actions/users/create';
import { DEFAULT_SIGN_IN_POLICY, type SignInPolicy } from '../../../src/core/sign-in/policy';
import { countRecoveryCodes } from '../../../src/store/recovery-codes';
import { countSecondFactors } from '../../../src/store/second-factors';
import type { ImportItem } from '../../../src/store/provisioning/import-items';
import { saveSetting } from '../../../src/store/settings';
import { transact } from '../../../src/store/tx';
import { getUser } from '../../../src/store/users';
import { csvLines } from '../../../src/web/admin/applications/idm/import/csv';
import { profileOf } from '../../support/passo';
import { giveRole } from '../../web/access/roles-bench';
import { wordsOf } from '../../web/browser-session';
import { giveApp } from '../../web/second-factor/bench';
import { PASSWORD, startWebBench, type WebBench } from '../web-bench';

const DAY_MS = 86_400_000;
let bench: WebBench;

beforeAll(async () => {
  bench = await startWebBench({ fixedClock: true });
});
beforeEach(() => policy({}));
afterAll(() => bench.stop());

const policy = (change: Partial<SignInPolicy>): Promise<void> =>
  transact(bench.passo.context.db, (tx) =>
    saveSetting(tx, 'sign_in_policy', JSON.stringify({ ...DEFAULT_SIGN_IN_POLICY, ...change })),
  );

test('A5: an id written in percent signs is the same person: the help desk does not change its own details', async () => {
  const { context } = bench.passo;
  const desk = await bench.addPerson('desk');
  await giveRole(context, desk.id, 'helpdesk');
  const browser = await bench.signedIn('desk');
  await browser.open('/admin/users');
  const fields = { username: 'desk', email: desk.email, department: 'Board' };
  for (const id of [desk.id, `%${desk.id.charCodeAt(0).toString(16)}${desk.id.slice(1)}`]) {
    expect([id, (await browser.send(`/admin/users/${id}`, fields)).status]).toEqual([id, 403]);
    expect([id, (await browser.send(`/admin/users/${id}/password`, {})).status]).toEqual([id, 403]);
  }
  const after = await getUser(context.db, desk.id);
  expect([after.department, after.passwordTemporary]).toEqual([desk.department, false]);
});

test('W10: a second factor that is due at once is not put off by a form that no page offers', async () => {
  await policy({ secondFactor: 'everybody', graceDays: 0 });
  await bench.addPerson('hasty');
  const browser = await bench.signedIn('hasty');
  await browser.open('/mfa/setup');
  expect((await browser.send('/mfa/later', { next: '/' })).status).toBe(303);
  expect((await browser.agent.get('/')).headers['location']).toBe('/mfa?next=%2F');

  // Nor by somebody who never looks at the page that tells them.
  await bench.addPerson('blind');
  const other = await bench.signedIn('blind');
  await other.open('/login?again=1');
  expect((await other.send('/mfa/later', { next: '/' })).status).toBe(303);
  expect((await other.agent.get('/')).headers['location']).toBe('/mfa?next=%2F');
});

test('W10: the days to wait begin with putting it off, also for whoever skips the page', async () => {
  await policy({ secondFactor: 'everybody', graceDays: 7 });
  const person = await bench.addPerson('patient');
  const browser = await bench.signedIn('patient');
  await browser.open('/login?again=1');
  await browser.send('/mfa/later', { next: '/' });
  await browser.open('/');
  const { secondFactorGraceUntil } = await getUser(bench.passo.context.db, person.id);
  expect(secondFactorGraceUntil).toBe(bench.passo.clock.now + 7 * DAY_MS);
});

test('W10: a session of the password alone passes the step once its person has a second factor', async () => {
  const person = await bench.addPerson('late');
  const stolen = await bench.signedIn('late');
  await stolen.open('/security');
  const { recoveryCodes, id, code } = await giveApp(bench.passo.context, person);
  for (const path of ['/', '/security', `/security/second-factors/${id}/removal`]) {
    const away = await stolen.agent.get(path);
    expect([path, away.status, away.headers['location']]).toEqual([path, 303, `/mfa?next=${encodeURIComponent(path)}`]);
  }
  for (const path of ['/security/recovery-codes', `/security/second-factors/${id}/removal`]) {
    const away = await stolen.send(path, {});
    expect([path, away.status]).toEqual([path, 303]);
    expect(away.headers['location']).toMatch(/^\/mfa\?next=%2Fkept%2F/);
  }
  expect(await countRecoveryCodes(bench.passo.context.db, person.id)).toBe(recoveryCodes.length);
  // Whose it is goes on.
  await stolen.open('/mfa');
  expect((await stolen.send('/mfa', { code: code() })).status).toBe(303);
  await stolen.open('/security');
});

test('A5: a link that was made for a person opens nothing once they have a role', async () => {
  const { context } = bench.passo;
  const desk = await bench.addPerson('maker');
  await giveRole(context, desk.id, 'helpdesk');
  const actor = { kind: 'admin', id: desk.id, name: 'maker', role: 'helpdesk' } as const;
  const raised = await bench.addPerson('raised');
  const fresh = (await createUser(context, actor, profileOf('fresh'), 'link')).user;
  for (const { id } of [raised, fresh]) {
    for (const purpose of ['activation', 'reset'] as const) {
      const { token } = await makePasswordLink(context, actor, id, { purpose, mail: false });
      await changeRole(context, bench.actor, id, 'owner');
      const path = `${purpose === 'reset' ? '/password/reset' : '/activate'}/${token.reveal()}`;
      const browser = bench.browser();
      await browser.open(path, 404);
      await browser.open('/login');
      expect((await browser.send(path, { password: `${PASSWORD}-taken` })).status).toBe(404);
      await changeRole(context, bench.actor, id, 'user');
    }
  }
  // The one who has a password still signs in with it.
  await (await bench.signedIn('raised')).open('/');
});

test('W2: only whoever has to choose a new password does so outside of the Security page', async () => {
  await bench.addPerson('settled');
  const browser = await bench.signedIn('settled');
  await browser.open('/security');
  const sent = await browser.send('/password', { current: PASSWORD, password: 'seven quiet umbrellas' });
  expect([sent.status, sent.headers['location']]).toEqual([303, '/security']);
  await bench.signedIn('settled');
});

test('W7: the present password is not guessed on the Security page, and a pause says how long it is', async () => {
  await bench.addPerson('watched');
  const browser = await bench.signedIn('watched');
  await browser.open('/security');
  const guess = (current: string): Promise<{ status: number; text: string }> =>
    browser.send('/security/password', { current, password: 'seven quiet umbrellas' });
  const answers = await Promise.all(Array.from({ length: 10 }, (_none, at) => guess(`wrong guess ${at}`)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 422));
  const paused = await guess(PASSWORD);
  expect([paused.status, wordsOf(paused.text)]).toEqual([422, expect.stringContaining('5 minutes')]);
  bench.passo.clock.now += 5 * 60_000 + 1;
  expect((await guess(PASSWORD)).status).toBe(303);
});

test('A4: a fault behind a link does not write its token to the log', async () => {
  const { context } = bench.passo;
  const { user } = await createUser(context, bench.actor, profileOf('unlucky'), 'link');
  const { token } = await makePasswordLink(context, bench.actor, user.id, { mail: false });
  const path = `/activate/${token.reveal()}`;
  const browser = bench.browser();
  await browser.open(path);
  const log = jest.spyOn(context.log, 'error').mockImplementation(() => undefined);
  jest.spyOn(context.passwords, 'hash').mockRejectedValueOnce(new Error('the hasher is gone'));
  expect((await browser.send(path, { password: 'seven quiet umbrellas' })).status).toBe(500);
  expect(JSON.stringify(log.mock.calls)).toContain('/activate/(token)');
  expect(JSON.stringify(log.mock.calls)).not.toContain(token.reveal());
  jest.restoreAllMocks();
  await browser.open(path);
});

test('W10: a form that is refused shows no secret of a new app to a session whose sign-in is old', async () => {
  const person = await bench.addPerson('unlocked');
  const browser = await bench.signedIn('unlocked');
  await browser.open('/security');
  bench.passo.clock.now += 20 * 60_000;
  for (const [form, fields] of [
    ['app', { code: '123456', name: 'Mine' }],
    ['app', { code: '123456', name: 'Mine' }],
    ['passkey', { passkey: '{}', passkeyName: 'Mine' }],
  ] as const) {
    const sent = await browser.send(`/mfa/setup/${form}`, { ...fields, next: '/security' });
    expect([form, sent.status, sent.text.includes('data:image')]).toEqual([form, 303, false]);
    expect(sent.headers['location']).toMatch(/^\/login\?again=1&next=%2Fmfa%2Fsetup/);
  }
  expect(await countSecondFactors(bench.passo.context.db, person.id)).toBe(0);
  // A mistyped code right after signing in is shown beside the same picture, as before.
  const fresh = await bench.signedIn('unlocked');
  await fresh.open('/mfa/setup');
  expect((await fresh.send('/mfa/setup/app', { code: '12', name: 'Mine' })).status).toBe(422);
});

test('A8: what an application names its accounts is no formula in a list, behind a blank or a line break either', () => {
  const names = ['=1+1', ' =1+1', '\n=1+1', '\t@SUM(A1)', '-1'];
  const items = names.map((name) => ({ username: name, name, status: 'new' }) as unknown as ImportItem);
  const cells = csvLines(items).match(/"[^"]*"/g) ?? [];
  expect(cells).toHaveLength(names.length * 5);
  for (const cell of cells) expect(cell).toMatch(/^"('.*|New|)"$/s);
});
