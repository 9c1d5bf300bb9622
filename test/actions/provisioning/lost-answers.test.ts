import { addMember } from '../../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { answer, bench, LOST, type Bench } from '../../support/scripted-sp';
import type { Actor } from '../../../src/actions/deps';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { syncAll } from '../../../src/actions/provisioning/retry';
import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Context } from '../../../src/context';
import type { User } from '../../../src/core/user';
import type { ScimRequest } from '../../../src/scim/transport';
import { listEvents } from '../../../src/store/events';
import { findLink, saveLink, type Link } from '../../../src/store/provisioning/links';
import { listMarks } from '../../../src/store/provisioning/stale';
import { transact } from '../../../src/store/tx';

const LEASE_MS = 500;
/** A read is no proof before, however short a lease is. */
const OLD_MS = 5_000;

let passo: TestPasso;
let context: Context;
let actor: Actor;
let at: Bench;
let noor: User;
let round = 0;

beforeAll(async () => {
  passo = await startPasso({ fixedClock: true, env: { retryBaseMs: '1000', leaseMs: String(LEASE_MS) } });
  context = passo.context;
  ({ actor } = await addAdmin(context));
});
afterAll(() => passo.stop());
beforeEach(async () => {
  round += 1;
  at = await bench(context, actor, `Cedar ${round}`);
  noor = await addMember({ ...context, ...at.deps }, actor, at.group, `noor${round}`, { jobTitle: 'Clerk' });
  await at.run();
  at.sp.requests.length = 0;
});
afterEach(async () => {
  at.sp.before = at.sp.after = () => undefined;
  await deactivateIntegration(at.deps, actor, at.application.id);
});

/** What was sent before can't be carried out any more after it. */
const overMs = (): number => 6 * context.config.provisioning.timeoutMs + 1;
/** And reads show whether it was. */
const lateMs = (): number => overMs() + OLD_MS;
const later = (ms: number): void => void (passo.clock.now += ms);
const rename = (jobTitle: string): Promise<unknown> =>
  updateUser(at.deps, actor, noor.id, profileOf(`noor${round}`, { jobTitle }));
const sent = (): string[] => at.sp.requests.map(({ method }) => method);
const account = (): Record<string, unknown> => [...at.sp.accounts.values()][0] ?? {};
const linkOf = (): Promise<Link | undefined> => findLink(context.db, at.application.id, noor.id);

/** A turn that ends with its process once its request has reached the SP: nothing of what came of it is written down. */
async function turnThatDies({ applied = true } = {}): Promise<void> {
  const die = async ({ method }: ScimRequest): Promise<typeof LOST | undefined> => {
    if (method !== 'PATCH') return undefined;
    await context.db('lanes').where({ application_id: at.application.id }).update({ lease_owner: 'gone' });
    return LOST;
  };
  if (applied) at.sp.after = die;
  else at.sp.before = die;
  await at.run();
  at.sp.before = at.sp.after = () => undefined;
  expect((await linkOf())?.inDoubt).toBeDefined();
  at.sp.requests.length = 0;
}

async function expectSettled(): Promise<void> {
  expect(await listMarks(context.db, at.application.id)).toEqual([]);
  expect((await linkOf())?.inDoubt).toBeUndefined();
}

test('R17: a change that reached the SP before its process was killed is found there and not sent again', async () => {
  await rename('Head');
  await turnThatDies();
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET']);
  await expectSettled();
  expect(await linkOf()).toMatchObject({ status: 'in-sync', accepted: { title: 'Head' } });
  const told = await listEvents(context.db, { applicationId: at.application.id, take: 50 });
  expect(told.find(({ payload }) => JSON.stringify(payload).includes('its answer was lost'))).toMatchObject({
    name: 'user_update_provision',
    result: 'success',
    payload: { changed: ['Job Title'] },
  });
});

