import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { createUser } from '../../../src/actions/users/create';
import { buildApp } from '../../../src/app';
import type { Group } from '../../../src/core/group';
import type { User } from '../../../src/core/user';
import { listMemberIds } from '../../../src/store/groups';
import { findUserByLogin, getUser, listUsers } from '../../../src/store/users';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf, type Fields } from '../browser-session';

const IMPORT = '/admin/users/import';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sales: Group;
let dele: User;

/** Uploads lines and gives the address of the file and the words of its page. */
async function upload(text: string | Buffer, filename = 'people.csv'): Promise<{ href: string; words: string }> {
  await browser.open(IMPORT);
  const response = await browser.send(IMPORT, {}, { name: 'file', bytes: Buffer.from(text), filename });
  expect(response.status).toBe(303);
  const href = response.headers['location'] ?? '';
  return { href, words: wordsOf(await browser.open(href)) };
}

const follow = async (path: string, fields: Fields = {}): Promise<string> =>
  wordsOf(await browser.sendAndFollow(path, fields));
const person = (login: string): Promise<User | undefined> => findUserByLogin(passo.context.db, login);
const people = async (): Promise<number> => (await listUsers(passo.context.db, { skip: 0, take: 1 })).total;
const eventsOf = async (name: string): Promise<{ correlation_id: string | null; id: string; payload: string }[]> =>
  passo.context.db('events').where({ name }).orderBy('id');

beforeAll(async () => {
  passo = await startPasso();
  const { context } = passo;
  ({ actor } = await addAdmin(context));
  sales = await createGroup(context, actor, { name: 'Sales' });
  ({ user: dele } = await createUser(
    context,
    actor,
    profileOf('dele', { firstname: 'Dele', company: 'Fernhill' }),
    'link',
  ));
  browser = new BrowserSession(buildApp(context));
  await browser.signIn();
});

afterAll(() => passo.stop());

test('UX 2.2: the sample file has every column and comes back without a problem', async () => {
  const sample = await browser.agent.get(`${IMPORT}/sample.csv`).expect(200);
  expect(sample.headers['content-type']).toContain('text/csv');
  const { href, words } = await upload(sample.text, 'sample.csv');
  expect(words).toContain('1 new, 0 changed, 0 left as they are, 0 problems.');
  await browser.sendAndFollow(`${href}/start`, {});
  expect(await person('noor.haddad')).toMatchObject({
    state: 'staged',
    hasPassword: false,
    timezone: 'Europe/Berlin',
    addresses: [{ type: 'work', locality: 'Berlin' }],
    phoneNumbers: [{ type: 'work', value: '030 123456' }],
  });
});

test('UX 2.2: the preview saves nobody and names line and column of each problem', async () => {
  const before = await people();
  const file = [
    'Benutzername;E-Mail;Vorname;Telefon;Notiz',
    'mia;mia@fernhill.example;Mia;030 1;x',
    'kim;not an address;Kim;call me;x',
    'MIA;mia2@fernhill.example;Mia;;x',
    'lee;ＭＩＡ@fernhill.example;Lee;;x',
    'ann;dele@fernhill.example;Ann;;x',
    'has space;s@fernhill.example;S;;x',
    ';nobody@fernhill.example;N;;x',
    'tom;tom@fernhill.example;Tom;;x;y',
    'dele;dele@fernhill.example;Delia;;x',
  ].join('\n');
  const { words } = await upload(file);
  expect(words).toContain('1 new, 0 changed, 1 left as they are, 7 problems.');
  for (const problem of [
    'Line 3 kim Problem Column E-Mail: Enter an email address such as name@example.com. Column Telefon: Phone (work) may',
    'Column Benutzername: line 2 has the same username.',
    'Column E-Mail: line 2 has the same email.',
    'Column E-Mail: Dele has this email already, with the username dele.',
    'Column Benutzername: A username has no spaces',
    'Column Benutzername: Enter a username.',
    'It has 6 cells and the headings name 5.',
  ]) {
    expect(words).toContain(problem);
  }
  expect(await people()).toBe(before);
  expect(await person('mia')).toBeUndefined();
});

test('people are added, changed where it was chosen, and join a group; the same file again changes nothing', async () => {
  const file = 'username,email,firstname,jobTitle\nava,ava@fernhill.example,Ava,=1+1\ndele,,,Lead\n';
  const { href } = await upload(file);
  const choice = { 'column.0': 'username', 'column.1': 'email', 'column.2': 'firstname', 'column.3': 'jobTitle' };
  const chosen = { ...choice, existing: 'update', first: 'later', groupId: sales.id };
  const preview = await follow(`${href}/columns`, chosen);
  expect(preview).toContain('1 new, 1 changed');
  expect(await person('ava')).toBeUndefined();

  const result = await follow(`${href}/start`);
  expect(result).toContain('1 person added, 1 changed, 0 not imported');
  expect(result).toContain('The import of 2 lines is complete');
  const ava = await person('ava');
  expect(ava).toMatchObject({ state: 'staged', role: 'user', jobTitle: '=1+1' });
  expect(await getUser(passo.context.db, dele.id)).toMatchObject({
    jobTitle: 'Lead',
    firstname: 'Dele',
    company: 'Fernhill',
  });
  expect(new Set(await listMemberIds(passo.context.db, sales.id))).toEqual(new Set([ava?.id, dele.id]));
  const event = (await eventsOf('user_file_import')).at(-1);
  expect(JSON.parse(event?.payload ?? '')).toEqual({ file: 'people.csv', created: 1, updated: 1, refused: 0 });
  expect((await eventsOf('user_create')).at(-1)?.correlation_id).toBe(event?.id);
  expect((await eventsOf('user_update')).at(-1)?.correlation_id).toBe(event?.id);

  const csv = await browser.agent.get(`${href}/result.csv`).expect(200);
  expect(csv.text).toContain('"2","ava","ava@fernhill.example","Added",""');
  expect((await browser.send(`${href}/start`, {})).status).toBe(409);

  const again = await upload(file);
  const same = await follow(`${again.href}/columns`, chosen);
  expect(same).toContain('0 new, 0 changed, 2 left as they are, 0 problems.');
  expect(same).not.toContain('Import 0');
  expect((await browser.send(`${again.href}/start`, {})).status).toBe(409);
});

