import { z } from 'zod';
import { deleteUser } from '../../actions/users/delete';
import { suspendUser, unsuspendUser } from '../../actions/users/suspend';
import { updateUser } from '../../actions/users/update';
import { compact } from '../../core/compact';
import { AppError } from '../../core/errors';
import { fold, type UserId } from '../../core/ids';
import { USER_ROLES } from '../../core/roles';
import type { User } from '../../core/user';
import { getApplication } from '../../store/applications';
import { listPeopleAfter, type PeopleFilter, type PeopleProblem } from '../../store/boards/people';
import type { Context } from '../../context';
import type { Actor } from '../../actions/deps';
import { invalidQuery } from '../frame/refusal';
import { groupReference, findGroupMeant } from '../groups/show';
import { operation, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { applicationReference, userMeant } from '../references';
import { createUserOperations } from './create';
import { merged, placedError, profileFields } from './profile';
import { signInOperations } from './sign-in';
import { showUser, userParams, userSchema } from './show';

const TAG = 'People';
const PROBLEMS = [
  'attention',
  'no-group',
  'password',
  'no-second-factor',
  'never',
] as const satisfies readonly PeopleProblem[];

const listUsers = operation({
  id: 'listUsers',
  method: 'get',
  path: '/users',
  tag: TAG,
  summary: 'List people by username',
  scope: 'users:read',
  query: z.strictObject({
    ...paging,
    search: z.string().max(200).optional().meta({
      description: 'Words of the name, username, email, job title, department or employee ID.',
    }),
    state: z.enum(['staged', 'active', 'suspended']).optional(),
    role: z.enum(USER_ROLES).optional(),
    group: groupReference.optional(),
    application: applicationReference.optional().meta({ description: 'Who may use it, by id or slug.' }),
    problem: z.enum(PROBLEMS).optional().meta({
      description:
        'attention: an account needs an admin; no-group; password: run out or temporary; no-second-factor; never: never signed in.',
    }),
  }),
  answers: { 200: pageOf(userSchema) },
  async run(call) {
    const { deps, query } = call;
    const now = deps.clock();
    const after = readCursor(call, z.string());
    const filter = compact<PeopleFilter>({
      search: query.search,
      state: query.state,
      role: query.role,
      groupId: query.group === undefined ? undefined : await groupIdOf(deps, query.group),
      applicationId: query.application === undefined ? undefined : await applicationIdOf(deps, query.application),
      problem: query.problem,
      now,
    });
    const rows = await listPeopleAfter(deps.db, filter, compact({ after, take: query.limit + 1 }));
    const show = (user: User) => showUser(user, now);
    return { status: 200, body: writePage(call, rows, show, ({ username }) => fold(username)) };
  },
});

async function groupIdOf(deps: Context, reference: string) {
  const group = await findGroupMeant(deps, reference);
  if (group === undefined) throw invalidQuery('group', 'There is no such user group.');
  return group.id;
}

async function applicationIdOf({ db }: Context, reference: string) {
  try {
    return (await getApplication(db, reference)).id;
  } catch (error) {
    if (error instanceof AppError) throw invalidQuery('application', 'There is no such application.');
    throw error;
  }
}

const readUser = operation({
  id: 'readUser',
  method: 'get',
  path: '/users/{user}',
  tag: TAG,
  summary: 'Read a person',
  scope: 'users:read',
  params: userParams,
  answers: { 200: userSchema },
  etag: true,
  async run({ deps, params }) {
    return { status: 200, body: showUser(await userMeant(deps.db, params.user), deps.clock()) };
  },
});

const updateUserOperation = operation({
  id: 'updateUser',
  method: 'patch',
  path: '/users/{user}',
  tag: TAG,
  summary: 'Change a person',
  description:
    'What is left out stays as it is; null takes a value away (RFC 7396). Applications follow as they do after a change on the page.',
  scope: 'users:write',
  params: userParams,
  body: z.strictObject(profileFields),
  answers: { 200: userSchema },
  etag: true,
  async run(call) {
    const { deps, actor, params, body } = call;
    const { id } = await userMeant(deps.db, params.user);
    try {
      const user = await updateUser(deps, actor, id, (now) => {
        call.demandUnchanged(showUser(now, deps.clock()));
        return merged(now, body);
      });
      return { status: 200, body: showUser(user, deps.clock()) };
    } catch (error) {
      throw placedError(body, '', error);
    }
  },
});

const deleteUserOperation = operation({
  id: 'deleteUser',
  method: 'delete',
  path: '/users/{user}',
  tag: TAG,
  summary: 'Delete a person',
  description:
    'The second step after suspending them, once the time that the sign-in policy sets has passed. Their accounts at applications are deactivated, not deleted.',
  scope: 'users:write',
  permission: 'people.delete',
  params: userParams,
  answers: { 204: null },
  etag: true,
  async run(call) {
    const { deps, actor, params } = call;
    const { id, username } = await userMeant(deps.db, params.user);
    await deleteUser(deps, actor, id, username, (now) => call.demandUnchanged(showUser(now, deps.clock())));
    return { status: 204 };
  },
});

/** Suspending and its opposite differ in a word. */
function stateOperation(
  verb: 'suspend' | 'unsuspend',
  words: { readonly summary: string; readonly description: string },
  act: (deps: Context, actor: Actor, id: UserId) => Promise<User>,
): Operation {
  return operation({
    id: `${verb}User`,
    method: 'post',
    path: `/users/{user}/${verb}`,
    tag: TAG,
    ...words,
    scope: 'users:write',
    params: userParams,
    answers: { 200: userSchema },
    async run({ deps, actor, params }) {
      const { id } = await userMeant(deps.db, params.user);
      return { status: 200, body: showUser(await act(deps, actor, id), deps.clock()) };
    },
  });
}

/** People. */
export const userOperations: readonly Operation[] = [
  listUsers,
  ...createUserOperations,
  readUser,
  updateUserOperation,
  deleteUserOperation,
  stateOperation(
    'suspend',
    {
      summary: 'Suspend a person',
      description: 'Signs them out everywhere; their accounts at applications become inactive. Twice is as once.',
    },
    suspendUser,
  ),
  stateOperation(
    'unsuspend',
    {
      summary: 'Let a suspended person in again',
      description: 'Their accounts become active where they still have access. Twice is as once.',
    },
    unsuspendUser,
  ),
  ...signInOperations,
];
