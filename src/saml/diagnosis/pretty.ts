import { looseTokens, type LooseToken } from './loose-xml';

/** Beyond this depth lines are not moved further in: deep nesting must not make the text grow. */
const DEEPEST = 30;
const LONG_TAG = 96;

/**
 * Writes XML for reading: an element a line, moved in by its depth. White space between elements is lost, so this is
 * for people only. What can't be read as XML is left as it is.
 */
export function prettyXml(xml: string): string {
  const tokens = [...looseTokens(xml)].filter((token) => token.kind !== 'text' || token.text.trim() !== '');
  const lines: string[] = [];
  let depth = 0;
  for (let place = 0; place < tokens.length; place += 1) {
    const token = tokens[place];
    if (token === undefined) break;
    if (token.kind === 'close') depth = Math.max(0, depth - 1);
    const margin = '  '.repeat(Math.min(depth, DEEPEST));
    const leaf = leafAt(tokens, place, margin);
    lines.push(margin + (leaf?.text ?? written(token, margin)));
    if (leaf !== undefined) place += leaf.tokens - 1;
    else if (token.kind === 'open' && !token.empty) depth += 1;
  }
  return lines.join('\n');
}

/** An element with nothing but a text, or nothing at all, needs no line for its end. */
function leafAt(
  tokens: readonly LooseToken[],
  place: number,
  margin: string,
): { readonly text: string; readonly tokens: number } | undefined {
  const [open, text, close] = [tokens[place], tokens[place + 1], tokens[place + 2]];
  if (open?.kind !== 'open' || open.empty) return undefined;
  if (text?.kind === 'close') return { text: written({ ...open, empty: true }, margin), tokens: 2 };
  if (text?.kind !== 'text' || close?.kind !== 'close') return undefined;
  return { text: `${written(open, margin)}${text.text.trim()}</${close.name}>`, tokens: 3 };
}

function written(token: LooseToken, margin: string): string {
  switch (token.kind) {
    case 'open': {
      const attributes = token.attributes.map(([name, value]) => `${name}="${value}"`);
      const end = token.empty ? '/>' : '>';
      const line = [`<${token.name}`, ...attributes].join(' ') + end;
      if (line.length <= LONG_TAG || attributes.length < 2) return line;
      return `<${token.name} ${attributes.join(`\n${margin}    `)}${end}`;
    }
    case 'close':
      return `</${token.name}>`;
    case 'comment':
      return `<!--${token.text}-->`;
    case 'instruction':
      return `<?${token.text}?>`;
    case 'text':
    case 'cdata':
    case 'rest':
      return token.text.trim();
  }
}
