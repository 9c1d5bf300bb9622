import { isComplex, leavesOf, sameValue } from '../attribute-path';
import type { UserChange } from '../client-types';
import { attributeOf } from '../resource';
import { USER_SCHEMA, type Json, type ScimAttributes } from '../schemas';
import type { ScimAnswer, ScimSilence } from '../transport';
import { inForm, isUnknown, placeOfPath, type Form } from './form';

/** What the SP alone writes, and what is never read (RFC 7643 sections 3.1, 4.1.1 and 4.1.2). */
const NOT_SENT_BACK = new Set(['meta', 'groups', 'password', '__proto__']);

/**
 * Makes the whole of a user for PUT (RFC 7644 section 3.5.1) out of what the SP holds now: what Passo does not send stays
 * as it was read, for a PUT takes away what it lacks. What the SP holds of ours and does not show is put in as well.
 * @param current the user as just read
 */
export function mergeUser(current: ScimAttributes, { operations, whole }: UserChange, form: Form): ScimAttributes {
  let merged = withoutNulls(current);
  for (const { path, place, value } of leavesOf(whole).values()) {
    if (isUnknown(path, form) || valueAt(merged, place) !== undefined) continue;
    merged = withValue(merged, place, value);
  }
  for (const operation of operations) {
    if (isUnknown(operation.path, form)) continue;
    const value = operation.op === 'replace' ? operation.value : undefined;
    merged = withValue(merged, placeOfPath(operation.path), value);
  }
  return { ...spelledActive(merged, form), schemas: schemasOf(merged) };
}

/** Makes the whole of a group for PUT: a new name, or other members, and the rest as it was read. */
export function mergeGroup(
  current: ScimAttributes,
  change: { readonly displayName?: string; readonly add: readonly string[]; readonly remove: readonly string[] },
): ScimAttributes {
  const removed = new Set(change.remove);
  const listed = attributeOf(current, 'members');
  const members = new Map<string, Json>();
  for (const member of Array.isArray(listed) ? (listed as readonly Json[]) : []) {
    const value = isComplex(member) ? attributeOf(member, 'value') : undefined;
    if (typeof value !== 'string' || removed.has(value)) continue;
    const type = isComplex(member) ? attributeOf(member, 'type') : undefined;
    members.set(value, typeof type === 'string' ? { value, type } : { value });
  }
  for (const value of change.add) if (!members.has(value)) members.set(value, { value });
  const rest = withValue(withValue(withoutNulls(current), ['members'], undefined), ['groups'], undefined);
  const named = change.displayName === undefined ? rest : withValue(rest, ['displayName'], change.displayName);
  return { ...named, members: [...members.values()] };
}

/** The version of a resource (RFC 7644 section 3.14): the ETag header, else what its meta says. */
export function versionOf(came: ScimAnswer | ScimSilence): string | undefined {
  if (came.kind !== 'answer') return undefined;
  const tag = came.headers['etag'];
  if (tag !== undefined) return tag;
  const meta = isComplex(came.json) ? came.json['meta'] : undefined;
  const version = isComplex(meta) ? meta['version'] : undefined;
  return typeof version === 'string' && version !== '' ? version : undefined;
}

/** Tells whether what is to be changed holds the same as before, or what it is to hold already. */
export function isStillAsThought(
  before: ScimAttributes,
  now: ScimAttributes,
  operations: UserChange['operations'],
): boolean {
  return operations.every((operation) => {
    const place = placeOfPath(operation.path);
    const value = valueAt(now, place);
    const wanted = operation.op === 'replace' ? operation.value : undefined;
    return sameValue(value, valueAt(before, place)) || sameValue(value, wanted);
  });
}

/**
 * Tells whether a user shows that a change took effect: `active` as it was set, and at least one of the plain values
 * that were set. SPs write some values in their own way, and never show a password, so that not all can be asked for.
 */
export function tookEffect(now: ScimAttributes, operations: UserChange['operations']): boolean {
  const plain = operations.flatMap((one) =>
    one.op === 'replace' && one.path !== 'password' && isPlain(one.value)
      ? [{ path: one.path, value: textOf(one.value) }]
      : [],
  );
  const held = (path: string): string => textOf(valueAt(now, placeOfPath(path)));
  const active = plain.find(({ path }) => path === 'active');
  if (active !== undefined) return held('active') === active.value;
  return plain.length === 0 || plain.some(({ path, value }) => held(path) === value);
}

function isPlain(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : '';
}

function valueAt(holder: Json, place: readonly string[]): Json | undefined {
  const [name, ...rest] = place;
  if (name === undefined) return holder;
  const inside = isComplex(holder) ? attributeOf(holder, name) : undefined;
  return inside === undefined || inside === null ? undefined : valueAt(inside, rest);
}

/** A copy with another value at a place, or none; the SP's own spelling of names is kept. */
function withValue(
  holder: ScimAttributes,
  [name, ...rest]: readonly string[],
  value: Json | undefined,
): ScimAttributes {
  if (name === undefined) return holder;
  const wanted = name.toLowerCase();
  const key = Object.keys(holder).find((one) => one.toLowerCase() === wanted) ?? name;
  const inside = Object.hasOwn(holder, key) ? holder[key] : undefined;
  const next = rest.length === 0 ? value : withValue(isComplex(inside) ? inside : {}, rest, value);
  const others = Object.entries(holder).filter(([one]) => one !== key);
  const gone = next === undefined || (isComplex(next) && Object.keys(next).length === 0);
  return Object.fromEntries(gone ? others : [...others, [key, next]]);
}

function withoutNulls(current: ScimAttributes): ScimAttributes {
  return Object.fromEntries(
    Object.entries(current).filter(([name, value]) => value !== null && !NOT_SENT_BACK.has(name.toLowerCase())),
  );
}

function spelledActive(merged: ScimAttributes, form: Form): ScimAttributes {
  const active = attributeOf(merged, 'active');
  if (typeof active !== 'boolean') return merged;
  return withValue(merged, ['active'], inForm({ active }, { ...form, unknown: [] })['active']);
}

function schemasOf(merged: ScimAttributes): readonly Json[] {
  const named = attributeOf(merged, 'schemas');
  const said = Array.isArray(named) && named.length > 0 ? (named as readonly Json[]) : [USER_SCHEMA];
  return [...new Set([...said, ...Object.keys(merged).filter((name) => name.startsWith('urn:'))])];
}
