import type supertest from 'supertest';
import { findUser } from '../../../src/store/users';
import { findGroupByName } from '../../../src/store/groups';
import {
  FORM,
  PASSWORD,
  cookieOf,
  formBody,
  startWebBench,
  tokenOf,
  type WebBench,
} from '../../vulnerabilities/web-bench';
import { ADMIN_PASSWORD, suspendLongAgo } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

const MINUTE = 60_000;
let bench: WebBench;
let admin: BrowserSession;

beforeAll(async () => {
  bench = await startWebBench({ fixedClock: true });
}, 30_000);

beforeEach(async () => {
  admin = await bench.signedIn();
});

afterAll(() => bench.stop());

/** Where a form was kept, as the sign-in page is told. */
function keptAt(answer: supertest.Response): string {
  const location = answer.headers['location'] ?? '';
  const next = new URL(location, 'http://localhost').searchParams.get('next') ?? location;
  expect(next).toMatch(/^\/kept\/[0-9A-Z]{26}$/);
  return next;
}

const groupNamed = (name: string) => findGroupByName(bench.passo.context.db, name);

async function endSessions(): Promise<void> {
  await bench.passo.context.db('sessions').delete();
}

/** Signs in where a browser is, without opening another page first. */
async function signInAgain(browser: BrowserSession, username = 'sam.okafor', password = ADMIN_PASSWORD): Promise<void> {
  await browser.open('/login?again=1');
  expect((await browser.send('/login', { username, password })).status).toBe(303);
}

/** Goes on with a kept form as its page does. */
function goOn(browser: BrowserSession, path: string, page: string): Promise<supertest.Response> {
  return browser.send(path, { _kept: page.split('/')[2] ?? '' });
}

