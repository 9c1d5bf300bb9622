import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { tidy } from '../../../src/actions/housekeeping/tidy';
import { deactivateIntegration } from '../../../src/actions/provisioning/deactivate';
import { retry } from '../../../src/actions/provisioning/retry';
import { activateUser, renewActivationLink } from '../../../src/actions/users/activation-link';
import { changeOwnPassword, setTemporaryPassword } from '../../../src/actions/users/set-password';
import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { Actor } from '../../../src/actions/deps';
import type { Context } from '../../../src/context';
import { SecretText } from '../../../src/core/secret-text';
import type { UserId } from '../../../src/core/ids';
import type { User } from '../../../src/core/user';
import { findLink } from '../../../src/store/provisioning/links';
import { countPasswords, listPasswordPushes } from '../../../src/store/provisioning/passwords';
import { findMark } from '../../../src/store/provisioning/stale';
import { getUser } from '../../../src/store/users';
import { addMember } from '../integration';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from '../passo';
import { answer, bench, LOST, type Bench } from '../scripted-sp';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

/** How passwords reach an SP, and where they never go, on any database. */
export function describePasswords(database: () => Promise<string | undefined>): void {
  let passo: TestPasso;
  let context: Context;
  let actor: Actor;
  let at: Bench;
  let round = 0;
  let secrets = 0;

  beforeAll(async () => {
    const databaseUrl = await database();
    const env = { retryBaseMs: '60000', retryCapMs: '600000' };
    passo = await startPasso({ fixedClock: true, env, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
    context = passo.context;
    ({ actor } = await addAdmin(context));
  });
  afterAll(() => passo.stop());
  beforeEach(() => begin());
  afterEach(async () => {
    await deactivateIntegration(at.deps, actor, at.application.id).catch(() => undefined);
  });

  const begin = async (connectorId = 'custom-scim'): Promise<void> => {
    round += 1;
    at = await bench(context, actor, `Atlas ${round}`, connectorId);
    at.sp.requests.length = 0;
  };
  const add = (name: string): Promise<User> =>
    addMember({ ...context, ...at.deps }, actor, at.group, `${name}${round}`);
  const newPassword = (): string => `heron-${(secrets += 1)}-${Math.random().toString(36).slice(2)}-lantern`;
  const choose = async (id: UserId, password = newPassword()): Promise<string> => {
    const link = await renewActivationLink(at.deps, actor, id);
    await activateUser(at.deps, link.reveal(), new SecretText(password));
    return password;
  };
  const later = (ms: number): void => void (passo.clock.now += ms);
  const sent = (): Operation[][] =>
    at.sp
      .writes()
      .map(({ method, body }) =>
        method === 'PATCH' ? (body as { Operations: Operation[] }).Operations : [{ op: method, path: '' }],
      );
  const forget = (): void => void (at.sp.requests.length = 0);
  const passwordsSent = (): unknown[] =>
    sent()
      .flat()
      .filter(({ path }) => path === 'password')
      .map(({ value }) => value);
  const waiting = async (id: UserId): Promise<number> =>
    (await listPasswordPushes(context.db, at.application.id, [id])).length;
  const everythingStored = async (): Promise<string> => {
    const tables = ['events', 'links', 'stale', 'lanes', 'applications', 'password_pushes', 'users'];
    return JSON.stringify(await Promise.all(tables.map((table) => context.db(table))));
  };
  /** A person with an account, at whose SP nothing is waiting. */
  const settled = async (name: string): Promise<User> => {
    const user = await add(name);
    await at.run();
    forget();
    return user;
  };

  test('M-096, M-164: a new account begins with a strong temporary password that is kept nowhere', async () => {
    const [noor, dele] = [await add('noor'), await add('dele')];
    await at.run();
    const made = at.sp.writes().map(({ body }) => (body as { password: string }).password);
    expect(made).toHaveLength(2);
    expect(made[0]).not.toBe(made[1]);
    for (const password of made) {
      for (const kind of [/^.{24}$/, /[a-z]/, /[A-Z]/, /\d/, /[-_.!+]/]) expect(password).toMatch(kind);
      expect(await everythingStored()).not.toContain(password);
    }
    for (const { id } of [noor, dele]) {
      expect((await findLink(context.db, at.application.id, id))?.accepted).not.toHaveProperty('password');
      expect(await waiting(id)).toBe(0);
    }
  });

  test('M-097: the password a person chooses goes out alone, once, and is erased', async () => {
    const noor = await settled('noor');
    expect(await countPasswords(context.db, at.application.id)).toEqual({ waiting: 0, unknown: 1 });
    const password = await choose(noor.id);
    expect(await countPasswords(context.db, at.application.id)).toEqual({ waiting: 1, unknown: 0 });
    expect(await everythingStored()).not.toContain(password);
    await at.run();
    expect(sent()).toEqual([[{ op: 'replace', path: 'password', value: password }]]);
    expect(await waiting(noor.id)).toBe(0);
    expect(await countPasswords(context.db, at.application.id)).toEqual({ waiting: 0, unknown: 0 });
    expect(await findMark(context.db, at.application.id, noor.id)).toBeUndefined();
    const link = await findLink(context.db, at.application.id, noor.id);
    expect(link).toMatchObject({ status: 'in-sync', sentence: `Password of ${noor.username} sent.` });
    expect(JSON.stringify(link)).not.toContain(password);
    await at.run();
    expect(sent()).toHaveLength(1);
    expect(await everythingStored()).not.toContain(password);
  });

  test('M-097, A-37: a change in the portal and one by an admin are sent as well', async () => {
    const noor = await settled('noor');
    const first = await choose(noor.id);
    await at.run();
    const next = newPassword();
    const change = { current: new SecretText(first), next: new SecretText(next) };
    await changeOwnPassword(at.deps, actor, await getUser(context.db, noor.id), change);
    await at.run();
    const temporary = await setTemporaryPassword(at.deps, actor, noor.id);
    await at.run();
    expect(passwordsSent()).toEqual([first, next, temporary.reveal()]);
  });

  test('M-097: a password chosen before the account is made follows its create', async () => {
    const noor = await add('noor');
    const password = await choose(noor.id);
    await at.run();
    expect(at.sp.writes().map(({ method }) => method)).toEqual(['POST', 'PATCH']);
    expect(JSON.stringify(at.sp.writes()[0])).not.toContain(password);
    expect(passwordsSent()).toEqual([password]);
  });

  test('M-097: of two changes before the worker looks, the last is sent', async () => {
    const noor = await settled('noor');
    await choose(noor.id);
    const last = await choose(noor.id);
    await at.run();
    expect(passwordsSent()).toEqual([last]);
  });

  test('M-097: a change while another is on its way is sent after it', async () => {
    const noor = await settled('noor');
    const first = await choose(noor.id);
    let next: string | undefined;
    at.sp.after = async ({ method }) => {
      if (method === 'PATCH' && next === undefined) {
        next = newPassword();
        await choose(noor.id, next);
      }
      return undefined;
    };
    await at.run();
    await at.run();
    expect(passwordsSent()).toEqual([first, next]);
    expect(await waiting(noor.id)).toBe(0);
  });

  test('M-097: a lost answer is sent again, and then no more', async () => {
    const noor = await settled('noor');
    const password = await choose(noor.id);
    at.sp.after = () => LOST;
    await at.run();
    expect(await waiting(noor.id)).toBe(1);
    at.sp.after = () => undefined;
    later(600_000);
    await at.run();
    expect(passwordsSent()).toEqual([password, password]);
    forget();
    later(600_000);
    await at.run();
    expect(sent()).toEqual([]);
  });

  test('A-37: what the SP refuses is told without the password, and holds up nothing else', async () => {
    const noor = await settled('noor');
    const password = await choose(noor.id);
    at.sp.before = ({ body }) =>
      JSON.stringify(body ?? '').includes('"password"')
        ? answer(400, { status: '400', scimType: 'invalidValue', detail: `The password ${password} is too weak` })
        : undefined;
    await at.run();
    const refused = await findLink(context.db, at.application.id, noor.id);
    expect(refused).toMatchObject({
      status: 'attention',
      sentence: `Atlas ${round} refused the password: The password ****** is too weak.`,
    });
    expect(await findMark(context.db, at.application.id, noor.id)).toMatchObject({ parked: true });
    await updateUser(at.deps, actor, noor.id, { ...profileOf(noor.username), jobTitle: 'Lead' });
    await at.run();
    expect(sent()).toContainEqual([{ op: 'replace', path: 'title', value: 'Lead' }]);
    expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({ status: 'attention' });
    expect(await everythingStored()).not.toContain(password);
    at.sp.before = () => undefined;
    forget();
    await retry(at.deps, actor, at.application.id, noor.id);
    await at.run();
    expect(passwordsSent()).toEqual([password]);
    expect(await findLink(context.db, at.application.id, noor.id)).toMatchObject({ status: 'in-sync' });
  });

  test('A-37, M-095: a suspended person’s password waits, and goes apart from active', async () => {
    const noor = await settled('noor');
    const password = await choose(noor.id);
    await suspendUser(at.deps, actor, noor.id);
    await at.run();
    expect(sent()).toEqual([[{ op: 'replace', path: 'active', value: false }]]);
    forget();
    await unsuspendUser(at.deps, actor, noor.id);
    await at.run();
    expect(sent()).toEqual([
      [{ op: 'replace', path: 'active', value: true }],
      [{ op: 'replace', path: 'password', value: password }],
    ]);
  });

  test('A-37: it is erased when the person leaves, is deleted, or the integration ends', async () => {
    const [noor, dele, ivo] = [await settled('noor'), await settled('dele'), await settled('ivo')];
    for (const { id } of [noor, dele, ivo]) await choose(id);
    await changeMembers(at.deps, actor, at.group.id, { add: [], remove: [noor.id] });
    await deleteLeaver(at.deps, actor, dele.id, dele.username);
    expect(await waiting(dele.id)).toBe(0);
    await at.run();
    expect(await waiting(noor.id)).toBe(0);
    expect(passwordsSent()).toHaveLength(1);
    await choose(ivo.id);
    await deactivateIntegration(at.deps, actor, at.application.id);
    expect(await context.db('password_pushes').where({ application_id: at.application.id })).toEqual([]);
  });

  test('A-37: what an unreachable SP can’t be sent for a week is erased', async () => {
    const noor = await settled('noor');
    await choose(noor.id);
    await tidy(at.deps);
    expect(await waiting(noor.id)).toBe(1);
    later(7 * 86_400_000);
    await tidy(at.deps);
    expect(await waiting(noor.id)).toBe(0);
    await at.run();
    expect(passwordsSent()).toEqual([]);
  });

  test('A-37: a sealed password that was moved to another person’s row is not sent', async () => {
    const [noor, dele] = [await settled('noor'), await settled('dele')];
    await choose(noor.id);
    await choose(dele.id);
    const theirs = { application_id: at.application.id, user_id: dele.id };
    const row: unknown = await context.db('password_pushes').where(theirs).first();
    await context
      .db('password_pushes')
      .where({ application_id: at.application.id, user_id: noor.id })
      .update({ sealed: (row as { sealed: string }).sealed });
    await at.run();
    expect(passwordsSent()).toHaveLength(1);
  });

  test('A-37: people without access cause no row', async () => {
    const other = await createGroup(at.deps, actor, { name: `Others ${round}` });
    const noor = await addMember({ ...context, ...at.deps }, actor, other, `noor${round}`);
    await choose(noor.id);
    expect(await waiting(noor.id)).toBe(0);
    await setGroupsOfApplication(at.deps, actor, at.application.id, [at.group.id, other.id]);
    await at.run();
    expect(at.sp.writes().map(({ method }) => method)).toEqual(['POST']);
  });

  test.each([
    ['M-098', 'robin'],
    ['Rhombus', 'rhombus-systems'],
  ])('%s: %s is never sent a password', async (_, connectorId) => {
    await begin(connectorId);
    const noor = await add('noor');
    const chosen = await choose(noor.id);
    await at.run();
    const temporary = await setTemporaryPassword(at.deps, actor, noor.id);
    await updateUser(at.deps, actor, noor.id, { ...profileOf(noor.username), firstname: 'Noor' });
    await at.run();
    expect(at.sp.writes().length).toBeGreaterThan(1);
    const everything = JSON.stringify(at.sp.requests);
    for (const never of ['password', chosen, temporary.reveal()]) expect(everything).not.toContain(never);
    expect(await context.db('password_pushes').where({ application_id: at.application.id })).toEqual([]);
  });

  test.each([
    ['M-099', 'blogin'],
    ['M-100, M-157', 'interact-software'],
  ])('%s: %s is sent passwords, although no row of its table reads one', async (_, connectorId) => {
    await begin(connectorId);
    const noor = await add('noor');
    await at.run();
    expect(at.sp.writes()[0]?.body).toHaveProperty('password');
    const chosen = await choose(noor.id);
    await at.run();
    expect(passwordsSent()).toEqual([chosen]);
  });
}
