import { Refusal } from './refusal';

/** How deep a body may be nested. What operations take is less than ten levels deep. */
const DEPTH = 32;

/**
 * Reads a body as JSON, more strictly than the language does: no names twice, nothing deep, no texts that a database
 * can't keep, and no name that means something to objects (RFC 8259 section 4, SECURITY A5).
 * @throws Refusal 400 with the place
 */
export function readJson(bytes: Buffer): unknown {
  const text = decoded(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const place = /position (\d+)/.exec((error as Error).message)?.[1];
    const where = place === undefined ? '' : ` at character ${Number(place) + 1}`;
    // What stands there is not quoted: it may be a secret.
    throw new Refusal('unreadable', `The body is not valid JSON${where}.`);
  }
  refuseTwice(text);
  refuseTexts(value, '');
  return value;
}

/** One step of a JSON pointer (RFC 6901 section 3), as it stands in a fragment. */
export function pointerStep(name: PropertyKey): string {
  return `/${encodeURIComponent(String(name).replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%7E', '~')}`;
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('unreadable', 'The body is not UTF-8.');
  }
}

interface Level {
  /** Names seen so far; absent in a list. */
  readonly names?: Set<string>;
  /** The name or place that is being read. */
  at: string | number;
}

/** Walks over JSON that is known to be well-formed, and refuses names that come twice, and depth. */
function refuseTwice(text: string): void {
  const levels: Level[] = [];
  let nameNext = false;
  for (let place = 0; place < text.length; place += 1) {
    const level = levels.at(-1);
    switch (text[place]) {
      case '"': {
        const end = endOfText(text, place);
        if (nameNext && level?.names !== undefined) {
          level.at = JSON.parse(text.slice(place, end + 1)) as string;
          if (level.names.has(level.at)) refuse(pointerOf(levels), 'This name comes twice in the same object.');
          level.names.add(level.at);
          nameNext = false;
        }
        place = end;
        break;
      }
      case '{':
      case '[': {
        const isObject = text[place] === '{';
        levels.push(isObject ? { names: new Set(), at: '' } : { at: 0 });
        if (levels.length > DEPTH) throw new Refusal('unreadable', `The body is nested deeper than ${DEPTH} levels.`);
        nameNext = isObject;
        break;
      }
      case '}':
      case ']':
        levels.pop();
        nameNext = false;
        break;
      case ',':
        if (level?.names === undefined) moveOn(level);
        else nameNext = true;
        break;
      default:
    }
  }
}

function moveOn(level: Level | undefined): void {
  if (level !== undefined) level.at = Number(level.at) + 1;
}

function pointerOf(levels: readonly Level[]): string {
  return levels.map(({ at }) => pointerStep(at)).join('');
}

/** The place of the quote that ends a text: a backslash before it may be escaped itself. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text[before] === '\\') before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

function refuseTexts(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (!isKeepable(value)) refuse(pointer, 'This text holds a character that can’t be kept.');
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => refuseTexts(item, `${pointer}/${index}`));
  } else if (typeof value === 'object' && value !== null) {
    for (const name of Object.keys(value)) {
      const at = pointer + pointerStep(name);
      if (name === '__proto__' || !isKeepable(name)) refuse(at, 'This name can’t be used.');
      refuseTexts((value as Record<string, unknown>)[name], at);
    }
  }
}

/** Tells whether both databases can keep a text: no NUL, and no half of a pair of surrogates. */
export function isKeepable(text: string): boolean {
  return !text.includes('\0') && !/\p{Cs}/u.test(text);
}

function refuse(pointer: string, detail: string): never {
  throw new Refusal('unreadable', detail, { faults: [{ pointer: `#${pointer}`, detail }] });
}
