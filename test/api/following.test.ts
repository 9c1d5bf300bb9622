import { createUser } from '../../src/actions/users/create';
import type { User } from '../../src/core/user';
import type { Simulator } from '../../src/dev/simulator/types';
import { addAccountThere } from '../journeys/seeds/world';
import { addMember, integrate, startSp, writes, type Integrated } from '../support/integration';
import { deleteLeaver, profileOf } from '../support/passo';
import { bodyOf, startApi, type ApiBench } from './bench';

type Row = Readonly<Record<string, unknown>>;

let api: ApiBench;
let sp: Simulator;
let atlas: Integrated;
let noor: User;
const settle = (): Promise<void> => api.context.worker.idle();

beforeAll(async () => {
  api = await startApi();
  sp = await startSp();
  await addAccountThere(sp, { userName: 'half', emails: [{ value: 'somebody@else.example' }] });
  atlas = await integrate(api.context, api.actor, sp, 'Atlas', { groups: true });
  noor = await addMember(api.context, api.actor, atlas.group, 'noor', { firstname: 'Noor' });
  await addMember(api.context, api.actor, atlas.group, 'half');
  api.context.worker.start();
  await settle();
});
afterAll(async () => {
  await api.stop();
  await sp.stop();
});

const read = async (path: string): Promise<Row> => {
  const answer = await api.call('get', path);
  expect([path, answer.status, bodyOf(answer).detail]).toEqual([path, 200, undefined]);
  return bodyOf<Row>(answer);
};
const people = async (query = ''): Promise<readonly Row[]> =>
  (await read(`/applications/custom-scim-integration/provisioning/people${query}`))['items'] as readonly Row[];

describe('UX 4.1: provisioning state per application and per person', () => {
  test('an application tells who is in step, who failed, and the last request about each', async () => {
    const lane = await read('/applications/custom-scim-integration/provisioning');
    expect(lane).toMatchObject({
      active: true,
      people: { inStep: 1, waiting: 0, failed: 1, deactivated: 0, held: 0 },
      ...{ groupsWaiting: 0, oldestWaitingSince: null, hold: null, paused: null },
    });
    expect((await read('/provisioning'))['items']).toEqual([lane]);
    expect(await people('?state=in-step')).toMatchObject([
      {
        user: { id: noor.id, username: 'noor', name: 'Noor' },
        ...{ state: 'in-step', remoteId: sp.account('noor')?.id, attempts: 0, waitingSince: null },
        lastRequest: { method: 'POST', path: '/Users', status: 201, result: 'success' },
      },
    ]);
    const [half] = await people('?state=failed');
    expect(half).toMatchObject({ user: { username: 'half' }, state: 'failed', remoteId: null });
    expect(half?.['reason']).toMatch(/email/i);
    const groups = (await read('/applications/custom-scim-integration/provisioning/groups'))['items'];
    expect(groups).toMatchObject([{ group: { name: 'Atlas people' }, state: 'in-step', members: 1 }]);
  });

  test('pages of people go on where the one before ended', async () => {
    const first = await read('/applications/custom-scim-integration/provisioning/people?limit=1');
    const next = String(first['next']);
    const second = await read(`/applications/custom-scim-integration/provisioning/people?limit=1&cursor=${next}`);
    const names = [first, second].flatMap(({ items }) =>
      (items as { user: Row }[]).map(({ user }) => user['username']),
    );
    expect([names.toSorted(), second['next']]).toEqual([['half', 'noor'], null]);
    const other = await api.call(
      'get',
      `/applications/custom-scim-integration/provisioning/people?state=failed&cursor=${next}`,
    );
    expect([other.status, bodyOf(other).errors?.[0]?.parameter]).toEqual([400, 'cursor']);
  });

  test('UX 4.1: why somebody stands as they do, and what is decided then, by a key alone', async () => {
    const path = '/applications/custom-scim-integration/provisioning/people/username:half';
    const why = await read(path);
    expect(why).toMatchObject({
      user: { username: 'half' },
      account: null,
      choice: { candidates: [{ userName: 'half', matches: ['username'], holder: null }] },
    });
    const seen = writes(sp).length;
    const wrong = await api.call('put', `${path}/account`).send({ remoteId: 'nothing' });
    expect([wrong.status, bodyOf(wrong).errors?.[0]?.pointer]).toEqual([422, '#/remoteId']);
    expect(writes(sp)).toHaveLength(seen);
    const [candidate] = (why['choice'] as { candidates: { remoteId: string }[] }).candidates;
    const linked = await api.call('put', `${path}/account`).send({ remoteId: candidate?.remoteId });
    expect([linked.status, bodyOf(linked)['account']]).toMatchObject([200, { remoteId: candidate?.remoteId }]);
    await settle();
    expect(await people('?state=failed')).toEqual([]);
    expect(sp.accounts().filter(({ userName }) => userName === 'half')).toHaveLength(1);
    const undone = await api.call('post', `${path}/decision`).send({ decision: 'leave' });
    expect([undone.status, bodyOf(undone)['causes']]).toMatchObject([200, [{ kind: 'left' }]]);
    expect((await api.call('post', `${path}/decision`).send({ decision: 'manage' })).status).toBe(200);
    await settle();
  });

  test('what an application does not answer waits, with since when and when it is tried next; a pause holds it', async () => {
    const pause = async (paused: boolean): Promise<void> => {
      const row = paused
        ? { paused_at: Date.now(), paused_by: 'Sam Okafor', paused_why: 'admin' }
        : { paused_at: null };
      await api.context.db('lanes').where({ application_id: atlas.application.id }).update(row);
    };
    await pause(true);
    await addMember(api.context, api.actor, atlas.group, 'late');
    const [late] = await people('?state=held');
    expect(late).toMatchObject({ user: { username: 'late' }, reason: 'Provisioning was paused by Sam Okafor.' });
    expect(late?.['waitingSince']).toMatch(/^20.*Z$/);
    expect(await read('/applications/custom-scim-integration/provisioning')).toMatchObject({
      people: { waiting: 1 },
      paused: {},
    });
    await pause(false);
    api.context.wake();
    await settle();
    const of = await read('/users/username:late/provisioning');
    expect(of['items']).toMatchObject([{ application: { slug: 'custom-scim-integration' }, state: 'in-step' }]);
  });

  test('somebody who was deleted is found by their id while their account is known', async () => {
    const gone = await addMember(api.context, api.actor, atlas.group, 'gone');
    await settle();
    await deleteLeaver(api.context, api.actor, gone.id, 'gone');
    await settle();
    const of = await read(`/users/${gone.id}/provisioning`);
    expect(of['items']).toMatchObject([{ user: { username: null }, state: 'deactivated' }]);
    expect((await api.call('get', '/users/username:gone/provisioning')).status).toBe(404);
    expect((await api.call('get', `/users/${'0'.repeat(26)}/provisioning`)).status).toBe(404);
  });
});

