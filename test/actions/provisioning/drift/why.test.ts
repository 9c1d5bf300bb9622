import { setApplicationsOfUser } from '../../../../src/actions/applications/access';
import type { Actor } from '../../../../src/actions/deps';
import { changeMembers } from '../../../../src/actions/groups/members';
import { deactivateIntegration } from '../../../../src/actions/provisioning/deactivate';
import { decideAccount, linkAccount } from '../../../../src/actions/provisioning/drift/account';
import { undoTakeOver } from '../../../../src/actions/provisioning/drift/undo';
import { pauseProvisioning } from '../../../../src/actions/provisioning/pause/pause';
import { explainPerson, type Explanation } from '../../../../src/actions/provisioning/why/explain';
import { createUser } from '../../../../src/actions/users/create';
import { expirePasswords } from '../../../../src/actions/users/expiry';
import { suspendUser } from '../../../../src/actions/users/suspend';
import { updateUser } from '../../../../src/actions/users/update';
import type { Context } from '../../../../src/context';
import type { User } from '../../../../src/core/user';
import type { Simulator } from '../../../../src/dev/simulator/types';
import { getApplication } from '../../../../src/store/applications';
import { findLink, saveLink, type Link } from '../../../../src/store/provisioning/links';
import { findMark, park, postpone } from '../../../../src/store/provisioning/stale';
import { transact, type Tx } from '../../../../src/store/tx';
import { addMember, integrate, startSp, type Integrated } from '../../../support/integration';
import { deleteLeaver, addAdmin, profileOf, startPasso, type TestPasso } from '../../../support/passo';

let passo: TestPasso;
let context: Context;
let actor: Actor;
let sp: Simulator;
let at: Integrated;
let round = 0;

beforeAll(async () => {
  passo = await startPasso({ pollMs: 60_000 });
  context = passo.context;
  ({ actor } = await addAdmin(context));
});
afterAll(() => passo.stop());
beforeEach(async () => {
  sp = await startSp();
  round += 1;
  at = await integrate(context, actor, sp, `Atlas ${round}`);
  await context.worker.idle();
});
afterEach(async () => {
  await deactivateIntegration(context, actor, at.application.id).catch(() => undefined);
  await sp.stop();
});

const add = (name: string, more = {}): Promise<User> => addMember(context, actor, at.group, `${name}${round}`, more);
const scim = async (method: string, path: string, body?: object): Promise<void> => {
  const schema =
    method === 'PATCH' ? 'urn:ietf:params:scim:api:messages:2.0:PatchOp' : 'urn:ietf:params:scim:schemas:core:2.0:User';
  const response = await fetch(sp.scimBaseUrl + path, {
    method,
    headers: { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify({ schemas: [schema], ...body }) }),
  });
  expect(response.status).toBeLessThan(300);
};
const idOf = (user: User): string => sp.account(user.username)?.id ?? '';

/** Explains, and makes sure that nothing but GET went out and nothing here changed. */
async function explain(user: User): Promise<Explanation> {
  const before = sp.requests.length;
  const rows = async (): Promise<unknown> =>
    Promise.all(['links', 'stale', 'lanes', 'events'].map((table) => context.db(table).select().orderBy(1)));
  const stored = await rows();
  const explained = await explainPerson(context, await getApplication(context.db, at.application.id), user.id);
  const methods = new Set(sp.requests.slice(before).map((request) => request.method));
  methods.delete('GET');
  expect([...methods]).toEqual([]);
  expect(await rows()).toEqual(stored);
  return explained;
}

/** A change that the worker does not look at yet. */
const asleep = async (change: () => Promise<unknown>): Promise<void> => {
  const { worker } = context;
  const wake = (): void => worker.start();
  worker.wake = () => undefined;
  await change().finally(() => (worker.wake = wake));
};
const retitle = (user: User, jobTitle: string): Promise<unknown> =>
  updateUser(context, actor, user.id, { ...profileOf(user.username), jobTitle });
const changeLink = async (user: User, change: (link: Link) => Link): Promise<void> => {
  const link = await findLink(context.db, at.application.id, user.id);
  if (link === undefined) throw new Error('no link');
  await transact(context.db, (tx: Tx) => saveLink(tx, change(link)));
};
const kindsOf = ({ causes }: Explanation): string[] => causes.map(({ kind }) => kind);

type Situation = readonly [name: string, cause: string, arrange: () => Promise<User>, sentence?: RegExp];

/** Somebody in step, and then something happens. */
const inStep = async (then: (user: User) => Promise<unknown> = () => Promise.resolve()): Promise<User> => {
  const user = await add('noor', { jobTitle: 'Lead' });
  await context.worker.idle();
  await then(user);
  return user;
};

