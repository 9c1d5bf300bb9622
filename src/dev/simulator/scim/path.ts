import { badRequest, type ScimType } from './error';
import { findAttribute, topAttributes, type Attribute, type ResourceType } from './schema';

/** Where a dotted name leads: the extension it lies in, the attribute, and the sub-attribute when one is named. */
export interface AttributePath {
  /** URN of the extension, or undefined for the core schema. */
  readonly extension: string | undefined;
  readonly attribute: Attribute;
  readonly sub: Attribute | undefined;
}

/**
 * Splits a schema URN off the front of a name, by the schemas of the type and without regard to case.
 * @returns the extension's URN (undefined for core or no URN) and the rest; the rest is empty for a URN alone
 */
export function splitUrn(type: ResourceType, name: string): { extension: string | undefined; rest: string } {
  const lower = name.toLowerCase();
  for (const schema of [type.schema, ...type.extensions]) {
    const urn = schema.id.toLowerCase();
    if (lower !== urn && !lower.startsWith(`${urn}:`)) continue;
    return { extension: schema === type.schema ? undefined : schema.id, rest: name.slice(urn.length + 1) };
  }
  return { extension: undefined, rest: name };
}

/** The attribute definitions at the top of the core schema or of an extension. */
export function attributesOf(type: ResourceType, extension: string | undefined): readonly Attribute[] {
  if (extension === undefined) return topAttributes(type);
  return type.extensions.find((schema) => schema.id === extension)?.attributes ?? [];
}

/**
 * Resolves an attribute notation (RFC 7644 section 3.10) such as `name.givenName` or
 * `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`.
 * @param keyword the scimType of the 400 that an unknown name is answered with
 */
export function resolvePath(type: ResourceType, name: string, keyword: ScimType): AttributePath {
  const { extension, rest } = splitUrn(type, name);
  const parts = rest.split('.');
  const attribute = findAttribute(attributesOf(type, extension), parts[0] ?? '');
  if (attribute === undefined || parts.length > 2) throw badRequest(keyword, `There is no attribute "${name}".`);
  if (parts[1] === undefined) return { extension, attribute, sub: undefined };
  const sub = findAttribute(attribute.subAttributes ?? [], parts[1]);
  if (sub === undefined) throw badRequest(keyword, `There is no attribute "${name}".`);
  return { extension, attribute, sub };
}
