import { buildApp } from '../../src/app';
import { findApplicationBySlug, listApplications } from '../../src/store/applications';
import { findCurrentCertificate } from '../../src/store/sign-on/certificates';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf, type Fields } from './browser-session';

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex');
const LIST = '/admin/applications';

let passo: TestPasso;
let browser: BrowserSession;

beforeAll(async () => {
  passo = await startPasso();
  await addAdmin(passo.context);
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});

afterAll(() => passo.stop());

const robin = (more: Fields = {}): Fields => ({
  connectorId: 'robin',
  label: 'Robin',
  showInPortal: 'on',
  'variable.YOURDOMAIN': 'fernhill-works',
  ...more,
});

test('the path is User Authentication, SSO Applications, + Add New Application (M-027, M-028, A-02)', async () => {
  const html = await browser.open(LIST);
  expect(wordsOf(html)).toContain('User Authentication SSO Applications');
  expect(html).toMatch(/href="\/admin\/applications\/new"[^>]*>\s*\+ Add New Application/);
});

test('the search field finds connectors, a selection and Next lead to the wizard (M-029)', async () => {
  const html = await browser.open(`${LIST}/new?q=robi`);
  expect(html).toContain('value="robin"');
  expect(html).not.toContain('value="blogin"');
  const next = await browser.agent.get(`${LIST}/new?q=robi&connector=robin&next=1`).expect(303);
  expect(next.headers['location']).toBe(`${LIST}/new/robin`);
});

test('Next without a selection says so (M-029)', async () => {
  const html = await browser.open(`${LIST}/new?next=1`, 422);
  expect(html).toContain('<title>Problem: ');
  expect(wordsOf(html)).toContain('Select an application, then choose Next.');
});

test('a search that finds nothing offers the custom applications', async () => {
  const html = await browser.open(`${LIST}/new?q=${encodeURIComponent('<b>zzz')}`);
  expect(html).toContain('No connector is called “&lt;b>zzz”');
  expect(html).toContain('value="bookmark"');
  expect(html).not.toContain('value="robin"');
});

test('a connector that is not in the catalogue has no wizard', async () => {
  await browser.open(`${LIST}/new/no-such`, 404);
});

test('the wizard asks for every field by its name (M-030, M-031, M-032, M-033, M-035, M-036, M-038)', async () => {
  const html = await browser.open(`${LIST}/new/robin`);
  const words = wordsOf(html);
  for (const name of [
    'Display Label',
    'Description',
    'User Portal Image',
    'Show in User Portal',
    'Advanced Settings',
  ]) {
    expect(words).toContain(name);
  }
  expect(words).toContain('SSO IdP URL (optional)');
  expect(words).toContain('Left empty it becomes http://localhost:9999/saml2/robin.');
  expect(words).toContain('Save Application');
  expect(html).toMatch(/name="label"[^>]*value="Robin"/);
});

test('the Applications page of the User Portal is called by its other name too, the User Console (A-34)', async () => {
  expect(wordsOf(await browser.open(`${LIST}/new/robin`))).toContain('its Applications page, the User Console');
});

test('the wizard warns that the SSO IdP URL can’t be changed later (M-037)', async () => {
  expect(wordsOf(await browser.open(`${LIST}/new/robin`))).toContain('The SSO IdP URL can’t be changed later');
});

test('the wizard says which address a connector’s value fills (M-048)', async () => {
  const words = wordsOf(await browser.open(`${LIST}/new/robin`));
  expect(words).toContain('Robin domain name');
  expect(words).toContain('It replaces YOURDOMAIN in Login URL.');
});

