import { buildApp } from '../../src/app';
import { AppError } from '../../src/core/errors';
import { SecretText } from '../../src/core/secret-text';
import type { User } from '../../src/core/user';
import { checkCredentials } from '../../src/actions/sessions/sign-in';
import { activateUser } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import { listEvents } from '../../src/store/events';
import { listSessionsOfUser } from '../../src/store/sessions';
import { countUsers, findUserByLogin, getUser } from '../../src/store/users';
import { ADMIN_PASSWORD, addAdmin, profileOf, startPasso, suspendLongAgo, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf, type Fields } from './browser-session';
import { readForm } from './read-form';

const USERS = '/admin/users';

let passo: TestPasso;
let admin: User;
let browser: BrowserSession;

beforeAll(async () => {
  passo = await startPasso();
  ({ admin } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});

afterAll(() => passo.stop());

async function add(username: string, more: Parameters<typeof profileOf>[1] = {}): Promise<User> {
  const actor = { kind: 'admin', id: admin.id, name: admin.username, role: 'owner' } as const;
  return (await createUser(passo.context, actor, profileOf(username, more), 'link')).user;
}

async function stored(username: string): Promise<User> {
  const user = await findUserByLogin(passo.context.db, username);
  if (user === undefined) throw new Error(`nobody is called ${username}`);
  return user;
}

/** The page without the search in the frame around it, whose address is the same. */
const mainOf = (html: string): string => html.slice(html.indexOf('<main'));

const total = async (): Promise<number> => {
  const counts = await countUsers(passo.context.db);
  return counts.staged + counts.active + counts.suspended;
};

/** Every property of the directory, under its name in the form. */
const EVERYTHING: Fields = {
  username: 'n.abadi',
  email: 'noor@fernhill.example',
  firstname: 'Noor',
  middlename: 'J.',
  lastname: 'Abadi',
  displayName: 'Noor A.',
  jobTitle: 'Engineer',
  department: 'R&D',
  company: 'Fernhill Works',
  location: 'Leeds',
  employeeIdentifier: 'E-17',
  employeeType: 'Full time',
  preferredLanguage: 'en-GB',
  locale: 'en_GB',
  timezone: 'Europe/London',
  'work.phone': '+44 113 496 0000',
  'mobile.phone': '+44 7700 900123',
  'work.streetAddress': '1 Mill Lane',
  'work.locality': 'Leeds',
  'work.region': 'West Yorkshire',
  'work.postalCode': 'LS1 1AA',
  'work.country': 'GB',
  'home.locality': 'York',
};

describe('adding a person', () => {
  test('every directory property is read from the form and shown again (M-177)', async () => {
    await browser.open(`${USERS}/new`);
    await browser.send(USERS, { ...EVERYTHING, first: 'link' });
    const user = await stored('n.abadi');
    expect(user).toMatchObject({
      displayName: 'Noor A.',
      middlename: 'J.',
      employeeIdentifier: 'E-17',
      employeeType: 'Full time',
      state: 'staged',
      role: 'user',
      phoneNumbers: [
        { type: 'work', value: '+44 113 496 0000' },
        { type: 'mobile', value: '+44 7700 900123' },
      ],
      addresses: [
        {
          type: 'work',
          streetAddress: '1 Mill Lane',
          locality: 'Leeds',
          region: 'West Yorkshire',
          postalCode: 'LS1 1AA',
          country: 'GB',
        },
        { type: 'home', locality: 'York' },
      ],
    });
    const form = readForm(await browser.open(`${USERS}/${user.id}`), `${USERS}/${user.id}`);
    expect(form).toMatchObject(EVERYTHING);
  });

  test('the activation link is on a page of its own, works, and stands open in no session, address or event', async () => {
    await browser.open(`${USERS}/new`);
    const answer = await browser.send(USERS, { username: 'priya', email: 'priya@fernhill.example', first: 'link' });
    expect(answer.status).toBe(303);
    const page = await browser.agent.get(answer.headers['location'] ?? '').expect(200);
    expect(page.headers['cache-control']).toBe('no-store');
    const token = /\/activate\/([A-Za-z0-9_-]{43})"/.exec(page.text)?.[1] ?? '';
    expect(answer.headers['location']).not.toContain(token);
    const { db, clock } = passo.context;
    const kept = JSON.stringify([await listSessionsOfUser(db, admin.id, clock()), await listEvents(db, { take: 100 })]);
    expect(kept).not.toContain(token);
    const user = await activateUser(passo.context, token, new SecretText(`${ADMIN_PASSWORD}-own`));
    expect(user.username).toBe('priya');
  });

  test('a temporary password is shown for a moment and signs the person in', async () => {
    await browser.open(`${USERS}/new`);
    const fields = { username: 'temp', email: 'temp@fernhill.example', first: 'temporary-password' };
    const answer = await browser.sendAndFollow(USERS, fields);
    const password = /id="temporary-password"[^>]*value="([^"]+)"/.exec(answer)?.[1] ?? '';
    expect(await checkCredentials(passo.context, { login: 'temp', password: new SecretText(password) })).toMatchObject({
      username: 'temp',
      passwordTemporary: true,
    });
    const page = await browser.open(`${USERS}/${(await stored('temp')).id}`);
    expect(page).not.toContain(password);
  });

  test('a refused form keeps what was typed, names the person who has the username, and adds nobody', async () => {
    const before = await total();
    await browser.open(`${USERS}/new`);
    const fields = { username: 'N.Abadi', email: 'not an address', firstname: '"<b x="', first: 'temporary-password' };
    const wrong = await browser.send(USERS, fields);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('<title>Problem: ');
    expect(wrong.text).not.toContain('<b x');
    expect(readForm(mainOf(wrong.text), USERS)).toMatchObject(fields);
    const taken = await browser.send(USERS, { ...fields, email: 'other@fernhill.example' });
    expect(taken.status).toBe(422);
    expect(wordsOf(taken.text)).toContain('Noor A. already has this username.');
    expect(await total()).toBe(before);
  });

  test('fields that are not in the form change nothing: role, state and id stay ours', async () => {
    await browser.open(`${USERS}/new`);
    const fields = {
      username: 'mallory',
      email: 'mallory@fernhill.example',
      role: 'admin',
      state: 'active',
      id: admin.id,
    };
    await browser.send(USERS, { ...fields, first: 'link' });
    expect(await stored('mallory')).toMatchObject({ role: 'user', state: 'staged' });
  });
});

