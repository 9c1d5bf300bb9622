import { addApplication } from '../../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { createUser } from '../../../src/actions/users/create';
import { buildApp } from '../../../src/app';
import type { Application } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import type { User } from '../../../src/core/user';
import { listGroupsOfUser, listMemberIds } from '../../../src/store/groups';
import { findUser } from '../../../src/store/users';
import { addMember } from '../../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

const USERS = '/admin/users';

let passo: TestPasso;
let actor: Actor;
let admin: User;
let browser: BrowserSession;
let sales: Group;
let wiki: Application;
let noor: User;
let dele: User;
let mia: User;

/** The usernames in the table of a page, in its order. */
const listedIn = (html: string): string[] => {
  const names = new Set(['sam.okafor', 'noor', 'dele', 'mia']);
  return [...html.matchAll(/<small[^>]*><bdi>([^<]+)<\/bdi><\/small>/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => names.has(name));
};
const list = async (query: string): Promise<string[]> => listedIn(await browser.open(`${USERS}?${query}`));

beforeAll(async () => {
  passo = await startPasso();
  const { context } = passo;
  ({ admin, actor } = await addAdmin(context));
  sales = await createGroup(context, actor, { name: 'Sales' });
  wiki = await addApplication(context, actor, {
    ...{ connectorId: 'bookmark', label: 'Wiki', bookmarkUrl: 'https://wiki.example/' },
    ...{ showInPortal: true, variables: {} },
  });
  await setGroupsOfApplication(context, actor, wiki.id, [sales.id]);
  noor = await addMember(context, actor, sales, 'noor', { firstname: '=1+1', department: 'Legal' });
  ({ user: dele } = await createUser(context, actor, profileOf('dele'), 'link'));
  ({ user: mia } = await createUser(context, actor, profileOf('mia'), 'link'));
  browser = new BrowserSession(buildApp(context));
  await browser.signIn();
});

afterAll(() => passo.stop());

test.each([
  ['', ['dele', 'mia', 'noor', 'sam.okafor']],
  ['sort=-username', ['sam.okafor', 'noor', 'mia', 'dele']],
  ['sort=added', ['sam.okafor', 'noor', 'dele', 'mia']],
  ['sort=-last-sign-in', ['sam.okafor', 'mia', 'dele', 'noor']],
  ['state=staged&sort=email', ['dele', 'mia', 'noor']],
  ['role=owner', ['sam.okafor']],
  ['application=wiki-page', ['dele', 'mia', 'noor', 'sam.okafor']],
  ['problem=no-group', ['dele', 'mia', 'sam.okafor']],
  ['problem=never', ['dele', 'mia', 'noor']],
  ['problem=nonsense&role=king&sort=profile&state=__proto__', ['dele', 'mia', 'noor', 'sam.okafor']],
  ['q=noor%00&group=1%27%20or%201=1', ['noor']],
])('UX 14: the list narrowed by "%s"', async (query, names) => {
  expect(await list(query)).toEqual(names);
});

test('UX 14: group and application are in the address, and every filter stands in the form again', async () => {
  expect(await list(`group=${sales.id}`)).toEqual(['noor']);
  expect(await list(`application=${wiki.slug}`)).toEqual(['noor']);
  const html = await browser.open(`${USERS}?group=${sales.id}&problem=never&columns=groups,job&state=staged`);
  for (const value of [sales.id, 'never', 'groups,job']) {
    expect(html).toMatch(new RegExp(`<option (selected value="${value}"|value="${value}" selected)`));
  }
  expect(wordsOf(html)).toContain('Legal');
  expect(html).toContain(`state=suspended`);
  expect(html).toContain(`state=suspended&amp;group=${sales.id}&amp;problem=never&amp;columns=groups%2Cjob`);
});

test('A8: the list as CSV holds who matches, and no formula', async () => {
  const answer = await browser.agent.get(`${USERS}/export?state=staged`).buffer(true).expect(200);
  expect(answer.headers['content-disposition']).toMatch(/passo-users-.*\.csv/);
  const lines = answer.text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^"username","email","firstname"/);
  expect(answer.text).toContain(`"noor","noor@fernhill.example","'=1+1"`);
  expect(answer.text).toContain('"Sales"');
});

test('ticked people join a group; all who match join it too, and nobody twice', async () => {
  await browser.open(USERS);
  const page = await browser.sendAndFollow(`${USERS}/bulk`, {
    ...{ user: [dele.id, noor.id, 'x', '0'.repeat(26)], action: 'join', join: sales.id, 'filter.state': 'staged' },
  });
  expect(wordsOf(page)).toContain('1 person joined Sales');
  expect(wordsOf(page)).toContain('2 were in it already.');
  expect(listedIn(page)).toEqual(['dele', 'mia', 'noor']);
  const everybody = { action: 'join-all', join: sales.id, 'filter.state': 'staged' };
  const asked = await browser.send(`${USERS}/bulk`, everybody);
  expect(wordsOf(asked.text)).toMatch(/Add 3 people to\s+Sales\s*\?/);
  expect(wordsOf(asked.text)).toContain('Whoever joins may use Wiki');
  expect(await listMemberIds(passo.context.db, sales.id)).toHaveLength(2);
  // Somebody else matches by now: it is asked again.
  expect((await browser.send(`${USERS}/bulk`, { ...everybody, confirmation: '2' })).status).toBe(200);
  await browser.sendAndFollow(`${USERS}/bulk`, { ...everybody, confirmation: '3' });
  expect((await listMemberIds(passo.context.db, sales.id)).sort()).toEqual([noor.id, dele.id, mia.id].sort());
  expect(await listGroupsOfUser(passo.context.db, admin.id)).toEqual([]);
});

test('nobody ticked and no group chosen change nothing and say so', async () => {
  await browser.open(USERS);
  const send = async (fields: Record<string, string>): Promise<string> =>
    wordsOf(await browser.sendAndFollow(`${USERS}/bulk`, fields));
  expect(await send({ action: 'join', join: sales.id })).toContain('Nobody was chosen');
  expect(await send({ action: 'suspend' })).toContain('Nobody was chosen');
  expect(await send({ action: 'join', user: admin.id, join: 'x' })).toContain('No User Group was chosen');
});

test('suspending several says first what happens in each application, then reports each refusal', async () => {
  await browser.open(USERS);
  const asked = await browser.send(`${USERS}/bulk`, { user: [dele.id, mia.id, admin.id], action: 'suspend' });
  expect(asked.status).toBe(200);
  expect(wordsOf(asked.text)).toContain('Suspend 3 people?');
  expect((await findUser(passo.context.db, dele.id))?.state).toBe('staged');
  const page = await browser.sendAndFollow(`${USERS}/bulk`, {
    ...{ user: [dele.id, admin.id], action: 'suspend-now' },
  });
  expect(wordsOf(page)).toContain('1 person is suspended');
  expect(wordsOf(page)).toContain('Sam Okafor: This is the last owner.');
  expect((await findUser(passo.context.db, dele.id))?.state).toBe('suspended');
  expect((await findUser(passo.context.db, mia.id))?.state).toBe('staged');
});
