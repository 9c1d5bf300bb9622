import { LIMIT, NS } from '../constants';
import { attributeOf, childElements, isNamed, malformed, onlyChild, textOf, type XmlElement } from '../xml';

/** How requested classes are compared (saml-core section 3.3.2.2.1). */
export type ContextComparison = 'exact' | 'minimum' | 'maximum' | 'better';

/** What an AuthnRequest says, read but not believed. */
export interface AuthnRequestValues {
  readonly id: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly issueInstant: number;
  readonly destination?: string;
  readonly issuer: string;
  readonly protocolBinding?: string;
  readonly acsUrl?: string;
  readonly acsIndex?: number;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  readonly nameIdFormat?: string;
  readonly spNameQualifier?: string;
  /** What NameIDPolicy says of new names; absent when it says nothing. */
  readonly allowCreate?: boolean;
  readonly requestedClasses: readonly string[];
  readonly comparison?: ContextComparison;
  /** The name identifier of the person the answer has to be about, when the request names one. */
  readonly loginHint?: string;
}

/**
 * Reads the values of an AuthnRequest (saml-core section 3.4.1).
 * @throws SamlError message_malformed for another root, missing or repeated parts and values outside their types
 */
export function readAuthnRequestValues(root: XmlElement): AuthnRequestValues {
  if (!isNamed(root, NS.protocol, 'AuthnRequest')) {
    throw malformed('message', `it is ${String(root.localName).slice(0, 60)}, not an AuthnRequest of SAML 2.0`);
  }
  const issuer = onlyChild(root, NS.assertion, 'Issuer');
  if (!issuer) throw malformed('message', 'it has no Issuer');
  return {
    id: readId(attributeOf(root, 'ID')),
    version: attributeOf(root, 'Version') ?? '',
    issueInstant: readInstant(attributeOf(root, 'IssueInstant')),
    issuer: readIssuer(issuer),
    forceAuthn: readBoolean(root, 'ForceAuthn'),
    isPassive: readBoolean(root, 'IsPassive'),
    ...optional('destination', attributeOf(root, 'Destination')),
    ...optional('protocolBinding', attributeOf(root, 'ProtocolBinding')),
    ...optional('acsUrl', attributeOf(root, 'AssertionConsumerServiceURL')),
    ...optional('acsIndex', readIndex(attributeOf(root, 'AssertionConsumerServiceIndex'))),
    ...readNameIdPolicy(root),
    ...readRequestedContext(root),
    ...optional('loginHint', readSubject(root)),
  };
}

/**
 * Reads an xs:boolean: true, false, 1 or 0 with white space around it; absent means false.
 * @throws SamlError message_malformed for anything else
 */
function readBoolean(element: XmlElement, name: string): boolean {
  return readOptionalBoolean(element, name) ?? false;
}

function readOptionalBoolean(element: XmlElement, name: string): boolean | undefined {
  const text = attributeOf(element, name);
  if (text === undefined) return undefined;
  const value = collapse(text);
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw malformed('message', `${name} is neither true nor false`);
}

/**
 * Reads an instant in UTC (saml-core section 1.3.3).
 * @returns milliseconds since the epoch
 * @throws SamlError message_malformed for other time zones and impossible dates
 */
function readInstant(text: string | undefined): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,12})?(?:Z|\+00:00)?$/.exec(collapse(text ?? ''));
  const instant = match ? Date.parse(`${match[1] ?? ''}${(match[2] ?? '.000').slice(0, 4)}Z`) : Number.NaN;
  if (Number.isNaN(instant)) throw malformed('message', 'IssueInstant is not a time in UTC');
  return instant;
}

/** Tells whether a text is an xs:ID of at most 256 characters. */
function isXmlId(text: string): boolean {
  return text.length <= LIMIT.id && /^[\p{L}_][\p{L}\p{N}\p{M}_.\-\u00B7]*$/u.test(text);
}

function readId(text: string | undefined): string {
  const id = collapse(text ?? '');
  if (!isXmlId(id)) throw malformed('message', 'its ID is missing or not an xs:ID');
  return id;
}

function readIssuer(element: XmlElement): string {
  const issuer = textOf(element);
  if (issuer === '' || issuer.length > LIMIT.entityId) throw malformed('message', 'its Issuer is empty or too long');
  return issuer;
}

function readIndex(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = collapse(text);
  const index = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(index <= 65535)) throw malformed('message', 'AssertionConsumerServiceIndex is not a number up to 65535');
  return index;
}

function readNameIdPolicy(
  root: XmlElement,
): Pick<AuthnRequestValues, 'nameIdFormat' | 'spNameQualifier' | 'allowCreate'> {
  const policy = onlyChild(root, NS.protocol, 'NameIDPolicy');
  if (!policy) return {};
  return {
    ...optional('allowCreate', readOptionalBoolean(policy, 'AllowCreate')),
    ...optional('nameIdFormat', attributeOf(policy, 'Format') || undefined),
    ...optional('spNameQualifier', attributeOf(policy, 'SPNameQualifier') || undefined),
  };
}

function readRequestedContext(root: XmlElement): Pick<AuthnRequestValues, 'requestedClasses' | 'comparison'> {
  const context = onlyChild(root, NS.protocol, 'RequestedAuthnContext');
  if (!context) return { requestedClasses: [] };
  const asked = childElements(context);
  const known = asked.every(
    (child) =>
      isNamed(child, NS.assertion, 'AuthnContextClassRef') || isNamed(child, NS.assertion, 'AuthnContextDeclRef'),
  );
  if (asked.length === 0 || !known) throw malformed('message', 'RequestedAuthnContext names no class');
  return {
    requestedClasses: asked.map((child) => textOf(child)),
    comparison: readComparison(attributeOf(context, 'Comparison') ?? 'exact'),
  };
}

function readComparison(text: string): ContextComparison {
  if (text === 'exact' || text === 'minimum' || text === 'maximum' || text === 'better') return text;
  throw malformed('message', 'Comparison of RequestedAuthnContext is unknown');
}

/** A subject we can't read would be answered with somebody else's assertion (saml-core section 3.4.1). */
function readSubject(root: XmlElement): string | undefined {
  const subject = onlyChild(root, NS.assertion, 'Subject');
  if (!subject) return undefined;
  const nameId = onlyChild(subject, NS.assertion, 'NameID');
  if (nameId) return textOf(nameId);
  throw malformed('message', 'its Subject is not a plain NameID');
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value });
}

function collapse(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
