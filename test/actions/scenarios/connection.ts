import { deleteApplications } from '../../../src/actions/applications/delete';
import { setApplicationsOfUser } from '../../../src/actions/applications/access';
import { replaceCredential } from '../../../src/actions/provisioning/credentials/replace';
import { setDeletion } from '../../../src/actions/provisioning/deletion';
import { chooseAll, importUsers } from '../../../src/actions/provisioning/import/choose';
import { startImport } from '../../../src/actions/provisioning/import/start';
import { workOnImport } from '../../../src/actions/provisioning/import/work';
import { mappingOf } from '../../../src/connectors/effective';
import { saveMapping } from '../../../src/actions/provisioning/mapping/save';
import { SecretText } from '../../../src/core/secret-text';
import { findImport } from '../../../src/store/provisioning/imports';
import { findUserByLogin } from '../../../src/store/users';
import type { Company } from '../../support/provisioning/scenarios/company';
import type { ConnectorId, Scenario } from '../../support/provisioning/scenarios/scenario';

/** Imports every new account that the SP lists, and knows the people by their names from then on. */
async function importAll(at: Company, ...names: string[]): Promise<void> {
  const { context, actor, application } = at;
  await startImport(context, actor, application);
  while ((await findImport(context.db, application))?.state === 'reading') {
    await workOnImport(context, 'scenario', () => false);
  }
  await chooseAll(context, application, true, '');
  await importUsers(context, actor, application, { shown: [], ticked: [], links: {} });
  for (const name of names) at.people.set(name, (await findUserByLogin(context.db, name + at.suffix))!.id);
}

/** What a new first name changes in an account that has the same email and was made there. */
const DIFFERENCE: Readonly<Partial<Record<ConnectorId, string>>> = {
  'custom-scim': 'replace externalId the id of noor; replace name.givenName Nour',
  blogin: 'replace name.givenName Nour; replace name.formatted Nour; replace displayName Nour',
};

