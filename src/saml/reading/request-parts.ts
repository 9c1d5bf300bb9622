import { NS } from '../constants';
import { attributeOf, childElements, isNamed, malformed, onlyChild, textOf, type XmlElement } from '../xml';
import { optional, readBoolean, readCount, readInstant, readName, type ReadName } from './typed-values';

/** How requested classes are compared (saml-core section 3.3.2.2.1). */
export type ContextComparison = 'exact' | 'minimum' | 'maximum' | 'better';

/** What a request wants of the name identifier (saml-core section 3.4.1.1). */
export interface AskedNameIdPolicy {
  readonly format?: string;
  readonly spNameQualifier?: string;
  /** Absent when the request says nothing of new names. */
  readonly allowCreate?: boolean;
}

/** Which ways to sign in a request takes (saml-core section 3.3.2.2.1): classes or declarations, never both. */
export interface AskedContext {
  readonly by: 'class' | 'declaration';
  /** In the order of preference; at least one. */
  readonly references: readonly string[];
  readonly comparison: ContextComparison;
}

/** Whom a request wants an answer about (saml-core section 2.4.1). */
export interface AskedSubject {
  readonly name?: ReadName;
  /** It names somebody in a form that Passo can't read: EncryptedID or BaseID. */
  readonly unreadable?: string;
  /** It says how the subject is to be confirmed. */
  readonly confirmation: boolean;
}

/** Within which bounds a request wants its assertion (saml-core section 2.5.1). Times are milliseconds. */
export interface AskedConditions {
  readonly notBefore?: number;
  readonly notOnOrAfter?: number;
  /** Every AudienceRestriction is a list of its own. */
  readonly audiences: readonly (readonly string[])[];
  /** The name of a condition that is none of the above. */
  readonly other?: string;
}

/** Which identity providers a request takes (saml-core section 3.4.1.2). */
export interface AskedScoping {
  /** Absent when any will do. */
  readonly providers?: readonly string[];
}

/**
 * Reads NameIDPolicy; an empty Format or SPNameQualifier counts as absent.
 * @throws SamlError message_malformed
 */
export function readNameIdPolicy(root: XmlElement): AskedNameIdPolicy {
  const policy = onlyChild(root, NS.protocol, 'NameIDPolicy');
  if (!policy) return {};
  return {
    ...optional('format', attributeOf(policy, 'Format') || undefined),
    ...optional('spNameQualifier', attributeOf(policy, 'SPNameQualifier') || undefined),
    ...optional('allowCreate', readBoolean(policy, 'AllowCreate')),
  };
}

/**
 * Reads RequestedAuthnContext.
 * @throws SamlError message_malformed when it is empty, mixes classes and declarations, or compares otherwise
 */
export function readRequestedContext(root: XmlElement): AskedContext | undefined {
  const context = onlyChild(root, NS.protocol, 'RequestedAuthnContext');
  if (!context) return undefined;
  const asked = childElements(context);
  const all = (name: string): boolean => asked.every((child) => isNamed(child, NS.assertion, name));
  const byClass = all('AuthnContextClassRef');
  if (asked.length === 0 || !(byClass || all('AuthnContextDeclRef'))) {
    throw malformed('message', 'RequestedAuthnContext names no class');
  }
  return {
    by: byClass ? 'class' : 'declaration',
    references: asked.map((child) => textOf(child)),
    comparison: readComparison(attributeOf(context, 'Comparison') ?? 'exact'),
  };
}

function readComparison(text: string): ContextComparison {
  if (text === 'exact' || text === 'minimum' || text === 'maximum' || text === 'better') return text;
  throw malformed('message', 'Comparison of RequestedAuthnContext is unknown');
}

/**
 * Reads Subject. One that can't be read would be answered with somebody else's assertion (saml-core section 3.4.1), so
 * nothing in it is passed over.
 * @throws SamlError message_malformed for an empty one, several identifiers and foreign elements
 */
export function readSubject(root: XmlElement): AskedSubject | undefined {
  const subject = onlyChild(root, NS.assertion, 'Subject');
  if (!subject) return undefined;
  const parts = childElements(subject);
  const confirmations = parts.filter((part) => isNamed(part, NS.assertion, 'SubjectConfirmation'));
  const [identifier, ...more] = parts.filter((part) => !confirmations.includes(part));
  if (parts.length === 0 || more.length > 0) throw malformed('message', 'its Subject names nobody, or several');
  const confirmation = confirmations.length > 0;
  if (!identifier) return { confirmation };
  if (isNamed(identifier, NS.assertion, 'NameID')) return { name: readName(identifier), confirmation };
  if (isNamed(identifier, NS.assertion, 'EncryptedID') || isNamed(identifier, NS.assertion, 'BaseID')) {
    return { unreadable: String(identifier.localName), confirmation };
  }
  throw malformed('message', 'its Subject holds an element that does not belong there');
}

/**
 * Reads Conditions.
 * @throws SamlError message_malformed for impossible times, an empty restriction and markup in an Audience
 */
export function readConditions(root: XmlElement): AskedConditions | undefined {
  const conditions = onlyChild(root, NS.assertion, 'Conditions');
  if (!conditions) return undefined;
  const parts = childElements(conditions);
  const restrictions = parts.filter((part) => isNamed(part, NS.assertion, 'AudienceRestriction'));
  const other = parts.find((part) => !restrictions.includes(part));
  return {
    ...optional('notBefore', readInstant(conditions, 'NotBefore')),
    ...optional('notOnOrAfter', readInstant(conditions, 'NotOnOrAfter')),
    audiences: restrictions.map(readAudiences),
    ...optional('other', other && String(other.localName).slice(0, 60)),
  };
}

function readAudiences(restriction: XmlElement): readonly string[] {
  const audiences = childElements(restriction);
  if (audiences.length === 0 || !audiences.every((child) => isNamed(child, NS.assertion, 'Audience'))) {
    throw malformed('message', 'AudienceRestriction names no Audience');
  }
  return audiences.map((audience) => textOf(audience));
}

/**
 * Reads Scoping. Passo never asks another provider, so every ProxyCount is kept and RequesterID tells it nothing.
 * @throws SamlError message_malformed for a negative count and a list of nobody
 */
export function readScoping(root: XmlElement): AskedScoping {
  const scoping = onlyChild(root, NS.protocol, 'Scoping');
  if (!scoping) return {};
  readCount(scoping, 'ProxyCount');
  const list = onlyChild(scoping, NS.protocol, 'IDPList');
  if (!list) return {};
  const providers = childElements(list)
    .filter((child) => isNamed(child, NS.protocol, 'IDPEntry'))
    .map((entry) => attributeOf(entry, 'ProviderID') ?? '');
  if (providers.length === 0 || providers.includes('')) throw malformed('message', 'IDPList names no provider');
  // The rest of such a list stands at an address, and Passo fetches nothing that a request names.
  return onlyChild(list, NS.protocol, 'GetComplete') ? {} : { providers };
}
