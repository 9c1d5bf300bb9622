import { addMember } from '../integration';
import { addAdmin, startPasso, type TestPasso } from '../passo';
import { answer, bench, gate, LOST, type Bench } from '../scripted-sp';
import type { Actor } from '../../../src/actions/deps';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { decideAccount } from '../../../src/actions/provisioning/drift/account';
import { setRemovalLimit } from '../../../src/actions/provisioning/guard/set-limit';
import { importItem } from '../../../src/actions/provisioning/import/apply';
import { saveMapping } from '../../../src/actions/provisioning/mapping/save';
import { getIntegration } from '../../../src/actions/provisioning/connection';
import { setTemporaryPassword } from '../../../src/actions/users/set-password';
import { suspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import { mappingOf } from '../../../src/connectors/effective';
import type { EventId } from '../../../src/core/ids';
import type { User } from '../../../src/core/user';
import type { ImportItem } from '../../../src/store/provisioning/import-items';
import { findLink } from '../../../src/store/provisioning/links';
import { findMark, listMarks } from '../../../src/store/provisioning/stale';
import { changeDirectory } from '../../../src/store/tx';
import { profileOf } from '../passo';

/** What a turn must not miss while it goes on: changes of people, settings and decisions, on any database. */
export function describeEngine(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    const env = { retryBaseMs: '1000', retryCapMs: '60000', scimConcurrency: '1', leaseMs: '5000' };
    passo = await startPasso({ fixedClock: true, env, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    round += 1;
    at = await bench(context, actor, `Cedar ${round}`);
    at.sp.requests.length = 0;
  });
  afterEach(async () => {
    await deactivateIntegration(at.deps, actor, at.application.id).catch(() => undefined);
  });

  const add = (name: string): Promise<User> =>
    addMember({ ...context, ...at.deps }, actor, at.group, `${name}${round}`);
  const later = (ms: number): void => void (passo.clock.now += ms);

  /** Holds the first request that changes something until it is let go; `began` tells that it is there. */
  function holdFirstWrite(): { began: Promise<void>; go: () => void } {
    const [began, let_] = [gate(), gate()];
    let held = false;
    at.sp.before = async ({ method }) => {
      if (method === 'GET' || held) return undefined;
      held = true;
      began.open();
      await let_.opened;
      return undefined;
    };
    return { began: began.opened, go: let_.open };
  }

  test('R1: a create that the SP carries out after it was given up leaves no open account of who has left', async () => {
    const noor = await add('noor');
    let late: unknown;
    at.sp.before = ({ method, body }) => {
      if (method !== 'POST') return undefined;
      late = body;
      return LOST;
    };
    await at.run();
    at.sp.before = () => undefined;
    await suspendUser(at.deps, actor, noor.id);
    later(2_000);
    await at.run();
    expect(await findMark(context.db, at.application.id, noor.id)).toBeDefined();
    at.sp.accounts.set('99', { ...(late as { userName: string }), id: '99' });
    for (let turn = 0; turn < 12; turn += 1) {
      later(10_000);
      await at.run();
    }
    expect(at.sp.accounts.size).toBe(1);
    expect(at.sp.active()).toEqual([]);
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
  });

  test.each([429, 409, 400])(
    'R1: a create without an answer is not forgotten when the next one is refused (%i)',
    async (status) => {
      const noor = await add('noor');
      let late: unknown;
      at.sp.before = ({ method, body }) => {
        if (method !== 'POST') return undefined;
        const first = late === undefined;
        late ??= body;
        return first ? LOST : answer(status, { status: String(status) });
      };
      await at.run();
      later(2_000);
      await at.run();
      expect(at.sp.writes()).toHaveLength(2);
      at.sp.before = () => undefined;
      at.sp.accounts.set('99', { ...(late as { userName: string }), id: '99' });
      await suspendUser(at.deps, actor, noor.id);
      for (let turn = 0; turn < 12; turn += 1) {
        later(10_000);
        await at.run();
      }
      expect(at.sp.accounts.size).toBe(1);
      expect(at.sp.active()).toEqual([]);
    },
  );

  test('R1: a create that was never carried out is looked for a while, and then believed', async () => {
    const noor = await add('noor');
    at.sp.before = ({ method }) => (method === 'POST' ? LOST : undefined);
    await at.run();
    at.sp.before = () => undefined;
    await suspendUser(at.deps, actor, noor.id);
    at.sp.requests.length = 0;
    for (let turn = 0; turn < 12; turn += 1) {
      later(10_000);
      await at.run();
    }
    expect(at.sp.accounts.size).toBe(0);
    expect(at.sp.requests.length).toBeLessThan(8);
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
    expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({ creating: false });
  });

  test('M-178: a table that is changed while a turn goes on reaches everybody', async () => {
    await add('noor');
    await add('dele');
    const { began, go } = holdFirstWrite();
    const turn = at.run();
    await began;
    const rows = mappingOf(getIntegration(at.deps, at.application).base, undefined);
    await saveMapping(at.deps, actor, at.application.id, {
      rows: [...rows, { to: 'nickName', expression: 'lower(username)', use: 'always', empty: 'omit' }],
      enterprise: 'extension',
    });
    go();
    await turn;
    await at.run();
    expect([...at.sp.accounts.values()].map(({ userName, nickName }) => [userName, nickName])).toEqual([
      [`noor${round}`, `noor${round}`],
      [`dele${round}`, `dele${round}`],
    ]);
  });

  test('R8: a limit that is set while a turn goes on counts for what happens next', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await add(name);
    await setRemovalLimit(at.deps, actor, at.application.id, { people: '1000', percent: '100' });
    await at.run();
    const first = await add('z');
    expect(at.sp.active()).toHaveLength(8);
    const { began, go } = holdFirstWrite();
    const turn = at.run();
    await began;
    await setRemovalLimit(at.deps, actor, at.application.id, { people: '2', percent: '10' });
    await setGroupsOfApplication(at.deps, actor, at.application.id, []);
    go();
    await turn;
    await at.run();
    expect(at.sp.active()).toHaveLength(9);
    expect((await findMark(context.db, at.application.id, first.id))?.heldBy).toBeDefined();
  });

  test('R2: who is suspended while others are being served gets no account by what was planned before', async () => {
    await add('noor');
    const dele = await add('dele');
    const { began, go } = holdFirstWrite();
    const turn = at.run();
    await began;
    await suspendUser(at.deps, actor, dele.id);
    await new Promise((done) => setTimeout(done, 1_100));
    go();
    await turn;
    await at.run();
    expect(at.sp.writes().map(({ body }) => (body as { userName?: string }).userName)).toEqual([`noor${round}`]);
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
  });

  test('R2: what was planned for somebody who changed since leaves nothing in doubt', async () => {
    const noor = await add('noor');
    const dele = await add('dele');
    await at.run();
    at.sp.requests.length = 0;
    const title = (user: User, jobTitle: string): Promise<unknown> =>
      updateUser(at.deps, actor, user.id, { ...profileOf(user.username), jobTitle });
    await title(noor, 'One');
    await title(dele, 'One');
    const { began, go } = holdFirstWrite();
    const turn = at.run();
    await began;
    await title(dele, 'Two');
    await new Promise((done) => setTimeout(done, 1_100));
    go();
    await turn;
    await at.run();
    expect(at.sp.writes()).toHaveLength(2);
    expect([...at.sp.accounts.values()].map((one) => one['title']).toSorted()).toEqual(['One', 'Two']);
    expect(await findLink(context.db, at.application.id, dele.id)).not.toHaveProperty('inDoubt');
  });

  test('A-41: who is linked by an import while they are looked for gets no second account', async () => {
    const email = `noor${round}@fernhill.example`;
    const resource = { userName: `noor.abadi${round}`, emails: [{ value: email }], active: true };
    at.sp.accounts.set('77', { ...resource, id: '77' });
    const noor = await add('noor');
    const [looked, go] = [gate(), gate()];
    at.sp.before = async ({ method }) => {
      if (method !== 'GET') return undefined;
      looked.open();
      await go.opened;
      return undefined;
    };
    const turn = at.run();
    await looked.opened;
    const { application } = at;
    const { scim } = getIntegration(at.deps, application);
    const item: ImportItem = {
      ...{ place: 1, remoteId: '77', username: resource.userName, email, name: 'Noor', resource },
      ...{ status: 'new', chosen: true, matches: [], userId: noor.id },
    };
    const cause = at.deps.newId<EventId>();
    const run = { deps: at.deps, importId: 'none', application, scim, actor, cause };
    expect(await changeDirectory(context.db, (tx) => importItem(run, tx, item))).toBe('linked');
    go.open();
    await turn;
    at.sp.before = () => undefined;
    await at.run();
    expect([...at.sp.accounts.keys()]).toEqual(['77']);
    expect(await findLink(context.db, application.id, noor.id)).toMatchObject({ remoteId: '77', status: 'in-sync' });
  });

  test('M-097: no password goes to an account that an admin has decided to leave alone', async () => {
    const noor = await add('noor');
    await at.run();
    await decideAccount(at.deps, actor, at.application.id, noor.id, 'leave');
    await at.run();
    at.sp.requests.length = 0;
    await setTemporaryPassword(at.deps, actor, noor.id);
    await at.run();
    expect(at.sp.requests).toEqual([]);
  });

  test('R6: an SP that refuses a password again and again is not asked without end', async () => {
    const noor = await add('noor');
    await at.run();
    at.sp.before = ({ method }) => (method === 'GET' ? undefined : answer(400, { status: '400' }));
    await setTemporaryPassword(at.deps, actor, noor.id);
    at.sp.requests.length = 0;
    for (let turn = 0; turn < 5; turn += 1) {
      await at.run();
      later(60_000);
    }
    expect(at.sp.writes().length).toBeLessThan(8);
    expect((await findMark(context.db, at.application.id, noor.id))?.parked).toBe(true);
  });
}