describe('a dangerous act long after signing in (W2)', () => {
  test('asks who one is, keeps what was typed, and goes on with one click, once', async () => {
    const person = await bench.addPerson('leaver');
    await suspendLongAgo(bench.passo.context, person.id);
    const path = `/admin/users/${person.id}/deletion`;
    await admin.open(path);
    bench.passo.clock.now += 16 * MINUTE;
    await admin.open(path);
    const page = keptAt(await admin.send(path, { username: 'leaver' }));
    expect(await findUser(bench.passo.context.db, person.id)).toBeDefined();
    expect(wordsOf(await admin.open('/login?again=1'))).toContain('Confirm that it is you');
    await signInAgain(admin);
    const text = await admin.open(page);
    expect(wordsOf(text)).toContain('Delete a person');
    expect(text).not.toContain('leaver');
    const done = await goOn(admin, path, page);
    expect(done.headers['location']).toBe('/admin/users');
    expect(await findUser(bench.passo.context.db, person.id)).toBeUndefined();
    await admin.open('/admin/users');
    expect((await goOn(admin, path, page)).status).toBe(404);
  });

  test('does not ask again within the minutes that the policy sets', async () => {
    const person = await bench.addPerson('early');
    await suspendLongAgo(bench.passo.context, person.id);
    bench.passo.clock.now += 14 * MINUTE;
    await admin.open('/admin/users');
    const answer = await admin.send(`/admin/users/${person.id}/deletion`, { username: 'early' });
    expect(answer.headers['location']).toBe('/admin/users');
  });

  test('two clicks on "Go on" at once act once', async () => {
    await admin.open('/admin/groups/new');
    await endSessions();
    const page = keptAt(await admin.send('/admin/groups', { name: 'Once only', description: '' }));
    await signInAgain(admin);
    await admin.open(page);
    const both = await Promise.all([goOn(admin, '/admin/groups', page), goOn(admin, '/admin/groups', page)]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    const rows: unknown[] = await bench.passo.context.db('user_groups').where({ name: 'Once only' });
    expect(rows).toHaveLength(1);
  });
});

describe('a form whose session is over loses nothing (issue "Pages first")', () => {
  test('it waits for its person and is sent after signing in', async () => {
    await admin.open('/admin/groups/new');
    await endSessions();
    const page = keptAt(await admin.send('/admin/groups', { name: 'Typed before', description: 'Kept <b>over</b>' }));
    expect(await groupNamed('Typed before')).toBeUndefined();
    await signInAgain(admin);
    await admin.open(page);
    expect((await goOn(admin, '/admin/groups', page)).status).toBe(303);
    expect(await groupNamed('Typed before')).toMatchObject({ description: 'Kept <b>over</b>' });
  });

  test('a page of an earlier sign-in of the same person needs one click more', async () => {
    await admin.open('/admin/groups/new');
    const old = new BrowserSession(bench.app);
    await old.signIn();
    await old.open('/admin/groups/new');
    const token = tokenOf((await admin.agent.get('/admin/groups/new')).text);
    const answer = await old.agent
      .post('/admin/groups')
      .type('form')
      .send(formBody({ _csrf: token, name: 'Other tab', description: '' }));
    const page = keptAt(answer);
    expect(await groupNamed('Other tab')).toBeUndefined();
    await old.open(page);
    expect((await goOn(old, '/admin/groups', page)).status).toBe(303);
  });

  test('another person who signs in does not get it, nor does its person afterwards (A5)', async () => {
    await bench.addPerson('other');
    await admin.open('/admin/groups/new');
    await endSessions();
    const page = keptAt(await admin.send('/admin/groups', { name: 'Not for others', description: '' }));
    await signInAgain(admin, 'other', PASSWORD);
    await admin.agent.get(page).expect(404);
    await admin.open('/security');
    expect((await goOn(admin, '/admin/groups', page)).status).toBe(404);
    await signInAgain(admin);
    await admin.agent.get(page).expect(404);
    expect(await groupNamed('Not for others')).toBeUndefined();
  });

  test('it waits too while a password that has run out is changed', async () => {
    await bench.addPerson('desk');
    await bench.passo.context.db('users').where({ username: 'desk' }).update({ role: 'admin' });
    const desk = await bench.signedIn('desk', PASSWORD);
    await desk.open('/admin/groups/new');
    await bench.passo.context.db('users').where({ username: 'desk' }).update({ password_expires_at: 1 });
    const answer = await desk.send('/admin/groups', { name: 'Typed in between', description: '' });
    expect(answer.headers['location']).toMatch(/^\/password\?next=/);
    const page = keptAt(answer);
    await bench.passo.context.db('users').where({ username: 'desk' }).update({ password_expires_at: null });
    await desk.open(page);
    expect((await goOn(desk, '/admin/groups', page)).status).toBe(303);
    expect(await groupNamed('Typed in between')).toBeDefined();
  });

  test('it waits a quarter of an hour, and goes to no other address', async () => {
    await admin.open('/admin/groups/new');
    await endSessions();
    const page = keptAt(await admin.send('/admin/groups', { name: 'Too late', description: '' }));
    await signInAgain(admin);
    await admin.open(page);
    expect((await goOn(admin, '/admin/users', page)).status).toBe(404);
    bench.passo.clock.now += 16 * MINUTE;
    expect((await goOn(admin, '/admin/groups', page)).status).toBe(404);
    await admin.agent.get(page).expect(404);
    expect(await groupNamed('Too late')).toBeUndefined();
  });

  test('leaving it throws it away', async () => {
    await admin.open('/admin/groups/new');
    await endSessions();
    const page = keptAt(await admin.send('/admin/groups', { name: 'Left', description: '' }));
    await signInAgain(admin);
    await admin.open(page);
    expect((await admin.send(`${page}/removal`, {})).headers['location']).toBe('/');
    await admin.agent.get(page).expect(404);
  });

  test('passwords in it stand sealed in the session and on no page', async () => {
    await admin.open('/security');
    await endSessions();
    const typed = { current: ADMIN_PASSWORD, password: `${ADMIN_PASSWORD}-next` };
    const page = keptAt(await admin.send('/security/password', typed));
    const rows: { data: string }[] = await bench.passo.context.db('sessions').select('data');
    expect(rows.some(({ data }) => data.includes('"kept"'))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(ADMIN_PASSWORD);
    await signInAgain(admin);
    expect(await admin.open(page)).not.toContain(ADMIN_PASSWORD);
  });
});

describe('what is not kept (W3)', () => {
  test('a form that another site sends, even with a mark of ours', async () => {
    const token = tokenOf(await admin.open('/admin/groups/new'));
    await endSessions();
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }]) {
      const body = formBody({ _csrf: token, name: 'Foreign' });
      const answer = await bench.shoot({
        method: 'POST',
        path: '/admin/groups',
        headers: { ...FORM, ...headers },
        body,
      });
      expect(answer.status).toBe(403);
    }
    const rows: { data: string }[] = await bench.passo.context.db('sessions').select('data');
    expect(rows.filter(({ data }) => data.includes('"kept"'))).toEqual([]);
  });

  test('a form with a mark that is not ours, was changed, or is a week old', async () => {
    const token = tokenOf(await admin.open('/admin/groups/new'));
    const [csrf, , at, page, signature] = token.split('.');
    const noor = `${csrf}.${bench.noor.id}.${at}.${page}.${signature}`;
    await endSessions();
    const send = async (own: string): Promise<number> => {
      const body = formBody({ _csrf: own, name: 'Forged' });
      return (await bench.shoot({ method: 'POST', path: '/admin/groups', headers: FORM, body })).status;
    };
    for (const forged of [noor, csrf ?? '', `${token}.x`, token.slice(0, -2), `${csrf}....`, '']) {
      expect(await send(forged)).toBe(403);
    }
    bench.passo.clock.now += 8 * 24 * 60 * MINUTE;
    expect(await send(token)).toBe(403);
  });

  test('a page of one person in the session of another is refused and kept for nobody', async () => {
    const mine = tokenOf(await admin.open('/admin/groups/new'));
    const noor = await bench.signedIn('noor.abadi');
    const answer = await noor.agent
      .post('/security/sessions/revocation')
      .type('form')
      .send(formBody({ _csrf: mine }));
    expect(answer.status).toBe(403);
    expect(wordsOf(answer.text)).toContain('while somebody else was signed in here');
  });

  test('what is too long is refused with a sentence that says how to save it', async () => {
    await admin.open('/admin/groups/new');
    await endSessions();
    const answer = await admin.send('/admin/groups', { name: 'Long', description: 'x'.repeat(100_000) });
    expect(answer.status).toBe(403);
    expect(wordsOf(answer.text)).toContain('too long to be kept');
  });

  test('a file: the sentence says to choose it again', async () => {
    await admin.open('/admin/applications');
    await endSessions();
    const file = { name: 'image', bytes: Buffer.from('x'), filename: 'x.png' };
    const answer = await admin.send(`/admin/applications/${bench.application.id}/image`, {}, file);
    expect(answer.status).toBe(403);
    expect(wordsOf(answer.text)).toContain('choose the file again');
  });

  test('signing out: whose session is over is signed out', async () => {
    await admin.open('/security');
    await endSessions();
    expect((await admin.send('/logout', {})).headers['location']).toBe('/login');
  });

  test('an address of another site is never where a kept form goes (W5)', async () => {
    const token = tokenOf(await admin.open('/admin/groups/new'));
    await endSessions();
    for (const path of ['//evil.example/x', '/\\evil.example', '/admin/groups?to=https://evil.example']) {
      const body = formBody({ _csrf: token, name: 'Elsewhere' });
      const kept = await bench.shoot({ method: 'POST', path, headers: FORM, body });
      if (kept.status !== 303) continue;
      const cookie = cookieOf(kept.headers) ?? '';
      const next = new URL(kept.headers.location ?? '', 'http://localhost').searchParams.get('next') ?? '';
      const login = await bench.shoot({ path: '/login', headers: { Cookie: cookie } });
      const fields = { _csrf: tokenOf(login.text), username: 'sam.okafor', password: ADMIN_PASSWORD };
      const headers = { ...FORM, Cookie: cookie };
      const signedIn = await bench.shoot({ method: 'POST', path: '/login', headers, body: formBody(fields) });
      const page = await bench.shoot({ path: next, headers: { Cookie: cookieOf(signedIn.headers) ?? '' } });
      const actions = [...page.text.matchAll(/action="([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(actions.length).toBeGreaterThan(0);
      expect(actions.filter((action) => !/^\/(?!\/)/.test(action))).toEqual([]);
    }
  });
});