describe('the list', () => {
  test('search narrows the list, and a state narrows it further', async () => {
    const found = wordsOf(await browser.open(`${USERS}?q=noor`));
    expect(found).toContain('n.abadi');
    expect(found).not.toContain('mallory');
    expect(wordsOf(await browser.open(`${USERS}?q=noor&state=suspended`))).toContain('No match');
  });

  test.each(['%00', '%27%20or%201=1--', '%25', '%5C', encodeURIComponent('\ud83d\ude00'), 'a'.repeat(5_000)])(
    'a search for %.20s is only a search',
    async (text) => {
      await browser.open(`${USERS}?q=${text}&page=-1&state=nobody`);
      await browser.open(`${USERS}?q=${text}&q=twice&page=99999999999`);
    },
  );

  test('more people than one page are paged, with the filter kept', async () => {
    for (let number = 0; number < 51; number += 1) await add(`crowd${number}`);
    const first = await browser.open(`${USERS}?q=crowd`);
    expect(wordsOf(first)).toContain('Showing 1 to 50 of 51 people');
    expect(first).toContain('href="/admin/users?q=crowd&amp;page=2"');
    expect(wordsOf(await browser.open(`${USERS}?q=crowd&page=2`))).toContain('Showing 51 to 51 of 51 people');
  });
});

