import type { Actor } from '../../../src/actions/deps';
import { buildApp } from '../../../src/app';
import type { Simulator } from '../../../src/dev/simulator/types';
import { addMember, integrate, startSp, writes, type Integrated } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sp: Simulator;
let at: Integrated;
let path: string;

beforeAll(async () => {
  passo = await startPasso({ pollMs: 60_000 });
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
  sp = await startSp();
  at = await integrate(passo.context, actor, sp);
  path = `/admin/applications/${at.application.slug}/identity-management`;
});
afterAll(async () => {
  await passo.stop();
  await sp.stop();
});

const create = async (userName: string, email: string): Promise<void> => {
  const response = await fetch(`${sp.scimBaseUrl}/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName,
      displayName: '<i>Somebody',
      emails: [{ value: email }],
      active: true,
    }),
  });
  expect(response.status).toBe(201);
};

test('the page tells the cause, the account, every value and the last requests, without a write and without the token', async () => {
  const noor = await addMember(passo.context, actor, at.group, 'noor', { jobTitle: 'Lead' });
  await passo.context.worker.idle();
  const before = writes(sp).length;
  expect(await browser.open(path)).toContain(`${path}/why/${noor.id}`);
  const html = await browser.open(`${path}/why/${noor.id}`);
  const words = wordsOf(html);
  expect(words).toContain('In step: Atlas accepted everything Passo sends.');
  expect(words).toContain(`Yes: the User Group ${at.group.name}`);
  expect(words).toContain('Created by Passo');
  expect(words).toMatch(/Job Title Job Title to title Lead Lead Lead/);
  expect(words).toContain('noor was created in Atlas.');
  expect(html).not.toContain(sp.token);
  expect(writes(sp)).toHaveLength(before);
});

test('a conflict is decided on the page; what can’t be done is said and nothing typed is lost', async () => {
  await create('priya', 'other@elsewhere.example');
  const priya = await addMember(passo.context, actor, at.group, 'priya');
  await passo.context.worker.idle();
  const page = `${path}/why/${priya.id}`;
  const html = await browser.open(page);
  expect(html).not.toContain('<i>Somebody');
  expect(wordsOf(html)).toContain('Decide which account is theirs');
  const wrong = await browser.send(`${page}/account`, { account: 'no/such account' });
  expect(wrong.status).toBe(422);
  expect(wordsOf(wrong.text)).toContain('There is no account with this id in Atlas.');
  const taken = await browser.send(`${page}/account`, { account: sp.account('noor')?.id ?? '' });
  expect(taken.status).toBe(409);
  expect(wordsOf(taken.text)).toContain('is the one of noor');
  const done = await browser.sendAndFollow(`${page}/account`, { account: sp.account('priya')?.id ?? '' });
  expect(wordsOf(done)).toContain('The account was taken over');
  await passo.context.worker.idle();
  expect(sp.account('priya')?.attributes).toMatchObject({ emails: [{ value: priya.email }] });
  const undone = await browser.sendAndFollow(`${page}/decision`, { decision: 'undo' });
  expect(wordsOf(undone)).toContain('The take-over was undone');
  expect(sp.account('priya')?.attributes).toMatchObject({ emails: [{ value: 'other@elsewhere.example' }] });
  expect(wordsOf(await browser.sendAndFollow(`${page}/decision`, { decision: 'manage' }))).toContain('managed again');
  expect((await browser.send(`${page}/decision`, { decision: 'constructor' })).status).toBe(422);
});

test('nobody, and somebody else’s words in an address, are not found', async () => {
  await browser.open(`${path}/why/01J00000000000000000000000`, 404);
  await browser.open(`${path}/why/constructor`, 404);
});
