import { ENTERPRISE_USER_SCHEMA, type Json, type ScimAttributes } from './schemas';

/** One value of a user that a PATCH operation can address by itself, and where it stands. */
export interface Leaf {
  /** The path of RFC 7644 section 3.5.2: `title`, `name.givenName`, `urn:...:User:department`. */
  readonly path: string;
  /** The member names that lead to the value. */
  readonly place: readonly string[];
  readonly value: Json;
}

/** A value with sub-attributes. */
type Complex = { readonly [key: string]: Json };

/** Where department and its like stand: in the enterprise extension (RFC 7643 section 4.3), or flat beside the title. */
export type EnterprisePlace = 'extension' | 'flat';

const ENTERPRISE = new Set(['department', 'organization', 'employeeNumber', 'costCenter', 'division']);
const NAME = /^[A-Za-z$][\w$-]*$/;

/**
 * Takes a user apart into its leaves (RFC 7643 section 2): simple attributes, sub-attributes of complex ones, and
 * multi-valued attributes as a whole. What is null or empty is unassigned and is no leaf (RFC 7643 section 2.5).
 */
export function leavesOf(attributes: ScimAttributes): ReadonlyMap<string, Leaf> {
  const known = taken.get(attributes);
  if (known !== undefined) return known;
  const leaves = takeApart(attributes);
  taken.set(attributes, leaves);
  return leaves;
}

/** One change is planned by several looks at the same users, which are never changed once they are made. */
const taken = new WeakMap<ScimAttributes, ReadonlyMap<string, Leaf>>();

function takeApart(attributes: ScimAttributes): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const [name, value] of Object.entries(attributes)) {
    if (isUnassigned(value)) continue;
    if (!isComplex(value)) leaves.set(name, { path: name, place: [name], value });
    else if (name.startsWith('urn:')) takeExtension(leaves, name, value);
    else takeParts(leaves, `${name}.`, [name], value);
  }
  return leaves;
}

/** An extension's attributes stand one level deeper than those of the core schema. */
function takeExtension(leaves: Map<string, Leaf>, schema: string, extension: Complex): void {
  for (const [name, value] of Object.entries(extension)) {
    if (isUnassigned(value)) continue;
    const path = `${schema}:${name}`;
    const place = [schema, name];
    if (isComplex(value)) takeParts(leaves, `${path}.`, place, value);
    else leaves.set(path, { path, place, value });
  }
}

function takeParts(leaves: Map<string, Leaf>, start: string, place: readonly string[], whole: Complex): void {
  for (const [name, value] of Object.entries(whole)) {
    if (isUnassigned(value)) continue;
    const path = start + name;
    leaves.set(path, { path, place: [...place, name], value });
  }
}

/** Puts leaves together to a user: the reverse of `leavesOf`. */
export function fromLeaves(leaves: Iterable<Leaf>): ScimAttributes {
  const whole: Record<string, Json> = {};
  for (const { place, value } of leaves) putAt(whole, place, value);
  return whole;
}

/**
 * Finds where a mapping row's value stands in a user.
 * @param to a path of the connector's table: `title`, `name.givenName`, `emails:value`, `addresses.region`
 * @param enterprise where this SP wants the attributes of the enterprise extension (A-27)
 * @throws Error for a path whose names RFC 7643 section 2.1 does not allow
 */
export function placeOf(to: string, enterprise: EnterprisePlace): readonly string[] {
  const places = PLACES[enterprise];
  const known = places.get(to);
  if (known !== undefined) return known;
  const place = findPlace(to, enterprise);
  if (places.size >= MOST_PLACES) places.clear();
  places.set(to, place);
  return place;
}

/** Every person of an application is built from the same few paths. */
const PLACES: Readonly<Record<EnterprisePlace, Map<string, readonly string[]>>> = {
  extension: new Map(),
  flat: new Map(),
};
const MOST_PLACES = 1_000;

function findPlace(to: string, enterprise: EnterprisePlace): readonly string[] {
  const schema = /^(urn:[A-Za-z0-9][A-Za-z0-9:._-]*):[^:]+$/.exec(to)?.[1];
  const place = schema === undefined ? to.split(/[.:]/) : to.slice(schema.length + 1).split('.');
  if (!place.every((name) => NAME.test(name))) throw new Error(`"${to}" is no attribute path.`);
  const [first = ''] = place;
  if (schema !== undefined) return [schema, ...place];
  return enterprise === 'flat' || !ENTERPRISE.has(first) ? place : [ENTERPRISE_USER_SCHEMA, ...place];
}

/** The path under which a mapping row's value is patched: multi-valued attributes are patched as a whole. */
export function patchPathOf(to: string, enterprise: EnterprisePlace): string {
  const [first = '', ...rest] = placeOf(to, enterprise);
  if (first.startsWith('urn:')) return `${first}:${rest.join('.')}`;
  return isMultiValued(first) ? first : [first, ...rest].join('.');
}

/** Tells whether a core attribute of a user has several values (RFC 7643 section 4.1.2) and Passo builds it as such. */
export function isMultiValued(name: string): boolean {
  return name === 'emails' || name === 'phoneNumbers' || name === 'addresses';
}

/**
 * Tells whether two values are the same to SCIM: the order of members and of the values of a multi-valued attribute
 * means nothing (RFC 7643 section 2.4), and null, an empty list and absence are one state (section 2.5).
 */
export function sameValue(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || canonical(one) === canonical(other);
}

/** Sets a value at a place of a resource that is being built, making the complex attributes on the way. */
export function putAt(whole: Record<string, Json>, place: readonly string[], value: Json): void {
  const last = place.length - 1;
  let part = whole;
  for (let step = 0; step <= last; step += 1) {
    const name = place[step] ?? '';
    if (step === last) {
      part[name] = value;
      return;
    }
    const inside = Object.hasOwn(part, name) ? part[name] : undefined;
    const next: Record<string, Json> = isComplex(inside) ? { ...inside } : {};
    part[name] = next;
    part = next;
  }
}

/** Tells a complex value from simple ones and lists. */
export function isComplex(value: unknown): value is Complex {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUnassigned(value: Json | undefined): value is null | undefined {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isComplex(value) && Object.values(value).every(isUnassigned);
}

function canonical(value: Json | undefined): string {
  if (isUnassigned(value)) return '';
  if (isList(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (!isComplex(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, part]) => !isUnassigned(part));
  return `{${members
    .map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`)
    .sort()
    .join(',')}}`;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
