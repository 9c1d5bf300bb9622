import { addApplication } from '../../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { createGroup } from '../../../src/actions/groups/save';
import { changeMembers } from '../../../src/actions/groups/members';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { createUser } from '../../../src/actions/users/create';
import { setTemporaryPassword } from '../../../src/actions/users/set-password';
import type { Actor } from '../../../src/actions/deps';
import { buildApp } from '../../../src/app';
import type { Application } from '../../../src/core/application';
import { SecretText } from '../../../src/core/secret-text';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { getApplication } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { startSp, writes } from '../../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';
import { readForm } from '../read-form';

type Typed = Record<string, string | string[]>;

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let application: Application;
let path: string;
let noor: User;
let round = 0;

beforeAll(async () => {
  passo = await startPasso();
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());

beforeEach(() => begin('custom-scim'));

async function begin(connectorId: string): Promise<void> {
  round += 1;
  const { context } = passo;
  const variables: Record<string, string> = {};
  for (const { name, example } of context.connectors.get(connectorId)?.variables ?? []) variables[name] = example;
  const naming = { connectorId, label: `Atlas ${round}`, showInPortal: true, variables };
  application = await addApplication(context, actor, naming);
  const group = await createGroup(context, actor, { name: `People ${round}` });
  await setGroupsOfApplication(context, actor, application.id, [group.id]);
  ({ user: noor } = await createUser(context, actor, profileOf(`noor${round}`, { firstname: 'Noor' }), 'link'));
  await changeMembers(context, actor, group.id, { add: [noor.id], remove: [] });
  path = `/admin/applications/${application.slug}/identity-management/mappings`;
}

async function typed(): Promise<Typed> {
  return readForm(await browser.open(path), path);
}

/** The number of the row that fills an attribute. */
function placeOf(form: Typed, to: string): string {
  const name = Object.keys(form).find((key) => key.endsWith('.to') && form[key] === to);
  return name?.slice(0, -'.to'.length) ?? '?';
}

async function stored(): Promise<Application['idm']> {
  return (await getApplication(passo.context.db, application.id)).idm;
}

test('M-178: the tab leads to the editor, which shows every row of the connector', async () => {
  const tab = await browser.open(`/admin/applications/${application.slug}/identity-management`);
  expect(tab).toContain(`href="${path}"`);
  const form = await typed();
  for (const to of ['userName', 'active', 'title', 'emails:value', 'addresses', 'phoneNumbers'])
    expect(placeOf(form, to)).toMatch(/^row\.\d+$/);
});

test('M-178, M-082: what a browser sends unchanged changes nothing; a change is kept and is an event', async () => {
  const form = await typed();
  const unchanged = await browser.sendAndFollow(path, { ...form, action: 'save' });
  expect(wordsOf(unchanged)).toContain('Nothing was changed in the attribute mappings');
  expect(await stored()).toEqual({});

  const row = placeOf(form, 'title');
  const words = wordsOf(
    await browser.sendAndFollow(path, { ...form, [`${row}.use`]: 'off', enterprise: 'flat', action: 'save' }),
  );
  expect(words).toContain(`The attribute mappings of Atlas ${round} were saved`);
  expect(await stored()).toMatchObject({ enterprise: 'flat' });
  const [event] = await listEvents(passo.context.db, { name: 'idm_integration_update', take: 1 });
  expect(event).toMatchObject({ payload: { changed: ['title', 'Place of enterprise attributes'] } });
  expect(wordsOf(await browser.open(path))).toContain('Off, not sent');
});

test('M-178: a row is added, filled in and removed again', async () => {
  const form = await typed();
  const added = await browser.send(path, { ...form, action: 'add' });
  expect(added.status).toBe(200);
  const next = readForm(added.text, path);
  const row = placeOf(next, '');
  const filled = {
    ...next,
    [`${row}.to`]: 'nickName',
    [`${row}.source`]: 'expression',
    [`${row}.text`]: 'upper(firstname)',
  };
  const preview = await browser.send(path, { ...filled, person: noor.id, action: 'preview' });
  expect(preview.status).toBe(200);
  expect(wordsOf(preview.text)).toContain('NOOR');
  expect(wordsOf(preview.text)).toContain('Nothing of this is saved yet.');
  expect(await stored()).toEqual({});
  await browser.sendAndFollow(path, { ...filled, action: 'save' });
  expect((await stored()).mapping?.at(-1)).toMatchObject({ to: 'nickName', expression: 'upper(firstname)' });

  const again = await typed();
  const removed = await browser.send(path, { ...again, action: `remove:${placeOf(again, 'nickName').slice(4)}` });
  expect(placeOf(readForm(removed.text, path), 'nickName')).toBe('?');
  await browser.sendAndFollow(path, { ...readForm(removed.text, path), action: 'save' });
  expect(await stored()).toEqual({});
});

test('M-178: the standard table comes back, and is kept only when saved', async () => {
  const form = await typed();
  await browser.sendAndFollow(path, { ...form, [`${placeOf(form, 'title')}.use`]: 'off', action: 'save' });
  const reset = await browser.send(path, { ...(await typed()), action: 'reset' });
  expect(readForm(reset.text, path)[`${placeOf(form, 'title')}.use`]).toBe('always');
  expect((await stored()).mapping).toBeDefined();
  await browser.sendAndFollow(path, { ...readForm(reset.text, path), action: 'save' });
  expect(await stored()).toEqual({});
});

test('M-178: what is refused is answered with 422, named at its row, and nothing typed is lost', async () => {
  const form = readForm((await browser.send(path, { ...(await typed()), action: 'add' })).text, path);
  const row = placeOf(form, '');
  for (const [to, source, value, sentence] of [
    ['', 'email', '', 'Enter the SCIM attribute'],
    ['active', 'constant', 'false', 'active is filled twice'],
    ['Active', 'constant', 'false', 'always sent by itself'],
    ['password', 'constant', 'hunter2', 'no row of the table'],
    ['emails.value', 'email', '', 'filled twice'],
    ['<script>alert(1)</script>', 'email', '', 'is no SCIM attribute'],
    ['nickName', 'expression', 'lower(', 'is missing'],
    ['nickName', '__proto__', '', 'Choose one of the directory’s properties'],
    ['nickName', 'groups', '', 'managed as groups'],
  ] as const) {
    const sent = { ...form, [`${row}.to`]: to, [`${row}.source`]: source, [`${row}.text`]: value };
    const refused = await browser.send(path, { ...sent, action: 'save' });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain(sentence);
    expect(refused.text).not.toContain('<script>alert');
    const back = readForm(refused.text, path);
    expect(back[`${row}.to`]).toBe(to);
    if (source === 'constant' || source === 'expression') expect(back[`${row}.text`]).toBe(value);
    expect(await stored()).toEqual({});
  }
});

test('M-178: hostile forms break nothing', async () => {
  for (const fields of [
    {},
    { action: ['save', 'add'], 'row.0.to': ['a', 'b'] },
    { action: 'save', 'row.999.to': 'userName', 'row.999.source': 'username', 'row.999.use': 'import' },
    { action: 'remove:999', enterprise: '__proto__', person: '../..' },
    {
      action: 'save',
      ...Object.fromEntries(Array.from({ length: 300 }, (_, place) => [`row.${place}.to`, `a${place}`])),
    },
  ]) {
    const answered = await browser.send(path, fields);
    expect([200, 303, 422]).toContain(answered.status);
  }
  const { mapping } = await stored();
  expect(mapping === undefined || mapping.some(({ to, use }) => to === 'userName' && use === 'always')).toBe(true);
});

test('M-178: who lacks what is required is counted and listed with the way to the field', async () => {
  const form = await typed();
  await browser.sendAndFollow(path, { ...form, [`${placeOf(form, 'department')}.required`]: '1', action: 'save' });
  const page = await browser.open(`${path}?person=${noor.id}`);
  expect(wordsOf(page)).toContain('1 person lacks it');
  expect(wordsOf(page)).toContain(`Atlas ${round} requires Department, and it is empty for the chosen person`);
  const missing = await browser.open(`${path}/missing?attribute=department`);
  expect(missing).toContain(`href="/admin/users/${noor.id}#f-department"`);
  expect(await browser.open(`/admin/users/${noor.id}`)).toContain('id="f-department"');
  expect((await browser.agent.get(`${path}/missing?attribute=nothing`)).status).toBe(303);
});

test('M-103, M-104: what the connector fixes can’t be changed by a form', async () => {
  await begin('rhombus-systems');
  const page = await browser.open(path);
  expect(wordsOf(page)).toContain('Only imported');
  const form = readForm(page, path);
  const row = placeOf(form, 'emails:value');
  const sent = { ...form, [`${row}.use`]: 'always', [`${row}.source`]: 'email', action: 'save' };
  await browser.sendAndFollow(path, sent);
  expect(await stored()).toEqual({});
  const roles = {
    ...form,
    'row.50.to': 'roles',
    'row.50.source': 'constant',
    'row.50.text': 'admin',
    'row.50.use': 'always',
  };
  const refused = await browser.send(path, { ...roles, action: 'save' });
  expect(refused.status).toBe(422);
  expect(wordsOf(refused.text)).toContain('does not support roles');
});

describe('while the integration is active', () => {
  let sp: Simulator;

  beforeEach(async () => {
    sp = await startSp();
    const { context } = passo;
    const input = { baseUrl: sp.scimBaseUrl, token: new SecretText(sp.token) };
    const test = await activateIntegration(context, actor, application.id, input);
    expect(test.ok).toBe(true);
    await context.worker.idle();
  });
  afterEach(async () => {
    await deactivateIntegration(passo.context, actor, application.id);
    await sp.stop();
  });

  test('M-178: what a table as typed would send is planned, and nothing of it is saved or sent', async () => {
    const form = readForm((await browser.send(path, { ...(await typed()), action: 'add' })).text, path);
    const row = placeOf(form, '');
    const filled = { ...form, [`${row}.to`]: 'nickName', [`${row}.source`]: 'firstname', action: 'plan' };
    const before = writes(sp).length;
    const page = await browser.sendAndFollow(path, filled);
    expect(wordsOf(page)).toContain('First Name: empty → Noor');
    expect(writes(sp)).toHaveLength(before);
    expect(await stored()).not.toHaveProperty('mapping');
    const refused = await browser.send(path, { ...filled, [`${row}.to`]: 'id' });
    expect(refused.status).toBe(422);
  });

  test('M-178: a saved change goes out to everybody', async () => {
    const form = await typed();
    const row = placeOf(form, 'displayName');
    const constant = { [`${row}.source`]: 'constant', [`${row}.text`]: 'One of us' };
    const page = await browser.sendAndFollow(path, { ...form, ...constant, action: 'save' });
    expect(wordsOf(page)).toContain('Everybody with access is compared with it now.');
    await passo.context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ displayName: 'One of us' }]);
  });

  test('A-37: the tab says whose password is pushed at the next change', async () => {
    const tab = `/admin/applications/${application.slug}/identity-management`;
    expect(wordsOf(await browser.open(tab))).toContain('Password will be pushed at next change: 1 user.');
    await setTemporaryPassword(passo.context, actor, noor.id);
    await passo.context.worker.idle();
    expect(wordsOf(await browser.open(tab))).toContain('The password of everybody with an account was sent.');
  });
});

test('an application without Identity Management has no editor', async () => {
  const bookmarkUrl = 'https://wiki.example/';
  const bookmark = { connectorId: 'bookmark', label: `Wiki ${round}`, showInPortal: true, variables: {}, bookmarkUrl };
  const { slug } = await addApplication(passo.context, actor, bookmark);
  await browser.open(`/admin/applications/${slug}/identity-management/mappings`, 409);
});
