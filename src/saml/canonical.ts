import { NOT_SENDABLE } from '../core/expression/limits';
import { SamlError } from './errors';

/** Attributes of an element by name; undefined ones are left out. */
export type CanonicalAttributes = Readonly<Record<string, string | undefined>>;

const TEXT_ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/**
 * A value as element text in canonical form (xml-c14n section 2.3).
 * @throws SamlError value_not_allowed for a character that can't travel in signed XML
 */
export function canonicalText(value: string): string {
  refuseForbidden(value);
  return value.replace(/[&<>\r]/g, (character) => TEXT_ESCAPES[character] ?? character);
}

/**
 * A value between the quotes of an attribute in canonical form (xml-c14n section 2.3).
 * @throws SamlError value_not_allowed for a character that can't travel in signed XML
 */
export function canonicalAttribute(value: string): string {
  refuseForbidden(value);
  return value.replace(/[&<"\t\n\r]/g, (character) => ATTRIBUTE_ESCAPES[character] ?? character);
}

/**
 * An element in the form exclusive C14N gives it: namespace declarations first, attributes by name, no empty-element
 * tag. The caller declares a prefix on the outermost element that uses it, and nowhere else.
 * @param name the qualified name; a constant of the program, never data
 * @param attributes names are constants of the program and have no prefix other than xmlns; values are escaped here
 * @param content canonical pieces, made by `element` and `canonicalText`
 */
export function element(name: string, attributes: CanonicalAttributes, ...content: readonly string[]): string {
  let start = `<${name}`;
  const keys = Object.keys(attributes);
  // Written in canonical order by most callers; sorting again would cost more than all the rest.
  if (!inCanonicalOrder(keys)) keys.sort(byCanonicalOrder);
  for (const key of keys) {
    const value = attributes[key];
    if (value !== undefined) start += ` ${key}="${canonicalAttribute(value)}"`;
  }
  return `${start}>${content.join('')}</${name}>`;
}

function inCanonicalOrder(keys: readonly string[]): boolean {
  for (let place = 1; place < keys.length; place += 1) {
    if (byCanonicalOrder(keys[place - 1] ?? '', keys[place] ?? '') > 0) return false;
  }
  return true;
}

function byCanonicalOrder(left: string, right: string): number {
  const difference = Number(right.startsWith('xmlns')) - Number(left.startsWith('xmlns'));
  if (difference !== 0) return difference;
  return left < right ? -1 : Number(left > right);
}

function refuseForbidden(value: string): void {
  const found = NOT_SENDABLE.exec(value)?.[0];
  if (found === undefined) return;
  const code = `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  throw new SamlError(
    'value_not_allowed',
    `A value contains the character ${code}, which can't be sent to an application. Remove it and try again.`,
    { clause: 'XML 1.0 section 2.2', facts: { character: code } },
  );
}
