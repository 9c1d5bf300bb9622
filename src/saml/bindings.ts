import { inflateRawSync } from 'node:zlib';
import { BINDING, LIMIT } from './constants';
import { SamlError } from './errors';

/** A signature that travels beside the message in the query (saml-bindings section 3.4.4.1). */
export interface DetachedSignature {
  /** The octets the signature covers, exactly as they were received. */
  readonly signedOctets: string;
  /** The algorithm's URI, as asked for; not yet checked. */
  readonly algorithm: string;
  readonly signature: Buffer;
}

/** The parameter a message travels in: requests and answers have one each. */
export type MessageParameter = 'SAMLRequest' | 'SAMLResponse';

/** A message as it came over a binding: decoded and inflated, nothing in it believed. */
export interface SignOnMessage {
  readonly binding: 'redirect' | 'post';
  readonly xml: Buffer;
  /** Opaque text of the service provider; given back as it came, never followed. */
  readonly relayState?: string;
  readonly detached?: DetachedSignature;
}

/** A logout message, which may be a request or an answer. */
export interface LogoutMessage extends SignOnMessage {
  readonly parameter: MessageParameter;
}

const QUERY_NAMES = new Set(['SAMLRequest', 'SAMLResponse', 'SAMLEncoding', 'RelayState', 'SigAlg', 'Signature']);

/**
 * Reads a request of the HTTP-Redirect binding (saml-bindings section 3.4).
 * @param rawQuery the query as received, without the question mark; never decoded and encoded again
 * @throws SamlError message_malformed, message_too_large, parameter_repeated, binding_unsupported
 */
export function readRedirectMessage(rawQuery: string): SignOnMessage {
  const { parameter, ...message } = redirectMessage(rawQuery);
  if (parameter !== 'SAMLRequest') throw missing('sign-on request');
  return message;
}

/**
 * Reads a request of the HTTP-POST binding (saml-bindings section 3.5). A compressed message is refused.
 * @param form the decoded form fields; a field that came twice or as an object is refused
 * @throws SamlError message_malformed, message_too_large, parameter_repeated
 */
export function readPostMessage(form: Readonly<Record<string, unknown>>): SignOnMessage {
  const { parameter, ...message } = postMessage(form);
  if (parameter !== 'SAMLRequest') throw missing('sign-on request');
  return message;
}

/**
 * Reads a logout request or answer of the HTTP-Redirect binding, as `readRedirectMessage` does.
 * @throws SamlError message_malformed, message_too_large, parameter_repeated, binding_unsupported
 */
export function readRedirectLogout(rawQuery: string): LogoutMessage {
  const { parameter, ...message } = redirectMessage(rawQuery);
  if (parameter === undefined) throw missing('logout message');
  return { ...message, parameter };
}

/**
 * Reads a logout request or answer of the HTTP-POST binding, as `readPostMessage` does.
 * @throws SamlError message_malformed, message_too_large, parameter_repeated
 */
export function readPostLogout(form: Readonly<Record<string, unknown>>): LogoutMessage {
  const { parameter, ...message } = postMessage(form);
  if (parameter === undefined) throw missing('logout message');
  return { ...message, parameter };
}

/** A message whose parameter is undefined has none, or both. */
type AnyMessage = SignOnMessage & { readonly parameter: MessageParameter | undefined };

const NO_MESSAGE = { parameter: undefined, xml: Buffer.alloc(0) } as const;

function redirectMessage(rawQuery: string): AnyMessage {
  if (rawQuery.length > LIMIT.queryCharacters) throw tooLarge('the address');
  const raw = rawParameters(rawQuery);
  const parameter = oneOf(raw.has('SAMLRequest'), raw.has('SAMLResponse'));
  if (parameter === undefined) return { ...NO_MESSAGE, binding: 'redirect' };
  const encoding = raw.get('SAMLEncoding');
  if (encoding !== undefined && decode(encoding) !== BINDING.deflate) {
    throw new SamlError('binding_unsupported', 'The application sent a message in an encoding that is not supported.', {
      clause: 'saml-bindings 3.4.4',
    });
  }
  const relayState = raw.get('RelayState');
  const detached = detachedSignature(raw, parameter);
  return {
    binding: 'redirect',
    parameter,
    xml: inflate(base64(decode(raw.get(parameter) ?? ''), parameter)),
    ...(relayState === undefined ? {} : { relayState: checkRelayState(decode(relayState.replaceAll('+', ' '))) }),
    ...(detached === undefined ? {} : { detached }),
  };
}

