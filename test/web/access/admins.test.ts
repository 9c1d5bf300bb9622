import { listEvents } from '../../../src/store/events';
import { getUser } from '../../../src/store/users';
import { PASSWORD, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { wordsOf, type BrowserSession } from '../browser-session';
import { giveRole } from './roles-bench';

const PATH = '/admin/settings/admins';

let bench: WebBench;
let owner: BrowserSession;

beforeAll(async () => {
  bench = await startWebBench();
  owner = await bench.signedIn();
}, 30_000);

afterAll(() => bench.stop());

test('A5: an owner searches a person, gives a role, and takes it away again', async () => {
  const list = await owner.open(`${PATH}?q=noor`);
  expect(wordsOf(list)).toContain('Noor Abadi');
  expect(list).toContain(`href="${PATH}/${bench.noor.id}"`);
  const page = await owner.open(`${PATH}/${bench.noor.id}`);
  expect(page).toMatch(/<input[^>]*type="radio"[^>]*value="user"[^>]*checked/);
  const noor = await bench.signedIn('noor.abadi', PASSWORD);
  await noor.agent.get('/admin/users').expect(403);
  const after = wordsOf(await owner.sendAndFollow(`${PATH}/${bench.noor.id}`, { role: 'helpdesk' }));
  expect(after).toContain('Noor Abadi: Help desk');
  await noor.agent.get('/admin/users').expect(200);
  await owner.open(`${PATH}/${bench.noor.id}`);
  await owner.sendAndFollow(`${PATH}/${bench.noor.id}`, { role: 'user' });
  await noor.agent.get('/admin/users').expect(403);
  const names = (await listEvents(bench.passo.context.db, { take: 50 })).map(({ name }) => name);
  expect(names.filter((name) => name === 'role_change')).toHaveLength(2);
});

test('A5: the last owner can’t give it up; what was chosen stays chosen', async () => {
  await owner.open(`${PATH}/${bench.admin.id}`);
  const refused = await owner.send(`${PATH}/${bench.admin.id}`, { role: 'admin' });
  expect(refused.status).toBe(409);
  expect(wordsOf(refused.text)).toContain('This is the last owner.');
  expect(refused.text).toMatch(/<input[^>]*value="admin"[^>]*checked/);
  expect((await getUser(bench.passo.context.db, bench.admin.id)).role).toBe('owner');
});

test.each(['', 'root', 'owner '])('A5, A9: the role %p is none', async (role) => {
  await owner.open(`${PATH}/${bench.noor.id}`);
  const answer = await owner.send(`${PATH}/${bench.noor.id}`, { role });
  expect(answer.status).toBe(422);
  expect(wordsOf(answer.text)).toContain('Choose a role.');
  expect((await getUser(bench.passo.context.db, bench.noor.id)).role).toBe('user');
});

test('A5: a form of people brings no role with it', async () => {
  await owner.open('/admin/users/new');
  const fields = { username: 'sneaky', email: 'sneaky@fernhill.example', first: 'link', role: 'owner' };
  expect((await owner.send('/admin/users', fields)).status).toBe(303);
  const rows: unknown[] = await bench.passo.context.db('users').where({ username: 'sneaky' });
  expect(rows).toEqual([expect.objectContaining({ role: 'user' })]);
});

test('admins and auditors read who the admins are, and are offered nothing', async () => {
  for (const role of ['admin', 'auditor'] as const) {
    const person = await bench.addPerson(`reads-${role}`);
    await giveRole(bench.passo.context, person.id, role);
    const browser = await bench.signedIn(`reads-${role}`);
    const page = await browser.open(PATH);
    expect(wordsOf(page)).toContain('What each role may do');
    expect(page).not.toContain(`href="${PATH}/`);
    expect(wordsOf(page)).not.toContain('Give somebody a role');
    await browser.agent.get(`${PATH}/${bench.noor.id}`).expect(403);
  }
});

test('an owner who gives it up while another stays is led to a page that opens', async () => {
  const person = await bench.addPerson('leaving');
  await giveRole(bench.passo.context, person.id, 'owner');
  const browser = await bench.signedIn('leaving');
  await browser.open(`${PATH}/${person.id}`);
  const words = wordsOf(await browser.sendAndFollow(`${PATH}/${person.id}`, { role: 'user' }));
  expect(words).toContain('leaving: User');
  await browser.agent.get('/admin').expect(403);
});
