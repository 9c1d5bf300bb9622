import { decideSignOn, type Person, type SignOnDecision } from '../../../src/actions/sign-on/decide';
import { checkSecondStep } from '../../../src/actions/second-factor/check';
import { beginGrace } from '../../../src/actions/second-factor/duty';
import { resetSecondFactor } from '../../../src/actions/second-factor/reset';
import { removeFactor } from '../../../src/actions/second-factor/change';
import { updateGroup } from '../../../src/actions/groups/save';
import type { Context } from '../../../src/context';
import { AppError } from '../../../src/core/errors';
import { DEFAULT_SIGN_IN_POLICY } from '../../../src/core/sign-in/policy';
import type { User } from '../../../src/core/user';
import { countSecondFactors } from '../../../src/store/second-factors';
import { saveSetting } from '../../../src/store/settings';
import { transact } from '../../../src/store/tx';
import { getUser } from '../../../src/store/users';
import { startWebBench, type WebBench } from '../../vulnerabilities/web-bench';
import { giveApp } from '../../web/second-factor/bench';
import type { TestOptions } from '../../support/passo';

/** What the database has to see to: codes that work once, tries that are counted, and demands that hold at once. */
export function describeSecondFactor(options: () => Promise<TestOptions>): void {
  let bench: WebBench;
  let round = 0;
  let user: User;

  beforeAll(async () => {
    bench = await startWebBench({ fixedClock: true, ...(await options()) });
  });
  beforeEach(async () => {
    round += 1;
    user = await bench.addPerson(`person${round}`);
  });
  afterAll(() => bench.stop());

  const step = (typed: string, kind: 'totp' | 'recovery' = 'totp'): Promise<string> =>
    checkSecondStep(bench.passo.context, user, { kind, typed }, { purpose: 'sign-in' }).then(
      ({ method }) => method,
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
  const count = (outcomes: readonly string[], outcome: string): number =>
    outcomes.filter((one) => one === outcome).length;

  test('W10: of four uses of one code at the same moment one counts', async () => {
    const app = await giveApp(bench.passo.context, user);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => step(app.code())));
    expect([count(outcomes, 'totp'), count(outcomes, 'unauthenticated')]).toEqual([1, 3]);
  });

  test('W10: of four uses of one recovery code at the same moment one counts', async () => {
    const { recoveryCodes } = await giveApp(bench.passo.context, user);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => step(recoveryCodes[0] ?? '', 'recovery')));
    expect([count(outcomes, 'recovery'), count(outcomes, 'unauthenticated')]).toEqual([1, 3]);
  });

  test('W7: of twelve guesses at the same moment five are looked at', async () => {
    const app = await giveApp(bench.passo.context, user);
    const wrong = app.code() === '000000' ? '000001' : '000000';
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => step(wrong)));
    expect([count(outcomes, 'unauthenticated'), count(outcomes, 'too_many')]).toEqual([5, 7]);
    bench.passo.clock.now += 5 * 60_000 + 1;
    expect(await step(app.code())).toBe('totp');
  });

  test('of two factors removed at the same moment by somebody who has to have one, one stays', async () => {
    const { context } = bench.passo;
    const factors = [await giveApp(context, user, 'A'), await giveApp(context, user, 'B')];
    await asked(true);
    const actor = { kind: 'user' as const, id: user.id, name: user.username };
    const removed = await Promise.allSettled(factors.map(({ id }) => removeFactor(context, actor, user, id)));
    expect(removed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await countSecondFactors(context.db, user.id)).toBe(1);
    await asked(false);
  });

  test('what is asked, and for how long it can wait, is known to the next sign-on', async () => {
    const { context, clock } = bench.passo;
    const decide = async (kind: Person['kind'] = 'password'): Promise<SignOnDecision> => {
      const who: Person = { userId: user.id, signedInAt: clock.now, sessionIndex: '_s', kind };
      const facts = await context.snapshot.read({ slug: 'atlas', sessionHash: '', requestId: '', userId: user.id });
      return decideSignOn(facts, who, clock.now);
    };
    const reason = async (kind?: Person['kind']): Promise<string> => {
      const decision = await decide(kind);
      return decision.allowed ? 'allowed' : decision.reason;
    };
    await context.db('memberships').insert({ group_id: bench.group.id, user_id: user.id });
    expect(await reason()).toBe('allowed');
    await updateGroup(context, bench.actor, bench.group.id, { name: 'Design', secondFactor: true });
    expect(await reason()).toBe('second_factor');
    await beginGrace(context, await getUser(context.db, user.id));
    expect(await reason()).toBe('allowed');
    clock.now += DEFAULT_SIGN_IN_POLICY.graceDays * 86_400_000;
    expect(await reason()).toBe('second_factor');
    expect([await reason('two-steps'), await reason('passkey')]).toEqual(['allowed', 'allowed']);
    await updateGroup(context, bench.actor, bench.group.id, { name: 'Design', secondFactor: false });
    expect(await reason()).toBe('allowed');
    await asked(true);
    expect(await reason()).toBe('second_factor');
    await asked(false);
  });

  test('the owner hears of every change of their factors by mail, in their language, without a code', async () => {
    const { context } = bench.passo;
    await context.db('users').where({ id: user.id }).update({ language: 'de' });
    // Only that there is a mailer counts here: what waits in the outbox is sent by another job.
    const mailing: Context = { ...context, mailer: { send: () => Promise.reject(new Error('not here')) } as never };
    const { recoveryCodes } = await giveApp(mailing, user);
    const typed = recoveryCodes[0] ?? '';
    await checkSecondStep(
      mailing,
      await getUser(context.db, user.id),
      { kind: 'recovery', typed },
      { purpose: 'sign-in' },
    );
    await resetSecondFactor(mailing, bench.actor, user.id);
    const rows = (await context.db('mail_outbox').orderBy('id')) as unknown[];
    const mine = rows.map((row) => JSON.stringify(row)).filter((row) => row.includes(user.email));
    expect(mine).toHaveLength(3);
    expect(mine[0]).toContain('zweiter Faktor hinzugefügt');
    expect(mine[1]).toContain('Verbleibende Notfallcodes: 9');
    expect(mine[2]).toContain('zurückgesetzt');
    for (const row of mine) expect(row).not.toContain(typed);
  });

  async function asked(everybody: boolean): Promise<void> {
    const policy = { ...DEFAULT_SIGN_IN_POLICY, secondFactor: everybody ? 'everybody' : 'optional' };
    await transact(bench.passo.context.db, (tx) => saveSetting(tx, 'sign_in_policy', JSON.stringify(policy)));
  }
}
