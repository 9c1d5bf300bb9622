import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import type { Actor } from '../../src/actions/deps';
import { buildApp } from '../../src/app';
import { scimOf } from '../../src/connectors/functionality';
import type { Application } from '../../src/core/application';
import { findSealedToken, getApplication } from '../../src/store/applications';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';

const TOKEN = 'a-token-that-must-not-be-seen';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;

beforeAll(async () => {
  passo = await startPasso();
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());

const tab = (application: Application): string => `/admin/applications/${application.slug}/identity-management`;
const add = (connectorId: string, variables: Record<string, string> = {}): Promise<Application> =>
  addApplication(passo.context, actor, { connectorId, label: connectorId, showInPortal: true, variables });
const stored = (application: Application): Promise<Application> => getApplication(passo.context.db, application.id);

test('the tab is called Identity Management, explains itself and offers Configure (M-075, M-077)', async () => {
  const application = await add('robin', { YOURDOMAIN: 'fernhill' });
  const html = await browser.open(tab(application));
  expect(html).toMatch(/aria-current="page"[^>]*>Identity Management/);
  expect(html).toContain(`href="${tab(application)}?configure=1">Configure</a>`);
  expect(html).not.toContain('name="token"');
});

test.each([
  ['robin', false, 'M-078'],
  ['blogin', true, 'M-079'],
  ['interact-software', true, 'M-081'],
  ['custom-scim', true, 'M-082'],
] as [string, boolean, string][])(
  'Configure of %s asks for what its connector needs and no more (Base URL: %s, %s)',
  async (id, asksBaseUrl, _line) => {
    const application = await add(id, { YOURDOMAIN: 'fernhill', YOUR_SUBDOMAIN: 'fernhill.example' });
    const html = await browser.open(`${tab(application)}?configure=1`);
    expect(html.includes('name="baseUrl"')).toBe(asksBaseUrl);
    expect(html).toMatch(/id="f-token" name="token"[^>]*autocomplete="off"[^>]*type="password"/);
    expect(wordsOf(html)).toContain('Token Key');
  },
);

test('Interact’s Base URL is filled from its subdomain (M-081, A-31)', async () => {
  const application = await add('interact-software', { YOUR_SUBDOMAIN: 'fernhill.interactgo.com' });
  const html = await browser.open(`${tab(application)}?configure=1`);
  expect(html).toMatch(/name="baseUrl"[^>]* value="https:\/\/fernhill\.interactgo\.com\/api\/v2\/scim\/v2"/);
});

test('Rhombus says that single sign-on comes first, then asks for the Token Key alone (M-015, M-080)', async () => {
  const application = await add('rhombus-systems');
  const before = await browser.open(`${tab(application)}?configure=1`);
  expect(wordsOf(before)).toContain('needs single sign-on before Identity Management');
  expect(before).not.toContain('name="token"');
  const refused = await browser.send(`${tab(application)}/activation`, { token: TOKEN });
  expect(refused.status).toBe(422);
  expect(wordsOf(refused.text)).toContain('Set up the SSO tab first.');
  if (application.sso === undefined) throw new Error('Rhombus has SAML settings.');
  const sso = {
    ...application.sso,
    spEntityId: 'https://rhombus.example/sp',
    acs: [{ url: 'https://rhombus.example/acs', isDefault: true }],
  };
  await configureSso(passo.context, actor, application.id, { sso, active: true });
  const after = await browser.open(`${tab(application)}?configure=1`);
  expect(after).toContain('name="token"');
  expect(after).not.toContain('name="baseUrl"');
});

test('a connector without SCIM has no Identity Management to configure', async () => {
  const none = [...passo.context.connectors.values()].find(
    (connector) => scimOf(connector) === undefined && !connector.bookmark,
  );
  if (none === undefined) return expect([...passo.context.connectors.keys()]).toContain('bookmark');
  expect(wordsOf(await browser.open(tab(await add(none.id))))).toContain('Identity Management is not available');
});

describe('what is typed', () => {
  test.each([
    ['https://{YOUR_SUBDOMAIN}/api/v2/scim/v2', 'This still holds the placeholder YOUR_SUBDOMAIN.'],
    ['https://.blogin.co/sso/scim/V2', 'A part of the host name is missing.'],
    ['https://user:secret@sp.example/scim', 'holds a username or password'],
    ['', 'Enter the Base URL'],
  ])('the Base URL "%s" is refused before anything is tried (A-31, A-32)', async (baseUrl, sentence) => {
    const application = await add('custom-scim');
    for (const step of ['test', 'activation']) {
      await browser.open(`${tab(application)}?configure=1`);
      const response = await browser.send(`${tab(application)}/${step}`, { baseUrl, token: TOKEN });
      expect(response.status).toBe(422);
      expect(wordsOf(response.text)).toContain(sentence);
      expect(response.text).toContain('href="#f-baseUrl"');
      expect(response.text).not.toContain(TOKEN);
    }
    expect(await stored(application)).toEqual(application);
  });

  test('an empty Token Key is asked for, and the Base URL stays typed', async () => {
    const application = await add('custom-scim');
    await browser.open(`${tab(application)}?configure=1`);
    const response = await browser.send(`${tab(application)}/activation`, {
      baseUrl: 'https://sp.example/Scim/V2',
      token: ' ',
    });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('Enter the Token Key.');
    expect(response.text).toContain('value="https://sp.example/Scim/V2"');
  });

  test('an address of a private network is not tried and the reason is said', async () => {
    const application = await add('custom-scim');
    await browser.open(`${tab(application)}?configure=1`);
    const response = await browser.send(`${tab(application)}/activation`, {
      baseUrl: 'http://169.254.169.254/scim',
      token: TOKEN,
    });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('The connection could not be verified');
    expect(response.text).not.toContain(TOKEN);
    expect((await stored(application)).idmState).toBe('inactive');
    expect(await findSealedToken(passo.context.db, application.id)).toBeUndefined();
  });

  test('writes without the token of the session are refused', async () => {
    const application = await add('custom-scim');
    for (const step of ['test', 'activation', 'deactivation', 'retry', 'sync']) {
      await browser.agent
        .post(`${tab(application)}/${step}`)
        .type('form')
        .send('baseUrl=https://sp.example')
        .expect(403);
    }
  });

  test.each(['deactivation', 'retry', 'sync'])('%s without an active connection says so', async (step) => {
    const application = await add('custom-scim');
    await browser.open(tab(application));
    const page = await browser.sendAndFollow(`${tab(application)}/${step}`, {});
    expect(wordsOf(page)).toContain('Identity Management is not active.');
  });
});

describe('Attribute Mappings', () => {
  test('Interact’s table is shown with what is never sent (M-105)', async () => {
    const application = await add('interact-software', { YOUR_SUBDOMAIN: 'fernhill.example' });
    const words = wordsOf(await browser.open(tab(application)));
    expect(words).toContain('Attribute Mappings');
    const scim = scimOf(passo.context.connectors.get('interact-software') ?? { customScim: false });
    for (const name of scim?.notSent ?? ['?']) expect(words).toContain(name);
    expect(words).toContain('Password Sent when it is set or changed; never read back.');
    expect(words).not.toContain('Enable management of User Groups');
  });

  test('Rhombus, which takes neither groups nor passwords, has no remark about them', async () => {
    expect(wordsOf(await browser.open(tab(await add('rhombus-systems'))))).not.toContain('in a later version');
  });
});
