import { addApplication } from '../../../src/actions/applications/add';
import { setApplicationsOfUser } from '../../../src/actions/applications/access';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { changeOrganisation } from '../../../src/actions/portal/organisation';
import type { Simulator } from '../../../src/dev/simulator/types';
import { SecretText } from '../../../src/core/secret-text';
import { listEvents } from '../../../src/store/events';
import { findLogo } from '../../../src/store/portal/branding';
import { getUser } from '../../../src/store/users';
import { startSp } from '../../support/integration';
import { startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { wordsOf, type BrowserSession } from '../browser-session';

jest.setTimeout(60_000);

let bench: WebBench;
let sp: Simulator;
let noor: BrowserSession;
let admin: BrowserSession;

beforeAll(async () => {
  bench = await startWebBench();
  sp = await startSp();
  noor = await bench.signedIn('noor.abadi');
  admin = await bench.signedIn();
});
afterAll(async () => {
  await bench.stop();
  await sp.stop();
});

const SETTINGS = '/admin/settings/organisation';
const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636460f80f00010501012718e3660000000049454e44ae426082',
  'hex',
);

test('UX 1.3 row 21: an account on its way answers 202 until it is there, and then its tile opens', async () => {
  const { context } = bench.passo;
  const token = new SecretText(sp.token);
  const integration = { baseUrl: sp.scimBaseUrl, token };
  expect(await activateIntegration(context, bench.actor, bench.application.id, integration)).toMatchObject({
    ok: true,
  });
  await context.worker.idle();
  sp.setDefects({ failEvery: 1 });
  const ida = await bench.addPerson('ida.waits');
  await setApplicationsOfUser(context, bench.actor, ida.id, [bench.application.id]);
  const browser = await bench.signedIn('ida.waits');
  expect(wordsOf(await browser.open('/'))).toContain('Being set up. About a minute.');
  const waiting = await browser.agent.get('/apps/atlas').expect(202);
  expect(wordsOf(waiting.text)).toContain('Your Atlas account is being set up');
  expect(waiting.text).toContain('data-ready="/apps/atlas/account"');
  expect(waiting.text).not.toContain('SAMLResponse');
  const state = async (): Promise<unknown> => (await browser.agent.get('/apps/atlas/account').expect(200)).body;
  expect(await state()).toEqual({ state: 'setting-up' });
  expect((await browser.agent.get('/apps/atlas?anyway=1').expect(200)).text).toContain('SAMLResponse');
  sp.setDefects({});
  for (let look = 0; look < 100 && sp.account('ida.waits') === undefined; look += 1) {
    context.wake();
    await new Promise((done) => setTimeout(done, 20));
    await context.worker.idle();
  }
  expect(await state()).toEqual({ state: 'ready' });
  expect((await browser.agent.get('/apps/atlas').expect(200)).text).toContain('SAMLResponse');
  await (await bench.signedIn('ida.waits')).agent.get('/apps/unheard-of/account').expect(404);
});

test('an account that the application refused is told with its event, which its person can look up', async () => {
  const { context } = bench.passo;
  sp.setDefects({ requireAttributes: 'nickName' });
  const kim = await bench.addPerson('kim.refused');
  await setApplicationsOfUser(context, bench.actor, kim.id, [bench.application.id]);
  await context.worker.idle();
  sp.setDefects({});
  const browser = await bench.signedIn('kim.refused');
  expect(wordsOf(await browser.open('/'))).toContain('Your account is not ready');
  const refused = await browser.agent.get('/apps/atlas').expect(409);
  expect(wordsOf(refused.text)).toContain('Your Atlas account is not ready');
  expect(refused.text).not.toContain('nickName');
  const event = /href="\/help\?event=([0-9A-Z]{26})"/.exec(refused.text)?.[1] ?? '';
  const help = wordsOf(await browser.open(`/help?event=${event}`));
  expect(help).toContain('Your account at Atlas could not be set up.');
  expect(help).not.toContain('nickName');
});

