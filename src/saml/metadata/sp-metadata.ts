import type { AcsEndpoint, SloEndpoint } from '../../core/application';
import { compact } from '../../core/compact';
import { LIMIT, NS } from '../constants';
import { SamlError } from '../errors';
import { attributeOf, childrenNamed, documentOf, isNamed, parseXml, type XmlElement } from '../xml';
import { readDuration, readMoment } from './duration';
import { readFlag, refuse, wordsIn } from './reading';
import { displayNameOf, readDescription, type SpDescription } from './sp-description';
import { readAcs, readSlo } from './sp-endpoints';
import { readKeys, type SpKeys } from './sp-keys';

/** What the metadata of a service provider says, in our words. */
export interface SpMetadata extends SpKeys, SpDescription {
  readonly entityId: string;
  /** Addresses that take Responses by HTTP-POST. */
  readonly acs: readonly AcsEndpoint[];
  /** Addresses that take logout messages, at most one for each binding. */
  readonly slo: readonly SloEndpoint[];
  readonly nameIdFormats: readonly string[];
  readonly wantAssertionsSigned: boolean;
  readonly authnRequestsSigned: boolean;
  /** When it says that it ends, in milliseconds since the epoch. What is stored works on after that. */
  readonly validUntil?: number;
  /** How long it asks to be kept before it is read again, in milliseconds. */
  readonly cacheDuration?: number;
  /** Sentences for the admin about what was odd and was passed over. */
  readonly warnings: readonly string[];
}

/** One of several service providers in a document. */
export interface SpChoice {
  readonly entityId: string;
  readonly displayName?: string;
}

/** What a document holds: one service provider, or several to choose from. */
export type SpDocument =
  | {
      readonly kind: 'one';
      readonly metadata: SpMetadata;
      /** The part of the document that describes it, as a document of its own. */
      readonly xml: string;
    }
  | { readonly kind: 'several'; readonly choices: readonly SpChoice[] };

/** More than an admin would look through on one page. */
const MOST_CHOICES = 1_000;

/**
 * Reads the metadata of a service provider (saml-metadata section 2.4.4). Strict about XML, lenient about order and parts
 * Passo does not use. Signatures on it are not checked: an admin hands it in, or it comes from the address of their choice.
 * @param bytes the document, UTF-8
 * @param options.now milliseconds since the epoch; with it, a validUntil or certificate that is over gives a warning
 * @param options.entityId which one to read where the document describes several
 * @throws SamlError metadata_malformed with a sentence that names reason and line, message_too_large
 */
export function readSpDocument(
  bytes: Buffer,
  options: { readonly now?: number | undefined; readonly entityId?: string | undefined } = {},
): SpDocument {
  const root = parseXml(bytes, 'metadata');
  const entities = providersIn(root);
  const [first] = entities;
  const wanted = entities.filter((entity) => attributeOf(entity, 'entityID') === options.entityId);
  if (wanted.length > 1) throw refuse(`it describes ${options.entityId ?? ''} more than once`, wanted[1]);
  const entity = wanted[0] ?? (entities.length === 1 ? first : undefined);
  if (entity === undefined && entities.length > MOST_CHOICES) {
    throw refuse(`it describes ${entities.length} service providers, and at most ${MOST_CHOICES} can be chosen from`);
  }
  if (entity === undefined) return { kind: 'several', choices: entities.map(choiceOf) };
  const metadata = readEntity(entity, [root, entity], options.now);
  return {
    kind: 'one',
    metadata,
    xml: entity === root ? bytes.toString('utf8') : documentOf(entity),
  };
}

/**
 * Reads the metadata of a service provider where there is only one.
 * @throws SamlError metadata_malformed, also when there are several, message_too_large
 */
export function readSpMetadata(bytes: Buffer, now?: number): SpMetadata {
  const document = readSpDocument(bytes, { now });
  if (document.kind === 'one') return document.metadata;
  const names = document.choices.map(({ entityId }) => entityId);
  const shown = names.slice(0, 10).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
  throw new SamlError(
    'metadata_malformed',
    `The metadata holds several service providers: ${shown}. Upload the part of one of them.`,
    { clause: 'saml-metadata 2.3.1', facts: { entities: names.slice(0, 100).join(' ') } },
  );
}

