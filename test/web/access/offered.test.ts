import { USER_ROLES, type UserRole } from '../../../src/core/roles';
import { mayUse } from '../../../src/web/admin/access/may-use';
import { PASSWORD, startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { wordsOf, type BrowserSession } from '../browser-session';
import { giveRole } from './roles-bench';

let bench: WebBench;

beforeAll(async () => {
  bench = await startWebBench();
  for (const role of USER_ROLES) {
    const person = await bench.addPerson(`eyes-${role}`);
    await giveRole(bench.passo.context, person.id, role);
  }
}, 30_000);

afterAll(() => bench.stop());

const eyes = (role: UserRole): Promise<BrowserSession> => bench.signedIn(`eyes-${role}`, PASSWORD);

const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a\b[^>]*\bhref="(\/admin[^"]*)"/g)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&'));

const formsOf = (html: string): string[] =>
  [...html.matchAll(/<form\b[^>]*\bmethod="post"[^>]*>/g)].map(([tag]) => /action="([^"]+)"/.exec(tag)?.[1] ?? '');

/** Opens everything that pages offer, once for each kind of page. */
async function walk(browser: BrowserSession, seen: Map<string, string>): Promise<void> {
  const shape = (path: string): string => path.replace(/[?#].*/, '').replace(/[0-9A-HJKMNP-TV-Z]{26}/g, ':id');
  const waiting = ['/admin/users'];
  while (waiting.length > 0) {
    const path = (waiting.pop() ?? '').replace(/#.*/, '');
    if (seen.has(shape(path)) || /\.(?:pem|csv)$/.test(path)) continue;
    const answer = await browser.agent.get(path);
    seen.set(shape(path), answer.status === 303 ? '' : answer.text);
    expect([path, answer.status === 403]).toEqual([path, false]);
    waiting.push(...linksOf(answer.text));
  }
}

test.each(['auditor', 'helpdesk', 'admin', 'owner'] as const)(
  'A5: pages offer %s no link and no form that is refused',
  async (role) => {
    const seen = new Map<string, string>();
    await walk(await eyes(role), seen);
    const forms = [...seen].flatMap(([path, html]) => formsOf(html).map((action) => [path, action] as const));
    for (const [path, action] of forms) {
      const allowed = !action.startsWith('/admin') || mayUse(role, 'POST', action.split('?')[0] ?? '');
      expect([path, action, allowed]).toEqual([path, action, true]);
    }
    expect(seen.size).toBeGreaterThan(role === 'helpdesk' ? 8 : 20);
    const writing = forms.map(([, action]) => action).filter((action) => action.startsWith('/admin'));
    // The preview of an assertion changes nothing, so whoever reads may ask for it.
    if (role === 'auditor') expect(writing.filter((action) => !action.endsWith('/sso/preview'))).toEqual([]);
    else expect(writing.length).toBeGreaterThan(0);
  },
  60_000,
);

test('an auditor sees values without controls, and why', async () => {
  const html = await (await eyes('auditor')).open(`/admin/groups/${bench.group.id}`);
  expect(html).toMatch(/<input[^>]*name="name"[^>]*value="Design"[^>]*disabled|<input[^>]*disabled[^>]*value="Design"/);
  const main = html.slice(html.indexOf('<main'));
  expect(main).not.toContain('<button');
  expect(main).not.toContain('name="_csrf"');
  expect(wordsOf(html)).toContain(
    'Your role, Read-only auditor, reads this page. What would change something is not offered.',
  );
});

test('help desk begins with the people, and sees groups without controls', async () => {
  const browser = await eyes('helpdesk');
  expect((await browser.agent.get('/admin')).headers['location']).toBe('/admin/users');
  const html = await browser.open('/admin/users');
  const side = wordsOf(html.slice(html.indexOf('<aside'), html.indexOf('</aside>')));
  for (const entry of ['Users', 'User Groups', 'Directory Insights']) expect(side).toContain(entry);
  for (const entry of ['SSO Applications', 'Certificates', 'Settings']) expect(side).not.toContain(entry);
  expect(html).toContain('href="/admin/users/new"');
  expect(await browser.open('/admin/groups')).not.toContain('href="/admin/groups/new"');
});

test('help desk is offered nothing on the pages of a person with a role, and reads why', async () => {
  const browser = await eyes('helpdesk');
  const own = await browser.open(`/admin/users/${bench.noor.id}`);
  expect(formsOf(own)).toContain(`/admin/users/${bench.noor.id}`);
  const owners = await browser.open(`/admin/users/${bench.admin.id}`);
  expect(formsOf(owners).filter((action) => action.startsWith('/admin'))).toEqual([]);
  expect(wordsOf(owners)).toContain('This person has a role, Owner: owners only change what is here.');
});
