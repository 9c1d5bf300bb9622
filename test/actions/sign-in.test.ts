import { AsyncLocalStorage } from 'node:async_hooks';
import { checkCredentials } from '../../src/actions/sessions/sign-in';
import { en } from '../../src/words/en';
import { createFirstAdmin, isSetupToken, makeSetupToken, setUp } from '../../src/actions/sessions/setup';
import { activateUser, findActivation } from '../../src/actions/users/activation-link';
import { createUser } from '../../src/actions/users/create';
import { changeOwnPassword, setTemporaryPassword } from '../../src/actions/users/set-password';
import { suspendUser } from '../../src/actions/users/suspend';
import type { Actor } from '../../src/actions/deps';
import { AppError } from '../../src/core/errors';
import { makeFairLine } from '../../src/core/sign-in/fair-line';
import { SecretText } from '../../src/core/secret-text';
import type { Context } from '../../src/context';
import { listEvents } from '../../src/store/events';
import { ADMIN_PASSWORD, addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

const GOOD = 'a long enough passphrase';

describe('signing in', () => {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  beforeAll(async () => {
    passo = await startPasso({ fixedClock: true });
    context = passo.context;
  });
  afterAll(() => passo.stop());

  const attempt = (login: string, password: string, clientIp?: string): Promise<AppError | string> =>
    checkCredentials(context, {
      login,
      password: new SecretText(password),
      ...(clientIp === undefined ? {} : { clientIp }),
    }).then(
      (user) => user.username,
      (error: AppError) => error,
    );
  const person = async (username: string): Promise<void> => {
    const { activationToken } = await createUser(context, actor, profileOf(username), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText(GOOD));
  };

  test('the set-up token works once, and an older one not at all', async () => {
    const old = await makeSetupToken(context);
    const token = await makeSetupToken(context);
    expect(await isSetupToken(context, old?.reveal() ?? '')).toBe(false);
    expect(await isSetupToken(context, 'x')).toBe(false);
    const input = {
      organisation: 'Fernhill',
      profile: profileOf('sam.okafor'),
      password: new SecretText(ADMIN_PASSWORD),
    };
    await expect(setUp(context, old?.reveal() ?? '', input)).rejects.toMatchObject({ code: 'not_found' });
    const admin = await setUp(context, token?.reveal() ?? '', input);
    actor = { kind: 'admin', id: admin.id, name: admin.username, role: 'owner' };
    await expect(setUp(context, token?.reveal() ?? '', input)).rejects.toMatchObject({ code: 'not_found' });
    expect(await makeSetupToken(context)).toBeUndefined();
    await expect(createFirstAdmin(context, { ...input, profile: profileOf('other') })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(addAdmin(context)).rejects.toBeInstanceOf(AppError);
  });

  test('by user name or e-mail, whatever the case', async () => {
    await person('noor');
    expect(await attempt('NOOR', GOOD)).toBe('noor');
    expect(await attempt(' noor@FERNHILL.example ', GOOD)).toBe('noor');
  });

  test('W8: an unknown name and a wrong password get the same words, and a hash is computed for both', async () => {
    const spent = async (login: string): Promise<number> => {
      const start = performance.now();
      expect(await attempt(login, 'wrong password here')).toMatchObject({
        code: 'unauthenticated',
        message: en.sentences.wrong_pair(),
      });
      return performance.now() - start;
    };
    await spent('warm.up');
    const known = Math.min(await spent('noor'), await spent('noor'));
    const unknown = Math.min(await spent('nobody.a'), await spent('nobody.b'));
    expect(unknown).toBeGreaterThan(known / 4);
    const events = await listEvents(context.db, { name: 'user_login_attempt', take: 50 });
    expect(JSON.stringify(events)).not.toContain('nobody');
    expect(JSON.stringify(events)).not.toContain('wrong password here');
  });

  test.each(['noor.lock', 'nobody.at.all'])(
    'W7: ten failures pause a name for a minute, known or not: %s',
    async (name) => {
      if (name === 'noor.lock') await person(name);
      const words: string[] = [];
      for (let index = 0; index < 10; index += 1)
        words.push(((await attempt(name, 'wrong password here')) as AppError).message);
      expect(words.slice(0, 6)).toEqual(Array(6).fill(en.sentences.wrong_pair()));
      expect(words[6]).toMatch(/After 3 more tries/);
      expect(words[9]).toMatch(/Too many tries. Wait 1 minute/);
      expect(await attempt(name, GOOD)).toMatchObject({ code: 'too_many' });
      passo.clock.now += 61_000;
      const after = await attempt(name, GOOD);
      if (name === 'noor.lock') expect(after).toBe(name);
      else expect(after).toMatchObject({ code: 'unauthenticated' });
      if (name !== 'noor.lock') expect(((await attempt(name, GOOD)) as AppError).message).toMatch(/Wait [12] minute/);
    },
  );

  test('W7, W8: two names of one person have ten tries together, and no word tells that they are of one person', async () => {
    await person('noor.twice');
    const email = 'noor.twice@fernhill.example';
    const words = async (names: readonly [string, string]): Promise<string[]> => {
      const said: string[] = [];
      for (let index = 0; index < 10; index += 1) {
        said.push(((await attempt(names[index % 2 === 0 ? 0 : 1], 'wrong password here')) as AppError).message);
      }
      // The eleventh and the twelfth: of somebody with the right password, of nobody with the same.
      for (const name of names) said.push(((await attempt(name, GOOD)) as AppError).message);
      return said;
    };
    const known = await words(['noor.twice', email]);
    expect(known).toEqual(await words(['nobody.twice', 'nobody.twice@fernhill.example']));
    const events = await listEvents(context.db, { name: 'user_login_attempt', take: 20 });
    expect(events.filter(({ payload }) => 'code' in payload && payload.code === 'held')).toHaveLength(2);
    passo.clock.now += 59_000;
    expect(await attempt(email, GOOD)).toMatchObject({ code: 'unauthenticated' });
    passo.clock.now += 2_000;
    expect(await attempt(email, GOOD)).toBe('noor.twice');
    expect(await attempt('noor.twice', 'wrong password here')).toMatchObject({ code: 'unauthenticated' });
    expect(await attempt('noor.twice', GOOD)).toBe('noor.twice');
  });

  test('W8: a name that is nobody’s costs the same password work and the same statements', async () => {
    await person('noor.cost');
    await attempt('warm.up', 'wrong password here');
    const signingIn = new AsyncLocalStorage<true>();
    const cost = async (login: string, password: string): Promise<readonly [number, string[]]> => {
      let checks = 0;
      const statements: string[] = [];
      // What the jobs of Passo ask meanwhile is no part of it.
      const watch = ({ sql }: { sql: string }): void => {
        if (signingIn.getStore() === true) statements.push(sql);
      };
      context.db.on('query', watch);
      const passwords: Context['passwords'] = {
        ...context.passwords,
        check: (...given) => {
          checks += 1;
          return context.passwords.check(...given);
        },
      };
      const credentials = { login, password: new SecretText(password), clientIp: '192.0.2.20' };
      const check = signingIn.run(true, () => checkCredentials({ ...context, passwords }, credentials));
      await expect(check).rejects.toBeInstanceOf(AppError);
      context.db.removeListener('query', watch);
      return [checks, statements.map((sql) => sql.replace(/\s+/g, ' '))];
    };
    const unknown = await cost('nobody.cost', 'wrong password here');
    expect(unknown[0]).toBe(1);
    expect(await cost('noor.cost', 'wrong password here')).toEqual(unknown);
    for (let index = 0; index < 9; index += 1) await attempt('noor.cost', 'wrong password here');
    // Held by their other name, the right password costs the same, too.
    const held = await cost('noor.cost@fernhill.example', GOOD);
    expect([held[0], held[1].length]).toEqual([1, unknown[1].length]);
    // So does each of ten tries by two names, whether or not both are of one person who pauses after the last of them.
    const costs = async (name: string): Promise<number[]> => {
      const counts: number[] = [];
      for (let index = 0; index < 10; index += 1) {
        const [, statements] = await cost(index % 2 === 0 ? name : `${name}@fernhill.example`, 'wrong password here');
        counts.push(statements.length);
      }
      return counts;
    };
    await person('noor.costs');
    expect(await costs('noor.costs')).toEqual(await costs('nobody.costs'));
  });

  test('W7: guesses in parallel are all counted', async () => {
    await Promise.all(Array.from({ length: 14 }, () => attempt('parallel', 'wrong password here')));
    expect(await attempt('parallel', 'x')).toMatchObject({ code: 'too_many' });
  });

  test('W7: spraying many names from one address pauses the address, and nobody else', async () => {
    for (let index = 0; index < 100; index += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, place) => attempt(`spray${index + place}`, 'x', '192.0.2.7')));
    }
    expect(await attempt('noor', GOOD, '192.0.2.7')).toMatchObject({ code: 'too_many' });
    expect(await attempt('noor', GOOD, '192.0.2.8')).toBe('noor');
  });

  test('W7: whoever has a whole IPv6 network is one address', async () => {
    for (let index = 0; index < 100; index += 10) {
      const tries = Array.from({ length: 10 }, (_, place) => index + place);
      await Promise.all(tries.map((at) => attempt(`six${at}`, 'x', `2001:db8:7:7::${at.toString(16)}`)));
    }
    expect(await attempt('noor', GOOD, '2001:db8:7:7:ffff::1')).toMatchObject({ code: 'too_many' });
    expect(await attempt('noor', GOOD, '2001:db8:7:8::1')).toBe('noor');
  });

  test('R20, R22: a flood from one address is turned away, and nobody who signs in from another', async () => {
    const signIns = makeFairLine({ atOnce: 1, waiting: 5, refusal: () => new AppError('unavailable', 'full') });
    const tryFrom = (login: string, password: string, clientIp: string): Promise<string> =>
      checkCredentials({ ...context, signIns }, { login, password: new SecretText(password), clientIp }).then(
        (user) => user.username,
        (error: AppError) => error.code,
      );
    const flood = Array.from({ length: 20 }, (_, at) => tryFrom(`flood${at}`, 'x', '198.51.100.1'));
    const honest = tryFrom('noor', GOOD, '198.51.100.2');
    expect(await honest).toBe('noor');
    const answers = await Promise.all(flood);
    expect(answers.filter((code) => code === 'unavailable')).toHaveLength(15);
    expect(answers.filter((code) => code === 'unauthenticated')).toHaveLength(5);
  });

  test('a suspended person learns it only with the right password', async () => {
    await person('paused');
    const { user } = await createUser(context, actor, profileOf('paused2'), 'link');
    const paused = await checkCredentials(context, { login: 'paused', password: new SecretText(GOOD) });
    await suspendUser(context, actor, paused.id);
    expect(await attempt('paused', 'wrong password here')).toMatchObject({ code: 'unauthenticated' });
    expect(await attempt('paused', GOOD)).toMatchObject({ code: 'forbidden' });
    expect(user.state).toBe('staged');
    await expect(suspendUser(context, actor, actor.id ?? user.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('an activation link works once, for a password within the rules', async () => {
    const { activationToken, user } = await createUser(context, actor, profileOf('fresh.person'), 'link');
    const token = activationToken?.reveal() ?? '';
    for (const weak of ['short', 'aaaaaaaaaaaaaaaa', 'passwordpassword', 'fresh.person1', 'qwerty123456']) {
      await expect(activateUser(context, token, new SecretText(weak))).rejects.toMatchObject({ code: 'invalid' });
    }
    expect((await findActivation(context, token))?.id).toBe(user.id);
    await activateUser(context, token, new SecretText(GOOD));
    await expect(activateUser(context, token, new SecretText(GOOD))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('W9: a password of a thousand bytes counts to its last byte', async () => {
    const long = 'pässwörd lang '.repeat(60).slice(0, 900);
    const { activationToken } = await createUser(context, actor, profileOf('long.person'), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText(long));
    expect(await attempt('long.person', long)).toBe('long.person');
    expect(await attempt('long.person', `${long.slice(0, -1)}X`)).toMatchObject({ code: 'unauthenticated' });
  });

  test('a temporary password has to be changed; the new one may not be the old one', async () => {
    const { user } = await createUser(context, actor, profileOf('temp.person'), 'link');
    const temporary = await setTemporaryPassword(context, actor, user.id);
    const signedIn = await checkCredentials(context, { login: 'temp.person', password: temporary });
    expect(signedIn.passwordTemporary).toBe(true);
    const change = (next: SecretText): Promise<void> =>
      changeOwnPassword(context, actor, signedIn, { current: temporary, next });
    await expect(change(temporary)).rejects.toMatchObject({ code: 'invalid' });
    await expect(
      changeOwnPassword(context, actor, signedIn, { current: new SecretText('no'), next: new SecretText(GOOD) }),
    ).rejects.toMatchObject({ fields: { current: expect.any(String) as string } });
    await change(new SecretText(GOOD));
    expect(await attempt('temp.person', temporary.reveal())).toMatchObject({ code: 'unauthenticated' });
    expect(await attempt('temp.person', GOOD)).toBe('temp.person');
  });
});
