import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { setApplicationsOfUser } from '../../src/actions/applications/access';
import type { Actor } from '../../src/actions/deps';
import { createGroup } from '../../src/actions/groups/save';
import { buildApp } from '../../src/app';
import type { Application } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import type { User } from '../../src/core/user';
import { findApplicationBySlug } from '../../src/store/applications';
import { listBoundGroupIds, listBoundUserIds } from '../../src/store/bindings';
import { addMember } from '../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex');
const ROBIN = '/admin/applications/robin';
const WIKI = '/admin/applications/bookmark';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let robin: Application;
let design: Group;
let noor: User;

const stored = async (slug: string): Promise<Application> => {
  const application = await findApplicationBySlug(passo.context.db, slug);
  if (application === undefined) throw new Error(`no application ${slug}`);
  return application;
};

beforeAll(async () => {
  passo = await startPasso();
  const { context } = passo;
  ({ actor } = await addAdmin(context));
  const general = { showInPortal: true, variables: { YOURDOMAIN: 'fernhill' } };
  robin = await addApplication(context, actor, { ...general, connectorId: 'robin', label: 'Robin' });
  const bookmark = { connectorId: 'bookmark', label: 'Wiki', bookmarkUrl: 'https://wiki.example/' };
  await addApplication(context, actor, { ...general, ...bookmark });
  design = await createGroup(context, actor, { name: 'Design' });
  noor = await addMember(context, actor, design, 'n.abadi', { firstname: 'Noor', lastname: 'Abadi' });
  browser = new BrowserSession(buildApp(context));
  await browser.signIn();
});

afterAll(() => passo.stop());

describe('the frame', () => {
  test('the panel has name, state and links, the tabs have the names of the product, SSO, Identity Management and Activity among them (M-018, M-042, M-043)', async () => {
    const html = await browser.open(`${ROBIN}/general`);
    const words = wordsOf(html.slice(html.indexOf('<main')));
    expect(words).toContain('General Info SSO Identity Management User Groups 0 Activity');
    expect(words).toContain('IDP Certificate Valid');
    expect(words).toContain('Copy Metadata URL');
    expect(words).not.toContain('Deactivate IdM connection');
  });

  test('an application without a tab in its address opens General Info, by slug and by id (M-040)', async () => {
    for (const name of ['robin', robin.id]) {
      const response = await browser.agent.get(`/admin/applications/${name}`).expect(303);
      expect(response.headers['location']).toBe(`${ROBIN}/general`);
    }
  });

  test('an application that is not there is not found', async () => {
    for (const tab of ['', '/general', '/user-groups', '/activity'])
      await browser.open(`/admin/applications/gone${tab}`, 404);
  });

  test('a placeholder that is left is named on every tab (A-32)', async () => {
    const { context } = passo;
    const left = await addApplication(context, actor, {
      connectorId: 'custom-saml',
      label: 'Left',
      showInPortal: true,
      variables: {},
    });
    const { sso } = left;
    if (sso === undefined) throw new Error('no SAML');
    const settings = {
      ...sso,
      spEntityId: 'https://sp.example',
      acs: [{ url: 'https://sp.example/acs', isDefault: true }],
    };
    await configureSso(context, actor, left.id, { sso: settings, active: false });
    expect(await browser.open(`/admin/applications/${left.slug}/general`)).not.toContain('A placeholder is left');
    const loginUrl = 'https://sp.example/{YOUR_SUBDOMAIN}';
    await context
      .db('applications')
      .where({ id: left.id })
      .update({ sso: JSON.stringify({ ...settings, loginUrl }) });
    const words = wordsOf(await browser.open(`/admin/applications/${left.slug}/general`));
    expect(words).toContain('A placeholder is left in Login URL (YOUR_SUBDOMAIN)');
  });
});

