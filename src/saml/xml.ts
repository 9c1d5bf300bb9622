import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import { NS, XML_LIMIT } from './constants';
import { SamlError } from './errors';
import { checkXml, XmlFault } from './reading/xml-gate';

/** An element of a document that passed the strict gate. */
export type XmlElement = Element;

/** What is being read; decides the error code and the words of the sentence. */
export type XmlKind = 'message' | 'metadata';

/**
 * Parses a document: strict gate first, then the parser with every warning and error fatal. The only way in for XML.
 * @param bytes UTF-8, at most 256 KB of a message and 2 MB of metadata
 * @returns the root element
 * @throws SamlError message_malformed, metadata_malformed or message_too_large, with the fact `line` where it is known
 */
export function parseXml(bytes: Buffer, kind: XmlKind): XmlElement {
  const limits = XML_LIMIT[kind];
  if (bytes.length > limits.bytes) throw tooLarge(kind, `more than ${limits.bytes / 1024} KB`);
  const text = decodeUtf8(bytes, kind);
  try {
    checkXml(text, limits);
    const root = parseStrictly(text);
    checkNamespaces(root, text);
    return root;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw malformed(kind, 'it is not well-formed XML', lineIn(error), error);
    const line = String(text.slice(0, error.offset).split(/\r\n|\r|\n/).length);
    if (error.tooLarge) throw tooLarge(kind, error.message, line);
    throw malformed(kind, error.message, line);
  }
}

/** Child elements in order; comments and white space between them are passed over. */
export function childElements(parent: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node)) found.push(node);
  }
  return found;
}

/** Child elements with exactly this namespace and local name. */
export function childrenNamed(parent: XmlElement, namespace: string, name: string): XmlElement[] {
  return childElements(parent).filter((child) => isNamed(child, namespace, name));
}

/**
 * The child of this name, or undefined.
 * @throws SamlError when there are several, because two readers could then pick different ones
 */
export function onlyChild(
  parent: XmlElement,
  namespace: string,
  name: string,
  kind: XmlKind = 'message',
): XmlElement | undefined {
  const found = childrenNamed(parent, namespace, name);
  if (found.length > 1) throw malformed(kind, `the element ${name} is there more than once`);
  return found[0];
}

/** Tells whether an element has exactly this namespace and local name. */
export function isNamed(element: XmlElement, namespace: string, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name;
}

/** The value of an attribute without namespace; undefined when it is absent. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.hasAttribute(name) ? (element.getAttribute(name) ?? undefined) : undefined;
}

/**
 * The whole text of an element whose content is a value, without white space around it. Comments, CDATA sections and
 * child elements in it are refused, because readers disagree about what the value then is.
 * @throws SamlError message_malformed or metadata_malformed
 */
export function textOf(element: XmlElement, kind: XmlKind = 'message'): string {
  let text = '';
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (node.nodeType !== TEXT_NODE) throw malformed(kind, `markup inside the value of ${element.localName}`);
    text += node.nodeValue ?? '';
  }
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/** Tells whether a comment or a CDATA section stands anywhere inside an element. */
export function hasHiddenMarkup(element: XmlElement): boolean {
  for (let node = element.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node) ? hasHiddenMarkup(node) : node.nodeType !== TEXT_NODE) return true;
  }
  return false;
}

/** The element and every element below it, in document order. */
export function allElements(root: XmlElement): XmlElement[] {
  const found = [root];
  for (const child of childElements(root)) found.push(...allElements(child));
  return found;
}

/** The error for a document that can't be read; `reason` is a noun phrase or a short clause, `line` counts from 1. */
export function malformed(kind: XmlKind, reason: string, line?: string, cause?: unknown): SamlError {
  const where = line === undefined ? '' : ` (line ${line})`;
  const facts = { reason, ...(line === undefined ? {} : { line }) };
  return kind === 'metadata'
    ? new SamlError(
        'metadata_malformed',
        `The metadata can't be read: ${reason}${where}. Check the file and upload it again.`,
        {
          clause: 'saml-metadata 2',
          facts,
          cause,
        },
      )
    : new SamlError('message_malformed', `The application sent a message that can't be read: ${reason}${where}.`, {
        clause: 'saml-core 1.3, 3.4.1',
        facts,
        cause,
      });
}

