import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { answer, bench, connection, type Bench } from '../../support/scripted-sp';
import type { Actor } from '../../../src/actions/deps';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { syncAll } from '../../../src/actions/provisioning/retry';
import type { Context } from '../../../src/context';
import type { UserId } from '../../../src/core/ids';
import { addMembers } from '../../../src/store/groups';
import { findLane } from '../../../src/store/provisioning/lanes';
import { transact } from '../../../src/store/tx';
import { insertUser } from '../../../src/store/users';

const PEOPLE = 60;

/** The list that a connection test has read serves the first turn after it. */
let passo: TestPasso;
let context: Context;
let actor: Actor;
let at: Bench;
let round = 0;

beforeAll(async () => {
  passo = await startPasso({ fixedClock: true, env: { retryBaseMs: '60000', retryCapMs: '600000' } });
  context = passo.context;
  ({ actor } = await addAdmin(context));
});
afterAll(() => passo.stop());
beforeEach(async () => {
  round += 1;
  at = await bench(context, actor, `Nimbus ${round}`);
  await deactivateIntegration(at.deps, actor, at.application.id);
});

/** Activates anew, puts people into the group without an event each, and forgets the requests so far. */
async function activate(before: () => void = () => undefined): Promise<void> {
  await activateIntegration(at.deps, actor, at.application.id, connection());
  before();
  const ids = Array.from({ length: PEOPLE }, () => context.newId<UserId>());
  await transact(context.db, async (tx) => {
    for (const [person, id] of ids.entries()) {
      const profile = profileOf(nameOf(person));
      await insertUser(tx, { id, profile, state: 'active', role: 'user', now: passo.clock.now });
    }
    await addMembers(tx, at.group.id, ids);
  });
  await syncAll(at.deps, actor, at.application.id);
  at.sp.requests.length = 0;
}

const nameOf = (person: number): string => `p${person}x${round}`;
const lists = (): unknown[] =>
  at.sp.requests.filter(({ method, path }) => method === 'GET' && !path.includes('filter'));

test('R10: the first turn does not ask for the list once more', async () => {
  await activate();
  await at.run();
  expect(at.sp.active()).toHaveLength(PEOPLE);
  expect(at.sp.requests.length).toBeLessThanOrEqual(PEOPLE + 3);
  expect(lists()).toEqual([]);
});

test('R7: a token that was revoked since costs at most five requests', async () => {
  await activate();
  at.sp.before = () => answer(401, {});
  await at.run();
  expect(at.sp.requests.length).toBeLessThanOrEqual(5);
  expect(lists()).toEqual([]);
  expect((await findLane(context.db, at.application.id))?.hold).toMatchObject({ reason: 'unauthorized' });
});

test('R2: a list that is older than a minute is read anew, so that nobody gets a second account', async () => {
  at.sp.unique = false;
  await activate(() => {
    const userName = nameOf(5);
    at.sp.accounts.set('old', { id: 'old', userName, emails: [{ value: `${userName}@fernhill.example` }] });
  });
  passo.clock.now += 60_000;
  await at.run();
  expect(lists().length).toBeGreaterThan(0);
  expect(at.sp.accounts.size).toBe(PEOPLE);
});