test('help: people read events about themselves in plain words, and nothing of others’ (A8)', async () => {
  const { context } = bench.passo;
  await noor.agent.get('/apps/atlas').expect(200);
  await context.journal.flush();
  const [own] = await listEvents(context.db, { userId: bench.noor.id, name: 'sso_auth', take: 1 });
  const id = own?.id ?? '';
  expect(wordsOf(await noor.open(`/help?event=${id}`))).toContain('You were signed in to Atlas.');
  const typed = `${id.slice(0, 5).toLowerCase()}-${id.slice(5, 20)} `;
  expect(wordsOf(await noor.open(`/help?event=${encodeURIComponent(typed)}`))).toContain(
    'You were signed in to Atlas.',
  );
  const [others] = await listEvents(context.db, { userId: bench.admin.id, take: 1 });
  for (const event of [others?.id ?? '', '01J00000000000000000000000', '%', 'SSO_AUTH1', '<i>x']) {
    const answer = await noor.agent.get('/help').query({ event }).expect(404);
    expect(answer.text).not.toContain(others?.actor.name ?? 'nobody');
    expect(answer.text).not.toContain('<i>x');
  }
  const german = await noor.agent.get(`/help?event=${id}`).set('Accept-Language', 'de').expect(200);
  expect(wordsOf(german.text)).toContain('Sie wurden bei Atlas angemeldet.');
});

test('Settings > Organisation keeps the contact that people read, and refuses what leads astray', async () => {
  await admin.open(SETTINGS);
  const bad = await admin.send(SETTINGS, {
    ...{ name: ' ', contactMail: 'a@b?bcc=x', contactLink: 'javascript:alert(1)', contactPhone: 'call me' },
    ...{ contactName: 'IT desk', signInNote: 'x'.repeat(301) },
  });
  expect(bad.status).toBe(422);
  expect(bad.text).toContain('value="IT desk"');
  for (const id of ['name', 'contactMail', 'contactLink', 'contactPhone', 'signInNote']) {
    expect(bad.text).toContain(`id="f-${id}-error"`);
  }
  await admin.sendAndFollow(SETTINGS, {
    ...{
      name: 'Fernhill Works',
      contactName: 'IT desk',
      contactMail: 'it@fernhill.example',
      contactPhone: '+49 30 12',
    },
    ...{ contactLink: 'https://help.fernhill.example/', signInNote: 'Lost your phone? Call 12 <b>now</b>.' },
  });
  const help = await noor.open('/help');
  expect(help).toContain('href="mailto:it@fernhill.example"');
  expect(help).toContain('href="tel:+493012"');
  const login = await bench.browser().open('/login');
  expect(login).toContain('Call 12 &lt;b>now&lt;/b>.');
  const [event] = await listEvents(bench.passo.context.db, { name: 'organisation_update', take: 1 });
  expect(event?.payload).toEqual({ changed: ['contact', 'signInNote'] });
});

test('A6: the logo is a picture by what it holds, stands on gate and portal, and is served in a sandbox', async () => {
  await admin.open(SETTINGS);
  const svg = { name: 'image', bytes: Buffer.from('<svg onload="alert(1)"/>'), filename: 'logo.png' };
  expect((await admin.send(`${SETTINGS}/logo`, {}, svg)).status).toBe(422);
  const large = { name: 'image', bytes: Buffer.concat([PNG, Buffer.alloc(600 * 1024)]), filename: 'logo.png' };
  expect((await admin.send(`${SETTINGS}/logo`, {}, large)).status).toBe(422);
  expect(await findLogo(bench.passo.context.db)).toBeUndefined();
  await bench.browser().agent.get('/branding/logo').expect(404);
  await admin.sendAndFollow(`${SETTINGS}/logo`, {}, { name: 'image', bytes: PNG, filename: 'x.html' });
  const login = await bench.browser().open('/login');
  const address = /<img src="(\/branding\/logo\?v=[^"]+)" alt="Fernhill Works"/.exec(login)?.[1] ?? '';
  const served = await bench.browser().agent.get(address).expect(200);
  expect(served.headers['content-type']).toBe('image/png');
  expect(served.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
  expect(await noor.open('/')).toContain(address);
  await admin.open(SETTINGS);
  await admin.sendAndFollow(`${SETTINGS}/logo`, { remove: 'on' });
  expect(await noor.open('/')).not.toContain('/branding/logo');
});

