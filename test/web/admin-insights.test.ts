import { setApplicationsOfGroup } from '../../src/actions/applications/access';
import { addApplication } from '../../src/actions/applications/add';
import { deleteApplications } from '../../src/actions/applications/delete';
import type { Actor } from '../../src/actions/deps';
import { sealEvents } from '../../src/actions/evidence/seal';
import { verifyEvents } from '../../src/actions/evidence/verify';
import { createGroup } from '../../src/actions/groups/save';
import { buildApp } from '../../src/app';
import type { Application } from '../../src/core/application';
import type { User } from '../../src/core/user';
import type { Simulator } from '../../src/dev/simulator/types';
import { readHead } from '../../src/events/chain';
import { listEvents } from '../../src/store/events';
import { addMember, integrate, startSp, type Integrated } from '../support/integration';
import { deleteLeaver, addAdmin, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';

const LOG = '/admin/insights';

let passo: TestPasso;
let sp: Simulator;
let actor: Actor;
let browser: BrowserSession;
let atlas: Integrated;
let noor: User;

/** The sentences in the table of a page. */
const sentences = (html: string): string[] =>
  [...html.matchAll(/<a href="\/admin\/insights\/[0-9A-Z]{26}">([^<]*)<\/a>/g)].map((match) => match[1] ?? '');

const read = async (query: string): Promise<string[]> => sentences(await browser.open(`${LOG}?${query}`));

beforeAll(async () => {
  passo = await startPasso();
  sp = await startSp();
  const { context } = passo;
  ({ actor } = await addAdmin(context));
  context.worker.start();
  atlas = await integrate(context, actor, sp);
  noor = await addMember(context, actor, atlas.group, 'n.abadi', { displayName: 'Noor Abadi' });
  await context.worker.idle();
  browser = new BrowserSession(buildApp(context));
  await browser.signIn();
});

afterAll(async () => {
  await passo.stop();
  await sp.stop();
});

describe('the list', () => {
  test('events are listed newest first, as sentences', async () => {
    const all = sentences(await browser.open(LOG));
    expect(all[0]).toContain('Sam Okafor signed in');
    expect(all.at(-1)).toContain('sam.okafor set up Passo');
  });

  test('each filter narrows the list, and they work together', async () => {
    const today = new Date(passo.context.clock()).toISOString().slice(0, 10);
    expect(await read('name=user_create_provision')).toEqual(['Noor Abadi was created in Atlas.']);
    expect(await read(`user=${noor.id}&category=admin&q=members`)).toHaveLength(1);
    expect(await read(`application=${atlas.application.slug}&name=user_create_provision`)).toHaveLength(1);
    expect(await read(`application=${atlas.application.id}&category=integration`)).toHaveLength(1);
    expect(await read('result=failure')).toEqual([]);
    expect((await read(`from=${today}&to=${today}&name=group_create`)).length).toBe(1);
    expect(await read('to=2001-01-01')).toEqual([]);
  });

  test('the filters stand in the form again', async () => {
    const query = `q=noor&name=user_create&category=admin&result=success&application=${atlas.application.slug}&user=${noor.id}`;
    const html = await browser.open(`${LOG}?${query}&from=2026-01-02&to=2026-01-03`);
    for (const value of ['noor', '2026-01-02', '2026-01-03', noor.id]) expect(html).toContain(`value="${value}"`);
    for (const value of ['user_create', 'admin', 'success', atlas.application.slug]) {
      expect(html).toMatch(new RegExp(`<option (selected value="${value}"|value="${value}" selected)`));
    }
  });

  test.each([
    'name=nonsense',
    'category=__proto__',
    'result=maybe',
    'application=nowhere',
    `application=${'0'.repeat(26)}`,
    'from=2026-02-31',
    'to=yesterday',
    'before=1%27%20or%201=1',
    'q=%00',
    'q=a&q=b',
  ])('a value that means nothing is left out: %s', async (query) => {
    expect(await read(query)).toEqual(await read(''));
  });

  test('days in the wrong order are said to be', async () => {
    const words = wordsOf(await browser.open(`${LOG}?from=2026-03-02&to=2026-03-01`));
    expect(words).toContain('Choose a day that is not before the first.');
  });

  test('older events follow by the id of the last one, with the filters kept, none twice and none left out', async () => {
    for (let number = 0; number < 60; number += 1) await createGroup(passo.context, actor, { name: `G${number}` });
    const first = await browser.open(`${LOG}?name=group_create`);
    const older = /href="(\/admin\/insights\?[^"]*before=[^"]*)" rel="next"/.exec(first)?.[1]?.replaceAll('&amp;', '&');
    expect(older).toContain('name=group_create');
    const second = await browser.open(older ?? '');
    expect(second).not.toContain('rel="next"');
    const seen = [...sentences(first), ...sentences(second)];
    expect(seen).toHaveLength(61);
    expect(new Set(seen).size).toBe(61);
  });
});

describe('one event', () => {
  test('words, facts, the exchange, and its cause are there', async () => {
    const [event] = await listEvents(passo.context.db, { name: 'user_create_provision', take: 1 });
    const html = await browser.open(`${LOG}/${event?.id}`);
    const words = wordsOf(html);
    expect(words).toContain('Noor Abadi was created in Atlas.');
    expect(words).toContain('Request POST /Users Status 201');
    expect(words).toContain('"userName": "n.abadi"');
    expect(html).toContain(`href="/admin/users/${noor.id}"`);
    expect(html).toContain(`href="/admin/applications/${atlas.application.slug}/general"`);
    expect(sentences(html).some((sentence) => sentence.includes('changed the members of the group Atlas people'))).toBe(
      true,
    );
    expect(html).not.toContain(sp.token);
  });

  test('a cause lists what it led to, and not itself', async () => {
    const [cause] = await listEvents(passo.context.db, { name: 'group_members_update', take: 1 });
    const html = await browser.open(`${LOG}/${cause?.id}`);
    expect(sentences(html)).toEqual(['Noor Abadi was created in Atlas.']);
  });

  test.each(['x', '0'.repeat(26), '%00', "'%20or%201=1"])('there is no event %s', async (id) => {
    await browser.open(`${LOG}/${id}`, 404);
  });

  test('the log stays readable when person and application are gone', async () => {
    const { context } = passo;
    const spare: Application = await addApplication(context, actor, {
      connectorId: 'bookmark',
      label: 'Wiki <b>',
      bookmarkUrl: 'https://pages.example/',
      showInPortal: true,
      variables: {},
    });
    const leaver = await addMember(context, actor, atlas.group, 'leaver', { displayName: 'Lea Ver' });
    await deleteApplications(context, actor, [spare.id], '1');
    await deleteLeaver(context, actor, leaver.id, 'leaver');
    const html = await browser.open(`${LOG}?application=${spare.id}`);
    expect(html).toContain('Wiki &lt;b> (deleted)');
    expect(sentences(html)).toHaveLength(2);
    expect(wordsOf(await browser.open(`${LOG}?user=${leaver.id}`))).toContain('Lea Ver (deleted)');
    const [event] = await listEvents(context.db, { name: 'user_delete', take: 1 });
    expect(await browser.open(`${LOG}/${event?.id}`)).not.toContain(`href="/admin/users/${leaver.id}"`);
  });
});

describe('evidence', () => {
  test('M-197: one id leads from an act to everything that followed, however many steps there are between', async () => {
    const { context } = passo;
    const other = await startSp();
    const second = await integrate(context, actor, other, 'Bolt');
    await setApplicationsOfGroup(context, actor, second.group.id, []);
    await context.worker.idle();
    await addMember(context, actor, second.group, 'two.steps', { displayName: 'Tove Steps' });
    await setApplicationsOfGroup(context, actor, second.group.id, [atlas.application.id, second.application.id]);
    await context.worker.idle();
    await other.stop();
    const pushes = await listEvents(context.db, { name: 'user_create_provision', search: 'tove', take: 5 });
    expect(pushes).toHaveLength(2);
    const stories = await Promise.all(
      pushes.map(
        async ({ id }) => /\/admin\/insights\?cause=([0-9A-Z]{26})/.exec(await browser.open(`${LOG}/${id}`))?.[1],
      ),
    );
    expect(new Set(stories).size).toBe(1);
    const story = await read(`cause=${stories[0] ?? ''}`);
    expect(story).toHaveLength(4);
    expect(story.filter((sentence) => sentence.includes('Tove Steps was created in')).length).toBe(2);
    expect(story.filter((sentence) => sentence.includes('changed who may use')).length).toBe(2);
    expect(await browser.open(`${LOG}/${pushes[0]?.id ?? ''}`)).toContain('<dt>Cause</dt>');
  });

  test('the end of the chain can be noted, and is found again by it later', async () => {
    await sealEvents(passo.context, true);
    const text = /id="chain-end"[^>]*value="([^"]+)"/.exec(await browser.open(LOG))?.[1] ?? '';
    const noted = readHead(text);
    await createGroup(passo.context, actor, { name: 'After the note' });
    await sealEvents(passo.context, true);
    expect(noted).toBeDefined();
    const report = await verifyEvents(passo.context, noted === undefined ? {} : { noted });
    expect(report).toMatchObject({ intact: true, noted: 'found' });
    expect(report.head.position).toBeGreaterThan(noted?.position ?? Infinity);
    const [last] = await listEvents(passo.context.db, { take: 1 });
    expect(wordsOf(await browser.open(`${LOG}/${last?.id ?? ''}`))).toMatch(/Sealed Number \d+ of the chain/);
  });
});
