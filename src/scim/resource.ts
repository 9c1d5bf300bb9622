import { fold } from '../core/ids';
import { isComplex } from './attribute-path';
import type { Json, ScimAttributes } from './schemas';

/** A resource as an SP answered it: its id, and everything it said, unchecked. */
export interface ScimResource {
  readonly id: string;
  readonly attributes: ScimAttributes;
}

const LIMIT = 1000;

/**
 * Reads a resource from an answer (RFC 7643 section 3.1). Undefined when it is none, or when its id can't be used. A
 * number stands for the text of its digits, because several SPs send it so, as far as all its digits can be known. Where
 * `active` is a text, it is read as what it means.
 */
export function readResource(json: unknown): ScimResource | undefined {
  if (!isComplex(json) || !Object.hasOwn(json, 'id')) return undefined;
  const said = json['id'];
  const id = typeof said === 'number' && Number.isSafeInteger(said) ? String(said) : said;
  if (typeof id !== 'string' || !isUsableId(id)) return undefined;
  const active = json['active'];
  if (typeof active !== 'string' || !/^(?:true|false)$/i.test(active)) return { id, attributes: json };
  return { id, attributes: { ...json, active: active.toLowerCase() === 'true' } };
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

/** The e-mail addresses of a user, in the form in which they are compared: without case and outer space. */
export function emailsOf(attributes: ScimAttributes): string[] {
  const emails = attributeOf(attributes, 'emails');
  const found: string[] = [];
  if (!Array.isArray(emails)) return found;
  for (const item of emails as readonly Json[]) {
    const email = isComplex(item) ? attributeOf(item, 'value') : item;
    if (typeof email === 'string' && email.trim() !== '') found.push(fold(email));
  }
  return found;
}
