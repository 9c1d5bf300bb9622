import { badRequest } from './error';
import { resolvePath, splitUrn } from './path';
import { copyOf, isObject, type Attributes } from './read-resource';
import type { ResourceType } from './schema';
import type { ResourceStore, StoredResource } from './store';

/** The weak entity tag of a resource (RFC 7644 section 3.14). */
export function versionOf(resource: StoredResource): string {
  return `W/"${resource.version}"`;
}

/** The address of a resource below the SCIM base URL. */
export function locationOf(baseUrl: string, resource: Pick<StoredResource, 'type' | 'id'>): string {
  return `${baseUrl}/${resource.type}s/${encodeURIComponent(resource.id)}`;
}

/**
 * The whole resource as it goes out (RFC 7643 section 3): schemas in use, computed groups and members, meta.
 * @param withMembers false spares a large group from being written out
 */
export function represent(
  type: ResourceType,
  resource: StoredResource,
  store: ResourceStore,
  baseUrl: string,
  withMembers = true,
): Attributes {
  const extensions = type.extensions.filter((schema) => resource.attributes[schema.id] !== undefined);
  const body: Attributes = {
    schemas: [type.schema.id, ...extensions.map((schema) => schema.id)],
    id: resource.id,
    ...resource.attributes,
  };
  if (type.name === 'User') {
    const groups = store.groupsOf(resource.id);
    if (groups.length > 0) {
      body['groups'] = groups.map((group) => ({
        value: group.id,
        $ref: locationOf(baseUrl, group),
        display: group.attributes['displayName'],
        type: 'direct',
      }));
    }
  } else if (withMembers && resource.members !== undefined && resource.members.size > 0) {
    body['members'] = [...resource.members].map((id) => representMember(id, store, baseUrl));
  }
  body['meta'] = {
    resourceType: type.name,
    created: new Date(resource.created).toISOString(),
    lastModified: new Date(resource.lastModified).toISOString(),
    location: locationOf(baseUrl, resource),
    version: versionOf(resource),
  };
  return body;
}

/**
 * Narrows a representation by `attributes` or `excludedAttributes` (RFC 7644 section 3.9). Id and schemas always stay.
 * @throws ScimError 400 when both are given or a name is unknown
 */
export function select(
  type: ResourceType,
  body: Attributes,
  attributes: string | undefined,
  excluded: string | undefined,
): Attributes {
  if (attributes !== undefined && excluded !== undefined) {
    throw badRequest('invalidValue', '"attributes" and "excludedAttributes" exclude each other.');
  }
  if (attributes !== undefined) return keep(type, body, names(attributes));
  if (excluded !== undefined) return drop(type, body, names(excluded));
  return body;
}

function keep(type: ResourceType, body: Attributes, wanted: readonly string[]): Attributes {
  const result: Attributes = { schemas: body['schemas'], id: body['id'] };
  for (const name of wanted) {
    const place = locate(type, name);
    const source = place.extension === undefined ? body : asObject(body[place.extension]);
    const into = place.extension === undefined ? result : { ...asObject(result[place.extension]) };
    if (place.attribute === undefined) Object.assign(into, source);
    else if (source[place.attribute] === undefined) continue;
    else if (place.sub === undefined) into[place.attribute] = source[place.attribute];
    else into[place.attribute] = keepSub(source[place.attribute], into[place.attribute], place.sub);
    if (place.extension !== undefined && Object.keys(into).length > 0) result[place.extension] = into;
  }
  return result;
}

function drop(type: ResourceType, body: Attributes, unwanted: readonly string[]): Attributes {
  const result = copyOf(body);
  for (const name of unwanted) {
    const place = locate(type, name);
    if (place.attribute === 'id' || place.attribute === 'schemas') continue;
    const holder = place.extension === undefined ? result : asObject(result[place.extension]);
    if (place.attribute === undefined) {
      if (place.extension !== undefined) delete result[place.extension];
    } else if (place.sub === undefined) {
      delete holder[place.attribute];
    } else {
      const { sub } = place;
      for (const item of [holder[place.attribute]].flat()) if (isObject(item)) delete item[sub];
    }
  }
  return result;
}

interface Place {
  readonly extension: string | undefined;
  /** Undefined for the extension as a whole. */
  readonly attribute: string | undefined;
  readonly sub: string | undefined;
}

function locate(type: ResourceType, name: string): Place {
  if (name.toLowerCase() === 'schemas') return { extension: undefined, attribute: 'schemas', sub: undefined };
  const { extension, rest } = splitUrn(type, name);
  if (extension !== undefined && rest === '') return { extension, attribute: undefined, sub: undefined };
  const path = resolvePath(type, name, 'invalidValue');
  return { extension: path.extension, attribute: path.attribute.name, sub: path.sub?.name };
}

function keepSub(source: unknown, kept: unknown, sub: string): unknown {
  if (Array.isArray(source)) {
    const before: unknown[] = Array.isArray(kept) ? kept : [];
    return source.map((item: unknown, index) => keepSub(item, before[index], sub));
  }
  const from = asObject(source);
  return from[sub] === undefined ? asObject(kept) : { ...asObject(kept), [sub]: from[sub] };
}

/** A member as it goes out in a group. */
export function representMember(id: string, store: ResourceStore, baseUrl: string): Attributes {
  const member = store.find(id);
  if (member === undefined) return { value: id };
  const { displayName, userName } = member.attributes;
  return { value: id, $ref: locationOf(baseUrl, member), type: member.type, display: displayName ?? userName };
}

function names(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function asObject(value: unknown): Attributes {
  return isObject(value) ? value : {};
}
