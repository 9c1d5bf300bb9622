import { MASK } from '../../../core/secret-text';
import { isComplex } from '../../../scim/attribute-path';
import type { ScimAnswer, ScimRequest, ScimSilence } from '../../../scim/transport';

const PASSWORD = 'password';

/**
 * Takes the passwords of a request out of what the SP answers to it: some repeat what they refuse. Of a good answer to a
 * create nothing but the new id is kept, so that one is passed on as it is: a first sync has thousands of them.
 */
export function withoutPasswords(request: ScimRequest, came: ScimAnswer | ScimSilence): ScimAnswer | ScimSilence {
  if (came.kind !== 'answer' || request.body === undefined) return came;
  if (request.method === 'POST' && came.status >= 200 && came.status < 300 && came.text === undefined) return came;
  const secrets: string[] = [];
  collectPasswords(request.body, secrets);
  if (secrets.length === 0) return came;
  const { json, text } = came;
  const shown = hideIn(json, secrets);
  if (text === undefined) return shown === json ? came : { ...came, json: shown };
  return { ...came, json: shown, text: hide(text, secrets) };
}

/** Collects the passwords that a request carries: a member of the name, or a PATCH operation on that path. */
function collectPasswords(body: unknown, found: string[]): void {
  if (Array.isArray(body)) {
    for (const item of body) collectPasswords(item, found);
    return;
  }
  if (!isComplex(body)) return;
  const { path, value } = body;
  if (typeof path === 'string' && path.toLowerCase() === PASSWORD) add(value, found);
  for (const name of Object.keys(body)) {
    const part = body[name];
    if (typeof part === 'object') collectPasswords(part, found);
    else if (name.length === PASSWORD.length && name.toLowerCase() === PASSWORD) add(part, found);
  }
}

function add(secret: unknown, found: string[]): void {
  if (typeof secret === 'string' && secret !== '') found.push(secret);
}

/** The same value with stars for secrets. Only what holds one is made anew: most answers repeat nothing, or one text. */
function hideIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return hide(value, secrets);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => hideIn(item, secrets));
    return items.every((item, place) => item === value[place]) ? value : items;
  }
  if (!isComplex(value)) return value;
  const names = Object.keys(value);
  if (names.some((name) => holdsAny(name, secrets))) {
    return Object.fromEntries(names.map((name) => [hide(name, secrets), hideIn(value[name], secrets)]));
  }
  let copy: Record<string, unknown> | undefined;
  for (const name of names) {
    const part = hideIn(value[name], secrets);
    if (part === value[name]) continue;
    // A member may have any name, `__proto__` too.
    copy ??= Object.fromEntries(Object.entries(value));
    Object.defineProperty(copy, name, { value: part });
  }
  return copy ?? value;
}

function holdsAny(text: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => text.includes(secret));
}

function hide(text: string, secrets: readonly string[]): string {
  return holdsAny(text, secrets) ? secrets.reduce((left, secret) => left.replaceAll(secret, MASK), text) : text;
}
