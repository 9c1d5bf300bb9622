import { isComplex } from './attribute-path';
import type { ScimAttributes } from './schemas';

/** A resource as an SP answered it: its id, and everything it said, unchecked. */
export interface ScimResource {
  readonly id: string;
  readonly attributes: ScimAttributes;
}

const LIMIT = 1000;

/**
 * Reads a resource from an answer (RFC 7643 section 3.1). Undefined when it is none, or when its id can't be used. A
 * number stands for the text of its digits, because several SPs send it so.
 */
export function readResource(json: unknown): ScimResource | undefined {
  if (!isComplex(json) || !Object.hasOwn(json, 'id')) return undefined;
  const id = typeof json['id'] === 'number' ? String(json['id']) : json['id'];
  return typeof id === 'string' && isUsableId(id) ? { id, attributes: json } : undefined;
}

/**
 * Tells whether an id can stand in a path. A lone `.` or `..` can't: addresses that hold them, even percent-encoded,
 * are shortened and would name another resource.
 */
export function isUsableId(id: string): boolean {
  return id !== '' && id.length <= LIMIT && id !== '.' && id !== '..' && !/\p{Surrogate}/u.test(id);
}

/**
 * Reads an attribute whatever the case of its name (RFC 7643 section 2.1: attribute names are case insensitive).
 */
export function attributeOf(attributes: ScimAttributes, name: string): ScimAttributes[string] | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const wanted = name.toLowerCase();
  return Object.entries(attributes).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
