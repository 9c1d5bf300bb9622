import { z } from 'zod';
import { compact } from '../../../core/compact';
import { nameOf } from '../../../core/user';
import { listBoundGroups } from '../../../store/bindings';
import { listPeopleOfApplication } from '../../../store/boards/people';
import { operation, type Operation } from '../../operation';
import { pageOf, paging, readCursor, writePage } from '../../paging';
import { applicationMeant, applicationParams } from '../show';
import { ACCESS } from './effect';

const listGroupsWith = operation({
  id: 'listGroupsOfApplication',
  method: 'get',
  path: '/applications/{application}/groups',
  tag: ACCESS,
  summary: 'List the user groups that have an application',
  scope: 'applications:read',
  permission: 'groups.read',
  params: applicationParams,
  query: z.strictObject({ ...paging }),
  answers: { 200: pageOf(z.object({ id: z.string(), name: z.string() })) },
  async run(call) {
    const { id } = await applicationMeant(call.deps, call.params.application);
    const after = readCursor(call, z.string());
    const all = [...(await listBoundGroups(call.deps.db, id))].sort((one, other) => (one.id < other.id ? -1 : 1));
    const rows = all.filter((group) => after === undefined || group.id > after);
    return {
      status: 200,
      body: writePage(
        call,
        rows,
        ({ id: group, name }) => ({ id: group, name }),
        (row) => row.id,
      ),
    };
  },
});

const listPeople = operation({
  id: 'listUsersOfApplication',
  method: 'get',
  path: '/applications/{application}/users',
  tag: ACCESS,
  summary: 'List the people who have an application',
  scope: 'applications:read',
  permission: 'people.read',
  params: applicationParams,
  query: z.strictObject({
    ...paging,
    given: z.enum(['direct', 'any']).default('any').meta({
      description: '`direct`: those who were given it themselves, whatever their groups give.',
    }),
  }),
  answers: {
    200: pageOf(
      z.object({
        id: z.string(),
        username: z.string(),
        name: z.string(),
        direct: z.boolean().meta({ description: 'They were given it themselves.' }),
      }),
    ),
  },
  async run(call) {
    const { deps, query } = call;
    const { id } = await applicationMeant(deps, call.params.application);
    const after = readCursor(call, z.string());
    const filter = { applicationId: id, directOnly: query.given === 'direct' };
    const rows = await listPeopleOfApplication(deps.db, filter, compact({ after, take: query.limit + 1 }));
    const show = ({ user, direct }: (typeof rows)[number]) => ({
      id: user.id,
      username: user.username,
      name: nameOf(user),
      direct,
    });
    return { status: 200, body: writePage(call, rows, show, ({ user }) => user.id) };
  },
});

/** Who has an application. */
export const accessListOperations: readonly Operation[] = [listGroupsWith, listPeople];
