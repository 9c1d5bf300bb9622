import { z } from 'zod';
import { previewGroups, setGroupsOfApplication } from '../../../actions/applications/access';
import { changeAccess, previewAccess, type AccessChange } from '../../../actions/applications/change-access';
import { wouldBeStaged } from '../../../actions/provisioning/guard/limits';
import type { Context } from '../../../context';
import type { GroupId, UserId } from '../../../core/ids';
import { invalidBody } from '../../frame/refusal';
import { findGroupMeant, groupReference } from '../../groups/show';
import { operation, type Operation } from '../../operation';
import { findUserMeant, userReference } from '../../references';
import { applicationMeant, applicationParams } from '../show';
import { ACCESS, effectSchema, mayRemove, notMoreThan, previewSchema } from './effect';
import { accessListOperations } from './lists';
import { oneAccessOperations } from './one';

const MOST = 1_000;

const putGroups = operation({
  id: 'putGroupsOfApplication',
  method: 'put',
  path: '/applications/{application}/groups',
  tag: ACCESS,
  summary: 'Give an application to exactly these user groups',
  description: 'People who were given it directly keep it.',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({ groups: z.array(groupReference).max(MOST), mayRemove }),
  answers: { 200: effectSchema },
  async run({ deps, actor, params, body }) {
    const { id } = await applicationMeant(deps, params.application);
    const groups = await groupsNamed(deps, body.groups, 'groups');
    const done = await setGroupsOfApplication(deps, actor, id, groups, notMoreThan(body.mayRemove));
    return { status: 200, body: { adds: done.adds, removes: done.removes } };
  },
});

const changeBody = {
  addGroups: z.array(groupReference).max(MOST).default([]),
  removeGroups: z.array(groupReference).max(MOST).default([]),
  addUsers: z.array(userReference).max(MOST).default([]),
  removeUsers: z.array(userReference).max(MOST).default([]).meta({
    description: 'Access by user groups stays.',
  }),
};

const change = operation({
  id: 'changeAccess',
  method: 'post',
  path: '/applications/{application}/access',
  tag: ACCESS,
  summary: 'Give an application to user groups and people, and take it from others',
  description: 'All of it or nothing. Who has it already, or does not have it, is left as they are.',
  scope: 'applications:write',
  params: applicationParams,
  body: z.strictObject({
    ...changeBody,
    mayRemove: mayRemove.default(0).meta({
      description: 'How many people may lose access by this at most, 0 unless told. When it would be more: 409.',
    }),
  }),
  answers: { 200: effectSchema },
  async run({ deps, actor, params, body }) {
    const { id } = await applicationMeant(deps, params.application);
    const { adds, removes } = await changeAccess(
      deps,
      actor,
      id,
      await changeOf(deps, body),
      notMoreThan(body.mayRemove),
    );
    return { status: 200, body: { adds, removes } };
  },
});

const preview = operation({
  id: 'previewAccess',
  method: 'post',
  path: '/applications/{application}/access/preview',
  tag: ACCESS,
  summary: 'Say what a change of access would do',
  description: 'Nothing is changed. With `groups`, as `putGroupsOfApplication`; otherwise as `changeAccess`.',
  scope: 'applications:read',
  params: applicationParams,
  body: z.strictObject({
    ...changeBody,
    groups: z.array(groupReference).max(MOST).optional().meta({ description: 'Exactly these user groups.' }),
  }),
  answers: { 200: previewSchema },
  async run({ deps, params, body }) {
    const application = await applicationMeant(deps, params.application);
    const { groups } = body;
    const changes = await changeOf(deps, body);
    if (groups !== undefined && Object.values(changes).some((ids) => ids.length > 0)) {
      throw invalidBody('/groups', 'Say either groups or what is added and removed.');
    }
    const { adds, removes } =
      groups === undefined
        ? await previewAccess(deps, application.id, changes)
        : await previewGroups(deps, application.id, await groupsNamed(deps, groups, 'groups'));
    const staged = await wouldBeStaged(deps.db, application, removes);
    return { status: 200, body: { adds, removes, staged: staged ?? null } };
  },
});

interface ChangeBody {
  readonly addGroups: readonly string[];
  readonly removeGroups: readonly string[];
  readonly addUsers: readonly string[];
  readonly removeUsers: readonly string[];
}

async function changeOf(deps: Context, body: ChangeBody): Promise<Required<AccessChange>> {
  const change = {
    addGroups: await groupsNamed(deps, body.addGroups, 'addGroups'),
    removeGroups: await groupsNamed(deps, body.removeGroups, 'removeGroups'),
    addUsers: await usersNamed(deps, body.addUsers, 'addUsers'),
    removeUsers: await usersNamed(deps, body.removeUsers, 'removeUsers'),
  };
  refuseBoth(change.addGroups, change.removeGroups, 'removeGroups');
  refuseBoth(change.addUsers, change.removeUsers, 'removeUsers');
  return change;
}

function refuseBoth(add: readonly string[], remove: readonly string[], field: string): void {
  const place = remove.findIndex((id) => add.includes(id));
  if (place >= 0) throw invalidBody(`/${field}/${place}`, 'This is to be added and removed at once. Say one of them.');
}

async function groupsNamed(deps: Context, references: readonly string[], field: string): Promise<GroupId[]> {
  const ids = new Set<GroupId>();
  for (const [place, reference] of references.entries()) {
    const group = await findGroupMeant(deps, reference);
    if (group === undefined) throw invalidBody(`/${field}/${place}`, 'This user group was not found.');
    ids.add(group.id);
  }
  return [...ids];
}

async function usersNamed({ db }: Context, references: readonly string[], field: string): Promise<UserId[]> {
  const ids = new Set<UserId>();
  for (const [place, reference] of references.entries()) {
    const user = await findUserMeant(db, reference);
    if (user === undefined) throw invalidBody(`/${field}/${place}`, 'This person was not found.');
    ids.add(user.id);
  }
  return [...ids];
}

/** Who may use an application. */
export const accessOperations: readonly Operation[] = [
  ...accessListOperations,
  putGroups,
  change,
  preview,
  ...oneAccessOperations,
];
