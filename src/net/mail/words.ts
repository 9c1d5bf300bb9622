/**
 * Puts a text on one line: control characters and marks of text direction in a name must not begin a header or a line,
 * or turn what follows around (RFC 5322 section 2.2).
 */
export function tidyWords(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
