import { setTemporaryPassword } from '../../../src/actions/users/set-password';
import { expirePasswords } from '../../../src/actions/users/expiry';
import type { Actor } from '../../../src/actions/deps';
import type { Context } from '../../../src/context';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listEvents } from '../../../src/store/events';
import { transact } from '../../../src/store/tx';
import { getUser, savePassword } from '../../../src/store/users';
import { addMember, integrate, startSp, writes, type Integrated } from '../integration';
import { addAdmin, startPasso, type TestPasso } from '../passo';

const HOUR = 3_600_000;

/** Passwords that run out by the clock, on any database: nobody is missed, nobody is found twice. */
export function describeExpiry(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let sp: Simulator;
  let at: Integrated;
  let start: number;

  beforeEach(async () => {
    const databaseUrl = await database();
    passo = await startPasso({
      fixedClock: true,
      env: { expiryMs: '3600000' },
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    });
    context = passo.context;
    start = passo.clock.now;
    ({ actor } = await addAdmin(context));
    sp = await startSp();
    at = await integrate(context, actor, sp);
  });
  afterEach(async () => {
    await passo.stop();
    await sp.stop();
  });

  const person = async (name: string, expiresAt?: number): Promise<User> => {
    const user = await addMember(context, actor, at.group, name);
    await transact(context.db, (tx) =>
      savePassword(
        tx,
        user.id,
        { hash: 'x', temporary: false, ...(expiresAt === undefined ? {} : { expiresAt }) },
        start,
      ),
    );
    await context.worker.idle();
    return user;
  };
  const turn = async (): Promise<number> => {
    const found = await expirePasswords(context);
    await context.worker.idle();
    return found;
  };
  const activeThere = (name: string): unknown => sp.accounts().find(({ userName }) => userName === name)?.active;
  const events = (): ReturnType<typeof listEvents> => listEvents(context.db, { name: 'password_expiry', take: 99 });

  test('M-095: a password that runs out at night makes the account inactive without an admin’s act, once', async () => {
    await person('noor', start + HOUR);
    await person('dele', start + 9 * HOUR);
    await person('mia');
    expect(await turn()).toBe(0);
    expect(activeThere('noor')).toBe(true);
    passo.clock.now = start + HOUR;
    expect(await turn()).toBe(1);
    expect([activeThere('noor'), activeThere('dele'), activeThere('mia')]).toEqual([false, true, true]);
    const sent = writes(sp).length;
    expect(await turn()).toBe(0);
    expect(writes(sp)).toHaveLength(sent);
    const [event] = await events();
    expect(event).toMatchObject({
      actor: { kind: 'system' },
      userName: 'noor',
      payload: { count: 1, names: ['noor'] },
    });
    const [pushed] = await listEvents(context.db, { name: 'user_deprovision', take: 1 });
    expect(pushed).toMatchObject({ userName: 'noor', correlationId: event?.id });
  });

  test('M-095: after days without Passo everybody whose password ran out meanwhile is found', async () => {
    await person('early', start + HOUR);
    passo.clock.now = start + 2 * HOUR;
    expect(await turn()).toBe(1);
    for (const [place, name] of ['a', 'b', 'c'].entries()) await person(name, start + (3 + place * 24) * HOUR);
    passo.clock.now = start + 100 * HOUR;
    expect(await turn()).toBe(3);
    expect(['early', 'a', 'b', 'c'].map(activeThere)).toEqual([false, false, false, false]);
    expect(await events()).toHaveLength(2);
  });

  test('A-19: a temporary password is not an expired one, and a new password makes the account active again', async () => {
    const noor = await person('noor', start + HOUR);
    passo.clock.now = start + HOUR;
    await turn();
    expect(activeThere('noor')).toBe(false);
    await setTemporaryPassword(context, actor, noor.id);
    expect((await getUser(context.db, noor.id)).passwordTemporary).toBe(true);
    await context.worker.idle();
    expect(activeThere('noor')).toBe(true);
    passo.clock.now = start + 1000 * HOUR;
    expect(await turn()).toBe(0);
    expect(activeThere('noor')).toBe(true);
  });

  test('a clock that was wrong for a while and set back misses nobody and leaves nobody out', async () => {
    await person('noor', start + 10 * HOUR);
    await person('dele', start + 500 * HOUR);
    await context.worker.idle();
    passo.clock.now = start + 1000 * HOUR;
    expect(await turn()).toBe(2);
    passo.clock.now = start + HOUR;
    expect(await turn()).toBe(2);
    expect([activeThere('noor'), activeThere('dele')]).toEqual([true, true]);
    expect(await turn()).toBe(0);
    passo.clock.now = start + 11 * HOUR;
    expect(await turn()).toBe(1);
    expect([activeThere('noor'), activeThere('dele')]).toEqual([false, true]);
    expect((await events()).map(({ payload }) => 'back' in payload)).toEqual([false, true, false]);
  });

  test('two instances that look at once find each person once', async () => {
    for (let place = 0; place < 8; place += 1) await person(`p${place}`, start + HOUR);
    passo.clock.now = start + HOUR;
    const found = await Promise.all([1, 2, 3, 4].map(() => expirePasswords(context)));
    expect(found.reduce((sum, count) => sum + count, 0)).toBe(8);
    expect(await events()).toMatchObject([{ payload: { count: 8 } }]);
  });

  test('the job finds them by itself', async () => {
    await person('noor', start + HOUR);
    passo.clock.now = start + 2 * HOUR;
    context.worker.start();
    for (let left = 100; left > 0 && activeThere('noor') !== false; left -= 1) {
      await new Promise((done) => setTimeout(done, 50));
    }
    expect(activeThere('noor')).toBe(false);
  });
}
