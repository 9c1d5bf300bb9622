import { addMember } from './integration';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from './passo';
import { answer, bench, connection, gate, LOST, type Bench } from './scripted-sp';
import type { Actor } from '../../src/actions/deps';
import { changeMembers } from '../../src/actions/groups/members';
import { deleteApplications } from '../../src/actions/applications/delete';
import { activateIntegration, tryConnection } from '../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../src/actions/provisioning/deactivate';
import { updateUser } from '../../src/actions/users/update';
import type { Context } from '../../src/context';
import type { UserId } from '../../src/core/ids';
import { findLane } from '../../src/store/provisioning/lanes';
import { findLink, type Link } from '../../src/store/provisioning/links';
import { listEvents } from '../../src/store/events';
import { findMark, listMarks } from '../../src/store/provisioning/stale';

/** Changes that come while an exchange is under way, on every database. The tests hold the SP's answers up. */
export function describeAttacks(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    const env = { retryBaseMs: '60000', retryCapMs: '600000' };
    passo = await startPasso({ fixedClock: true, env, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(async () => {
    round += 1;
    at = await bench(context, actor, `Atlas ${round}`);
  });
  afterEach(async () => {
    await deactivateIntegration(at.deps, actor, at.application.id).catch(() => undefined);
  });

  const add = (name: string): ReturnType<typeof addMember> =>
    addMember({ ...context, ...at.deps }, actor, at.group, `${name}${round}`);
  const leave = (id: UserId): Promise<unknown> => changeMembers(at.deps, actor, at.group.id, { add: [], remove: [id] });
  const linkOf = (id: UserId): Promise<Link | undefined> => findLink(context.db, at.application.id, id);
  const later = (ms: number): void => void (passo.clock.now += ms);

  test('M-093: who leaves while their account is looked for and made ends inactive', async () => {
    const dele = await add('dele');
    at.sp.before = async ({ method }) => {
      if (method === 'GET') await leave(dele.id);
      return undefined;
    };
    await at.run();
    await at.run();
    expect(at.sp.active()).toEqual([]);
    expect(await findMark(context.db, at.application.id, dele.id)).toBeUndefined();
  });

  test('M-093: who leaves while the create is under way ends inactive', async () => {
    const dele = await add('dele');
    at.sp.after = async ({ method }) => {
      if (method === 'POST') await leave(dele.id);
      return undefined;
    };
    await at.run();
    await at.run();
    expect(at.sp.active()).toEqual([]);
  });

  test('A-20: who is deleted while the create is under way, its answer lost, ends inactive', async () => {
    const dele = await add('dele');
    at.sp.after = async ({ method }) => {
      if (method !== 'POST') return undefined;
      await deleteLeaver(at.deps, actor, dele.id, dele.username);
      return LOST;
    };
    await at.run();
    at.sp.after = () => undefined;
    later(3_600_000);
    await at.run();
    expect(at.sp.accounts.size).toBe(1);
    expect(at.sp.active()).toEqual([]);
  });

  test('a create in doubt, then another name and email: one account, with the new name', async () => {
    const dele = await add('dele');
    at.sp.after = ({ method }) => (method === 'POST' ? LOST : undefined);
    await at.run();
    at.sp.after = () => undefined;
    await updateUser(at.deps, actor, dele.id, profileOf(`dele.new${round}`));
    later(3_600_000);
    await at.run();
    expect([...at.sp.accounts.values()].map((one) => one.userName)).toEqual([`dele.new${round}`]);
    expect(await linkOf(dele.id)).toMatchObject({ remoteId: '1', status: 'in-sync' });
  });

  test('A-03: deactivated and activated for another SP while a create is under way: no id of the old SP is kept', async () => {
    const dele = await add('dele');
    at.sp.after = async ({ method }) => {
      if (method !== 'POST') return undefined;
      at.sp.after = () => undefined;
      await deactivateIntegration(at.deps, actor, at.application.id);
      await activateIntegration(at.deps, actor, at.application.id, connection('https://other.example/v2'));
      return answer(201, { id: 'of-the-old-sp', userName: dele.username });
    };
    await at.run();
    expect((await linkOf(dele.id))?.remoteId).not.toBe('of-the-old-sp');
    expect(await findMark(context.db, at.application.id, dele.id)).toBeDefined();
  });

  test('A-16: nothing more is sent once the integration is deactivated', async () => {
    await add('dele');
    at.sp.before = async () => {
      at.sp.before = () => undefined;
      await deactivateIntegration(at.deps, actor, at.application.id);
      return undefined;
    };
    await at.run();
    expect(at.sp.writes()).toEqual([]);
  });

  test('A-17: deleting the application while a create is under way ends the turn and leaves nothing behind', async () => {
    await add('dele');
    at.sp.after = async ({ method }) => {
      if (method === 'POST') await deleteApplications(at.deps, actor, [at.application.id], '1');
      return undefined;
    };
    await at.run();
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
    expect(await findLane(context.db, at.application.id)).toBeUndefined();
  });

  test.each([
    ['data', answer(400, { detail: 'Not allowed: Bearer 0123456789-abcdef' })],
    ['text', { ...answer(502, undefined), text: 'upstream got Authorization: Bearer 0123456789-abcdef' }],
    ['a refusal', answer(401, { detail: 'unknown token 0123456789-abcdef' })],
  ])('a token that the SP repeats in %s stands in no event and on no page', async (_name, came) => {
    const dele = await add('dele');
    at.sp.before = () => came;
    await at.run();
    const events = await listEvents(context.db, { applicationId: at.application.id, take: 50 });
    expect(events.some(({ result }) => result === 'failure')).toBe(true);
    expect(JSON.stringify([events, await linkOf(dele.id)])).not.toContain('0123456789');
    await deactivateIntegration(at.deps, actor, at.application.id);
    const test = await tryConnection(at.deps, at.application.id, connection());
    expect(test.ok).toBe(false);
    expect(JSON.stringify(test)).not.toContain('0123456789');
  });

  test('R9: a wait the SP asks for is not forgotten because another request went well', async () => {
    await add('a');
    await add('b');
    const limited = gate();
    let posts = 0;
    at.sp.before = async ({ method }) => {
      if (method !== 'POST') return undefined;
      posts += 1;
      if (posts === 1) return answer(429, { status: '429' }, { 'retry-after': '600' });
      await limited.opened;
      return undefined;
    };
    const running = at.run();
    while (((await findLane(context.db, at.application.id))?.failures ?? 0) === 0) {
      await new Promise((done) => setTimeout(done, 5));
    }
    limited.open();
    await running;
    const before = at.sp.requests.length;
    later(60_000);
    await at.run();
    expect(at.sp.requests).toHaveLength(before);
  });

  test('an account that somebody else here has already is not taken over', async () => {
    const sam = await add('sam');
    await at.run();
    at.sp.before = ({ method }) => (method === 'PATCH' ? answer(400, { status: '400' }) : undefined);
    await updateUser(at.deps, actor, sam.id, profileOf(`sam.old${round}`));
    await at.run();
    const other = await add('sam');
    await at.run();
    expect((await linkOf(other.id))?.remoteId).toBeUndefined();
    expect(await linkOf(other.id)).toMatchObject({ status: 'attention' });
    expect((await linkOf(sam.id))?.remoteId).toBe('1');
  });

  test('the account of somebody who was deleted here goes to who comes back with the same name and email', async () => {
    const sam = await add('sam');
    await at.run();
    await deleteLeaver(at.deps, actor, sam.id, sam.username);
    const again = await add('sam');
    await at.run();
    later(5_000);
    await at.run();
    expect(at.sp.active()).toEqual([`sam${round}`]);
    expect(at.sp.accounts.size).toBe(1);
    expect(await linkOf(again.id)).toMatchObject({ remoteId: '1', status: 'in-sync' });
    expect(await linkOf(sam.id)).toBeUndefined();
  });

  test('R2: waiting for the account of somebody who is still to be deactivated is no attempt', async () => {
    const sam = await add('sam');
    await at.run();
    await deleteLeaver(at.deps, actor, sam.id, sam.username);
    // Their deactivation waits, as it does for an admin.
    const wait = (dueAt: number): Promise<unknown> =>
      context.db('stale').where({ user_id: sam.id }).update({ due_at: dueAt });
    await wait(passo.clock.now + 3_600_000);
    const again = await add('sam');
    const waits: number[] = [];
    for (let look = 0; look < 4; look += 1) {
      await at.run();
      const mark = await findMark(context.db, at.application.id, again.id);
      expect(mark).toMatchObject({ attempts: 0, parked: false });
      waits.push((mark?.dueAt ?? 0) - passo.clock.now);
      later(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([1_000, 1_000, 2_000, 4_000]);
    expect(await linkOf(again.id)).toMatchObject({
      status: 'waiting',
      sentence: expect.stringMatching(/^Waits for /) as string,
    });
    await wait(passo.clock.now);
    await at.run();
    later(8_000);
    await at.run();
    expect(await linkOf(again.id)).toMatchObject({ remoteId: '1', status: 'in-sync' });
    expect(at.sp.active()).toEqual([`sam${round}`]);
    expect(await listMarks(context.db, at.application.id)).toEqual([]);
  });

  test('R2: a create whose answer was lost, and which is refused the second time, is switched off when the person leaves', async () => {
    const dele = await add('dele');
    let late = true;
    at.sp.before = ({ path }) =>
      late && path.includes('filter') ? answer(200, { totalResults: 0, Resources: [] }) : undefined;
    at.sp.after = ({ method }) => (method === 'POST' && at.sp.writes().length === 1 ? LOST : undefined);
    await at.run();
    later(3_600_000);
    await at.run();
    expect(at.sp.active()).toHaveLength(1);
    expect(await linkOf(dele.id)).toMatchObject({ status: 'attention', creating: true });
    late = false;
    await leave(dele.id);
    later(3_600_000);
    await at.run();
    expect(at.sp.active()).toEqual([]);
  });

  test.each([
    ['by us', { kind: 'silence', reason: 'timeout', detail: 'no answer', tookMs: 10_000 } as const],
    ['by a gateway', answer(504, { status: '504' })],
  ])('R2: a change that was given up %s, and is carried out after a later one, does not stand', async (_, silence) => {
    const dele = await add('dele');
    await at.run();
    await leave(dele.id);
    await at.run();
    await changeMembers(at.deps, actor, at.group.id, { add: [dele.id], remove: [] });
    at.sp.before = ({ method }) => (method === 'PATCH' ? silence : undefined);
    await at.run();
    // Kept with the link: the process that sends the next change may be another one (R17).
    expect(await linkOf(dele.id)).toMatchObject({
      lateUntil: passo.clock.now + 6 * context.config.provisioning.timeoutMs,
    });
    at.sp.before = () => undefined;
    await leave(dele.id);
    await context.db('lanes').where({ application_id: at.application.id }).update({ next_try_at: 0 });
    at.sp.requests.length = 0;
    await at.run();
    expect(at.sp.writes()).toHaveLength(1);
    Object.assign(at.sp.accounts.get('1') ?? {}, { active: true });
    later(61_000);
    await at.run();
    expect(at.sp.active()).toEqual([]);
    expect(await findMark(context.db, at.application.id, dele.id)).toBeUndefined();
    expect(await linkOf(dele.id)).toMatchObject({ status: 'deactivated' });
  });

  test('R2: waiting for a create that may be carried out late is no attempt', async () => {
    const dele = await add('dele');
    at.sp.before = ({ method }) =>
      method === 'POST' ? { kind: 'silence', reason: 'timeout', detail: 'no answer', tookMs: 10_000 } : undefined;
    await at.run();
    at.sp.before = () => undefined;
    await leave(dele.id);
    await context.db('lanes').where({ application_id: at.application.id }).update({ next_try_at: 0 });
    for (let look = 0; look < 3; look += 1) {
      await at.run();
      expect(await findMark(context.db, at.application.id, dele.id)).toMatchObject({ attempts: 0 });
      later(5_000);
    }
    later(61_000);
    await at.run();
    expect(await findMark(context.db, at.application.id, dele.id)).toBeUndefined();
  });

  test('R2: a list that may be older than a late create is not believed', async () => {
    const dele = await add('dele');
    let body: unknown;
    at.sp.before = ({ method, body: sent }) => {
      if (method === 'POST') body = sent;
      return method === 'POST' ? { kind: 'silence', reason: 'timeout', detail: 'late', tookMs: 10_000 } : undefined;
    };
    await at.run();
    await leave(dele.id);
    await context.db('lanes').where({ application_id: at.application.id }).update({ next_try_at: 0 });
    // The account is made at the last moment, and a list that lags does not show it yet.
    later(6 * context.config.provisioning.timeoutMs + 1);
    at.sp.accounts.set('late', { ...(body as { userName: string }), id: 'late' });
    at.sp.before = ({ method }) => (method === 'GET' ? answer(200, { totalResults: 0, Resources: [] }) : undefined);
    await at.run();
    at.sp.before = () => undefined;
    later(10_000);
    await at.run();
    expect(at.sp.active()).toEqual([]);
  });

  test('R1, R2: a create that a killed process had sent long after it was written down leaves no account open', async () => {
    const dele = await add('dele');
    const late = 6 * context.config.provisioning.timeoutMs;
    let body: unknown;
    at.sp.before = async (request) => {
      if (request.method !== 'POST') return undefined;
      // It waited for its turn behind others for most of the time in which it may be late; then its process is killed.
      later(0.9 * late);
      ({ body } = request);
      await context.db('lanes').where({ application_id: at.application.id }).update({ lease_owner: 'gone' });
      return LOST;
    };
    await at.run();
    at.sp.before = () => undefined;
    await leave(dele.id);
    later(1.2 * late);
    await at.run('another');
    // The SP was slow: it makes the account only now.
    at.sp.accounts.set('late', { ...(body as { userName: string }), id: 'late' });
    later(3 * late);
    await at.run('another');
    expect(at.sp.active()).toEqual([]);
    expect(await findMark(context.db, at.application.id, dele.id)).toBeUndefined();
    expect(await linkOf(dele.id)).toMatchObject({ remoteId: 'late', status: 'deactivated' });
  });

  test('who comes back is switched on, even when their account was read before its deactivation arrived', async () => {
    const sam = await add('sam');
    await at.run();
    const deactivating = gate();
    const read = gate();
    at.sp.before = async ({ method }) => {
      if (method === 'PATCH') await deactivating.opened;
      return undefined;
    };
    at.sp.after = async ({ path }) => {
      if (!path.includes('filter')) return undefined;
      at.sp.after = () => undefined;
      const early = { ...at.sp.accounts.get('1') };
      deactivating.open();
      await read.opened;
      return answer(200, { totalResults: 1, Resources: [early] });
    };
    await deleteLeaver(at.deps, actor, sam.id, sam.username);
    const again = await add('sam');
    const running = at.run();
    while ((await linkOf(sam.id))?.status !== 'deactivated') await new Promise((done) => setTimeout(done, 5));
    read.open();
    await running;
    later(5_000);
    await at.run();
    expect(at.sp.active()).toEqual([`sam${round}`]);
    expect(await linkOf(again.id)).toMatchObject({ remoteId: '1', status: 'in-sync' });
  });

  test('an SP that answers a create with an id another person has gives nobody a second person’s account', async () => {
    await add('a');
    await at.run();
    const other = await add('b');
    at.sp.before = ({ method }) => (method === 'POST' ? answer(201, { id: '1', userName: other.username }) : undefined);
    await at.run();
    expect((await linkOf(other.id))?.remoteId).toBeUndefined();
    expect(await linkOf(other.id)).toMatchObject({ status: 'attention' });
  });

  test('an account made anew, its answer lost, is found and deactivated when the person leaves', async () => {
    const dele = await add('dele');
    await at.run();
    await leave(dele.id);
    await at.run();
    at.sp.accounts.clear();
    await changeMembers(at.deps, actor, at.group.id, { add: [dele.id], remove: [] });
    at.sp.after = ({ method }) => (method === 'POST' ? LOST : undefined);
    await at.run();
    at.sp.after = () => undefined;
    expect(at.sp.active()).toHaveLength(1);
    await leave(dele.id);
    later(3_600_000);
    await at.run();
    expect(at.sp.active()).toEqual([]);
  });
}
