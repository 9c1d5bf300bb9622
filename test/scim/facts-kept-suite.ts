import { suspendUser, unsuspendUser } from '../../src/actions/users/suspend';
import { updateUser } from '../../src/actions/users/update';
import type { Actor } from '../../src/actions/deps';
import type { Simulator } from '../../src/dev/simulator/types';
import type { ScimFacts } from '../../src/scim/facts';
import { findFacts } from '../../src/store/provisioning/facts';
import { addMember, integrate, startSp } from '../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

type Defects = Parameters<Simulator['setDefects']>[0];

/** What an SP was found to do is kept: the same on every database. */
export function describeKeptFacts(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let actor: Actor;
  let round = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    passo = await startPasso({ pollMs: 60_000, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    ({ actor } = await addAdmin(passo.context));
  });
  afterAll(() => passo.stop());

  const cases: [string, Defects, Partial<ScimFacts>][] = [
    ['no PATCH', { noPatch: '405' }, { change: 'put' }],
    ['PATCH without paths', { pathlessOnly: true }, { change: 'patch-no-path' }],
    [
      'title case and texts for booleans',
      { opCase: 'title', stringBooleans: true },
      { opCase: 'title', booleans: 'text' },
    ],
    ['If-Match required', { ifMatchRequired: true }, { etag: 'required' }],
    ['an attribute it does not know', { refuseAttributes: 'title' }, { unknownAttributes: ['title'] }],
    ['no filters', { noFilter: '501' }, { filter: 'none' }],
  ];
  test.each(cases)(
    'S1 %s: converges without a setting, and later turns take the way at once',
    async (_, defects, facts) => {
      const { context } = passo;
      round += 1;
      const sp = await startSp();
      const { application, group } = await integrate(context, actor, sp, `Robin ${round}`);
      sp.setDefects(defects);
      const user = await addMember(context, actor, group, `priya-${round}`, { jobTitle: 'Clerk' });
      await context.worker.idle();
      expect(sp.account(`priya-${round}`)?.active).toBe(true);
      const profile = { ...profileOf(`priya-${round}`), lastname: 'Shah', jobTitle: 'Head' };
      await updateUser(context, actor, user.id, profile);
      await context.worker.idle();
      await suspendUser(context, actor, user.id);
      await context.worker.idle();
      expect(sp.account(`priya-${round}`)).toMatchObject({
        active: false,
        attributes: { name: { familyName: 'Shah' } },
      });
      await expectKept(application.id, facts);

      const before = sp.requests.length;
      await unsuspendUser(context, actor, user.id);
      await context.worker.idle();
      expect(sp.account(`priya-${round}`)?.active).toBe(true);
      const later = sp.requests.slice(before);
      expect(later.length).toBeGreaterThan(0);
      expect(later.filter(({ status }) => status >= 400)).toEqual([]);
      await sp.stop();
    },
  );

  /** Facts are kept beside the work, so that they may come a moment later. */
  async function expectKept(id: Parameters<typeof findFacts>[1], facts: Partial<ScimFacts>): Promise<void> {
    const named = (kept: Partial<ScimFacts> | undefined): unknown =>
      kept && Object.fromEntries(Object.keys(facts).map((name) => [name, kept[name as keyof ScimFacts]]));
    let kept: Partial<ScimFacts> | undefined;
    for (let tries = 0; tries < 100 && JSON.stringify(named(kept)) !== JSON.stringify(facts); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      kept = await findFacts(passo.context.db, id);
    }
    expect(kept).toMatchObject(facts);
  }
}
