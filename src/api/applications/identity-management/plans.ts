import { z } from 'zod';
import { wouldBeStaged } from '../../../actions/provisioning/guard/limits';
import { lookAtMapping } from '../../../actions/provisioning/mapping/look';
import { applyTrial } from '../../../actions/provisioning/trial/apply';
import type { TrialInput } from '../../../actions/provisioning/trial/make';
import { reportOf, type TrialReport } from '../../../actions/provisioning/trial/report';
import { startTrial } from '../../../actions/provisioning/trial/start';
import type { StepDetail } from '../../../actions/provisioning/trial/steps';
import { getIntegration } from '../../../actions/provisioning/connection';
import type { Context } from '../../../context';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { AppError, notFound } from '../../../core/errors';
import { isUlid, type GroupId } from '../../../core/ids';
import { findPause } from '../../../store/provisioning/pauses';
import {
  findLastTrial,
  findTrial,
  listTrialPage,
  type Trial,
  type TrialItem,
} from '../../../store/provisioning/trials';
import { invalidBody } from '../../frame/refusal';
import { findGroupMeant, groupReference } from '../../groups/show';
import { moment, momentOf, momentOrNull, operation, type Operation } from '../../operation';
import { pageOf, paging, readCursor, writePage } from '../../paging';
import { applicationReference } from '../../references';
import { applicationParams } from '../show';
import { demandUsable, mappingBody, rowsOf } from './mappings';
import { IDM, integrable } from './show';

const KINDS = [
  'create',
  'take-over',
  'update',
  'deactivate',
  'delete',
  'group',
  'members',
  'conflict',
  'not-sent',
] as const;

const planSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['now', 'activation', 'mapping', 'binding']),
    state: z.enum(['queued', 'running', 'ready', 'failed']),
    sentence: z.string().nullable().meta({ description: 'Why it could not be made.' }),
    counts: z.record(z.string(), z.int()).meta({ description: 'Steps by kind.', example: { create: 12, update: 3 } }),
    staged: z.string().nullable().meta({ description: 'The limit of safe removal that it passes, where it does.' }),
    startedBy: z.string(),
    createdAt: moment,
    appliedAt: moment.nullable(),
    report: z
      .object({
        waiting: z.int().meta({ description: 'People and groups still in line.' }),
        deviations: z.array(z.object({ name: z.string(), planned: z.string(), sent: z.string() })),
      })
      .nullable()
      .meta({ description: 'What was sent, compared with the plan, once it was applied.' }),
  })
  .meta({ id: 'Plan' });

const stepSchema = z.object({
  kind: z.enum(KINDS),
  user: z.string().nullable().meta({ description: 'The id of the person.' }),
  group: z.string().nullable().meta({ description: 'The id of the user group.' }),
  name: z.string(),
  sentence: z.string(),
  changes: z.array(z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
});

const planParams = z.strictObject({
  application: applicationReference,
  plan: z.string().max(100).meta({ description: 'The id of the plan, or `last`.' }),
});

async function planMeant(
  deps: Context,
  params: z.output<typeof planParams>,
): Promise<{ readonly application: Application; readonly trial: Trial }> {
  const application = await integrable(deps, params.application);
  const { plan } = params;
  const trial =
    plan === 'last'
      ? await findLastTrial(deps.db, application.id)
      : isUlid(plan)
        ? await findTrial(deps.db, plan)
        : undefined;
  if (trial?.applicationId !== application.id) throw notFound('This plan');
  return { application, trial };
}

async function showPlan(deps: Context, application: Application, trial: Trial): Promise<z.output<typeof planSchema>> {
  const stored = trial.deviations as TrialReport['deviations'] | undefined;
  const report = stored === undefined ? await reportOf(deps, trial) : { waiting: 0, deviations: stored };
  return {
    id: trial.id,
    kind: trial.kind,
    state: trial.state,
    sentence: trial.sentence ?? null,
    counts: { ...trial.counts },
    staged: (await wouldBeStaged(deps.db, application, trial.counts['deactivate'] ?? 0)) ?? null,
    startedBy: trial.startedBy,
    createdAt: momentOf(trial.createdAt),
    appliedAt: momentOrNull(trial.appliedAt),
    report:
      trial.appliedAt === undefined
        ? null
        : {
            waiting: report.waiting,
            deviations: report.deviations.map(({ name, planned, sent }) => ({ name, planned, sent })),
          },
  };
}

const createPlan = operation({
  id: 'createPlan',
  method: 'post',
  path: '/applications/{application}/plans',
  tag: IDM,
  summary: 'Plan what would be sent, by reads only',
  description:
    'Of what is stored now, or of a change that is not saved: a table of attributes, or other user groups. A small plan ' +
    'is ready at once; follow a larger one at the address in Location.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject({
    mapping: z.strictObject(mappingBody).optional().meta({ description: 'Suppose this table of attributes.' }),
    groups: z.array(groupReference).max(1_000).optional().meta({
      description: 'Suppose that exactly these user groups have the application.',
    }),
  }),
  answers: { 202: planSchema },
  async run({ deps, actor, params, body }) {
    const application = await integrable(deps, params.application);
    if (body.mapping !== undefined && body.groups !== undefined) {
      throw invalidBody('/groups', 'Suppose one of mapping and groups.');
    }
    const { kind, input } = await supposed(deps, application, body);
    const id = await startTrial(deps, actor, application.id, kind, input);
    const trial = await findTrial(deps.db, id);
    if (trial === undefined) throw new AppError('conflict', 'A newer plan has taken the place of this one.');
    const location = `/applications/${application.id}/plans/${id}`;
    return { status: 202, location, body: await showPlan(deps, application, trial) };
  },
});

