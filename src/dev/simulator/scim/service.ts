import { findById, listResponse, MAX_RESULTS, resourceTypes, schemas, serviceProviderConfig } from './discovery';
import { badRequest, ScimError } from './error';
import { matchesResource, readFilter } from './filter';
import { applyPatch } from './patch';
import { isObject, readResource, type Attributes } from './read-resource';
import { locationOf, represent, select, versionOf } from './represent';
import type { ResourceType } from './schema';
import type { ResourceStore, StoredResource } from './store';

/** A SCIM request after authentication and JSON parsing. */
export interface Call {
  readonly method: string;
  /** Path segments below the base URL, decoded: ["Users", "1234"]. */
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly body: unknown;
}

/** What goes back. No body means an empty one. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Attributes | undefined;
}

/** The deviations from the protocol that change what the service does; the rest live around it. */
export interface Deviations {
  readonly ignoreFilter: boolean;
  readonly deactivateRemoves: boolean;
  readonly failUser: string | undefined;
}

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
  if (more.length === 0) {
    if (kind === 'ServiceProviderConfig' && id === undefined) return read(call, serviceProviderConfig(baseUrl));
    if (kind === 'ResourceTypes') return discover(call, resourceTypes(types, baseUrl), id);
    if (kind === 'Schemas') return discover(call, schemas(types, baseUrl), id);
    const type = types.find(({ endpoint }) => endpoint === `/${kind ?? ''}`);
    if (type !== undefined) return new TypeService(type, call, store, baseUrl, deviations).answer(id);
  }
  if (kind === 'Bulk' || kind === 'Me') throw new ScimError(501, `/${kind} is not offered.`);
  throw new ScimError(404, 'There is no such endpoint.');
}

class TypeService {
  constructor(
    private readonly type: ResourceType,
    private readonly call: Call,
    private readonly store: ResourceStore,
    private readonly baseUrl: string,
    private readonly deviations: Deviations,
  ) {}

  answer(id: string | undefined): Answer {
    const { method } = this.call;
    if (id === undefined) {
      if (method === 'GET') return this.list();
      if (method === 'POST') return this.create();
      throw notAllowed(method);
    }
    const current = this.store.get(this.type, id);
    if (method === 'GET') return this.show(current);
    if (method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') throw notAllowed(method);
    this.checkVersion(current);
    if (method === 'DELETE') {
      this.store.delete(current.id);
      return { status: 204, headers: {}, body: undefined };
    }
    return this.change(current, method);
  }

  private list(): Answer {
    const { filter, startIndex, count } = this.call.query;
    const tree = filter === undefined ? undefined : readFilter(filter);
    const all = this.store.list(this.type.name).map((item) => represent(this.type, item, this.store, this.baseUrl));
    // An unknown attribute in the filter is refused even while there is nothing to compare it with.
    if (tree !== undefined) matchesResource(tree, this.type, {});
    const chosen =
      tree === undefined || this.deviations.ignoreFilter
        ? all
        : all.filter((item) => matchesResource(tree, this.type, item));
    const first = Math.max(1, wholeNumber('startIndex', startIndex, 1));
    const size = Math.min(MAX_RESULTS, Math.max(0, wholeNumber('count', count, MAX_RESULTS)));
    const page = chosen.slice(first - 1, first - 1 + size).map((item) => this.selected(item));
    return { status: 200, headers: {}, body: listResponse(page, chosen.length, first) };
  }

  private show(current: StoredResource): Answer {
    const version = versionOf(current);
    if (matchesTag(this.call.ifNoneMatch, version)) return { status: 304, headers: { ETag: version }, body: undefined };
    return this.resourceAnswer(200, current);
  }

  private create(): Answer {
    this.refuseMarked(this.call.body);
    const created = this.store.create(this.type, readResource(this.type, this.call.body));
    return this.resourceAnswer(201, created);
  }

  private change(current: StoredResource, method: 'PUT' | 'PATCH'): Answer {
    this.refuseMarked(current.attributes);
    const { body } = this.call;
    const read = method === 'PUT' ? readResource(this.type, body) : applyPatch(this.type, current.attributes, body);
    const changed = this.store.update(this.type, current, read);
    const answer = this.resourceAnswer(200, changed);
    if (this.deviations.deactivateRemoves && this.type.name === 'User' && changed.attributes['active'] === false) {
      this.store.delete(changed.id);
    }
    return answer;
  }

  private checkVersion(current: StoredResource): void {
    const { ifMatch } = this.call;
    if (ifMatch !== undefined && !matchesTag(ifMatch, versionOf(current))) {
      throw new ScimError(412, 'The resource has changed since it was read.');
    }
  }

  private refuseMarked(attributes: unknown): void {
    const { failUser } = this.deviations;
    const userName = isObject(attributes) ? attributes['userName'] : undefined;
    if (failUser === undefined || typeof userName !== 'string') return;
    if (userName.toLowerCase() === failUser.toLowerCase()) {
      throw badRequest('invalidValue', `The account "${userName}" can't be saved: department is required here.`);
    }
  }

  private resourceAnswer(status: number, resource: StoredResource): Answer {
    const body = this.selected(represent(this.type, resource, this.store, this.baseUrl));
    return { status, headers: { ETag: versionOf(resource), Location: locationOf(this.baseUrl, resource) }, body };
  }

  private selected(body: Attributes): Attributes {
    const { attributes, excludedAttributes } = this.call.query;
    return select(this.type, body, attributes, excludedAttributes);
  }
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

function wholeNumber(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!/^-?\d{1,9}$/.test(value)) throw badRequest('invalidValue', `"${name}" has to be a whole number.`);
  return Number(value);
}

function matchesTag(header: string | undefined, version: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim() === version);
}

function notAllowed(method: string): ScimError {
  return new ScimError(405, `${method} is not possible here.`);
}
