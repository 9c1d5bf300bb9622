import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { badRequest, ScimError } from './error';
import { History } from './history';
import { memberIds, type MemberChange } from './members';
import type { Attributes, ReadResource } from './read-resource';
import type { ResourceType } from './schema';

/** A resource as the simulator keeps it. A password is not kept, only that there is one. */
export interface StoredResource {
  readonly id: string;
  readonly type: 'User' | 'Group';
  /** Without members, which can be many. */
  readonly attributes: Attributes;
  /** Ids of a group's members. */
  readonly members?: ReadonlySet<string>;
  readonly hasPassword: boolean;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly lastModified: number;
  readonly version: number;
  /** Deleted softly: it is not shown, and its name stays taken. */
  readonly deleted?: true;
}

/** A resource as the state file keeps it. */
export interface SavedResource extends Omit<StoredResource, 'members'> {
  readonly members?: readonly string[];
}

/** How the store deviates from an honest one. */
export interface StoreDeviations {
  readonly allowTwins?: boolean;
  readonly oddIds?: boolean;
  /** Milliseconds by which reads lag behind writes. */
  readonly staleReads?: number;
  /** Reads may lag by chance. */
  readonly chaos?: number;
}

type Kind = StoredResource['type'];

/** The accounts and groups of one simulated service provider, in memory, in order of creation. */
export class ResourceStore {
  private readonly resources = new Map<string, StoredResource>();
  private readonly holders = { User: new Map<string, Set<string>>(), Group: new Map<string, Set<string>>() };
  private readonly memberOf = new Map<string, Set<string>>();
  private readonly ordered: { User: readonly string[] | undefined; Group: readonly string[] | undefined } = {
    User: undefined,
    Group: undefined,
  };
  private readonly history = new History();

  /**
   * @param clock milliseconds since the epoch
   * @param onChange called after every change, to persist it
   * @param deviations read anew for each change
   */
  constructor(
    private readonly clock: () => number,
    private readonly onChange: () => void,
    private readonly deviations: () => StoreDeviations = () => ({}),
  ) {}

  /** Everything, for the state file. */
  all(): readonly SavedResource[] {
    return [...this.resources.values()].map(({ members, ...rest }) =>
      members === undefined ? rest : { ...rest, members: [...members] },
    );
  }

