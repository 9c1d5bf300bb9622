import { badRequest } from './error';
import { matchesValue, readFilter, type Filter } from './filter';
import { isObject, valueOf } from './read-resource';
import { findAttribute, GROUP_SCHEMA } from './schema';

/** What a request makes of a group's members, apart from its size: which come in and which go. */
export interface MemberChange {
  /** Everybody who is not added goes. */
  readonly replaced: boolean;
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/** One PATCH operation that means members, without its path's prefix. */
export interface MemberOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** The text between the brackets. */
  readonly filter: string | undefined;
  readonly value: unknown;
}

const MEMBERS = /^(?:urn:ietf:params:scim:schemas:core:2\.0:group:)?members(?:\[(.*)\])?(\..*)?$/is;
const BY_ID = /^\s*value\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i;

/** Tells whether a path means members, and reads its filter. @throws ScimError 400 for a part of a member, which is immutable */
export function readMembersPath(path: string): { readonly filter: string | undefined } | undefined {
  const match = MEMBERS.exec(path);
  if (match === null) return undefined;
  if (match[2] !== undefined) throw badRequest('mutability', 'Parts of a member are immutable (RFC 7643 section 4.2).');
  return { filter: match[1] };
}

/**
 * Works out what operations make of the members (RFC 7644 section 3.5.2), at a cost of the operations and not of the
 * group, unless a filter other than by id has to be looked up.
 * @param current the members before
 */
export function changeOfMembers(
  operations: readonly MemberOperation[],
  current: ReadonlySet<string>,
  represent: (id: string) => Record<string, unknown>,
): MemberChange {
  let replaced = false;
  const added = new Set<string>();
  const removed = new Set<string>();
  const take = (id: string): void => {
    added.delete(id);
    removed.add(id);
  };
  for (const { op, filter, value } of operations) {
    if (op === 'remove' && filter !== undefined) {
      const ids = selected(filter, replaced ? [...added] : [...byIdOr(filter, current, removed), ...added], represent);
      for (const id of ids) take(id);
    } else if (op === 'remove' && value !== undefined) {
      for (const id of memberIds(value)) take(id);
    } else {
      if (filter !== undefined) throw badRequest('mutability', 'A member is immutable (RFC 7643 section 4.2).');
      if (op !== 'add') {
        replaced = true;
        added.clear();
        removed.clear();
      }
      if (op === 'remove') continue;
      for (const id of memberIds(value)) {
        added.add(id);
        removed.delete(id);
      }
    }
  }
  return { replaced, added, removed };
}

/** The ids of members as they are sent: a list, or one alone. @throws ScimError 400 for one without a value */
export function memberIds(members: unknown): string[] {
  if (members === undefined || members === null) return [];
  return (Array.isArray(members) ? (members as unknown[]) : [members]).map((member) => {
    const value = isObject(member) ? valueOf(member, 'value') : undefined;
    if (typeof value !== 'string' || value === '') throw badRequest('invalidValue', 'A member needs a value.');
    return value;
  });
}

function byIdOr(filter: string, current: ReadonlySet<string>, removed: ReadonlySet<string>): string[] {
  const id = idOf(filter);
  if (id !== undefined) return current.has(id) ? [id] : [];
  return [...current].filter((member) => !removed.has(member));
}

function selected(
  filter: string,
  candidates: readonly string[],
  represent: (id: string) => Record<string, unknown>,
): string[] {
  const id = idOf(filter);
  if (id !== undefined) return candidates.filter((candidate) => candidate === id);
  const tree: Filter = readFilter(filter);
  const attribute = findAttribute(GROUP_SCHEMA.attributes, 'members');
  if (attribute === undefined) return [];
  return candidates.filter((candidate) => matchesValue(tree, attribute, represent(candidate)));
}

function idOf(filter: string): string | undefined {
  const text = BY_ID.exec(filter)?.[1];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as string;
  } catch {
    throw badRequest('invalidFilter', `${text} is not a JSON text.`);
  }
}
