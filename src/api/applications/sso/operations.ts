import { z } from 'zod';
import { configureSso, setBookmarkState, type SsoChange } from '../../../actions/applications/configure';
import { attributeProblems, ssoProblems } from '../../../actions/applications/sso-settings';
import { readIdpMetadata } from '../../../actions/certificates/metadata';
import type { Application, SsoSettings } from '../../../core/application';
import { AppError, invalid, notFound } from '../../../core/errors';
import { getApplication } from '../../../store/applications';
import type { Context } from '../../../context';
import { operation, type Operation } from '../../operation';
import { applicationMeant, applicationParams, applicationSchema, showApplication, stateSchema } from '../show';
import { readSsoSettings, showSsoSettings, ssoSettingsSchema } from './settings';

/** The name of the chapter in the documents. */
export const SSO = 'Single sign-on';

const problems = z
  .array(z.object({ setting: z.string(), detail: z.string() }))
  .meta({ description: 'What keeps the settings from being used. SSO can be active only when there is nothing.' });

/** The SSO tab. */
export const ssoSchema = z
  .object({ state: stateSchema, problems, settings: ssoSettingsSchema })
  .meta({ id: 'SingleSignOn' });

/** Where the fields of the SSO tab stand in a body that holds `settings`. */
export const SETTINGS_POINTERS: Readonly<Record<string, string>> = {
  spEntityId: 'settings/spEntityId',
  acs: 'settings/acs',
  loginUrl: 'settings/loginUrl',
  nameId: 'settings/nameId/format',
  nameIdFrom: 'settings/nameId/from',
  attributes: 'settings/attributes',
  sign: 'settings/sign',
  hash: 'settings/hash',
  encryption: 'settings/encryption',
  slo: 'settings/slo',
  spCertificates: 'settings/spCertificates',
  requireSignedRequests: 'settings/requireSignedRequests',
};

/** Shows the SSO tab. @throws AppError not_found without SAML */
export function showSso(application: Application): z.output<typeof ssoSchema> {
  const sso = ssoOf(application);
  return {
    state: application.ssoState,
    problems: Object.entries(ssoProblems(sso)).map(([setting, detail]) => ({ setting, detail })),
    settings: showSsoSettings(sso),
  };
}

/** The SAML settings of an application. @throws AppError not_found without SAML */
export function ssoOf(application: Application): SsoSettings {
  if (application.sso !== undefined) return application.sso;
  throw new AppError('not_found', `${application.label} has no SAML sign-on.`);
}

const readSso = operation({
  id: 'readSso',
  method: 'get',
  path: '/applications/{application}/sso',
  tag: SSO,
  summary: 'Read the settings of single sign-on',
  scope: 'applications:read',
  params: applicationParams,
  answers: { 200: ssoSchema },
  etag: true,
  async run({ deps, params }) {
    return { status: 200, body: showSso(await applicationMeant(deps, params.application)) };
  },
});

const putSso = operation({
  id: 'putSso',
  method: 'put',
  path: '/applications/{application}/sso',
  tag: SSO,
  summary: 'Replace the settings of single sign-on',
  description:
    'A setting that is left out gets its usual value. Settings that can’t be used are refused, whether SSO is active or ' +
    'not, and nothing is changed. Send the ETag of what you read as If-Match, so that nobody else’s change is lost.',
  scope: 'applications:write',
  params: applicationParams,
  maxBytes: 4 * 1024 * 1024,
  body: z.strictObject({
    settings: ssoSettingsSchema,
    active: z.boolean().optional().meta({
      description: 'Whether people can sign on afterwards. Unsaid it stays, and the first usable settings activate it.',
    }),
  }),
  answers: { 200: ssoSchema },
  etag: true,
  pointers: SETTINGS_POINTERS,
  async run(call) {
    const { deps, actor, params, body } = call;
    const application = await applicationMeant(deps, params.application);
    ssoOf(application);
    const sso = readSsoSettings(body.settings);
    const change = (stored: SsoSettings, now: Application): SsoChange => {
      call.demandUnchanged(showSso(now));
      const wasUsable = Object.keys(ssoProblems(stored)).length === 0;
      const active = body.active ?? (now.ssoState === 'active' || !wasUsable);
      return { sso, active };
    };
    const after = await configureSso(deps, actor, application.id, change).catch((error: unknown) => {
      throw withRows(error, sso);
    });
    return { status: 200, body: showSso(after) };
  },
});

/** Names the rows of attributes that can't be used, where the action names the table as a whole. */
function withRows(error: unknown, sso: SsoSettings): unknown {
  if (!(error instanceof AppError) || error.fields['attributes'] === undefined) return error;
  const rows = attributeProblems(sso).flatMap((sentence, place): [string, string][] =>
    sentence === undefined ? [] : [[`settings.attributes.${place}`, sentence]],
  );
  if (rows.length === 0) return error;
  const { attributes: _whole, ...others } = error.fields;
  return invalid({ ...others, ...Object.fromEntries(rows) });
}

async function setActive(
  deps: Context,
  actor: Parameters<typeof configureSso>[1],
  reference: string,
  active: boolean,
): Promise<z.output<typeof applicationSchema>> {
  const application = await applicationMeant(deps, reference);
  if (application.bookmarkUrl === undefined) {
    ssoOf(application);
    await configureSso(deps, actor, application.id, (sso) => ({ sso, active }));
  } else if ((application.ssoState === 'active') !== active) {
    await setBookmarkState(deps, actor, application.id, active);
  }
  return showApplication(deps, await getApplication(deps.db, application.id));
}

const activateSso = operation({
  id: 'activateSso',
  method: 'post',
  path: '/applications/{application}/sso/activate',
  tag: SSO,
  summary: 'Activate single sign-on, or open the tile of a bookmark',
  description: 'Refused with every setting that is missing or can’t be used, by its place in `putSso`.',
  scope: 'applications:write',
  params: applicationParams,
  answers: { 200: applicationSchema },
  pointers: SETTINGS_POINTERS,
  async run({ deps, actor, params }) {
    return { status: 200, body: await setActive(deps, actor, params.application, true) };
  },
});

const deactivateSso = operation({
  id: 'deactivateSso',
  method: 'post',
  path: '/applications/{application}/sso/deactivate',
  tag: SSO,
  summary: 'Deactivate single sign-on, or close the tile of a bookmark',
  description:
    'Nobody signs on from here. Remove single sign-on in the application as well, or people may lose access.',
  scope: 'applications:write',
  params: applicationParams,
  answers: { 200: applicationSchema },
  async run({ deps, actor, params }) {
    return { status: 200, body: await setActive(deps, actor, params.application, false) };
  },
});

const readMetadata = operation({
  id: 'readMetadata',
  method: 'get',
  path: '/applications/{application}/metadata',
  tag: SSO,
  summary: 'Read the metadata of Passo for an application',
  description: 'A copy to keep: it names no end. The same is public, with an end, at the address `metadataUrl`.',
  scope: 'applications:read',
  params: applicationParams,
  answers: { 200: { mediaType: 'application/samlmetadata+xml', description: 'SAML 2.0 metadata of the IdP' } },
  async run({ deps, params }) {
    const application = await applicationMeant(deps, params.application);
    ssoOf(application);
    const found = await readIdpMetadata(deps, application.slug, true);
    if (found === undefined) throw notFound('This metadata');
    return { status: 200, body: found.xml };
  },
});

/** Settings of single sign-on, and its switch. */
export const ssoOperations: readonly Operation[] = [readSso, putSso, activateSso, deactivateSso, readMetadata];
