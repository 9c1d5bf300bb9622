import { wordsOf as visible } from '../web/browser-session';

/** Words that no German page has. */
const ENGLISH =
  /\b(?:the|your|you|and|with|from|this|that|sign|please|not|is|are|or|of|to|out|again|back|open|wrong|enter|choose|application|applications|password|ago)\b/i;

/** The page is German by what it says of itself and by every word that is seen or read out. */
export function expectGerman(html: string, ...sentences: readonly string[]): string {
  expect(html).toContain('<html lang="de"');
  const own = html.replace(/<(\w+)(?: [^>]*)? lang="en"[^>]*>[\s\S]*?<\/\1>/g, '');
  const words = visible(own);
  const read = [
    ...own.matchAll(/ (?:aria-label|placeholder|title|alt|data-th|data-other|data-other-label)="([^"]*)"/g),
  ];
  const spoken = read.map(([, text]) => text ?? '').filter((text) => !/^\d{4}-\d\d-\d\d .* UTC$/.test(text));
  for (const text of [words, ...spoken, /<title>([^<]*)/.exec(own)?.[1] ?? '']) {
    expect(ENGLISH.exec(text)?.[0] ? text : '').toBe('');
  }
  for (const sentence of sentences) expect(words).toContain(sentence);
  return words;
}
