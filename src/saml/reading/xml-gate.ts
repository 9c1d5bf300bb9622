import { XML_LIMIT } from '../constants';

/** How much of it is read. */
export interface XmlLimits {
  readonly nodes: number;
  readonly depth: number;
}

/** Why a text is not the XML Passo reads, and where: the offset counts UTF-16 units from the start. */
export class XmlFault extends Error {
  readonly offset: number;
  readonly tooLarge: boolean;

  constructor(reason: string, offset: number, tooLarge = false) {
    super(reason);
    this.name = 'XmlFault';
    this.offset = offset;
    this.tooLarge = tooLarge;
  }
}

// XML 1.0 section 2.3. Combining marks stand in a class of their own, where no letter can be taken for their base.
const NAME_START =
  '[:A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}]';
const NAME_REST = `(?:${NAME_START}|[\\-.0-9\\u{B7}]|[\\u{300}-\\u{36F}]|[\\u{203F}-\\u{2040}])`;
const NAME = new RegExp(`${NAME_START}${NAME_REST}*`, 'uy');
const SPACE = /[ \t\r\n]*/y;
const REFERENCE = /&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});/y;
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/;
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/**
 * Reads a document from end to end and refuses everything that is not plain, well-formed, small XML 1.0: document types
 * and entities, processing instructions, other encodings, forbidden characters, two roots, repeated attributes, too many
 * nodes or levels. It stands in front of the parser, so that a lenient or slow parser never sees such a document.
 * @param limits how many nodes and levels; those of a message unless told
 * @throws XmlFault with the reason and the place
 */
export function checkXml(text: string, limits: XmlLimits = XML_LIMIT.message): void {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden) throw new XmlFault('a character that XML forbids', forbidden.index);
  const open: string[] = [];
  let rootSeen = false;
  let nodes = 0;
  let at = afterDeclaration(text);
  const count = (offset: number): void => {
    nodes += 1;
    if (nodes > limits.nodes) throw new XmlFault(`more than ${limits.nodes} nodes`, offset, true);
  };
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    const end = tag === -1 ? text.length : tag;
    if (end > at) {
      checkCharacterData(text, at, end, open.length > 0);
      count(at);
    }
    if (tag === -1) break;
    count(tag);
    if (text.startsWith('<!--', tag)) {
      at = afterComment(text, tag);
    } else if (text.startsWith('<![CDATA[', tag)) {
      if (open.length === 0) throw new XmlFault('text outside the root element', tag);
      // The parser drops an empty section without a trace, and a value must not hide markup.
      if (text.startsWith(']]>', tag + 9)) throw new XmlFault('an empty CDATA section', tag);
      at = after(text, ']]>', tag + 9, 'a CDATA section that does not end');
    } else if (text.startsWith('<!', tag)) {
      throw new XmlFault('a document type or entity declaration', tag);
    } else if (text.startsWith('<?', tag)) {
      throw new XmlFault('a processing instruction', tag);
    } else if (text.startsWith('</', tag)) {
      at = readEndTag(text, tag, open);
    } else {
      if (open.length === 0 && rootSeen) throw new XmlFault('more than one root element', tag);
      rootSeen = true;
      at = readStartTag(text, tag, open, count);
      if (open.length > limits.depth) throw new XmlFault(`more than ${limits.depth} levels`, tag, true);
    }
  }
  if (open.length > 0) throw new XmlFault(`the element ${open[open.length - 1] ?? ''} does not end`, text.length);
  if (!rootSeen) throw new XmlFault('no element', 0);
}

function afterDeclaration(text: string): number {
  if (!/^<\?xml[ \t\r\n]/.test(text)) return 0;
  const declaration = DECLARATION.exec(text);
  if (!declaration) throw new XmlFault('an XML declaration that is not well-formed', 0);
  const encoding = declaration[1] ?? declaration[2];
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') {
    throw new XmlFault(`the encoding ${encoding.slice(0, 40)} (only UTF-8 is read)`, 0);
  }
  return declaration[0].length;
}

