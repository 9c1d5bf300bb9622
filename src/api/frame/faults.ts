import { z } from 'zod';
import { nearestOf } from '../../config/nearest';
import { pointerStep } from './json';
import { Refusal, type Fault } from './refusal';

type Place = 'params' | 'query' | 'body';

/**
 * Reads a part of a request by its schema.
 * @param schema none takes nothing at all
 * @throws Refusal 404 for an address that can be nobody's, 400 for parameters, 422 for the body, with every place
 */
export function readPart(place: Place, schema: z.ZodType | undefined, value: unknown): unknown {
  const known = schema ?? z.strictObject({});
  const result = known.safeParse(value, { error: (issue) => sentenceOf(issue as Issue) });
  if (result.success) return result.data;
  // A name that is mistyped comes before the one that is missing because of it.
  const [first, rest] = split(result.error.issues as readonly Issue[], ({ code }) => code === 'unrecognized_keys');
  const faults = [...first, ...rest].flatMap((issue) => faultsOf(place, known, issue)).slice(0, MOST);
  const detail = faults.length === 1 ? placed(faults[0]) : `${faults.length} things are not right.`;
  if (place === 'params') throw new Refusal('not-found', 'There is nothing at this address.', { faults });
  throw new Refusal(place === 'query' ? 'unreadable' : 'invalid', detail, { faults });
}

const MOST = 100;

function split<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** What zod tells of a fault, as far as it is read here. */
interface Issue {
  readonly code?: string;
  readonly path?: readonly PropertyKey[];
  readonly input?: unknown;
  readonly message?: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly format?: string;
}

function faultsOf(place: Place, schema: z.ZodType, issue: Issue): Fault[] {
  const path = issue.path ?? [];
  if (issue.code === 'unrecognized_keys') {
    const names = namesAt(schema, path);
    return (issue.keys ?? []).map((key) => faultAt(place, [...path, key], unknownName(place, key, names)));
  }
  return [faultAt(place, path, issue.message ?? 'This is not right.')];
}

function faultAt(place: Place, path: readonly PropertyKey[], detail: string): Fault {
  if (place === 'body') return { pointer: `#${path.map(pointerStep).join('')}`, detail };
  return { parameter: String(path[0] ?? ''), detail };
}

function placed(fault: Fault | undefined): string {
  if (fault === undefined) return 'Something is not right.';
  const name = fault.pointer?.replace(/^#\/?/, '') ?? fault.parameter ?? '';
  return name === '' ? fault.detail : `${name}: ${fault.detail}`;
}

function unknownName(place: Place, key: string, names: readonly string[]): string {
  const what = place === 'query' ? 'parameter' : 'field';
  const near = nearestOf(key, names);
  if (near !== undefined) return `There is no ${what} of this name here. Do you mean ${near}?`;
  return names.length === 0
    ? `Nothing is expected here.`
    : `There is no ${what} of this name here. There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`;
}

/** The names a schema knows at a place of what it reads. */
function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let here: unknown = schema;
  for (const step of path) {
    here = unwrapped(here);
    if (here instanceof z.ZodObject) here = (here.shape as Record<string, unknown>)[String(step)];
    else if (here instanceof z.ZodArray) here = here.element;
    else if (here instanceof z.ZodRecord) here = here.valueType;
    else return [];
  }
  here = unwrapped(here);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrapped(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  record: 'an object',
  null: 'null',
};

/** The sentence for a fault whose schema has none of its own. */
function sentenceOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This is missing.';
      return `This must be ${KINDS[issue.expected ?? ''] ?? issue.expected ?? 'something else'}.`;
    case 'invalid_value':
      if (issue.input === undefined) return 'This is missing.';
      return `This must be ${(issue.values ?? []).map(String).join(', ')}.`.replace(/, ([^,]*)$/, ' or $1');
    case 'too_big':
      return `This may be ${sizeOf(issue.origin, issue.maximum)} at most.`;
    case 'too_small':
      return `This must be ${sizeOf(issue.origin, issue.minimum)} at least.`;
    case 'invalid_format':
      return `This does not have the form of ${FORMATS[issue.format ?? ''] ?? 'what is expected here'}.`;
    case 'invalid_union':
      return 'This fits none of the forms that are possible here.';
    default:
      return 'This is not right.';
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a moment in UTC, such as 2026-05-04T09:30:00Z',
  date: 'a day, such as 2026-05-04',
  url: 'an address',
  email: 'an email address',
};

function sizeOf(origin: string | undefined, size: number | bigint | undefined): string {
  const amount = String(size ?? '');
  if (origin === 'string') return `${amount} characters`;
  return origin === 'array' ? `${amount} items` : amount;
}
