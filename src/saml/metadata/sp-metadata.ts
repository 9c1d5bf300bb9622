import type { AcsEndpoint } from '../../core/application';
import { BINDING, LIMIT, NS } from '../constants';
import { SamlError } from '../errors';
import { pemOf, readCertificate } from '../key-pair';
import { isWebAddress } from '../service-provider';
import { attributeOf, childrenNamed, isNamed, malformed, onlyChild, parseXml, textOf, type XmlElement } from '../xml';

/** What the metadata of a service provider says, in our words. */
export interface SpMetadata {
  readonly entityId: string;
  /** Addresses that take Responses by HTTP-POST. */
  readonly acs: readonly AcsEndpoint[];
  /** PEM certificates the service provider signs with. */
  readonly certificates: readonly string[];
  readonly nameIdFormats: readonly string[];
  readonly wantAssertionsSigned: boolean;
  readonly authnRequestsSigned: boolean;
  /** Sentences for the admin about what was odd and was passed over. */
  readonly warnings: readonly string[];
}

/**
 * Reads the metadata of a service provider (saml-metadata section 2.4.4). Strict about XML, lenient about order and parts
 * Passo does not use. Signatures on it are not checked: an admin hands it in.
 * @param bytes the file, UTF-8
 * @param now milliseconds since the epoch; with it, a validUntil or certificate that is over gives a warning
 * @throws SamlError metadata_malformed with a sentence, message_too_large
 */
export function readSpMetadata(bytes: Buffer, now?: number): SpMetadata {
  const warnings: string[] = [];
  const entity = findEntity(parseXml(bytes, 'metadata'));
  const role = findRole(entity);
  const entityId = attributeOf(entity, 'entityID') ?? '';
  if (entityId === '' || entityId.length > LIMIT.entityId) throw refuse('its entityID is missing or too long');
  warnAboutEnd([entity, role], now, warnings);
  return {
    entityId,
    acs: readAcs(role, warnings),
    certificates: readCertificates(role, now, warnings),
    nameIdFormats: childrenNamed(role, NS.metadata, 'NameIDFormat').map((format) => textOf(format, 'metadata')),
    wantAssertionsSigned: readFlag(role, 'WantAssertionsSigned'),
    authnRequestsSigned: readFlag(role, 'AuthnRequestsSigned'),
    warnings,
  };
}

function findEntity(root: XmlElement): XmlElement {
  if (isNamed(root, NS.metadata, 'EntityDescriptor')) return root;
  if (!isNamed(root, NS.metadata, 'EntitiesDescriptor')) {
    throw refuse(`it begins with ${String(root.localName).slice(0, 60)}, not with an EntityDescriptor of SAML 2.0`);
  }
  const entities = entitiesIn(root);
  const providers = entities.filter((entity) => childrenNamed(entity, NS.metadata, 'SPSSODescriptor').length > 0);
  const [only, ...more] = providers.length > 0 ? providers : entities;
  if (!only) throw refuse('it holds no EntityDescriptor');
  if (more.length === 0 || providers.length === 0) return only;
  const names = providers.map((entity) => attributeOf(entity, 'entityID') ?? '(unnamed)');
  const shown = names.slice(0, 10).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
  throw new SamlError(
    'metadata_malformed',
    `The metadata holds several service providers: ${shown}. Upload the part of one of them.`,
    { clause: 'saml-metadata 2.3.1', facts: { entities: names.slice(0, 100).join(' ') } },
  );
}

function entitiesIn(group: XmlElement): XmlElement[] {
  return [
    ...childrenNamed(group, NS.metadata, 'EntityDescriptor'),
    ...childrenNamed(group, NS.metadata, 'EntitiesDescriptor').flatMap(entitiesIn),
  ];
}

