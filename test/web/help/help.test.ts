import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpFor, HELP_PAGES } from '../../../views/layout/help-page';
import { readMarkdown } from '../../../views/admin/help/markdown';
import { buildApp } from '../../../src/app';
import { ACCESS_TABLE } from '../../../src/web/admin/access/table';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

const folder = join(__dirname, '../../../docs');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -3));
const served = names.filter((name) => !['pictures', 'easily-forgotten'].includes(name));

let passo: TestPasso;
let admin: BrowserSession;
const pages = new Map<string, string>();

beforeAll(async () => {
  passo = await startPasso();
  await addAdmin(passo.context);
  admin = new BrowserSession(buildApp(passo.context));
  await admin.signIn();
  for (const name of served) pages.set(name, await admin.open(`/admin/help/${name}`));
});
afterAll(() => passo.stop());

const mainOf = (page: string): string => /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '';

test('every document is a page, with its title, its headings and nothing left of its markup', () => {
  expect(served.length).toBeGreaterThan(15);
  for (const [name, page] of pages) {
    const main = mainOf(page);
    const text = readFileSync(join(folder, `${name}.md`), 'utf8');
    const title = /^# (.+)$/m.exec(text)?.[1] ?? '';
    expect(wordsOf(/<h1>.*?<\/h1>/.exec(main)?.[0] ?? '').trim()).toBe(title);
    const outside = text.replace(/```[\s\S]*?```/g, '');
    expect(main.match(/<h[23] id=/g)?.length ?? 0).toBe(outside.match(/^#{2,4} /gm)?.length ?? 0);
    const words = main.replace(/<(code|pre)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
    expect(words.match(/\*\*|\]\(|^#+ |```|\| *-{3}/m)).toBeNull();
    expect([name, main.match(/<tr>/g)?.length ?? 0]).toEqual([
      name,
      outside.match(/^\|(?![\s:|-]+\|$)/gm)?.length ?? 0,
    ]);
  }
});

test('every link of a document leads to a page, a part of one, or a file that is there', () => {
  const ids = (page: string): string[] => [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]!);
  for (const [name, page] of pages) {
    expect(new Set(ids(page)).size).toBe(ids(page).length);
    for (const [, href = ''] of mainOf(page).matchAll(/href="([^"]+)"/g)) {
      const [, target = name, anchor] = /^(?:\/admin\/help\/([\w-]+))?(?:#(.*))?$/.exec(href) ?? ['', 'none'];
      if (/^https:\/\//.test(href)) continue;
      expect([name, href, pages.has(target)]).toEqual([name, href, true]);
      if (anchor !== undefined)
        expect([name, ids(pages.get(target) ?? '')]).toEqual([name, expect.arrayContaining([anchor])]);
    }
    const links = readFileSync(join(folder, `${name}.md`), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
    for (const [, file = ''] of links.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (!/^https?:/.test(file)) expect([name, file, existsSync(join(folder, file))]).toEqual([name, file, true]);
    }
  }
});

test('Help on every page opens a document that is about it', async () => {
  for (const [, name] of HELP_PAGES) if (name !== '') expect(served).toContain(name);
  const own = ACCESS_TABLE.filter(({ method, path }) => method === 'GET' && !path.startsWith('/admin/help'));
  for (const { path } of own)
    expect([path, helpFor(path)]).toEqual([path, expect.stringMatching(/^\/admin\/help\/\w/)]);
  const page = await admin.open('/admin/certificates');
  expect(page).toContain('<a class="btn icon" href="/admin/help/certificates"');
  expect(wordsOf(await admin.open('/admin/help'))).toContain('When something is wrong');
});

test('nobody reads it without a sign-in, and no path leads out of the folder', async () => {
  const stranger = new BrowserSession(buildApp(passo.context));
  expect((await stranger.agent.get('/admin/help/settings')).status).toBe(303);
  for (const name of ['none', '..%2FREADME', '%2e%2e%2fpackage', 'settings.md', '__proto__', 'pictures']) {
    expect((await admin.agent.get(`/admin/help/${name}`)).status).toBe(404);
  }
});

test('markup of documents is text: no HTML, no address that runs', () => {
  const [first, second] = readMarkdown('a <script>alert(1)</script> b\n\n[x](javascript:alert(1)) **b** `c|d` \\*e\\*');
  expect(first).toEqual({ kind: 'paragraph', parts: [{ kind: 'text', text: 'a <script>alert(1)</script> b' }] });
  expect(JSON.stringify(second)).toContain('"kind":"strong"');
  expect(JSON.stringify(second)).toContain('c|d');
});
