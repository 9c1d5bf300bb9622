import { z } from 'zod';
import { previewSignOn } from '../../../actions/insight/preview';
import { testSignOn } from '../../../actions/insight/test-sign-on';
import type { Context } from '../../../context';
import type { Application, SsoSettings } from '../../../core/application';
import type { User } from '../../../core/user';
import { invalidBody } from '../../frame/refusal';
import { operation, type Operation } from '../../operation';
import { findUserMeant, userMeant, userReference } from '../../references';
import { applicationMeant, applicationParams } from '../show';
import { SETTINGS_POINTERS, SSO, ssoOf } from './operations';
import { readSsoSettings, ssoSettingsSchema } from './settings';

const findingSchema = z.object({ term: z.string(), value: z.string() });

const previewSchema = z.object({
  allowed: z.boolean().meta({ description: 'The person could sign on now.' }),
  decision: z.string(),
  nameId: z.object({
    value: z.string().nullable(),
    format: z.string().nullable(),
    origin: z.string(),
    note: z.string().nullable(),
  }),
  attributes: z.array(
    z.object({ name: z.string(), origin: z.string(), values: z.array(z.string()), note: z.string().nullable() }),
  ),
  xml: z.string().nullable().meta({ description: 'The Response for reading. It is not signed and can’t be used.' }),
  problem: z.string().nullable().meta({ description: 'Why no Response can be made.' }),
  unusable: z.array(z.string()).meta({ description: 'What keeps the settings from being used.' }),
  remarks: z.array(z.string()),
  request: z
    .object({
      accepted: z.boolean(),
      sentence: z.string(),
      told: z.string().nullable().meta({ description: 'Who is told of a refusal, and how.' }),
      findings: z.array(findingSchema),
      xml: z.string().nullable(),
    })
    .nullable()
    .meta({ description: 'What would become of the request that was sent along.' }),
});

async function personIn({ db }: Context, reference: string): Promise<User> {
  const user = await findUserMeant(db, reference);
  if (user === undefined) throw invalidBody('/user', 'This person was not found.');
  return user;
}

const preview = operation({
  id: 'previewSignOn',
  method: 'post',
  path: '/applications/{application}/sso/preview',
  tag: SSO,
  summary: 'Say what a sign-on would tell of a person, by settings that need not be saved',
  description:
    'Nothing is recorded and no usable message is made. With `request`, an AuthnRequest as the application sent it, it ' +
    'says what would become of that.',
  scope: 'applications:read',
  permission: 'people.read',
  params: applicationParams,
  maxBytes: 4 * 1024 * 1024,
  body: z.strictObject({
    user: userReference,
    settings: ssoSettingsSchema.optional().meta({ description: 'Unsaid, the settings as they are stored.' }),
    request: z.string().max(400_000).optional().meta({
      description: 'XML, base64, or an address with SAMLRequest.',
    }),
  }),
  answers: { 200: previewSchema },
  pointers: SETTINGS_POINTERS,
  async run({ deps, params, body }) {
    const application = await applicationMeant(deps, params.application);
    const stored = ssoOf(application);
    const sso = body.settings === undefined ? stored : readSsoSettings(body.settings);
    const personId = (await personIn(deps, body.user)).id;
    const pasted = body.request?.trim() ?? '';
    return {
      status: 200,
      body: await previewOf(deps, application, sso, pasted === '' ? { personId } : { personId, pasted }),
    };
  },
});

const storedPreview = operation({
  id: 'previewSso',
  method: 'get',
  path: '/applications/{application}/sso/preview',
  tag: SSO,
  summary: 'Read what a sign-on would tell of a person, by the settings as they are stored',
  scope: 'applications:read',
  permission: 'people.read',
  params: applicationParams,
  query: z.strictObject({ user: userReference }),
  answers: { 200: previewSchema },
  async run({ deps, params, query }) {
    const application = await applicationMeant(deps, params.application);
    const sso = ssoOf(application);
    const { id } = await userMeant(deps.db, query.user);
    return { status: 200, body: await previewOf(deps, application, sso, { personId: id }) };
  },
});

async function previewOf(
  deps: Context,
  application: Application,
  sso: SsoSettings,
  input: Parameters<typeof previewSignOn>[3],
): Promise<z.output<typeof previewSchema>> {
  const made = await previewSignOn(deps, application, sso, input);
  const { nameId, request } = made;
  return {
    allowed: made.allowed,
    decision: made.decision,
    nameId: {
      value: nameId.value ?? null,
      format: nameId.format ?? null,
      origin: nameId.origin,
      note: nameId.note ?? null,
    },
    attributes: made.rows.map(({ name, origin, values, note }) => ({
      name,
      origin,
      values: [...values],
      note: note ?? null,
    })),
    xml: made.xml ?? null,
    problem: made.problem ?? null,
    unusable: [...made.unusable],
    remarks: [...made.remarks],
    request:
      request === undefined
        ? null
        : {
            accepted: request.accepted,
            sentence: request.sentence,
            told: request.told ?? null,
            findings: request.findings.map(({ term, value }) => ({ term, value })),
            xml: request.xml ?? null,
          },
  };
}

const test = operation({
  id: 'testSignOn',
  method: 'post',
  path: '/applications/{application}/sso/test',
  tag: SSO,
  summary: 'Run a sign-on from end to end inside Passo',
  description:
    'Two independent service providers judge the answer, which is signed with the real key and goes nowhere else. With ' +
    '`next`, the next certificate signs.',
  scope: 'applications:write',
  permission: 'people.read',
  params: applicationParams,
  body: z.strictObject({
    user: userReference.meta({ description: 'Who signs on in the test; they need no access.' }),
    certificate: z.enum(['current', 'next']).default('current'),
  }),
  answers: {
    200: z.object({
      passed: z.boolean(),
      sha256: z.string().meta({ description: 'The certificate that signed.' }),
      steps: z.array(
        z.object({
          title: z.string(),
          state: z.enum(['passed', 'failed', 'remark', 'not-reached']),
          text: z.string(),
          findings: z.array(findingSchema),
        }),
      ),
    }),
  },
  async run({ deps, actor, params, body }) {
    const application = await applicationMeant(deps, params.application);
    const user = await personIn(deps, body.user);
    const { passed, fingerprint, steps } = await testSignOn(deps, actor, application, user.id, body.certificate);
    return {
      status: 200,
      body: {
        passed,
        sha256: fingerprint,
        steps: steps.map(({ title, state, text, findings = [] }) => ({
          title,
          state,
          text,
          findings: findings.map(({ term, value }) => ({ term, value })),
        })),
      },
    };
  },
});

/** Looking into a sign-on before it happens. */
export const insightOperations: readonly Operation[] = [storedPreview, preview, test];