const SITUATIONS: readonly Situation[] = [
  ['everything was accepted', 'in-step', () => inStep()],
  [
    'the integration is off',
    'inactive-integration',
    () => inStep(() => deactivateIntegration(context, actor, at.application.id)),
  ],
  [
    'in no group of the application',
    'not-in-scope',
    async () => (await createUser(context, actor, profileOf(`out${round}`), 'link')).user,
    /not in a User Group/,
  ],
  [
    'left the group, account deactivated',
    'not-in-scope',
    () =>
      inStep(async (user) => {
        await changeMembers(context, actor, at.group.id, { add: [], remove: [user.id] });
        await context.worker.idle();
      }),
    /The account was deactivated/,
  ],
  [
    'suspended',
    'suspended',
    () =>
      inStep(async (user) => {
        await suspendUser(context, actor, user.id);
        await context.worker.idle();
      }),
  ],
  [
    'deleted here',
    'deleted',
    () =>
      inStep(async (user) => {
        await deleteLeaver(context, actor, user.id, user.username);
        await context.worker.idle();
      }),
  ],
  ['a change is in line', 'in-line', () => inStep((user) => asleep(() => retitle(user, 'Chief')))],
  [
    'provisioning is paused',
    'paused',
    () =>
      inStep(async (user) => {
        await pauseProvisioning(context, actor, at.application.id);
        await retitle(user, 'Chief');
      }),
    /sam\.okafor paused/,
  ],
  [
    'the token is refused',
    'held',
    () =>
      inStep(async (user) => {
        sp.setDefects({ rejectToken: true });
        await retitle(user, 'Chief');
        await settled();
      }),
    /Token Key/,
  ],
  [
    'the SP asked to slow down',
    'slow-down',
    () =>
      inStep(async (user) => {
        await asleep(() => retitle(user, 'Chief'));
        await context
          .db('lanes')
          .where({ application_id: at.application.id })
          .update({ next_try_at: Date.now() + 3_600_000 });
      }),
  ],
  [
    'it failed and is tried later',
    'waiting',
    () =>
      inStep(async (user) => {
        await asleep(() => retitle(user, 'Chief'));
        await marked(user, (tx, mark) => postpone(tx, mark, Date.now() + 3_600_000));
      }),
    /attempt 2/,
  ],
  [
    'it failed for good',
    'parked',
    () =>
      inStep(async (user) => {
        await asleep(() => retitle(user, 'Chief'));
        await changeLink(user, (link) => ({ ...link, status: 'attention', sentence: 'Atlas refused the email.' }));
        await marked(user, (tx, mark) => park(tx, mark));
      }),
    /refused the email/,
  ],
  [
    'an answer is missing',
    'in-doubt',
    () => inStep((user) => changeLink(user, (link) => ({ ...link, inDoubt: { ...link.accepted, title: 'Chief' } }))),
  ],
  [
    'half a match',
    'parked',
    async () => {
      await scim('POST', '/Users', {
        userName: `priya${round}`,
        emails: [{ value: 'other@elsewhere.example' }],
        active: true,
      });
      const user = await add('priya');
      await context.worker.idle();
      return user;
    },
    /another email/,
  ],
  [
    'removed there, and noticed',
    'removed',
    () =>
      inStep(async (user) => {
        await scim('DELETE', `/Users/${idOf(user)}`);
        await retitle(user, 'Chief');
        await context.worker.idle();
      }),
    /was removed/,
  ],
  ['removed there, and not noticed yet', 'gone-there', () => inStep((user) => scim('DELETE', `/Users/${idOf(user)}`))],
  [
    'changed there',
    'different-there',
    () =>
      inStep((user) =>
        scim('PATCH', `/Users/${idOf(user)}`, { Operations: [{ op: 'replace', path: 'title', value: 'Boss' }] }),
      ),
  ],
  [
    'an admin left it',
    'left',
    () =>
      inStep(async (user) => {
        await decideAccount(context, actor, at.application.id, user.id, 'leave');
        await context.worker.idle();
      }),
  ],
  [
    'imported and not managed',
    'unmanaged',
    async () => {
      const { user } = await createUser(context, actor, profileOf(`iris${round}`), 'link');
      await scim('POST', '/Users', { userName: user.username, active: true });
      await linkAccount(context, actor, at.application.id, user.id, idOf(user));
      await context.worker.idle();
      return user;
    },
  ],
  [
    'the password expired',
    'expired',
    () =>
      inStep(async (user) => {
        await context
          .db('users')
          .where({ id: user.id })
          .update({ password_expires_at: Date.now() - 1 });
        // Looked for now, so that the clock's own round does not come upon it while the answer is compared.
        await expirePasswords(context);
        await retitle(user, 'Chief');
        await context.worker.idle();
      }),
  ],
  [
    'a removal is held',
    'held-removal',
    () =>
      inStep(async (user) => {
        await asleep(() => changeMembers(context, actor, at.group.id, { add: [], remove: [user.id] }));
        const removal = {
          id: context.newId(),
          application_id: at.application.id,
          state: 'held',
          reason: 'Sam took the group away.',
        };
        await context.db('removals').insert({ ...removal, total: 60, created_at: 1, expires_at: Date.now() + 1e9 });
        await context.db('stale').where({ user_id: user.id }).update({ held_by: removal.id });
      }),
    /Sam took the group away/,
  ],
];