test('columns that do not fit together are refused and nothing chosen is lost', async () => {
  const { href, words } = await upload('Spalte,Andere\nzoe@fernhill.example,Zoe\n');
  expect(words).toContain('Choose which column holds the Username or the Company Email.');
  const refused = await browser.send(`${href}/columns`, {
    ...{ 'column.0': 'email', 'column.1': 'email', existing: 'update', first: 'later', groupId: '' },
  });
  expect(refused.status).toBe(422);
  expect(wordsOf(refused.text)).toContain('Company Email is held by the column Spalte already.');
  expect(refused.text).toMatch(/name="existing" value="update"[^>]*checked/);
  expect((await browser.send(`${href}/columns`, { 'column.0': '__proto__' })).status).toBe(422);
  // Without usernames the email is the username.
  await follow(`${href}/columns`, { 'column.0': 'email', 'column.1': 'firstname', existing: 'skip', first: 'later' });
  await follow(`${href}/start`);
  expect(await person('zoe@fernhill.example')).toMatchObject({ firstname: 'Zoe' });
});

test('A12: whoever looks like somebody who is there is that person, and no second one', async () => {
  const { words } = await upload('username,email\nＤＥＬＥ,other@fernhill.example\n');
  expect(words).toContain('0 new, 0 changed, 1 left as they are');
});

test('A8: what a spreadsheet would run is text in the results, and comes back as it was', async () => {
  const { href } = await upload(`username,email,lastname\nfx,fx@fernhill.example,'@SUM(1)\n=bad(),x,y\n`);
  const csv = await browser.agent.get(`${href}/result.csv`).expect(200);
  expect(csv.text).toContain(`"'=bad()"`);
  await follow(`${href}/start`);
  expect(await person('fx')).toMatchObject({ lastname: '@SUM(1)' });
});

test('what came to the directory after the preview is not written over', async () => {
  const { href } = await upload('username,email,lastname\nrace,race@fernhill.example,Mine\n');
  await createUser(passo.context, actor, profileOf('race', { lastname: 'Theirs' }), 'link');
  const result = await follow(`${href}/start`);
  expect(result).toContain('0 people added, 0 changed, 1 not imported');
  expect(result).toContain('came to have these names meanwhile');
  expect(await person('race')).toMatchObject({ lastname: 'Theirs' });
});

test('A5: an admin can’t change people with a role by a file, nor can anybody below people.write bring one', async () => {
  const { context } = passo;
  const { user } = await createUser(context, actor, profileOf('boss'), 'link');
  await context.db('users').where({ id: user.id }).update({ role: 'owner' });
  await context.db('users').where({ username: 'sam.okafor' }).update({ role: 'admin' });
  try {
    const { href } = await upload('username,email\nboss,stolen@evil.example\n');
    const words = await follow(`${href}/columns`, { 'column.0': 'username', 'column.1': 'email', existing: 'update' });
    expect(words).toContain('People with a role are changed by owners only.');
    await context.db('users').where({ username: 'sam.okafor' }).update({ role: 'auditor' });
    await browser.open(IMPORT, 403);
    expect((await browser.send(`${href}/start`, {})).status).toBe(403);
  } finally {
    await context.db('users').where({ username: 'sam.okafor' }).update({ role: 'owner' });
  }
  expect(await getUser(context.db, user.id)).toMatchObject({ email: 'boss@fernhill.example' });
});

test('bad files and addresses are answered with a sentence', async () => {
  await browser.open(IMPORT);
  const empty = await browser.send(
    IMPORT,
    { pasted: '  ' },
    { name: 'file', bytes: Buffer.alloc(0), filename: 'x.csv' },
  );
  expect(empty.status).toBe(422);
  expect(wordsOf(empty.text)).toContain('Choose a CSV file that is not empty, or paste its lines.');
  const pasted = await browser.send(IMPORT, { pasted: 'username\n"x' });
  expect(pasted.status).toBe(422);
  expect(pasted.text).toContain('never closed');
  expect(pasted.text).toContain('username\n&quot;x');
  const large = Buffer.alloc(20 * 1024 * 1024 + 1, 'x');
  const tooLarge = await browser.send(IMPORT, {}, { name: 'file', bytes: large, filename: 'x.csv' });
  expect(tooLarge.status).toBe(422);
  expect(wordsOf(tooLarge.text)).toContain('larger than 20 MB');
  await browser.open(`${IMPORT}/01ARZ3NDEKTSV4RRFFQ69G5FAV`, 404);
  await browser.open(`${IMPORT}/__proto__`, 404);
  const { href } = await upload('username,email\na<b>,"<script>alert(1)</script>"\n', '<img src=x>.csv');
  expect(await browser.open(href)).not.toContain('<script>alert');
  expect(await follow(`${href}/discard`)).toContain('The file is forgotten');
  await browser.open(href, 404);
});
