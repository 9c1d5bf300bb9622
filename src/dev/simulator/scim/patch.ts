import { isDeepStrictEqual } from 'node:util';

import type { Operation } from './dialect';
import { badRequest } from './error';
import { matchesValue, readFilter, type Filter } from './filter';
import { resolvePath, splitUrn, type AttributePath } from './path';
import { complete, copyOf, isObject, readSingle, readValue, type Attributes, type ReadResource } from './read-resource';
import type { Attribute, ResourceType } from './schema';

interface Target extends AttributePath {
  readonly filter: Filter | undefined;
}

/**
 * Applies the operations of a PATCH (RFC 7644 section 3.5.2) to a copy of a resource's attributes: all or none. A filter
 * that selects nothing is answered with noTarget.
 * @throws ScimError 400 with the keyword of RFC 7644 table 9
 */
export function applyPatch(type: ResourceType, current: Attributes, operations: readonly Operation[]): ReadResource {
  const attributes = copyOf(current);
  for (const { op, path, value } of operations) {
    if (path === undefined) setWithoutPath(type, attributes, op, value);
    else if (op === 'remove') remove(attributes, readTarget(type, path));
    else setAtPath(type, attributes, op, path, value);
  }
  const password = typeof attributes['password'] === 'string';
  delete attributes['password'];
  return { attributes: complete(type, attributes), password };
}

function readTarget(type: ResourceType, path: string): Target {
  const bracket = path.indexOf('[');
  if (bracket < 0) return writable({ ...resolvePath(type, path, 'invalidPath'), filter: undefined });
  const end = path.lastIndexOf(']');
  const tail = path.slice(end + 1);
  if (end < bracket || (tail !== '' && !tail.startsWith('.'))) throw badRequest('invalidPath', `Can't read "${path}".`);
  const resolved = resolvePath(type, path.slice(0, bracket) + tail, 'invalidPath');
  if (!resolved.attribute.multiValued || resolved.attribute.type !== 'complex') {
    throw badRequest('invalidPath', `"${resolved.attribute.name}" has no values to select from.`);
  }
  return writable({ ...resolved, filter: readFilter(path.slice(bracket + 1, end)) });
}

function writable(target: Target): Target {
  if (target.attribute.mutability === 'readOnly' || target.sub?.mutability === 'readOnly') {
    throw badRequest('mutability', `"${target.attribute.name}" is read-only.`);
  }
  return target;
}

function setWithoutPath(type: ResourceType, attributes: Attributes, op: Operation['op'], value: unknown): void {
  if (!isObject(value)) throw badRequest('invalidValue', 'Without a path the value has to be an object of attributes.');
  for (const [key, item] of Object.entries(value)) {
    if (key.toLowerCase() === 'schemas') continue;
    const { extension, rest } = splitUrn(type, key);
    // RFC 7644 section 3.5.2: dots belong into a path; a key of the value is one attribute name.
    if (extension === undefined && key.includes('.') && !key.toLowerCase().startsWith('urn:')) {
      throw badRequest('invalidSyntax', `"${key}" is a path, not an attribute name.`);
    }
    if (extension !== undefined && rest === '') setExtension(type, attributes, op, extension, item);
    else setAtPath(type, attributes, op, key, item);
  }
}

function setExtension(
  type: ResourceType,
  attributes: Attributes,
  op: Operation['op'],
  extension: string,
  value: unknown,
): void {
  if (!isObject(value)) throw badRequest('invalidValue', `"${extension}" has to be an object.`);
  for (const [key, item] of Object.entries(value)) setAtPath(type, attributes, op, `${extension}:${key}`, item);
}

function setAtPath(
  type: ResourceType,
  attributes: Attributes,
  op: Operation['op'],
  path: string,
  value: unknown,
): void {
  if (value === undefined) throw badRequest('invalidValue', `The operation on "${path}" has no value.`);
  const { extension, rest } = splitUrn(type, path);
  if (extension !== undefined && rest === '') {
    setExtension(type, attributes, op, extension, value);
    return;
  }
  const target = readTarget(type, path);
  const holder = holderOf(attributes, target.extension);
  if (target.filter !== undefined) setSelected(holder, target, target.filter, path, value);
  else if (target.sub !== undefined) setSub(holder, target, target.sub, path, value);
  else if (target.attribute.multiValued && op === 'add') addValues(holder, target.attribute, path, value);
  else setWhole(holder, target.attribute, path, value);
  dropEmptyExtension(attributes, target.extension);
}

