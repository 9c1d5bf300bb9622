import { createHash } from 'node:crypto';
import { localName, looseTokens, type LooseToken } from './diagnosis/loose-xml';

/** How much of a message is kept: a stranger's messages must not fill the database. */
const MOST = 32_000;
/** The longest value that is kept as it is: an address. */
const LONGEST = 2_048;

/** Elements whose text says nothing of a person and lets nobody in. Every other text is masked. */
const OPEN_TEXTS: ReadonlySet<string> = new Set([
  'Issuer',
  'Audience',
  'AuthnContextClassRef',
  'AuthnContextDeclRef',
  'StatusMessage',
  'RequesterID',
  'X509Certificate',
]);

/** What redaction itself writes: a message that is redacted twice stays as it is. */
const MASKED = /^[\p{L}\p{N}_]?… \(\d{1,7} characters?\)$/u;
const KNOWN_CERTIFICATE = /^SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/;

/** What a signature or a cipher text is made of. */
const HIDDEN: ReadonlySet<string> = new Set([
  'SignatureValue',
  'DigestValue',
  'CipherValue',
  'Modulus',
  'Exponent',
  'X509SKI',
  'PublicKey',
]);

/** Attributes of the protocol whose values are addresses, times, ids of messages and names of things. */
const OPEN_ATTRIBUTES: ReadonlySet<string> = new Set(
  `ID Version IssueInstant Destination Consent ForceAuthn IsPassive ProtocolBinding AssertionConsumerServiceIndex
   AssertionConsumerServiceURL AttributeConsumingServiceIndex ProviderName Format AllowCreate SPNameQualifier
   NameQualifier Comparison InResponseTo Value Method NotOnOrAfter NotBefore Recipient AuthnInstant
   SessionNotOnOrAfter Name NameFormat FriendlyName Algorithm URI Type Reason ProxyCount`.split(/\s+/),
);

/**
 * Takes out of a message what must not be kept: signatures, so that nothing kept can be sent again, keys, cipher texts,
 * comments, and what it says about a person. Only what is known to be harmless stays; twice is as good as once. The first letter and the length
 * of a personal value stay, to tell two apart, and the fingerprint of a certificate.
 * @param xml a SAML message, well-formed or not
 */
export function redactMessage(xml: string): string {
  const parents: string[] = [];
  let written = '';
  let kept = 0;
  for (const token of looseTokens(xml)) {
    const piece = redacted(token, parents);
    kept += piece.length;
    if (kept > MOST) return `${written}<!-- the rest is too long and was left out -->`;
    written += piece;
    if (token.kind === 'open' && !token.empty) parents.push(localName(token.name));
    if (token.kind === 'close') parents.pop();
  }
  return written;
}

/**
 * Takes signatures and cipher texts out of a message that is shown to an admin, so that it can't be used; the rest stays.
 * @param xml a message that Passo wrote
 */
export function hideSignatures(xml: string): string {
  let parent = '';
  let written = '';
  for (const token of looseTokens(xml)) {
    const hidden = token.kind === 'text' && (HIDDEN.has(parent) || parent === 'X509Certificate');
    written += hidden ? textValue(token.text, parent) : raw(token);
    parent = token.kind === 'open' ? localName(token.name) : '';
  }
  return written;
}

function raw(token: LooseToken): string {
  switch (token.kind) {
    case 'open': {
      const attributes = token.attributes
        .map(([name, value]) => ` ${name}="${value.replaceAll('"', '&quot;')}"`)
        .join('');
      return `<${token.name}${attributes}${token.empty ? '/' : ''}>`;
    }
    case 'close':
      return `</${token.name}>`;
    case 'comment':
      return `<!--${token.text}-->`;
    case 'instruction':
      return `<?${token.text}?>`;
    case 'text':
    case 'cdata':
    case 'rest':
      return token.text;
  }
}

/** A personal value as it may be kept: "a… (17 characters)"; of a short one only its length. */
export function maskValue(value: string): string {
  if (MASKED.test(value)) return value;
  const letters = [...value];
  const first = letters[0] ?? '';
  const shown = letters.length > 3 && /[\p{L}\p{N}_]/u.test(first) ? first : '';
  return `${shown}… (${letters.length === 1 ? '1 character' : `${letters.length} characters`})`;
}

function redacted(token: LooseToken, parents: readonly string[]): string {
  switch (token.kind) {
    case 'open': {
      const attributes = token.attributes.map(([name, value]) => ` ${name}="${attributeValue(name, value)}"`).join('');
      return `<${token.name}${attributes}${token.empty ? '/' : ''}>`;
    }
    case 'close':
      return `</${token.name}>`;
    case 'text':
    case 'cdata':
      return textValue(token.text, parents.at(-1) ?? '');
    case 'comment':
      return '<!-- … -->';
    case 'instruction':
      return '';
    case 'rest':
      return `<!-- from here on it can't be read: ${token.text.length} characters -->`;
  }
}

function attributeValue(name: string, value: string): string {
  const local = localName(name);
  const open = name === 'xmlns' || name.startsWith('xmlns:') || OPEN_ATTRIBUTES.has(local);
  if (!open) return local === 'SessionIndex' ? handle(value) : maskValue(value);
  const short = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  return short.replaceAll('"', '&quot;');
}

function textValue(text: string, parent: string): string {
  if (text.trim() === '') return '';
  if (HIDDEN.has(parent)) return '…';
  if (parent === 'SessionIndex') return handle(text.trim());
  if (!OPEN_TEXTS.has(parent)) return maskValue(text.trim());
  if (parent === 'X509Certificate') return certificateWords(text);
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return short.trim().replaceAll('<', '&lt;').replaceAll(']]>', '');
}

/** Enough of a session's name to compare it by eye. */
function handle(value: string): string {
  if (/^[\w.-]{7}…$/.test(value)) return value;
  return /^[\w.-]+$/.test(value) && value.length > 16 ? `${value.slice(0, 7)}…` : '…';
}

/** A certificate is public, but long; its fingerprint tells which one it is. */
function certificateWords(text: string): string {
  const base64 = text.replace(/\s+/g, '');
  if (KNOWN_CERTIFICATE.test(text.trim())) return text.trim();
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return '…';
  const hex = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();
  return `SHA-256 ${(hex.match(/../g) ?? []).join(':')}`;
}
