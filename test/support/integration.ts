import { join } from 'node:path';
import { activateIntegration } from '../../src/actions/provisioning/activate';
import { addApplication } from '../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { createGroup } from '../../src/actions/groups/save';
import { changeMembers } from '../../src/actions/groups/members';
import { createUser } from '../../src/actions/users/create';
import type { Actor } from '../../src/actions/deps';
import type { Application } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import { SecretText } from '../../src/core/secret-text';
import type { Profile, User } from '../../src/core/user';
import type { Context } from '../../src/context';
import { startSimulator } from '../../src/dev/simulator/start';
import type { Simulator } from '../../src/dev/simulator/types';
import { profileOf } from './passo';

/** Starts the simulated service provider for a test. */
export function startSp(
  more: { stateFile?: string; port?: number; name?: string; token?: string } = {},
): Promise<Simulator> {
  return startSimulator({
    port: more.port ?? 0,
    name: more.name ?? 'Atlas',
    scimToken: more.token ?? `t-${Date.now()}-${Math.random().toString(36).slice(2)}`,
    assetsDir: join(__dirname, '../../views/assets'),
    clock: Date.now,
    ...(more.stateFile === undefined ? {} : { stateFile: more.stateFile }),
  });
}

/** An application with SCIM that points at a simulator, and a group that has it. */
export interface Integrated {
  readonly application: Application;
  readonly group: Group;
}

/** Adds a Custom SCIM application, gives it to a new group and activates it, with its groups if asked. */
export async function integrate(
  context: Context,
  actor: Actor,
  sp: Simulator,
  label = 'Atlas',
  more: { readonly groups?: boolean } = {},
): Promise<Integrated> {
  const application = await addApplication(context, actor, {
    connectorId: 'custom-scim',
    label,
    showInPortal: true,
    variables: {},
  });
  const group = await createGroup(context, actor, { name: `${label} people` });
  await setGroupsOfApplication(context, actor, application.id, [group.id]);
  const test = await activateIntegration(context, actor, application.id, {
    baseUrl: sp.scimBaseUrl,
    token: new SecretText(sp.token),
    ...more,
  });
  if (!test.ok) throw new Error(test.sentence);
  return { application, group };
}

/** Adds a person to the directory and to a group. */
export async function addMember(
  context: Context,
  actor: Actor,
  group: Group,
  username: string,
  more: Partial<Profile> = {},
): Promise<User> {
  const { user } = await createUser(context, actor, profileOf(username, more), 'link');
  await changeMembers(context, actor, group.id, { add: [user.id], remove: [] });
  return user;
}

/** Requests that change something at the SP. */
export function writes(sp: Simulator): { method: string; path: string; body?: unknown }[] {
  return sp.requests
    .filter((request) => request.method !== 'GET')
    .map(({ method, path, body }) => ({ method, path, body }));
}
