import { buildApp } from '../../../src/app';
import type { Actor } from '../../../src/actions/deps';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listEvents } from '../../../src/store/events';
import { addMember, integrate, startSp, type Integrated } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession } from '../../web/browser-session';

/** As much of Express' router as is needed to list its addresses. */
interface Layer {
  readonly route?: { readonly path: string | string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** Every field that a form below the tab has. */
const FIELDS = [
  ...[
    'action',
    'account',
    'all',
    'apart',
    'auth',
    'baseUrl',
    'clientId',
    'concurrency',
    'count',
    'decision',
    'deletes',
  ],
  ...['enterprise', 'expires', 'foreign', 'groups', 'headerName', 'hours', 'item', 'kind', 'link.1', 'new', 'note'],
  ...['page', 'people', 'perSecond', 'percent', 'person', 'plan', 'probe', 'q', 'remoteId', 'retryBaseMs', 'scope'],
  ...['retryCapMs', 'row.0.empty', 'row.0.source', 'row.0.text', 'row.0.to', 'row.0.use', 'row.1.to', 'shown'],
  ...['status', 'show', 'timeoutMs', 'token', 'tokenUrl', 'user', 'username'],
];

/** What fields are filled with, one after the other. */
const ODD: Readonly<Record<string, string>> = {
  nothing: '',
  'a name of every object': '__proto__',
  'another name of every object': 'constructor',
  'a way up': '../../../Users/1',
  'an id of nothing': '01J00000000000000000000000',
  markup: '"><script>alert(1)</script>',
  'a statement': "' or 1=1; drop table users --",
  'signs of a pattern': '%_\\[*]',
  'a line break': 'one\r\nSet-Cookie: x=1',
  'text that runs backwards': '\u202eexe.txt\u2066',
  'half a sign': '\ud83d',
  'signs beyond the plane': '👩‍💻𝕏',
  'a number below all': '-1',
  'a number above all': '99999999999999999999',
  'no number': 'NaN',
  'a long text': 'x'.repeat(9_000),
  'an address inside': 'http://169.254.169.254/latest',
  'another scheme': 'file:///etc/passwd',
  'a sign that ends texts': 'a\0b',
  decisions: 'push',
};

/** Words of the inside that no answer may hold. */
const LEAKS = [
  /\n\s+at |node:internal|\.(ts|tsx|js|cjs|mjs):\d+/,
  /SQLITE|knex|postgres|syntax error|invalid byte/i,
  /(Type|Reference|Syntax|Range)Error|undefined is not/,
];

/** The words that a database may trip over. */
export const FOR_DATABASES: readonly string[] = [
  ...['an id of nothing', 'a statement', 'signs of a pattern', 'half a sign', 'a number above all'],
  ...['a sign that ends texts', 'a long text', 'decisions'],
];

/**
 * Hostile words in every form and query below the Identity Management tab.
 * @param chosen the words that are tried; all of them when absent
 */
export function describeIdmForms(
  database: () => Promise<string | undefined>,
  chosen: readonly string[] = Object.keys(ODD),
): void {
  const words = Object.entries(ODD).filter(([name]) => chosen.includes(name));
  let passo: TestPasso;
  let actor: Actor;
  let browser: BrowserSession;
  let sp: Simulator;
  let at: Integrated;
  let personId: string;
  let posts: string[];
  let gets: string[];

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ pollMs: 60_000, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    ({ actor } = await addAdmin(passo.context));
    const app = buildApp(passo.context);
    browser = new BrowserSession(app);
    await browser.signIn();
    sp = await startSp();
    at = await integrate(passo.context, actor, sp, 'Atlas', { groups: true });
    personId = (await addMember(passo.context, actor, at.group, 'noor')).id;
    await passo.context.worker.idle();
    const all = addresses((app as unknown as { router: { stack: Layer[] } }).router.stack);
    const below = all.filter((address) => address.includes('/:id/identity-management'));
    posts = below.filter((address) => address.startsWith('POST ')).map((address) => address.slice(5));
    gets = below.filter((address) => address.startsWith('GET ')).map((address) => address.slice(4));
  });
  afterAll(async () => {
    await passo.stop();
    await sp.stop();
  });

  function addresses(layers: readonly Layer[]): string[] {
    return layers.flatMap(({ route, handle }) => {
      if (route === undefined) return addresses(handle.stack ?? []);
      const verbs = Object.keys(route.methods).map((verb) => verb.toUpperCase());
      return [route.path].flat().flatMap((path) => verbs.map((verb) => `${verb} ${path}`));
    });
  }

  /** Fills an address: with things that exist, or with the same word everywhere but for the application. */
  function filled(pattern: string, word?: string): string {
    const known: Record<string, string> = { id: at.application.slug, group: at.group.id, user: personId };
    return pattern.replace(/:(\w+)/g, (_, name: string) =>
      name === 'id' || word === undefined
        ? (known[name] ?? '01J00000000000000000000000')
        : encodeURIComponent(word.replace(/\p{Surrogate}/gu, 'x')),
    );
  }

  const check = (what: string, status: number, text: string): void => {
    expect([what, status >= 500]).toEqual([what, false]);
    for (const leak of LEAKS) expect([what, leak.exec(text)?.[0]]).toEqual([what, undefined]);
    expect([what, text.includes('<script>alert')]).toEqual([what, false]);
    expect([what, text.includes(sp.token)]).toEqual([what, false]);
  };

  test('the list of addresses is whole', () => {
    expect(posts.length).toBeGreaterThan(20);
    expect(gets.length).toBeGreaterThan(15);
  });

  test.each(words)('%s in every query is answered with a page', async (_, word) => {
    const query = new URLSearchParams(FIELDS.map((name) => [name, word])).toString();
    for (const pattern of gets) {
      for (const path of [filled(pattern), filled(pattern, word.slice(0, 200) || 'x')]) {
        const answer = await browser.agent.get(`${path}?${query}`.slice(0, 12_000));
        check(`GET ${path}`, answer.status, answer.text ?? '');
      }
    }
  });

  test.each(words)('%s in every form is refused or harmless', async (_, word) => {
    await browser.open(`/admin/applications/${at.application.slug}/identity-management`);
    const fields = Object.fromEntries(FIELDS.map((name) => [name, word]));
    for (const pattern of posts.filter((one) => !/\/(deactivation|pause)$/.test(one))) {
      const path = filled(pattern);
      const answer = await browser.send(path, fields);
      check(`POST ${path}`, answer.status, answer.text);
      expect([path, answer.headers['set-cookie'] ?? []]).toEqual([path, expect.not.arrayContaining(['x=1'])]);
    }
  });

  test('afterwards the integration is as it was, and no account was made, lost or changed', async () => {
    await passo.context.worker.idle();
    // A ticked box lets the probe make an account and a group, which it removes.
    expect(sp.accounts()).toMatchObject([{ userName: 'noor', active: true }]);
    expect(sp.groups()).toMatchObject([{ displayName: at.group.name, members: [sp.account('noor')?.id] }]);
    const html = await browser.open(`/admin/applications/${at.application.slug}/identity-management`);
    expect(html).not.toContain(sp.token);
    const events = await listEvents(passo.context.db, { applicationId: at.application.id, take: 200 });
    expect(JSON.stringify(events)).not.toContain(sp.token);
  });
}
