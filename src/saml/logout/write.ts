import { canonicalText, element } from '../canonical';
import { ENTITY_FORMAT, NS, STATUS, TIME } from '../constants';
import { signatureOver, type SigningHash, type SigningKey } from '../response/response-signature';
import { LOGOUT_REASON, PARTIAL_LOGOUT } from './constants';

/** What a message is signed with. */
export interface MessageSigner {
  readonly key: SigningKey;
  readonly hash?: SigningHash | undefined;
}

/** What a LogoutRequest of ours says. The id begins with "_" and holds 128 random bits or more. */
export interface LogoutRequestInput {
  readonly id: string;
  /** Our entity ID. */
  readonly issuer: string;
  /** A registered logout address of the service provider. */
  readonly destination: string;
  /** As the assertion named the person. */
  readonly nameId: { readonly format: string; readonly value: string; readonly spNameQualifier?: string | undefined };
  readonly sessionIndexes: readonly string[];
  /** An admin ended the sessions, not the person. */
  readonly byAdmin?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a LogoutResponse of ours says. */
export interface LogoutResponseInput {
  readonly id: string;
  readonly issuer: string;
  /** A registered logout address of the service provider; absent in SOAP, which answers on the same connection. */
  readonly destination?: string | undefined;
  readonly inResponseTo: string;
  readonly status: LogoutStatus;
  readonly now: number;
}

/** Top-level and second-level status, and words for the service provider's admin (saml-core section 3.2.2.2). */
export interface LogoutStatus {
  readonly status: string;
  readonly subStatus?: string;
  readonly message?: string;
}

/** Everybody was signed out. */
export const SIGNED_OUT: LogoutStatus = { status: STATUS.success };

/** The requester was served, others could not be reached (saml-core section 3.7.3.2). */
export const PARTLY_SIGNED_OUT: LogoutStatus = { status: STATUS.success, subStatus: PARTIAL_LOGOUT };

/**
 * Writes a LogoutRequest as canonical bytes (saml-core section 3.7.1).
 * @param signer signs inside the XML, for POST and SOAP; absent for Redirect, where the signature is beside the message
 * @throws SamlError value_not_allowed for a value that can't travel in XML
 */
export function writeLogoutRequest(input: LogoutRequestInput, signer?: MessageSigner): string {
  const { id, issuer, destination, nameId, sessionIndexes, byAdmin = false, now } = input;
  const attributes = {
    'xmlns:samlp': NS.protocol,
    Destination: destination,
    ID: id,
    IssueInstant: instant(now),
    NotOnOrAfter: instant(now + TIME.requestWindow),
    Reason: byAdmin ? LOGOUT_REASON.admin : LOGOUT_REASON.user,
    Version: '2.0',
  };
  const person = element(
    'saml:NameID',
    { 'xmlns:saml': NS.assertion, Format: nameId.format, SPNameQualifier: nameId.spNameQualifier },
    canonicalText(nameId.value),
  );
  const indexes = sessionIndexes.map((index) => element('samlp:SessionIndex', {}, canonicalText(index)));
  return signed(id, signer, (signature) =>
    element('samlp:LogoutRequest', attributes, issuerXml(issuer), signature, person, ...indexes),
  );
}

/**
 * Writes a LogoutResponse as canonical bytes (saml-core section 3.7.2).
 * @param signer as for a request
 * @throws SamlError value_not_allowed for a value that can't travel in XML
 */
export function writeLogoutResponse(input: LogoutResponseInput, signer?: MessageSigner): string {
  const { id, issuer, destination, inResponseTo, now } = input;
  const { status, subStatus, message } = input.status;
  const attributes = {
    'xmlns:samlp': NS.protocol,
    Destination: destination,
    ID: id,
    InResponseTo: inResponseTo,
    IssueInstant: instant(now),
    Version: '2.0',
  };
  const second = subStatus === undefined ? '' : element('samlp:StatusCode', { Value: subStatus });
  const words = message === undefined ? '' : element('samlp:StatusMessage', {}, canonicalText(message));
  const written = element('samlp:Status', {}, element('samlp:StatusCode', { Value: status }, second), words);
  return signed(id, signer, (signature) =>
    element('samlp:LogoutResponse', attributes, issuerXml(issuer), signature, written),
  );
}

/** With its format, because some service providers read the Issuer of a LogoutResponse only when it has an attribute. */
function issuerXml(issuer: string): string {
  return element('saml:Issuer', { 'xmlns:saml': NS.assertion, Format: ENTITY_FORMAT }, canonicalText(issuer));
}

/** Writes a message twice when it is signed: once for the digest, once with the signature in its place. */
function signed(id: string, signer: MessageSigner | undefined, write: (signature: string) => string): string {
  const plain = write('');
  return signer === undefined ? plain : write(signatureOver(id, plain, signer.key, signer.hash));
}

function instant(time: number): string {
  return new Date(time).toISOString();
}