const TEXT_NODE = 3;

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

function tooLarge(kind: XmlKind, reason: string, line?: string): SamlError {
  const what = kind === 'metadata' ? 'The metadata is' : 'The application sent a message that is';
  return new SamlError('message_too_large', `${what} too large: ${reason}.`, {
    clause: 'saml-sec-consider 6.1',
    facts: { reason, ...(line === undefined ? {} : { line }) },
  });
}

function decodeUtf8(bytes: Buffer, kind: XmlKind): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw malformed(kind, 'it is not UTF-8', undefined, error);
  }
}

function parseStrictly(text: string): XmlElement {
  const stop = (message: string): never => {
    throw new Error(message);
  };
  const options = {
    locator: {},
    // XML 1.0 section 2.11 knows CR and CRLF alone; the parser's own rule is the one of XML 1.1.
    normalizeLineEndings: (source: string) => source.replace(/\r\n?/g, '\n'),
    errorHandler: { warning: stop, error: stop, fatalError: stop },
  };
  return new DOMParser(options).parseFromString(text, 'text/xml').documentElement;
}

/** An element as a document of its own, with the namespaces it needs. Signatures around it are lost. */
export function documentOf(element: XmlElement): string {
  return new XMLSerializer().serializeToString(element);
}

/** The line an element begins on, counted from 1; undefined where the parser did not keep it. */
export function lineOf(element: XmlElement): string | undefined {
  const { lineNumber } = element as { lineNumber?: number };
  return lineNumber === undefined ? undefined : String(lineNumber);
}

/** The parser names the place in its message alone. */
function lineIn(error: unknown): string | undefined {
  return error instanceof Error ? /\[line:(\d+)/.exec(error.message)?.[1] : undefined;
}

/** Namespaces in XML 1.0 sections 5 and 6.3: prefixes are declared, no attribute twice under two prefixes. */
function checkNamespaces(root: XmlElement, text: string): void {
  for (const element of allElements(root)) {
    const problem = namespaceProblem(element);
    if (problem !== undefined) throw new XmlFault(problem, offsetOf(element, text));
  }
}

function namespaceProblem(element: XmlElement): string | undefined {
  if (element.prefix && !element.namespaceURI) return `the prefix ${element.prefix} is not declared`;
  const seen = new Set<string>();
  for (const attribute of Array.from(element.attributes)) {
    if (attribute.name === 'xmlns' || attribute.prefix === 'xmlns') {
      if (!isAllowedDeclaration(attribute)) return `a namespace declaration that is not allowed (${attribute.name})`;
      continue;
    }
    if (attribute.prefix && !attribute.namespaceURI) return `the prefix ${attribute.prefix} is not declared`;
    const name = `${attribute.namespaceURI ?? ''} ${attribute.localName}`;
    if (seen.has(name)) return `the attribute ${attribute.localName} twice`;
    seen.add(name);
  }
  return undefined;
}

function isAllowedDeclaration(attribute: Attr): boolean {
  const reserved = attribute.localName === 'xmlns' && attribute.prefix === 'xmlns';
  const emptied = attribute.prefix === 'xmlns' && attribute.value === '';
  const moved = (attribute.localName === 'xml') !== (attribute.value === NS.xml);
  return !(reserved || emptied || moved || attribute.value === NS.xmlns);
}

/** Where the line of an element begins. */
function offsetOf(element: XmlElement, text: string): number {
  const lines = Number(lineOf(element) ?? 1) - 1;
  let at = 0;
  for (const end of text.matchAll(/\r\n|\r|\n/g)) {
    if (at >= lines) return end.index;
    at += 1;
  }
  return text.length;
}