describe('M-179 to M-189: importing an application’s users', () => {
  const ADDED = ['lena', 'otto', 'pia'];

  test('list, look, choose, link, import and see what came of it', async () => {
    for (const name of ADDED) {
      await addAccountThere(sp, { userName: name, emails: [{ value: `${name}@fernhill.example` }] });
    }
    await addAccountThere(sp, { userName: 'zoe', emails: [{ value: 'other@fernhill.example' }] });
    const { user: zoe } = await createUser(api.context, api.actor, profileOf('zoe'), 'link');
    expect(await read('/applications/custom-scim-integration/import')).toMatchObject({
      state: 'none',
      listed: 0,
      lastRun: null,
    });
    const early = await api.call('post', '/applications/custom-scim-integration/import/run');
    expect([early.status, bodyOf(early).detail]).toEqual([409, 'Read the users first.']);
    const begun = await api.call('post', '/applications/custom-scim-integration/import');
    expect([begun.status, bodyOf(begun)['state']]).toEqual([202, 'reading']);
    await ready();
    const found = (await read('/applications/custom-scim-integration/import/users?status=new'))[
      'items'
    ] as readonly Row[];
    expect(found.map(({ username }) => username).toSorted()).toEqual(['gone', ...ADDED, 'zoe']);
    const place = (name: string): unknown => found.find(({ username }) => username === name)?.['place'];
    expect(found.find(({ username }) => username === 'zoe')).toMatchObject({
      matches: [{ userId: zoe.id, by: 'username' }],
    });
    const paged = await read('/applications/custom-scim-integration/import/users?status=new&limit=4');
    const rest = await read(
      `/applications/custom-scim-integration/import/users?status=new&limit=4&cursor=${String(paged['next'])}`,
    );
    expect([(rest['items'] as Row[]).length, rest['next']]).toEqual([1, null]);
    const choose = (body: object) => api.call('patch', '/applications/custom-scim-integration/import/users').send(body);
    const nobody = await choose({ links: [{ place: place('zoe'), user: 'username:nobody' }] });
    expect([nobody.status, bodyOf(nobody).errors?.[0]?.pointer]).toEqual([422, '#/links/0/user']);
    const links = [{ place: place('zoe'), user: 'username:zoe' }];
    const chosen = await choose({ all: true, remove: [place('pia'), place('gone')], links });
    expect([chosen.status, bodyOf(chosen)['chosen']]).toEqual([200, 3]);
    const { secret } = await api.key(['provisioning:write']);
    const small = await api.call('post', '/applications/custom-scim-integration/import/run', secret);
    expect([small.status, bodyOf(small).detail]).toEqual([403, 'This key lacks the scope users:write.']);
    const run = await api.call('post', '/applications/custom-scim-integration/import/run');
    expect(bodyOf<Row>(run)).toMatchObject({ state: 'ready', lastRun: { created: 2, linked: 1, refused: 0 } });
    const { items } = bodyOf(await api.call('get', '/applications/custom-scim-integration/import/users?search=zoe'));
    expect(items).toMatchObject([{ status: 'imported', user: { id: zoe.id } }]);
    const { eventId } = bodyOf<{ lastRun: { eventId: string } }>(run).lastRun;
    const { items: events } = bodyOf(await api.call('get', `/events?cause=${eventId}&name=user_import`));
    expect(events).toMatchObject([{ id: eventId, actor: { kind: 'admin', name: 'API key everything' } }]);
    const none = await api.call('post', '/applications/custom-scim-integration/import/run');
    expect([none.status, bodyOf(none).detail]).toEqual([409, 'Choose the users to import first.']);
  });

  async function ready(): Promise<void> {
    const until = Date.now() + 10_000;
    while ((await read('/applications/custom-scim-integration/import'))['state'] !== 'ready') {
      if (Date.now() > until) throw new Error('the list was not read');
      await new Promise((done) => setTimeout(done, 50));
    }
  }
});

