import { suspendUser, unsuspendUser } from '../../../src/actions/users/suspend';
import type { Scenario } from '../../support/provisioning/scenarios/scenario';

/** Who has an account, and whether it can be used. */
export const ACCESS: readonly Scenario[] = [
  {
    ids: ['M-090', 'M-194'],
    title: 'a person who gets the application gets an account',
    when: (at) => at.person('noor'),
    requests: ({ id, makes }) => [
      'GET /Users userName eq "noor"',
      ...(id === 'rhombus-systems' ? [] : ['GET /Users emails.value eq "noor@fernhill.example"']),
      makes('noor'),
    ],
    ordered: true,
    reads: true,
    end: { accounts: { noor: 'active' } },
    events: ['user_create_provision success'],
  },
  {
    ids: ['M-093', 'M-102', 'A-18', 'M-196'],
    title: 'who leaves the group is deactivated, and not deleted',
    given: (at) => at.person('noor'),
    when: (at) => at.leave('Design', 'noor'),
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive' } },
    events: ['user_deprovision success'],
  },
  {
    ids: ['M-093', 'M-102'],
    title: 'who comes back is activated again, or made anew where the account is gone',
    given: async (at) => {
      await at.person('noor');
      await at.settle();
      await at.leave('Design', 'noor');
    },
    when: (at) => at.join('Design', 'noor'),
    requests: ({ removes, makes }) => [removes ? makes('noor') : 'PATCH /Users/noor replace active true'],
    end: { accounts: { noor: 'active' } },
  },
  {
    ids: ['M-095', 'A-39', 'A-18'],
    title: 'a suspended person’s account is inactive',
    given: (at) => at.person('noor'),
    when: async (at) => void (await suspendUser(at.context, at.actor, at.userId('noor'))),
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive' } },
    events: ['user_deprovision success'],
  },
  {
    ids: ['M-095', 'A-39'],
    title: 'it is active again when the suspension ends',
    given: async (at) => {
      await at.person('noor');
      await at.settle();
      await suspendUser(at.context, at.actor, at.userId('noor'));
    },
    when: async (at) => void (await unsuspendUser(at.context, at.actor, at.userId('noor'))),
    requests: ({ removes, makes }) => [removes ? makes('noor') : 'PATCH /Users/noor replace active true'],
    end: { accounts: { noor: 'active' } },
  },
  {
    ids: ['M-095', 'M-093', 'M-102'],
    title: 'who is suspended and leaves then is deactivated once',
    given: (at) => at.person('noor'),
    when: async (at) => {
      await suspendUser(at.context, at.actor, at.userId('noor'));
      await at.settle();
      await at.leave('Design', 'noor');
      await at.settle();
      await at.deletePerson('noor');
    },
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive' } },
    events: ['user_deprovision success'],
  },
  {
    ids: ['M-090', 'M-095', 'A-39'],
    title: 'nobody who is suspended gets a new account',
    given: (at) => at.person('noor', {}, []),
    when: async (at) => {
      await suspendUser(at.context, at.actor, at.userId('noor'));
      await at.join('Design', 'noor');
    },
    requests: [],
    end: { accounts: {} },
    events: [],
  },
  {
    ids: ['M-113', 'A-08', 'A-09'],
    title: 'when a group loses the application, who has no other grant is deactivated',
    given: async (at) => {
      await at.group('Sales');
      await at.person('noor');
      await at.person('dele', {}, ['Design', 'Sales']);
      await at.person('priya');
      await at.grant('priya');
    },
    when: (at) => at.bind('Sales'),
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive', dele: 'active', priya: 'active' } },
  },
  {
    ids: ['M-115', 'A-08', 'A-20'],
    title: 'when a group is deleted, who has no other grant is deactivated, and nobody is deleted',
    given: async (at) => {
      await at.group('Sales');
      await at.person('noor');
      await at.person('dele', {}, ['Design', 'Sales']);
    },
    when: (at) => at.deleteGroup('Design'),
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive', dele: 'active' } },
  },
  {
    ids: ['A-20', 'M-196'],
    title: 'the account of a deleted person is deactivated, and not deleted',
    given: async (at) => {
      await at.person('noor');
      await at.person('dele');
    },
    when: (at) => at.deletePerson('noor'),
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive', dele: 'active' } },
  },
];