test('Save Application leads to exactly two choices (M-038, M-039)', async () => {
  await browser.open(`${LIST}/new/robin`);
  const html = await browser.sendAndFollow(LIST, robin({ description: 'Desks' }), {
    name: 'image',
    bytes: PNG,
    filename: 'robin.png',
  });
  const body = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  expect(
    [...body.matchAll(/<a class="btn[^>]*href="([^"]+)"[^>]*>([^<]+)/g)].map(([, href, word]) => [href, word]),
  ).toEqual([
    [`${LIST}/robin/sso`, 'Configure Application'],
    [LIST, 'Close'],
  ]);
  const application = await findApplicationBySlug(passo.context.db, 'robin');
  expect(application).toMatchObject({ label: 'Robin', description: 'Desks', hasImage: true, ssoState: 'active' });
  expect(application?.sso?.loginUrl).toBe('https://dashboard.robinpowered.com/fernhill-works/login');
  expect(application && (await findCurrentCertificate(passo.context.db, application.id))).toBeDefined();
});

test('a second application of a connector gets a free address, which the wizard tells (M-036, A-33)', async () => {
  expect(wordsOf(await browser.open(`${LIST}/new/robin`))).toContain(
    'Left empty it becomes http://localhost:9999/saml2/robin-2.',
  );
  await browser.sendAndFollow(LIST, robin({ label: 'Robin two' }));
  expect((await findApplicationBySlug(passo.context.db, 'robin-2'))?.label).toBe('Robin two');
});

test.each([
  ['an empty Display Label', { label: ' ' }, 'Enter a Display Label.'],
  ['a missing value of the connector', { 'variable.YOURDOMAIN': '' }, 'Enter Robin domain name'],
  [
    'a placeholder left as it is',
    { 'variable.YOURDOMAIN': 'YOURDOMAIN' },
    'This still holds the placeholder YOURDOMAIN.',
  ],
  ['a value that changes where the address leads', { 'variable.YOURDOMAIN': 'a/../../evil' }, 'without a slash'],
  ['a taken SSO IdP URL', { slug: 'robin' }, 'This SSO IdP URL is taken. robin-3 is free.'],
  ['an SSO IdP URL that is a word of our own addresses', { slug: 'deletion' }, 'This SSO IdP URL is taken.'],
  ['an SSO IdP URL with a slash', { slug: 'a/b' }, 'lower-case letters, digits and single hyphens only'],
  ['an unknown connector', { connectorId: '__proto__' }, undefined],
])('the wizard refuses %s and keeps what was typed', async (_what, more, sentence) => {
  await browser.open(`${LIST}/new/robin`);
  const before = await listApplications(passo.context.db);
  const response = await browser.send(LIST, robin({ description: 'Kept "words"', ...more }));
  expect(response.status).toBe(sentence === undefined ? 404 : 422);
  if (sentence !== undefined) {
    expect(wordsOf(response.text)).toContain(sentence);
    expect(response.text).toContain('aria-invalid="true"');
    expect(response.text).toContain('>Kept &quot;words&quot;<');
  }
  expect(await listApplications(passo.context.db)).toHaveLength(before.length);
});

test.each([
  ['a file that is no image', Buffer.from('<svg onload="alert(1)"/>'), 'Choose a PNG, JPEG or WebP image.'],
  ['an image over 512 KB', Buffer.concat([PNG, Buffer.alloc(512 * 1024)]), 'The image can have 512 KB at most.'],
])('the wizard refuses %s (M-032)', async (_what, bytes, sentence) => {
  await browser.open(`${LIST}/new/robin`);
  const response = await browser.send(LIST, robin(), { name: 'image', bytes, filename: 'image.png' });
  expect(response.status).toBe(422);
  expect(wordsOf(response.text)).toContain(sentence);
  expect(wordsOf(response.text)).toContain('Choose the image again, it was not kept.');
});

test('a bookmark asks for its Bookmark URL and nothing of SAML (M-034)', async () => {
  const html = await browser.open(`${LIST}/new/bookmark`);
  expect(wordsOf(html)).toContain('Bookmark URL');
  expect(wordsOf(html)).not.toContain('SSO IdP URL');
  const refused = await browser.send(LIST, {
    connectorId: 'bookmark',
    label: 'Wiki',
    bookmarkUrl: 'javascript:alert(1)',
  });
  expect(refused.status).toBe(422);
  const created = await browser.sendAndFollow(LIST, {
    connectorId: 'bookmark',
    label: 'Wiki',
    bookmarkUrl: 'https://wiki.example/login',
  });
  expect(created).toContain(`href="${LIST}/bookmark/bookmark"`);
  expect((await findApplicationBySlug(passo.context.db, 'bookmark'))?.showInPortal).toBe(false);
});

test('an application without Show in User Portal is saved as hidden (M-033)', async () => {
  await browser.open(`${LIST}/new/blogin`);
  const created = await browser.sendAndFollow(LIST, { connectorId: 'blogin', label: 'BlogIn' });
  expect(wordsOf(created)).toContain('SSO is not active yet');
  expect((await findApplicationBySlug(passo.context.db, 'blogin'))?.showInPortal).toBe(false);
});
