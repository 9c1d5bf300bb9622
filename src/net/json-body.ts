import { MASK } from '../core/secret-text';

/** How deep JSON may be nested. SCIM needs five levels. */
const DEPTH = 50;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Parses an answer, with secrets taken out of every text in it, however the JSON escapes them. Undefined when the answer
 * is empty, no JSON, or nested deeper than any resource is.
 */
export function parseJson(body: string, secrets: readonly string[]): { readonly value: unknown } | undefined {
  if (body === '' || isTooDeep(body)) return undefined;
  try {
    const value: unknown = JSON.parse(body.charCodeAt(0) === 0xfeff ? body.slice(1) : body);
    const mayHold = body.includes('\\') || secrets.some((secret) => secret !== '' && body.includes(secret));
    return { value: mayHold ? maskAll(value, secrets) : value };
  } catch {
    return undefined;
  }
}

/** Replaces secrets in a text with stars. */
export function maskIn(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => (secret === '' ? masked : masked.replaceAll(secret, MASK)), text);
}

/** Replaces secrets in every text of a JSON value, names of members included. Members keep their place, `__proto__` too. */
function maskAll(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskIn(value, secrets);
  if (Array.isArray(value)) return value.map((item) => maskAll(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [maskIn(name, secrets), maskAll(part, secrets)]),
  );
}

function isTooDeep(body: string): boolean {
  if (countUpTo(body, '{', DEPTH) + countUpTo(body, '[', DEPTH) <= DEPTH) return false;
  let depth = 0;
  for (let place = 0; place < body.length; place += 1) {
    const code = body.charCodeAt(place);
    if (code === QUOTE) place = endOfText(body, place);
    // The brackets of JSON, of objects and of lists, differ in one bit only.
    else if ((code | 32) === 123) depth += 1;
    else if ((code | 32) === 125) depth -= 1;
    if (depth > DEPTH) return true;
  }
  return false;
}

/** How often a sign stands in a text, in leaps: an answer with few brackets is not deep, wherever they stand. */
function countUpTo(body: string, sign: string, most: number): number {
  let count = 0;
  for (let place = body.indexOf(sign); place !== -1 && count <= most; place = body.indexOf(sign, place + 1)) count += 1;
  return count;
}

/** The place of the quote that ends a text, by leaps: a backslash before it may be escaped itself. */
function endOfText(body: string, start: number): number {
  for (let end = body.indexOf('"', start + 1); end !== -1; end = body.indexOf('"', end + 1)) {
    let before = end - 1;
    while (body.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return body.length;
}
