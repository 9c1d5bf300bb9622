/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly parts: readonly Inline[] };

type Line = readonly Inline[];

/** A piece of a page. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly id: string; readonly parts: Line }
  | { readonly kind: 'paragraph'; readonly parts: Line }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'table'; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] };

const FENCE = /^```/;
const HEADING = /^(#{1,4}) +(.+?) *$/;
const ITEM = /^( *)([-*]|\d+\.) +(.*)$/;
const ROW = /^\|(.*)\|\s*$/;
const RULE = /^\|[\s:|-]+\|\s*$/;

/**
 * Reads the Markdown that our documents are written in: headings, paragraphs, lists, tables, code, quotes, links, strong
 * and emphasised text. No HTML: a sign `<` is a sign. Pictures are left out.
 */
export function readMarkdown(text: string): Block[] {
  const ids = new Map<string, number>();
  return readBlocks(text.replaceAll('\r', '').split('\n'), ids);
}

function readBlocks(lines: readonly string[], ids: Map<string, number>): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  const line = (): string => lines[at] ?? '';
  while (at < lines.length) {
    if (line().trim() === '') {
      at += 1;
    } else if (FENCE.test(line())) {
      const code: string[] = [];
      for (at += 1; at < lines.length && !FENCE.test(line()); at += 1) code.push(line());
      at += 1;
      blocks.push({ kind: 'code', text: code.join('\n') });
    } else if (/^ {4}/.test(line())) {
      const code: string[] = [];
      for (; at < lines.length && (/^ {4}/.test(line()) || line().trim() === ''); at += 1) code.push(line().slice(4));
      blocks.push({ kind: 'code', text: code.join('\n').trimEnd() });
    } else if (HEADING.test(line())) {
      const [, marks = '', words = ''] = HEADING.exec(line()) ?? [];
      const parts = readInline(words);
      blocks.push({ kind: 'heading', level: marks.length, id: idOf(plainText(parts), ids), parts });
      at += 1;
    } else if (ROW.test(line()) && RULE.test(lines[at + 1] ?? '')) {
      const head = cellsOf(line());
      const rows: Line[][] = [];
      for (at += 2; at < lines.length && ROW.test(line()); at += 1) rows.push(cellsOf(line()));
      blocks.push({ kind: 'table', head, rows });
    } else if (ITEM.test(line())) {
      const [list, next] = readList(lines, at, ids);
      blocks.push(list);
      at = next;
    } else if (line().startsWith('>')) {
      const quoted: string[] = [];
      for (; at < lines.length && line().startsWith('>'); at += 1) quoted.push(line().replace(/^> ?/, ''));
      blocks.push({ kind: 'quote', blocks: readBlocks(quoted, ids) });
    } else {
      const words = [line()];
      for (at += 1; at < lines.length && continuesParagraph(line()); at += 1) words.push(line());
      const parts = readInline(words.map((word) => word.trim()).join(' '));
      if (parts.length > 0) blocks.push({ kind: 'paragraph', parts });
    }
  }
  return blocks;
}

function continuesParagraph(line: string): boolean {
  return line.trim() !== '' && ![FENCE, HEADING, ITEM, ROW, /^>/].some((pattern) => pattern.test(line));
}

function readList(lines: readonly string[], start: number, ids: Map<string, number>): [Block, number] {
  const [, indent = '', mark = ''] = ITEM.exec(lines[start] ?? '') ?? [];
  const ordered = /\d/.test(mark);
  const items: Block[][] = [];
  let at = start;
  while (at < lines.length) {
    const match = ITEM.exec(lines[at] ?? '');
    if (match === null || match[1]?.length !== indent.length || /\d/.test(match[2] ?? '') !== ordered) break;
    const inner = indent.length + (match[2] ?? '').length + 1;
    const own = [match[3] ?? ''];
    for (at += 1; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      const next = lines[at + 1] ?? '';
      const deeper = line.startsWith(' '.repeat(inner));
      if (line.trim() === '' ? !next.startsWith(' '.repeat(inner)) : !deeper && ITEM.test(line)) break;
      if (line.trim() !== '' && !deeper && !continuesParagraph(line)) break;
      own.push(deeper ? line.slice(inner) : line.trimStart());
    }
    items.push(readBlocks(own, ids));
    if ((lines[at] ?? '').trim() === '' && ITEM.test(lines[at + 1] ?? '')) at += 1;
  }
  return [{ kind: 'list', ordered, items }, at];
}

function cellsOf(row: string): Line[] {
  const [, inner = ''] = ROW.exec(row) ?? [];
  return inner.split(/(?<!\\)\|/).map((cell) => readInline(cell.trim().replaceAll('\\|', '|')));
}

const INLINE =
  /(`+)(.+?)\1|!\[[^\]]*\]\([^)]*\)|\[((?:[^[\]]|`[^`]*`)+)\]\(([^()\s]+)\)|\*\*(.+?)\*\*|(?<![\w*])[_*](?! )([^_*]+?)[_*](?![\w*])|<(https?:\/\/[^>\s]+)>|\\([\\`*_[\]<>|#-])/g;

function readInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  const plain = (until: number): void => {
    if (until > end) parts.push({ kind: 'text', text: text.slice(end, until) });
  };
  for (const match of text.matchAll(INLINE)) {
    const [whole, , code, label, href, strong, em, address, escaped] = match;
    plain(match.index);
    end = match.index + whole.length;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (label !== undefined && href !== undefined) parts.push({ kind: 'link', href, parts: readInline(label) });
    else if (strong !== undefined) parts.push({ kind: 'strong', parts: readInline(strong) });
    else if (em !== undefined) parts.push({ kind: 'em', parts: readInline(em) });
    else if (address !== undefined)
      parts.push({ kind: 'link', href: address, parts: [{ kind: 'text', text: address }] });
    else if (escaped !== undefined) parts.push({ kind: 'text', text: escaped });
  }
  plain(text.length);
  return parts;
}

/** The words of a line without their marks. */
export function plainText(parts: Line): string {
  return parts.map((part) => ('text' in part ? part.text : plainText(part.parts))).join('');
}

/** The anchor of a heading, as repositories on the web make it. */
function idOf(words: string, ids: Map<string, number>): string {
  const id = words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
  const before = ids.get(id) ?? 0;
  ids.set(id, before + 1);
  return before === 0 ? id : `${id}-${before}`;
}
