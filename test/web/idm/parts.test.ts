import type { Actor } from '../../../src/actions/deps';
import { buildApp } from '../../../src/app';
import type { Simulator } from '../../../src/dev/simulator/types';
import { findSealedToken, getApplication } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { findUserByLogin } from '../../../src/store/users';
import { addMember, integrate, startSp, writes, type Integrated } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sp: Simulator;
let at: Integrated;
let path: string;
let round = 0;

beforeAll(async () => {
  passo = await startPasso({ pollMs: 60_000 });
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());
beforeEach(async () => {
  sp = await startSp();
  round += 1;
  at = await integrate(passo.context, actor, sp, `Atlas ${round}`);
  await passo.context.worker.idle();
  path = `/admin/applications/${at.application.slug}/identity-management`;
});
afterEach(async () => {
  await browser.open(path);
  await browser.send(`${path}/deactivation`, {});
  await sp.stop();
});

describe('Pause', () => {
  test('says who paused it, keeps changes, and Resume sends them', async () => {
    await browser.open(path);
    const paused = wordsOf(await browser.sendAndFollow(`${path}/pause`, {}));
    expect(paused).toMatch(/Paused by sam\.okafor, now/);
    expect(paused).not.toMatch(/Pause Run full sync/);
    await addMember(passo.context, actor, at.group, `noor${round}`);
    await passo.context.worker.idle();
    expect(writes(sp)).toEqual([]);
    expect(wordsOf(await browser.open(path))).toContain('1 person in line');
    const gone = wordsOf(await browser.sendAndFollow(`${path}/resume`, {}));
    expect(gone).not.toContain('Paused by');
    await passo.context.worker.idle();
    expect(sp.accounts()).toHaveLength(1);
    const again = wordsOf(await browser.sendAndFollow(`${path}/resume`, {}));
    expect(again).toContain('Provisioning is not paused.');
  });
});

describe('Replace Token Key', () => {
  test('A-03: a wrong one is refused with the steps; the old one stays and is not shown', async () => {
    const before = await findSealedToken(passo.context.db, at.application.id);
    expect(await browser.open(path)).toContain(`href="${path}/credentials"`);
    await browser.open(`${path}/credentials`);
    const answer = await browser.send(`${path}/credentials`, { kind: 'bearer', token: 'wrong-wrong-wrong-wrong' });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('The new credential was not accepted');
    expect(wordsOf(answer.text)).toContain('Changes go on with the old one');
    expect(answer.text).not.toContain('wrong-wrong');
    expect(answer.text).not.toContain(sp.token);
    expect(await findSealedToken(passo.context.db, at.application.id)).toBe(before);
  });

  test('a form that is refused loses nothing but the secret', async () => {
    await browser.open(`${path}/credentials?auth=oauth`);
    const fields = { kind: 'oauth', tokenUrl: 'ftp://x', clientId: 'passo', scope: 'scim', token: 'very-secret-word' };
    const answer = await browser.send(`${path}/credentials`, fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('value="ftp://x"');
    expect(answer.text).toContain('value="passo"');
    expect(answer.text).toContain('value="scim"');
    expect(answer.text).not.toContain('very-secret-word');
    expect(wordsOf(answer.text)).toContain('Enter the full address tokens are fetched from');
  });

  test.each([
    ['basic', { username: 'passo' }],
    ['header', { headerName: 'X-Api-Key' }],
    ['oauth', { clientId: 'passo' }],
  ] as const)('%s replaces a bearer token in place, and changes go out with it', async (kind, more) => {
    sp.setDefects({ auth: kind });
    const tokenUrl = kind === 'oauth' ? { tokenUrl: sp.tokenUrl } : {};
    await browser.open(`${path}/credentials?auth=${kind}`);
    const answer = await browser.send(`${path}/credentials`, { kind, token: sp.token, ...more, ...tokenUrl });
    expect(answer.status).toBe(303);
    expect((await getApplication(passo.context.db, at.application.id)).idm.auth?.kind).toBe(kind);
    await addMember(passo.context, actor, at.group, `noor${round}`);
    await passo.context.worker.idle();
    expect(sp.accounts()).toHaveLength(1);
    const page = await browser.open(`${path}/credentials`);
    for (const value of Object.values(more)) expect(page).toContain(`value="${value}"`);
    expect(page).not.toContain(sp.token);
    const [event] = await listEvents(passo.context.db, { name: 'idm_integration_reauth', take: 1 });
    expect(event).toMatchObject({ result: 'success' });
    expect(JSON.stringify(event)).not.toContain(sp.token);
  });

  test('the Configure form takes the same kinds, and keeps the choice after a deactivation', async () => {
    await browser.open(path);
    await browser.send(`${path}/deactivation`, {});
    sp.setDefects({ auth: 'basic' });
    expect(await browser.open(`${path}?configure=1&auth=basic`)).toContain('name="username"');
    const fields = { baseUrl: sp.scimBaseUrl, kind: 'basic', username: 'passo', token: sp.token };
    const refused = await browser.send(`${path}/activation`, { ...fields, token: 'wrong wrong wrong' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="passo"');
    expect((await browser.send(`${path}/activation`, fields)).status).toBe(303);
    await browser.open(path);
    await browser.send(`${path}/deactivation`, {});
    expect(await browser.open(`${path}?configure=1`)).toContain('value="passo"');
    expect(await findSealedToken(passo.context.db, at.application.id)).toBeUndefined();
  });
});

describe('Pace', () => {
  test('is set for one application, checked, and an event', async () => {
    expect(wordsOf(await browser.open(path))).toContain('Requests at once');
    await browser.open(`${path}/pace`);
    const wrong = await browser.send(`${path}/pace`, { perSecond: '1.5', concurrency: '0', timeoutMs: '7' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="1.5"');
    expect(wordsOf(wrong.text)).toContain('Enter a whole number from 1 to 64');
    const odd = await browser.send(`${path}/pace`, { retryBaseMs: '60', retryCapMs: '5' });
    expect(wordsOf(odd.text)).toContain('The longest wait can’t be shorter than the first one.');
    const page = await browser.sendAndFollow(`${path}/pace`, { perSecond: '3', concurrency: '2', timeoutMs: '7' });
    expect(wordsOf(page)).toContain('3, set for this application');
    const { idm } = await getApplication(passo.context.db, at.application.id);
    expect(idm.pace).toEqual({ perSecond: 3, concurrency: 2, timeoutMs: 7_000 });
    const [event] = await listEvents(passo.context.db, { name: 'idm_integration_update', take: 1 });
    expect(event).toMatchObject({
      payload: { changed: ['Requests in a second', 'Requests at once', 'Longest wait for an answer'] },
    });
    await browser.open(`${path}/pace`);
    await browser.sendAndFollow(`${path}/pace`, {});
    expect((await getApplication(passo.context.db, at.application.id)).idm.pace).toBeUndefined();
  });
});

describe('manual import', () => {
  const put = async (userName: string, more: object = {}): Promise<void> => {
    await fetch(`${sp.scimBaseUrl}/Users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName,
        emails: [{ value: `${userName}@fernhill.example` }],
        ...more,
      }),
    });
  };
  const readUsers = async (): Promise<string> => {
    await browser.open(`${path}/import`);
    await browser.sendAndFollow(`${path}/import/list`, {});
    for (let left = 100; left > 0; left -= 1) {
      const page = await browser.open(`${path}/import`);
      if (!wordsOf(page).includes('This page renews itself')) return page;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('The list is never complete.');
  };
  const placeOf = (page: string, name: string): string => {
    const row = page.split('<tr').find((one) => one.includes(name)) ?? '';
    return /name="item" value="(\d+)"/.exec(row)?.[1] ?? '';
  };
  const shownOn = (page: string): string => /name="shown" value="([^"]*)"/.exec(page)?.[1] ?? '';

  test('M-180, M-181, M-182, M-183, M-184, M-185, M-186: read, choose, import, and see at once what came of it', async () => {
    await put(`noor${round}`, { displayName: 'Noor <b>Haddad</b>' });
    await put(`dele${round}`, { displayName: '=cmd|calc' });
    await put(`bad name${round}`);
    expect(wordsOf(await browser.open(path))).toContain('manual import');
    const list = await readUsers();
    expect(wordsOf(list)).toContain('3 New, 0 Imported');
    expect(list).not.toContain('<b>Haddad');
    const shown = shownOn(list);
    const none = await browser.send(`${path}/import/choice`, { action: 'import', shown });
    expect(none.status).toBe(422);
    expect(wordsOf(none.text)).toContain('Choose the users to import first.');

    const item = placeOf(list, `noor${round}`);
    const first = await browser.sendAndFollow(`${path}/import/choice`, { action: 'import', shown, item });
    expect(wordsOf(first)).toContain('The import of 1 user is complete');
    expect(wordsOf(first)).toContain('1 person created, 0 linked, 0 not imported');
    expect(await findUserByLogin(passo.context.db, `noor${round}`)).toMatchObject({ state: 'staged' });
    const sorted = await browser.open(`${path}/import?new=1`);
    expect(sorted.lastIndexOf('>New<')).toBeLessThan(sorted.indexOf('>Imported<'));
    expect(sorted.split('<tr').find((one) => one.includes('>Imported<'))).toMatch(/^ class="muted"[\s\S]*disabled/);

    await browser.sendAndFollow(`${path}/import/choice`, { action: 'all', shown });
    const all = await browser.send(`${path}/import/choice`, { action: 'import', shown: '' });
    expect(all.status).toBe(303);
    const page = wordsOf(await browser.open(`${path}/import`));
    expect(page).toContain('1 person created, 0 linked, 1 not imported');
    expect(page).toContain('A username has no spaces');
    const csv = (await browser.agent.get(`${path}/import.csv`).expect(200)).text;
    expect(csv).toMatch(/^"username","email","name","status","result"\r\n/);
    expect(csv).toContain(`"dele${round}","dele${round}@fernhill.example","'=cmd|calc","Imported",""\r\n`);
    expect(csv).toContain(',"New","A username has no spaces');
  });

  test('reading and importing are stopped by a button, and not when they are complete', async () => {
    await put(`noor${round}`);
    const stop = async (): Promise<string> => (await browser.send(`${path}/import/stop`, {})).text;
    await readUsers();
    expect(wordsOf(await stop())).toContain('No import is under way.');
    const run = { eventId: passo.context.newId(), actor: { name: 'Sam' }, total: 2, created: 1, linked: 0, refused: 0 };
    // As a worker that holds the lease leaves it between two users.
    const ofOne = { application_id: at.application.id };
    const busy = { progress: JSON.stringify({ read: 1, run }), lease_owner: 'x', lease_until: 9e15 };
    await passo.context
      .db('imports')
      .where(ofOne)
      .update({ ...busy, state: 'importing' });
    expect(await browser.open(`${path}/import`)).toContain('Stop the import');
    const stopped = wordsOf(await browser.sendAndFollow(`${path}/import/stop`, {}));
    expect(stopped).toContain('The import is stopped');
    expect(stopped).toContain('Stopped: 1 person created, 0 linked, 0 not imported, 1 left');
    expect(stopped).toContain('stopped the import. Who is left is still selected');
    await passo.context
      .db('imports')
      .where(ofOne)
      .update({ ...busy, state: 'reading' });
    expect(await browser.open(`${path}/import`)).toContain('Stop reading');
    const forgotten = wordsOf(await browser.sendAndFollow(`${path}/import/stop`, {}));
    expect(forgotten).toContain('Reading was stopped');
    expect(forgotten).toContain('Nothing was read yet');
  });

  test('searching narrows the list and what Select all means; made-up forms choose nobody', async () => {
    for (const name of ['anna', 'anton', 'bert']) await put(`${name}${round}`);
    await readUsers();
    const found = await browser.open(`${path}/import?q=an`);
    expect(found).not.toContain(`bert${round}`);
    const chosen = await browser.sendAndFollow(`${path}/import/choice`, { action: 'all', q: 'an', shown: '' });
    expect(wordsOf(chosen)).toContain('2 users are selected');
    const odd = { action: 'keep', shown: '1e9,-1,x,999999', item: ['1e9', '999999'], 'link.999999': 'no-ulid' };
    const kept = await browser.sendAndFollow(`${path}/import/choice`, odd);
    expect(wordsOf(kept)).toContain('2 selected');
    expect(wordsOf(await browser.sendAndFollow(`${path}/import/choice`, { action: 'none', shown: '' }))).toContain(
      '0 users are selected',
    );
  });

  test('M-179: nothing to import from where Identity Management is not active', async () => {
    await browser.send(`${path}/deactivation`, {});
    const answer = await browser.agent.get(`${path}/import`);
    expect([answer.status, answer.headers['location']]).toEqual([303, path]);
    expect((await browser.send(`${path}/import/list`, {})).status).toBe(303);
  });
});
