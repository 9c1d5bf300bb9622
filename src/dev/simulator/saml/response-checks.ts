import { DOMParser } from '@xmldom/xmldom';

/** What a Response has to fit to. */
export interface Expected {
  readonly acsUrl: string;
  readonly idpEntityId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Assertion ids seen before and still valid. */
  readonly seen: (assertionId: string) => boolean;
}

/** What the checks take from an accepted assertion. */
export interface Checked {
  readonly assertionId: string;
  /** Milliseconds since the epoch, after which the assertion may be forgotten. */
  readonly validUntil: number;
  readonly inResponseTo: string | undefined;
}

const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const SKEW_MS = 30_000;

/**
 * The rules of saml-profiles section 4.1.4.2 and 4.1.4.3 that node-saml leaves to its caller, checked on the bytes whose
 * signature was verified.
 * @param assertionXml the assertion as it was signed
 * @param responseXml the whole Response, of which only the Destination and InResponseTo are read
 * @throws Error with a sentence
 */
export function checkAssertion(assertionXml: string, responseXml: string, expected: Expected): Checked {
  const assertion = rootOf(assertionXml);
  const response = rootOf(responseXml);
  const destination = response.getAttribute('Destination') ?? '';
  if (destination !== '' && destination !== expected.acsUrl) throw new Error(`Destination is ${destination}`);
  const issuer = first(assertion, 'Issuer')?.textContent;
  if (issuer !== expected.idpEntityId) throw new Error(`Issuer is ${issuer ?? 'missing'}, not ${expected.idpEntityId}`);
  if (first(assertion, 'AuthnStatement') === undefined) throw new Error('AuthnStatement is missing');
  if (first(assertion, 'NameID') === undefined) throw new Error('NameID is missing');

  const confirmation = all(assertion, 'SubjectConfirmation').find((item) => item.getAttribute('Method') === BEARER);
  const data = confirmation === undefined ? undefined : first(confirmation, 'SubjectConfirmationData');
  if (data === undefined) throw new Error('The bearer SubjectConfirmationData is missing');
  const recipient = data.getAttribute('Recipient') ?? '';
  if (recipient !== expected.acsUrl) throw new Error(`Recipient is ${recipient || 'missing'}`);
  if (data.hasAttribute('NotBefore')) throw new Error('SubjectConfirmationData must not have NotBefore');
  const until = Date.parse(data.getAttribute('NotOnOrAfter') ?? '');
  if (Number.isNaN(until)) throw new Error('SubjectConfirmationData has no NotOnOrAfter');
  if (until + SKEW_MS <= expected.now) throw new Error('SubjectConfirmationData has expired');

  const answers = attribute(response, 'InResponseTo');
  const confirmed = attribute(data, 'InResponseTo');
  // The copy in the assertion is the signed one: taking it away from the Response must not make it unsolicited.
  if (answers !== confirmed) throw new Error('InResponseTo of Response and SubjectConfirmationData differ');

  const assertionId = assertion.getAttribute('ID') ?? '';
  if (assertionId === '') throw new Error('The assertion has no ID');
  if (expected.seen(assertionId)) throw new Error('The assertion was used before');
  return { assertionId, validUntil: until + SKEW_MS, inResponseTo: confirmed };
}

function rootOf(xml: string): Element {
  return new DOMParser().parseFromString(xml, 'text/xml').documentElement;
}

function all(parent: Element, name: string): Element[] {
  return Array.from(parent.getElementsByTagNameNS(ASSERTION, name));
}

function first(parent: Element, name: string): Element | undefined {
  return all(parent, name)[0];
}

function attribute(element: Element, name: string): string | undefined {
  return element.hasAttribute(name) ? (element.getAttribute(name) ?? undefined) : undefined;
}