function setWhole(holder: Attributes, attribute: Attribute, path: string, value: unknown): void {
  const read = readValue(attribute, value, path);
  // RFC 7644 section 3.5.2.3: sub-attributes that are not named stay as they are.
  const merge = attribute.type === 'complex' && !attribute.multiValued && isObject(read);
  put(holder, attribute.name, merge ? { ...asObject(holder[attribute.name]), ...read } : read);
}

function setSub(holder: Attributes, target: Target, sub: Attribute, path: string, value: unknown): void {
  const { attribute } = target;
  const read = readValue(sub, value, path);
  if (!attribute.multiValued) {
    const next = { ...asObject(holder[attribute.name]) };
    put(next, sub.name, read);
    put(holder, attribute.name, Object.keys(next).length === 0 ? undefined : next);
    return;
  }
  const values = valuesOf(holder, attribute);
  if (values.length === 0) throw badRequest('noTarget', `"${attribute.name}" has no value to change.`);
  for (const item of values) put(item, sub.name, read);
  settlePrimary(values, values);
}

function setSelected(holder: Attributes, target: Target, filter: Filter, path: string, value: unknown): void {
  const { attribute, sub } = target;
  const values = valuesOf(holder, attribute);
  const selected = values.filter((item) => matchesValue(filter, attribute, item));
  if (selected.length === 0) throw badRequest('noTarget', `No value matches "${path}" (RFC 7644 section 3.5.2.3).`);
  for (const item of selected) {
    if (sub !== undefined) {
      put(item, sub.name, readValue(sub, value, path));
      continue;
    }
    const read = asObject(readSingle(attribute, value, path));
    for (const key of Object.keys(item)) delete item[key];
    Object.assign(item, read);
  }
  settlePrimary(values, selected);
  holder[attribute.name] = values;
}

function addValues(holder: Attributes, attribute: Attribute, path: string, value: unknown): void {
  const added = asObjects(readValue(attribute, Array.isArray(value) ? value : [value], path));
  const values = valuesOf(holder, attribute);
  const fresh = added.filter((item) => !values.some((existing) => isDeepStrictEqual(existing, item)));
  values.push(...fresh);
  settlePrimary(values, fresh);
  put(holder, attribute.name, values.length === 0 ? undefined : values);
}

function remove(attributes: Attributes, target: Target): void {
  const { attribute, sub, filter } = target;
  if (attribute.required && sub === undefined) throw badRequest('mutability', `"${attribute.name}" is required.`);
  const holder = holderOf(attributes, target.extension);
  if (filter === undefined && sub === undefined) {
    delete holder[attribute.name];
  } else if (!attribute.multiValued) {
    const next = { ...asObject(holder[attribute.name]) };
    if (sub !== undefined) delete next[sub.name];
    put(holder, attribute.name, Object.keys(next).length === 0 ? undefined : next);
  } else {
    const hit = (item: Attributes): boolean => filter === undefined || matchesValue(filter, attribute, item);
    const values = valuesOf(holder, attribute);
    if (sub !== undefined) for (const item of values.filter(hit)) delete item[sub.name];
    const left = sub === undefined ? values.filter((item) => !hit(item)) : values;
    put(holder, attribute.name, left.length === 0 ? undefined : left);
  }
  dropEmptyExtension(attributes, target.extension);
}

/** RFC 7644 section 3.5.2: when a new value becomes primary, the others stop being it. */
function settlePrimary(values: readonly Attributes[], changed: readonly Attributes[]): void {
  const primary = changed.filter((item) => item['primary'] === true);
  if (primary.length > 1) throw badRequest('invalidValue', 'Only one value can be primary.');
  if (primary.length === 0) return;
  for (const item of values) if (item !== primary[0] && item['primary'] === true) item['primary'] = false;
}

function holderOf(attributes: Attributes, extension: string | undefined): Attributes {
  if (extension === undefined) return attributes;
  const holder = asObject(attributes[extension]);
  attributes[extension] = holder;
  return holder;
}

function dropEmptyExtension(attributes: Attributes, extension: string | undefined): void {
  if (extension !== undefined && Object.keys(asObject(attributes[extension])).length === 0)
    delete attributes[extension];
}

function valuesOf(holder: Attributes, attribute: Attribute): Attributes[] {
  return asObjects(holder[attribute.name]);
}

function asObjects(value: unknown): Attributes[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function asObject(value: unknown): Attributes {
  return isObject(value) ? value : {};
}

function put(holder: Attributes, name: string, value: unknown): void {
  if (value === undefined) delete holder[name];
  else holder[name] = value;
}
