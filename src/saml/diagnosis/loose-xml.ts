/** A piece of a text that may be XML. Names and values are as they stood there. */
export type LooseToken =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: readonly (readonly [name: string, value: string])[];
      /** `<a/>`: no closing tag follows. */
      readonly empty: boolean;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cdata'; readonly text: string }
  | { readonly kind: 'comment'; readonly text: string }
  /** `<?xml …?>` and the like. */
  | { readonly kind: 'instruction'; readonly text: string }
  /** From here on it can't be read as XML. */
  | { readonly kind: 'rest'; readonly text: string };

const OPEN = /<([^\s=<>"'/!?&]+)/y;
const ATTRIBUTE = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;
const CLOSE = /<\/([^\s=<>"'/!?&]+)\s*>/y;

/**
 * Takes a text apart for showing it, where the strict reader would refuse it: nothing is believed, nothing is expanded,
 * and what can't be read comes as one last piece. Time grows with the length of the text alone.
 */
export function* looseTokens(xml: string): Generator<LooseToken> {
  let place = 0;
  while (place < xml.length) {
    const next = xml.indexOf('<', place);
    const end = next === -1 ? xml.length : next;
    if (end > place) yield { kind: 'text', text: xml.slice(place, end) };
    if (next === -1) return;
    const [token, after] = tokenAt(xml, next);
    yield token;
    place = after;
  }
}

/** The name of an element or attribute without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function tokenAt(xml: string, start: number): [LooseToken, number] {
  return readAt(xml, start) ?? [{ kind: 'rest', text: xml.slice(start) }, xml.length];
}

function readAt(xml: string, start: number): [LooseToken, number] | undefined {
  if (xml.startsWith('<!--', start)) return between(xml, start, '<!--', '-->', 'comment');
  if (xml.startsWith('<![CDATA[', start)) return between(xml, start, '<![CDATA[', ']]>', 'cdata');
  if (xml.startsWith('<?', start)) return between(xml, start, '<?', '?>', 'instruction');
  if (xml.startsWith('</', start)) {
    const [whole, name] = match(CLOSE, xml, start);
    return whole === undefined || name === undefined ? undefined : [{ kind: 'close', name }, start + whole.length];
  }
  const [opening, name] = match(OPEN, xml, start);
  if (opening === undefined || name === undefined) return undefined;
  let place = start + opening.length;
  const attributes: [string, string][] = [];
  for (;;) {
    const [whole, key, double, single] = match(ATTRIBUTE, xml, place);
    if (whole === undefined || key === undefined) break;
    attributes.push([key, double ?? single ?? '']);
    place += whole.length;
  }
  const [ending, slash] = match(TAG_END, xml, place);
  if (ending === undefined) return undefined;
  return [{ kind: 'open', name, attributes, empty: slash === '/' }, place + ending.length];
}

function between(
  xml: string,
  start: number,
  begin: string,
  end: string,
  kind: 'comment' | 'cdata' | 'instruction',
): [LooseToken, number] | undefined {
  const from = start + begin.length;
  const to = xml.indexOf(end, from);
  return to === -1 ? undefined : [{ kind, text: xml.slice(from, to) }, to + end.length];
}

function match(pattern: RegExp, text: string, place: number): readonly (string | undefined)[] {
  pattern.lastIndex = place;
  return pattern.exec(text) ?? [];
}
