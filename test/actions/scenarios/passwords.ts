import { expirePasswords } from '../../../src/actions/users/expiry';
import { setTemporaryPassword } from '../../../src/actions/users/set-password';
import { transact } from '../../../src/store/tx';
import { savePassword } from '../../../src/store/users';
import type { Scenario } from '../../support/provisioning/scenarios/scenario';

/** Passwords, and what they have to do with `active`. */
export const PASSWORDS: readonly Scenario[] = [
  {
    ids: ['M-096', 'M-098', 'M-099', 'M-100'],
    title: 'a new account begins with a temporary password, where the SP takes passwords, and the real one follows',
    when: async (at) => {
      await at.person('noor');
      await at.settle();
      await at.choosePassword('noor');
    },
    requests: ({ can, makes }) => [makes('noor'), ...(can('passwords') ? ['PATCH /Users/noor replace password'] : [])],
    ordered: true,
    end: { accounts: { noor: 'active' } },
  },
  {
    ids: ['M-097', 'A-37', 'A-19', 'M-098'],
    title: 'a temporary password is sent like any other, and leaves active as it is',
    given: (at) => at.person('noor'),
    when: async (at) => void (await setTemporaryPassword(at.context, at.actor, at.userId('noor'))),
    requests: ({ can }) => (can('passwords') ? ['PATCH /Users/noor replace password'] : []),
    end: { accounts: { noor: 'active' } },
  },
  {
    ids: ['M-095', 'A-19'],
    title: 'a password that runs out by the clock makes the account inactive, and a new one active again',
    given: async (at) => {
      await at.person('noor');
      await expirePasswords(at.context);
    },
    when: async (at) => {
      const now = at.context.clock();
      const expired = { hash: 'x', temporary: false, expiresAt: now };
      await transact(at.context.db, (tx) => savePassword(tx, at.userId('noor'), expired, now - 1));
      await new Promise((done) => setTimeout(done, 2));
      await expirePasswords(at.context);
      await at.settle();
      await at.choosePassword('noor');
    },
    requests: ({ can, removes, makes }) => [
      'PATCH /Users/noor replace active false',
      removes ? makes('noor') : 'PATCH /Users/noor replace active true',
      ...(can('passwords') ? ['PATCH /Users/noor replace password'] : []),
    ],
    ordered: true,
    end: { accounts: { noor: 'active' } },
  },
];
