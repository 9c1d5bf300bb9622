import { chromium, type Browser } from 'playwright-core';
import { createApiKey } from '../../../src/actions/api-keys/create';
import { runDueDrift } from '../../../src/actions/provisioning/drift/run';
import { scopesWithin } from '../../../src/core/api-keys/scopes';
import type { Simulator } from '../../../src/dev/simulator/types';
import { createWebhook } from '../../../src/actions/webhooks/create';
import { testWebhook } from '../../../src/actions/webhooks/test';
import { makeAuthenticator } from '../../../src/web/middleware/person';
import { routes } from '../../../src/web/routes';
import { ACCESS_TABLE } from '../../../src/web/admin/access/table';
import { listEvents } from '../../../src/store/events';
import { startSp } from '../../support/integration';
import { inspect, openBeside, openBrowser, type InspectedPage, type Look } from '../../support/inspect-page';
import { ADMIN_PASSWORD } from '../../support/passo';
import { runPasso, type RunningPasso } from '../../support/running-passo';
import { browserAddress } from '../../support/services';
import { BrowserSession } from '../browser-session';
import { BROKEN, fillHostile, PASSWORD, RTL, WORD, type Hostile } from './hostile-company';

jest.setTimeout(300_000);

/** Everything at the widest, and nothing that scrolls sideways on a phone, however small. */
const LOOKS: readonly Look[] = [
  { width: 1360, colorScheme: 'light', rules: 'all' },
  { width: 1360, colorScheme: 'dark', rules: 'colours' },
  { width: 390, colorScheme: 'light', rules: 'none' },
  { width: 320, colorScheme: 'light', rules: 'none' },
];
/** An address as the router knows it, as it is opened, and what it is answered with. */
type Page = readonly [route: string, address: string, status: number];

