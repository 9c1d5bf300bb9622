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