describe('the event log', () => {
  const list = async (query: string): Promise<readonly Row[]> => (await read(`/events?${query}`))['items'] as Row[];

  test('is narrowed by everything Directory Insights knows, and read on by pages', async () => {
    const ofAtlas = await list('application=custom-scim-integration&name=user_create_provision&result=success');
    expect(ofAtlas.length).toBeGreaterThan(1);
    expect(await list(`user=username:noor&application=${atlas.application.id}`)).not.toEqual([]);
    const group = await list('group=name:Atlas%20people&name=group_create');
    expect(group).toMatchObject([
      { name: 'group_create', groupName: 'Atlas people', sentence: expect.any(String) as string },
    ]);
    const at = String(group[0]?.['at']);
    expect(await list(`name=group_create&from=${at}&search=Atlas%20people`)).toEqual(group);
    expect(await list(`name=group_create&to=${at}`)).toEqual([]);
    const first = await read('/events?limit=2&category=admin');
    const second = await read(`/events?limit=2&category=admin&cursor=${String(first['next'])}`);
    const ids = [first, second].flatMap(({ items }) => (items as Row[]).map(({ id }) => String(id)));
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    expect(await read(`/events/${String(group[0]?.['id'])}`)).toEqual(group[0]);
  });

  test.each([
    ['user=username:nobody', 'user'],
    ['application=nothing', 'application'],
    ['name=no_such_event', 'name'],
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
    ['from=yesterday', 'from'],
    ['cursor=x', 'cursor'],
  ])('%s is refused by its name, and shows nothing', async (query, parameter) => {
    const answer = await api.call('get', `/events?${query}`);
    expect([answer.status, bodyOf(answer).errors?.[0]?.parameter]).toEqual([400, parameter]);
  });

  test('comes as NDJSON, JSON and CSV with the same events, streamed', async () => {
    const query = '?application=custom-scim-integration&name=user_create_provision';
    const listed = await list(`limit=200&${query.slice(1)}`);
    const ndjson = await api.call('get', `/events.ndjson${query}`).buffer(true).parse(asText);
    const lines = (ndjson.body as string).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Row)).toEqual(listed);
    expect(ndjson.headers['content-disposition']).toMatch(/^attachment; filename="passo-events-.*\.ndjson"$/);
    expect((await api.call('get', `/events.json${query}`)).body).toEqual(listed);
    const csv = await api.call('get', `/events.csv${query}`);
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(listed.length + 1);
    expect((await api.call('head', `/events.csv${query}`)).status).toBe(200);
  });

  function asText(answer: unknown, done: (error: Error | null, body: string) => void): void {
    let text = '';
    const stream = answer as NodeJS.ReadableStream;
    stream.on('data', (piece: Buffer) => (text += piece.toString()));
    stream.on('end', () => done(null, text));
  }
});
