import { z } from 'zod';
import { activateIntegration, tryConnection, type ConnectionInput } from '../../../actions/provisioning/activate';
import { replaceCredential } from '../../../actions/provisioning/credentials/replace';
import { deactivateIntegration } from '../../../actions/provisioning/deactivate';
import { startTrial } from '../../../actions/provisioning/trial/start';
import { getIntegration } from '../../../actions/provisioning/connection';
import type { Context } from '../../../context';
import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { invalidBody } from '../../frame/refusal';
import { operation, type Operation } from '../../operation';
import { applicationParams } from '../show';
import { credentialOf, credentialSchema, CREDENTIAL_POINTERS, demandWorking, showTest, testSchema } from './credential';
import { IDM, idmSchema, integrable, showIdm } from './show';

const connectionFields = {
  baseUrl: z.string().max(2_000).optional().meta({
    description: 'The address of the SCIM server. Unsaid where the connector has its own, or fills a template.',
    example: 'https://blog.example.com/scim/v2',
  }),
  credential: credentialSchema,
};

async function idmNow(deps: Context, reference: string): Promise<z.output<typeof idmSchema>> {
  return showIdm(deps, await integrable(deps, reference));
}

const readIdm = operation({
  id: 'readIdentityManagement',
  method: 'get',
  path: '/applications/{application}/identity-management',
  tag: IDM,
  summary: 'Read the connection and the settings of Identity Management',
  scope: 'provisioning:read',
  params: applicationParams,
  answers: { 200: idmSchema },
  async run({ deps, params }) {
    return { status: 200, body: await idmNow(deps, params.application) };
  },
});

const testConnection = operation({
  id: 'testConnection',
  method: 'post',
  path: '/applications/{application}/identity-management/test',
  tag: IDM,
  summary: 'Try a connection without keeping anything',
  description: 'It reads only. A connection that does not work is an answer with `ok: false` and the reason.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject(connectionFields),
  answers: { 200: testSchema },
  pointers: CREDENTIAL_POINTERS,
  async run({ deps, params, body }) {
    const { id } = await integrable(deps, params.application);
    const input = compact<ConnectionInput>({ ...credentialOf(body.credential), baseUrl: body.baseUrl });
    return { status: 200, body: showTest(await tryConnection(deps, id, input)) };
  },
});

/** A form hides what a connector does not have; a program is told, so that nothing it asked for is left out unseen. */
function demandFitting(
  deps: Context,
  application: Application,
  body: { readonly baseUrl?: string | undefined; readonly manageGroups?: boolean | undefined },
): void {
  const { scim } = getIntegration(deps, application);
  if (body.manageGroups === true && !scim.can.includes('groups')) {
    throw invalidBody('/manageGroups', `${application.label} does not support groups.`);
  }
  if (body.baseUrl !== undefined && scim.baseUrl.kind === 'fixed' && body.baseUrl !== scim.baseUrl.url) {
    throw invalidBody(
      '/baseUrl',
      `The address of ${application.label} is known, and the same for everybody. Leave it out.`,
    );
  }
}

const activate = operation({
  id: 'activateIdentityManagement',
  method: 'post',
  path: '/applications/{application}/identity-management/activate',
  tag: IDM,
  summary: 'Verify a connection and activate Identity Management',
  description:
    'The first sync begins at once; follow it at the address in Location. A connection that does not work is refused ' +
    'with its reason, and nothing is sent. With `planFirst`, Location leads to the plan, and nothing is sent before it ' +
    'is applied.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject({
    ...connectionFields,
    manageGroups: z.boolean().optional().meta({
      description: 'Manage User Groups and their members, where the connector can. Unsaid, as it was before.',
    }),
    measure: z.enum(['reads', 'writes']).optional().meta({
      description:
        'Measure the server first: by reads alone, or with one disposable account and group that are removed again.',
    }),
    planFirst: z.boolean().default(false),
  }),
  answers: {
    202: z.object({
      identityManagement: idmSchema,
      plan: z.string().nullable().meta({ description: 'The id of the plan, with `planFirst`.' }),
    }),
  },
  pointers: CREDENTIAL_POINTERS,
  async run({ deps, actor, params, body }) {
    const application = await integrable(deps, params.application);
    const { id } = application;
    demandFitting(deps, application, body);
    const input = compact<ConnectionInput>({
      ...credentialOf(body.credential),
      baseUrl: body.baseUrl,
      groups: body.manageGroups,
      probe: body.measure && { write: body.measure === 'writes' },
      planFirst: body.planFirst,
    });
    demandWorking(await activateIntegration(deps, actor, id, input));
    const plan = body.planFirst ? await startTrial(deps, actor, id, 'activation') : null;
    const location = plan === null ? `/applications/${id}/provisioning` : `/applications/${id}/plans/${plan}`;
    return { status: 202, location, body: { identityManagement: await idmNow(deps, id), plan } };
  },
});

const deactivate = operation({
  id: 'deactivateIdentityManagement',
  method: 'post',
  path: '/applications/{application}/identity-management/deactivate',
  tag: IDM,
  summary: 'Deactivate Identity Management',
  description: 'Nothing is sent: accounts stay as they are. The Token Key is erased here.',
  scope: 'provisioning:write',
  params: applicationParams,
  answers: {
    200: z.object({
      accountsLeft: z.int().meta({ description: 'Accounts that stay active there.' }),
      identityManagement: idmSchema,
    }),
  },
  async run({ deps, actor, params }) {
    const { id } = await integrable(deps, params.application);
    const accountsLeft = await deactivateIntegration(deps, actor, id);
    return { status: 200, body: { accountsLeft, identityManagement: await idmNow(deps, id) } };
  },
});

const replace = operation({
  id: 'replaceCredential',
  method: 'put',
  path: '/applications/{application}/identity-management/credential',
  tag: IDM,
  summary: 'Replace the Token Key in place',
  description:
    'The new one is verified at the same Base URL before it counts. Until then, and whenever it fails, changes go on ' +
    'with the old one.',
  scope: 'provisioning:write',
  params: applicationParams,
  body: z.strictObject({ credential: credentialSchema }),
  answers: { 200: idmSchema },
  pointers: CREDENTIAL_POINTERS,
  async run({ deps, actor, params, body }) {
    const { id } = await integrable(deps, params.application);
    demandWorking(await replaceCredential(deps, actor, id, credentialOf(body.credential)));
    return { status: 200, body: await idmNow(deps, id) };
  },
});

/** The connection of an integration. */
export const connectionOperations: readonly Operation[] = [readIdm, testConnection, activate, deactivate, replace];
