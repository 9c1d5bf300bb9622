import { fold } from '../ids';
import { EXPRESSION_LIMIT, ExpressionTooLarge } from './limits';

/** What an argument has to be: any expression, a text in quotes, one that is not empty, or a whole number from 1. */
export type ArgumentKind = 'values' | 'text' | 'search' | 'number';

/** The arguments of a call, by kind and in order. */
export interface CallArguments {
  readonly values: readonly (readonly string[])[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** A function of the language. */
export interface ExpressionFunction {
  readonly parameters: readonly ArgumentKind[];
  /** How many of the parameters, from the end, may be left out. */
  readonly optional?: number;
  /** Further arguments of this kind may follow. */
  readonly rest?: ArgumentKind;
  readonly run: (given: CallArguments) => string[];
}

/** All functions by name. A map, because a name from outside must not reach what every object inherits. */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map<string, ExpressionFunction>([
  [
    'join',
    { parameters: ['text', 'values'], rest: 'values', run: ({ values, texts }) => joined(values, textAt(texts)) },
  ],
  ['default', { parameters: ['values', 'values'], rest: 'values', run: ({ values }) => firstGiven(values) }],
  ['values', { parameters: ['values', 'values'], rest: 'values', run: ({ values }) => collected(values.flat()) }],
  ['first', { parameters: ['values'], run: ({ values }) => firstOf(values).slice(0, 1) }],
  ['lower', { parameters: ['values'], run: ({ values }) => each(firstOf(values), (value) => value.toLowerCase()) }],
  ['upper', { parameters: ['values'], run: ({ values }) => each(firstOf(values), (value) => value.toUpperCase()) }],
  ['trim', { parameters: ['values'], run: ({ values }) => each(firstOf(values), (value) => value.trim()) }],
  [
    'left',
    {
      parameters: ['values', 'number'],
      run: ({ values, numbers: [count = 1] }) =>
        each(firstOf(values), (value) => Array.from(value).slice(0, count).join('')),
    },
  ],
  [
    'prefix',
    {
      parameters: ['values', 'text'],
      run: ({ values, texts }) => each(firstOf(values), (value) => textAt(texts) + value),
    },
  ],
  [
    'suffix',
    {
      parameters: ['values', 'text'],
      run: ({ values, texts }) => each(firstOf(values), (value) => value + textAt(texts)),
    },
  ],
  [
    'replace',
    {
      parameters: ['values', 'search', 'text'],
      run: ({ values, texts }) => each(firstOf(values), (value) => replaced(value, textAt(texts), textAt(texts, 1))),
    },
  ],
  [
    'split',
    {
      parameters: ['values', 'search', 'number'],
      optional: 1,
      run: ({ values, texts, numbers: [place] }) => split(firstOf(values), textAt(texts), place),
    },
  ],
  [
    'when',
    {
      parameters: ['values', 'search', 'values', 'values'],
      optional: 1,
      run: ({ values: [tested = [], then = [], otherwise = []], texts }) => {
        const wanted = fold(textAt(texts));
        return [...(tested.some((value) => fold(value) === wanted) ? then : otherwise)];
      },
    },
  ],
]);

/** The kind of a function's argument at a place, counted from 0; undefined when there is none. */
export function kindAt({ parameters, rest }: ExpressionFunction, place: number): ArgumentKind | undefined {
  return parameters[place] ?? rest;
}

/** How many arguments a function takes, in words. */
export function countOf({ parameters, optional = 0, rest }: ExpressionFunction): string {
  const least = parameters.length - optional;
  if (rest !== undefined) return `${least} arguments or more`;
  if (optional > 0) return `${least} or ${parameters.length} arguments`;
  return least === 1 ? '1 argument' : `${least} arguments`;
}

/** Refuses a value or a number of values beyond the limits; empty texts are no values. */
export function collected(values: readonly string[]): string[] {
  if (values.length > EXPRESSION_LIMIT.values) {
    throw new ExpressionTooLarge(`The expression gives more than ${EXPRESSION_LIMIT.values} values.`);
  }
  return values.map(checked).filter((value) => value !== '');
}

function checked(value: string): string {
  if (value.length <= EXPRESSION_LIMIT.value) return value;
  throw new ExpressionTooLarge('The expression gives a value of more than 1,024 characters.');
}

/** Each value is judged as it is made, so that nothing grows far beyond the limits. */
function each(values: readonly string[], change: (value: string) => string): string[] {
  return values.map((value) => checked(change(value))).filter((value) => value !== '');
}

function joined(values: readonly (readonly string[])[], separator: string): string[] {
  let text = '';
  for (const value of values.flat()) text = checked(text === '' ? value : text + separator + value);
  return text === '' ? [] : [text];
}

function firstGiven(values: readonly (readonly string[])[]): string[] {
  return [...(values.find((candidate) => candidate.length > 0) ?? [])];
}

/** All places, as plain text; `String.replaceAll` would read "$&" in the new text as a command. */
function replaced(value: string, from: string, to: string): string {
  const parts = value.split(from);
  if (value.length + (parts.length - 1) * (to.length - from.length) > EXPRESSION_LIMIT.value) {
    throw new ExpressionTooLarge('The expression gives a value of more than 1,024 characters.');
  }
  return parts.join(to);
}

function split(values: readonly string[], separator: string, place: number | undefined): string[] {
  const parts: string[] = [];
  for (const value of values) {
    const found = value.split(separator, EXPRESSION_LIMIT.values + 1);
    parts.push(...(place === undefined ? found : found.slice(place - 1, place)));
    if (parts.length > EXPRESSION_LIMIT.values) return collected(parts);
  }
  return collected(parts);
}

function firstOf(values: readonly (readonly string[])[]): readonly string[] {
  return values[0] ?? [];
}

function textAt(texts: readonly string[], place = 0): string {
  return texts[place] ?? '';
}