describe('General Info', () => {
  test('save keeps what was typed and says so (M-050)', async () => {
    await browser.open(`${ROBIN}/general`);
    const html = await browser.sendAndFollow(`${ROBIN}/general`, {
      label: 'Robin desks',
      description: '<img src=x>',
      'variable.YOURDOMAIN': 'fernhill-two',
    });
    expect(wordsOf(html)).toContain('General Info of Robin desks was saved');
    expect(html).not.toContain('<img src=x>');
    const after = await stored('robin');
    expect(after).toMatchObject({ label: 'Robin desks', description: '<img src=x>', showInPortal: false });
    expect(after.variables).toEqual({ YOURDOMAIN: 'fernhill-two' });
  });

  test('the SSO IdP URL is shown to read, and a form that sends one changes nothing (M-037)', async () => {
    const html = await browser.open(`${ROBIN}/general`);
    expect(html).toMatch(/id="sso-idp-url"[^>]*readonly[^>]*value="http:\/\/localhost:9999\/saml2\/robin"/i);
    await browser.sendAndFollow(`${ROBIN}/general`, {
      label: 'Robin',
      slug: 'other',
      'variable.YOURDOMAIN': 'fernhill',
    });
    expect((await stored('robin')).id).toBe(robin.id);
    expect(await findApplicationBySlug(passo.context.db, 'other')).toBeUndefined();
  });

  test('a placeholder in place of a value is refused beside its field (A-32)', async () => {
    await browser.open(`${ROBIN}/general`);
    const response = await browser.send(`${ROBIN}/general`, { label: 'X', 'variable.YOURDOMAIN': '{YOURDOMAIN}' });
    expect(response.status).toBe(422);
    expect(response.text).toContain('href="#f-variable-YOURDOMAIN"');
    expect(response.text).toContain('<title>Problem: ');
    expect((await stored('robin')).label).toBe('Robin');
  });

  test('an image is stored, served as what it is in a sandbox, and removed (M-032)', async () => {
    await browser.open(`${ROBIN}/general`);
    const file = { name: 'image', bytes: PNG, filename: 'evil.html' };
    const html = await browser.sendAndFollow(`${ROBIN}/image`, { action: 'upload' }, file);
    expect(html).toContain('src="/apps/robin/image"');
    const image = await browser.agent.get('/apps/robin/image').expect(200);
    expect(image.headers).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    expect(image.body).toEqual(PNG);
    await browser.agent
      .get('/apps/robin/image')
      .set('If-None-Match', image.headers['etag'] ?? '')
      .expect(304);
    await browser.sendAndFollow(`${ROBIN}/image`, { action: 'remove' });
    await browser.agent.get('/apps/robin/image').expect(404);
  });

  test('an upload without a file says what to do', async () => {
    await browser.open(`${ROBIN}/general`);
    const response = await browser.send(`${ROBIN}/image`, { action: 'upload' });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('Choose an image, then choose Upload image.');
  });
});

describe('the Bookmark tab', () => {
  test('Deactivate Bookmark changes nothing until save (M-057, A-35, A-36)', async () => {
    const html = await browser.open(`${WIKI}/bookmark`);
    expect(wordsOf(html)).toContain('Deactivate Bookmark');
    const pending = await browser.send(`${WIKI}/bookmark`, {
      bookmarkUrl: 'https://wiki.example/',
      action: 'deactivate',
    });
    expect(pending.status).toBe(200);
    expect(wordsOf(pending.text)).toContain('Not saved yet: the bookmark is still active');
    expect((await stored('bookmark')).ssoState).toBe('active');
  });

  test('save after Deactivate Bookmark deactivates it and confirms (M-206)', async () => {
    await browser.open(`${WIKI}/bookmark`);
    const fields = { bookmarkUrl: 'https://wiki.example/in', action: 'save', pending: 'deactivate' };
    const html = await browser.sendAndFollow(`${WIKI}/bookmark`, fields);
    expect(wordsOf(html)).toContain('The bookmark Wiki was deactivated');
    expect(await stored('bookmark')).toMatchObject({ ssoState: 'inactive', bookmarkUrl: 'https://wiki.example/in' });
    await browser.sendAndFollow(`${WIKI}/bookmark`, { ...fields, pending: 'activate' });
    expect((await stored('bookmark')).ssoState).toBe('active');
  });

  test('an address that is none is refused, and the state stays', async () => {
    await browser.open(`${WIKI}/bookmark`);
    const response = await browser.send(`${WIKI}/bookmark`, {
      bookmarkUrl: 'javascript:alert(1)',
      action: 'save',
      pending: 'deactivate',
    });
    expect(response.status).toBe(422);
    expect(response.text).toContain('href="#f-bookmarkUrl"');
    expect((await stored('bookmark')).ssoState).toBe('active');
  });

  test('an application with SAML has no Bookmark tab', async () => {
    await browser.open(`${ROBIN}/bookmark`, 404);
  });
});

