import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { configureSso } from '../../src/actions/applications/configure';
import { changeMembers } from '../../src/actions/groups/members';
import { createGroup } from '../../src/actions/groups/save';
import { activateIntegration } from '../../src/actions/provisioning/activate';
import { SecretText } from '../../src/core/secret-text';
import type { Group } from '../../src/core/group';
import type { User } from '../../src/core/user';
import { saveSetting } from '../../src/store/settings';
import { transact } from '../../src/store/tx';
import { wordsOf, type BrowserSession } from '../web/browser-session';
import { ACS, FORM, formBody, PASSWORD, startWebBench, tokenOf, cookieOf, type WebBench } from './web-bench';

/** Markup that runs wherever a value is written as markup, in a text or in an attribute. */
const EVIL = (where: string): string => `${where}"'><img src=x onerror=alert(1)><script>alert(1)</script>&amp;{{1}}`;
/** The same for places that take no blanks and no slashes. */
const EVIL_NAME = `mallory"'><svg>&lt;`;

let bench: WebBench;
let admin: BrowserSession;
let mallory: User;
let group: Group;
let sp: Server;

beforeAll(async () => {
  bench = await startWebBench();
  const { context } = bench.passo;
  await transact(context.db, (tx) => saveSetting(tx, 'organisation', EVIL('Organisation')));
  mallory = await bench.addPerson('mallory', {
    ...{ firstname: EVIL('First'), lastname: EVIL('Last'), displayName: EVIL('Display'), jobTitle: EVIL('Title') },
    ...{ department: EVIL('Department'), company: EVIL('Company'), location: EVIL('Location') },
    ...{ employeeIdentifier: EVIL('Number'), employeeType: EVIL('Type'), middlename: EVIL('Middle') },
    addresses: [{ type: 'work', streetAddress: EVIL('Street'), locality: EVIL('City'), country: EVIL('Country') }],
  });
  await bench.addPerson('second', { displayName: EVIL('Second') });
  group = await createGroup(context, bench.actor, { name: EVIL('Group'), description: EVIL('About') });
  await changeMembers(context, bench.actor, group.id, { add: [mallory.id], remove: [] });
  await addHostileApplications();
  admin = await bench.signedIn();
});
afterAll(async () => {
  await new Promise((done) => {
    sp.close(done);
    sp.closeAllConnections();
  });
  await bench.stop();
});

/** Applications with hostile labels and settings, and one whose SP refuses everything in hostile words. */
async function addHostileApplications(): Promise<void> {
  const { context } = bench.passo;
  const { actor } = bench;
  const naming = { showInPortal: true, variables: {}, description: EVIL('Description') };
  const saml = await addApplication(context, actor, {
    connectorId: 'custom-saml',
    label: EVIL('Saml'),
    slug: 'evil-saml',
    ...naming,
  });
  if (saml.sso === undefined) throw new Error('Custom SAML has SAML settings.');
  const attributes = [
    {
      name: EVIL('Attribute').slice(0, 60),
      from: 'email',
      constant: EVIL('Constant'),
      jit: false,
      enabled: true,
    } as const,
  ];
  const sso = {
    ...saml.sso,
    spEntityId: `urn:${EVIL_NAME}`,
    acs: [{ url: `${ACS}?a='&amp;b;c,d`, isDefault: true }],
    attributes,
  };
  await configureSso(context, actor, saml.id, { sso, active: true });
  await addApplication(context, actor, {
    ...{ connectorId: 'bookmark', label: EVIL('Bookmark'), slug: 'evil-bookmark', ...naming },
    bookmarkUrl: 'https://evil.example/?q=%22%3E%3Cscript%3E',
  });
  sp = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/scim+json');
    const list = { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] };
    const error = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      scimType: EVIL('Kind'),
      detail: EVIL('Detail'),
    };
    if (request.method === 'GET') response.end(JSON.stringify(list));
    else response.writeHead(400).end(JSON.stringify(error));
  });
  await new Promise<void>((done) => sp.listen(0, '127.0.0.1', done));
  const scim = await addApplication(context, actor, {
    connectorId: 'custom-scim',
    label: EVIL('Scim'),
    slug: 'evil-scim',
    ...naming,
  });
  for (const id of [saml.id, scim.id]) await setGroupsOfApplication(context, actor, id, [group.id]);
  const baseUrl = `http://127.0.0.1:${(sp.address() as AddressInfo).port}/scim`;
  const test = await activateIntegration(context, actor, scim.id, {
    baseUrl,
    token: new SecretText('t0ken-for-tests'),
  });
  expect(test).toMatchObject({ ok: true });
  await context.worker.idle();
}

/** Every address a page leads to. */
const linksOf = (html: string): string[] =>
  [...html.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));

