import { ssoUrlOf, type Application } from '../../core/application';
import { compact } from '../../core/compact';
import type { SignOnRequestId } from '../../core/ids';
import type { SignOnMessage } from '../../saml/bindings';
import { SamlError } from '../../saml/errors';
import { findApplicationBySlug } from '../../store/applications';
import { findSeenRequest, insertSignOnRequest, type KeptRequest } from '../../store/sign-on/sign-on-requests';
import { isUniqueViolation } from '../../store/dialect';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import type { SignOnRefused } from './refusal';
import { refuse, type RefusalFacts } from './refusal';
import { readMessage, verifyRequest, xmlOf, type RawMessage } from './request';
import { statusResponse } from './status';

export type { RawMessage } from './request';

/** How long a person may take to sign in. */
const PENDING_MS = 60 * 60_000;

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
  let message: SignOnMessage | undefined;
  try {
    message = readMessage(incoming.message);
    return await keepOnce(deps, application, verifyRequest(deps, application, application.sso, message));
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    const request = { binding: incoming.message.binding, ...(message === undefined ? {} : { xml: xmlOf(message) }) };
    throw await refusalOf(deps, { ...base, request }, application, error, message?.relayState);
  }
}

/** A browser that sends the same request twice at once gets one answer: the second finds what the first has kept. */
async function keepOnce(deps: Deps, application: Application, request: KeptRequest): Promise<SignOnRequestId> {
  try {
    return await keep(deps, application, request);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return keep(deps, application, request);
  }
}

async function keep(deps: Deps, application: Application, request: KeptRequest): Promise<SignOnRequestId> {
  return transact(deps.db, async (tx) => {
    const seen = await findSeenRequest(tx, application.id, request.requestId);
    const answered = seen?.answeredAt !== undefined || deps.answered.has(application.id, request.requestId);
    if (!answered && seen?.acsUrl === request.acsUrl) return seen.id;
    if (answered || seen !== undefined) {
      throw new SamlError(
        'request_replayed',
        'This request has been answered already. Start again from the application.',
        {
          clause: 'saml-profiles 4.1.4.5',
          facts: { request: request.requestId },
        },
      );
    }
    const id = deps.newId<SignOnRequestId>();
    const now = deps.clock();
    await insertSignOnRequest(tx, {
      id,
      applicationId: application.id,
      request,
      now,
      expiresAt: now + PENDING_MS,
    });
    return id;
  });
}

/** Tells the SP when the error may travel there and its address is known to be registered; else the person alone. */
async function refusalOf(
  deps: Deps,
  base: Pick<RefusalFacts, 'startedBy' | 'application' | 'clientIp' | 'request'>,
  application: Application,
  error: SamlError,
  relayState: string | undefined,
): Promise<SignOnRefused> {
  const { acsUrl, inResponseTo } = error.facts;
  const trusted = error.deliver === 'to-sp' && application.sso?.acs.some((endpoint) => endpoint.url === acsUrl);
  const deliver =
    trusted === true && acsUrl !== undefined
      ? await statusResponse(
          deps,
          application,
          compact({ code: error.code, acsUrl, inResponseTo, relayState, message: error.message }),
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