test('A5: people edit what the admin leaves to them, and nothing else however the form is made', async () => {
  const { context } = bench.passo;
  expect(await noor.open('/profile')).not.toContain('action="/profile"');
  expect((await noor.send('/profile', { displayName: 'Boss' })).status).toBe(403);
  await changeOrganisation(context, bench.actor, {
    ...{ name: 'Fernhill Works', contact: {}, editable: ['displayName', 'mobilePhone', 'timezone'] },
  });
  await noor.open('/profile');
  for (const field of ['username', 'email', 'role', 'department', 'firstname', 'id']) {
    expect((await noor.send('/profile', { displayName: 'Noor A.', [field]: 'x' })).status).toBe(403);
  }
  const bad = await noor.send('/profile', { displayName: 'Noor A.', mobilePhone: 'none', timezone: 'Mars/Olympus' });
  expect(bad.status).toBe(422);
  expect(bad.text).toContain('value="Mars/Olympus"');
  expect(wordsOf(bad.text)).toContain('Enter a time zone such as Europe/Berlin.');
  expect((await getUser(context.db, bench.noor.id)).displayName).toBeUndefined();
  await noor.sendAndFollow('/profile', { displayName: ' نور ', mobilePhone: '+49 170 1', timezone: 'Europe/Berlin' });
  const after = await getUser(context.db, bench.noor.id);
  expect(after).toMatchObject({ displayName: 'نور', firstname: 'Noor', username: 'noor.abadi', role: 'user' });
  expect(after.phoneNumbers).toEqual([{ type: 'mobile', value: '+49 170 1' }]);
  await context.worker.idle();
  expect(sp.accounts().find(({ userName }) => userName === 'noor.abadi')?.displayName).toBe('نور');
});

test('the profile says which application gets which field: at every sign-in, and whenever it changes (M-071)', async () => {
  const page = await noor.open('/profile');
  const row = (field: string): string =>
    wordsOf(new RegExp(`<td><b>${field}</b></td>.*?</tr>`, 's').exec(page)?.[0] ?? '');
  expect(row('Company email')).toContain('Kept up to date: Atlas When you sign in: Atlas');
  expect(row('Company email')).toContain('noor.abadi@fernhill.example');
  expect(row('Time zone')).toContain('Nowhere');
  expect(row('Password')).toContain('Hidden Kept up to date: Atlas');
});

test('the language of the pages is chosen in the profile and kept', async () => {
  await noor.open('/profile');
  const page = await noor.sendAndFollow('/profile/language', { language: 'de' });
  expect(page).toContain('<html lang="de"');
  expect(wordsOf(page)).toContain('Ihre Sprache ist gespeichert');
  await noor.open('/profile');
  await noor.sendAndFollow('/profile/language', { language: 'xx' });
  expect((await getUser(bench.passo.context.db, bench.noor.id)).language).toBeUndefined();
});

test('UX 1.3 row 21: what is used most stands first from seven applications on; tiles or list is remembered', async () => {
  const { context } = bench.passo;
  const ids = [];
  for (let count = 1; count <= 6; count += 1) {
    const label = count === 6 ? 'ی'.repeat(120) : `Bookmark ${count}`;
    const input = { connectorId: 'bookmark', label, slug: `bookmark-${count}`, showInPortal: true, variables: {} };
    const added = await addApplication(context, bench.actor, { ...input, bookmarkUrl: `https://b${count}.example/` });
    ids.push(added.id);
    if (count === 5) {
      await setApplicationsOfUser(context, bench.actor, bench.noor.id, ids);
      for (let time = 0; time < 3; time += 1) await noor.agent.get('/apps/bookmark-3').expect(303);
      await noor.agent.get('/apps/bookmark-1').expect(303);
      await context.journal.flush();
      expect(await noor.open('/')).not.toContain('Used most');
    }
  }
  await setApplicationsOfUser(context, bench.actor, bench.noor.id, ids);
  const used = /<h2 id="used">Used most<\/h2>(.*?)<\/section>/s.exec(await noor.open('/'))?.[1] ?? '';
  const order = [...used.matchAll(/href="\/apps\/([^"]+)"/g)].map((match) => match[1]);
  expect(order).toEqual(['bookmark-3', 'bookmark-1', 'atlas']);
  expect(await noor.open('/?view=list')).toContain('class="tiles rows"');
  expect(await noor.open('/')).toContain('class="tiles rows"');
  expect(await noor.open('/?view=tiles')).not.toContain('class="tiles rows"');
  expect(await noor.open('/?view=rows%22')).not.toContain('class="tiles rows"');
});

test('the manifest and its icons are for everybody and begin no session', async () => {
  const answer = await bench.browser().agent.get('/manifest.webmanifest').expect(200);
  expect(answer.headers['content-type']).toContain('application/manifest+json');
  expect(answer.headers['set-cookie']).toBeUndefined();
  const manifest = JSON.parse(answer.text) as { name: string; icons: { src: string; sizes: string; type: string }[] };
  expect(manifest.name).toBe('Fernhill Works · Passo');
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await bench.browser().agent.get(src).expect(200);
    expect(icon.headers['content-type']).toContain(type);
    if (type !== 'image/png') continue;
    const bytes = icon.body as Buffer;
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }
  await bench.browser().agent.get('/icons/9999.png').expect(404);
});
