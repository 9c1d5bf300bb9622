import { namesIn, type Deviations } from './deviations';
import { badRequest, ScimError } from './error';
import { memberIds, readMembersPath, type MemberOperation } from './members';
import { isObject, valueOf, type Attributes } from './read-resource';
import { findAttribute, type ResourceType } from './schema';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A PATCH operation whose form has been checked (RFC 7644 section 3.5.2). */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string | undefined;
  readonly value: unknown;
}

/**
 * Reads the operations of a PATCH body. Strict where clients are often loose: `op` is lower case, and `remove` takes no
 * value.
 * @throws ScimError 400 with the keyword of RFC 7644 table 9
 */
export function readOperations(type: ResourceType, body: unknown, deviations: Deviations): readonly Operation[] {
  const schemas = isObject(body) ? valueOf(body, 'schemas') : undefined;
  if (!isObject(body) || !Array.isArray(schemas) || !schemas.includes(PATCH_OP)) {
    throw badRequest('invalidSyntax', `"schemas" has to name ${PATCH_OP}.`);
  }
  const operations = valueOf(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0 || !operations.every(isObject)) {
    throw badRequest('invalidSyntax', '"Operations" has to be a list of operations.');
  }
  return operations.map((operation) => readOperation(type, operation, deviations));
}

/** Takes the operations on members out of a group's; one without a path may be of both kinds. */
export function splitMembers(operations: readonly Operation[]): {
  readonly rest: readonly Operation[];
  readonly members: readonly MemberOperation[];
} {
  const rest: Operation[] = [];
  const members: MemberOperation[] = [];
  for (const operation of operations) {
    const { op, path, value } = operation;
    const target = path === undefined ? undefined : readMembersPath(path);
    if (target !== undefined) {
      members.push({ op, filter: target.filter, value });
      continue;
    }
    if (path !== undefined || !isObject(value)) {
      rest.push(operation);
      continue;
    }
    const entries = Object.entries(value);
    const own = entries.filter(([key]) => key.toLowerCase() === 'members');
    for (const [, list] of own) members.push({ op, filter: undefined, value: list });
    if (own.length < entries.length || own.length === 0) {
      rest.push({ op, path, value: Object.fromEntries(entries.filter(([key]) => key.toLowerCase() !== 'members')) });
    }
  }
  return { rest, members };
}

/** Refuses a request that names more members than the product takes at once. */
export function checkMemberLimit(lists: readonly unknown[], deviations: Deviations): void {
  const { memberLimit, memberLimitStatus } = deviations;
  if (memberLimit === undefined) return;
  const count = lists.reduce<number>((sum, list) => sum + memberIds(list).length, 0);
  if (count <= memberLimit) return;
  const detail = `There are too many members in one request: ${count}, and ${memberLimit} is the limit.`;
  if (memberLimitStatus === '400') throw badRequest('invalidValue', detail);
  throw new ScimError(413, detail);
}

/** Reads `active` as a text where the product knows it as a text only, in the body of a POST or PUT. */
export function readTextBoolean(body: unknown, deviations: Deviations): unknown {
  if (deviations.stringBooleans !== true || !isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, isActive(key) ? fromText(value) : value]));
}

/** Writes `active` as a text where the product knows it as a text only. */
export function withTextBoolean(body: Attributes, deviations: Deviations): Attributes {
  if (deviations.stringBooleans !== true || typeof body['active'] !== 'boolean') return body;
  return { ...body, active: body['active'] ? 'True' : 'False' };
}

/** Takes away what the product throws away without a word, and refuses what lacks something it needs. */
export function keptAttributes(type: ResourceType, attributes: Attributes, deviations: Deviations): Attributes {
  const dropped = namesIn(deviations.dropAttributes);
  const needed = namesIn(deviations.requireAttributes);
  if (type.name !== 'User' || (dropped.length === 0 && needed.length === 0)) return attributes;
  const missing = needed.find((name) => valueAnywhere(type, attributes, name) === undefined);
  if (missing !== undefined) throw badRequest('invalidValue', `"${missing}" is required.`);
  const without = (holder: Attributes): Attributes =>
    Object.fromEntries(Object.entries(holder).filter(([key]) => !dropped.includes(key.toLowerCase())));
  const kept = without(attributes);
  for (const { id } of type.extensions) {
    const extension = kept[id];
    if (!isObject(extension)) continue;
    const left = without(extension);
    if (Object.keys(left).length > 0) kept[id] = left;
    else delete kept[id];
  }
  return kept;
}

function readOperation(type: ResourceType, operation: Record<string, unknown>, deviations: Deviations): Operation {
  const op = readOp(valueOf(operation, 'op'), deviations);
  const path = valueOf(operation, 'path');
  const value = valueOf(operation, 'value');
  if (path !== undefined && typeof path !== 'string') throw badRequest('invalidPath', '"path" has to be a text.');
  if (op === 'remove') {
    if (path === undefined) throw badRequest('noTarget', 'A remove operation needs a path.');
    return { op, path, value: removedValue(type, path, value, deviations) };
  }
  if (type.name === 'User' && deviations.pathlessOnly === true && path !== undefined) {
    throw badRequest('invalidPath', 'An operation takes no path here: send an object of attributes as its value.');
  }
  if (deviations.stringBooleans !== true || type.name !== 'User') return { op, path, value };
  if (path === undefined) return { op, path, value: readTextBoolean(value, deviations) };
  return { op, path, value: isActive(path) ? fromText(value) : value };
}

function removedValue(type: ResourceType, path: string, value: unknown, deviations: Deviations): unknown {
  const byValue = type.name === 'Group' && deviations.memberRemovalByValue === true;
  const target = byValue ? readMembersPath(path) : undefined;
  if (target?.filter !== undefined) throw badRequest('invalidPath', `Can't read "${path}".`);
  if (value !== undefined && target === undefined) {
    throw badRequest('invalidValue', 'A remove operation takes no value.');
  }
  return value;
}

function readOp(op: unknown, { opCase }: Deviations): Operation['op'] {
  const words = opCase === 'title' ? ['Add', 'Replace', 'Remove'] : ['add', 'replace', 'remove'];
  if (typeof op === 'string' && words.includes(op)) return op.toLowerCase() as Operation['op'];
  throw badRequest('invalidSyntax', `"op" has to be ${words.join(' or ')}, not ${JSON.stringify(op)}.`);
}

function isActive(name: string): boolean {
  return /^(urn:ietf:params:scim:schemas:core:2\.0:user:)?active$/i.test(name);
}

function fromText(value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw badRequest('invalidValue', `"active" has to be the text "True" or "False", not ${JSON.stringify(value)}.`);
}

function valueAnywhere(type: ResourceType, attributes: Attributes, name: string): unknown {
  const holders = [attributes, ...type.extensions.map(({ id }) => attributes[id])].filter(isObject);
  for (const holder of holders) {
    const key = Object.keys(holder).find((candidate) => candidate.toLowerCase() === name);
    if (
      key !== undefined &&
      findAttribute([...type.schema.attributes, ...type.extensions.flatMap((s) => s.attributes)], key)
    ) {
      return holder[key];
    }
  }
  return undefined;
}