test('R17: a change waits while a read may be older than the change before it, and is sent then', async () => {
  const before = account()['title'];
  await rename('Head');
  await at.run();
  await rename(String(before));
  // It never reaches the SP, whose reads lag: they show the title from before the last change.
  await turnThatDies({ applied: false });
  later(LEASE_MS);
  const now = account()['title'];
  at.sp.before = ({ method }) => void (account()['title'] = method === 'GET' ? before : now);
  await at.run();
  expect(sent()).toEqual([]);
  later(OLD_MS);
  account()['title'] = now;
  at.sp.before = () => undefined;
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  expect(account()['title']).toBe(before);
});

test('R17: a deactivation is believed when the account says that it is inactive, and not when it says nothing', async () => {
  await suspendUser(at.deps, actor, noor.id);
  await turnThatDies();
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET']);
  await expectSettled();
  expect(await linkOf()).toMatchObject({ status: 'deactivated', accepted: { active: false } });
});

test.each([
  ['does not say whether it is active', () => delete account()['active']],
  ['is active again', () => (account()['active'] = true)],
])('R17: a deactivation is sent again when the account %s', async (_, meanwhile) => {
  await suspendUser(at.deps, actor, noor.id);
  await turnThatDies();
  meanwhile();
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  expect(at.sp.active()).toEqual([]);
  await expectSettled();
});

test('R17: of two changes of which the first had been applied only the second is sent', async () => {
  await rename('Head');
  await turnThatDies();
  await updateUser(at.deps, actor, noor.id, profileOf(`noor${round}`, { jobTitle: 'Head', department: 'Sales' }));
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  expect(at.sp.writes()[0]?.body).toMatchObject({ Operations: [{ value: 'Sales' }] });
  expect((at.sp.writes()[0]?.body as { Operations: unknown[] }).Operations).toHaveLength(1);
  await expectSettled();
});

test('R17: a change back is sent although the account shows what was there before both', async () => {
  await rename('Head');
  await turnThatDies({ applied: false });
  await rename('Clerk');
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  expect(account()['title']).toBe('Clerk');
  later(lateMs());
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH', 'GET']);
  await expectSettled();
});

test('R1: what did not arrive, cannot be read or cannot be told apart is sent as always', async () => {
  await rename('Head');
  await turnThatDies({ applied: false });
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  expect(account()['title']).toBe('Head');
  later(lateMs());

  await rename('Director');
  await turnThatDies();
  later(OLD_MS);
  at.sp.before = ({ method }) => (method === 'GET' ? answer(500, { status: '500' }) : undefined);
  await at.run();
  expect(sent().filter((method) => method === 'PATCH')).toHaveLength(1);
  await expectSettled();
  later(lateMs());

  // The address differs in its case alone: a read of before would look the same.
  const email = `NOOR${round}@fernhill.example`;
  await updateUser(at.deps, actor, noor.id, profileOf(`noor${round}`, { jobTitle: 'Director', email }));
  await turnThatDies();
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  await expectSettled();
  later(lateMs());

  // The SP may hold the title and never show it.
  await updateUser(at.deps, actor, noor.id, profileOf(`noor${round}`, { email }));
  await turnThatDies({ applied: false });
  delete account()['title'];
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  await expectSettled();
});

test('R1: no read is believed while the change may still arrive', async () => {
  await rename('Head');
  await turnThatDies();
  // A turn that gave the lane back early: the next begins before the lease has run out.
  await context.db('lanes').where({ application_id: at.application.id }).update({ lease_owner: null });
  await at.run();
  expect(sent()).toEqual([]);
  expect(await listMarks(context.db, at.application.id)).toMatchObject([{ attempts: 0 }]);
  // Another change waits for nothing.
  await rename('Manager');
  await at.run();
  expect(sent()).toEqual(['PATCH']);
  // The first one may still undo it: it is looked at once that is over, whoever asks before.
  await syncAll(at.deps, actor, at.application.id);
  await at.run();
  expect(sent()).toEqual(['PATCH']);
  later(lateMs());
  await at.run();
  expect(sent()).toEqual(['PATCH', 'GET']);
  await expectSettled();

  await rename('Director');
  await turnThatDies();
  const link = await linkOf();
  if (link === undefined) throw new Error('There is a link.');
  await transact(context.db, (tx) => saveLink(tx, { ...link, lateUntil: passo.clock.now + OLD_MS + 1 }));
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['PATCH']);
});