  /** Takes over what a state file held. */
  load(resources: readonly SavedResource[]): void {
    for (const { members, ...rest } of resources) {
      if (rest.type === 'User') {
        this.add(rest);
        continue;
      }
      // Older state files kept the members among the attributes.
      const { members: inside, ...attributes } = rest.attributes;
      this.add({ ...rest, attributes, members: new Set(members ?? memberIds(inside)) });
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.resources.clear();
    this.memberOf.clear();
    this.history.clear();
    for (const kind of ['User', 'Group'] as const) {
      this.holders[kind].clear();
      this.ordered[kind] = undefined;
    }
    this.onChange();
  }

  /** The resources of a kind that are not deleted, as they are now. */
  list(kind: Kind): readonly StoredResource[] {
    this.ordered[kind] ??= [...this.resources.values()].filter(({ type }) => type === kind).map(({ id }) => id);
    const found: StoredResource[] = [];
    for (const id of this.ordered[kind]) {
      const resource = this.resources.get(id);
      if (resource !== undefined && resource.deleted !== true) found.push(resource);
    }
    return found;
  }

  /** The resources of a kind as a reader sees them. @param lag milliseconds by which they are late */
  listSeen(kind: Kind, lag: number | undefined): readonly StoredResource[] {
    if (lag === undefined) return this.list(kind);
    const time = this.clock() - lag;
    const ids = new Set([...this.list(kind).map(({ id }) => id), ...this.history.changed()]);
    return [...ids]
      .map((id) => this.history.at(id, this.resources.get(id), time))
      .filter((resource) => resource?.type === kind && resource.deleted !== true) as StoredResource[];
  }

  /** The resources of a kind that have a unique name, whatever its case; those deleted softly are left out. */
  holding(kind: Kind, name: string): readonly StoredResource[] {
    const ids = this.holders[kind].get(fold(name)) ?? new Set<string>();
    return [...ids].map((id) => this.resources.get(id)).filter((one) => one?.deleted !== true) as StoredResource[];
  }

  /** The groups a resource is a direct member of. */
  groupsOf(id: string): readonly StoredResource[] {
    const ids = this.memberOf.get(id);
    if (ids === undefined) return [];
    return [...ids].map((group) => this.resources.get(group)).filter((one) => one !== undefined);
  }

  find(id: string): StoredResource | undefined {
    const found = this.resources.get(id);
    return found?.deleted === true ? undefined : found;
  }

  /** @throws ScimError 404 when there is no such resource of the type */
  get(type: ResourceType, id: string): StoredResource {
    return this.orMissing(type, id, this.find(id));
  }

  /** A resource as a reader sees it. @param lag milliseconds by which it is late @throws ScimError 404 */
  getSeen(type: ResourceType, id: string, lag: number | undefined): StoredResource {
    const now = this.resources.get(id);
    const seen = lag === undefined ? now : this.history.at(id, now, this.clock() - lag);
    return this.orMissing(type, id, seen?.deleted === true ? undefined : seen);
  }

  /** @throws ScimError 409 uniqueness (RFC 7644 section 3.3), 400 for a member that does not exist */
  create(type: ResourceType, read: ReadResource): StoredResource {
    const { members, ...attributes } = read.attributes;
    this.checkUnique(type, undefined, attributes);
    const ids = new Set(memberIds(members));
    this.checkMembers(ids);
    const now = this.clock();
    const id = this.deviations().oddIds === true ? `ö ${this.resources.size}/%2F?#${randomUUID()}` : randomUUID();
    const created = this.add({
      id,
      type: type.name,
      attributes,
      ...(type.name === 'Group' ? { members: ids } : {}),
      hasPassword: read.password,
      created: now,
      lastModified: now,
      version: 1,
    });
    this.onChange();
    return created;
  }

  /** Stores new attributes. A resource that stays as it was keeps its version and time (RFC 7644 section 3.5.2). */
  update(type: ResourceType, current: StoredResource, read: ReadResource, change?: MemberChange): StoredResource {
    this.checkUnique(type, current.id, read.attributes);
    if (change !== undefined) this.checkMembers(change.added);
    const same = isDeepStrictEqual(read.attributes, current.attributes) && !read.password;
    if (same && (change === undefined || !changes(change, current.members ?? new Set()))) return current;
    this.note(current.id);
    if (change !== undefined) this.applyMembers(current, change);
    const hasPassword = current.hasPassword || read.password;
    const next = this.replace(current, { ...current, attributes: read.attributes, hasPassword });
    this.onChange();
    return next;
  }

  /** Removes a resource, and its membership everywhere. @param soft keeps it out of sight, with its name taken */
  delete(id: string, soft = false): void {
    const current = this.resources.get(id);
    if (current === undefined) return;
    this.note(id);
    for (const group of this.groupsOf(id)) {
      this.note(group.id);
      this.applyMembers(group, { replaced: false, added: new Set(), removed: new Set([id]) });
      this.replace(group, group);
    }
    for (const member of current.members ?? []) this.memberOf.get(member)?.delete(id);
    if (soft) this.resources.set(id, { ...current, deleted: true });
    else {
      this.unname(current);
      this.resources.delete(id);
      this.ordered[current.type] = undefined;
    }
    this.onChange();
  }

  private add(resource: StoredResource): StoredResource {
    this.note(resource.id);
    this.ordered[resource.type] = undefined;
    this.resources.set(resource.id, resource);
    this.name(resource);
    for (const member of resource.members ?? []) this.join(member, resource.id);
    return resource;
  }

  private replace(before: StoredResource, next: StoredResource): StoredResource {
    const stored = { ...next, lastModified: this.clock(), version: before.version + 1 };
    this.unname(before);
    this.resources.set(stored.id, stored);
    this.name(stored);
    return stored;
  }

  private note(id: string): void {
    const { staleReads, chaos } = this.deviations();
    if (staleReads === undefined && chaos === undefined) return;
    this.history.note(id, this.resources.get(id), this.clock());
  }

  private name(resource: StoredResource): void {
    const name = nameOf(resource);
    const holders = this.holders[resource.type];
    holders.set(name, (holders.get(name) ?? new Set<string>()).add(resource.id));
  }

  private unname(resource: StoredResource): void {
    const holders = this.holders[resource.type].get(nameOf(resource));
    holders?.delete(resource.id);
    if (holders?.size === 0) this.holders[resource.type].delete(nameOf(resource));
  }

  private join(member: string, group: string): void {
    this.memberOf.set(member, (this.memberOf.get(member) ?? new Set<string>()).add(group));
  }

  private applyMembers(group: StoredResource, change: MemberChange): void {
    const members = group.members as Set<string>;
    const gone = change.replaced ? [...members].filter((id) => !change.added.has(id)) : change.removed;
    for (const id of gone) {
      members.delete(id);
      this.memberOf.get(id)?.delete(group.id);
    }
    for (const id of change.added) {
      members.add(id);
      this.join(id, group.id);
    }
  }

  private orMissing(type: ResourceType, id: string, found: StoredResource | undefined): StoredResource {
    if (found?.type !== type.name) throw new ScimError(404, `There is no ${type.name} with the id "${id}".`);
    return found;
  }

  private checkUnique(type: ResourceType, ownId: string | undefined, attributes: Attributes): void {
    if (this.deviations().allowTwins === true) return;
    const holders = this.holders[type.name].get(fold(attributes[type.unique]));
    if (holders === undefined || [...holders].every((id) => id === ownId)) return;
    throw new ScimError(409, `Another ${type.name} has this ${type.unique} already.`, 'uniqueness');
  }

  private checkMembers(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      if (this.find(id) === undefined) throw badRequest('invalidValue', `There is no member with the id "${id}".`);
    }
  }
}

function nameOf(resource: StoredResource): string {
  return fold(resource.attributes[resource.type === 'User' ? 'userName' : 'displayName']);
}

function fold(value: unknown): string {
  return typeof value === 'string' ? value.normalize('NFKC').toLowerCase() : '';
}

function changes(change: MemberChange, members: ReadonlySet<string>): boolean {
  if (change.replaced && (change.added.size !== members.size || [...members].some((id) => !change.added.has(id))))
    return true;
  return [...change.added].some((id) => !members.has(id)) || [...change.removed].some((id) => members.has(id));
}
