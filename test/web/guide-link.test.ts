import { activateIntegration } from '../../src/actions/provisioning/activate';
import { addApplication } from '../../src/actions/applications/add';
import { tidy } from '../../src/actions/housekeeping/tidy';
import type { Application } from '../../src/core/application';
import { SecretText } from '../../src/core/secret-text';
import type { Simulator } from '../../src/dev/simulator/types';
import { listEvents } from '../../src/store/events';
import { startSp } from '../support/integration';
import { startWebBench, type WebBench } from '../vulnerabilities/web-bench';
import { wordsOf, type BrowserSession } from './browser-session';

const DAY = 86_400_000;

let bench: WebBench;
let sp: Simulator;
let admin: BrowserSession;
let application: Application;

beforeAll(async () => {
  bench = await startWebBench({ fixedClock: true });
  sp = await startSp({ name: 'Interact' });
  admin = await bench.signedIn();
  const { context } = bench.passo;
  application = await addApplication(context, bench.actor, {
    ...{ connectorId: 'interact-software', label: 'Intranet <b>', showInPortal: true },
    variables: { YOUR_SUBDOMAIN: 'fernhill.interactgo.com' },
  });
  const connection = { baseUrl: sp.scimBaseUrl, token: new SecretText(sp.token) };
  const test = await activateIntegration(context, bench.actor, application.id, connection);
  if (!test.ok) throw new Error(test.sentence);
}, 30_000);

afterAll(async () => {
  await sp.stop();
  await bench.stop();
});

/** Makes a link on the page of the admin. @returns its path */
async function made(): Promise<string> {
  const page = `/admin/applications/${application.slug}/guide-link`;
  await admin.open(page);
  const shown = await admin.sendAndFollow(page, {});
  const path = /value="http:\/\/localhost:9999(\/guide\/[A-Za-z0-9_-]{43})"/.exec(shown)?.[1];
  if (path === undefined) throw new Error('The page shows no link.');
  return path;
}

describe('M-012, M-089: the guide of an application as a link for a colleague without an account', () => {
  test('it opens in one browser, which keeps it, and shows steps and values and no secret', async () => {
    const path = await made();
    const filter = bench.browser();
    expect(wordsOf(await filter.open(path))).toContain('It opens in one browser only');
    const colleague = bench.browser();
    const closed = await colleague.open(path);
    expect(closed).not.toContain('Generate Key');
    expect(wordsOf(closed)).toContain('Open the guide');
    const opened = await colleague.send(path, {});
    expect([opened.status, opened.headers['location']]).toEqual([303, path]);
    const cookie = [opened.headers['set-cookie']].flat().find((one) => one?.startsWith('guide='));
    expect(cookie).toMatch(new RegExp(`Path=${path}; .*HttpOnly; SameSite=Lax`));
    const page = await colleague.open(path);
    const words = wordsOf(page);
    expect(words).toContain('Choose Setup Domain beside the address of your intranet.');
    expect(words).toContain('Enable Log Request Body in SCIM Service as well');
    expect(words).not.toContain('In Passo');
    expect(page).toContain(`value="http://localhost:9999/saml2/${application.slug}/metadata"`);
    expect(page).toContain('-----BEGIN CERTIFICATE-----');
    expect(page).not.toContain('PRIVATE KEY');
    expect(page).not.toContain(sp.token);
    expect(page).not.toMatch(/<nav|href="\/admin/);
    expect(page).not.toContain('Intranet <b>');
    await filter.open(path, 404);
    expect((await filter.send(path, {})).status).toBe(404);
    expect(wordsOf(await bench.browser().open(path, 404))).toContain('This link does not work any more');
    const status = wordsOf(await admin.open(`/admin/applications/${application.slug}/guide-link`));
    expect(status).not.toContain('Not yet');
    const names = (await listEvents(bench.passo.context.db, { take: 50 })).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['guide_link_create', 'guide_link_open']));
  });

  test('two browsers at once: one gets it', async () => {
    const path = await made();
    const two = [bench.browser(), bench.browser()] as const;
    for (const one of two) await one.open(path);
    const answers = await Promise.all(two.map((one) => one.send(path, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
  });

  test('a new link ends the one before, and taking it back ends it for the browser that has it', async () => {
    const before = await made();
    const path = await made();
    await bench.browser().open(before, 404);
    const colleague = bench.browser();
    await colleague.open(path);
    await colleague.sendAndFollow(path, {});
    await admin.open(`/admin/applications/${application.slug}/guide-link`);
    const after = await admin.sendAndFollow(`/admin/applications/${application.slug}/guide-link/revocation`, {});
    expect(after).not.toContain('/guide/');
    await colleague.open(path, 404);
    await bench.browser().open('/guide/no-such-link', 404);
  });

  test('it works for seven days, its address is shown for five minutes, and then its row goes', async () => {
    const { clock, context } = bench.passo;
    const path = await made();
    const colleague = bench.browser();
    await colleague.open(path);
    await colleague.sendAndFollow(path, {});
    clock.now += 6 * 60_000;
    expect(await admin.open(`/admin/applications/${application.slug}/guide-link`)).not.toContain(path);
    clock.now += 7 * DAY - 7 * 60_000;
    await colleague.open(path);
    clock.now += 60_000;
    await colleague.open(path, 404);
    await tidy(context);
    expect(await context.db('guide_links').count({ count: '*' })).toEqual([{ count: 0 }]);
  });

  test('a bookmark has no guide, and there is none without a form of ours', async () => {
    const { context } = bench.passo;
    const admins = await bench.signedIn();
    const bookmark = await addApplication(context, bench.actor, {
      ...{ connectorId: 'bookmark', label: 'Weather', showInPortal: true, variables: {} },
      bookmarkUrl: 'https://weather.example/',
    });
    await admins.open(`/admin/applications/${bookmark.slug}/guide-link`, 404);
    await admins.open('/admin/applications');
    expect((await admins.send(`/admin/applications/${bookmark.slug}/guide-link`, {})).status).toBe(404);
    await bench.browser().agent.post('/guide/anything').expect(403);
  });
});
