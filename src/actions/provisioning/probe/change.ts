import { isComplex, putAt, sameValue } from '../../../scim/attribute-path';
import { attributeOf, type ScimResource } from '../../../scim/resource';
import { PATCH_OP_SCHEMA, type Json } from '../../../scim/schemas';
import type { Findings } from './findings';
import type { Answered, ProbeSession } from './session';

/** One way of changing a resource. */
export interface Form {
  readonly change: 'patch' | 'patch-no-path' | 'put';
  readonly opCase: 'lower' | 'title';
}

/** The ways to try, the plainest first. */
export const FORMS: readonly Form[] = [
  { change: 'patch', opCase: 'lower' },
  { change: 'patch', opCase: 'title' },
  { change: 'patch-no-path', opCase: 'lower' },
  { change: 'patch-no-path', opCase: 'title' },
  { change: 'put', opCase: 'lower' },
];

/** A value and the member names that lead to it: ["name", "familyName"], or ["urn:…:User", "department"]. */
export interface Setting {
  readonly place: readonly string[];
  readonly value: Json;
}

/** Sends one change in one form; with If-Match once that was asked for, or when this answer asks for it. */
export async function sendChange(
  session: ProbeSession,
  findings: Findings,
  path: string,
  form: Form,
  setting: Setting,
): Promise<Answered> {
  const needsVersion = findings.facts.etag === 'required';
  const before = form.change === 'put' || needsVersion ? await session.read(path) : undefined;
  const body = form.change === 'put' ? wholeWith(before?.resource, setting, findings) : patchWith(form, setting);
  const method = form.change === 'put' ? 'PUT' : 'PATCH';
  const answer = (await session.ask(method, path, body, needsVersion ? before?.version : undefined)) as Answered;
  if (needsVersion || (answer.status !== 428 && answer.status !== 412)) return answer;
  const current = await session.read(path);
  if (current?.version === undefined) return answer;
  const again = (await session.ask(method, path, body, current.version)) as Answered;
  if (again.status < 300) findings.facts.etag = 'required';
  return again;
}

/** Sends a change and looks whether it is there. A status alone proves nothing. */
export async function changes(
  session: ProbeSession,
  findings: Findings,
  path: string,
  form: Form,
  setting: Setting,
): Promise<{ readonly works: boolean; readonly answer: Answered }> {
  const answer = await sendChange(session, findings, path, form, setting);
  if (answer.status >= 300) return { works: false, answer };
  const works = await session.settles(async () => {
    const read = await session.read(path);
    return read !== undefined && isSet(read.resource, setting);
  });
  return { works, answer };
}

/** Tells whether a resource holds a value; `active` may be a text there. */
export function isSet({ attributes }: ScimResource, { place, value }: Setting): boolean {
  const held = valueAt(attributes, place);
  if (place.length === 1 && place[0] === 'active') return truthOf(held) === truthOf(value);
  if (Array.isArray(value) && Array.isArray(held))
    return value.every((item: Json) => held.some((one: Json) => covers(one, item)));
  return (
    sameValue(held, value) || (typeof held === 'string' && typeof value === 'string' && folded(held) === folded(value))
  );
}

/** The value at a place of a resource, whatever the case of the names on the way. */
export function valueAt(attributes: ScimResource['attributes'], place: readonly string[]): Json | undefined {
  let held: Json | undefined = attributes;
  for (const name of place) held = isComplex(held) ? attributeOf(held, name) : undefined;
  return held;
}

/** Reads true and false, as JSON or as a text. */
export function truthOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) return undefined;
  return value.toLowerCase() === 'true';
}

function patchWith({ change, opCase }: Form, { place, value }: Setting): Json {
  const op = opCase === 'title' ? 'Replace' : 'replace';
  const whole: Record<string, Json> = {};
  putAt(whole, place, value);
  const operation = change === 'patch' ? { op, path: pathOf(place), value } : { op, value: whole };
  return { schemas: [PATCH_OP_SCHEMA], Operations: [operation] };
}

/** All that was read, with one value changed: PUT takes away what it does not name (RFC 7644 section 3.5.1). */
function wholeWith(resource: ScimResource | undefined, { place, value }: Setting, { facts }: Findings): Json {
  const { meta: _meta, groups: _groups, ...rest } = resource?.attributes ?? {};
  const whole: Record<string, Json> = { ...rest };
  if (facts.booleans === 'text' && typeof whole['active'] === 'boolean')
    whole['active'] = whole['active'] ? 'True' : 'False';
  putAt(whole, place, value);
  const [first = ''] = place;
  const schemas = Array.isArray(whole['schemas']) ? (whole['schemas'] as readonly Json[]) : [];
  if (first.startsWith('urn:') && !schemas.includes(first)) whole['schemas'] = [...schemas, first];
  return whole;
}

function pathOf(place: readonly string[]): string {
  const [first = '', ...rest] = place;
  return first.startsWith('urn:') ? `${first}:${rest.join('.')}` : place.join('.');
}

function covers(held: Json, wanted: Json): boolean {
  if (!isComplex(held) || !isComplex(wanted)) return sameValue(held, wanted);
  return Object.entries(wanted).every(
    ([name, value]) => name === 'primary' || sameValue(attributeOf(held, name), value),
  );
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
