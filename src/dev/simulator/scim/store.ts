import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { badRequest, ScimError } from './error';
import { isObject, type Attributes, type ReadResource } from './read-resource';
import type { ResourceType } from './schema';

/** A resource as the simulator keeps it. A password is not kept, only that there is one. */
export interface StoredResource {
  readonly id: string;
  readonly type: 'User' | 'Group';
  readonly attributes: Attributes;
  readonly hasPassword: boolean;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly lastModified: number;
  readonly version: number;
}

/** The accounts and groups of one simulated service provider, in memory, in order of creation. */
export class ResourceStore {
  private readonly resources = new Map<string, StoredResource>();
  private groupIndex: Map<string, StoredResource[]> | undefined;
  private readonly changed: () => void;

  /**
   * @param clock milliseconds since the epoch
   * @param onChange called after every change, to persist it
   */
  constructor(
    private readonly clock: () => number,
    onChange: () => void,
  ) {
    this.changed = () => {
      this.groupIndex = undefined;
      onChange();
    };
  }

  /** Everything, for the state file. */
  all(): readonly StoredResource[] {
    return [...this.resources.values()];
  }

  /** Takes over what a state file held, without reporting a change. */
  load(resources: readonly StoredResource[]): void {
    for (const resource of resources) this.resources.set(resource.id, resource);
    this.groupIndex = undefined;
  }

  /** Forgets everything. */
  clear(): void {
    this.resources.clear();
    this.changed();
  }

  list(type: 'User' | 'Group'): readonly StoredResource[] {
    return this.all().filter((resource) => resource.type === type);
  }

  /** The groups a resource is a direct member of. */
  groupsOf(id: string): readonly StoredResource[] {
    this.groupIndex ??= this.indexGroups();
    return this.groupIndex.get(id) ?? [];
  }

  find(id: string): StoredResource | undefined {
    return this.resources.get(id);
  }

  /** @throws ScimError 404 when there is no such resource of the type */
  get(type: ResourceType, id: string): StoredResource {
    const found = this.resources.get(id);
    if (found?.type !== type.name) throw new ScimError(404, `There is no ${type.name} with the id "${id}".`);
    return found;
  }

  /** @throws ScimError 409 uniqueness (RFC 7644 section 3.3), 400 for a member that does not exist */
  create(type: ResourceType, read: ReadResource): StoredResource {
    const attributes = this.check(type, undefined, read.attributes);
    const now = this.clock();
    const resource: StoredResource = {
      id: randomUUID(),
      type: type.name,
      attributes,
      hasPassword: read.password,
      created: now,
      lastModified: now,
      version: 1,
    };
    this.resources.set(resource.id, resource);
    this.changed();
    return resource;
  }

  /** Stores new attributes. A resource that stays as it was keeps its version and time (RFC 7644 section 3.5.2). */
  update(type: ResourceType, current: StoredResource, read: ReadResource): StoredResource {
    const attributes = this.check(type, current.id, read.attributes);
    if (isDeepStrictEqual(attributes, current.attributes) && !read.password) return current;
    const resource: StoredResource = {
      ...current,
      attributes,
      hasPassword: current.hasPassword || read.password,
      lastModified: this.clock(),
      version: current.version + 1,
    };
    this.resources.set(resource.id, resource);
    this.changed();
    return resource;
  }

  /** Removes a resource, and its membership everywhere. */
  delete(id: string): void {
    this.resources.delete(id);
    for (const group of this.list('Group')) {
      const members = membersOf(group);
      const left = members.filter((member) => member !== id);
      if (left.length === members.length) continue;
      const { members: dropped, ...rest } = group.attributes;
      const attributes = left.length === 0 ? rest : { ...rest, members: withoutMember(dropped, id) };
      this.resources.set(group.id, { ...group, attributes, lastModified: this.clock(), version: group.version + 1 });
    }
    this.changed();
  }

  private indexGroups(): Map<string, StoredResource[]> {
    const index = new Map<string, StoredResource[]>();
    for (const group of this.list('Group')) {
      for (const id of membersOf(group)) index.set(id, [...(index.get(id) ?? []), group]);
    }
    return index;
  }

  private check(type: ResourceType, ownId: string | undefined, attributes: Attributes): Attributes {
    const wanted = fold(attributes[type.unique]);
    const holder = this.list(type.name).find(
      (other) => other.id !== ownId && fold(other.attributes[type.unique]) === wanted,
    );
    if (holder !== undefined) {
      throw new ScimError(409, `Another ${type.name} has this ${type.unique} already.`, 'uniqueness');
    }
    if (type.name === 'User' || attributes['members'] === undefined) return attributes;
    const ids = new Set(memberIds(attributes['members']));
    for (const id of ids) {
      if (!this.resources.has(id)) throw badRequest('invalidValue', `There is no member with the id "${id}".`);
    }
    return { ...attributes, members: [...ids].map((value) => ({ value })) };
  }
}

/** The ids of a group's members. */
export function membersOf(group: StoredResource): readonly string[] {
  return memberIds(group.attributes['members']);
}

function memberIds(members: unknown): string[] {
  if (!Array.isArray(members)) return [];
  return members.map((member: unknown) => {
    const value = isObject(member) ? member['value'] : undefined;
    if (typeof value !== 'string' || value === '') throw badRequest('invalidValue', 'A member needs a value.');
    return value;
  });
}

function withoutMember(members: unknown, id: string): unknown[] {
  return Array.isArray(members) ? members.filter((member) => !isObject(member) || member['value'] !== id) : [];
}

function fold(value: unknown): string {
  return typeof value === 'string' ? value.normalize('NFKC').toLowerCase() : '';
}
