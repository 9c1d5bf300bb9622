/** How deep JSON may be nested. SCIM needs five levels. */
const DEPTH = 50;
const MASK = '••••••';

/**
 * Parses an answer, with a secret taken out of every text in it, however the JSON escapes it. Undefined when the answer
 * is empty, no JSON, or nested deeper than any resource is.
 */
export function parseJson(body: string, secret: string): { readonly value: unknown } | undefined {
  if (body.trim() === '' || isTooDeep(body)) return undefined;
  try {
    const mayHold = secret !== '' && (body.includes('\\') || body.includes(secret));
    const mask = (_: string, value: unknown): unknown => (typeof value === 'string' ? maskIn(value, secret) : value);
    return { value: mayHold ? (JSON.parse(body, mask) as unknown) : (JSON.parse(body) as unknown) };
  } catch {
    return undefined;
  }
}

/** Replaces a secret in a text with dots. */
export function maskIn(text: string, secret: string): string {
  return secret === '' ? text : text.replaceAll(secret, MASK);
}

function isTooDeep(body: string): boolean {
  let depth = 0;
  let inText = false;
  for (let place = 0; place < body.length; place += 1) {
    const character = body[place];
    if (inText && character === '\\') place += 1;
    else if (character === '"') inText = !inText;
    else if (!inText && (character === '{' || character === '[')) depth += 1;
    else if (!inText && (character === '}' || character === ']')) depth -= 1;
    if (depth > DEPTH) return true;
  }
  return false;
}
