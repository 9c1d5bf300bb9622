import { isAlias, isMap, isNode, isPair, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { z } from 'zod';
import { nearestOf } from '../../config/nearest';
import { FORMS, keyOf, type ConfigDocument, type Kind } from './documents';

/** Something that is wrong in a file, with its line. */
export interface FileProblem {
  readonly line: number;
  /** Where in the object, such as sso.sign; empty for the object itself. */
  readonly path: string;
  readonly sentence: string;
}

/** An object of a file, with the line it begins on. */
export interface FileObject {
  readonly line: number;
  readonly document: ConfigDocument;
}

/** What a file holds. With a problem nothing of it is used. */
export interface ReadFile {
  readonly objects: readonly FileObject[];
  readonly problems: readonly FileProblem[];
}

const MOST_CHARACTERS = 16 * 1_048_576;
const MOST_OBJECTS = 100_000;
const MOST_PROBLEMS = 50;
const MOST_DEPTH = 20;

/** Reads a file with objects in YAML. References between parts of a file (anchors, aliases) are not taken. */
export function readConfigFile(text: string): ReadFile {
  if (text.length > MOST_CHARACTERS) return bad(1, '', 'This file is too long: 16 MB at most.');
  const lines = new LineCounter();
  let parsed: ReturnType<typeof parseAllDocuments>;
  try {
    parsed = parseAllDocuments(text, { lineCounter: lines, schema: 'core', uniqueKeys: true, version: '1.2' });
  } catch {
    return bad(1, '', 'This file can’t be read as YAML.');
  }
  const documents = [...parsed] as Document[];
  if (documents.length > MOST_OBJECTS) return bad(1, '', 'This file has too many objects.');
  const objects: FileObject[] = [];
  const problems: FileProblem[] = [];
  const seen = new Map<string, number>();
  for (const document of documents) {
    if (problems.length >= MOST_PROBLEMS) break;
    const line = lineOf(lines, document.contents);
    const faults = [...document.errors, ...document.warnings].map((error): FileProblem => {
      const [first = ''] = error.message.split('\n');
      return { line: error.linePos?.[0].line ?? line, path: '', sentence: first.replace(/ at line \d+.*$/, '.') };
    });
    problems.push(...faults);
    if (faults.length > 0 || document.contents === null || isEmpty(document)) continue;
    const trap = trapIn(document.contents, lines);
    if (trap !== undefined) {
      problems.push(trap);
      continue;
    }
    const read = readObject(document, lines, line);
    if (!('document' in read)) {
      problems.push(...read);
      continue;
    }
    const name = `${read.document.kind} ${keyOf(read.document)}`;
    const before = seen.get(name);
    if (before !== undefined) problems.push({ line, path: '', sentence: `${name} stands in line ${before} already.` });
    seen.set(name, line);
    objects.push({ line, document: read.document });
  }
  return { objects, problems };
}

function bad(line: number, path: string, sentence: string): ReadFile {
  return { objects: [], problems: [{ line, path, sentence }] };
}

function isEmpty({ contents }: Document): boolean {
  return isScalar(contents) && contents.value === null;
}

/** Aliases can make a small file endless, and nothing here needs them; neither do objects inside each other for ever. */
function trapIn(node: unknown, lines: LineCounter, depth = 0): FileProblem | undefined {
  if (!isNode(node)) return undefined;
  const at = { line: lineOf(lines, node), path: '' };
  if (isAlias(node)) return { ...at, sentence: 'References (*name) are not taken here. Write it out.' };
  if (depth > MOST_DEPTH) return { ...at, sentence: 'This is nested too deeply.' };
  if (!('items' in node)) return undefined;
  for (const item of node.items) {
    const parts = isPair(item) ? [item.key, item.value] : [item];
    for (const part of parts) {
      const found = trapIn(part, lines, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function readObject(document: Document, lines: LineCounter, line: number): FileObject | FileProblem[] {
  if (!isMap(document.contents)) return [{ line, path: '', sentence: 'Write an object with apiVersion and kind.' }];
  const value = document.toJS({ maxAliasCount: 0 }) as { kind?: unknown };
  const kind = typeof value.kind === 'string' && Object.hasOwn(FORMS, value.kind) ? (value.kind as Kind) : undefined;
  if (kind === undefined) {
    const nearest = nearestOf(String(value.kind), Object.keys(FORMS));
    const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    const at = lineOf(lines, document.getIn(['kind'], true)) || line;
    return [{ line: at, path: 'kind', sentence: `The kind is one of ${Object.keys(FORMS).join(', ')}.${meant}` }];
  }
  const read = FORMS[kind].safeParse(value);
  if (read.success) return { line, document: read.data };
  return read.error.issues.flatMap((issue) => problemsOf(issue, document, lines, line));
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, line: number): FileProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      line: lineAt(document, [...issue.path, key], lines) || line,
      path: [...path, key].join('.'),
      sentence: 'This is no field of this object.',
    }));
  }
  // A field that is missing has no line of its own: that of what it should stand in is said.
  const at = lineAt(document, issue.path, lines) || lineAt(document, issue.path.slice(0, -1), lines) || line;
  return [{ line: at, path: path.join('.'), sentence: sentenceOf(issue) }];
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined && /undefined/.test(issue.message)
      ? 'This is missing.'
      : `Write a ${issue.expected} here.`;
  }
  if (issue.code === 'invalid_value')
    return issue.message.startsWith('Invalid') ? `Write one of ${issue.values.join(', ')}.` : issue.message;
  return issue.message.endsWith('.') ? issue.message : `${issue.message}.`;
}

/** The line of a key, which says more than that of its value when that is a block below it. */
function lineAt(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  const names = path.map((name) => (typeof name === 'symbol' ? '' : name));
  const last = names.at(-1);
  const parent = names.length <= 1 ? document.contents : document.getIn(names.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => (isScalar(key) ? key.value : key) === last);
    if (pair !== undefined) return lineOf(lines, pair.key);
  }
  return lineOf(lines, document.getIn(names, true));
}

function lineOf(lines: LineCounter, node: unknown): number {
  const start = isNode(node) ? node.range?.[0] : undefined;
  return start === undefined ? 0 : lines.linePos(start).line;
}
