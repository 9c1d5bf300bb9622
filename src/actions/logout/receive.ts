import { sloUrlOf, type Application, type SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import type { LogoutId } from '../../core/ids';
import { readPostLogout, readRedirectLogout, type LogoutMessage } from '../../saml/bindings';
import { STATUS } from '../../saml/constants';
import { SamlError } from '../../saml/errors';
import type { ExpectedLogout } from '../../saml/logout/trust';
import type { LogoutStatus } from '../../saml/logout/write';
import { serviceProviderOf } from '../../saml/service-provider';
import { findApplicationBySlug } from '../../store/applications';
import type { Deps } from '../deps';
import type { RawMessage } from '../sign-on/begin';
import { writeAnswer, type Delivery } from './messages';
import { refuseLogout, type LogoutRefusal, type LogoutRefused } from './refusal';
import { takeAnswer } from './take-answer';
import { takeRequest } from './take-request';

/** A message that came to an application's logout address. */
export interface IncomingLogout {
  readonly slug: string;
  readonly message: RawMessage;
  readonly clientIp?: string;
}

/** A message whose application is known, read from its binding. */
export interface KnownLogout {
  readonly application: Application;
  readonly sso: SsoSettings;
  readonly message: LogoutMessage;
  readonly expected: ExpectedLogout;
  readonly clientIp?: string;
}

/** What follows from a logout message. */
export type LogoutTurn =
  /** The application gets its answer now. */
  | { readonly kind: 'deliver'; readonly delivery: Delivery }
  /** The sign-out goes on at its own address. The secret is there when it begins in this browser. */
  | { readonly kind: 'walk'; readonly id: LogoutId; readonly secret?: string }
  /** Everything is done, and the application has no address for an answer. */
  | { readonly kind: 'over' };

/**
 * Takes a LogoutRequest or LogoutResponse that came through the browser (saml-profiles section 4.4.3). Which sessions it
 * is about is what the message says, not which browser brings it.
 * @throws LogoutRefused
 */
export async function receiveLogout(deps: Deps, incoming: IncomingLogout): Promise<LogoutTurn> {
  const { slug, clientIp } = incoming;
  const application = await findApplicationBySlug(deps.db, slug);
  const { binding } = incoming.message;
  const base = compact<Pick<LogoutRefusal, 'startedBy' | 'application' | 'clientIp' | 'binding'>>({
    startedBy: 'sp',
    application,
    clientIp,
    binding,
  });
  if (application?.sso === undefined) {
    throw await refuseLogout(deps, {
      ...base,
      code: 'unknown_application',
      sentence: 'No application with SAML sign-on has this address.',
      facts: { address: sloUrlOf(deps.config.baseUrl, slug).slice(0, 300) },
    });
  }
  let message: LogoutMessage | undefined;
  try {
    message = readMessage(incoming.message);
    const known = compact<KnownLogout>({
      ...{ application, sso: application.sso, message, clientIp },
      expected: expectedOf(deps, application, application.sso),
    });
    return message.parameter === 'SAMLRequest' ? await takeRequest(deps, known) : await takeAnswer(deps, known);
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    const startedBy = message?.parameter === 'SAMLResponse' ? 'idp' : 'sp';
    throw await refusalOf(deps, { ...base, startedBy }, application, message, error);
  }
}

/** What messages of an application are held against. */
export function expectedOf(
  deps: Pick<Deps, 'config' | 'clock'>,
  application: Pick<Application, 'slug'>,
  sso: SsoSettings,
): ExpectedLogout {
  return {
    spEntityId: sso.spEntityId,
    certificates: serviceProviderOf(sso).certificates,
    acceptUnsigned: sso.acceptUnsignedLogout === true,
    allowSha1: sso.allowSha1 === true,
    sloUrl: sloUrlOf(deps.config.baseUrl, application.slug),
    now: deps.clock(),
  };
}

function readMessage(message: RawMessage): LogoutMessage {
  if ('fault' in message) {
    const clause = 'saml-bindings 3.5.4';
    throw message.fault === 'too-large'
      ? new SamlError('message_too_large', 'The application sent too much: the form is too large.', { clause })
      : new SamlError('message_malformed', 'The application sent a form that could not be read.', { clause });
  }
  return message.binding === 'redirect' ? readRedirectLogout(message.query) : readPostLogout(message.form);
}

/** Tells the application why its request was refused when it is known to come from there; else the person alone. */
async function refusalOf(
  deps: Deps,
  base: Pick<LogoutRefusal, 'startedBy' | 'application' | 'clientIp' | 'binding'>,
  application: Application,
  message: LogoutMessage | undefined,
  error: SamlError,
): Promise<LogoutRefused> {
  const { inResponseTo, ...facts } = error.facts;
  const requester = compact({ requestId: inResponseTo ?? '', relayState: message?.relayState });
  const answer =
    error.deliver === 'to-sp' && inResponseTo !== undefined
      ? await writeAnswer(deps, application, requester, statusOf(error))
      : undefined;
  return refuseLogout(
    deps,
    compact<LogoutRefusal>({
      ...base,
      code: error.code,
      sentence: error.message,
      request: message?.xml.toString('utf8'),
      response: answer?.xml,
      facts: { ...facts, clause: error.clause },
      deliver: answer?.message && { message: answer.message, applicationLabel: application.label },
    }),
  );
}

/** saml-core section 3.2.2.2. */
function statusOf({ code, message }: SamlError): LogoutStatus {
  switch (code) {
    case 'version_unsupported':
      return { status: STATUS.versionMismatch, message };
    case 'unknown_principal':
      return { status: STATUS.requester, subStatus: STATUS.unknownPrincipal, message };
    case 'request_unsupported':
      return { status: STATUS.requester, subStatus: STATUS.requestUnsupported, message };
    default:
      return { status: STATUS.requester, subStatus: STATUS.requestDenied, message };
  }
}
