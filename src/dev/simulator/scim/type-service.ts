import type { Answer, Call } from './call';
import type { Deviations } from './deviations';
import { checkMemberLimit, keptAttributes, readOperations, readTextBoolean, splitMembers } from './dialect';
import { badRequest, notAllowed, ScimError } from './error';
import { answerList, shownAs, type ListSource } from './lists';
import { changeOfMembers, memberIds } from './members';
import { applyPatch } from './patch';
import { isObject, readResource, type Attributes, type ReadResource } from './read-resource';
import { locationOf, representMember, versionOf } from './represent';
import type { ResourceType } from './schema';
import type { ResourceStore, StoredResource } from './store';

/** The endpoint of one resource type, for one call. */
export class TypeService {
  private readonly source: ListSource;

  constructor(
    private readonly type: ResourceType,
    private readonly call: Call,
    private readonly store: ResourceStore,
    private readonly baseUrl: string,
    private readonly deviations: Deviations,
  ) {
    this.source = { type, query: call.query, store, baseUrl, deviations };
  }

  answer(id: string | undefined): Answer {
    const { method } = this.call;
    if (id === undefined) {
      if (method === 'GET') return { status: 200, headers: {}, body: answerList(this.source) };
      if (method === 'POST') return this.create();
      throw notAllowed(method);
    }
    if (method === 'GET') return this.show(this.store.getSeen(this.type, id, this.deviations.staleReads));
    const current = this.store.get(this.type, id);
    if (method === 'PUT' || method === 'PATCH') return this.change(current, method);
    if (method !== 'DELETE' || this.deviations.noDelete === true) throw notAllowed(method);
    this.checkVersion(current);
    this.store.delete(current.id, this.deviations.softDelete === true);
    return { status: 204, headers: {}, body: undefined };
  }

  private show(current: StoredResource): Answer {
    const version = versionOf(current);
    if (matchesTag(this.call.ifNoneMatch, version)) return { status: 304, headers: { ETag: version }, body: undefined };
    return this.resourceAnswer(200, current);
  }

  private create(): Answer {
    this.refuseMarked(this.call.body);
    const read = this.read(this.call.body);
    checkMemberLimit([read.attributes['members']], this.deviations);
    const active = this.type.name === 'User' && this.deviations.activeFromStart === true ? { active: true } : {};
    const created = this.store.create(this.type, { ...read, attributes: { ...read.attributes, ...active } });
    if (this.deviations.emptyCreates === true) return { status: 201, headers: {}, body: undefined };
    return this.resourceAnswer(201, created);
  }

  private change(current: StoredResource, method: 'PUT' | 'PATCH'): Answer {
    const { noPatch, noPut, emptyAnswers } = this.deviations;
    if (method === 'PATCH' && noPatch === '501') throw new ScimError(501, 'PATCH is not offered.');
    if ((method === 'PATCH' && noPatch !== undefined) || (method === 'PUT' && noPut === true)) throw notAllowed(method);
    this.checkVersion(current);
    this.refuseMarked(current.attributes);
    const changed = method === 'PUT' ? this.put(current) : this.patch(current);
    const empty = emptyAnswers === true && method === 'PATCH';
    const answer = empty ? { status: 204, headers: {}, body: undefined } : this.resourceAnswer(200, changed);
    if (
      this.deviations.deactivateRemoves === true &&
      this.type.name === 'User' &&
      changed.attributes['active'] === false
    ) {
      this.store.delete(changed.id);
    }
    return answer;
  }

  private put(current: StoredResource): StoredResource {
    const read = this.read(this.call.body);
    const { members, ...attributes } = read.attributes;
    this.checkFixed(current, attributes);
    if (this.type.name === 'User') return this.store.update(this.type, current, { ...read, attributes });
    checkMemberLimit([members], this.deviations);
    const change = { replaced: true, added: new Set(memberIds(members)), removed: new Set<string>() };
    return this.store.update(this.type, current, { ...read, attributes }, change);
  }

  private patch(current: StoredResource): StoredResource {
    const operations = readOperations(this.type, this.call.body, this.deviations);
    const { rest, members } = this.type.name === 'Group' ? splitMembers(operations) : { rest: operations, members: [] };
    if (members.length > 0 && this.deviations.noMemberPatch === true) {
      throw new ScimError(501, 'Members are not changed by PATCH here.');
    }
    checkMemberLimit(
      members.map(({ value }) => value),
      this.deviations,
    );
    const applied = applyPatch(this.type, current.attributes, rest);
    this.refusePassword(applied);
    const read = { ...applied, attributes: keptAttributes(this.type, applied.attributes, this.deviations) };
    this.checkFixed(current, read.attributes);
    if (members.length === 0) return this.store.update(this.type, current, read);
    const shown = (id: string): Attributes => representMember(id, this.store, this.baseUrl);
    return this.store.update(this.type, current, read, changeOfMembers(members, current.members ?? new Set(), shown));
  }

  private read(body: unknown): ReadResource {
    const read = readResource(this.type, readTextBoolean(body, this.deviations));
    this.refusePassword(read);
    return { ...read, attributes: keptAttributes(this.type, read.attributes, this.deviations) };
  }

  private refusePassword(read: ReadResource): void {
    if (!read.password || this.deviations.refusePassword !== true) return;
    throw badRequest('invalidValue', 'The password is too weak: use 20 characters or more.');
  }

  private checkFixed(current: StoredResource, attributes: Attributes): void {
    if (this.type.name !== 'User' || this.deviations.fixedUserName !== true) return;
    if (attributes['userName'] === current.attributes['userName']) return;
    throw badRequest('mutability', '"userName" can\'t be changed.');
  }

  private checkVersion(current: StoredResource): void {
    const { ifMatch } = this.call;
    if (ifMatch === undefined && this.deviations.ifMatchRequired === true) {
      throw new ScimError(428, 'Send If-Match with the version that was read.');
    }
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
    const tag = this.deviations.noVersions === true ? {} : { ETag: versionOf(resource) };
    const headers = { ...tag, Location: locationOf(this.baseUrl, resource) };
    return { status, headers, body: shownAs(this.source, resource) };
  }
}

function matchesTag(header: string | undefined, version: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim() === version);
}
