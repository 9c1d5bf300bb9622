import { SecretText } from '../../../src/core/secret-text';
import type { Actor } from '../../../src/actions/deps';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { listLeftovers, noteLeftover } from '../../../src/actions/provisioning/probe/leftovers';
import { probeApplication } from '../../../src/actions/provisioning/probe/probe';
import type { Context } from '../../../src/context';
import type { Defects } from '../../../src/dev/simulator/defects';
import type { Simulator } from '../../../src/dev/simulator/types';
import type { ScimFacts } from '../../../src/scim/facts';
import { listEvents } from '../../../src/store/events';
import {
  findCompatibility,
  findFacts,
  learnFacts,
  type CompatibilityReport,
} from '../../../src/store/provisioning/facts';
import { transact } from '../../../src/store/tx';
import { integrate, startSp, writes, type Integrated } from '../integration';
import { addAdmin, startPasso, type TestPasso } from '../passo';

/** One way an SP can be, what the probe has to find, and a word of the report. */
interface Case {
  readonly defects: Defects;
  readonly facts: Partial<ScimFacts>;
  readonly says: readonly [what: string, measured: RegExp];
}

const CASES: Readonly<Record<string, Case>> = {
  'an honest SP': {
    defects: {},
    facts: {
      filter: 'works',
      change: 'patch',
      opCase: 'lower',
      booleans: 'json',
      members: 'patch',
      memberRemoval: 'filter',
      etag: 'given',
      deletion: 'gone',
      rename: 'yes',
      totals: 'true',
      paging: 'index',
      excludesMembers: true,
    },
    says: ['Changing an account', /^PATCH$/],
  },
  'no PATCH': {
    defects: { noPatch: '501' },
    facts: { change: 'put', members: 'put' },
    says: ['Changing an account', /PUT/],
  },
  'no PATCH, answered 405, though promised': {
    defects: { noPatch: '405', falsePromises: true },
    facts: { change: 'put' },
    says: ['Changing an account', /PUT/],
  },
  'Bulk that is promised only': {
    defects: { falsePromises: true },
    facts: { change: 'patch', bulk: 0 },
    says: ['Several changes in one request', /Does not work/],
  },
  'PATCH without a path only': {
    defects: { pathlessOnly: true },
    facts: { change: 'patch-no-path', opCase: 'lower' },
    says: ['Changing an account', /without a path/],
  },
  'words in title case, without a path': {
    defects: { pathlessOnly: true, opCase: 'title' },
    facts: { change: 'patch-no-path', opCase: 'title' },
    says: ['Changing an account', /“Replace”/],
  },
  'words in title case': {
    defects: { opCase: 'title' },
    facts: { change: 'patch', opCase: 'title', members: 'patch' },
    says: ['Changing an account', /“Replace”/],
  },
  'texts for true and false': {
    defects: { stringBooleans: true },
    facts: { booleans: 'text' },
    says: ['Activating and deactivating', /text/],
  },
  'no filters': {
    defects: { noFilter: '501' },
    facts: { filter: 'none' },
    says: ['Finding a person by user name', /not/],
  },
  'ignored filters': {
    defects: { ignoreFilter: true },
    facts: { filter: 'none' },
    says: ['Finding a person by user name', /Does not work/],
  },
  'filters that tell cases apart': {
    defects: { caseSensitive: true },
    facts: { filter: 'case-sensitive' },
    says: ['Finding a person by user name', /same case/],
  },
  'totals of zero': {
    defects: { untrueTotals: 'zero' },
    facts: { totals: 'untrue' },
    says: ['Reading the list of people', /wrong/],
  },
  'totals of the page': {
    defects: { untrueTotals: 'page' },
    facts: { totals: 'untrue', paging: 'index' },
    says: ['Reading the list of people', /wrong/],
  },
  'small pages': { defects: { pageCap: 3 }, facts: { pageSize: 3 }, says: ['Reading the list of people', /At most 3/] },
  'the first page only': {
    defects: { firstPageOnly: true, pageCap: 3 },
    facts: { pageSize: 3 },
    says: ['Reading the list of people', /Only the first page/],
  },
  'pages by cursor': {
    defects: { cursorOnly: true },
    facts: { paging: 'cursor' },
    says: ['Reading the list of people', /cursor/],
  },
  'If-Match demanded': {
    defects: { ifMatchRequired: true },
    facts: { etag: 'required', change: 'patch', members: 'patch', deletion: 'gone' },
    says: ['Versions (ETag)', /Demanded/],
  },
  'no versions': { defects: { noVersions: true }, facts: {}, says: ['Versions (ETag)', /Not given/] },
  'unknown attributes': {
    defects: { refuseAttributes: 'title, department' },
    facts: { unknownAttributes: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', 'title'] },
    says: ['Attributes', /Refused: .*title/],
  },
  'lost attributes': { defects: { dropAttributes: 'title' }, facts: {}, says: ['Attributes', /Not kept: title/] },
  'fixed user names': {
    defects: { fixedUserName: true },
    facts: { rename: 'no' },
    says: ['Changing a user name', /Refused/],
  },
  'soft deletion': {
    defects: { softDelete: true },
    facts: { deletion: 'soft' },
    says: ['Deleting an account', /Hidden/],
  },
  'hidden inactive accounts': {
    defects: { hideInactive: true },
    facts: { filter: 'works', deletion: 'gone' },
    says: ['Finding a person by user name', /Works/],
  },
  'members removed by value': {
    defects: { memberRemovalByValue: true },
    facts: { members: 'patch', memberRemoval: 'value' },
    says: ['Members of a group', /by value/],
  },
  'members by PUT only': {
    defects: { noMemberPatch: true },
    facts: { members: 'put' },
    says: ['Members of a group', /whole group/],
  },
  'no excludedAttributes': {
    defects: { noExcluded: true },
    facts: { excludesMembers: false },
    says: ['Groups', /Can be made/],
  },
  'odd ids, empty answers': {
    defects: { oddIds: true, emptyAnswers: true, emptyCreates: true },
    facts: { change: 'patch', deletion: 'gone', members: 'patch' },
    says: ['Creating an account', /Works with everything/],
  },
  'accounts that are active from the start': {
    defects: { activeFromStart: true },
    facts: { booleans: 'json' },
    says: ['Creating an account', /Works/],
  },
  'late reads': {
    defects: { staleReads: 400 },
    facts: { change: 'patch', booleans: 'json', rename: 'yes', members: 'patch', deletion: 'gone' },
    says: ['Reading back', /late/],
  },
  'faults by chance': {
    defects: { chaos: 0.1, chaosSeed: 5, chaosKinds: '429,500,503,reset,lost' },
    facts: { change: 'patch', booleans: 'json', members: 'patch' },
    says: ['Changing an account', /^PATCH$/],
  },
  'a token that is refused now and then': {
    defects: { rejectTokenEvery: 7 },
    facts: { change: 'patch' },
    says: ['Changing an account', /^PATCH$/],
  },
  Bulk: { defects: { bulk: 50 }, facts: { bulk: 50 }, says: ['Several changes in one request', /Works, 50/] },
  'no self-description, no PATCH, texts, by value': {
    defects: { noDiscovery: true, noPatch: '405', stringBooleans: true, noFilter: '400', untrueTotals: 'zero' },
    facts: { change: 'put', booleans: 'text', filter: 'none', totals: 'untrue' },
    says: ['Changing an account', /PUT/],
  },
};

/** The probe against a simulated SP in every way it can be, on every database. */
export function describeProbe(database: () => Promise<string | undefined>, names = Object.keys(CASES)): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let sp: Simulator;
  let at: Integrated;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ pollMs: 60_000, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    sp = await startSp();
    for (let number = 1; number <= 7; number += 1) await createAt(sp, `Somebody${number}@fernhill.example`);
    round += 1;
    at = await integrate(context, actor, sp, `Atlas ${round}`);
  });
  afterEach(async () => {
    await deactivateIntegration(context, actor, at.application.id).catch(() => undefined);
    await sp.stop();
  });

  const probe = (write = true): Promise<CompatibilityReport> =>
    probeApplication(context, actor, at.application.id, { write });
  const own = (): string[] =>
    sp
      .accounts()
      .map(({ userName }) => userName)
      .filter((name) => name.startsWith('passo-probe-'));
  const rowOf = (report: CompatibilityReport, what: string): string =>
    report.rows.find((row) => row.what === what)?.measured ?? '';

  test.each(names)('%s: is measured, told, and leaves nothing behind', async (name) => {
    const { defects, facts, says } = CASES[name] as Case;
    const before = JSON.stringify(sp.accounts());
    sp.setDefects(defects);
    const report = await probe();
    sp.setDefects({});
    expect(await findFacts(context.db, at.application.id)).toMatchObject(facts);
    expect(rowOf(report, says[0])).toMatch(says[1]);
    expect([own(), sp.groups(), report.notes]).toEqual([[], [], []]);
    expect(JSON.stringify(sp.accounts())).toBe(before);
    expect(await listLeftovers(context, at.application.id)).toEqual([]);
  });

  test('reads only, without consent', async () => {
    const before = sp.requests.length;
    const report = await probe(false);
    expect(writes({ ...sp, requests: sp.requests.slice(before) })).toEqual([]);
    expect(report).toMatchObject({ wrote: false, notes: [] });
    expect(await findFacts(context.db, at.application.id)).toEqual({
      filter: 'works',
      paging: 'index',
      totals: 'true',
    });
    expect(rowOf(report, 'Changing an account')).toBe('Not measured');
  });

  test('what it says and what was measured differ: the report shows both', async () => {
    sp.setDefects({ noPatch: '501', noVersions: true, falsePromises: true });
    const { rows } = await probe();
    const differ = rows.filter((row) => row.differs === true);
    expect(differ.map(({ what, said }) => [what, said])).toEqual([
      ['Changing an account', 'Supported'],
      ['Versions (ETag)', 'Supported'],
    ]);
    const [event] = await listEvents(context.db, { name: 'idm_probe', applicationId: at.application.id, take: 1 });
    expect(event?.payload).toMatchObject({ changed: differ.map(({ what }) => what) });
  });

  test('an account that can’t be deleted is deactivated, and the report says so', async () => {
    sp.setDefects({ noDelete: true, noPatch: '405' });
    const { notes } = await probe();
    const [account, ...more] = sp.accounts().filter(({ userName }) => userName.startsWith('passo-probe-'));
    expect([account?.active, more]).toEqual([false, []]);
    expect(notes.join(' ')).toContain(
      `The account ${account?.userName} could not be deleted. It stays there, deactivated.`,
    );
    expect((await findFacts(context.db, at.application.id))?.deletion).toBe('refused');
  });

  test('an SP that refuses the account ends with its words, and the reads count', async () => {
    sp.setDefects({ requireAttributes: 'costCenter' });
    const report = await probe();
    expect(rowOf(report, 'Creating an account')).toMatch(/Refused: "costcenter" is required/);
    expect((await findFacts(context.db, at.application.id))?.filter).toBe('works');
    expect(own()).toEqual([]);
  });

  test('what an earlier measuring left is removed at the next, and nothing else', async () => {
    const left = `passo-probe-left@probe.invalid`;
    await createAt(sp, left);
    await noteLeftover(context, at.application.id, { kind: 'Users', name: left });
    await noteLeftover(context, at.application.id, { kind: 'Users', name: 'Somebody1@fernhill.example' });
    await probe();
    expect(own()).toEqual([]);
    expect(sp.accounts()).toHaveLength(7);
    expect(await listLeftovers(context, at.application.id)).toEqual([]);
  });

  test('an SP that goes away in the middle: the account is noted, told, and removed at the next measuring', async () => {
    let requests = 0;
    const failing = {
      ...context,
      scimTransport: (address: Parameters<Context['scimTransport']>[0]) => {
        const way = context.scimTransport(address);
        return async (request: Parameters<typeof way>[0]) => {
          if (request.method === 'PATCH') requests += 1;
          if (requests > 1) return { kind: 'silence', reason: 'connect', detail: 'it refused', tookMs: 1 } as const;
          return way(request);
        };
      },
    };
    const report = await probeApplication(failing, actor, at.application.id, { write: true });
    expect(report.notes.join(' ')).toMatch(/Measuring ended early.*may still be there/);
    expect(own()).toHaveLength(1);
    await probe();
    expect([own(), sp.groups()]).toEqual([[], []]);
    expect(await listLeftovers(context, at.application.id)).toEqual([]);
  });

  test('two at once: one is refused', async () => {
    const results = await Promise.allSettled([probe(), probe()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(own()).toEqual([]);
  });

  test('what an answer teaches later is kept beside what was measured, and attributes add up', async () => {
    await probe();
    const learn = (learnt: Partial<ScimFacts>, now: number): Promise<void> =>
      transact(context.db, (tx) => learnFacts(tx, at.application.id, learnt, now));
    await learn({ change: 'put', unknownAttributes: ['title'] }, 5);
    await learn({ unknownAttributes: ['locale'] }, 6);
    await learn({ change: 'put' }, 7);
    const { known } = (await findCompatibility(context.db, at.application.id)) ?? { known: {} };
    expect(known.change).toEqual({ value: 'put', at: 5, by: 'answer', measured: 'patch' });
    expect(known.unknownAttributes).toEqual({ value: ['title', 'locale'], at: 6, by: 'answer', measured: [] });
    await probe();
    expect(await findFacts(context.db, at.application.id)).toMatchObject({ change: 'patch', unknownAttributes: [] });
  });

  test('facts outlive a deactivation and are forgotten with another Base URL', async () => {
    sp.setDefects({ noPatch: '405' });
    await probe();
    await deactivateIntegration(context, actor, at.application.id);
    const activate = (to: Simulator): ReturnType<typeof activateIntegration> =>
      activateIntegration(context, actor, at.application.id, {
        baseUrl: to.scimBaseUrl,
        token: new SecretText(to.token),
      });
    await activate(sp);
    expect((await findFacts(context.db, at.application.id))?.change).toBe('put');
    await deactivateIntegration(context, actor, at.application.id);
    const other = await startSp();
    await activate(other);
    expect(await findFacts(context.db, at.application.id)).toBeUndefined();
    await other.stop();
  });

  test('nothing secret is in the report or in events', async () => {
    await probe();
    const kept = JSON.stringify([
      await findCompatibility(context.db, at.application.id),
      await listEvents(context.db, { applicationId: at.application.id, take: 50 }),
    ]);
    expect(kept).not.toContain(sp.token);
  });
}

async function createAt(sp: Simulator, userName: string): Promise<void> {
  const answer = await fetch(`${sp.scimBaseUrl}/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}
