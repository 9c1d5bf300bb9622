import type { Deviations } from './deviations';
import { ScimError } from './error';
import type { Attributes } from './read-resource';
import type { ResourceType } from './schema';

/** The most resources one page holds, and the page size when none is asked for. */
export const MAX_RESULTS = 200;

/**
 * What the simulator can do (RFC 7643 section 5, RFC 9865 section 4). Told truthfully, so that clients may rely on it,
 * unless it is set to promise more than it does.
 */
export function serviceProviderConfig(baseUrl: string, deviations: Deviations): Attributes {
  const lies = deviations.falsePromises === true;
  const bulk = lies ? 1_000 : (deviations.bulk ?? 0);
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: lies || deviations.noPatch === undefined },
    bulk: { supported: bulk > 0, maxOperations: bulk, maxPayloadSize: bulk > 0 ? 1_000_000 : 0 },
    filter: {
      supported: lies || deviations.noFilter === undefined,
      maxResults: lies ? 1_000 : Math.min(MAX_RESULTS, deviations.pageCap ?? MAX_RESULTS),
    },
    changePassword: { supported: lies || deviations.refusePassword !== true },
    sort: { supported: true },
    etag: { supported: lies || deviations.noVersions !== true },
    ...(deviations.cursorOnly === true && !lies ? { pagination: { cursor: true, index: false } } : {}),
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'The token shown on the status page, sent in the Authorization header.',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** The resource types (RFC 7643 section 6). */
export function resourceTypes(types: readonly ResourceType[], baseUrl: string): Attributes[] {
  return types.map((type) => resourceType(type, baseUrl));
}

/** The schemas (RFC 7643 section 7). */
export function schemas(types: readonly ResourceType[], baseUrl: string): Attributes[] {
  return types
    .flatMap((type) => [type.schema, ...type.extensions])
    .map((schema) => ({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
      ...schema,
      meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
    }));
}

/** One of a discovery list by its id. @throws ScimError 404 */
export function findById(list: readonly Attributes[], id: string): Attributes {
  const found = list.find((item) => item['id'] === id);
  if (found === undefined) throw new ScimError(404, `There is nothing with the id "${id}".`);
  return found;
}

/** A ListResponse (RFC 7644 section 3.4.2). */
export function listResponse(resources: readonly Attributes[], totalResults: number, startIndex: number): Attributes {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function resourceType(type: ResourceType, baseUrl: string): Attributes {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.schema.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map((schema) => ({ schema: schema.id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}
