import { z } from 'zod';
import { limitOf } from '../../../actions/provisioning/guard/limits';
import { getIntegration } from '../../../actions/provisioning/connection';
import type { Context } from '../../../context';
import { CAPABILITIES, type Capability } from '../../../connectors/capabilities';
import { scimOf } from '../../../connectors/functionality';
import { resolveBaseUrl } from '../../../connectors/base-url';
import type { Application, IdmSettings } from '../../../core/application';
import { AppError } from '../../../core/errors';
import { findLane } from '../../../store/provisioning/lanes';
import { findPause } from '../../../store/provisioning/pauses';
import { moment, momentOf, momentOrNull } from '../../operation';
import { applicationMeant, stateSchema } from '../show';

/** The name of the chapter in the documents. */
export const IDM = 'Identity Management';

/** How fast an application is served; times in seconds. */
export const paceFields = {
  perSecond: z.int().nullable().default(null).meta({ description: 'Requests in a second; 0 for no limit.' }),
  concurrency: z.int().nullable().default(null).meta({ description: 'Requests at once.' }),
  timeoutSeconds: z.int().nullable().default(null).meta({ description: 'Longest wait for an answer.' }),
  retryBaseSeconds: z.int().nullable().default(null).meta({ description: 'First wait before a retry.' }),
  retryCapSeconds: z.int().nullable().default(null).meta({ description: 'Longest wait before a retry.' }),
};
const paceSchema = z
  .object(paceFields)
  .meta({ description: 'What is set for this application; null follows the settings of Passo.' });

const authSchema = z.object({
  kind: z.enum(['bearer', 'basic', 'oauth', 'header']),
  username: z.string().nullable(),
  tokenUrl: z.string().nullable(),
  clientId: z.string().nullable(),
  scope: z.string().nullable(),
  headerName: z.string().nullable(),
  secretHint: z.string().nullable().meta({ description: 'The last characters of a long secret, to know it by.' }),
  secretExpiresAt: moment.nullable(),
});

/** Identity Management of an application, without its secret. */
export const idmSchema = z
  .object({
    state: stateSchema,
    baseUrl: z.string().nullable(),
    tokenName: z.string().meta({ description: 'What the application calls its Token Key.' }),
    auth: authSchema.nullable(),
    verifiedAt: moment.nullable().meta({ description: 'When the connection was last verified.' }),
    capabilities: z.array(z.enum(Object.keys(CAPABILITIES) as [Capability, ...Capability[]])),
    needsSso: z.boolean().meta({ description: 'SSO has to be active first.' }),
    managesGroups: z.boolean(),
    deletesAccounts: z.boolean().meta({
      description: 'Accounts of people who are deleted are deleted there; otherwise they are deactivated.',
    }),
    removalLimit: z.object({ people: z.int(), percent: z.int() }),
    compareEveryHours: z.int().meta({ description: 'How often all accounts are compared; 0 for never.' }),
    pace: paceSchema,
    paused: z
      .object({ since: moment, by: z.string(), waitsForPlan: z.boolean() })
      .nullable()
      .meta({ description: 'Nothing is sent until it is resumed, or until the plan is applied.' }),
    held: z
      .object({
        reason: z.enum(['unauthorized', 'unreachable', 'failing']),
        sentence: z.string(),
        since: moment,
        nextTryAt: moment,
      })
      .nullable()
      .meta({ description: 'Passo holds changes back: nothing is lost while it does.' }),
  })
  .meta({ id: 'IdentityManagement' });

/**
 * Gets an application that has Identity Management.
 * @throws AppError not_found, also for connectors that can't provision
 */
export async function integrable(deps: Pick<Context, 'db' | 'connectors'>, reference: string): Promise<Application> {
  const application = await applicationMeant(deps, reference);
  const connector = deps.connectors.get(application.connectorId);
  if (connector !== undefined && scimOf(connector) !== undefined) return application;
  throw new AppError('not_found', `${application.label} has no Identity Management.`);
}

/** Every day. */
const USUAL_HOURS = 24;

/**
 * Shows Identity Management.
 * @throws AppError conflict for connectors that can't provision
 */
export async function showIdm(
  deps: Pick<Context, 'db' | 'connectors'>,
  application: Application,
): Promise<z.output<typeof idmSchema>> {
  const { scim } = getIntegration(deps, application);
  const { idm, idmState, variables } = application;
  const proposed = resolveBaseUrl(scim, variables, idm.baseUrl);
  const lane = idmState === 'active' ? await findLane(deps.db, application.id) : undefined;
  const pause = idmState === 'active' ? await findPause(deps.db, application.id) : undefined;
  const { people, percent } = limitOf(application);
  return {
    state: idmState,
    baseUrl: idm.baseUrl ?? (proposed.ok ? proposed.url : null),
    tokenName: scim.tokenName,
    auth: idm.baseUrl === undefined ? null : showAuth(idm),
    verifiedAt: momentOrNull(idm.verifiedAt),
    capabilities: [...scim.can],
    needsSso: scim.needsSso,
    managesGroups: idm.groups === true,
    deletesAccounts: idm.deleteUsers === true,
    removalLimit: { people, percent },
    compareEveryHours: idm.driftEveryHours ?? USUAL_HOURS,
    pace: showPace(idm.pace ?? {}),
    paused:
      pause === undefined ? null : { since: momentOf(pause.at), by: pause.by, waitsForPlan: pause.why === 'plan' },
    held:
      lane?.hold === undefined
        ? null
        : {
            reason: lane.hold.reason,
            sentence: lane.hold.sentence,
            since: momentOf(lane.hold.since),
            nextTryAt: momentOf(lane.hold.nextTryAt),
          },
  };
}

function showAuth({ auth = { kind: 'bearer' }, tokenHint, tokenExpiresAt }: IdmSettings): z.output<typeof authSchema> {
  return {
    kind: auth.kind,
    username: auth.kind === 'basic' ? auth.username : null,
    tokenUrl: auth.kind === 'oauth' ? auth.tokenUrl : null,
    clientId: auth.kind === 'oauth' ? auth.clientId : null,
    scope: auth.kind === 'oauth' ? (auth.scope ?? null) : null,
    headerName: auth.kind === 'header' ? auth.name : null,
    secretHint: tokenHint === undefined || tokenHint === '' ? null : tokenHint,
    secretExpiresAt: momentOrNull(tokenExpiresAt),
  };
}

function showPace(pace: NonNullable<IdmSettings['pace']>): z.output<typeof paceSchema> {
  const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms / 1_000));
  return {
    perSecond: pace.perSecond ?? null,
    concurrency: pace.concurrency ?? null,
    timeoutSeconds: seconds(pace.timeoutMs),
    retryBaseSeconds: seconds(pace.retryBaseMs),
    retryCapSeconds: seconds(pace.retryCapMs),
  };
}
