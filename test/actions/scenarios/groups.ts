import { decideForeignMembers } from '../../../src/actions/provisioning/groups/decide';
import { setGroupManagement } from '../../../src/actions/provisioning/groups/management';
import { suspendUser } from '../../../src/actions/users/suspend';
import type { Company } from '../../support/provisioning/scenarios/company';
import type { Scenario } from '../../support/provisioning/scenarios/scenario';

const manage = async (at: Company, on: boolean): Promise<void> =>
  void (await setGroupManagement(at.context, at.actor, at.application, on));

/** Design with Noor and Dele in it, both with accounts. */
const two = async (at: Company): Promise<void> => {
  await at.person('noor');
  await at.person('dele');
};

const LIST: readonly Scenario[] = [
  {
    ids: ['M-107', 'A-11'],
    title: 'an empty group is not created',
    when: (at) => at.group('Sales'),
    requests: [],
    end: { accounts: {} },
    events: [],
  },
  {
    ids: ['M-107', 'M-109', 'M-110', 'A-11', 'M-199'],
    title: 'a group is created with its first member that has an account',
    when: (at) => at.person('noor'),
    requests: ({ makes }) => [makes('noor'), 'POST /Groups Design with noor'],
    ordered: true,
    end: { accounts: { noor: 'active' }, groups: { Design: ['noor'] } },
    events: ['user_create_provision success', 'group_create_provision success'],
  },
  {
    ids: ['A-11', 'A-39'],
    title: 'a group whose only person is suspended counts as empty',
    given: async (at) => {
      await at.person('noor');
      await at.settle();
      await suspendUser(at.context, at.actor, at.userId('noor'));
    },
    when: async (at) => {
      await at.group('Sales');
      await at.join('Sales', 'noor');
    },
    requests: [],
    end: { accounts: { noor: 'inactive' }, groups: { Design: ['noor'] } },
  },
  {
    ids: ['M-109', 'M-110', 'M-200'],
    title: 'all bound groups are kept in step, and a change is sent as that change alone',
    given: async (at) => {
      await two(at);
      await at.group('Sales');
      await at.person('priya', {}, ['Sales']);
    },
    when: async (at) => {
      await at.join('Sales', 'noor');
      await at.settle();
      await at.leave('Sales', 'noor');
      await at.settle();
      await at.join('Design', 'priya');
    },
    requests: [
      'PATCH /Groups/Sales add members noor',
      'PATCH /Groups/Sales remove members[value eq "noor"]',
      'PATCH /Groups/Design add members priya',
    ],
    ordered: true,
    end: {
      accounts: { noor: 'active', dele: 'active', priya: 'active' },
      groups: { Design: ['dele', 'noor', 'priya'], Sales: ['priya'] },
    },
    events: ['group_update_provision success', 'group_update_provision success', 'group_update_provision success'],
  },
  {
    ids: ['M-108', 'A-12', 'A-13'],
    title: 'a group of the same name is taken over, and members of theirs stay until an admin says otherwise',
    given: async (at) => void (await at.groupThere('Design', [await at.accountThere('theo')])),
    when: (at) => at.person('noor'),
    requests: ({ makes }) => [makes('noor'), 'PATCH /Groups/Design add members noor'],
    ordered: true,
    end: { accounts: { noor: 'active', theo: 'active' }, groups: { Design: ['noor', 'theo'] } },
    events: ['user_create_provision success', 'group_update_provision success', 'group_update_provision success'],
  },
  {
    ids: ['A-12'],
    title: 'members of theirs are removed when an admin says so',
    given: async (at) => {
      await at.groupThere('Design', [await at.accountThere('theo')]);
      await at.person('noor');
    },
    when: (at) => decideForeignMembers(at.context, at.actor, at.application, at.groupId('Design'), 'remove'),
    requests: ['PATCH /Groups/Design remove members[value eq "theo"]'],
    end: { accounts: { noor: 'active', theo: 'active' }, groups: { Design: ['noor'] } },
  },
  {
    ids: ['A-13', 'M-202'],
    title: 'a group whose name differs by case is a conflict, and is not touched',
    given: async (at) => void (await at.groupThere('DESIGN')),
    when: (at) => at.person('noor'),
    requests: ({ makes }) => [makes('noor')],
    end: { accounts: { noor: 'active' }, groups: { DESIGN: [] } },
    events: ['user_create_provision success', 'group_update_provision failure'],
  },
  {
    ids: ['M-111', 'M-200'],
    title: 'a rename is a rename of the same group',
    given: two,
    when: (at) => at.rename('Design', 'Studio'),
    requests: ['PATCH /Groups/Design replace displayName Studio'],
    end: { accounts: { noor: 'active', dele: 'active' }, groups: { Studio: ['dele', 'noor'] } },
    events: ['group_update_provision success'],
  },
  {
    ids: ['A-14', 'M-202'],
    title: 'a rename onto a name that is taken there is a conflict, and never another group',
    given: async (at) => {
      await two(at);
      await at.settle();
      await at.groupThere('Studio');
    },
    when: async (at) => {
      await at.rename('Design', 'Studio');
      await at.settle();
      await at.leave('Design', 'dele');
    },
    requests: [
      'PATCH /Groups/Design replace displayName Studio',
      'PATCH /Users/dele replace active false',
      'PATCH /Groups/Design remove members[value eq "dele"]',
    ],
    ordered: true,
    end: { accounts: { noor: 'active', dele: 'inactive' }, groups: { Design: ['noor'], Studio: [] } },
  },
  {
    ids: ['M-112', 'M-113', 'A-08', 'A-09'],
    title: 'an unbound group is left as it is, and who has no other grant is deactivated',
    given: async (at) => {
      await two(at);
      await at.group('Sales');
      await at.join('Sales', 'dele');
    },
    when: async (at) => {
      await at.bind('Sales');
      await at.settle();
      await at.rename('Design', 'Studio');
      await at.join('Design', 'dele');
    },
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive', dele: 'active' }, groups: { Design: ['dele', 'noor'], Sales: ['dele'] } },
    events: ['user_deprovision success'],
  },
  {
    ids: ['A-09'],
    title: 'bound again, a group is taken over by its id, and brought into step',
    given: async (at) => {
      await two(at);
      await at.group('Sales');
      await at.join('Sales', 'dele');
      await at.settle();
      await at.bind('Sales');
      await at.settle();
      await at.rename('Design', 'Studio');
      await at.leave('Design', 'dele');
    },
    when: (at) => at.bind('Sales', 'Design'),
    requests: [
      'PATCH /Users/noor replace active true',
      'PATCH /Groups/Design replace displayName Studio',
      'PATCH /Groups/Design remove members[value eq "dele"]',
    ],
    end: { accounts: { noor: 'active', dele: 'active' }, groups: { Studio: ['noor'], Sales: ['dele'] } },
  },
  {
    ids: ['M-114', 'M-115', 'A-08', 'A-10', 'M-201'],
    title: 'a group that is deleted here is deleted there, after its members were deactivated',
    given: async (at) => {
      await two(at);
      await at.group('Sales');
      await at.join('Sales', 'dele');
    },
    when: (at) => at.deleteGroup('Design'),
    requests: ['PATCH /Users/noor replace active false', 'DELETE /Groups/Design'],
    ordered: true,
    end: { accounts: { noor: 'inactive', dele: 'active' }, groups: { Sales: ['dele'] } },
    events: ['user_deprovision success', 'group_delete_provision success'],
  },
  {
    ids: ['M-116', 'M-117', 'M-118'],
    title: 'with the box off, groups are left as they are and people go on',
    given: two,
    when: async (at) => {
      await manage(at, false);
      await at.person('priya');
      await at.leave('Design', 'noor');
      await at.rename('Design', 'Studio');
    },
    requests: ({ makes }) => [makes('priya'), 'PATCH /Users/noor replace active false'],
    end: {
      accounts: { noor: 'inactive', dele: 'active', priya: 'active' },
      groups: { Design: ['dele', 'noor'] },
    },
    events: ['user_create_provision success', 'user_deprovision success', 'idm_integration_update success'],
  },
  {
    ids: ['A-15'],
    title: 'with the box on again, the same groups are brought into step',
    given: async (at) => {
      await two(at);
      await at.settle();
      await manage(at, false);
      await at.person('priya');
      await at.leave('Design', 'noor');
      await at.rename('Design', 'Studio');
    },
    when: (at) => manage(at, true),
    requests: [
      'PATCH /Groups/Design replace displayName Studio',
      'PATCH /Groups/Design add members priya; remove members[value eq "noor"]',
    ],
    end: {
      accounts: { noor: 'inactive', dele: 'active', priya: 'active' },
      groups: { Studio: ['dele', 'priya'] },
    },
  },
  {
    ids: ['A-11'],
    title: 'a managed group that becomes empty is kept without members',
    given: (at) => at.person('noor'),
    when: (at) => at.leave('Design', 'noor'),
    requests: ['PATCH /Users/noor replace active false', 'PATCH /Groups/Design remove members[value eq "noor"]'],
    end: { accounts: { noor: 'inactive' }, groups: { Design: [] } },
  },
  {
    ids: ['A-39', 'M-095'],
    title: 'a suspended person keeps the membership',
    given: two,
    when: async (at) => void (await suspendUser(at.context, at.actor, at.userId('noor'))),
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive', dele: 'active' }, groups: { Design: ['dele', 'noor'] } },
  },
];