interface Supposed {
  readonly mapping?: { rows: Parameters<typeof rowsOf>[0]; enterprise?: 'extension' | 'flat' | undefined } | undefined;
  readonly groups?: readonly string[] | undefined;
}

async function supposed(
  deps: Context,
  application: Application,
  { mapping, groups }: Supposed,
): Promise<{ readonly kind: Trial['kind']; readonly input: TrialInput }> {
  if (mapping !== undefined) {
    const enterprise = mapping.enterprise ?? getIntegration(deps, application).base.enterprise;
    const look = await lookAtMapping(deps, application, { rows: rowsOf(mapping.rows), enterprise }, undefined);
    demandUsable(look.problems);
    return { kind: 'mapping', input: { mapping: look.rows.map(({ row }) => row), enterprise: look.enterprise } };
  }
  if (groups !== undefined) {
    const groupIds = new Set<GroupId>();
    for (const [place, reference] of groups.entries()) {
      const group = await findGroupMeant(deps, reference);
      if (group === undefined) throw invalidBody(`/groups/${place}`, 'This user group was not found.');
      groupIds.add(group.id);
    }
    return { kind: 'binding', input: { groupIds: [...groupIds] } };
  }
  const pause = await findPause(deps.db, application.id);
  return { kind: pause?.why === 'plan' ? 'activation' : 'now', input: {} };
}

const readPlan = operation({
  id: 'readPlan',
  method: 'get',
  path: '/applications/{application}/plans/{plan}',
  tag: IDM,
  summary: 'Read a plan, and what became of it',
  scope: 'provisioning:read',
  params: planParams,
  answers: { 200: planSchema },
  async run({ deps, params }) {
    const { application, trial } = await planMeant(deps, params);
    return { status: 200, body: await showPlan(deps, application, trial) };
  },
});

const listSteps = operation({
  id: 'listPlanSteps',
  method: 'get',
  path: '/applications/{application}/plans/{plan}/steps',
  tag: IDM,
  summary: 'List the steps of a plan',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: planParams,
  query: z.strictObject({
    ...paging,
    kind: z.enum(KINDS).optional(),
    search: z.string().max(200).optional().meta({ description: 'Part of the name.' }),
  }),
  answers: { 200: pageOf(stepSchema) },
  async run(call) {
    const { deps, params, query } = call;
    const { trial } = await planMeant(deps, params);
    const after = readCursor(call, z.int());
    const { kind, search, limit } = query;
    const filter = compact<Parameters<typeof listTrialPage>[2]>({ kind, search, after, skip: 0, take: limit + 1 });
    const { items } = await listTrialPage(deps.db, trial.id, filter);
    return { status: 200, body: writePage(call, items, showStep, ({ place }) => place) };
  },
});

function showStep(item: TrialItem): z.output<typeof stepSchema> {
  const { sentence, changes } = item.detail as StepDetail;
  return {
    kind: item.kind as (typeof KINDS)[number],
    user: item.userId ?? null,
    group: item.groupId ?? null,
    name: item.name,
    sentence,
    changes: changes.map(({ name, before = null, after = null }) => ({ name, before, after })),
  };
}

const applyPlan = operation({
  id: 'applyPlan',
  method: 'post',
  path: '/applications/{application}/plans/{plan}/apply',
  tag: IDM,
  summary: 'Send a plan',
  description:
    'Exactly the people and groups of it. When some of them changed since it was made, they are planned again and ' +
    'nothing is sent (409): look at the plan, then apply it.',
  scope: 'provisioning:write',
  params: planParams,
  answers: { 202: planSchema },
  async run({ deps, actor, params }) {
    const { application, trial } = await planMeant(deps, params);
    const applied = await applyTrial(deps, actor, trial.id);
    if (applied.kind === 'planned-again') {
      const people = applied.people === 1 ? '1 person' : `${applied.people} people`;
      const detail = `${people} changed since the plan was made. They were planned again, and nothing was sent.`;
      throw new AppError('conflict', detail);
    }
    const location = `/applications/${application.id}/plans/${trial.id}`;
    const after = (await findTrial(deps.db, trial.id)) ?? trial;
    return { status: 202, location, body: await showPlan(deps, application, after) };
  },
});

/** Plans of what would be sent. */
export const planOperations: readonly Operation[] = [createPlan, readPlan, listSteps, applyPlan];
