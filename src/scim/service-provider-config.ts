import { isComplex } from './attribute-path';

/** What an SP says its SCIM service can do (RFC 7643 section 5). */
export interface ServiceProviderConfig {
  readonly patch: boolean;
  readonly bulk: boolean;
  readonly filter: boolean;
  /** The most resources a query answers; undefined when the SP does not say. */
  readonly maxResults?: number;
  readonly changePassword: boolean;
  readonly sort: boolean;
  readonly etag: boolean;
}

/**
 * Reads a ServiceProviderConfig. What is missing or unreadable counts as not supported: a capability is never guessed.
 */
export function readServiceProviderConfig(json: unknown): ServiceProviderConfig {
  const config = isComplex(json) ? json : {};
  const filter = config['filter'];
  const most = isComplex(filter) ? filter['maxResults'] : undefined;
  return {
    patch: isSupported(config['patch']),
    bulk: isSupported(config['bulk']),
    filter: isSupported(filter),
    ...(typeof most === 'number' && Number.isSafeInteger(most) && most > 0 ? { maxResults: most } : {}),
    changePassword: isSupported(config['changePassword']),
    sort: isSupported(config['sort']),
    etag: isSupported(config['etag']),
  };
}

function isSupported(feature: unknown): boolean {
  return isComplex(feature) && feature['supported'] === true;
}
