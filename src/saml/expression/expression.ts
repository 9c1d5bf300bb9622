import type { AttributeSource } from '../../core/attributes';
import {
  ExpressionError,
  ExpressionTooLarge,
  knownExpression as known,
  parseExpression as parse,
  type Expression,
} from '../../core/expression/expression';
import { SamlError } from '../errors';

export { EXPRESSION_LIMIT, ExpressionError, expressionProblem } from '../../core/expression/expression';

const CLAUSE = 'saml-core 2.7.3.1';
const LIMITED = new WeakMap<Expression, Expression>();

/**
 * Reads an expression whose values go into an assertion.
 * @returns evaluating it throws SamlError value_not_allowed when a value grows beyond the limits
 * @throws ExpressionError with a sentence that names the place
 */
export function parseExpression(text: string): Expression {
  return limited(parse(text));
}

/**
 * The expression of a stored setting: read once and kept, because the same few come at every sign-on.
 * @throws SamlError value_not_allowed for one that can't be read
 */
export function knownExpression(text: string): Expression {
  try {
    const read = known(text);
    const before = LIMITED.get(read);
    if (before !== undefined) return before;
    const made = limited(read);
    LIMITED.set(read, made);
    return made;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new SamlError('value_not_allowed', error.message, { clause: CLAUSE, cause: error });
  }
}

function limited({ properties, evaluate }: Expression): Expression {
  return {
    properties,
    evaluate: (source: AttributeSource) => {
      try {
        return evaluate(source);
      } catch (error) {
        if (!(error instanceof ExpressionTooLarge)) throw error;
        throw new SamlError('value_not_allowed', error.message, { clause: CLAUSE, cause: error });
      }
    },
  };
}
