import type { SamlAttribute } from './attribute-statement';
import { canonicalText, element } from '../canonical';
import { BEARER, NAME_FORMAT, NS, STATUS, TIME } from '../constants';
import { encryptAssertion, type PreparedEncryption } from '../encryption';
import { SamlError } from '../errors';
import type { NameId } from './name-id';
import { signatureOver, type SigningHash, type SigningKey } from './response-signature';
import type { ResponseStatus } from './status';

export { prepareEncryption, type PreparedEncryption } from '../encryption';
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
  /** SHA-256 when absent; EC keys always take SHA-256. */
  readonly hash?: SigningHash | undefined;
  /** The assertion travels in clear when absent. */
  readonly encryption?: PreparedEncryption | undefined;
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
  readonly hash?: SigningHash | undefined;
}

/**
 * Builds and signs a Response of the browser profile (saml-profiles section 4.1.4.2) straight as canonical bytes, so that
 * what is digested is what is sent. The assertion is signed, then encrypted, then the Response is signed over the
 * encrypted form (saml-core section 6.2). Without encryption and with an RSA key the same input gives the same bytes.
 * @throws SamlError value_not_allowed for a value that can't travel in XML
 */
export function buildResponse(input: ResponseInput): { xml: string; responseId: string; assertionId: string } {
  const { responseId, assertionId, sign, key, hash } = input;
  const assertion = signed(sign === 'response' ? undefined : key, hash, assertionId, assertionXml(input));
  const carried = input.encryption === undefined ? assertion : encryptAssertion(assertion, input.encryption);
  const content = element('samlp:Status', {}, element('samlp:StatusCode', { Value: STATUS.success })) + carried;
  const xml = signed(sign === 'assertion' ? undefined : key, hash, responseId, responseXml(input, content));
  return { xml, responseId, assertionId };
}

/**
 * Builds and signs a Response that carries a status alone (saml-core section 3.2.2.2).
 * @throws SamlError value_not_allowed for a value that can't travel in XML
 */
export function buildStatusResponse(input: StatusResponseInput): { xml: string; responseId: string } {
  const { responseId, key, hash } = input;
  const second = input.subStatus === undefined ? '' : element('samlp:StatusCode', { Value: input.subStatus });
  const message = input.message === undefined ? '' : element('samlp:StatusMessage', {}, canonicalText(input.message));
  const status = element('samlp:Status', {}, element('samlp:StatusCode', { Value: input.status }, second), message);
  return { xml: signed(key, hash, responseId, responseXml(input, status)), responseId };
}

/** An element that is written, open where its signature belongs: after the Issuer (saml-core sections 2.3.3 and 3.2.2). */
interface Open {
  readonly before: string;
  readonly after: string;
}

const SIGNATURE_GAP = '\u0000';

/** Puts the signature into the gap; the digest is over the element without it. */
function signed(
  key: SigningKey | undefined,
  hash: SigningHash | undefined,
  id: string,
  { before, after }: Open,
): string {
  const bare = before + after;
  return key === undefined ? bare : before + signatureOver(id, bare, key, hash) + after;
}

/** Cuts an element at its gap. No value can hold the mark: it is the one character that XML never allows. */
function openAt(xml: string): Open {
  const gap = xml.indexOf(SIGNATURE_GAP);
  return { before: xml.slice(0, gap), after: xml.slice(gap + 1) };
}

function responseXml(
  input: Pick<ResponseInput, 'issuer' | 'acsUrl' | 'inResponseTo' | 'now' | 'responseId'>,
  content: string,
): Open {
  return openAt(
    element(
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
      SIGNATURE_GAP,
      content,
    ),
  );
}

function assertionXml(input: ResponseInput): Open {
  return openAt(
    element(
      'saml:Assertion',
      { 'xmlns:saml': NS.assertion, ID: input.assertionId, IssueInstant: instant(input.now), Version: '2.0' },
      element('saml:Issuer', {}, canonicalText(input.issuer)),
      SIGNATURE_GAP,
      subjectXml(input),
      conditionsXml(input),
      authnStatementXml(input),
      attributeStatementXml(input.attributes),
    ),
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
        { Name: attribute.name, NameFormat: nameFormatOf(attribute) },
        ...attribute.values.map((value) => element('saml:AttributeValue', {}, canonicalText(value))),
      ),
    );
  return written.length === 0 ? '' : element('saml:AttributeStatement', {}, ...written);
}

/** Service providers map either of the two; "basic" is matched by fewer of them. */
function nameFormatOf({ name, nameFormat }: SamlAttribute): string {
  if (nameFormat !== undefined) return NAME_FORMAT[nameFormat];
  return /^(?:urn:|https?:\/\/)/i.test(name) ? NAME_FORMAT.uri : NAME_FORMAT.unspecified;
}

function instant(time: number): string {
  return new Date(time).toISOString();
}
