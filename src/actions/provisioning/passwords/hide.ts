import { isComplex } from '../../../scim/attribute-path';
import type { ScimTransport } from '../../../scim/transport';

const HIDDEN = '••••••';

/** Takes the passwords of a request out of what the SP answers to it: some repeat what they refuse. */
export function withoutPasswords(transport: ScimTransport): ScimTransport {
  return async (request) => {
    const came = await transport(request);
    if (came.kind !== 'answer' || request.body === undefined) return came;
    const secrets = passwordsIn(request.body);
    if (secrets.length === 0) return came;
    const { json, text } = came;
    return {
      ...came,
      json: json === undefined ? undefined : hideIn(json, secrets),
      ...(text === undefined ? {} : { text: hide(text, secrets) }),
    };
  };
}

/** The passwords that a request carries: a member of the name, or a PATCH operation on that path. */
function passwordsIn(body: unknown): string[] {
  if (Array.isArray(body)) return body.flatMap(passwordsIn);
  if (!isComplex(body)) return [];
  const { path, value } = body;
  const isOperation = typeof path === 'string' && path.toLowerCase() === 'password' && typeof value === 'string';
  const inside = Object.entries(body).flatMap(([name, part]) =>
    name.toLowerCase() === 'password' && typeof part === 'string' ? [part] : passwordsIn(part),
  );
  return (isOperation ? [value, ...inside] : inside).filter((secret) => secret !== '');
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