function findRole(entity: XmlElement): XmlElement {
  const roles = childrenNamed(entity, NS.metadata, 'SPSSODescriptor').filter((role) =>
    (attributeOf(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(NS.protocol),
  );
  const [role, ...more] = roles;
  if (more.length > 0) throw refuse('it describes the service provider twice');
  if (role) return role;
  if (childrenNamed(entity, NS.metadata, 'SPSSODescriptor').length > 0)
    throw refuse('its service provider does not speak SAML 2.0');
  if (childrenNamed(entity, NS.metadata, 'IDPSSODescriptor').length === 0) throw refuse('it has no SPSSODescriptor');
  throw new SamlError(
    'metadata_malformed',
    'This is the metadata of an identity provider. Upload the metadata of the application (the service provider).',
    { clause: 'saml-metadata 2.4.4' },
  );
}

/** saml-metadata section 2.2.3: the default is the marked one, else the first that is not marked false, else the first. */
function readAcs(role: XmlElement, warnings: string[]): AcsEndpoint[] {
  const found: { url: string; index?: number; marked: boolean | undefined }[] = [];
  for (const service of childrenNamed(role, NS.metadata, 'AssertionConsumerService')) {
    if (attributeOf(service, 'Binding') !== BINDING.post) continue;
    const url = attributeOf(service, 'Location') ?? '';
    if (!isWebAddress(url)) throw refuse(`the ACS address "${url.slice(0, 200)}" is not a full http or https address`);
    const index = readIndex(attributeOf(service, 'index'));
    const known = found.some((other) => other.url === url || (index !== undefined && other.index === index));
    if (known) {
      warnings.push(
        `The ACS address ${url.slice(0, 200)} or its index is there more than once; the first one was taken.`,
      );
      continue;
    }
    const marked = attributeOf(service, 'isDefault') === undefined ? undefined : readFlag(service, 'isDefault');
    found.push({ url, ...(index === undefined ? {} : { index }), marked });
  }
  if (found.length === 0) throw refuse('it has no AssertionConsumerService with HTTP-POST');
  const chosen =
    found.find((endpoint) => endpoint.marked === true) ??
    found.find((endpoint) => endpoint.marked === undefined) ??
    found[0];
  return found.map(({ url, index, ...rest }) => ({
    url,
    ...(index === undefined ? {} : { index }),
    isDefault: chosen?.url === url && chosen.marked === rest.marked,
  }));
}

/** A key without `use` serves for signing as well (saml-metadata section 2.4.1.1). */
function readCertificates(role: XmlElement, now: number | undefined, warnings: string[]): string[] {
  const pems = new Set<string>();
  for (const descriptor of childrenNamed(role, NS.metadata, 'KeyDescriptor')) {
    const use = attributeOf(descriptor, 'use');
    if (use !== undefined && use !== 'signing' && use !== 'encryption')
      throw refuse(`a key with the unknown use ${use.slice(0, 40)}`);
    if (use === 'encryption') continue;
    const keyInfo = onlyChild(descriptor, NS.signature, 'KeyInfo', 'metadata');
    const certificates = (keyInfo ? childrenNamed(keyInfo, NS.signature, 'X509Data') : []).flatMap((data) =>
      childrenNamed(data, NS.signature, 'X509Certificate'),
    );
    if (certificates.length === 0) {
      warnings.push('A signing key comes without a certificate and was passed over.');
    }
    for (const certificate of certificates) pems.add(pemOf(textOf(certificate, 'metadata')));
  }
  for (const pem of pems) warnAboutCertificate(pem, now, warnings);
  return [...pems];
}

function warnAboutCertificate(pem: string, now: number | undefined, warnings: string[]): void {
  const { subject, keyBits, notAfter } = readCertificate(pem);
  const name = subject.replaceAll('\n', ', ').slice(0, 200);
  if (keyBits > 0 && keyBits < 2048) warnings.push(`The certificate ${name} has a weak key of ${keyBits} bits.`);
  if (now !== undefined && notAfter <= now) warnings.push(`The certificate ${name} has expired.`);
}

function warnAboutEnd(elements: readonly XmlElement[], now: number | undefined, warnings: string[]): void {
  for (const element of elements) {
    const end = Date.parse(attributeOf(element, 'validUntil') ?? '');
    if (now === undefined || !(end <= now)) continue;
    warnings.push(
      `The metadata was valid until ${new Date(end).toISOString()}. It was taken, but the application may have newer metadata.`,
    );
    return;
  }
}

function readIndex(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d{1,5}\s*$/.test(text) || Number(text) > 65535) return undefined;
  return Number(text);
}

function readFlag(element: XmlElement, name: string): boolean {
  const value = (attributeOf(element, name) ?? 'false').trim();
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw refuse(`${name} is neither true nor false`);
}

function refuse(reason: string): SamlError {
  return malformed('metadata', reason);
}
