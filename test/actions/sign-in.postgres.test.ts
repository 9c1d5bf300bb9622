import { createHash } from 'node:crypto';
import { countTried, TRIES } from '../../src/actions/sessions/tries';
import { activateUser } from '../../src/actions/users/activation-link';
import { askForLink } from '../../src/actions/users/forgotten';
import { createUser } from '../../src/actions/users/create';
import type { Actor } from '../../src/actions/deps';
import { SecretText } from '../../src/core/secret-text';
import type { User } from '../../src/core/user';
import { readMailState } from '../../src/store/mail-outbox';
import { transact } from '../../src/store/tx';
import { newPostgresDatabase } from '../support/database';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';

const GOOD = 'a long enough passphrase';

let passos: [TestPasso, TestPasso];
let actor: Actor;

beforeAll(async () => {
  const databaseUrl = await newPostgresDatabase();
  // Nobody listens there: mail waits.
  const options = {
    databaseUrl,
    fixedClock: true,
    env: { smtpUrl: 'smtp://127.0.0.1:1', mailFrom: 'a@fernhill.example' },
  };
  const one = await startPasso(options);
  passos = [one, await startPasso(options)];
  passos[1].clock.now = one.clock.now;
  ({ actor } = await addAdmin(one.context));
}, 30_000);
afterAll(async () => {
  for (const passo of passos) await passo.stop();
});

async function person(username: string): Promise<User> {
  const { context } = passos[0];
  const { activationToken } = await createUser(context, actor, profileOf(username), 'link');
  return activateUser(context, activationToken?.reveal() ?? '', new SecretText(GOOD));
}

const namesOf = (user: User): [string, string] => [user.username, user.email];

test('W7: the tenth and the eleventh guess, by both names in the same moment, are not both checked', async () => {
  const user = await person('noor.both');
  const { db } = passos[0].context;
  for (let count = 1; count < TRIES; count += 1) {
    expect((await countTried(passos[0].context, namesOf(user)[count % 2] as string, user)).held).toBe(false);
  }
  const key = createHash('sha256').update(`person:${user.id}`).digest('hex');
  let tried: Promise<{ held: boolean }[]> = Promise.resolve([]);
  // Both have come as far as they can before either is done.
  await transact(db, async (tx) => {
    expect(await tx('sign_in_limits').where({ key_hash: key }).update({ updated_at: 1 })).toBe(1);
    tried = Promise.all(passos.map(({ context }, place) => countTried(context, namesOf(user)[place] as string, user)));
    for (;;) {
      const { rows } = await tx.raw<{ rows: { waiting: number }[] }>(
        `select count(*)::int as waiting from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows[0]?.waiting === 2) break;
    }
  });
  expect((await tried).map(({ held }) => held).sort()).toEqual([false, true]);
});

test('W7, W8: of forty guesses at once at two instances ten count, and a name of nobody’s is told the same', async () => {
  const user = await person('noor.many');
  const outcomes = async (names: readonly [string, string], who: User | undefined) => {
    const tries = Array.from({ length: 40 }, (_, at) => {
      const { context } = passos[at % 2] as TestPasso;
      return countTried(context, names[at % 4 < 2 ? 0 : 1], who);
    });
    return Promise.all(tries);
  };
  const known = await outcomes(namesOf(user), user);
  expect(known.filter(({ held }) => !held)).toHaveLength(TRIES);
  const unknown = await outcomes(['nobody.many', 'nobody.many@fernhill.example'], undefined);
  const countsOf = (all: typeof known): number[] => all.map(({ ofName }) => ofName).sort((a, b) => a - b);
  expect(countsOf(known)).toEqual(countsOf(unknown));

  // The pause is one of a minute, however many came at once: then there is one guess more, by either name.
  for (const passo of passos) passo.clock.now += 61_000;
  const after = await Promise.all(
    passos.map(({ context }, place) => countTried(context, namesOf(user)[place] as string, user)),
  );
  expect(after.filter(({ held }) => !held)).toHaveLength(1);
});

test('W7: links that one person is asked for at two instances at once are three', async () => {
  const user = await person('noor.links');
  for (const { context } of passos) {
    for (const login of [...namesOf(user), ...namesOf(user)]) await askForLink(context, { login });
  }
  // Each name had three asks that count; they are answered now.
  await Promise.all(passos.map(({ context }) => context.journal.flush()));
  expect((await readMailState(passos[0].context.db)).waiting).toBe(3);
});
