import { metadataUrlOf, ssoUrlOf, type Application, type SsoSettings } from '../../core/application';
import { compact } from '../../core/compact';
import { nameOf } from '../../core/user';
import type { AuthnContexts } from '../../saml/authn-context';
import { readAuthnRequest, verifyAuthnRequest, type AuthnRequest } from '../../saml/authn-request';
import type { SignOnMessage } from '../../saml/bindings';
import { diagnose } from '../../saml/diagnosis/diagnosis';
import { readPastedRequest } from '../../saml/diagnosis/pasted';
import { prettyXml } from '../../saml/diagnosis/pretty';
import { SamlError } from '../../saml/errors';
import { redactMessage } from '../../saml/redact';
import { statusOf } from '../../saml/response/status';
import { serviceProviderOf } from '../../saml/service-provider';
import { findSeenRequest, type KeptRequest } from '../../store/sign-on/sign-on-requests';
import type { Deps } from '../deps';
import type { Subject } from './subject';
import { readSurroundings } from './surroundings';

/** A term and what there is to say about it. */
export interface Finding {
  readonly term: string;
  readonly value: string;
}

/** What would become of a request that an admin pasted. Nothing of it was kept. */
export interface RequestReview {
  readonly accepted: boolean;
  /** What comes of it, in a sentence. */
  readonly sentence: string;
  /** Who is told of a refusal, and how. */
  readonly told?: string;
  readonly findings: readonly Finding[];
  /** The request written for reading, without its signature. */
  readonly xml?: string;
  /** To be answered in the preview: absent when it is refused for more than its age. */
  readonly kept?: KeptRequest;
}

/**
 * Reads and verifies a pasted request as the real one would be, against settings that need not be saved. Nothing is
 * recorded, and the request can still be used. One that is refused for its age alone is looked at as if it came in time.
 */
export async function reviewRequest(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  application: Application,
  sso: SsoSettings,
  subject: Subject,
  pasted: string,
): Promise<RequestReview> {
  let message: SignOnMessage | undefined;
  try {
    message = readPastedRequest(pasted);
    const request = verifyAt(deps, application, sso, message, deps.clock());
    const seen = await findSeenRequest(deps.db, application.id, request.id);
    if (seen?.answeredAt !== undefined) throw replayed(request.id);
    return accepted(request, message, 'Passo would answer this request.');
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return refused(deps, application, sso, subject, error, message);
  }
}

function verifyAt(
  deps: Pick<Deps, 'config'>,
  application: Application,
  sso: SsoSettings,
  message: SignOnMessage,
  now: number | 'when issued',
): AuthnRequest {
  const { baseUrl } = deps.config;
  const read = readAuthnRequest(message);
  return verifyAuthnRequest(read, {
    serviceProvider: serviceProviderOf(sso),
    ssoUrl: ssoUrlOf(baseUrl, application.slug),
    idpEntityId: metadataUrlOf(baseUrl, application.slug),
    now: now === 'when issued' ? read.values.issueInstant : now,
  });
}

function accepted(request: AuthnRequest, message: SignOnMessage, sentence: string): RequestReview {
  return {
    accepted: true,
    sentence,
    findings: findingsOf(request),
    xml: xmlOf(message),
    kept: compact<KeptRequest>({
      requestId: request.id,
      acsUrl: request.acsUrl,
      relayState: request.relayState,
      forceAuthn: request.forceAuthn,
      isPassive: request.isPassive,
      nameIdFormat: request.nameIdFormat,
      allowCreate: request.allowCreate,
      loginHint: request.loginHint,
      authnContexts: request.authnContexts,
    }),
  };
}

async function refused(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  application: Application,
  sso: SsoSettings,
  subject: Subject,
  error: SamlError,
  message: SignOnMessage | undefined,
): Promise<RequestReview> {
  const { code, message: sentence, facts } = error;
  const request = message === undefined ? undefined : redactMessage(message.xml.toString('utf8'));
  const exchange = compact({
    kind: 'sign-on' as const,
    startedBy: 'sp' as const,
    at: deps.clock(),
    userName: nameOf(subject.user),
    request,
    code,
    sentence,
    facts,
  });
  const { sentence: cause } = diagnose(exchange, await readSurroundings(deps, application, sso, []));
  const later =
    code === 'request_expired' && message !== undefined ? inTime(deps, application, sso, message) : undefined;
  return compact<RequestReview>({
    accepted: false,
    sentence: later === undefined ? cause : `${cause} ${later.sentence}`,
    told: toldOf(error),
    findings: later?.findings ?? [],
    xml: message === undefined ? undefined : xmlOf(message),
    kept: later?.kept,
  });
}

/** Old requests are what an admin has at hand; what else is wrong with them is worth knowing. */
function inTime(
  deps: Pick<Deps, 'config'>,
  application: Application,
  sso: SsoSettings,
  message: SignOnMessage,
): RequestReview {
  try {
    const request = verifyAt(deps, application, sso, message, 'when issued');
    return accepted(request, message, 'Apart from its age, nothing is wrong with it.');
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    return { accepted: false, sentence: `Apart from its age: ${error.message}`, findings: [] };
  }
}

/** What becomes of a request that is well, where no answer about the person can be made for it. */
export function refusedAnswer(review: RequestReview, error: SamlError): RequestReview {
  return { ...review, accepted: false, sentence: error.message, told: toldOf(error) };
}

function xmlOf(message: SignOnMessage): string {
  return prettyXml(redactMessage(message.xml.toString('utf8')));
}

function toldOf(error: SamlError): string {
  if (error.deliver === 'to-person') return 'The person sees a page. The application is told nothing.';
  const { status, subStatus } = statusOf(error.code);
  const words = [status, subStatus].filter((part) => part !== undefined).map((part) => part.split(':').at(-1));
  return `The application is told so by a signed Response with the status ${words.join(', ')}.`;
}

function findingsOf(request: AuthnRequest): Finding[] {
  const { loginHint, nameIdFormat, relayState } = request;
  return [
    { term: 'Issuer', value: request.issuer },
    {
      term: 'Signature',
      value: request.signed ? 'Fits a certificate of the application' : 'None that was checked',
    },
    { term: 'Answered at', value: request.acsUrl },
    { term: 'NameID format', value: nameIdFormat ?? 'None asked for: the one of the settings' },
    ...(request.allowCreate === undefined ? [] : [{ term: 'AllowCreate', value: String(request.allowCreate) }]),
    { term: 'ForceAuthn', value: request.forceAuthn ? 'The person has to sign in again' : 'No' },
    {
      term: 'IsPassive',
      value: request.isPassive ? 'Nobody is asked: NoPassive is the answer to people who are not signed in' : 'No',
    },
    { term: 'Authentication context', value: contextWords(request.authnContexts) },
    ...(loginHint === undefined ? [] : [{ term: 'Person asked for', value: loginHint }]),
    {
      term: 'RelayState',
      value: relayState === undefined ? 'None' : `${Buffer.byteLength(relayState)} bytes, given back unchanged`,
    },
  ];
}

function contextWords({ password, 'two-steps': twoSteps }: AuthnContexts): string {
  if (password === undefined) return `Only with a second factor: ${twoSteps ?? 'none'}`;
  return twoSteps === undefined || twoSteps === password ? password : `${password}; with a second factor ${twoSteps}`;
}

function replayed(id: string): SamlError {
  return new SamlError('request_replayed', 'This request has been answered already.', {
    clause: 'saml-profiles 4.1.4.5',
    facts: { request: id },
  });
}