function checkCharacterData(text: string, from: number, to: number, insideRoot: boolean): void {
  const data = text.slice(from, to);
  if (!insideRoot && /[^ \t\r\n]/.test(data)) throw new XmlFault('text outside the root element', from);
  const close = data.indexOf(']]>');
  if (close !== -1) throw new XmlFault('"]]>" in text', from + close);
  checkReferences(text, from, to);
}

function checkReferences(text: string, from: number, to: number): void {
  // Searched in the piece alone: a search to the end of the text for every piece would take its square.
  const piece = text.slice(from, to);
  for (let found = piece.indexOf('&'); found !== -1; found = piece.indexOf('&', found + 1)) {
    const at = from + found;
    const reference = match(REFERENCE, text, at);
    if (reference === '' || at + reference.length > to) throw new XmlFault('an undefined or broken entity', at);
    if (!reference.startsWith('&#')) continue;
    const hex = reference.startsWith('&#x');
    const code = Number.parseInt(reference.slice(hex ? 3 : 2, -1), hex ? 16 : 10);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || FORBIDDEN.test(String.fromCodePoint(code))) {
      throw new XmlFault('a reference to a character that XML forbids', at);
    }
  }
}

function afterComment(text: string, tag: number): number {
  const end = text.indexOf('--', tag + 4);
  if (end === -1) throw new XmlFault('a comment that does not end', tag);
  if (text[end + 2] !== '>') throw new XmlFault('"--" in a comment', end);
  return end + 3;
}

function readEndTag(text: string, tag: number, open: string[]): number {
  const name = match(NAME, text, tag + 2);
  const at = tag + 2 + name.length;
  const close = at + match(SPACE, text, at).length;
  if (name === '' || text[close] !== '>') throw new XmlFault('an end tag that is not well-formed', tag);
  const expected = open.pop();
  if (expected !== name) throw new XmlFault(`the end of ${name} where ${expected ?? 'nothing'} is open`, tag);
  return close + 1;
}

function readStartTag(text: string, tag: number, open: string[], count: (offset: number) => void): number {
  const name = match(NAME, text, tag + 1);
  if (name === '') throw new XmlFault('a "<" that begins nothing', tag);
  checkName(name, tag);
  const seen = new Set<string>();
  let at = tag + 1 + name.length;
  for (;;) {
    const space = match(SPACE, text, at).length;
    at += space;
    if (text[at] === '>') {
      open.push(name);
      return at + 1;
    }
    if (text.startsWith('/>', at)) return at + 2;
    const attribute = match(NAME, text, at);
    if (space === 0 || attribute === '') throw new XmlFault(`the start tag ${name} is not well-formed`, tag);
    if (seen.has(attribute)) throw new XmlFault(`the attribute ${attribute} twice`, at);
    checkName(attribute, at);
    seen.add(attribute);
    count(at);
    at = afterAttributeValue(text, at + attribute.length, attribute);
  }
}

function afterAttributeValue(text: string, from: number, name: string): number {
  let at = from + match(SPACE, text, from).length;
  if (text[at] !== '=') throw new XmlFault(`the attribute ${name} without a value`, from);
  at += 1;
  at += match(SPACE, text, at).length;
  const quote = text[at];
  if (quote !== '"' && quote !== "'") throw new XmlFault(`the attribute ${name} without quotes`, at);
  const end = text.indexOf(quote, at + 1);
  if (end === -1) throw new XmlFault(`the attribute ${name} does not end`, at);
  const less = text.slice(at, end).indexOf('<');
  if (less !== -1) throw new XmlFault(`"<" in the attribute ${name}`, at + less);
  checkReferences(text, at + 1, end);
  return end + 1;
}

function checkName(name: string, at: number): void {
  const colon = name.indexOf(':');
  if (colon === -1) return;
  const local = name.slice(colon + 1);
  if (colon === 0 || local === '' || local.includes(':') || match(NAME, local, 0) === '') {
    throw new XmlFault(`the name ${name} is not a qualified name`, at);
  }
}

function after(text: string, mark: string, from: number, reason: string): number {
  const at = text.indexOf(mark, from);
  if (at === -1) throw new XmlFault(reason, from);
  return at + mark.length;
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