/** Groups and their members, where the connector has groups and the box is ticked; and where not. */
export const GROUPS: readonly Scenario[] = [
  ...LIST.map((scenario) => ({ connectors: 'groups' as const, groups: true, ...scenario })),
  {
    ids: ['M-106', 'M-118', 'M-203'],
    title: 'without the box, no group is created and no event of groups is made',
    groups: false,
    connectors: 'groups',
    when: (at) => at.person('noor'),
    requests: ({ makes }) => [makes('noor')],
    end: { accounts: { noor: 'active' } },
    events: ['user_create_provision success'],
  },
  {
    ids: ['M-119', 'M-203', 'M-076'],
    title: 'Rhombus has no groups, whatever is asked for: no request, no read and no event of them',
    groups: true,
    connectors: ['rhombus-systems'],
    when: async (at) => {
      await at.person('noor');
      await at.settle();
      await expect(setGroupManagement(at.context, at.actor, at.application, true)).rejects.toThrow(/groups/);
      await at.rename('Design', 'Studio');
      await at.deleteGroup('Design');
    },
    requests: ['GET /Users userName eq "noor"', 'POST /Users noor', 'PATCH /Users/noor replace active false'],
    ordered: true,
    reads: true,
    end: { accounts: { noor: 'inactive' } },
    events: ['user_create_provision success', 'user_deprovision success'],
  },
];