async function marked(
  user: User,
  change: (tx: Tx, mark: NonNullable<Awaited<ReturnType<typeof findMark>>>) => Promise<void>,
): Promise<void> {
  const mark = await findMark(context.db, at.application.id, user.id);
  if (mark === undefined) throw new Error('no mark');
  await transact(context.db, (tx) => change(tx, mark));
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 250));

test.each(SITUATIONS.map((situation) => [situation[0], situation] as const))(
  'the cause is named when %s',
  async (_, [, cause, arrange, sentence]) => {
    const explained = await explain(await arrange());
    expect(kindsOf(explained)[0]).toBe(cause);
    if (sentence !== undefined) expect(explained.causes[0]?.sentence).toMatch(sentence);
  },
);

test('grants and origin are told', async () => {
  const user = await inStep();
  await setApplicationsOfUser(context, actor, user.id, [at.application.id]);
  await context.worker.idle();
  const explained = await explain(user);
  expect(explained.grants).toEqual(['assigned directly', `the User Group ${at.group.name}`]);
  expect(explained.origin?.how).toBe('Created by Passo');
  expect(explained.live).toEqual({ kind: 'read' });
});

test('values stand side by side, from the directory to the SP', async () => {
  const user = await inStep((noor) =>
    scim('PATCH', `/Users/${idOf(noor)}`, { Operations: [{ op: 'replace', path: 'title', value: 'Boss' }] }),
  );
  await asleep(() => retitle(user, 'Chief'));
  const { values, next } = await explain(user);
  expect(values.find((row) => row.path === 'title')).toMatchObject({
    label: 'Job Title',
    wanted: 'Chief',
    accepted: 'Lead',
    there: 'Boss',
    next: true,
    differs: true,
  });
  expect(next).toMatch(/^Change Job Title of/);
});

test('an account that could not be read is told in words', async () => {
  const user = await inStep();
  sp.setDefects({ failEvery: 1 });
  const { live } = await explain(user);
  expect(live).toMatchObject({ kind: 'failed', sentence: expect.stringContaining(`Atlas ${round}`) as string });
});

describe('a conflict is decided by a person (A-07)', () => {
  const conflict = async (): Promise<User> => {
    await scim('POST', '/Users', {
      userName: `priya${round}`,
      emails: [{ value: 'other@elsewhere.example', primary: true, type: 'work' }],
      title: 'Clerk',
      active: true,
    });
    const user = await add('priya', { jobTitle: 'Lead' });
    await context.worker.idle();
    return user;
  };

  test('the accounts to choose from are shown, and one is taken over', async () => {
    const user = await conflict();
    const { choice } = await explain(user);
    expect(choice?.candidates).toMatchObject([{ userName: user.username, matches: ['username'], privileged: false }]);
    await linkAccount(context, actor, at.application.id, user.id, choice?.candidates[0]?.remoteId ?? '');
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ attributes: { title: 'Lead' } }]);
    expect(kindsOf(await explain(user))).toEqual(['in-step']);

    await undoTakeOver(context, actor, at.application.id, user.id);
    await context.worker.idle();
    expect(sp.accounts()[0]?.attributes).toMatchObject({
      title: 'Clerk',
      emails: [{ value: 'other@elsewhere.example' }],
    });
    await retitle(user, 'Chief');
    await context.worker.idle();
    expect(sp.accounts()[0]?.attributes).toMatchObject({ title: 'Clerk' });
    await expect(undoTakeOver(context, actor, at.application.id, user.id)).rejects.toThrow('no take-over');
    await decideAccount(context, actor, at.application.id, user.id, 'manage');
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ attributes: { title: 'Chief' } }]);
  });

  test('a new one is created where the SP lets that be', async () => {
    const user = await conflict();
    sp.setDefects({ allowTwins: true });
    await decideAccount(context, actor, at.application.id, user.id, 'create');
    await context.worker.idle();
    expect(sp.accounts()).toHaveLength(2);
    expect(await findLink(context.db, at.application.id, user.id)).toMatchObject({ status: 'in-sync' });
  });

  test('left as it is, nothing is sent for it', async () => {
    const user = await conflict();
    await decideAccount(context, actor, at.application.id, user.id, 'leave');
    await retitle(user, 'Chief');
    await context.worker.idle();
    expect(sp.accounts()).toMatchObject([{ attributes: { title: 'Clerk' } }]);
    expect(kindsOf(await explain(user))[0]).toBe('left');
  });
});
