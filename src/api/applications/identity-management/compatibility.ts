import { z } from 'zod';
import { listLeftovers } from '../../../actions/provisioning/probe/leftovers';
import { probeApplication } from '../../../actions/provisioning/probe/probe';
import { surprisesOf } from '../../../actions/provisioning/probe/surprises';
import type { Context } from '../../../context';
import type { Application } from '../../../core/application';
import { findCompatibility } from '../../../store/provisioning/facts';
import { moment, momentOf, momentOrNull, operation, type Operation } from '../../operation';
import { applicationParams } from '../show';
import { IDM, integrable } from './show';

const compatibilitySchema = z
  .object({
    measuredAt: moment.nullable(),
    strategy: z.string().nullable().meta({ description: 'The way Passo takes with this server.' }),
    readsOnly: z.boolean().meta({ description: 'Nothing was written to measure it.' }),
    rows: z.array(
      z.object({
        what: z.string(),
        said: z.string().nullable().meta({ description: 'What the server says of itself.' }),
        measured: z.string(),
        means: z.string().meta({ description: 'What Passo does because of it.' }),
        differs: z.boolean().meta({ description: 'The server says one thing and does another.' }),
      }),
    ),
    notes: z.array(z.string()),
    surprises: z
      .array(z.object({ what: z.string(), now: z.string(), before: z.string().nullable(), at: moment }))
      .meta({ description: 'What answers of everyday work have shown since.' }),
    leftovers: z.array(z.string()).meta({ description: 'What measuring made there and could not remove yet.' }),
  })
  .meta({ id: 'Compatibility' });

async function compatibilityOf(
  deps: Context,
  { id }: Pick<Application, 'id'>,
): Promise<z.output<typeof compatibilitySchema>> {
  const kept = await findCompatibility(deps.db, id);
  const { report } = kept ?? {};
  return {
    measuredAt: momentOrNull(kept?.probedAt),
    strategy: report?.strategy ?? null,
    readsOnly: report?.wrote === false,
    rows: (report?.rows ?? []).map(({ what, said = null, measured, means, differs = false }) => ({
      what,
      said,
      measured,
      means,
      differs,
    })),
    notes: [...(report?.notes ?? [])],
    surprises: surprisesOf(kept).map(({ what, now, before = null, at }) => ({ what, now, before, at: momentOf(at) })),
    leftovers: (await listLeftovers(deps, id)).map(({ name }) => name),
  };
}

const PATH = '/applications/{application}/compatibility';

const read = operation({
  id: 'readCompatibility',
  method: 'get',
  path: PATH,
  tag: IDM,
  summary: 'Read what the SCIM server of an application can do',
  scope: 'provisioning:read',
  params: applicationParams,
  answers: { 200: compatibilitySchema },
  async run({ deps, params }) {
    return { status: 200, body: await compatibilityOf(deps, await integrable(deps, params.application)) };
  },
});

const measure = operation({
  id: 'measureCompatibility',
  method: 'post',
  path: PATH,
  tag: IDM,
  summary: 'Measure what the SCIM server of an application can do',
  description: 'It answers when it is done, within a minute or two.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject({
    write: z.boolean().meta({
      description: 'One disposable account, and one group where there are groups, may be made and removed.',
    }),
  }),
  answers: { 200: compatibilitySchema },
  async run({ deps, actor, params, body }) {
    const application = await integrable(deps, params.application);
    await probeApplication(deps, actor, application.id, { write: body.write });
    return { status: 200, body: await compatibilityOf(deps, application) };
  },
});

/** What the SCIM server of an application can do. */
export const compatibilityOperations: readonly Operation[] = [read, measure];
