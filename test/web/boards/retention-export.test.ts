import { tidyEvents } from '../../../src/actions/housekeeping/events';
import { createGroup } from '../../../src/actions/groups/save';
import type { Actor } from '../../../src/actions/deps';
import { buildApp } from '../../../src/app';
import { ulid, type EventId } from '../../../src/core/ids';
import { insertEvents, listEvents } from '../../../src/store/events';
import { transact } from '../../../src/store/tx';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';
import { readForm } from '../read-form';

const DAY_MS = 86_400_000;
const RETENTION = '/admin/settings/retention';
const LOG = '/admin/insights';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;

beforeAll(async () => {
  passo = await startPasso();
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
  await createGroup(passo.context, actor, { name: '=HYPERLINK("https://evil.example")' });
});

afterAll(() => passo.stop());

async function insertOld(days: number, count: number): Promise<void> {
  const at = Date.now() - days * DAY_MS;
  const events = Array.from({ length: count }, (_, index) => ({
    id: ulid(at + index) as EventId,
    at: at + index,
    name: 'user_create' as const,
    result: 'success' as const,
    actor: { kind: 'system' as const, name: 'Passo' },
    userName: `Person ${days}-${index}`,
    payload: {},
  }));
  await transact(passo.context.db, (tx) => insertEvents(tx, events));
}

const download = async (query: string): Promise<{ text: string; type: string; name: string }> => {
  const answer = await browser.agent.get(`${LOG}/export?${query}`).buffer(true).expect(200);
  const text = answer.text ?? (answer.body as Buffer).toString('utf8');
  return { text, type: answer.type, name: answer.headers['content-disposition'] ?? '' };
};

describe('the log as a file', () => {
  test('A8: CSV holds every event that matches, every cell quoted, and no formula', async () => {
    const { text, type, name } = await download('format=csv&category=admin');
    expect([type, name]).toEqual(['text/csv', expect.stringMatching(/passo-events-\d{4}-\d\d-\d\d\.csv/)]);
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^"time","event","result"/);
    expect(lines).toHaveLength(1 + (await listEvents(passo.context.db, { category: 'admin', take: 999 })).length);
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(text).not.toMatch(/(^|,|\n)"\s*[=+@-]/);
  });

  test('JSON and JSON Lines hold the same events, and pieces join without a gap', async () => {
    await insertOld(400, 1_100);
    const all = JSON.parse((await download('format=json')).text) as { id: string; at: string }[];
    const lines = (await download('format=jsonl')).text.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(all.map(({ id }) => id));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(1_100);
    expect(all.at(-1)).toMatchObject({ at: expect.stringMatching(/Z$/) as string, userName: 'Person 400-0' });
  });

  test('an export of nobody’s events is empty, and the page says that nobody is called so', async () => {
    expect((await download('format=json&user=sam.okafor&name=group_create')).text).toBe('[\n]\n');
    const page = await browser.open(`${LOG}?user=nobody.here`);
    expect(wordsOf(page)).toContain('Nobody has this username or email.');
    expect(wordsOf(page)).toContain('No events match');
    await browser.agent.get(`${LOG}/export?user=nobody.here`).expect(422);
    expect(readForm(await browser.open(`${LOG}?user=sam.okafor`), LOG)).toMatchObject({ user: 'sam.okafor' });
  });
});

describe('retention', () => {
  test('events are kept for ever until somebody says otherwise', async () => {
    expect(readForm(await browser.open(RETENTION), RETENTION)).toMatchObject({ keep: 'ever' });
    expect(await tidyEvents(passo.context)).toBe(0);
  });

  test.each(['', '7', '29', '4000', '1e3', '30.5', '-90'])('%j days are refused, and stay typed', async (days) => {
    await browser.open(RETENTION);
    const answer = await browser.send(RETENTION, { keep: 'days', days });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('from 30 to 3,650');
    expect(readForm(answer.text, RETENTION)).toMatchObject({ keep: 'days', days });
  });

  test('what is removed is said first, counted, and goes from the oldest end alone', async () => {
    await insertOld(100, 3);
    await browser.open(RETENTION);
    const asked = await browser.send(RETENTION, { keep: 'days', days: '180' });
    expect(wordsOf(asked.text)).toContain('Not saved yet: this removes 1,100 events for good');
    expect(await tidyEvents(passo.context)).toBe(0);
    const saved = await browser.sendAndFollow(RETENTION, { keep: 'days', days: '180', confirmation: '180' });
    expect(wordsOf(saved)).toContain('Events are kept for 180 days');
    expect(await tidyEvents(passo.context)).toBe(1_100);
    const left = await listEvents(passo.context.db, { take: 2_000 });
    expect(left.filter(({ actor: { name } }) => name === 'Passo')).toHaveLength(3);
    expect(left[0]?.name).toBe('retention_update');
  });

  test('a time before the kept ones is said to be beyond them', async () => {
    expect(wordsOf(await browser.open(`${LOG}?from=2020-01-01`))).toContain('There are none before');
    const day = new Date(Date.now() - 5 * DAY_MS).toISOString().slice(0, 10);
    expect(wordsOf(await browser.open(`${LOG}?from=${day}`))).not.toContain('There are none before');
  });

  test('a list of some days finds events whose ids go ahead of a clock that was set back', async () => {
    const at = Date.now() - 3 * DAY_MS;
    await transact(passo.context.db, (tx) =>
      insertEvents(tx, [
        {
          id: ulid(at + 2 * DAY_MS) as EventId,
          at,
          name: 'user_create',
          result: 'success',
          actor: { kind: 'system', name: 'Late clock' },
          payload: {},
        },
      ]),
    );
    const day = new Date(at).toISOString().slice(0, 10);
    expect(wordsOf(await browser.open(`${LOG}?from=${day}&to=${day}`))).toContain('Late clock');
  });
});
