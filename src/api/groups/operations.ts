import { z } from 'zod';
import { deleteGroup } from '../../actions/groups/delete';
import { createGroup, updateGroup, type GroupInput } from '../../actions/groups/save';
import { compact } from '../../core/compact';
import { fold } from '../../core/ids';
import { listGroupsAfter } from '../../store/groups';
import { operation, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { memberOperations } from './members';
import { groupMeant, groupParams, groupSchema, showGroup } from './show';

const TAG = 'User groups';
const name = z.string().meta({ description: '1 to 256 characters; no two groups have the same.', example: 'Design' });
const description = z.string().nullable().meta({ description: 'Up to 1,024 characters; null for none.' });

const listGroups = operation({
  id: 'listGroups',
  method: 'get',
  path: '/groups',
  tag: TAG,
  summary: 'List user groups by name',
  scope: 'groups:read',
  query: z.strictObject({
    ...paging,
    search: z.string().max(200).optional().meta({ description: 'Part of the name.' }),
  }),
  answers: { 200: pageOf(groupSchema) },
  async run(call) {
    const { search, limit } = call.query;
    const after = readCursor(call, z.string());
    const rows = await listGroupsAfter(call.deps.db, compact({ search, after, take: limit + 1 }));
    return { status: 200, body: writePage(call, rows, showGroup, (group) => fold(group.name)) };
  },
});

const createGroupOperation = operation({
  id: 'createGroup',
  method: 'post',
  path: '/groups',
  tag: TAG,
  summary: 'Add a user group',
  scope: 'groups:write',
  body: z.strictObject({ name, description: description.optional() }),
  answers: { 201: groupSchema },
  etag: true,
  async run({ deps, actor, body }) {
    const input = compact<GroupInput>({ name: body.name, description: body.description ?? undefined });
    const group = await createGroup(deps, actor, input);
    return { status: 201, location: `/groups/${group.id}`, body: showGroup(group) };
  },
});

const readGroup = operation({
  id: 'readGroup',
  method: 'get',
  path: '/groups/{group}',
  tag: TAG,
  summary: 'Read a user group',
  scope: 'groups:read',
  params: groupParams,
  answers: { 200: groupSchema },
  etag: true,
  async run({ deps, params }) {
    return { status: 200, body: showGroup(await groupMeant(deps, params.group)) };
  },
});

const updateGroupOperation = operation({
  id: 'updateGroup',
  method: 'patch',
  path: '/groups/{group}',
  tag: TAG,
  summary: 'Rename or change a user group',
  description: 'What is left out stays as it is. A description of null is taken away.',
  scope: 'groups:write',
  params: groupParams,
  body: z.strictObject({
    name: name.optional(),
    description: description.optional(),
    secondFactor: z.boolean().optional().meta({ description: 'Its members are asked for a second factor.' }),
  }),
  answers: { 200: groupSchema },
  etag: true,
  async run(call) {
    const { deps, actor, params, body } = call;
    const { id } = await groupMeant(deps, params.group);
    const group = await updateGroup(deps, actor, id, (now) => {
      call.demandUnchanged(showGroup(now));
      return compact<GroupInput>({
        name: body.name ?? now.name,
        description: body.description === undefined ? now.description : (body.description ?? undefined),
        secondFactor: body.secondFactor,
      });
    });
    return { status: 200, body: showGroup(group) };
  },
});

const deleteGroupOperation = operation({
  id: 'deleteGroup',
  method: 'delete',
  path: '/groups/{group}',
  tag: TAG,
  summary: 'Delete a user group',
  description: 'Its members lose the applications they had through it and through nothing else.',
  scope: 'groups:write',
  params: groupParams,
  answers: { 204: null },
  etag: true,
  async run(call) {
    const { id } = await groupMeant(call.deps, call.params.group);
    await deleteGroup(call.deps, call.actor, id, (now) => call.demandUnchanged(showGroup(now)));
    return { status: 204 };
  },
});

/** User groups and what they are called. */
export const groupOperations: readonly Operation[] = [
  listGroups,
  createGroupOperation,
  readGroup,
  updateGroupOperation,
  deleteGroupOperation,
  ...memberOperations,
];
