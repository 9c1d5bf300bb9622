import { z } from 'zod';
import type { AccessEffect } from '../../../actions/applications/access';
import { changeAccess, type AccessChange } from '../../../actions/applications/change-access';
import { groupMeant, groupReference } from '../../groups/show';
import { operation, type Call, type Operation } from '../../operation';
import { applicationReference, userMeant, userReference } from '../../references';
import { applicationMeant } from '../show';
import { ACCESS, effectSchema, mayRemoveQuery, notMoreThan } from './effect';

const groupParams = z.strictObject({ application: applicationReference, group: groupReference });
const userParams = z.strictObject({ application: applicationReference, user: userReference });

/**
 * Changes who has the application that an address names.
 * @param change finds whom the address names besides
 */
async function changed(
  { deps, actor, params }: Call<{ readonly application: string }>,
  change: () => Promise<AccessChange>,
  check?: (effect: AccessEffect) => void,
) {
  const { id } = await applicationMeant(deps, params.application);
  const { adds, removes } = await changeAccess(deps, actor, id, await change(), check);
  return { status: 200 as const, body: { adds, removes } };
}

const bindGroup = operation({
  id: 'giveApplicationToGroup',
  method: 'put',
  path: '/applications/{application}/groups/{group}',
  tag: ACCESS,
  summary: 'Give an application to a user group',
  scope: 'applications:write',
  params: groupParams,
  answers: { 200: effectSchema },
  run: (call) => changed(call, async () => ({ addGroups: [(await groupMeant(call.deps, call.params.group)).id] })),
});

const unbindGroup = operation({
  id: 'takeApplicationFromGroup',
  method: 'delete',
  path: '/applications/{application}/groups/{group}',
  tag: ACCESS,
  summary: 'Take an application from a user group',
  scope: 'applications:write',
  params: groupParams,
  query: z.strictObject({ mayRemove: mayRemoveQuery }),
  answers: { 200: effectSchema },
  run: (call) =>
    changed(
      call,
      async () => ({ removeGroups: [(await groupMeant(call.deps, call.params.group)).id] }),
      notMoreThan(call.query.mayRemove),
    ),
});

const bindUser = operation({
  id: 'giveApplicationToUser',
  method: 'put',
  path: '/applications/{application}/users/{user}',
  tag: ACCESS,
  summary: 'Give an application to a person',
  scope: 'applications:write',
  params: userParams,
  answers: { 200: effectSchema },
  run: (call) => changed(call, async () => ({ addUsers: [(await userMeant(call.deps.db, call.params.user)).id] })),
});

const unbindUser = operation({
  id: 'takeApplicationFromUser',
  method: 'delete',
  path: '/applications/{application}/users/{user}',
  tag: ACCESS,
  summary: 'Take an application that a person was given directly',
  description: 'Access by user groups stays as it is.',
  scope: 'applications:write',
  params: userParams,
  answers: { 200: effectSchema },
  run: (call) => changed(call, async () => ({ removeUsers: [(await userMeant(call.deps.db, call.params.user)).id] })),
});

/** Access of one user group, or of one person. */
export const oneAccessOperations: readonly Operation[] = [bindGroup, unbindGroup, bindUser, unbindUser];
