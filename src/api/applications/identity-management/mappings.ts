import { z } from 'zod';
import { lookAtMapping, type MappingLook } from '../../../actions/provisioning/mapping/look';
import { listMissing } from '../../../actions/provisioning/mapping/missing';
import { saveMapping } from '../../../actions/provisioning/mapping/save';
import { getIntegration } from '../../../actions/provisioning/connection';
import { compact } from '../../../core/compact';
import { AppError, type FieldErrors } from '../../../core/errors';
import type { IdmMappingRow } from '../../../core/idm-settings';
import { nameOf } from '../../../core/user';
import { Refusal } from '../../frame/refusal';
import { operation, type Operation } from '../../operation';
import { userMeant, userReference } from '../../references';
import { applicationParams } from '../show';
import { propertySchema } from '../sso/settings';
import { IDM, integrable } from './show';

/** One row of the table of attributes. */
export const mappingRowSchema = z
  .strictObject({
    to: z.string().max(1_000).meta({ description: 'The SCIM attribute.', example: 'name.givenName' }),
    from: propertySchema.nullable().default(null),
    constant: z.string().max(10_000).nullable().default(null),
    expression: z.string().max(10_000).nullable().default(null).meta({
      description: 'A value made of several properties.',
      example: 'firstname + " " + lastname',
    }),
    use: z
      .enum(['always', 'create', 'import', 'off'])
      .default('always')
      .meta({
        description:
          '`always`: sent whenever it changes. `create`: with a new account only. `off`: not sent. `import`: only read; ' +
          'the connector alone says so.',
      }),
    empty: z.enum(['omit', 'send']).default('omit').meta({ description: 'What goes out when there is no value.' }),
    required: z.boolean().default(false).meta({ description: 'People without a value are not sent.' }),
  })
  .meta({ id: 'MappingRow', description: 'One of `from`, `constant` and `expression` gives the value.' });

/** A table of attributes as it is sent. */
export const mappingBody = {
  rows: z.array(mappingRowSchema).max(200),
  enterprise: z.enum(['extension', 'flat']).optional().meta({
    description: 'Where department and its like stand; unsaid, where the connector says.',
  }),
};

const lookedRow = z.object({
  ...mappingRowSchema.shape,
  label: z.string().nullable().meta({ description: 'The name the application gives it.' }),
  fixed: z.enum(['path', 'use', 'all']).nullable().meta({ description: 'What can’t be changed of it.' }),
  note: z.string().nullable(),
  preview: z.string().nullable().meta({ description: 'The value of the person who was asked for.' }),
  lacking: z.int().nullable().meta({ description: 'People with access who have no value, where one is required.' }),
  problem: z.string().nullable(),
});

const mappingSchema = z
  .object({
    rows: z.array(lookedRow),
    enterprise: z.enum(['extension', 'flat']),
    problem: z.string().nullable().meta({ description: 'What is wrong with the table as a whole.' }),
    notSent: z.array(z.string()).meta({ description: 'Attributes that are never sent to this application.' }),
    person: z
      .object({
        granted: z.boolean().meta({ description: 'The person has access.' }),
        missing: z.string().nullable().meta({ description: 'What they lack that is required.' }),
      })
      .nullable(),
  })
  .meta({ id: 'Mappings' });

/** Rows as the actions take them. */
export function rowsOf(rows: readonly z.output<typeof mappingRowSchema>[]): IdmMappingRow[] {
  return rows.map((row) =>
    compact<IdmMappingRow>({
      to: row.to.trim(),
      from: row.from ?? undefined,
      constant: row.constant ?? undefined,
      expression: row.expression?.trim() ?? undefined,
      use: row.use,
      empty: row.empty,
      required: row.required ? true : undefined,
    }),
  );
}

/**
 * Refuses a table with the place of each row in the body.
 * @throws Refusal 422
 */
export function demandUsable(problems: FieldErrors): void {
  const faults = Object.entries(problems).map(([name, detail]) => {
    const row = /^row\.(\d+)$/.exec(name)?.[1];
    return { pointer: row === undefined ? '#/rows' : `#/rows/${row}`, detail };
  });
  const [first] = faults;
  if (first === undefined) return;
  throw new Refusal('invalid', faults.length === 1 ? first.detail : `${faults.length} rows are not right.`, { faults });
}

function showLook(look: MappingLook): z.output<typeof mappingSchema> {
  const { rows, enterprise, problems, notSent, granted, missing } = look;
  return {
    rows: rows.map(({ row, label, fixed, note, preview, lacking }, place) => ({
      to: row.to,
      from: row.from ?? null,
      constant: row.constant ?? null,
      expression: row.expression ?? null,
      use: row.use,
      empty: row.empty,
      required: row.required === true,
      label: label ?? null,
      fixed: fixed ?? null,
      note: note ?? null,
      preview: preview ?? null,
      lacking: lacking ?? null,
      problem: problems[`row.${place}`] ?? null,
    })),
    enterprise,
    problem: problems['mapping'] ?? null,
    notSent: [...notSent],
    person: granted === undefined ? null : { granted, missing: missing ?? null },
  };
}