function postMessage(form: Readonly<Record<string, unknown>>): AnyMessage {
  for (const name of Object.keys(form)) {
    if (isDisguised(name)) throw repeated(baseName(name));
  }
  const [request, answer] = [field(form, 'SAMLRequest'), field(form, 'SAMLResponse')];
  const relayState = field(form, 'RelayState');
  const parameter = oneOf(request !== undefined, answer !== undefined);
  const text = request ?? answer;
  if (parameter === undefined || text === undefined) return { ...NO_MESSAGE, binding: 'post' };
  if (text.length > LIMIT.xmlBytes * 2) throw tooLarge('the message');
  const xml = base64(text, parameter);
  if (xml.length > LIMIT.xmlBytes) throw tooLarge('the message');
  if (isCompressed(xml)) {
    throw new SamlError(
      'message_malformed',
      'The application sent a compressed message by POST, which is not read. Switch its compression off (passport-saml calls this skipRequestCompression) or let it send by redirect.',
      { clause: 'saml-bindings 3.5.4' },
    );
  }
  return {
    binding: 'post',
    parameter,
    xml,
    ...(relayState === undefined ? {} : { relayState: checkRelayState(relayState) }),
  };
}

function oneOf(request: boolean, answer: boolean): MessageParameter | undefined {
  if (request === answer) return undefined;
  return request ? 'SAMLRequest' : 'SAMLResponse';
}

function rawParameters(rawQuery: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const pair of rawQuery.split('&')) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    if (!QUERY_NAMES.has(name)) {
      const plain = lenientDecode(name);
      if (isDisguised(plain) || QUERY_NAMES.has(plain)) throw repeated(baseName(plain));
      continue;
    }
    if (found.has(name)) throw repeated(name);
    found.set(name, equals === -1 ? '' : pair.slice(equals + 1));
  }
  return found;
}

function detachedSignature(
  raw: ReadonlyMap<string, string>,
  parameter: MessageParameter,
): DetachedSignature | undefined {
  const algorithm = raw.get('SigAlg');
  const signature = raw.get('Signature');
  if (algorithm === undefined && signature === undefined) return undefined;
  if (!algorithm || !signature) {
    throw new SamlError(
      'message_malformed',
      'The application sent half a signature: SigAlg and Signature belong together.',
      {
        clause: 'saml-bindings 3.4.4.1',
      },
    );
  }
  const relayState = raw.get('RelayState');
  const signedOctets =
    `${parameter}=${raw.get(parameter) ?? ''}` +
    (relayState === undefined ? '' : `&RelayState=${relayState}`) +
    `&SigAlg=${algorithm}`;
  return { signedOctets, algorithm: decode(algorithm), signature: base64(decode(signature), 'Signature') };
}

function field(form: Readonly<Record<string, unknown>>, name: string): string | undefined {
  if (!Object.hasOwn(form, name) || form[name] === undefined) return undefined;
  const value = form[name];
  if (typeof value !== 'string') throw repeated(name);
  return value;
}

/** "SAMLRequest[]", "RelayState[a]", "SAMLRequest.x": spellings some readers merge into the plain name. */
function isDisguised(name: string): boolean {
  return name !== baseName(name) && QUERY_NAMES.has(baseName(name));
}

function baseName(name: string): string {
  return /^[A-Za-z]*/.exec(name.trim())?.[0] ?? '';
}

function base64(text: string, name: string): Buffer {
  const compact = text.replace(/[ \t\r\n]+/g, '');
  if (compact === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact) || compact.replace(/=+$/, '').length % 4 === 1) {
    throw new SamlError('message_malformed', `The application sent a ${name} that is not base64.`, {
      clause: 'RFC 4648 section 4',
    });
  }
  return Buffer.from(compact, 'base64');
}

/** Tells what some applications do by mistake from rubbish: inside the limit, and only where XML does not begin. */
function isCompressed(bytes: Buffer): boolean {
  if (/^[\uFEFF \t\r\n]*</.test(bytes.toString('utf8', 0, 100))) return false;
  try {
    return inflateRawSync(bytes, { maxOutputLength: LIMIT.inflatedBytes })[0] === '<'.charCodeAt(0);
  } catch {
    return false;
  }
}

function inflate(bytes: Buffer): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: LIMIT.inflatedBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge('the inflated message');
    throw new SamlError('message_malformed', 'The application sent a message that is not compressed as it should be.', {
      clause: 'saml-bindings 3.4.4.1',
      cause: error,
    });
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new SamlError('message_malformed', 'The application sent an address with broken percent-encoding.', {
      clause: 'RFC 3986 section 2.1',
      cause: error,
    });
  }
}

function lenientDecode(text: string): string {
  return text.replace(/%([0-7][0-9a-fA-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function checkRelayState(relayState: string): string {
  if (Buffer.byteLength(relayState) > LIMIT.relayStateBytes) throw tooLarge('the relay state');
  return relayState;
}

function missing(what: string): SamlError {
  return new SamlError('message_malformed', `The application sent no ${what}.`, {
    clause: 'saml-bindings 3.4.4, 3.5.4',
  });
}

function repeated(name: string): SamlError {
  return new SamlError('parameter_repeated', `The application sent ${name} more than once.`, {
    clause: 'saml-bindings 3.4.4, 3.5.4',
    facts: { parameter: name },
  });
}

function tooLarge(what: string): SamlError {
  return new SamlError('message_too_large', `The application sent too much: ${what} is too large.`, {
    clause: 'saml-sec-consider 6.1',
  });
}
