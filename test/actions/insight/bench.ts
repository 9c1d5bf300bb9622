import { addApplication } from '../../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { configureSso } from '../../../src/actions/applications/configure';
import type { Actor } from '../../../src/actions/deps';
import { changeMembers } from '../../../src/actions/groups/members';
import { createGroup } from '../../../src/actions/groups/save';
import { createUser } from '../../../src/actions/users/create';
import type { Context } from '../../../src/context';
import type { Application, SsoSettings } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import type { User } from '../../../src/core/user';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../../support/passo';

export const ACS = 'https://sp.example/acs';
export const ENTITY = 'https://sp.example/metadata';

/** A company with an application, a person who has it, a person who has not, and an admin. */
export interface InsightBench {
  readonly passo: TestPasso;
  readonly context: Context;
  readonly actor: Actor;
  readonly admin: User;
  readonly noor: User;
  readonly dele: User;
  readonly group: Group;
  readonly application: Application;
  readonly sso: SsoSettings;
  /** Saves settings, and gives the application as it is then. */
  readonly save: (change: Partial<SsoSettings>) => Promise<Application>;
}

/** Starts the product and fills it. */
export async function startInsightBench(databaseUrl?: string): Promise<InsightBench> {
  const passo = await startPasso(databaseUrl === undefined ? {} : { databaseUrl });
  const { context } = passo;
  const { actor, admin } = await addAdmin(context);
  const added = await addApplication(context, actor, {
    connectorId: 'custom-saml',
    label: 'Atlas',
    showInPortal: true,
    variables: {},
  });
  if (added.sso === undefined) throw new Error('Custom SAML has SAML settings.');
  const sso: SsoSettings = {
    ...added.sso,
    spEntityId: ENTITY,
    acs: [{ url: ACS, isDefault: true }],
    attributes: [
      { name: 'mail', from: 'email', jit: false, enabled: true },
      { name: 'groups', from: 'groups', jit: false, enabled: true },
    ],
  };
  const save = (change: Partial<SsoSettings>): Promise<Application> =>
    configureSso(context, actor, added.id, { sso: { ...sso, ...change }, active: true });
  const application = await save({});
  const group = await createGroup(context, actor, { name: 'Design' });
  await setGroupsOfApplication(context, actor, application.id, [group.id]);
  const person = async (username: string, firstname: string): Promise<User> =>
    (await createUser(context, actor, profileOf(username, { firstname, lastname: 'Abadi' }), 'link')).user;
  const noor = await person('noor', 'Noor');
  const dele = await person('dele', 'Dele');
  await changeMembers(context, actor, group.id, { add: [noor.id], remove: [] });
  return { passo, context, actor, admin, noor, dele, group, application, sso, save };
}
