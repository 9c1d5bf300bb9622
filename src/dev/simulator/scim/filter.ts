import { badRequest } from './error';
import { resolvePath, type AttributePath } from './path';
import { findAttribute, type Attribute, type ResourceType } from './schema';

/** A filter as a tree (RFC 7644 section 3.4.2.2). */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'values'; readonly name: string; readonly inner: Filter }
  | { readonly kind: 'compare'; readonly name: string; readonly op: Operator; readonly value: Literal };

type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'pr';
type Literal = string | number | boolean | null;
type Token = { readonly kind: 'word' | 'text' | 'mark'; readonly text: string };

const OPERATORS: readonly string[] = ['eq', 'ne', 'co', 'sw', 'ew', 'pr'];
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|([^\s()[\]"]+))/y;
const DEPTH_LIMIT = 20;

/** Reads a filter, or refuses it with 400 invalidFilter. Ordering operators (gt, ge, lt, le) are not offered. */
export function readFilter(input: string): Filter {
  const tokens = tokenize(input);
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const take = (): Token => {
    const token = tokens[at];
    if (token === undefined) throw badRequest('invalidFilter', 'The filter ends too early.');
    at += 1;
    return token;
  };
  const isWord = (token: Token | undefined, word: string): boolean =>
    token?.kind === 'word' && token.text.toLowerCase() === word;
  const expect = (mark: string): void => {
    if (take().text !== mark) throw badRequest('invalidFilter', `The filter lacks "${mark}".`);
  };

  const either = (depth: number): Filter => {
    let left = both(depth);
    while (isWord(peek(), 'or')) {
      take();
      left = { kind: 'or', left, right: both(depth) };
    }
    return left;
  };
  const both = (depth: number): Filter => {
    let left = single(depth);
    while (isWord(peek(), 'and')) {
      take();
      left = { kind: 'and', left, right: single(depth) };
    }
    return left;
  };
  const group = (depth: number): Filter => {
    expect('(');
    const inner = either(depth + 1);
    expect(')');
    return inner;
  };
  const single = (depth: number): Filter => {
    if (depth > DEPTH_LIMIT) throw badRequest('invalidFilter', 'The filter is nested too deeply.');
    const next = peek();
    if (next?.kind === 'mark' && next.text === '(') return group(depth);
    if (isWord(next, 'not') && tokens[at + 1]?.text === '(') {
      take();
      return { kind: 'not', inner: group(depth) };
    }
    const name = take();
    if (name.kind !== 'word') throw badRequest('invalidFilter', 'The filter lacks an attribute name.');
    if (peek()?.kind === 'mark' && peek()?.text === '[') {
      take();
      const inner = either(depth + 1);
      expect(']');
      return { kind: 'values', name: name.text, inner };
    }
    const op = take().text.toLowerCase();
    if (!isOperator(op)) throw badRequest('invalidFilter', `The operator "${op}" is not offered.`);
    return { kind: 'compare', name: name.text, op, value: op === 'pr' ? null : literal(take()) };
  };

  const filter = either(0);
  if (peek() !== undefined) throw badRequest('invalidFilter', `Unexpected "${take().text}" in the filter.`);
  return filter;
}

/** Tells whether a resource matches. Refuses attributes that the type does not have with 400 invalidFilter. */
export function matchesResource(filter: Filter, type: ResourceType, resource: Record<string, unknown>): boolean {
  return evaluate(filter, (name) => {
    const path = resolvePath(type, name, 'invalidFilter');
    const holder = path.extension === undefined ? resource : (resource[path.extension] ?? {});
    return candidates(holder as Record<string, unknown>, path);
  });
}

/** Tells whether one value of a multi-valued attribute matches the filter between its brackets. */
export function matchesValue(filter: Filter, attribute: Attribute, value: unknown): boolean {
  return evaluate(filter, (name) => {
    const sub = findAttribute(attribute.subAttributes ?? [], name);
    if (sub === undefined) throw badRequest('invalidFilter', `"${attribute.name}" has no "${name}".`);
    return { attribute: sub, values: present([(value as Record<string, unknown>)[sub.name]]), elements: [] };
  });
}

interface Found {
  readonly attribute: Attribute;
  readonly values: readonly unknown[];
  /** The whole values, with their definition, for a filter in brackets. */
  readonly elements: readonly { readonly attribute: Attribute; readonly value: unknown }[];
}

function evaluate(filter: Filter, find: (name: string) => Found): boolean {
  switch (filter.kind) {
    case 'and': {
      const left = evaluate(filter.left, find);
      return evaluate(filter.right, find) && left;
    }
    case 'or': {
      const left = evaluate(filter.left, find);
      return evaluate(filter.right, find) || left;
    }
    case 'not':
      return !evaluate(filter.inner, find);
    case 'values':
      return find(filter.name).elements.some(({ attribute, value }) => matchesValue(filter.inner, attribute, value));
    case 'compare': {
      const found = find(filter.name);
      if (filter.op === 'pr') return found.values.length > 0;
      if (filter.op === 'ne') return !found.values.some((value) => compare('eq', found.attribute, value, filter.value));
      return found.values.some((value) => compare(filter.op, found.attribute, value, filter.value));
    }
  }
}

function candidates(holder: Record<string, unknown>, path: AttributePath): Found {
  const top = holder[path.attribute.name];
  const elements = present(Array.isArray(top) ? (top as unknown[]) : [top]);
  // RFC 7644 section 3.4.2.2: a complex multi-valued attribute without a sub-attribute means its "value".
  const sub = path.sub ?? findAttribute(path.attribute.subAttributes ?? [], 'value');
  const values = sub === undefined ? elements : elements.map((item) => (item as Record<string, unknown>)[sub.name]);
  return {
    attribute: sub ?? path.attribute,
    values: present(values),
    elements: elements.map((value) => ({ attribute: path.attribute, value })),
  };
}

function present(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== undefined && value !== null && value !== '');
}

function compare(op: Operator, attribute: Attribute, actual: unknown, wanted: Literal): boolean {
  if (typeof actual !== 'string' || typeof wanted !== 'string') return op === 'eq' && actual === wanted;
  const [a, b] = attribute.caseExact ? [actual, wanted] : [actual.toLowerCase(), wanted.toLowerCase()];
  if (op === 'co') return a.includes(b);
  if (op === 'sw') return a.startsWith(b);
  if (op === 'ew') return a.endsWith(b);
  return a === b;
}

function isOperator(text: string): text is Operator {
  return OPERATORS.includes(text);
}

function literal(token: Token): Literal {
  if (token.kind === 'mark') throw badRequest('invalidFilter', `Expected a value, found "${token.text}".`);
  try {
    return JSON.parse(token.text) as Literal;
  } catch {
    throw badRequest('invalidFilter', `"${token.text}" is not a JSON value; texts stand in double quotes.`);
  }
}

function tokenize(input: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = input.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(input);
    if (match === null) throw badRequest('invalidFilter', `The filter can't be read at character ${from + 1}.`);
    if (match[1] !== undefined) tokens.push({ kind: 'text', text: match[1] });
    else if (match[2] !== undefined) tokens.push({ kind: 'mark', text: match[2] });
    else tokens.push({ kind: 'word', text: match[3] ?? '' });
  }
  return tokens;
}
