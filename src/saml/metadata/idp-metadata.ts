import { createHash } from 'node:crypto';
import { canonicalText, element } from '../canonical';
import { ALGORITHM, BINDING, DIGEST_ALGORITHMS, NS, SIGNATURE_ALGORITHMS } from '../constants';
import { base64Of } from '../key-pair';
import { signatureOver, type SigningKey } from '../response/response-signature';

/** What our metadata for one application says. */
export interface IdpMetadataInput {
  readonly entityId: string;
  readonly ssoUrl: string;
  /** Where logout messages go; without it, no logout is offered. */
  readonly sloUrl?: string | undefined;
  /** PEM, in the order they are to be tried: during a rotation the next one and the one before as well. */
  readonly certificates: readonly string[];
  /** URNs. */
  readonly nameIdFormats: readonly string[];
  /** When it ends, in milliseconds since the epoch; a copy that is kept by hand gets no end. */
  readonly validUntil?: number | undefined;
  /** How long a reader may go without reading again, in hours. */
  readonly cacheHours?: number | undefined;
  /** Say that requests are to be signed. Otherwise nothing is said: with a yes, some service providers refuse to start. */
  readonly wantRequestsSigned?: boolean | undefined;
}

const DAY = 86_400_000;
const DAYS_VALID = 14;

/**
 * The end of metadata that is written now: a midnight, so that the document stays the same for a day, and more than 14
 * days off, so that service providers go on when Passo can't be reached for a long weekend.
 * @param now milliseconds since the epoch
 */
export function endOfMetadata(now: number): number {
  return (Math.floor(now / DAY) + 1 + DAYS_VALID) * DAY;
}

/**
 * Writes our metadata for one application (saml-metadata section 2.4.3), as canonical bytes: the same input gives the
 * same document. Keys are for signing only, because with an encryption key some service providers encrypt what they send.
 * @param key signs the document, when it is to be signed (saml-metadata section 3)
 * @throws SamlError metadata_malformed for a certificate that can't be read
 */
export function buildIdpMetadata(input: IdpMetadataInput, key?: SigningKey): string {
  const role = roleOf(input);
  const attributes = {
    'xmlns:md': NS.metadata,
    cacheDuration: input.cacheHours === undefined ? undefined : `PT${input.cacheHours}H`,
    entityID: input.entityId,
    validUntil: input.validUntil === undefined ? undefined : new Date(input.validUntil).toISOString(),
  };
  if (key === undefined) return written(element('md:EntityDescriptor', attributes, role));
  const ID = `_${createHash('sha256').update(JSON.stringify(attributes)).update(role).digest('hex').slice(0, 40)}`;
  const signed = { ...attributes, ID };
  const signature = signatureOver(ID, element('md:EntityDescriptor', signed, role), key);
  return written(element('md:EntityDescriptor', signed, signature, role));
}

function written(document: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document}\n`;
}

function roleOf(input: IdpMetadataInput): string {
  const at = (name: string, url: string): string[] =>
    [BINDING.redirect, BINDING.post].map((binding) => element(name, { Binding: binding, Location: url }));
  return element(
    'md:IDPSSODescriptor',
    {
      WantAuthnRequestsSigned: input.wantRequestsSigned === true ? 'true' : undefined,
      protocolSupportEnumeration: NS.protocol,
    },
    element('md:Extensions', {}, ...algorithms()),
    ...input.certificates.map(keyDescriptor),
    ...(input.sloUrl === undefined ? [] : at('md:SingleLogoutService', input.sloUrl)),
    ...input.nameIdFormats.map((format) => element('md:NameIDFormat', {}, canonicalText(format))),
    ...at('md:SingleSignOnService', input.ssoUrl),
  );
}

/** What we accept from the application, SHA-256 first, which Shibboleth then signs with (saml-metadata-algsupport section 2). */
function algorithms(): string[] {
  const digests = first(ALGORITHM.sha256, DIGEST_ALGORITHMS.keys());
  const signatures = first(ALGORITHM.rsaSha256, SIGNATURE_ALGORITHMS.keys());
  const write = (name: string) => (uri: string) => element(name, { 'xmlns:alg': NS.algorithmSupport, Algorithm: uri });
  return [...digests.map(write('alg:DigestMethod')), ...signatures.map(write('alg:SigningMethod'))];
}

function first(favourite: string, all: Iterable<string>): string[] {
  return [favourite, ...[...all].filter((one) => one !== favourite)];
}

function keyDescriptor(pem: string): string {
  const data = element('ds:X509Data', {}, element('ds:X509Certificate', {}, base64Of(pem)));
  return element('md:KeyDescriptor', { use: 'signing' }, element('ds:KeyInfo', { 'xmlns:ds': NS.signature }, data));
}
