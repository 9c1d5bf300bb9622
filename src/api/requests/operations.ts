import { z } from 'zod';
import { declineAccess, getAccessRequest, grantAccess, type Grant } from '../../actions/portal/decide-access';
import type { Context } from '../../context';
import { compact } from '../../core/compact';
import type { AccessRequest } from '../../core/portal/access-request';
import { nameOf } from '../../core/user';
import { getApplication } from '../../store/applications';
import { listAccessRequests, type AccessRequestFilter } from '../../store/portal/access-requests';
import { findUsers } from '../../store/users';
import { invalidBody } from '../frame/refusal';
import { findGroupMeant, groupReference } from '../groups/show';
import { moment, momentOf, momentOrNull, operation, type Operation } from '../operation';
import { pageOf, paging, readCursor, writePage } from '../paging';
import { applicationReference } from '../references';

const TAG = 'Access requests';
const PATH = '/access-requests';
const ONE = `${PATH}/{request}`;

const requestSchema = z
  .object({
    id: z.string(),
    user: z.object({ id: z.string(), username: z.string(), name: z.string() }),
    applicationId: z.string().nullable().meta({ description: 'Null where it is not known which one is meant.' }),
    wanted: z.string().meta({ description: 'What they asked for, in their words.' }),
    reason: z.string(),
    state: z.enum(['open', 'granted', 'declined', 'withdrawn']),
    answer: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: moment.nullable(),
    createdAt: moment,
  })
  .meta({
    id: 'AccessRequest',
    example: {
      id: '01K0Z9A6V7M2C3D4E5F6G7H8J9',
      user: { id: '01K0Z9A6V7M2C3D4E5F6G7H8J8', username: 'noor.haddad', name: 'Noor Haddad' },
      applicationId: '01K0Z9A6V7M2C3D4E5F6G7H8J7',
      wanted: 'Robin',
      reason: 'To book a desk on Tuesdays',
      state: 'open',
      answer: null,
      decidedBy: null,
      decidedAt: null,
      createdAt: '2026-05-04T09:30:00.000Z',
    },
  });

const params = z.strictObject({ request: z.string().max(100).meta({ description: 'The id of the request.' }) });
const answer = z.string().max(10_000);

const listRequests = operation({
  id: 'listAccessRequests',
  method: 'get',
  path: PATH,
  tag: TAG,
  summary: 'List what people ask for',
  description: 'Those that wait with the oldest first; those that were decided with the newest first.',
  scope: 'applications:read',
  query: z.strictObject({ ...paging, state: z.enum(['open', 'decided']).default('open') }),
  answers: { 200: pageOf(requestSchema) },
  async run(call) {
    const { limit, state } = call.query;
    const after = readCursor(call, z.object({ createdAt: z.int(), id: z.string() }));
    const filter = compact<AccessRequestFilter>({ open: state === 'open', after, skip: 0, take: limit + 1 });
    const shown = await showAll(call.deps, await listAccessRequests(call.deps.db, filter));
    const position = ({ id, createdAt }: (typeof shown)[number]) => ({ id, createdAt: Date.parse(createdAt) });
    return { status: 200, body: writePage(call, shown, (one) => one, position) };
  },
});

const readRequest = operation({
  id: 'readAccessRequest',
  method: 'get',
  path: ONE,
  tag: TAG,
  summary: 'Read what somebody asks for',
  scope: 'applications:read',
  params,
  answers: { 200: requestSchema },
  etag: true,
  async run({ deps, params: { request } }) {
    return { status: 200, body: await show(deps, await getAccessRequest(deps.db, request)) };
  },
});

const approve = operation({
  id: 'approveAccessRequest',
  method: 'post',
  path: `${ONE}/approval`,
  tag: TAG,
  summary: 'Give what was asked for',
  description: 'The person is told. A group they join may give them more than this application.',
  scope: 'applications:write',
  params,
  body: z.strictObject({
    application: applicationReference.optional().meta({ description: 'Needed where the request names none.' }),
    group: groupReference.optional().meta({
      description:
        'A user group that has the application, which the person joins; needs the scope groups:write, too. Left out, they get it by themselves.',
    }),
    answer: answer.optional().meta({ description: 'What the person reads.' }),
  }),
  answers: { 200: requestSchema },
  pointers: { how: 'group' },
  async run({ deps, actor, params: { request }, body, demandScope }) {
    if (body.group !== undefined) demandScope('groups:write');
    const group = body.group === undefined ? undefined : await findGroupMeant(deps, body.group);
    if (body.group !== undefined && group === undefined) throw invalidBody('/group', 'This user group was not found.');
    const applicationId = body.application === undefined ? '' : (await getApplication(deps.db, body.application)).id;
    const grant = compact<Grant>({ applicationId, groupId: group?.id, answer: body.answer ?? '' });
    return { status: 200, body: await show(deps, await grantAccess(deps, actor, request, grant)) };
  },
});

const decline = operation({
  id: 'declineAccessRequest',
  method: 'post',
  path: `${ONE}/refusal`,
  tag: TAG,
  summary: 'Decline what was asked for',
  scope: 'applications:write',
  params,
  body: z.strictObject({ answer: answer.meta({ description: 'What the person reads; not empty.' }) }),
  answers: { 200: requestSchema },
  async run({ deps, actor, params: { request }, body }) {
    return { status: 200, body: await show(deps, await declineAccess(deps, actor, request, body.answer)) };
  },
});

async function show(deps: Pick<Context, 'db'>, request: AccessRequest): Promise<z.output<typeof requestSchema>> {
  const [shown] = await showAll(deps, [request]);
  if (shown === undefined) throw new Error('a request was not shown');
  return shown;
}

async function showAll(
  { db }: Pick<Context, 'db'>,
  requests: readonly AccessRequest[],
): Promise<z.output<typeof requestSchema>[]> {
  const ids = [...new Set(requests.map(({ userId }) => userId))];
  const people = new Map((await findUsers(db, ids)).map((user) => [user.id, user]));
  return requests.map((one) => {
    const user = people.get(one.userId);
    return {
      id: one.id,
      user: { id: one.userId, username: user?.username ?? '', name: user === undefined ? 'Somebody' : nameOf(user) },
      applicationId: one.applicationId ?? null,
      wanted: one.wanted,
      reason: one.reason,
      state: one.state,
      answer: one.answer ?? null,
      decidedBy: one.decidedBy ?? null,
      decidedAt: momentOrNull(one.decidedAt),
      createdAt: momentOf(one.createdAt),
    };
  });
}

/** What people ask for. */
export const accessRequestOperations: readonly Operation[] = [listRequests, readRequest, approve, decline];
