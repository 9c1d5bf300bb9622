import { createHmac } from 'node:crypto';
import { decideAccess, type AccessDecision } from '../../core/access';
import { metadataUrlOf, type Application, type SsoSettings } from '../../core/application';
import type { AttributeSource } from '../../core/attributes';
import { compact } from '../../core/compact';
import type { SignOnRequestId, UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { attributesFor } from '../../saml/response/attribute-statement';
import { AUTHN_CONTEXT } from '../../saml/constants';
import { SamlError } from '../../saml/errors';
import { nameIdFor } from '../../saml/response/name-id';
import { buildResponse } from '../../saml/response/response';
import { findGrant } from '../../store/bindings';
import { getCurrentCertificate } from '../../store/sign-on/certificates';
import { listGroupsOfUser } from '../../store/groups';
import { takeSignOnRequest, type SignOnRequest } from '../../store/sign-on/sign-on-requests';
import { transact } from '../../store/tx';
import { findUser } from '../../store/users';
import { signingKeyOf } from '../certificates/signing-key';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { refuse, type PostedResponse, type RefusalFacts } from './refusal';
import { newMessageId, statusResponse } from './status';

/** Who signs on, as their session knows it. */
export interface Person {
  readonly userId: UserId;
  /** When they proved who they are (milliseconds). */
  readonly signedInAt: number;
  readonly sessionIndex: string;
  readonly clientIp?: string;
}

const WHY: Record<Extract<AccessDecision, { allowed: false }>['reason'], string> = {
  user_suspended: 'The person is suspended.',
  password_expired: 'The person’s password has expired.',
  sso_inactive: 'SSO is not active for this application.',
  user_not_in_group: 'The person is in no user group that has this application.',
};

/**
 * Decides access and makes the Response, for a request or for a tile. Person, grant, application and certificate are
 * read anew, so that a suspension or a lost group counts at once. The event is written before the Response is given
 * out, and a request is answered once.
 * @throws SignOnRefused
 */
export async function respond(
  deps: Deps,
  application: Application,
  person: Person,
  request?: SignOnRequest,
): Promise<PostedResponse> {
  const { sso } = application;
  const user = await findUser(deps.db, person.userId);
  const base = compact<Pick<RefusalFacts, 'startedBy' | 'application' | 'user' | 'clientIp'>>({
    startedBy: request === undefined ? 'idp' : 'sp',
    application,
    user,
    clientIp: person.clientIp,
  });
  if (user === undefined || sso === undefined) {
    throw await refuse(deps, { ...base, code: 'sso_inactive', sentence: WHY.sso_inactive });
  }
  const granted = await findGrant(deps.db, application.id, user.id);
  const decision = decideAccess(user, application, granted, deps.clock());
  if (!decision.allowed) throw await refuse(deps, { ...base, code: decision.reason, sentence: WHY[decision.reason] });

  try {
    const posted = await makeResponse(deps, application, sso, user, person, request);
    await transact(deps.db, async (tx) => {
      if (request !== undefined && !(await takeSignOnRequest(tx, request.id, deps.clock()))) throw replayed(request.id);
      const actor = compact<Actor>({ kind: 'user', id: user.id, name: user.username, clientIp: person.clientIp });
      await record(deps, tx, actor, 'sso_auth', { application, user }, { startedBy: base.startedBy });
    });
    return posted;
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    const deliver =
      request !== undefined && error.deliver === 'to-sp'
        ? await statusResponse(
            deps,
            application,
            compact({
              code: error.code,
              acsUrl: request.acsUrl,
              inResponseTo: request.requestId,
              relayState: request.relayState,
              message: error.message,
            }),
          )
        : undefined;
    throw await refuse(deps, {
      ...base,
      code: error.code,
      sentence: error.message,
      facts: { ...error.facts, clause: error.clause },
      ...(deliver === undefined ? {} : { deliver }),
    });
  }
}

/** The secret that an application's persistent name identifiers are made with. */
export function nameIdSaltOf(deps: Pick<Deps, 'secrets'>, application: Pick<Application, 'id'>): Buffer {
  return createHmac('sha256', deps.secrets.nameIdKey).update(application.id).digest();
}

async function makeResponse(
  deps: Deps,
  application: Application,
  sso: SsoSettings,
  user: User,
  person: Person,
  request: SignOnRequest | undefined,
): Promise<PostedResponse> {
  const certificate = await getCurrentCertificate(deps.db, application.id);
  const groups = await listGroupsOfUser(deps.db, user.id);
  const source: AttributeSource = { user, groupNames: groups.map((group) => group.name), now: deps.clock() };
  const nameId = nameIdFor(sso.nameId, source, {
    spEntityId: sso.spEntityId,
    salt: nameIdSaltOf(deps, application),
    transient: newMessageId(),
  });
  if (request?.loginHint !== undefined && request.loginHint.toLowerCase() !== nameId.value.toLowerCase()) {
    throw new SamlError('unknown_principal', 'The application asked for another person than the one who signed in.', {
      clause: 'saml-core 3.3.4',
      deliver: 'to-sp',
    });
  }
  const acsUrl = request === undefined ? defaultAcs(sso) : registeredAcs(sso, request.acsUrl);
  const { xml } = buildResponse({
    issuer: metadataUrlOf(deps.config.baseUrl, application.slug),
    audience: sso.spEntityId,
    acsUrl,
    ...(request === undefined ? {} : { inResponseTo: request.requestId }),
    nameId,
    attributes: attributesFor(sso.attributes, source),
    authnInstant: person.signedInAt,
    sessionIndex: person.sessionIndex,
    authnContextClass: request?.authnContextClass ?? AUTHN_CONTEXT.passwordProtectedTransport,
    now: deps.clock(),
    responseId: newMessageId(),
    assertionId: newMessageId(),
    sign: sso.sign,
    key: signingKeyOf(deps, certificate),
  });
  return {
    acsUrl,
    samlResponse: Buffer.from(xml, 'utf8').toString('base64'),
    ...(request?.relayState === undefined ? {} : { relayState: request.relayState }),
    applicationLabel: application.label,
  };
}

/** The address was registered when the request came; an admin may have taken it away since. */
function registeredAcs(sso: SsoSettings, acsUrl: string): string {
  if (sso.acs.some((endpoint) => endpoint.url === acsUrl)) return acsUrl;
  throw new SamlError('acs_not_registered', 'The address this request named is not registered any more.', {
    clause: 'saml-profiles 4.1.4.1',
    facts: { asked: acsUrl },
  });
}

function defaultAcs(sso: SsoSettings): string {
  const endpoint = sso.acs.find((candidate) => candidate.isDefault) ?? sso.acs[0];
  if (endpoint !== undefined) return endpoint.url;
  throw new SamlError('acs_not_registered', 'The application has no address to send people to.', {
    clause: 'saml-profiles 4.1.5',
  });
}

function replayed(id: SignOnRequestId): SamlError {
  return new SamlError(
    'request_replayed',
    'This request has been answered already. Start again from the application.',
    {
      clause: 'saml-profiles 4.1.4.5',
      facts: { request: id },
    },
  );
}
