import { DOMParser } from '@xmldom/xmldom';

import { AppError } from '../../../core/errors';

/** What a service provider needs to know about its identity provider. */
export interface IdpSettings {
  readonly entityId: string;
  /** Where AuthnRequests go, by binding (saml-bindings sections 3.4 and 3.5). */
  readonly redirectUrl: string | undefined;
  readonly postUrl: string | undefined;
  /** Where logout messages go by redirect; absent when it takes none. */
  readonly sloUrl?: string;
  /** Signing certificates as base64 without armour: all that are published are trusted, as in a rotation. */
  readonly certificates: readonly string[];
}

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
const SIGNATURE = 'http://www.w3.org/2000/09/xmldsig#';
const BINDINGS = 'urn:oasis:names:tc:SAML:2.0:bindings';
const SIZE_LIMIT = 1_000_000;
const TIMEOUT_MS = 10_000;

/**
 * Reads the metadata document of one identity provider (saml-metadata section 2.4.3).
 * @throws AppError invalid when it is not metadata, has a document type, or lacks what sign-on needs
 */
export function readIdpMetadata(xml: string): IdpSettings {
  if (xml.length > SIZE_LIMIT) throw broken('it is larger than 1 MB');
  if (/<!DOCTYPE/i.test(xml)) throw broken('it carries a document type declaration');
  const problems: string[] = [];
  const note = (message: string): void => void problems.push(message);
  const document = new DOMParser({ errorHandler: { warning: note, error: note, fatalError: note } }).parseFromString(
    xml,
    'text/xml',
  ) as Document | undefined;
  const root = document?.documentElement;
  if (problems.length > 0 || root?.localName !== 'EntityDescriptor' || root.namespaceURI !== METADATA) {
    throw broken('it is not a SAML EntityDescriptor');
  }
  const entityId = root.getAttribute('entityID');
  const role = root.getElementsByTagNameNS(METADATA, 'IDPSSODescriptor').item(0);
  if (entityId === null || entityId === '' || role === null) throw broken('it describes no identity provider');
  const locationOf = (binding: string, service = 'SingleSignOnService'): string | undefined =>
    elements(role, METADATA, service)
      .find((found) => found.getAttribute('Binding') === `${BINDINGS}:${binding}`)
      ?.getAttribute('Location') ?? undefined;
  const certificates = elements(role, METADATA, 'KeyDescriptor')
    .filter((key) => key.getAttribute('use') !== 'encryption')
    .flatMap((key) => elements(key, SIGNATURE, 'X509Certificate'))
    .map((certificate) => (certificate.textContent ?? '').replace(/\s+/g, ''));
  if (certificates.length === 0) throw broken('it holds no signing certificate');
  const [redirectUrl, postUrl] = [locationOf('HTTP-Redirect'), locationOf('HTTP-POST')];
  if (redirectUrl === undefined && postUrl === undefined) throw broken('it names no address for sign-on');
  const sloUrl = locationOf('HTTP-Redirect', 'SingleLogoutService');
  for (const url of [redirectUrl, postUrl, sloUrl])
    if (url !== undefined && !isWebUrl(url)) throw broken('an address in it is not http');
  return { entityId, redirectUrl, postUrl, certificates, ...(sloUrl === undefined ? {} : { sloUrl }) };
}

/** Fetches and reads metadata. @throws AppError unavailable or invalid */
export async function fetchIdpMetadata(url: string): Promise<IdpSettings> {
  let xml: string;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    xml = await answer.text();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'no reason given';
    throw new AppError('unavailable', `The metadata at ${url} can't be fetched: ${reason}.`, { cause });
  }
  return readIdpMetadata(xml);
}

/** Tells whether a text is an absolute http or https address. */
export function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function elements(parent: Element, namespace: string, name: string): Element[] {
  return Array.from(parent.getElementsByTagNameNS(namespace, name));
}

function broken(why: string): AppError {
  return new AppError('invalid', `The identity provider's metadata can't be used: ${why}.`);
}
