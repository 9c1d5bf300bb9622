/** What an expression may take up. Characters are UTF-16 units, as everywhere in Passo. */
export const EXPRESSION_LIMIT = {
  /** Characters of an expression. */
  length: 500,
  /** Functions inside functions. */
  depth: 10,
  /** Function calls of an expression. */
  calls: 50,
  /** Characters of one value, between two functions as well as at the end. */
  value: 1024,
  /** Values at any point. */
  values: 5000,
} as const;

/** A fault in an expression, with a sentence for the admin that names the place. */
export class ExpressionError extends Error {
  /** The character it was found at, counted from 1. */
  readonly character: number;

  constructor(sentence: string, character: number) {
    super(sentence);
    this.name = 'ExpressionError';
    this.character = character;
  }
}

/** A value that grew beyond the limits while an expression was evaluated. */
export class ExpressionTooLarge extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'ExpressionTooLarge';
  }
}

/**
 * What can't stand in a text that goes to an application: what XML 1.0 section 2.2 leaves out, and U+0085 and U+2028,
 * which readers of XML 1.1 section 2.11 turn into line feeds, so that a signature would fail there.
 */
export const NOT_SENDABLE =
  /[^\t\n\r\u{20}-\u{84}\u{86}-\u{2027}\u{2029}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
