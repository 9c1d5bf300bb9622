import { chooseAcs } from './acs';
import {
  readAuthnRequestValues,
  type AuthnRequestValues,
  type ContextComparison,
} from './reading/authn-request-values';
import type { SignOnMessage } from './bindings';
import { BINDING, TIME } from './constants';
import { SamlError } from './errors';
import { verifyMessageSignature } from './message-signature';
import { isKnownNameIdFormat } from './response/name-id';
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
  readonly nameIdFormat?: string;
  /** Whether a new persistent name may be made, as far as the request says; only persistent names ask. */
  readonly allowCreate?: boolean;
  readonly requestedClasses: readonly string[];
  readonly comparison?: ContextComparison;
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
 * @throws SamlError of the first rule that is broken; with deliver 'to-sp' its facts carry `acsUrl` and `inResponseTo`
 */
export function verifyAuthnRequest(request: UnverifiedAuthnRequest, expected: ExpectedRequest): AuthnRequest {
  requireIssuer(request.values, expected);
  const { certificates, requireSignedRequests } = expected.serviceProvider;
  const policy = { certificates, required: requireSignedRequests };
  const { root, signed } = verifyMessageSignature(request.message, request.root, policy);
  const values = root === request.root ? request.values : readAuthnRequestValues(root);
  requireVersion(values);
  requireIssuer(values, expected);
  requireDestination(values, expected, signed && request.message.binding === 'post');
  requireFreshness(values, expected);
  requirePostAnswer(values);
  const acs = chooseAcs(expected.serviceProvider.acs, {
    ...(values.acsUrl === undefined ? {} : { url: values.acsUrl }),
    ...(values.acsIndex === undefined ? {} : { index: values.acsIndex }),
  });
  requireNameIdPolicy(values, expected, acs.url);
  return {
    id: values.id,
    issuer: values.issuer,
    acsUrl: acs.url,
    forceAuthn: values.forceAuthn,
    isPassive: values.isPassive,
    ...(values.nameIdFormat === undefined ? {} : { nameIdFormat: values.nameIdFormat }),
    ...(values.allowCreate === undefined ? {} : { allowCreate: values.allowCreate }),
    requestedClasses: values.requestedClasses,
    ...(values.comparison === undefined ? {} : { comparison: values.comparison }),
    ...(values.loginHint === undefined ? {} : { loginHint: values.loginHint }),
    issueInstant: values.issueInstant,
    ...(request.message.relayState === undefined ? {} : { relayState: request.message.relayState }),
    signed,
  };
}

/** saml-core section 3.2.1: the issuer is the registered entity ID, byte for byte. */
function requireIssuer(values: AuthnRequestValues, expected: ExpectedRequest): void {
  if (values.issuer === expected.serviceProvider.entityId) return;
  throw new SamlError(
    'unknown_issuer',
    'The request comes from an application that is not set up at this address. An admin can compare the entity ID on the SSO tab.',
    { clause: 'saml-core 3.2.1', facts: { asked: values.issuer, allowed: expected.serviceProvider.entityId } },
  );
}

/** saml-core section 3.2.1: version 2.0. */
function requireVersion(values: AuthnRequestValues): void {
  if (values.version === '2.0') return;
  throw new SamlError('version_unsupported', 'The request is not of SAML version 2.0.', {
    clause: 'saml-core 3.2.1',
    facts: { asked: values.version.slice(0, 20), allowed: '2.0' },
  });
}

/** saml-core section 3.2.1, saml-bindings section 3.5.5.2: meant for this address; said so when signed over POST. */
function requireDestination(values: AuthnRequestValues, expected: ExpectedRequest, required: boolean): void {
  if (values.destination === expected.ssoUrl || (values.destination === undefined && !required)) return;
  throw new SamlError('destination_mismatch', 'The request was meant for another address than this one.', {
    clause: values.destination === undefined ? 'saml-bindings 3.5.5.2' : 'saml-core 3.2.1',
    facts: { asked: values.destination?.slice(0, 2048) ?? '(none)', allowed: expected.ssoUrl },
  });
}

/** saml-core section 3.2.1: issued less than five minutes ago, and by a clock less than five minutes ahead. */
function requireFreshness(values: AuthnRequestValues, expected: ExpectedRequest): void {
  if (Math.abs(expected.now - values.issueInstant) < TIME.requestWindow) return;
  throw new SamlError(
    'request_expired',
    'The request is too old or comes from a clock that is wrong. Start again from the application.',
    {
      clause: 'saml-core 3.2.1',
      facts: { issued: new Date(values.issueInstant).toISOString(), now: new Date(expected.now).toISOString() },
    },
  );
}

/** saml-profiles section 4.1.2: the answer goes by HTTP-POST. */
function requirePostAnswer(values: AuthnRequestValues): void {
  if (values.protocolBinding === undefined || values.protocolBinding === BINDING.post) return;
  throw new SamlError('binding_unsupported', 'The application asked for an answer by another way than HTTP-POST.', {
    clause: 'saml-profiles 4.1.2',
    facts: { asked: values.protocolBinding.slice(0, 200), allowed: BINDING.post },
  });
}

/** saml-core section 3.4.1.1: a known format, in the name space of the application itself. */
function requireNameIdPolicy(values: AuthnRequestValues, expected: ExpectedRequest, acsUrl: string): void {
  const { nameIdFormat, spNameQualifier } = values;
  const known = nameIdFormat === undefined || isKnownNameIdFormat(nameIdFormat);
  const ours = spNameQualifier === undefined || spNameQualifier === expected.serviceProvider.entityId;
  if (known && ours) return;
  throw new SamlError('invalid_name_id_policy', "The application asked for a name identifier that can't be given.", {
    clause: 'saml-core 3.4.1.1',
    deliver: 'to-sp',
    facts: { asked: (known ? spNameQualifier : nameIdFormat)?.slice(0, 200) ?? '', acsUrl, inResponseTo: values.id },
  });
}
