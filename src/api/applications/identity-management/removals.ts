import { z } from 'zod';
import { allowRemoval, rejectRemoval, undosIn } from '../../../actions/provisioning/guard/decide';
import type { Context } from '../../../context';
import type { Application } from '../../../core/application';
import { notFound } from '../../../core/errors';
import { isUlid, type UserId } from '../../../core/ids';
import { countHeld } from '../../../store/provisioning/losses';
import {
  findRemoval,
  listRemovalPeople,
  listRemovals,
  type Removal,
  type RemovalState,
} from '../../../store/provisioning/removals';
import { moment, momentOf, momentOrNull, operation, type Operation } from '../../operation';
import { pageOf, paging, readCursor, writePage } from '../../paging';
import { applicationReference } from '../../references';
import { applicationParams } from '../show';
import { IDM, integrable } from './show';

const STATES = ['held', 'allowed', 'rejected', 'expired', 'settled'] as const;
const MOST = 200;

const removalSchema = z
  .object({
    id: z.string(),
    state: z.enum(STATES).meta({ description: '`held` waits for an admin.' }),
    reason: z.string().meta({ description: 'What was done by whom, and the limit it passed.' }),
    event: z.string().nullable().meta({ description: 'The event that caused it.' }),
    people: z.int().meta({ description: 'Who would lose the account; while it is held, who waits now.' }),
    canReject: z.boolean().meta({ description: 'What took access away can be put back from here.' }),
    createdAt: moment,
    expiresAt: moment.nullable(),
    decidedAt: moment.nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'StagedRemoval' });

const removalParams = z.strictObject({
  application: applicationReference,
  removal: z.string().max(100).meta({ description: 'The id of the staged removal.' }),
});

async function showRemoval({ db }: Context, removal: Removal): Promise<z.output<typeof removalSchema>> {
  return {
    id: removal.id,
    state: removal.state === 'noted' ? 'settled' : removal.state,
    reason: removal.reason,
    event: removal.causeEventId ?? null,
    people: removal.state === 'held' ? await countHeld(db, removal.applicationId, removal.id) : removal.total,
    canReject: removal.state === 'held' && undosIn(removal).length > 0,
    createdAt: momentOf(removal.createdAt),
    expiresAt: momentOrNull(removal.expiresAt),
    decidedAt: momentOrNull(removal.decidedAt),
    decidedBy: removal.decidedBy ?? null,
  };
}

async function removalMeant(
  deps: Context,
  params: z.output<typeof removalParams>,
): Promise<{ readonly application: Application; readonly removal: Removal }> {
  const application = await integrable(deps, params.application);
  const removal = isUlid(params.removal) ? await findRemoval(deps.db, params.removal) : undefined;
  if (removal === undefined || removal.applicationId !== application.id || removal.state === 'noted') {
    throw notFound('This removal');
  }
  return { application, removal };
}

const list = operation({
  id: 'listRemovals',
  method: 'get',
  path: '/applications/{application}/removals',
  tag: IDM,
  summary: 'List removals that wait for an admin, or were decided',
  description: 'The newest first, 200 at most.',
  scope: 'provisioning:read',
  params: applicationParams,
  query: z.strictObject({ state: z.enum([...STATES, 'any']).default('held') }),
  answers: { 200: z.object({ items: z.array(removalSchema) }) },
  async run({ deps, params, query }) {
    const { id } = await integrable(deps, params.application);
    const states: readonly RemovalState[] = query.state === 'any' ? STATES : [query.state];
    const found = await listRemovals(deps.db, { states, applicationId: id, take: MOST });
    const items: z.output<typeof removalSchema>[] = [];
    for (const removal of found) items.push(await showRemoval(deps, removal));
    return { status: 200, body: { items } };
  },
});

const read = operation({
  id: 'readRemoval',
  method: 'get',
  path: '/applications/{application}/removals/{removal}',
  tag: IDM,
  summary: 'Read a staged removal',
  scope: 'provisioning:read',
  params: removalParams,
  answers: { 200: removalSchema },
  async run({ deps, params }) {
    const { removal } = await removalMeant(deps, params);
    return { status: 200, body: await showRemoval(deps, removal) };
  },
});

const listPeople = operation({
  id: 'listRemovalPeople',
  method: 'get',
  path: '/applications/{application}/removals/{removal}/users',
  tag: IDM,
  summary: 'List who loses the account by a staged removal, or keeps it',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: removalParams,
  query: z.strictObject({
    ...paging,
    outcome: z.enum(['loses', 'returned', 'alone', 'keeps']).default('loses'),
    search: z.string().max(200).optional(),
  }),
  answers: {
    200: pageOf(
      z.object({
        user: z.string().meta({ description: 'The id of the person.' }),
        name: z.string(),
        keepsThrough: z.string().nullable().meta({ description: 'What still gives access.' }),
      }),
    ),
  },
  async run(call) {
    const { deps, params, query } = call;
    const { removal } = await removalMeant(deps, params);
    const at = readCursor(call, z.tuple([z.string(), z.string()]));
    const { outcome, search = '', limit } = query;
    const after = at === undefined ? {} : { after: { name: at[0], userId: at[1] as UserId } };
    const filter = { outcome, search, ...after, skip: 0, take: limit + 1 };
    const found = await listRemovalPeople(deps.db, removal.id, filter);
    const show = ({ userId, name, keepsThrough }: (typeof found.people)[number]): ShownPerson => ({
      user: userId,
      name,
      keepsThrough: keepsThrough ?? null,
    });
    return { status: 200, body: writePage(call, found.people, show, ({ name, userId }) => [name, userId]) };
  },
});

interface ShownPerson {
  user: string;
  name: string;
  keepsThrough: string | null;
}

const approve = operation({
  id: 'approveRemoval',
  method: 'post',
  path: '/applications/{application}/removals/{removal}/approve',
  tag: IDM,
  summary: 'Let a staged removal be sent',
  description: 'Each person is planned anew when it is sent, so whoever has access again by then keeps the account.',
  scope: 'provisioning:write',
  params: removalParams,
  body: z.strictObject({
    count: z.int().min(0).meta({ description: 'How many people wait in it, as the page asks for it: `people`.' }),
  }),
  answers: { 202: removalSchema },
  async run({ deps, actor, params, body }) {
    const { application, removal } = await removalMeant(deps, params);
    await allowRemoval(deps, actor, removal.id, String(body.count));
    const after = (await findRemoval(deps.db, removal.id)) ?? removal;
    const location = `/applications/${application.id}/provisioning`;
    return { status: 202, location, body: await showRemoval(deps, after) };
  },
});

const reject = operation({
  id: 'rejectRemoval',
  method: 'post',
  path: '/applications/{application}/removals/{removal}/reject',
  tag: IDM,
  summary: 'Put back what a staged removal comes of, and send nothing',
  scope: 'provisioning:write',
  params: removalParams,
  answers: { 200: removalSchema },
  async run({ deps, actor, params }) {
    const { removal } = await removalMeant(deps, params);
    await rejectRemoval(deps, actor, removal.id);
    return { status: 200, body: await showRemoval(deps, (await findRemoval(deps.db, removal.id)) ?? removal) };
  },
});

/** Removals that wait for an admin. */
export const removalOperations: readonly Operation[] = [list, read, listPeople, approve, reject];
