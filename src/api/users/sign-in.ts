import { z } from 'zod';
import { changeRole } from '../../actions/admins/change-role';
import { setGroupsOfUser } from '../../actions/groups/members';
import { resetSecondFactor } from '../../actions/second-factor/reset';
import { revokeSessions } from '../../actions/sessions/keep';
import { makePasswordLink } from '../../actions/users/activation-link';
import { expirePassword } from '../../actions/users/expire';
import { linkAddress } from '../../actions/users/links';
import { setPassword, setTemporaryPassword } from '../../actions/users/set-password';
import { USER_ROLES } from '../../core/roles';
import { listGroupsOfUser } from '../../store/groups';
import { getUser } from '../../store/users';
import { groupReference, groupSchema, groupsMeant, showGroup } from '../groups/show';
import { operation, secretText, type Operation } from '../operation';
import { userMeant } from '../references';
import { showUser, userParams, userSchema } from './show';

const TAG = 'People';
const counted = z.object({ ended: z.int().meta({ description: 'How many.' }) });

const setPasswordOperation = operation({
  id: 'setUserPassword',
  method: 'put',
  path: '/users/{user}/password',
  tag: TAG,
  summary: 'Set a password as the person would',
  description:
    'By the rules for new passwords. It is good from now on, and goes to the applications that take passwords. The person is signed out everywhere.',
  scope: 'users:write',
  params: userParams,
  body: z.strictObject({ password: secretText(1_024) }),
  answers: { 200: userSchema },
  async run({ deps, actor, params, body }) {
    const { id } = await userMeant(deps.db, params.user);
    const user = await setPassword(deps, actor, id, body.password);
    return { status: 200, body: showUser(user, deps.clock()) };
  },
});

const temporaryPassword = operation({
  id: 'setTemporaryPassword',
  method: 'post',
  path: '/users/{user}/password/temporary',
  tag: TAG,
  summary: 'Give a temporary password',
  description: 'To be changed at the next sign-in. The person is signed out everywhere.',
  scope: 'users:write',
  params: userParams,
  answers: { 200: z.object({ temporaryPassword: z.string().meta({ description: 'Shown once.' }) }) },
  async run({ deps, actor, params }) {
    const { id } = await userMeant(deps.db, params.user);
    const password = await setTemporaryPassword(deps, actor, id);
    return { status: 200, body: { temporaryPassword: password.reveal() } };
  },
});

const expire = operation({
  id: 'expireUserPassword',
  method: 'post',
  path: '/users/{user}/password/expire',
  tag: TAG,
  summary: 'Let a password run out now',
  description: 'The accounts at applications become inactive until the person has chosen a new one.',
  scope: 'users:write',
  params: userParams,
  answers: { 200: userSchema },
  async run({ deps, actor, params }) {
    const { id } = await userMeant(deps.db, params.user);
    await expirePassword(deps, actor, id);
    return { status: 200, body: showUser(await getUser(deps.db, id), deps.clock()) };
  },
});

const link = operation({
  id: 'makePasswordLink',
  method: 'post',
  path: '/users/{user}/password/link',
  tag: TAG,
  summary: 'Make a link to choose a password',
  description: 'A first password, or a new one, as the person needs. An older link stops working.',
  scope: 'users:write',
  params: userParams,
  body: z.strictObject({
    mail: z.boolean().default(false).meta({ description: 'Mail it to the person, where mail goes out.' }),
  }),
  answers: {
    200: z.object({
      purpose: z.enum(['activation', 'reset']),
      mailed: z.boolean(),
      link: z.string().nullable().meta({ description: 'To be handed over; null when it was mailed. Shown once.' }),
    }),
  },
  async run({ deps, actor, params, body }) {
    const { id } = await userMeant(deps.db, params.user);
    const { purpose, token, mailed } = await makePasswordLink(deps, actor, id, { mail: body.mail });
    return { status: 200, body: { purpose, mailed, link: mailed ? null : linkAddress(deps, purpose, token) } };
  },
});

const revoke = operation({
  id: 'revokeUserSessions',
  method: 'post',
  path: '/users/{user}/sessions/revoke',
  tag: TAG,
  summary: 'Sign a person out everywhere',
  description: 'Sessions at Passo end. Applications may stay open.',
  scope: 'users:write',
  params: userParams,
  answers: { 200: counted },
  async run({ deps, actor, params }) {
    const { id } = await userMeant(deps.db, params.user);
    return { status: 200, body: { ended: await revokeSessions(deps, actor, id) } };
  },
});

const resetFactor = operation({
  id: 'resetSecondFactor',
  method: 'post',
  path: '/users/{user}/second-factor/reset',
  tag: TAG,
  summary: 'Take all second factors from a person',
  description: 'For somebody who lost them. They are signed out everywhere and told by mail.',
  scope: 'users:write',
  params: userParams,
  answers: { 200: counted },
  async run({ deps, actor, params }) {
    const { id } = await userMeant(deps.db, params.user);
    return { status: 200, body: { ended: await resetSecondFactor(deps, actor, id) } };
  },
});

const setRole = operation({
  id: 'setUserRole',
  method: 'put',
  path: '/users/{user}/role',
  tag: TAG,
  summary: 'Give a person a role, or take it away',
  description: 'By keys of owners with the scope admins:write. The last owner stays one.',
  scope: 'admins:write',
  params: userParams,
  body: z.strictObject({ role: z.enum(USER_ROLES) }),
  answers: { 200: userSchema },
  async run({ deps, actor, params, body }) {
    const { id } = await userMeant(deps.db, params.user);
    const { user } = await changeRole(deps, actor, id, body.role);
    return { status: 200, body: showUser(user, deps.clock()) };
  },
});

const groups = z.object({ items: z.array(groupSchema) });

const listGroups = operation({
  id: 'listGroupsOfUser',
  method: 'get',
  path: '/users/{user}/groups',
  tag: TAG,
  summary: 'List the groups of a person',
  scope: 'groups:read',
  params: userParams,
  answers: { 200: groups },
  async run({ deps, params }) {
    const { id } = await userMeant(deps.db, params.user);
    return { status: 200, body: { items: (await listGroupsOfUser(deps.db, id)).map(showGroup) } };
  },
});

const setGroups = operation({
  id: 'setGroupsOfUser',
  method: 'put',
  path: '/users/{user}/groups',
  tag: TAG,
  summary: 'Put a person into exactly these groups',
  scope: 'groups:write',
  params: userParams,
  body: z.strictObject({ groups: z.array(groupReference).max(500) }),
  answers: { 200: groups },
  async run({ deps, actor, params, body }) {
    const { id } = await userMeant(deps.db, params.user);
    const wanted = await groupsMeant(deps, body.groups, '/groups');
    await setGroupsOfUser(
      deps,
      actor,
      id,
      wanted.map((group) => group.id),
    );
    return { status: 200, body: { items: (await listGroupsOfUser(deps.db, id)).map(showGroup) } };
  },
});

/** How a person gets in, what they may do here, and which groups they are in. */
export const signInOperations: readonly Operation[] = [
  setPasswordOperation,
  temporaryPassword,
  expire,
  link,
  revoke,
  resetFactor,
  setRole,
  listGroups,
  setGroups,
];
