import { changeRole } from '../../../src/actions/admins/change-role';
import type { Actor } from '../../../src/actions/deps';
import { createUser } from '../../../src/actions/users/create';
import { deleteUser } from '../../../src/actions/users/delete';
import { makePasswordLink } from '../../../src/actions/users/activation-link';
import { setTemporaryPassword } from '../../../src/actions/users/set-password';
import { resetSecondFactor } from '../../../src/actions/second-factor/reset';
import { revokeSessions } from '../../../src/actions/sessions/keep';
import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import { updateUser } from '../../../src/actions/users/update';
import type { UserRole } from '../../../src/core/roles';
import type { User } from '../../../src/core/user';
import { listEvents } from '../../../src/store/events';
import { getUser } from '../../../src/store/users';
import { newPostgresDatabase } from '../../support/database';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';
import { giveRole } from '../../web/access/roles-bench';

const DATABASES = [
  ['SQLite', () => Promise.resolve(undefined)],
  ['PostgreSQL', newPostgresDatabase],
] as const;

describe.each(DATABASES)('A5: roles on %s', (_name, address) => {
  let passo: TestPasso;
  let owner: Actor;
  let first: User;

  beforeAll(async () => {
    const databaseUrl = await address();
    passo = await startPasso(databaseUrl === undefined ? {} : { databaseUrl });
    ({ actor: owner, admin: first } = await addAdmin(passo.context));
  }, 30_000);

  afterAll(() => passo.stop());

  async function add(username: string, role: UserRole): Promise<{ user: User; actor: Actor }> {
    const { user } = await createUser(passo.context, owner, profileOf(username), 'temporary-password');
    await giveRole(passo.context, user.id, role);
    const actor: Actor = { kind: 'admin', id: user.id, name: username, role };
    return { user: await getUser(passo.context.db, user.id), actor };
  }

  const roleOf = async ({ id }: Pick<User, 'id'>): Promise<UserRole> => (await getUser(passo.context.db, id)).role;
  const outcomes = async (work: readonly Promise<unknown>[]): Promise<string[]> =>
    (await Promise.allSettled(work)).map(({ status }) => status).sort();

  test('an owner gives a role, and the event says from what to what', async () => {
    const { user } = await add('promoted', 'user');
    expect(await changeRole(passo.context, owner, user.id, 'helpdesk')).toMatchObject({ before: 'user' });
    expect(await roleOf(user)).toBe('helpdesk');
    const [event] = (await listEvents(passo.context.db, { take: 1 })) as unknown as { name: string; payload: object }[];
    expect(event).toMatchObject({ name: 'role_change', payload: { before: 'user', after: 'helpdesk' } });
  });

  test.each(['user', 'auditor', 'helpdesk', 'admin'] as const)(
    '%s raises nobody, least of all themselves',
    async (role) => {
      const { user, actor } = await add(`climber-${role}`, role);
      const { user: other } = await add(`other-${role}`, 'user');
      for (const { id } of [user, other]) {
        await expect(changeRole(passo.context, actor, id, 'owner')).rejects.toMatchObject({ code: 'forbidden' });
      }
      await expect(changeRole(passo.context, { ...actor, role: 'owner' }, user.id, 'owner')).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect([await roleOf(user), await roleOf(other)]).toEqual([role, 'user']);
    },
  );

  test('whoever names no role acts on nobody', async () => {
    const { user } = await add('target', 'user');
    const { role: _role, ...nameless } = owner;
    const other = await add('somebody', 'owner');
    const unknown: Actor = { kind: 'admin', name: 'nobody in particular' };
    for (const actor of [unknown, { ...nameless, id: other.user.id }]) {
      await expect(suspendUser(passo.context, actor, user.id)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await giveRole(passo.context, other.user.id, 'user');
  });

  test('help desk and admins change no person who has a role; help desk deletes nobody', async () => {
    const desk = await add('desk', 'helpdesk');
    const { actor: admin } = await add('plain-admin', 'admin');
    const { user: auditor } = await add('an-auditor', 'auditor');
    const { user: person } = await add('person', 'user');
    const profile = profileOf('an-auditor', { jobTitle: 'Changed' });
    for (const actor of [desk.actor, admin]) {
      const tries = [
        updateUser(passo.context, actor, auditor.id, profile),
        suspendUser(passo.context, actor, auditor.id),
        deleteUser(passo.context, actor, auditor.id, 'an-auditor'),
        unsuspendUser(passo.context, actor, auditor.id),
        setTemporaryPassword(passo.context, actor, auditor.id),
        makePasswordLink(passo.context, actor, auditor.id, { mail: false }),
        revokeSessions(passo.context, actor, auditor.id),
        resetSecondFactor(passo.context, actor, auditor.id),
      ];
      for (const tried of tries) await expect(tried).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(deleteUser(passo.context, desk.actor, person.id, 'person')).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(
      (await updateUser(passo.context, desk.actor, person.id, profileOf('person', { jobTitle: 'Lead' }))).jobTitle,
    ).toBe('Lead');
    expect((await getUser(passo.context.db, auditor.id)).state).toBe('active');
  });

  test('the last active owner stays: neither demoted, suspended nor deleted', async () => {
    const tries = [
      changeRole(passo.context, owner, first.id, 'admin'),
      suspendUser(passo.context, owner, first.id),
      deleteUser(passo.context, owner, first.id, first.username),
    ];
    for (const tried of tries) await expect(tried).rejects.toMatchObject({ code: 'conflict' });
    // An owner who is suspended keeps nothing running.
    const { user: away, actor } = await add('away', 'owner');
    await suspendUser(passo.context, owner, away.id);
    await expect(changeRole(passo.context, owner, first.id, 'user')).rejects.toMatchObject({ code: 'conflict' });
    await expect(changeRole(passo.context, actor, first.id, 'user')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await roleOf(first)).toBe('owner');
  });

  test('two owners who take the role from each other at once leave one', async () => {
    const { user: second, actor } = await add('second', 'owner');
    const both = [
      changeRole(passo.context, owner, second.id, 'admin'),
      changeRole(passo.context, actor, first.id, 'admin'),
    ];
    expect(await outcomes(both)).toEqual(['fulfilled', 'rejected']);
    expect([await roleOf(first), await roleOf(second)].sort()).toEqual(['admin', 'owner']);
    await giveRole(passo.context, first.id, 'owner');
    await giveRole(passo.context, second.id, 'user');
  });

  test('two owners who give it up at once leave one; so do demoting and suspending', async () => {
    const { user: third, actor } = await add('third', 'owner');
    const own = [
      changeRole(passo.context, owner, first.id, 'user'),
      changeRole(passo.context, actor, third.id, 'user'),
    ];
    expect(await outcomes(own)).toEqual(['fulfilled', 'rejected']);
    await giveRole(passo.context, first.id, 'owner');
    await giveRole(passo.context, third.id, 'owner');
    const mixed = [suspendUser(passo.context, actor, first.id), changeRole(passo.context, owner, third.id, 'user')];
    expect(await outcomes(mixed)).toEqual(['fulfilled', 'rejected']);
  });
});