/** The integration from its activation to its end: what it sends, and what it leaves alone. */
export const CONNECTION: readonly Scenario[] = [
  {
    ids: ['M-078', 'M-079', 'M-080', 'M-081', 'M-082', 'M-083', 'M-084', 'M-190'],
    title: 'activating with the fields of the connector verifies the connection, writes nothing, and is an event',
    inactive: true,
    when: async (at) => expect(await at.activate()).toMatchObject({ ok: true }),
    requests: ['GET /ServiceProviderConfig', 'GET /Users'],
    reads: true,
    end: { accounts: {} },
    events: ['idm_integration_activate success'],
  },
  {
    ids: ['M-085', 'M-086', 'M-190', 'M-202'],
    title: 'a wrong token does not activate, and nothing is sent',
    inactive: true,
    given: (at) => at.person('noor'),
    when: async (at) => expect(await at.activate(false, 'another-token')).toMatchObject({ ok: false }),
    requests: [],
    end: { accounts: {} },
    events: ['idm_integration_activate failure'],
  },
  {
    ids: ['A-38', 'M-109', 'M-107'],
    title: 'groups bound before the activation are synced by it',
    connectors: 'groups',
    inactive: true,
    given: async (at) => {
      await at.person('noor');
      await at.group('Sales');
    },
    when: async (at) => void (await at.activate(true)),
    requests: ({ makes }) => [makes('noor'), 'POST /Groups Design with noor'],
    ordered: true,
    end: { accounts: { noor: 'active' }, groups: { Design: ['noor'] } },
  },
  {
    ids: ['A-16', 'M-193', 'M-117'],
    title: 'deactivating sends nothing, and leaves accounts and groups as they are',
    groups: true,
    given: (at) => at.person('noor'),
    when: async (at) => {
      expect(await at.deactivate()).toBe(1);
      await at.leave('Design', 'noor');
    },
    requests: [],
    reads: true,
    end: ({ can }) => ({ accounts: { noor: 'active' }, ...(can('groups') ? { groups: { Design: ['noor'] } } : {}) }),
    events: ['idm_integration_delete success'],
  },
  {
    ids: ['M-087', 'A-03', 'A-16'],
    title: 'deactivate, change the token, activate: links are kept, and only what changed meanwhile is sent',
    given: async (at) => {
      await at.person('noor', { firstname: 'Noor' });
      await at.person('dele');
      await at.settle();
      await at.deactivate();
      await at.edit('noor', { firstname: 'Nour', lastname: 'Abadi' });
      await at.leave('Design', 'dele');
    },
    when: async (at) => void (await at.activate()),
    requests: ({ id }) => [
      `PATCH /Users/noor replace name.givenName Nour; replace name.familyName Abadi${
        id === 'blogin' ? '; replace name.formatted Nour Abadi; replace displayName Nour Abadi' : ''
      }`,
      'PATCH /Users/dele replace active false',
    ],
    end: { accounts: { noor: 'active', dele: 'inactive' } },
  },
  {
    ids: ['A-03', 'M-192'],
    title: 'a token is replaced in place when it works, and kept when it does not',
    given: (at) => at.person('noor'),
    when: async (at) => {
      const replace = async (token: string): Promise<boolean> => {
        const input = { token: new SecretText(token) };
        return (await replaceCredential(at.context, at.actor, at.application, input)).ok;
      };
      expect(await replace('another-token')).toBe(false);
      expect(await replace(at.sp.token)).toBe(true);
      await at.leave('Design', 'noor');
    },
    requests: ['PATCH /Users/noor replace active false'],
    end: { accounts: { noor: 'inactive' } },
    events: ['idm_integration_reauth failure', 'idm_integration_reauth success', 'user_deprovision success'],
  },
  {
    ids: ['A-17', 'M-193'],
    title: 'deleting an application that is active deactivates it, and sends nothing',
    given: (at) => at.person('noor'),
    when: async (at) => void (await deleteApplications(at.context, at.actor, [at.application], '1')),
    requests: [],
    reads: true,
    end: { accounts: { noor: 'active' } },
    events: ['idm_integration_delete success'],
  },
  {
    ids: ['M-209', 'M-193', 'A-16'],
    title: 'deactivated first, the application is deleted then, and nothing is sent',
    connectors: ['rhombus-systems'],
    given: (at) => at.person('noor'),
    when: async (at) => {
      await at.deactivate();
      await deleteApplications(at.context, at.actor, [at.application], '1');
    },
    requests: [],
    reads: true,
    end: { accounts: { noor: 'active' } },
    events: ['idm_integration_delete success'],
  },
  {
    ids: ['A-20', 'M-197'],
    title: 'where the admin chose so, the account of a deleted person is deleted; who only leaves is deactivated',
    connectors: 'delete',
    given: async (at) => {
      await at.person('noor');
      await at.person('dele');
      await setDeletion(at.context, at.actor, at.application, true);
    },
    when: async (at) => {
      await at.deletePerson('noor');
      await at.leave('Design', 'dele');
    },
    requests: ['DELETE /Users/noor', 'PATCH /Users/dele replace active false'],
    end: { accounts: { dele: 'inactive' } },
    events: ['user_delete_provision success', 'user_deprovision success'],
  },
  {
    ids: ['M-189', 'A-41'],
    title: 'nothing is sent for imported people who are in no bound group',
    connectors: 'import',
    given: async (at) => {
      await at.accountThere('noor', { name: { givenName: 'Noor' } });
      await importAll(at, 'noor');
    },
    when: async (at) => {
      await at.edit('noor', { firstname: 'Nour' });
      await at.unboundGroup('Sales');
      await at.join('Sales', 'noor');
      await at.bind();
      await at.settle();
      await at.bind('Design');
    },
    requests: [],
    end: { accounts: { noor: 'active' } },
    events: [],
  },
  {
    ids: ['M-189', 'A-41', 'M-103'],
    title: 'in a bound group, an imported person’s account is managed: the difference is sent, and the leaving',
    connectors: 'import',
    given: async (at) => {
      await at.accountThere('noor', { name: { givenName: 'Noor' } });
      await importAll(at, 'noor');
    },
    when: async (at) => {
      await at.edit('noor', { firstname: 'Nour' });
      await at.join('Design', 'noor');
      await at.settle();
      await at.leave('Design', 'noor');
    },
    requests: ({ id }) => [
      `PATCH /Users/noor ${DIFFERENCE[id] ?? 'replace name.givenName Nour'}`,
      'PATCH /Users/noor replace active false',
    ],
    ordered: true,
    end: { accounts: { noor: 'inactive' } },
  },
  {
    ids: ['A-40'],
    title: 'importing somebody who is here already links the account, and makes nobody twice',
    connectors: 'import',
    given: async (at) => {
      await at.accountThere('noor');
      await at.person('noor', {}, []);
      await importAll(at, 'noor');
    },
    when: (at) => setApplicationsOfUser(at.context, at.actor, at.userId('noor'), [at.application]),
    requests: ({ id }) => (id === 'custom-scim' ? ['PATCH /Users/noor replace externalId the id of noor'] : []),
    end: { accounts: { noor: 'active' } },
  },
  {
    ids: ['A-27', 'M-191'],
    title: 'department is sent in the flat form when the admin says so; what stands in the extension is left',
    connectors: ['robin', 'interact-software'],
    given: (at) => at.person('noor', { department: 'Product' }),
    when: async (at) => {
      const input = { rows: mappingOf(at.scim, undefined), enterprise: 'flat' } as const;
      await saveMapping(at.context, at.actor, at.application, input);
      await at.settle();
      await at.edit('noor', { department: 'Sales' });
    },
    requests: ['PATCH /Users/noor replace department Product', 'PATCH /Users/noor replace department Sales'],
    ordered: true,
    end: {
      accounts: {
        noor: {
          userName: 'noor',
          emails: [{ value: 'noor@fernhill.example', type: 'work', primary: true }],
          active: true,
          department: 'Sales',
          enterprise: { department: 'Product' },
        },
      },
    },
    events: ['idm_integration_update success', 'user_update_provision success', 'user_update_provision success'],
  },
];