function expectTame(path: string, html: string): void {
  expect([path, /<img src=x|<script>|<svg>|&amp;lt;script|<u>/.exec(html)?.[0]]).toEqual([path, undefined]);
  expect([path, /<[a-z]+(?:"[^"]*"|[^">])*\son[a-z]+=/.exec(html)?.[0]]).toEqual([path, undefined]);
  for (const link of linksOf(html))
    expect([path, link]).toEqual([path, expect.stringMatching(/^(\/(?!\/)|#|\?|https?:\/\/|$)/)]);
}

test('A1: no page of the Administrator Portal shows what people or applications sent as markup', async () => {
  const seen = new Map<string, string>();
  const waiting = ['/admin'];
  for (let path = waiting.pop(); path !== undefined && seen.size < 400; path = waiting.pop()) {
    const key = path.replace(/[0-9A-HJKMNP-TV-Z]{26}/g, (id) =>
      path?.includes('/insights/') === true ? id.slice(0, 2) : id,
    );
    if (seen.has(key) || /[?&](before|page|status|sort)=/.test(path)) continue;
    const response = await admin.agent.get(path);
    expect([path, [200, 303, 422].includes(response.status)]).toEqual([path, true]);
    seen.set(key, response.text);
    if (String(response.headers['content-type']).startsWith('text/html')) expectTame(path, response.text);
    waiting.push(
      ...linksOf(response.text.replace(/<form[^>]*>/g, '')).filter((link) => /^\/admin(\/|\?|$)/.test(link)),
    );
  }
  const all = [...seen.values()].join('\n');
  expect(seen.size).toBeGreaterThan(60);
  for (const value of [
    'Organisation',
    'Display',
    'Title',
    'Street',
    'Group',
    'About',
    'Saml',
    'Scim',
    'Description',
    'Attribute',
    'Constant',
    'Detail',
  ]) {
    expect([value, all.includes(`${value}&quot;'>&lt;img src=x`)]).toEqual([value, true]);
  }
});

test('A1: every event is shown as text', async () => {
  const rows: { id: string }[] = await bench.passo.context.db<{ id: string }>('events').select('id');
  expect(rows.length).toBeGreaterThan(15);
  for (const { id } of rows) expectTame(id, await admin.open(`/admin/insights/${id}`));
});

test('A1: the User Portal shows labels, names and devices as text', async () => {
  const page = await bench.shoot({ path: '/login' });
  const body = formBody({ _csrf: tokenOf(page.text), username: 'mallory', password: PASSWORD });
  const headers = { ...FORM, Cookie: cookieOf(page.headers) ?? '', 'User-Agent': `${EVIL('Agent')} Firefox/1` };
  const cookie = cookieOf((await bench.shoot({ method: 'POST', path: '/login', headers, body })).headers) ?? '';
  for (const path of [
    '/',
    '/security',
    '/?q="><script>alert(1)</script>',
    '/nowhere/"><script>',
    '/apps/evil-saml',
    '/apps/atlas',
    '/admin',
  ]) {
    const answer = await bench.shoot({ path: encodeURI(path), headers: { Cookie: cookie } });
    expect(answer.status).toBeLessThan(500);
    expectTame(path, answer.text);
  }
  const tiles = await bench.shoot({ path: '/', headers: { Cookie: cookie } });
  expect(wordsOf(tiles.text)).toContain('Saml');
});

const REFLECTED = [
  ...[
    '/login?next=EVIL',
    '/login?request=EVIL',
    '/?q=EVIL',
    '/admin/users?q=EVIL&state=EVIL',
    '/admin/groups?q=EVIL',
    '/admin/applications?q=EVIL',
  ],
  ...[
    '/admin/insights?q=EVIL&name=EVIL&from=EVIL&to=EVIL&application=EVIL&user=EVIL',
    '/admin/applications/new?q=EVIL',
    '/setup?token=EVIL',
  ],
  ...[
    '/admin/applications/new?connector=EVIL',
    '/activate/EVIL',
    '/admin/users/EVIL',
    '/saml2/EVIL',
    '/saml2/atlas?SAMLRequest=EVIL&RelayState=EVIL',
  ],
  ...[
    '/EVIL',
    '/apps/EVIL',
    '/admin/EVIL',
    '/saml2/resume/EVIL',
    '/admin/applications/atlas/user-groups?q=EVIL',
    '/password?next=EVIL',
  ],
];
test.each(REFLECTED)('A1: what an address brings comes back as text (%s)', async (path) => {
  const evil = encodeURIComponent(EVIL('Reflected'));
  for (const browser of [admin, bench.browser()]) {
    const response = await browser.agent
      .get(path.replaceAll('EVIL', evil))
      .set('Cookie', 'theme="><script>alert(1)</script>');
    expect(response.status).toBeLessThan(500);
    expectTame(path, response.text);
  }
});

test('A1: what a refused form brings comes back as text, and as it was typed', async () => {
  const values = { username: EVIL('User'), email: EVIL('Mail'), firstname: EVIL('First') };
  await admin.open('/admin/users/new');
  const user = await admin.send('/admin/users', values);
  expect(user.status).toBe(422);
  expectTame('/admin/users', user.text);
  expect(user.text).toContain(`User&quot;'>&lt;img src=x`);
  const other = bench.browser();
  await other.open('/login');
  const login = await other.send('/login', { username: EVIL('Login'), password: EVIL('Password'), next: EVIL('Next') });
  expect(login.status).toBe(401);
  expectTame('/login', login.text);
  expect(login.text).toContain(`Login&quot;'>&lt;img src=x`);
  expect(login.text).not.toContain('Password&quot;');
});
