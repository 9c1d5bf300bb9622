import { metadataUrlOf, ssoUrlOf, type Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { SignOnRequestId } from '../../core/ids';
import { readAuthnRequest, verifyAuthnRequest, type AuthnRequest } from '../../saml/authn-request';
import { readPostMessage, readRedirectMessage, type SignOnMessage } from '../../saml/bindings';
import { SamlError } from '../../saml/errors';
import { serviceProviderOf } from '../../saml/service-provider';
import { findApplicationBySlug } from '../../store/applications';
import { findSeenRequest, insertSignOnRequest, type KeptRequest } from '../../store/sign-on/sign-on-requests';
import { isUniqueViolation } from '../../store/dialect';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import type { SignOnRefused } from './refusal';
import { refuse, type RefusalFacts } from './refusal';
import { statusResponse } from './status';

/** How long a person may take to sign in. */
const PENDING_MS = 60 * 60_000;

/** A message as HTTP brought it: the query exactly as it was received, the fields of the form, or why there are none. */
export type RawMessage =
  | { readonly binding: 'redirect'; readonly query: string }
  | { readonly binding: 'post'; readonly form: Readonly<Record<string, unknown>> }
  | { readonly binding: 'post'; readonly fault: 'too-large' | 'unreadable' };

/** A request that came to an application's SSO IdP URL. */
export interface IncomingRequest {
  readonly slug: string;
  readonly message: RawMessage;
  readonly clientIp?: string;
}

/**
 * Reads and verifies an AuthnRequest and keeps it for the sign-in (saml-profiles section 4.1.4.1). The same request sent
 * again before it was answered goes on where it was; after that it is a replay.
 * @returns our id of the request
 * @throws SignOnRefused
 */
export async function beginSignOn(deps: Deps, incoming: IncomingRequest): Promise<SignOnRequestId> {
  const application = await findApplicationBySlug(deps.db, incoming.slug);
  const base = compact<Pick<RefusalFacts, 'startedBy' | 'application' | 'clientIp'>>({
    startedBy: 'sp',
    application,
    clientIp: incoming.clientIp,
  });
  if (application?.sso === undefined) {
    throw await refuse(deps, {
      ...base,
      code: 'unknown_application',
      sentence: 'No application with SAML sign-on has this address.',
      facts: { address: ssoUrlOf(deps.config.baseUrl, incoming.slug).slice(0, 300) },
    });
  }
  try {
    const request = verify(deps, application, readMessage(incoming.message));
    return await keepOnce(deps, application, request);
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    throw await refusalOf(deps, base, application, error);
  }
}

function readMessage(message: RawMessage): SignOnMessage {
  if ('fault' in message) {
    const clause = 'saml-bindings 3.5.4';
    throw message.fault === 'too-large'
      ? new SamlError('message_too_large', 'The application sent too much: the form is too large.', { clause })
      : new SamlError('message_malformed', 'The application sent a form that could not be read.', { clause });
  }
  return message.binding === 'redirect' ? readRedirectMessage(message.query) : readPostMessage(message.form);
}

function verify(deps: Deps, application: Application, message: SignOnMessage): AuthnRequest {
  if (application.sso === undefined) throw new Error('Only applications with SAML settings get here.');
  return verifyAuthnRequest(readAuthnRequest(message), {
    serviceProvider: serviceProviderOf(application.sso),
    ssoUrl: ssoUrlOf(deps.config.baseUrl, application.slug),
    idpEntityId: metadataUrlOf(deps.config.baseUrl, application.slug),
    now: deps.clock(),
  });
}

/** A browser that sends the same request twice at once gets one answer: the second finds what the first has kept. */
async function keepOnce(deps: Deps, application: Application, request: AuthnRequest): Promise<SignOnRequestId> {
  try {
    return await keep(deps, application, request);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return keep(deps, application, request);
  }
}

async function keep(deps: Deps, application: Application, request: AuthnRequest): Promise<SignOnRequestId> {
  const kept = compact<KeptRequest>({
    requestId: request.id,
    acsUrl: request.acsUrl,
    relayState: request.relayState,
    forceAuthn: request.forceAuthn,
    isPassive: request.isPassive,
    loginHint: request.loginHint,
    authnContextClass: request.authnContextClass,
  });
  return transact(deps.db, async (tx) => {
    const seen = await findSeenRequest(tx, application.id, request.id);
    if (seen !== undefined && seen.answeredAt === undefined && seen.acsUrl === kept.acsUrl) return seen.id;
    if (seen !== undefined) {
      throw new SamlError(
        'request_replayed',
        'This request has been answered already. Start again from the application.',
        {
          clause: 'saml-profiles 4.1.4.5',
          facts: { request: request.id },
        },
      );
    }
    const id = deps.newId<SignOnRequestId>();
    const now = deps.clock();
    await insertSignOnRequest(tx, {
      id,
      applicationId: application.id,
      request: kept,
      now,
      expiresAt: now + PENDING_MS,
    });
    return id;
  });
}

/** Tells the SP when the error may travel there and its address is known to be registered; else the person alone. */
async function refusalOf(
  deps: Deps,
  base: Pick<RefusalFacts, 'startedBy' | 'application' | 'clientIp'>,
  application: Application,
  error: SamlError,
): Promise<SignOnRefused> {
  const { acsUrl, inResponseTo } = error.facts;
  const trusted = error.deliver === 'to-sp' && application.sso?.acs.some((endpoint) => endpoint.url === acsUrl);
  const deliver =
    trusted === true && acsUrl !== undefined
      ? await statusResponse(
          deps,
          application,
          compact({ code: error.code, acsUrl, inResponseTo, message: error.message }),
        )
      : undefined;
  return refuse(deps, {
    ...base,
    code: error.code,
    sentence: error.message,
    facts: { ...error.facts, clause: error.clause },
    ...(deliver === undefined ? {} : { deliver }),
  });
}
