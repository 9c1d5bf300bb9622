import type { ExchangeFacts, Surroundings } from './exchange';
import { localName, looseTokens } from './loose-xml';

const SHA1 = /#(?:rsa-sha1|dsa-sha1|ecdsa-sha1|sha1|hmac-sha1)$/;

/** Which certificate a signature that did not fit was made with, as far as the message tells. */
export function wrongSignature(exchange: ExchangeFacts, { label, certificates }: Surroundings): string {
  const reason = exchange.facts?.['reason'];
  if (reason !== undefined) return `The signature is not built as SAML wants it: ${reason}.`;
  const named = namedCertificate(exchange.request ?? '');
  const known = certificates.find(({ fingerprint }) => fingerprint === named);
  if (named !== undefined && known === undefined) {
    return `The request was signed with the certificate ${short(named)}, which is not among ${listed(certificates)} on the SSO tab. Upload the current metadata of ${label}.`;
  }
  if (known !== undefined) {
    return `The request names the certificate ${short(known.fingerprint)}, which is registered, but its signature does not fit: the message was changed on the way, or signed with another key.`;
  }
  const ended = certificates.find(({ notAfter }) => notAfter < exchange.at);
  const note =
    ended === undefined ? '' : ` One of them ended on ${new Date(ended.notAfter).toISOString().slice(0, 10)}.`;
  return `The signature fits none of ${listed(certificates)} on the SSO tab.${note} ${label} has probably a new key: upload its current metadata.`;
}

/** What to do about an algorithm that is not taken. */
export function refusedAlgorithm(exchange: ExchangeFacts, { label }: Surroundings): string {
  const algorithm = exchange.facts?.['algorithm'] ?? '';
  if (SHA1.test(algorithm)) {
    return `The request is signed with SHA-1, which can be forged. Let ${label} sign with SHA-256, or tick “Accept SHA-1 signatures from this application” on the SSO tab.`;
  }
  return `The request is signed with ${algorithm === '' ? 'an algorithm' : lastPart(algorithm)}, which Passo does not take. Let ${label} sign with RSA-SHA256.`;
}

/** The fingerprint that redaction left in place of the certificate of a message. */
function namedCertificate(xml: string): string | undefined {
  let inside = false;
  for (const token of looseTokens(xml)) {
    if (token.kind === 'open') inside = localName(token.name) === 'X509Certificate';
    if (token.kind === 'text' && inside) return /^SHA-256 ([0-9A-F:]{95})$/.exec(token.text.trim())?.[1];
  }
  return undefined;
}

function listed(certificates: Surroundings['certificates']): string {
  const [first] = certificates;
  if (certificates.length === 1 && first !== undefined) return `the one certificate (${short(first.fingerprint)})`;
  return `the ${certificates.length} certificates (${certificates.map(({ fingerprint }) => short(fingerprint)).join('; ')})`;
}

/** The beginning of a fingerprint is enough to find it among a few. */
function short(fingerprint: string): string {
  return `${fingerprint.slice(0, 17)}…`;
}

function lastPart(uri: string): string {
  return uri.slice(0, 200).split(/[#/]/).at(-1) ?? uri;
}
