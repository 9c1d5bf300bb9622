import { badRequest } from './error';
import { attributesOf, splitUrn } from './path';
import { findAttribute, type Attribute, type ResourceType } from './schema';

/** The attributes of a stored resource: no id, no meta, no password. */
export type Attributes = Record<string, unknown>;

/** A resource as it was sent, checked: what to store, and whether a password came with it. */
export interface ReadResource {
  readonly attributes: Attributes;
  readonly password: boolean;
}

/**
 * Reads the body of a POST or PUT. Read-only attributes are ignored (RFC 7644 section 3.3); everything else has to be
 * in the schema with the right type, or the request is refused with 400. Names come out in the schema's spelling; empty
 * lists and nulls come out as absent (RFC 7643 section 2.5).
 */
export function readResource(type: ResourceType, body: unknown): ReadResource {
  if (!isObject(body)) throw badRequest('invalidSyntax', 'The body is not a JSON object.');
  const schemas = valueOf(body, 'schemas');
  if (!Array.isArray(schemas) || !schemas.some((urn) => sameUrn(urn, type.schema.id))) {
    throw badRequest('invalidSyntax', `"schemas" has to name ${type.schema.id} (RFC 7643 section 3).`);
  }
  const known = [type.schema, ...type.extensions];
  const strange: unknown = schemas.find((urn) => !known.some((schema) => sameUrn(urn, schema.id)));
  if (strange !== undefined) throw badRequest('invalidValue', `The schema ${JSON.stringify(strange)} is not known.`);

  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(body)) {
    if (key.toLowerCase() === 'schemas') continue;
    const { extension, rest } = splitUrn(type, key);
    if (extension !== undefined && rest === '') {
      if (!schemas.some((urn) => sameUrn(urn, extension))) {
        throw badRequest('invalidSyntax', `"schemas" does not name ${extension}, which the body uses.`);
      }
      const read = readObject(attributesOf(type, extension), value, extension);
      if (Object.keys(read).length > 0) attributes[extension] = read;
      continue;
    }
    assign(attributes, attributesOf(type, undefined), key, value, '');
  }
  const password = typeof attributes['password'] === 'string';
  delete attributes['password'];
  return { attributes: complete(type, attributes), password };
}

/**
 * Checks what has to hold for a whole resource and fills in what the simulator decides itself.
 * @throws ScimError 400 invalidValue when a required attribute has no value
 */
export function complete(type: ResourceType, attributes: Attributes): Attributes {
  for (const attribute of type.schema.attributes) {
    const value = attributes[attribute.name];
    if (attribute.required && (typeof value !== 'string' || value.trim() === '')) {
      throw badRequest('invalidValue', `"${attribute.name}" is required.`);
    }
  }
  if (type.name === 'User') return { ...attributes, active: attributes['active'] ?? true };
  return attributes;
}

/** Reads one value against its definition; undefined when it means "no value". */
export function readValue(attribute: Attribute, value: unknown, where: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (!attribute.multiValued) return readSingle(attribute, value, where);
  if (!Array.isArray(value)) throw badRequest('invalidValue', `"${where}" has to be a list.`);
  const items = value.map((item) => readSingle(attribute, item, where));
  const filled = items.filter((item) => item !== undefined);
  onePrimary(filled, where);
  return filled.length === 0 ? undefined : filled;
}

/** Reads one value of an attribute, of a multi-valued one too. */
export function readSingle(attribute: Attribute, value: unknown, where: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (attribute.type === 'complex') {
    const read = readObject(attribute.subAttributes ?? [], value, where);
    return Object.keys(read).length === 0 ? undefined : read;
  }
  const wanted = attribute.type === 'boolean' ? 'boolean' : 'string';
  if (typeof value !== wanted) {
    throw badRequest('invalidValue', `"${where}" has to be a ${wanted}, not ${JSON.stringify(value)}.`);
  }
  return value;
}

/** A deep copy of JSON values. Made through JSON, so that copies compare as equal wherever they were parsed. */
export function copyOf(attributes: Attributes): Attributes {
  return JSON.parse(JSON.stringify(attributes)) as Attributes;
}

/** Tells a JSON object from other values. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a member by a name that is not case sensitive (RFC 7643 section 2.1). */
export function valueOf(object: Record<string, unknown>, name: string): unknown {
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

function readObject(definitions: readonly Attribute[], value: unknown, where: string): Attributes {
  if (!isObject(value)) throw badRequest('invalidValue', `"${where}" has to be an object.`);
  const read: Attributes = {};
  for (const [key, item] of Object.entries(value)) assign(read, definitions, key, item, `${where}.`);
  return read;
}

function assign(
  into: Attributes,
  definitions: readonly Attribute[],
  key: string,
  value: unknown,
  prefix: string,
): void {
  const attribute = findAttribute(definitions, key);
  if (attribute === undefined) throw badRequest('invalidSyntax', `There is no attribute "${prefix}${key}".`);
  if (attribute.mutability === 'readOnly') return;
  if (Object.hasOwn(into, attribute.name)) throw badRequest('invalidSyntax', `"${prefix}${key}" is given twice.`);
  const read = readValue(attribute, value, `${prefix}${attribute.name}`);
  if (read !== undefined) into[attribute.name] = read;
}

function onePrimary(items: readonly unknown[], where: string): void {
  const primaries = items.filter((item) => isObject(item) && item['primary'] === true);
  if (primaries.length > 1) throw badRequest('invalidValue', `"${where}" has more than one primary value.`);
}

function sameUrn(urn: unknown, wanted: string): boolean {
  return typeof urn === 'string' && urn.toLowerCase() === wanted.toLowerCase();
}
