import { LIMIT } from '../constants';
import { attributeOf, malformed, textOf, type XmlElement } from '../xml';

/**
 * Reads an xs:boolean: true, false, 1 or 0 with white space around it.
 * @returns undefined when the attribute is absent
 * @throws SamlError message_malformed for anything else
 */
export function readBoolean(element: XmlElement, name: string): boolean | undefined {
  const text = attributeOf(element, name);
  if (text === undefined) return undefined;
  const value = collapse(text);
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw malformed('message', `${name} is neither true nor false`);
}

/**
 * Reads an instant in UTC (saml-core section 1.3.3).
 * @returns milliseconds since the epoch; undefined when the attribute is absent
 * @throws SamlError message_malformed for other time zones and impossible dates
 */
export function readInstant(element: XmlElement, name: string): number | undefined {
  const text = attributeOf(element, name);
  if (text === undefined) return undefined;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,12})?(?:Z|\+00:00)?$/.exec(collapse(text));
  const instant = match ? Date.parse(`${match[1] ?? ''}${(match[2] ?? '.000').slice(0, 4)}Z`) : Number.NaN;
  if (Number.isNaN(instant)) throw malformed('message', `${name} is not a time in UTC`);
  return instant;
}

/**
 * Reads an xs:unsignedShort.
 * @returns undefined when the attribute is absent
 * @throws SamlError message_malformed for anything but a whole number from 0 to 65535
 */
export function readShort(element: XmlElement, name: string): number | undefined {
  const number = readCount(element, name);
  if (number !== undefined && number > 65535) throw malformed('message', `${name} is not a number up to 65535`);
  return number;
}

/**
 * Reads an xs:nonNegativeInteger of at most nine digits.
 * @returns undefined when the attribute is absent
 * @throws SamlError message_malformed for anything else
 */
export function readCount(element: XmlElement, name: string): number | undefined {
  const text = attributeOf(element, name);
  if (text === undefined) return undefined;
  const value = collapse(text);
  if (!/^\d{1,9}$/.test(value)) throw malformed('message', `${name} is not a whole number`);
  return Number(value);
}

/**
 * Reads the ID of a message: an xs:ID of at most 256 characters (saml-core section 1.3.4).
 * @throws SamlError message_malformed when it is missing or something else
 */
export function readMessageId(root: XmlElement): string {
  const id = collapse(attributeOf(root, 'ID') ?? '');
  if (id.length <= LIMIT.id && /^[\p{L}_][\p{L}\p{N}\p{M}_.\-\u00B7]*$/u.test(id)) return id;
  throw malformed('message', 'its ID is missing or not an xs:ID');
}

/** A name identifier or an Issuer as it stands in a message; an attribute without a value counts as absent. */
export interface ReadName {
  readonly value: string;
  readonly format?: string;
  readonly nameQualifier?: string;
  readonly spNameQualifier?: string;
  readonly spProvidedId?: string;
}

/**
 * Reads an element of the type NameIDType (saml-core section 2.2.2).
 * @throws SamlError message_malformed for markup in the value, an empty or overlong one
 */
export function readName(element: XmlElement): ReadName {
  const value = textOf(element);
  if (value === '' || value.length > LIMIT.entityId) {
    throw malformed('message', `its ${String(element.localName)} is empty or too long`);
  }
  return {
    value,
    ...optional('format', attributeOf(element, 'Format') || undefined),
    ...optional('nameQualifier', attributeOf(element, 'NameQualifier') || undefined),
    ...optional('spNameQualifier', attributeOf(element, 'SPNameQualifier') || undefined),
    ...optional('spProvidedId', attributeOf(element, 'SPProvidedID') || undefined),
  };
}

/** An object of one key, or none when there is no value. */
export function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value });
}

function collapse(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
