import type { SamlError } from '../errors';
import { attributeOf, lineOf, malformed, type XmlElement } from '../xml';

/** Metadata that can't be used, with the line of the element it is about. */
export function refuse(reason: string, element?: XmlElement): SamlError {
  return malformed('metadata', reason, element && lineOf(element));
}

/**
 * Reads an attribute that is true or false; false when it is absent (XML Schema part 2 section 3.2.2).
 * @throws SamlError metadata_malformed
 */
export function readFlag(element: XmlElement, name: string): boolean {
  const value = (attributeOf(element, name) ?? 'false').trim();
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw refuse(`${name} is neither true nor false`, element);
}

/** Text for people, such as a name: on one line, and not longer than is shown. Markup in it counts for nothing. */
export function wordsIn(element: XmlElement): string {
  return (element.textContent ?? '')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

/** A place in the metadata for a sentence: "line 12", or nothing. */
export function atLine(element: XmlElement): string {
  const line = lineOf(element);
  return line === undefined ? '' : ` (line ${line})`;
}
