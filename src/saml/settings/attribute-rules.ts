import type { SsoAttribute } from '../../core/application';
import { isAttributeName } from '../../core/attributes';
import { NAME_FORMAT } from '../constants';
import { expressionProblem } from '../expression/expression';
import { isOneLine, isSendable } from './text-rules';

const MOST = 100;
const LONGEST = { name: 512, constant: 1024, filter: 256 } as const;
const FILTERS: readonly string[] = ['starts-with', 'ends-with', 'contains', 'of-application'];

/** What is wrong with the attributes as a whole; the first fault, with the attribute it is in. */
export function attributesProblem(attributes: readonly SsoAttribute[]): string | undefined {
  if (attributes.length > MOST) return `At most ${MOST} attributes can be kept.`;
  for (const attribute of attributes) {
    const problem = attributeProblem(attribute);
    if (problem === undefined) continue;
    return isNamed(attribute) ? `${attribute.name}: ${problem}` : problem;
  }
  const names = attributes.map((attribute) => attribute.name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return undefined;
  return `The attribute ${twice} is there twice. For several values, choose Expression and write values(…).`;
}

/** What is wrong with one attribute, whether it is switched on or not. */
export function attributeProblem(attribute: SsoAttribute): string | undefined {
  const { name, from, constant, expression, nameFormat, groups } = attribute;
  if (name.trim() === '') return 'Every attribute needs a name.';
  if (name.length > LONGEST.name) return `An attribute name may have at most ${LONGEST.name} characters.`;
  if (!isOneLine(name)) return 'An attribute name may not contain line breaks or control characters.';
  if (!isAttributeName(from)) return 'Choose one of the directory’s properties.';
  if (nameFormat !== undefined && !Object.hasOwn(NAME_FORMAT, nameFormat)) return 'Choose a name format from the list.';
  if (constant !== undefined && constant.length > LONGEST.constant) {
    return 'A constant value may have at most 1,024 characters.';
  }
  if (constant !== undefined && !isSendable(constant)) {
    return 'The constant value holds a character that can’t be sent to an application.';
  }
  if (groups !== undefined) {
    if (!FILTERS.includes(groups.kind)) return 'Choose which user groups are sent from the list.';
    if (groups.kind !== 'of-application' && groups.text.trim() === '') {
      return 'Enter the part of the name that the user groups are chosen by.';
    }
    if (groups.kind !== 'of-application' && !isOneLine(groups.text)) {
      return 'The part of a user group’s name may not contain line breaks or control characters.';
    }
    if (groups.kind !== 'of-application' && groups.text.length > LONGEST.filter) {
      return `The part of a user group’s name may have at most ${LONGEST.filter} characters.`;
    }
  }
  if (expression === undefined) return undefined;
  if (constant !== undefined && constant !== '') return 'Enter a constant value or an expression, not both.';
  return expressionProblem(expression);
}

function isNamed({ name }: SsoAttribute): boolean {
  return name.trim() !== '' && name.length <= LONGEST.name && isOneLine(name);
}