test('a change whose failure was recorded is sent again without a look', async () => {
  await rename('Head');
  at.sp.after = ({ method }) => (method === 'PATCH' ? answer(500, { status: '500' }) : undefined);
  await at.run();
  at.sp.after = () => undefined;
  at.sp.requests.length = 0;
  later(3_600_000);
  await at.run();
  expect(sent()).toEqual(['PATCH']);
  await expectSettled();
});

/** Sent by a process that is gone, still on its way when the next turn begins, and carried out after that turn. */
async function overtakenBy(change: () => Promise<unknown>): Promise<void> {
  await turnThatDies({ applied: false });
  await change();
  later(OLD_MS);
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  at.sp.requests.length = 0;
}

test('R2: a change of a process that is gone is undone when the SP carries it out after the next one', async () => {
  await rename('Head');
  await overtakenBy(() => rename('Director'));
  account()['title'] = 'Head';
  expect(await listMarks(context.db, at.application.id)).toMatchObject([{ attempts: 0, parked: false }]);
  await at.run();
  expect(sent()).toEqual([]);
  later(lateMs());
  await at.run();
  expect(sent()).toEqual(['GET', 'PATCH']);
  expect(account()['title']).toBe('Director');
  await expectSettled();
});

test('R2: a read that may be older than a late change is not believed', async () => {
  await suspendUser(at.deps, actor, noor.id);
  await at.run();
  await unsuspendUser(at.deps, actor, noor.id);
  await turnThatDies({ applied: false });
  await suspendUser(at.deps, actor, noor.id);
  later(OLD_MS);
  await at.run();
  // Carried out at the last moment, by an SP whose reads lag: they show the account as it was before.
  account()['active'] = true;
  later(overMs());
  at.sp.before = ({ method }) => void (account()['active'] = method !== 'GET');
  await at.run();
  at.sp.before = () => undefined;
  account()['active'] = true;
  later(OLD_MS);
  await at.run();
  expect(at.sp.active()).toEqual([]);
  await expectSettled();
});

test('R2: a deactivation of a process that is gone does not shut out who came back meanwhile', async () => {
  await suspendUser(at.deps, actor, noor.id);
  await overtakenBy(() => unsuspendUser(at.deps, actor, noor.id));
  account()['active'] = false;
  later(lateMs());
  await at.run();
  expect(at.sp.active()).toEqual([noor.username]);
  await expectSettled();
});

test('R17: one that never arrived costs a look, and nothing is sent twice', async () => {
  await rename('Head');
  await overtakenBy(() => rename('Director'));
  later(lateMs());
  await at.run();
  expect(sent()).toEqual(['GET']);
  expect(account()['title']).toBe('Director');
  await expectSettled();
});

test('R2: nor does it undo a change that is made after the same was sent again', async () => {
  await rename('Head');
  await overtakenBy(() => Promise.resolve());
  await expectSettled();
  await rename('Director');
  await at.run();
  account()['title'] = 'Head';
  later(lateMs());
  await at.run();
  expect(account()['title']).toBe('Director');
  await expectSettled();
});

test('R2: nor when the process that sent the next one is gone as well', async () => {
  await rename('Head');
  await turnThatDies({ applied: false });
  await rename('Director');
  await turnThatDies();
  later(OLD_MS);
  await at.run();
  account()['title'] = 'Head';
  later(lateMs());
  await at.run();
  expect(account()['title']).toBe('Director');
  await expectSettled();
});