/**
 * Reads metadata of one service provider that was kept.
 * @returns undefined when it can't be read: the rules may have become stricter since
 */
export function readKept(xml: string, now?: number): SpMetadata | undefined {
  try {
    return readSpMetadata(Buffer.from(xml, 'utf8'), now);
  } catch (error) {
    if (error instanceof SamlError) return undefined;
    throw error;
  }
}

function readEntity(entity: XmlElement, around: readonly XmlElement[], now: number | undefined): SpMetadata {
  const warnings: string[] = [];
  const role = findRole(entity);
  const entityId = attributeOf(entity, 'entityID') ?? '';
  if (entityId === '' || entityId.length > LIMIT.entityId) throw refuse('its entityID is missing or too long', entity);
  const validUntil = earliest([...around, role].map((one) => readMoment(attributeOf(one, 'validUntil'))));
  warnAboutEnd(validUntil, now, warnings);
  return compact<SpMetadata>({
    entityId,
    acs: readAcs(role, warnings),
    slo: readSlo(role, warnings),
    ...readKeys(role, now, warnings),
    nameIdFormats: childrenNamed(role, NS.metadata, 'NameIDFormat').map(wordsIn),
    wantAssertionsSigned: readFlag(role, 'WantAssertionsSigned'),
    authnRequestsSigned: readFlag(role, 'AuthnRequestsSigned'),
    ...readDescription(entity, role),
    validUntil,
    cacheDuration: earliest([...around, role].map((one) => readDuration(attributeOf(one, 'cacheDuration')))),
    warnings,
  });
}

/** The service providers of a document; where there is none, what there is instead, for the sentence about it. */
function providersIn(root: XmlElement): XmlElement[] {
  if (isNamed(root, NS.metadata, 'EntityDescriptor')) return [root];
  if (!isNamed(root, NS.metadata, 'EntitiesDescriptor')) {
    const name = String(root.localName).slice(0, 60);
    throw refuse(`it begins with ${name}, not with an EntityDescriptor of SAML 2.0`, root);
  }
  const entities = entitiesIn(root);
  if (entities.length === 0) throw refuse('it holds no EntityDescriptor', root);
  const providers = entities.filter((entity) => childrenNamed(entity, NS.metadata, 'SPSSODescriptor').length > 0);
  return providers.length > 0 ? providers : entities.slice(0, 1);
}

function entitiesIn(group: XmlElement): XmlElement[] {
  return [
    ...childrenNamed(group, NS.metadata, 'EntityDescriptor'),
    ...childrenNamed(group, NS.metadata, 'EntitiesDescriptor').flatMap(entitiesIn),
  ];
}

function choiceOf(entity: XmlElement): SpChoice {
  const role = childrenNamed(entity, NS.metadata, 'SPSSODescriptor')[0];
  const entityId = (attributeOf(entity, 'entityID') ?? '').slice(0, LIMIT.entityId);
  return compact<SpChoice>({ entityId, displayName: displayNameOf(entity, role) });
}

function findRole(entity: XmlElement): XmlElement {
  const described = childrenNamed(entity, NS.metadata, 'SPSSODescriptor');
  const [role, ...more] = described.filter((one) =>
    (attributeOf(one, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(NS.protocol),
  );
  if (more.length > 0) throw refuse('it describes the service provider twice', more[0]);
  if (role) return role;
  if (described.length > 0) throw refuse('its service provider does not speak SAML 2.0', described[0]);
  if (childrenNamed(entity, NS.metadata, 'IDPSSODescriptor').length === 0) {
    throw refuse('it has no SPSSODescriptor', entity);
  }
  throw new SamlError(
    'metadata_malformed',
    'This is the metadata of an identity provider. Upload the metadata of the application (the service provider).',
    { clause: 'saml-metadata 2.4.4' },
  );
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function warnAboutEnd(end: number | undefined, now: number | undefined, warnings: string[]): void {
  if (now === undefined || end === undefined || end > now) return;
  warnings.push(
    `The metadata was valid until ${new Date(end).toISOString()}. It was taken, but the application may have newer metadata.`,
  );
}
