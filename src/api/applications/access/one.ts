import { z } from 'zod';
import { changeAccess } from '../../../actions/applications/change-access';
import { groupMeant, groupReference } from '../../groups/show';
import { operation, type Operation } from '../../operation';
import { applicationReference, userMeant, userReference } from '../../references';
import { applicationMeant } from '../show';
import { ACCESS, effectSchema, mayRemoveQuery, notMoreThan } from './effect';

const groupParams = z.strictObject({ application: applicationReference, group: groupReference });
const userParams = z.strictObject({ application: applicationReference, user: userReference });

const bindGroup = operation({
  id: 'giveApplicationToGroup',
  method: 'put',
  path: '/applications/{application}/groups/{group}',
  tag: ACCESS,
  summary: 'Give an application to a user group',
  scope: 'applications:write',
  params: groupParams,
  answers: { 200: effectSchema },
  async run({ deps, actor, params }) {
    const { id } = await applicationMeant(deps, params.application);
    const group = await groupMeant(deps, params.group);
    const { adds, removes } = await changeAccess(deps, actor, id, { addGroups: [group.id] });
    return { status: 200, body: { adds, removes } };
  },
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
  async run({ deps, actor, params, query }) {
    const { id } = await applicationMeant(deps, params.application);
    const group = await groupMeant(deps, params.group);
    const change = { removeGroups: [group.id] };
    const { adds, removes } = await changeAccess(deps, actor, id, change, notMoreThan(query.mayRemove));
    return { status: 200, body: { adds, removes } };
  },
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
  async run({ deps, actor, params }) {
    const { id } = await applicationMeant(deps, params.application);
    const user = await userMeant(deps.db, params.user);
    const { adds, removes } = await changeAccess(deps, actor, id, { addUsers: [user.id] });
    return { status: 200, body: { adds, removes } };
  },
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
  async run({ deps, actor, params }) {
    const { id } = await applicationMeant(deps, params.application);
    const user = await userMeant(deps.db, params.user);
    const { adds, removes } = await changeAccess(deps, actor, id, { removeUsers: [user.id] });
    return { status: 200, body: { adds, removes } };
  },
});

/** Access of one user group, or of one person. */
export const oneAccessOperations: readonly Operation[] = [bindGroup, unbindGroup, bindUser, unbindUser];
