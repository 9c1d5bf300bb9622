import { answerBulk } from './bulk';
import type { Answer, Call } from './call';
import { deviatingTypes, type Deviations } from './deviations';
import { findById, listResponse, resourceTypes, schemas, serviceProviderConfig } from './discovery';
import { notAllowed, ScimError } from './error';
import type { Attributes } from './read-resource';
import type { ResourceType } from './schema';
import type { ResourceStore } from './store';
import { TypeService } from './type-service';

/**
 * Answers one SCIM request (RFC 7644 section 3).
 * @param types the resource types this product has
 * @throws ScimError for a refusal
 */
export function serve(
  call: Call,
  types: readonly ResourceType[],
  store: ResourceStore,
  baseUrl: string,
  deviations: Deviations,
): Answer {
  const [kind, id, ...more] = call.segments;
  const own = deviatingTypes(types, deviations);
  if (more.length === 0) {
    if (deviations.noDiscovery !== true) {
      if (kind === 'ServiceProviderConfig' && id === undefined)
        return read(call, serviceProviderConfig(baseUrl, deviations));
      if (kind === 'ResourceTypes') return discover(call, resourceTypes(own, baseUrl), id);
      if (kind === 'Schemas') return discover(call, schemas(own, baseUrl), id);
    }
    const type = own.find(({ endpoint }) => endpoint === `/${kind ?? ''}`);
    if (type !== undefined) return new TypeService(type, call, store, baseUrl, deviations).answer(id);
    if (kind === 'Bulk' && id === undefined && deviations.bulk !== undefined) {
      return answerBulk(call, deviations.bulk, (one) => serve(one, types, store, baseUrl, deviations));
    }
  }
  if (kind === 'Bulk' || kind === 'Me') throw new ScimError(501, `/${kind} is not offered.`);
  throw new ScimError(404, 'There is no such endpoint.');
}

function read(call: Call, body: Attributes): Answer {
  if (call.method !== 'GET') throw notAllowed(call.method);
  return { status: 200, headers: {}, body };
}

function discover(call: Call, list: readonly Attributes[], id: string | undefined): Answer {
  if (id !== undefined) return read(call, findById(list, id));
  // RFC 7644 section 4: a filter on the discovery endpoints is refused.
  if (call.query['filter'] !== undefined) throw new ScimError(403, 'Discovery endpoints take no filter.');
  return read(call, listResponse(list, list.length, 1));
}
