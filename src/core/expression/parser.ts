import {
  DIRECTORY_ATTRIBUTES,
  isAttributeName,
  readTexts,
  type AttributeName,
  type AttributeSource,
} from '../attributes';
import { countOf, FUNCTIONS, kindAt, type ArgumentKind, type ExpressionFunction } from './functions';
import { EXPRESSION_LIMIT, type ExpressionError } from './limits';
import { Reader } from './reader';

/** A part of an expression, ready to be evaluated. */
export type Part =
  | { readonly kind: 'values'; readonly values: (source: AttributeSource) => readonly string[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number };

/** What a part gives for a person. */
export function valuesOf(part: Part, source: AttributeSource): readonly string[] {
  if (part.kind === 'values') return part.values(source);
  return part.kind === 'text' && part.text !== '' ? [part.text] : [];
}

/**
 * Reads a whole expression. Each function becomes a closure over its arguments; nothing of the text is ever run.
 * @param text within the limit of length
 * @param properties gets the names of the properties that the expression reads
 * @throws ExpressionError with the place of the first fault
 */
export function readExpression(text: string, properties: Set<AttributeName>): Part {
  const reader = new Reader(text);
  let calls = 0;

  const readPart = (depth: number): Part => {
    const start = reader.place();
    const next = reader.next();
    if (next === '"' || next === "'") return { kind: 'text', text: reader.quoted() };
    const digits = reader.take(/^\d$/);
    if (digits !== '') return { kind: 'number', number: numberOf(digits, start) };
    const name = reader.take(/^[A-Za-z_]$/);
    if (name === '') throw reader.fault(missing(next), start);
    if (reader.next() === '(') return readCall(name, start, depth + 1);
    if (!isAttributeName(name)) throw unknownProperty(name, start);
    properties.add(name);
    return { kind: 'values', values: (source) => readTexts(name, source) };
  };

  const readCall = (name: string, start: number, depth: number): Part => {
    const definition = FUNCTIONS.get(name);
    if (definition === undefined) throw unknownFunction(name, start);
    calls += 1;
    if (depth > EXPRESSION_LIMIT.depth) {
      throw reader.fault(
        `At most ${EXPRESSION_LIMIT.depth} functions may stand inside each other; there is one more`,
        start,
      );
    }
    if (calls > EXPRESSION_LIMIT.calls) {
      throw reader.fault(
        `An expression may have at most ${EXPRESSION_LIMIT.calls} functions; there is one more`,
        start,
      );
    }
    reader.skip();
    const parts = readArguments(name, definition, depth);
    const inPlace = (...kinds: ArgumentKind[]): Part[] =>
      parts.filter((_part, place) => kinds.some((kind) => kind === kindAt(definition, place)));
    const values = inPlace('values');
    const texts = inPlace('text', 'search').flatMap((part) => (part.kind === 'text' ? part.text : []));
    const numbers = inPlace('number').flatMap((part) => (part.kind === 'number' ? part.number : []));
    const { run } = definition;
    return {
      kind: 'values',
      values: (source) => run({ values: values.map((part) => valuesOf(part, source)), texts, numbers }),
    };
  };

  const readArguments = (name: string, definition: ExpressionFunction, depth: number): Part[] => {
    const parts: Part[] = [];
    for (;;) {
      const start = reader.place();
      const kind = kindAt(definition, parts.length);
      if (kind === undefined) throw reader.fault(`${name} takes ${countOf(definition)}, and there are more`, start);
      const part = readPart(depth);
      const problem = kindProblem(part, kind);
      if (problem !== undefined) throw reader.fault(`${name} takes ${problem}`, start);
      parts.push(part);
      const end = reader.place();
      const next = reader.next();
      if (next !== ',' && next !== ')') throw reader.fault('A comma or a closing bracket is missing', end);
      reader.skip();
      if (next === ',') continue;
      if (parts.length >= definition.parameters.length - (definition.optional ?? 0)) return parts;
      throw reader.fault(`${name} takes ${countOf(definition)}, and there are fewer`, end);
    }
  };

  const numberOf = (digits: string, start: number): number => {
    if (/^[1-9]\d{0,3}$/.test(digits)) return Number(digits);
    throw reader.fault('A number is a whole one from 1 to 9999', start);
  };
  const unknownFunction = (name: string, start: number): ExpressionError => {
    const near = [...FUNCTIONS.keys()].find((known) => known === name.toLowerCase());
    const hint = near === undefined ? `Functions are ${[...FUNCTIONS.keys()].join(', ')}` : `Write ${near}`;
    return reader.fault(`There is no function called ${name}. ${hint}. It stands`, start);
  };
  const unknownProperty = (name: string, start: number): ExpressionError => {
    const near = DIRECTORY_ATTRIBUTES.find((known) => known.name.toLowerCase() === name.toLowerCase());
    const hint = near === undefined ? 'Texts stand in quotes' : `Write ${near.name}`;
    return reader.fault(`There is no property called ${name}. ${hint}. It stands`, start);
  };

  const whole = readPart(0);
  const end = reader.place();
  if (reader.next() !== undefined) throw reader.fault('The expression should end', end);
  if (whole.kind === 'number') throw reader.fault('A number alone is no value; put it in quotes', 0);
  return whole;
}

function kindProblem(part: Part, kind: ArgumentKind): string | undefined {
  if (kind === 'number') return part.kind === 'number' ? undefined : 'a whole number';
  if (kind === 'values') return part.kind === 'number' ? 'a property, a text in quotes or a function' : undefined;
  if (part.kind !== 'text') return 'a text in quotes';
  return kind === 'search' && part.text === '' ? 'a text in quotes that is not empty' : undefined;
}

function missing(next: string | undefined): string {
  const wanted = 'A property, a text in quotes or a function is missing';
  if (next === undefined || next === ')' || next === ',') return wanted;
  if (/^[“”„‘’«»`]$/.test(next)) return 'Texts stand in straight quotes, as in "text". There is another kind of quote';
  return wanted;
}
