import { readPostMessage, readRedirectMessage, type SignOnMessage } from '../bindings';
import { SamlError } from '../errors';

/** Beyond this nobody copies a request by hand. */
const MOST = 256 * 1024;

/**
 * Reads an AuthnRequest as an admin copies it from somewhere: XML, base64, compressed base64, the query of an address,
 * or the whole address. Only with its query can its signature beside it be checked.
 * @throws SamlError message_malformed, message_too_large and the like, with a sentence for the admin
 */
export function readPastedRequest(pasted: string): SignOnMessage {
  const text = pasted.trim();
  if (text.length > MOST) {
    throw new SamlError('message_too_large', 'That is too much for a request. Paste the request alone.', {
      clause: 'saml-bindings 3.4.4',
    });
  }
  if (text.startsWith('<')) return { binding: 'post', xml: Buffer.from(text, 'utf8') };
  const place = text.search(/SAMLRequest=/);
  if (place !== -1) return readQuery(text.slice(place));
  const encoded = /%[0-9a-f]{2}/i.test(text) ? decoded(text) : text;
  const bytes = Buffer.from(encoded.replace(/\s+/g, ''), 'base64');
  return looksLikeXml(bytes)
    ? readPostMessage({ SAMLRequest: encoded })
    : readRedirectMessage(`SAMLRequest=${encodeURIComponent(encoded.replace(/\s+/g, ''))}`);
}

/** A form of the POST binding, copied from the browser's tools, looks like a query too; its message is not compressed. */
function readQuery(text: string): SignOnMessage {
  const query = text.replace(/[#\s][^]*$/, '');
  const form = new URLSearchParams(query);
  const message = form.get('SAMLRequest') ?? '';
  if (!looksLikeXml(Buffer.from(message, 'base64'))) return readRedirectMessage(query);
  const relayState = form.get('RelayState');
  return readPostMessage({ SAMLRequest: message, ...(relayState === null ? {} : { RelayState: relayState }) });
}

function looksLikeXml(bytes: Buffer): boolean {
  return bytes
    .subarray(0, 64)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .startsWith('<');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new SamlError('message_malformed', 'What was pasted has broken percent-encoding. Copy the whole of it.', {
      clause: 'RFC 3986 section 2.1',
      cause: error,
    });
  }
}