const userQuery = z.strictObject({
  user: userReference.optional().meta({ description: 'Whose values are shown beside the rows.' }),
});
const PATH = '/applications/{application}/identity-management/mappings';

const readMappings = operation({
  id: 'readMappings',
  method: 'get',
  path: PATH,
  tag: IDM,
  summary: 'Read which attributes are sent, and what a person’s values would be',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: applicationParams,
  query: userQuery,
  answers: { 200: mappingSchema },
  async run({ deps, params, query }) {
    const application = await integrable(deps, params.application);
    const user = query.user === undefined ? undefined : await userMeant(deps.db, query.user);
    return { status: 200, body: showLook(await lookAtMapping(deps, application, undefined, user?.id)) };
  },
});

const putMappings = operation({
  id: 'putMappings',
  method: 'put',
  path: PATH,
  tag: IDM,
  summary: 'Replace which attributes are sent',
  description:
    'Rows of the connector that are left out are switched off. While the integration is active, everybody with access is ' +
    'compared at once; see `createPlan` to look first.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject(mappingBody),
  answers: { 200: mappingSchema },
  async run({ deps, actor, params, body }) {
    const before = await integrable(deps, params.application);
    const enterprise = body.enterprise ?? getIntegration(deps, before).base.enterprise;
    try {
      await saveMapping(deps, actor, before.id, { rows: rowsOf(body.rows), enterprise });
    } catch (error) {
      if (error instanceof AppError && error.code === 'invalid') demandUsable(error.fields);
      throw error;
    }
    const after = await integrable(deps, before.id);
    return { status: 200, body: showLook(await lookAtMapping(deps, after, undefined, undefined)) };
  },
});

const resetMappings = operation({
  id: 'resetMappings',
  method: 'delete',
  path: PATH,
  tag: IDM,
  summary: 'Go back to the table of the connector',
  scope: 'provisioning:write',
  params: applicationParams,
  answers: { 200: mappingSchema },
  async run({ deps, actor, params }) {
    const before = await integrable(deps, params.application);
    const { rows, enterprise } = await lookAtMapping(deps, before, 'connector', undefined);
    await saveMapping(deps, actor, before.id, { rows: rows.map(({ row }) => row), enterprise });
    const after = await integrable(deps, before.id);
    return { status: 200, body: showLook(await lookAtMapping(deps, after, undefined, undefined)) };
  },
});

const previewMappings = operation({
  id: 'previewMappings',
  method: 'post',
  path: `${PATH}/preview`,
  tag: IDM,
  summary: 'Look at a table before it is saved',
  description: 'Nothing is changed. What can’t be used is said row by row.',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: applicationParams,
  body: z.strictObject({ ...mappingBody, user: userReference.optional() }),
  answers: { 200: mappingSchema },
  async run({ deps, params, body }) {
    const application = await integrable(deps, params.application);
    const user = body.user === undefined ? undefined : await userMeant(deps.db, body.user);
    const enterprise = body.enterprise ?? getIntegration(deps, application).base.enterprise;
    const look = await lookAtMapping(deps, application, { rows: rowsOf(body.rows), enterprise }, user?.id);
    return { status: 200, body: showLook(look) };
  },
});

const MOST_PEOPLE = 200;

const listLacking = operation({
  id: 'listPeopleLacking',
  method: 'get',
  path: `${PATH}/lacking`,
  tag: IDM,
  summary: 'List people with access who have no value for a required attribute',
  scope: 'provisioning:read',
  permission: 'people.read',
  params: applicationParams,
  query: z.strictObject({
    to: z.string().max(1_000).meta({ description: 'The SCIM attribute.', example: 'userName' }),
  }),
  answers: {
    200: z.object({
      items: z.array(z.object({ id: z.string(), username: z.string(), name: z.string() })),
      more: z.boolean().meta({ description: 'There are more than 200.' }),
    }),
  },
  async run({ deps, params, query }) {
    const application = await integrable(deps, params.application);
    const { scim } = getIntegration(deps, application);
    const people = await listMissing(deps, application, scim, { to: query.to, take: MOST_PEOPLE + 1 });
    const items = people
      .slice(0, MOST_PEOPLE)
      .map((user) => ({ id: user.id, username: user.username, name: nameOf(user) }));
    return { status: 200, body: { items, more: people.length > MOST_PEOPLE } };
  },
});

/** Which attributes are sent. */
export const mappingOperations: readonly Operation[] = [
  readMappings,
  putMappings,
  resetMappings,
  previewMappings,
  listLacking,
];