interface Layer {
  readonly route?: { readonly path: string | string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** Two cores: more pages at a time would wait for each other. */
const AT_A_TIME = 3;
/** Files, which are not pages. */
const FILES = /\.(?:csv|pem)$|\/export$/;
/** What stands for a thing that is not there any more: the page that says so is looked at once. */
const GONE = '01J00000000000000000000000';

let passo: RunningPasso;
let sp: Simulator;
let browser: Browser;
let company: Hostile;
/** What fills the names of an address, most of it read from pages. */
let ids: Record<string, string>;

beforeAll(async () => {
  passo = await runPasso();
  sp = await startSp();
  company = await fillHostile(passo.context, sp);
  await passo.context.worker.idle();
  ids = await makeHistory();
  expect(Object.values(ids)).not.toContain(GONE);
  browser = await chromium.connect(browserAddress());
}, 120_000);
afterAll(async () => {
  await browser.close();
  await sp.stop();
  await passo.stop();
});

/** Lets an admin do what leaves something to look at: a refused sign-on, a list of accounts, a comparison, a guide. */
async function makeHistory(): Promise<Record<string, string>> {
  const { context, url } = passo;
  const admin = new BrowserSession(url);
  await admin.signIn();
  await admin.agent.get(`/saml2/sign-on?SAMLRequest=${encodeURIComponent('<html>'.repeat(60))}`);
  const idm = '/admin/applications/accounts/identity-management';
  await admin.open(idm);
  await admin.sendAndFollow(`${idm}/import/list`, {});
  await admin.sendAndFollow(`${idm}/drift/check`, {});
  await runDueDrift(context, () => false);
  await context.worker.idle();
  await context.journal.flush();
  const found = async (page: string, pattern: RegExp): Promise<string> =>
    pattern.exec(await admin.open(page))?.[1] ?? GONE;
  const [event] = await listEvents(context.db, { take: 1 });
  const wanted = { name: WORD.slice(0, 100), scopes: scopesWithin('owner') };
  const { key } = await createApiKey(context, company.actor, wanted);
  const input = { name: WORD.slice(0, 128), url: `${sp.url}/${WORD}`, categories: ['sign-on'], names: ['user_create'] };
  const { webhook } = await createWebhook(context, company.actor, input);
  await testWebhook(context, company.actor, webhook.id);
  const certificate = '/admin/applications/sign-on/sso/certificate';
  return {
    exchange: await found('/admin/applications/sign-on/sso/exchanges', /exchanges\/([\w-]+)"/),
    item: await found(`${idm}/drift`, /drift\/link\/([\w-]+)"/),
    certificate: await found(certificate, /revocation\?certificate=([\w-]+)"/),
    file: await upload(admin),
    event: event?.id ?? GONE,
    apiKey: key.id,
    webhook: webhook.id,
  };
}

/** A file of people whose lines are as bad as they get. */
async function upload(admin: BrowserSession): Promise<string> {
  const lines = [
    `Username,Company Email,First Name,Job Title`,
    `${WORD},${WORD}@x.example,"${RTL}","${BROKEN.replaceAll('"', '""')}"`,
  ];
  const bytes = Buffer.from([...lines, ',,,', `new,new@x.example,${WORD},${WORD}`].join('\n'));
  await admin.open('/admin/users/import');
  const filename = `${WORD}.csv`;
  const answer = await admin.send('/admin/users/import', {}, { name: 'file', bytes, filename });
  return /import\/([\w-]+)$/.exec(answer.headers['location'] ?? '')?.[1] ?? GONE;
}

/** The applications that a page is about: what is full, and what was never set up. */
function slugsFor(path: string): string[] {
  if (path.endsWith('/bookmark')) return ['bookmark'];
  if (path.endsWith('/guide-link')) return ['sign-on', 'accounts'];
  if (path.endsWith('/identity-management')) return ['accounts', 'empty-accounts'];
  if (path.includes('/identity-management/')) return ['accounts'];
  if (path.includes('/exchanges/') || path.includes('revocation?')) return ['sign-on'];
  if (path.includes('?person=')) return ['sign-on'];
  return path.includes('/sso') ? ['sign-on', 'empty-sign-on'] : ['sign-on', 'accounts', 'bookmark'];
}

/** The addresses that a line of the table stands for: with what is long, and again with what is empty. */
function fill(path: string): string[] {
  const { people, groups, request, admin } = company;
  const { event = GONE, exchange = GONE, item = GONE, file = GONE, certificate = '' } = ids;
  const { apiKey = GONE, webhook = GONE } = ids;
  if (path.startsWith('/admin/users/:id')) {
    const user = path.replace(':secret', GONE);
    return [people.long, people.broken, people.empty].map(({ id }) => user.replace(':id', id));
  }
  if (path.startsWith('/admin/groups/:id')) return groups.map(({ id }) => path.replace(':id', id));
  if (path.startsWith('/admin/applications/:id')) {
    const part = path
      .replace(':exchange', exchange)
      .replace(':item', item)
      .replace(':user', people.rtl.id)
      .replace(':group', groups[1]?.id ?? '')
      .replace(':removal', GONE)
      .replace(/revocation$/, `revocation?certificate=${certificate}`);
    return slugsFor(part).map((slug) => part.replace(':id', slug));
  }
  if (path.includes(':connector')) {
    return ['blogin', 'custom-scim', 'bookmark'].map((id) => path.replace(':connector', id));
  }
  if (path.includes('/api-keys/')) return [path.replace(':id', apiKey)];
  if (path.includes('/webhooks/')) return [path.replace(':id', webhook)];
  if (path.startsWith('/admin/help/')) return ['settings', 'second-factors'].map((name) => path.replace(':name', name));
  const one = path.startsWith('/admin/requests') ? request : path.includes('/admins/') ? admin.id : event;
  return [path.replace(':id', one).replace(':file', file)];
}

/** Opens every address in its turn, several at a time, in one browser of one person. */
async function openAll(first: InspectedPage, addresses: readonly string[]): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  const waiting = [...addresses];
  const walk = async (seen: InspectedPage): Promise<void> => {
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const answer = await seen.page.goto(passo.url + address);
      statuses.set(address, answer?.status() ?? 0);
      await inspect(seen, LOOKS);
    }
  };
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async (_, at) => walk(at === 0 ? first : await openBeside(first))),
  );
  return statuses;
}

async function signedIn(username: string, password: string): Promise<InspectedPage> {
  const seen = await openBrowser(browser);
  await seen.page.goto(`${passo.url}/login`);
  await seen.page.locator('[name=username]').fill(username);
  await seen.page.locator('[name=password]').fill(password);
  await seen.page.locator('main button.main').click();
  await seen.page.waitForURL((url) => !url.pathname.startsWith('/login'));
  return seen;
}

/** Nothing to look at is a page too: the one that says what is gone. */
const unexpected = (statuses: ReadonlyMap<string, number>): [string, number][] =>
  [...statuses].filter(([address, status]) => status !== (address.includes(`removals/${GONE}`) ? 404 : 200));

test('Every page of the Administrator Portal, with names that are long, broken, from right to left or missing', async () => {
  const lines = ACCESS_TABLE.filter(({ method, path }) => method === 'GET' && !FILES.test(path));
  const shown = ['', '/preview'].map((part) => `/admin/applications/:id/sso${part}?person=${company.people.long.id}`);
  const addresses = [...new Set([...lines.map(({ path }) => path), ...shown].flatMap(fill))];
  expect(addresses.length).toBeGreaterThan(100);
  const seen = await signedIn('sam.okafor', ADMIN_PASSWORD);
  const statuses = await openAll(seen, addresses);
  expect(seen.complaints).toEqual([]);
  expect(unexpected(statuses)).toEqual([]);
});

/** What people see, by the address as the router knows it, with what it is answered with. */
const OWN: readonly Page[] = [
  ['/', '/', 200],
  ['/', '/?view=list', 200],
  ['/apps/:slug', '/apps/empty-sign-on', 403],
  ['/profile', '/profile', 200],
  ['/help', '/help', 200],
  ['/security', '/security', 200],
  ['/security/second-factors/:id/name', `/security/second-factors/${GONE}/name`, 404],
  ['/security/second-factors/:id/removal', `/security/second-factors/${GONE}/removal`, 404],
  ['/mfa/setup', '/mfa/setup', 200],
  ['/requests', '/requests', 200],
  ['/kept/:id', `/kept/${GONE}`, 404],
];
const GATE: readonly Page[] = [
  ['/login', '/login', 200],
  ['/mfa', '/mfa', 200],
  ['/setup', '/setup', 404],
  ['/password', '/password', 200],
  ['/password/forgot', '/password/forgot', 200],
  ['/password/sent', '/password/sent', 200],
  ['/activate/:token', '/activate/unknown', 404],
  ['/password/reset/:token', '/password/reset/unknown', 404],
  ['/guide/:token', '/guide/unknown', 404],
  ['/api/docs', '/api/docs', 200],
  ['/api/docs/:section', '/api/docs/people', 200],
  ['/api/docs/:section', '/api/docs/schemas', 200],
  ['/logout', '/logout', 200],
  ['/logout/:id', '/logout/unknown', 404],
  ['/saml2/:slug', '/saml2/sign-on', 400],
  ['/saml2/resume/:request', '/saml2/resume/unknown', 404],
  ['/saml2/:slug/slo', '/saml2/sign-on/slo', 400],
  ['/no-such-page', '/no-such-page', 404],
];
/** Addresses that answer with something else than a page. */
const NO_PAGES = new Set([
  ...['/livez', '/readyz', '/healthz', '/saml2/:slug/metadata', '/passkeys/question', '/.well-known/change-password'],
  '/api/openapi.json',
  ...['/manifest.webmanifest', '/icons/:size.png', '/branding/logo', '/apps/:slug/image', '/apps/:slug/account'],
]);

test('Every page that people see, signed in and not', async () => {
  const person = await signedIn('rtl', PASSWORD);
  const own = await openAll(
    person,
    OWN.map(([, address]) => address),
  );
  expect(person.complaints).toEqual([]);
  expect([...own]).toEqual(expect.arrayContaining(OWN.map(([, address, status]) => [address, status])));
  const nobody = await openBrowser(browser);
  const gate = await openAll(
    nobody,
    GATE.map(([, address]) => address),
  );
  expect(nobody.complaints).toEqual([]);
  expect([...gate]).toEqual(expect.arrayContaining(GATE.map(([, address, status]) => [address, status])));
});

test('every address outside the Administrator Portal is opened here, or is no page', () => {
  const { context } = passo;
  const opened = new Set([...OWN, ...GATE].map(([route]) => route));
  const walk = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ route, handle }) =>
      route === undefined ? walk(handle?.stack ?? []) : route.methods['get'] === true ? [route.path].flat() : [],
    );
  const router = routes({ context, authenticator: makeAuthenticator(context), apiDocument: () => '{}' }) as unknown as {
    stack: Layer[];
  };
  const missing = walk(router.stack).filter((path) => !/^\/admin(?:\/|$)/.test(path));
  expect(missing.filter((path) => !opened.has(path) && !NO_PAGES.has(path))).toEqual([]);
});
