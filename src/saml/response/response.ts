import type { SamlAttribute } from './attribute-statement';
import { canonicalText, element } from '../canonical';
import { BEARER, NAME_FORMAT, NS, STATUS, TIME } from '../constants';
import { SamlError } from '../errors';
import type { NameId } from './name-id';
import { signatureOver, type SigningKey } from './response-signature';
import type { ResponseStatus } from './status';

export { prepareSigningKey, type SigningKey } from './response-signature';

/** Everything a Response says. Times are milliseconds since the epoch; ids begin with "_" and hold 128 random bits or more. */
export interface ResponseInput {
  /** Our entity ID. */
  readonly issuer: string;
  /** The service provider's entity ID. */
  readonly audience: string;
  /** A registered address of the service provider. */
  readonly acsUrl: string;
  /** The request's ID; absent when nobody asked. */
  readonly inResponseTo?: string | undefined;
  readonly nameId: NameId;
  readonly attributes: readonly SamlAttribute[];
  /** When the person signed in. */
  readonly authnInstant: number;
  readonly sessionIndex: string;
  readonly authnContextClass: string;
  readonly now: number;
  readonly responseId: string;
  readonly assertionId: string;
  readonly sign: 'both' | 'assertion' | 'response';
  readonly key: SigningKey;
}

/** A Response without an assertion. */
export interface StatusResponseInput extends ResponseStatus {
  readonly issuer: string;
  readonly acsUrl: string;
  readonly inResponseTo?: string | undefined;
  readonly message?: string | undefined;
  readonly now: number;
  readonly responseId: string;
  readonly key: SigningKey;
}

/**
 * Builds and signs a Response of the browser profile (saml-profiles section 4.1.4.2) straight as canonical bytes, so that
 * what is digested is what is sent. The same input gives the same bytes.
 * @throws SamlError value_not_allowed for a value that can't travel in XML
 */
export function buildResponse(input: ResponseInput): { xml: string; responseId: string; assertionId: string } {
  const { responseId, assertionId } = input;
  const assertion = withSignature(input.sign !== 'response' ? input.key : undefined, assertionId, (signature) =>
    assertionXml(input, signature),
  );
  const status = element('samlp:Status', {}, element('samlp:StatusCode', { Value: STATUS.success }));
  const xml = withSignature(input.sign !== 'assertion' ? input.key : undefined, responseId, (signature) =>
    responseXml(input, signature, status + assertion),
  );
  return { xml, responseId, assertionId };
}

/**
 * Builds and signs a Response that carries a status alone (saml-core section 3.2.2.2).
 * @throws SamlError value_not_allowed for a value that can't travel in XML
 */
export function buildStatusResponse(input: StatusResponseInput): { xml: string; responseId: string } {
  const second = input.subStatus === undefined ? '' : element('samlp:StatusCode', { Value: input.subStatus });
  const message = input.message === undefined ? '' : element('samlp:StatusMessage', {}, canonicalText(input.message));
  const status = element('samlp:Status', {}, element('samlp:StatusCode', { Value: input.status }, second), message);
  const xml = withSignature(input.key, input.responseId, (signature) => responseXml(input, signature, status));
  return { xml, responseId: input.responseId };
}

/** Writes an element twice when it is signed: once for the digest, once with the signature in its place. */
function withSignature(key: SigningKey | undefined, id: string, write: (signature: string) => string): string {
  const unsigned = write('');
  return key === undefined ? unsigned : write(signatureOver(id, unsigned, key));
}

function responseXml(
  input: Pick<ResponseInput, 'issuer' | 'acsUrl' | 'inResponseTo' | 'now' | 'responseId'>,
  signature: string,
  content: string,
): string {
  return element(
    'samlp:Response',
    {
      'xmlns:samlp': NS.protocol,
      Destination: input.acsUrl,
      ID: input.responseId,
      InResponseTo: input.inResponseTo,
      IssueInstant: instant(input.now),
      Version: '2.0',
    },
    element('saml:Issuer', { 'xmlns:saml': NS.assertion }, canonicalText(input.issuer)),
    signature,
    content,
  );
}

function assertionXml(input: ResponseInput, signature: string): string {
  return element(
    'saml:Assertion',
    { 'xmlns:saml': NS.assertion, ID: input.assertionId, IssueInstant: instant(input.now), Version: '2.0' },
    element('saml:Issuer', {}, canonicalText(input.issuer)),
    signature,
    subjectXml(input),
    conditionsXml(input),
    authnStatementXml(input),
    attributeStatementXml(input.attributes),
  );
}

function subjectXml(input: ResponseInput): string {
  if (input.nameId.value === '') {
    throw new SamlError('value_not_allowed', 'The name identifier of the person is empty.', {
      clause: 'saml-core 2.2.3',
    });
  }
  return element(
    'saml:Subject',
    {},
    element(
      'saml:NameID',
      { Format: input.nameId.format, SPNameQualifier: input.nameId.spNameQualifier },
      canonicalText(input.nameId.value),
    ),
    element(
      'saml:SubjectConfirmation',
      { Method: BEARER },
      element('saml:SubjectConfirmationData', {
        InResponseTo: input.inResponseTo,
        NotOnOrAfter: instant(input.now + TIME.responseLife),
        Recipient: input.acsUrl,
      }),
    ),
  );
}

/** NotBefore lies a minute back, because some service providers allow no skew at all. */
function conditionsXml(input: ResponseInput): string {
  return element(
    'saml:Conditions',
    { NotBefore: instant(input.now - TIME.skew), NotOnOrAfter: instant(input.now + TIME.responseLife) },
    element('saml:AudienceRestriction', {}, element('saml:Audience', {}, canonicalText(input.audience))),
  );
}

/** No SessionNotOnOrAfter: once it is past, some service providers send people round for ever. */
function authnStatementXml(input: ResponseInput): string {
  return element(
    'saml:AuthnStatement',
    { AuthnInstant: instant(input.authnInstant), SessionIndex: input.sessionIndex },
    element('saml:AuthnContext', {}, element('saml:AuthnContextClassRef', {}, canonicalText(input.authnContextClass))),
  );
}

function attributeStatementXml(attributes: readonly SamlAttribute[]): string {
  const written = attributes
    .filter((attribute) => attribute.values.length > 0)
    .map((attribute) =>
      element(
        'saml:Attribute',
        { Name: attribute.name, NameFormat: nameFormatOf(attribute.name) },
        ...attribute.values.map((value) => element('saml:AttributeValue', {}, canonicalText(value))),
      ),
    );
  return written.length === 0 ? '' : element('saml:AttributeStatement', {}, ...written);
}

/** Service providers map either of the two; "basic" is matched by fewer of them. */
function nameFormatOf(name: string): string {
  return /^(?:urn:|https?:\/\/)/i.test(name) ? NAME_FORMAT.uri : NAME_FORMAT.unspecified;
}

function instant(time: number): string {
  return new Date(time).toISOString();
}
