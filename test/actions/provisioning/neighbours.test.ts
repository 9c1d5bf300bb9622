import type { Actor } from '../../../src/actions/deps';
import { syncAll } from '../../../src/actions/provisioning/retry';
import type { Context } from '../../../src/context';
import type { UserId } from '../../../src/core/ids';
import type { ScimTransport } from '../../../src/scim/transport';
import { addMembers } from '../../../src/store/groups';
import { makeWorker, type Worker } from '../../../src/jobs/worker';
import { transact } from '../../../src/store/tx';
import { insertUser } from '../../../src/store/users';
import { addMember } from '../../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { bench, connection, LOST } from '../../support/scripted-sp';
import { activateIntegration } from '../../../src/actions/provisioning/activate';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';

const PENDING = 20_000;

describe('applications side by side', () => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let worker: Worker | undefined;

  beforeAll(async () => {
    passo = await startPasso();
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterEach(() => worker?.stop());
  afterAll(() => passo.stop());
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

  test.each(['hangs', 'answers at once'])(
    `R5: while another application with ${PENDING} pending changes %s, a change reaches its own within 5 s`,
    async (how) => {
      const large = await bench(context, actor, `Large, which ${how}`);
      const small = await bench(context, actor, `Small, beside one that ${how}`);
      await transact(context.db, async (tx) => {
        const ids: UserId[] = [];
        for (let person = 0; person < PENDING; person += 1) {
          const id = context.newId<UserId>();
          ids.push(id);
          const profile = profileOf(`n${person}-${how.length}`);
          await insertUser(tx, { id, profile, state: 'active', role: 'user', now: Date.now() });
        }
        await addMembers(tx, large.group.id, ids);
      });
      const hosts = new Map([
        ['large.example', large.sp],
        ['small.example', small.sp],
      ]);
      const scimTransport = ({ baseUrl }: { baseUrl: string }): ScimTransport =>
        hosts.get(new URL(baseUrl).host)?.transport ?? (() => Promise.resolve(LOST));
      const deps = { ...context, scimTransport, wake: () => worker?.wake() };
      for (const [at, host] of [
        [large, 'large.example'],
        [small, 'small.example'],
      ] as const) {
        await deactivateIntegration(deps, actor, at.application.id);
        await activateIntegration(deps, actor, at.application.id, connection(`https://${host}/v2`));
      }
      if (how === 'hangs') {
        large.sp.before = ({ path }) =>
          path === '/x' ? undefined : new Promise((done) => setTimeout(done, 8_000, LOST));
      }
      worker = makeWorker(deps, () => undefined);
      worker.start();
      await syncAll(deps, actor, large.application.id);
      await pause(500);
      const took: number[] = [];
      for (let turn = 0; turn < 10; turn += 1) {
        small.sp.requests.length = 0;
        const began = performance.now();
        await addMember({ ...context, ...deps }, actor, small.group, `quick${turn}-${how.length}`);
        while (small.sp.writes().length === 0 && performance.now() - began < 10_000) await pause(5);
        took.push(performance.now() - began);
      }
      expect(Math.max(...took)).toBeLessThan(5_000);
      expect(large.sp.active().length).toBeLessThan(PENDING);
    },
    90_000,
  );
});