describe('the User Groups tab', () => {
  test('a ticked group and save give its people access (M-064)', async () => {
    const html = await browser.open(`${ROBIN}/user-groups`);
    expect(html).toContain(`type="checkbox" name="group" value="${design.id}"`);
    expect(html).toContain('href="/admin/groups/new?application=robin"');
    const saved = await browser.sendAndFollow(`${ROBIN}/user-groups`, { group: design.id, action: 'save' });
    expect(wordsOf(saved)).toContain('1 person was added and 0 removed.');
    expect(await listBoundGroupIds(passo.context.db, robin.id)).toEqual([design.id]);
  });

  test('what a change does can be seen first, and nothing is saved by it', async () => {
    await browser.open(`${ROBIN}/user-groups`);
    const response = await browser.send(`${ROBIN}/user-groups`, { action: 'preview' });
    expect(wordsOf(response.text)).toContain('Not saved yet: this adds 0 people and removes 1');
    expect(await listBoundGroupIds(passo.context.db, robin.id)).toEqual([design.id]);
  });

  test('taking access away asks first; a confirmation for other groups does not count (M-064)', async () => {
    await browser.open(`${ROBIN}/user-groups`);
    for (const confirmation of ['', `groups,${design.id}`]) {
      const asked = await browser.send(`${ROBIN}/user-groups`, { action: 'save', confirmation });
      expect(wordsOf(asked.text)).toContain('removes 1');
      expect(await listBoundGroupIds(passo.context.db, robin.id)).toEqual([design.id]);
    }
    const saved = await browser.sendAndFollow(`${ROBIN}/user-groups`, { action: 'save', confirmation: 'groups' });
    expect(wordsOf(saved)).toContain('0 people were added and 1 removed.');
    expect(await listBoundGroupIds(passo.context.db, robin.id)).toEqual([]);
  });

  test('a group that is gone is refused and nothing is changed', async () => {
    await browser.open(`${ROBIN}/user-groups`);
    const response = await browser.send(`${ROBIN}/user-groups`, { group: [design.id, 'gone'], action: 'save' });
    expect(response.status).toBe(404);
    expect(await listBoundGroupIds(passo.context.db, robin.id)).toEqual([]);
  });

  test('the way to a new group is there while there is none (M-067)', async () => {
    expect(await browser.open(`${WIKI}/user-groups`)).toMatch(
      /href="\/admin\/groups\/new\?application=bookmark"[^>]*>Create a new group/,
    );
  });

  test('people assigned directly are listed and can be removed', async () => {
    await setApplicationsOfUser(passo.context, actor, noor.id, [robin.id]);
    expect(wordsOf(await browser.open(`${ROBIN}/user-groups`))).toContain('Noor Abadi n.abadi');
    const html = await browser.sendAndFollow(`${ROBIN}/user-groups/removal`, { user: noor.id });
    expect(wordsOf(html)).toContain('Noor Abadi is no longer assigned directly');
    expect(await listBoundUserIds(passo.context.db, robin.id)).toEqual([]);
  });
});

test('the Activity tab lists what happened to the application, the newest first', async () => {
  const words = wordsOf(await browser.open(`${ROBIN}/activity`));
  expect(words).toContain('sam.okafor added the application Robin.');
  expect(words.indexOf('association_update')).toBeLessThan(words.indexOf('application_create'));
});

test('a form without its token changes nothing', async () => {
  const response = await browser.agent.post(`${ROBIN}/general`).type('form').send('label=Taken');
  expect(response.status).toBe(403);
  expect((await stored('robin')).label).toBe('Robin');
});