describe('one person', () => {
  test('saving changes the properties and says so once', async () => {
    const user = await add('dele', { firstname: 'Dele' });
    const path = `${USERS}/${user.id}`;
    const form = readForm(await browser.open(path), path);
    const page = await browser.sendAndFollow(path, { ...form, firstname: '', jobTitle: 'Designer' });
    expect(wordsOf(page)).toContain('dele is saved');
    expect(wordsOf(await browser.open(path))).not.toContain('is saved');
    const after = await stored('dele');
    expect(after.jobTitle).toBe('Designer');
    expect(after.firstname).toBeUndefined();
  });

  test('a refused change keeps what was typed and writes nothing', async () => {
    const { id } = await stored('dele');
    const path = `${USERS}/${id}`;
    const form = { ...readForm(await browser.open(path), path), timezone: 'Mars/Olympus', jobTitle: 'Lead' };
    const answer = await browser.send(path, form);
    expect(answer.status).toBe(422);
    expect(readForm(answer.text, path)).toMatchObject({ timezone: 'Mars/Olympus', jobTitle: 'Lead' });
    expect((await stored('dele')).jobTitle).toBe('Designer');
  });

  test('a new activation link and a temporary password are shown on a page of their own; the old link stops working', async () => {
    const { id } = await stored('dele');
    await browser.open(`${USERS}/${id}`);
    const link = await browser.sendAndFollow(`${USERS}/${id}/activation-link`, {});
    const token = /\/activate\/([A-Za-z0-9_-]{43})"/.exec(link)?.[1] ?? '';
    const password = await browser.sendAndFollow(`${USERS}/${id}/password`, {});
    expect(wordsOf(password)).toContain('Copy it now');
    await expect(activateUser(passo.context, token, new SecretText(ADMIN_PASSWORD))).rejects.toThrow(AppError);
  });

  test('signing out everywhere ends the sessions of the person, and one’s own except this one', async () => {
    const { db, clock } = passo.context;
    const other = new BrowserSession(buildApp(passo.context));
    await other.signIn();
    await browser.open(`${USERS}/${admin.id}`);
    const page = await browser.sendAndFollow(`${USERS}/${admin.id}/sessions/revocation`, {});
    expect(wordsOf(page)).toContain('You stay signed in here.');
    expect(await listSessionsOfUser(db, admin.id, clock())).toHaveLength(1);
    await other.agent.get(USERS).expect(303);
  });

  test('suspending asks first, then signs the person out, and can be undone', async () => {
    const { id } = await stored('dele');
    expect(wordsOf(await browser.open(`${USERS}/${id}/suspension`))).toContain('No application is affected.');
    expect((await getUser(passo.context.db, id)).state).toBe('active');
    const page = await browser.sendAndFollow(`${USERS}/${id}/suspension`, {});
    expect(wordsOf(page)).toContain('dele is suspended');
    expect((await getUser(passo.context.db, id)).state).toBe('suspended');
    const refused = await browser.send(`${USERS}/${id}/password`, {});
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain('Unsuspend this person first.');
    await browser.sendAndFollow(`${USERS}/${id}/unsuspension`, {});
    expect((await getUser(passo.context.db, id)).state).toBe('active');
  });

  test('deleting is a second step: refused before the suspension, and until the hours of the policy have passed', async () => {
    const { id } = await stored('dele');
    expect(wordsOf(await browser.open(`${USERS}/${id}/deletion`))).toContain('Suspend this person first');
    const active = await browser.send(`${USERS}/${id}/deletion`, { username: 'dele' });
    expect(active.status).toBe(409);
    await browser.sendAndFollow(`${USERS}/${id}/suspension`, {});
    expect(wordsOf(await browser.open(`${USERS}/${id}/deletion`))).toContain('in 24 hours');
    const early = await browser.send(`${USERS}/${id}/deletion`, { username: 'dele' });
    expect(early.status).toBe(409);
    expect(wordsOf(early.text)).toContain('This person can be deleted in 24 hours.');
    expect(await findUserByLogin(passo.context.db, 'dele')).toBeDefined();
  });

  test('deleting needs the typed username, checked here and not in the browser', async () => {
    const { id } = await stored('dele');
    await suspendLongAgo(passo.context, id);
    await browser.open(`${USERS}/${id}/deletion`);
    const refused = await browser.send(`${USERS}/${id}/deletion`, { username: 'somebody' });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain('Type dele to delete this person. Nothing was deleted.');
    const page = await browser.sendAndFollow(`${USERS}/${id}/deletion`, { username: ' DELE ' });
    expect(wordsOf(page)).toContain('dele is deleted');
    expect(await findUserByLogin(passo.context.db, 'dele')).toBeUndefined();
    await browser.open(`${USERS}/${id}`, 404);
    const log = wordsOf(await browser.open(`/admin/insights?user=${id}`));
    expect(log).toContain('sam.okafor deleted dele.');
  });

  test.each(['suspension', 'deletion'])('the last owner can’t go by %s', async (deed) => {
    const path = `${USERS}/${admin.id}/${deed}`;
    await browser.open(path);
    const answer = await browser.send(path, { username: admin.username });
    expect(answer.status).toBe(409);
    expect(wordsOf(answer.text)).toContain('This is the last owner. Somebody has to be able to administer Passo.');
    expect((await getUser(passo.context.db, admin.id)).state).toBe('active');
  });

  test.each(['', '/groups', '/applications', '/activity', '/suspension', '/deletion'])(
    'nobody lives at an address that names nobody: %s',
    async (tab) => {
      for (const id of ['0'.repeat(26), 'x', '%00', '..%2f..']) await browser.open(`${USERS}/${id}${tab}`, 404);
    },
  );
});
