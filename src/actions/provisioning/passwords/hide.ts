import { isComplex } from '../../../scim/attribute-path';
import type { ScimTransport } from '../../../scim/transport';

const HIDDEN = '••••••';

/** Takes the passwords of a request out of what the SP answers to it: some repeat what they refuse. */
export function withoutPasswords(transport: ScimTransport): ScimTransport {
  return async (request) => {
    const came = await transport(request);
    if (came.kind !== 'answer' || request.body === undefined) return came;
    const secrets: string[] = [];
    collectPasswords(request.body, secrets);
    if (secrets.length === 0) return came;
    const { json, text } = came;
    return {
      ...came,
      // Most answers repeat nothing, and looking is cheaper than making them anew.
      json: holdsAny(json, secrets) ? hideIn(json, secrets) : json,
      ...(text === undefined ? {} : { text: hide(text, secrets) }),
    };
  };
}

/** Collects the passwords that a request carries: a member of the name, or a PATCH operation on that path. */
function collectPasswords(body: unknown, found: string[]): void {
  if (Array.isArray(body)) {
    for (const item of body) collectPasswords(item, found);
    return;
  }
  if (!isComplex(body)) return;
  const { path, value } = body;
  if (typeof path === 'string' && path.toLowerCase() === 'password') add(value, found);
  for (const name of Object.keys(body)) {
    const part = body[name];
    if (typeof part === 'object') collectPasswords(part, found);
    else if (name.toLowerCase() === 'password') add(part, found);
  }
}

function add(secret: unknown, found: string[]): void {
  if (typeof secret === 'string' && secret !== '') found.push(secret);
}

function holdsAny(value: unknown, secrets: readonly string[]): boolean {
  if (typeof value === 'string') return secrets.some((secret) => value.includes(secret));
  if (Array.isArray(value)) return value.some((item) => holdsAny(item, secrets));
  if (!isComplex(value)) return false;
  return Object.keys(value).some((name) => holdsAny(name, secrets) || holdsAny(value[name], secrets));
}

function hideIn(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return hide(value, secrets);
  if (Array.isArray(value)) return value.map((item: unknown) => hideIn(item, secrets));
  if (!isComplex(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [hide(name, secrets), hideIn(part, secrets)]));
}

function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}
