import { XMLSerializer } from '@xmldom/xmldom';
import { SOAP } from './constants';
import { attributeOf, childElements, isNamed, malformed, onlyChild, parseXml, textOf, type XmlElement } from '../xml';

/** Puts a message into an envelope (saml-bindings section 3.2.2.1). @param xml a message in canonical form */
export function soapEnvelope(xml: string): string {
  const body = `<soap:Body>${xml}</soap:Body>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="${SOAP.envelope}">${body}</soap:Envelope>`;
}

/**
 * Takes the one message out of an envelope, as a document of its own. Its signature is verified on what is given back
 * here, so that nothing of the envelope is ever believed.
 * @throws SamlError message_malformed for anything but an envelope with one message, and for a fault, in its words
 */
export function messageInEnvelope(bytes: Buffer): Buffer {
  const root = parseXml(bytes, 'message');
  if (!isNamed(root, SOAP.envelope, 'Envelope')) throw malformed('message', 'it is not a SOAP envelope');
  refuseDuties(onlyChild(root, SOAP.envelope, 'Header'));
  const body = onlyChild(root, SOAP.envelope, 'Body');
  const [message, ...more] = body === undefined ? [] : childElements(body);
  if (message === undefined || more.length > 0) throw malformed('message', 'its envelope does not hold one message');
  if (isNamed(message, SOAP.envelope, 'Fault')) throw malformed('message', `it is a fault: ${faultOf(message)}`);
  return Buffer.from(new XMLSerializer().serializeToString(message), 'utf8');
}

/** A header that has to be understood is not (SOAP 1.1 section 4.2.3). */
function refuseDuties(header: XmlElement | undefined): void {
  const duty =
    header && childElements(header).find((child) => child.getAttributeNS(SOAP.envelope, 'mustUnderstand') === '1');
  if (duty !== undefined)
    throw malformed('message', `it wants ${String(duty.localName).slice(0, 60)} to be understood`);
}

function faultOf(fault: XmlElement): string {
  const words = childElements(fault).find((child) => child.localName === 'faultstring');
  return words === undefined || attributeOf(words, 'href') !== undefined
    ? 'no reason given'
    : textOf(words).slice(0, 200);
}
