import { z } from 'zod';
import { linkAccount } from '../../../actions/provisioning/drift/account';
import { decideDrift } from '../../../actions/provisioning/drift/decide';
import { startDriftCheck } from '../../../actions/provisioning/drift/plan';
import {
  DRIFT_KINDS,
  findDriftOverview,
  listDrift,
  type ReviewedItem,
} from '../../../actions/provisioning/drift/review';
import type { Context } from '../../../context';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { notFound } from '../../../core/errors';
import { isUlid } from '../../../core/ids';
import { findItems } from '../../../store/provisioning/drift/items';
import { invalidBody } from '../../frame/refusal';
import { moment, momentOf, momentOrNull, operation, type Operation } from '../../operation';
import { pageOf, paging, readCursor, writePage } from '../../paging';
import { applicationReference, findUserMeant, userReference } from '../../references';
import { applicationParams } from '../show';
import { IDM, integrable } from './show';

const driftSchema = z
  .object({
    state: z.enum(['idle', 'running', 'done', 'failed']),
    sentence: z.string().nullable().meta({ description: 'Why the last comparison failed.' }),
    accounts: z.int().meta({ description: 'Accounts compared so far, or in the last comparison.' }),
    groups: z.int(),
    startedAt: moment.nullable(),
    finishedAt: moment.nullable(),
    nextAt: moment.nullable(),
    everyHours: z.int(),
    open: z.int().meta({ description: 'Differences to be decided.' }),
    left: z.int().meta({ description: 'Differences that were accepted or ignored.' }),
    counts: z.record(z.string(), z.int()).meta({ description: 'To be decided or being repaired, by kind.' }),
  })
  .meta({ id: 'Drift' });

const itemSchema = z
  .object({
    id: z.string(),
    kind: z.string().meta({ description: `One of: ${DRIFT_KINDS.join(', ')}.`, example: 'orphan' }),
    state: z.string().meta({ description: '`open`, `asked` (being repaired), `accepted` or `ignored`.' }),
    name: z.string(),
    user: z.string().nullable().meta({ description: 'The id of the person whose account it is, or seems to be.' }),
    remoteId: z.string().nullable().meta({ description: 'The id at the application.' }),
    username: z.string().nullable(),
    email: z.string().nullable(),
    group: z.string().nullable().meta({ description: 'The name of the group it is about.' }),
    changes: z.array(z.object({ name: z.string(), ours: z.unknown(), there: z.unknown() })),
    note: z.string().nullable(),
    foundAt: moment,
    decidedAt: moment.nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'Difference' });

const DRIFT = '/applications/{application}/drift';

async function showDrift(deps: Context, application: Application): Promise<z.output<typeof driftSchema>> {
  const { run, hours, counts, open, left } = await findDriftOverview(deps, application);
  return {
    state: run?.state ?? 'idle',
    sentence: run?.sentence ?? null,
    accounts: run?.accounts ?? 0,
    groups: run?.groups ?? 0,
    startedAt: momentOrNull(run?.startedAt),
    finishedAt: momentOrNull(run?.finishedAt),
    nextAt: momentOrNull(run?.nextAt),
    everyHours: hours,
    open,
    left,
    counts: Object.fromEntries(counts.map(({ kind, count }) => [kind, count])),
  };
}

function showItem(item: ReviewedItem): z.output<typeof itemSchema> {
  const { detail } = item;
  return {
    id: item.id,
    kind: item.kind,
    state: item.state,
    name: item.name,
    user: item.person?.id ?? item.userId ?? null,
    remoteId: item.remoteId ?? null,
    username: detail.userName ?? null,
    email: detail.email ?? null,
    group: detail.group?.name ?? null,
    changes: item.shown.map(({ label, ours = null, there = null }) => ({ name: label, ours, there })),
    note: item.note ?? null,
    foundAt: momentOf(item.foundAt),
    decidedAt: momentOrNull(item.decidedAt),
    decidedBy: item.decidedBy ?? null,
  };
}

const read = operation({
  id: 'readDrift',
  method: 'get',
  path: DRIFT,
  tag: IDM,
  summary: 'Read how the comparison of all accounts stands',
  scope: 'provisioning:read',
  params: applicationParams,
  answers: { 200: driftSchema },
  async run({ deps, params }) {
    return { status: 200, body: await showDrift(deps, await integrable(deps, params.application)) };
  },
});

