import { NS } from '../constants';
import { attributeOf, childElements, isNamed, malformed, onlyChild, type XmlElement } from '../xml';
import {
  readConditions,
  readNameIdPolicy,
  readRequestedContext,
  readScoping,
  readSubject,
  type AskedConditions,
  type AskedContext,
  type AskedNameIdPolicy,
  type AskedScoping,
  type AskedSubject,
} from './request-parts';
import { optional, readBoolean, readInstant, readMessageId, readName, readShort, type ReadName } from './typed-values';

/** What an AuthnRequest says, read but not believed. Consent, ProviderName and Extensions tell Passo nothing. */
export interface AuthnRequestValues {
  readonly id: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly issueInstant: number;
  readonly destination?: string;
  readonly issuer: ReadName;
  readonly protocolBinding?: string;
  readonly acsUrl?: string;
  readonly acsIndex?: number;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  readonly nameIdPolicy: AskedNameIdPolicy;
  readonly context?: AskedContext;
  readonly subject?: AskedSubject;
  readonly conditions?: AskedConditions;
  readonly scoping: AskedScoping;
}

const PARTS: readonly (readonly [namespace: string, name: string])[] = [
  [NS.assertion, 'Issuer'],
  [NS.signature, 'Signature'],
  [NS.protocol, 'Extensions'],
  [NS.assertion, 'Subject'],
  [NS.protocol, 'NameIDPolicy'],
  [NS.assertion, 'Conditions'],
  [NS.protocol, 'RequestedAuthnContext'],
  [NS.protocol, 'Scoping'],
];

/**
 * Reads the values of an AuthnRequest (saml-core section 3.4.1).
 * @throws SamlError message_malformed for another root, missing, repeated or foreign parts and values outside their types
 */
export function readAuthnRequestValues(root: XmlElement): AuthnRequestValues {
  if (!isNamed(root, NS.protocol, 'AuthnRequest')) {
    throw malformed('message', `it is ${String(root.localName).slice(0, 60)}, not an AuthnRequest of SAML 2.0`);
  }
  refuseForeignParts(root);
  const issuer = onlyChild(root, NS.assertion, 'Issuer');
  if (!issuer) throw malformed('message', 'it has no Issuer');
  const issueInstant = readInstant(root, 'IssueInstant');
  if (issueInstant === undefined) throw malformed('message', 'it has no IssueInstant');
  // Passo has one set of attributes for an application, whichever of them is asked for.
  readShort(root, 'AttributeConsumingServiceIndex');
  onlyChild(root, NS.protocol, 'Extensions');
  return {
    id: readMessageId(root),
    version: attributeOf(root, 'Version') ?? '',
    issueInstant,
    issuer: readName(issuer),
    forceAuthn: readBoolean(root, 'ForceAuthn') ?? false,
    isPassive: readBoolean(root, 'IsPassive') ?? false,
    ...optional('destination', attributeOf(root, 'Destination')),
    ...optional('protocolBinding', attributeOf(root, 'ProtocolBinding')),
    ...optional('acsUrl', attributeOf(root, 'AssertionConsumerServiceURL')),
    ...optional('acsIndex', readShort(root, 'AssertionConsumerServiceIndex')),
    nameIdPolicy: readNameIdPolicy(root),
    ...optional('context', readRequestedContext(root)),
    ...optional('subject', readSubject(root)),
    ...optional('conditions', readConditions(root)),
    scoping: readScoping(root),
  };
}

/** An element that SAML does not have here may mean something to the application, and would be passed over. */
function refuseForeignParts(root: XmlElement): void {
  const foreign = childElements(root).find(
    (child) => !PARTS.some(([namespace, name]) => isNamed(child, namespace, name)),
  );
  if (foreign === undefined) return;
  throw malformed('message', `the element ${String(foreign.localName).slice(0, 60)} does not belong in it`);
}
