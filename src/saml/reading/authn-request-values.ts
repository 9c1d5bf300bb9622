import { NS } from '../constants';
import { attributeOf, onlyChild, type XmlElement } from '../xml';
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
import { readCommonValues, type CommonValues, type Parts } from './message-parts';
import { optional, readBoolean, readShort } from './typed-values';

/** What an AuthnRequest says, read but not believed. Consent, ProviderName and Extensions tell Passo nothing. */
export interface AuthnRequestValues extends CommonValues {
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

const PARTS: Parts = [
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
  const common = readCommonValues(root, 'AuthnRequest', PARTS);
  // Passo has one set of attributes for an application, whichever of them is asked for.
  readShort(root, 'AttributeConsumingServiceIndex');
  onlyChild(root, NS.protocol, 'Extensions');
  return {
    ...common,
    forceAuthn: readBoolean(root, 'ForceAuthn') ?? false,
    isPassive: readBoolean(root, 'IsPassive') ?? false,
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
