import type { AttributeName, AttributeSource } from '../attributes';
import { collected } from './functions';
import { EXPRESSION_LIMIT, ExpressionError } from './limits';
import { readExpression, valuesOf } from './parser';

export { EXPRESSION_LIMIT, ExpressionError, ExpressionTooLarge } from './limits';

/** An expression that was read, ready to be evaluated for one person after another. */
export interface Expression {
  /** The properties it reads. */
  readonly properties: ReadonlySet<AttributeName>;
  /**
   * The values for a person, without empty ones.
   * @throws ExpressionTooLarge when a value grows beyond the limits
   */
  readonly evaluate: (source: AttributeSource) => string[];
}

/**
 * Reads an expression, such as `join(" ", firstname, lastname)`.
 * @throws ExpressionError with a sentence that names the place
 */
export function parseExpression(text: string): Expression {
  if (text.trim() === '') throw new ExpressionError('Enter an expression.', 1);
  if (text.length > EXPRESSION_LIMIT.length) {
    const sentence = `An expression may have at most ${EXPRESSION_LIMIT.length} characters; this one has ${text.length}.`;
    throw new ExpressionError(sentence, EXPRESSION_LIMIT.length + 1);
  }
  const properties = new Set<AttributeName>();
  const whole = readExpression(text, properties);
  return { properties, evaluate: (source) => collected(valuesOf(whole, source)) };
}

/** What is wrong with an expression, as a sentence that names the place; undefined when it can be used. */
export function expressionProblem(text: string): string | undefined {
  try {
    parseExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

const READ_BEFORE = new Map<string, Expression>();
const MOST = 1000;

/**
 * The expression of a stored setting: read once and kept, because the same few come for every person.
 * @throws ExpressionError for one that can't be read
 */
export function knownExpression(text: string): Expression {
  const known = READ_BEFORE.get(text);
  if (known !== undefined) return known;
  const read = parseExpression(text);
  if (READ_BEFORE.size >= MOST) READ_BEFORE.clear();
  READ_BEFORE.set(text, read);
  return read;
}
