import { chooseAcs } from './acs';
import { authnContextsFor, type AuthnContexts } from './authn-context';
import type { SignOnMessage } from './bindings';
import { SamlError } from './errors';
import { verifyMessageSignature } from './message-signature';
import { readAuthnRequestValues, type AuthnRequestValues } from './reading/authn-request-values';
import { optional } from './reading/typed-values';
import {
  askedNameIdFormat,
  askedPerson,
  requireConditions,
  requirePostAnswer,
  requireScoping,
  requireVersion,
} from './rules/demands';
import { requireDestination, requireFreshness, requireIssuer } from './rules/trust';
import type { ServiceProvider } from './service-provider';
import { parseXml, type XmlElement } from './xml';

/** A request that was read and not yet believed. Its values are good for an error page, not for an answer. */
export interface UnverifiedAuthnRequest {
  readonly message: SignOnMessage;
  readonly values: AuthnRequestValues;
  readonly root: XmlElement;
}

/** A request that met every rule. Its values come from signed bytes when it was signed. */
export interface AuthnRequest {
  readonly id: string;
  readonly issuer: string;
  /** A registered address of the service provider. */
  readonly acsUrl: string;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  /** The URN of the format the name identifier has to have: email, persistent or transient. Else the configured one. */
  readonly nameIdFormat?: string;
  /** Whether a new persistent name may be made, as far as the request says; only persistent names ask. */
  readonly allowCreate?: boolean;
  /** The class that each kind of sign-in claims in the answer. */
  readonly authnContexts: AuthnContexts;
  /** The name identifier of the person the answer has to be about, when the request names one. */
  readonly loginHint?: string;
  /** Milliseconds since the epoch. */
  readonly issueInstant: number;
  readonly relayState?: string;
  readonly signed: boolean;
}

/** What a request is held against. */
export interface ExpectedRequest {
  readonly serviceProvider: ServiceProvider;
  /** The configured public address requests for this application come to. */
  readonly ssoUrl: string;
  /** Our entity ID for this application. */
  readonly idpEntityId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Reads an AuthnRequest: strict parsing and typed values, no trust.
 * @throws SamlError message_malformed, message_too_large
 */
export function readAuthnRequest(message: SignOnMessage): UnverifiedAuthnRequest {
  const root = parseXml(message.xml, 'message');
  return { message, values: readAuthnRequestValues(root), root };
}

/**
 * Holds a request against the service provider it claims to come from. The list below is the whole of what is checked,
 * in order; the rules before the address is known speak to the person, the ones after it to the service provider.
 * `docs/authn-requests.md` says the same field by field.
 * @throws SamlError of the first rule that is broken; with deliver 'to-sp' its facts carry `acsUrl` and `inResponseTo`
 */
export function verifyAuthnRequest(request: UnverifiedAuthnRequest, expected: ExpectedRequest): AuthnRequest {
  const { serviceProvider: sp, ssoUrl, idpEntityId, now } = expected;
  requireIssuer(request.values, sp.entityId);
  const policy = { certificates: sp.certificates, required: sp.requireSignedRequests, allowSha1: sp.allowSha1 };
  const { root, signed } = verifyMessageSignature(request.message, request.root, policy);
  const values = root === request.root ? request.values : readAuthnRequestValues(root);
  requireIssuer(values, sp.entityId);
  requireDestination(values, ssoUrl, signed);
  requireFreshness(values, now);
  const acs = chooseAcs(sp.acs, { ...optional('url', values.acsUrl), ...optional('index', values.acsIndex) });
  return answerableAt({ acsUrl: acs.url, inResponseTo: values.id }, () => {
    requireVersion(values);
    requirePostAnswer(values);
    requireScoping(values.scoping, idpEntityId);
    requireConditions(values.conditions, sp.entityId, now);
    const loginHint = askedPerson(values.subject, sp.entityId, idpEntityId);
    const nameIdFormat = askedNameIdFormat(values.nameIdPolicy, sp.nameId, sp.entityId);
    return {
      id: values.id,
      issuer: values.issuer.value,
      acsUrl: acs.url,
      forceAuthn: values.forceAuthn,
      isPassive: values.isPassive,
      ...optional('nameIdFormat', nameIdFormat),
      ...optional('allowCreate', values.nameIdPolicy.allowCreate),
      authnContexts: authnContextsFor(values.context),
      ...optional('loginHint', loginHint),
      issueInstant: values.issueInstant,
      ...optional('relayState', request.message.relayState),
      signed,
    };
  });
}

/** Gives every refusal that may travel to the service provider the registered address it travels to. */
function answerableAt<Result>(address: { acsUrl: string; inResponseTo: string }, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof SamlError) || error.deliver !== 'to-sp') throw error;
    const { code, message, clause, deliver, facts } = error;
    throw new SamlError(code, message, { clause, deliver, facts: { ...facts, ...address } });
  }
}