const check = operation({
  id: 'startDriftCheck',
  method: 'post',
  path: `${DRIFT}/check`,
  tag: IDM,
  summary: 'Compare all accounts now',
  description: 'Follow it at the address in Location. One that runs already is not begun again.',
  scope: 'provisioning:write',
  params: applicationParams,
  answers: { 202: driftSchema },
  async run({ deps, actor, params }) {
    const application = await integrable(deps, params.application);
    await startDriftCheck(deps, actor, application.id);
    const location = `/applications/${application.id}/drift`;
    return { status: 202, location, body: await showDrift(deps, application) };
  },
});

const list = operation({
  id: 'listDifferences',
  method: 'get',
  path: `${DRIFT}/differences`,
  tag: IDM,
  summary: 'List what is different at an application',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: applicationParams,
  query: z.strictObject({
    ...paging,
    kind: z.enum(DRIFT_KINDS).optional(),
    show: z.enum(['open', 'left']).default('open').meta({
      description: '`open`: to be decided or being repaired. `left`: accepted or ignored.',
    }),
  }),
  answers: { 200: pageOf(itemSchema) },
  async run(call) {
    const { deps, params, query } = call;
    const application = await integrable(deps, params.application);
    const after = readCursor(call, z.string());
    const filter = { left: query.show === 'left', skip: 0, take: query.limit + 1 };
    const found = await listDrift(
      deps,
      application,
      compact<typeof filter & { kind?: string; after?: string }>({ ...filter, kind: query.kind, after }),
    );
    return { status: 200, body: writePage(call, found.items, showItem, ({ id }) => id) };
  },
});

const decide = operation({
  id: 'decideDifferences',
  method: 'post',
  path: `${DRIFT}/decisions`,
  tag: IDM,
  summary: 'Decide about differences',
  description:
    '`push` ours again, `accept` theirs, `ignore` with a note, `create` again, `stop` managing. What does not fit a ' +
    'difference leaves it out.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject({
    differences: z.array(z.string().max(100)).min(1).max(20_000).optional().meta({ description: 'By their ids.' }),
    kind: z.enum(DRIFT_KINDS).optional().meta({ description: 'All open ones of this kind instead.' }),
    decision: z.enum(['push', 'accept', 'ignore', 'create', 'stop']),
    note: z.string().max(2_000).optional().meta({ description: 'Why it may stay; needed to ignore.' }),
  }),
  answers: { 200: z.object({ decided: z.int(), skipped: z.int() }) },
  async run({ deps, actor, params, body }) {
    const { id } = await integrable(deps, params.application);
    const { differences, kind, decision, note } = body;
    if ((differences === undefined) === (kind === undefined)) {
      throw invalidBody('/differences', 'Say either differences or kind.');
    }
    const choice = kind === undefined ? { ids: differences ?? [] } : { kind };
    const answer = { decision, ...(note === undefined ? {} : { note }) };
    const { decided, skipped } = await decideDrift(deps, actor, id, choice, answer);
    return { status: 200, body: { decided, skipped } };
  },
});

const link = operation({
  id: 'linkDifference',
  method: 'post',
  path: `${DRIFT}/differences/{difference}/link`,
  tag: IDM,
  summary: 'Say whose account it is that is nobody’s',
  scope: 'provisioning:write',
  params: z.strictObject({ application: applicationReference, difference: z.string().max(100) }),
  body: z.strictObject({ user: userReference }),
  answers: { 204: null },
  async run({ deps, actor, params, body }) {
    const { id } = await integrable(deps, params.application);
    const [item] = await findItems(deps.db, id, isUlid(params.difference) ? [params.difference] : []);
    if (item?.kind !== 'orphan') throw notFound('This account');
    const user = await findUserMeant(deps.db, body.user);
    if (user === undefined) throw invalidBody('/user', 'This person was not found.');
    await linkAccount(deps, actor, id, user.id, item.remoteId ?? '');
    return { status: 204 };
  },
});

/** What is different at an application. */
export const driftOperations: readonly Operation[] = [read, check, list, decide, link];
