import type { AttributeName } from '../core/attributes';
import { fold } from '../core/ids';
import { PROFILE_TEXTS } from '../core/user';
import type { ConnectorScim, ScimMapping } from '../connectors/definition';
import { isComplex, isMultiValued, placeOf } from '../scim/attribute-path';
import { attributeOf } from '../scim/resource';
import type { Json, ScimAttributes } from '../scim/schemas';

/** A form of a person's properties, as the directory reads it: `username`, `work.phone`, `home.locality`. */
export type ProfileForm = Record<string, string>;

/** The properties that are one text of the form under their own name. */
const PLAIN: ReadonlySet<AttributeName> = new Set<AttributeName>(['username', 'email', ...PROFILE_TEXTS]);
const WORK_ADDRESS: { readonly [name in AttributeName]?: string } = {
  workStreetAddress: 'streetAddress',
  workCity: 'locality',
  workState: 'region',
  workPostalCode: 'postalCode',
  workCountry: 'country',
};
const ADDRESS_PARTS = ['streetAddress', 'locality', 'region', 'postalCode', 'country'] as const;
const ADDRESS_TYPES = ['work', 'home', 'other'] as const;
const PHONE_TYPES = ['work', 'mobile', 'home', 'other'] as const;
/** Parts of a resource that no property comes from, or that must not be kept. */
const LEFT_OUT = new Set(['password', 'schemas', 'meta', 'groups', 'photos', 'x509certificates']);
const MOST_CHARACTERS = 32_768;

/**
 * Reads the connector's table backwards: from an account at the SP to the properties of a person (M-181). Rows that are
 * only imported are read too. Department and its like are found in the enterprise extension and beside the title. Without
 * an e-mail a user name that has the form of one stands for it.
 */
export function profileFormOf(
  resource: ScimAttributes,
  scim: Pick<ConnectorScim, 'users' | 'enterprise'>,
): ProfileForm {
  const form: ProfileForm = {};
  for (const row of scim.users) readRow(form, row, resource, scim);
  form['username'] ??= textOf(attributeOf(resource, 'userName')) ?? '';
  form['email'] ??= mainValue(attributeOf(resource, 'emails')) ?? '';
  if (form['email'] === '' && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(form['username'])) form['email'] = form['username'];
  return form;
}

/** The name to list an account by. */
export function listedName(resource: ScimAttributes): string {
  const name = attributeOf(resource, 'name');
  const parts = isComplex(name) ? [attributeOf(name, 'givenName'), attributeOf(name, 'familyName')] : [];
  const full = parts.flatMap((part) => textOf(part) ?? []).join(' ');
  const formatted = isComplex(name) ? textOf(attributeOf(name, 'formatted')) : undefined;
  return textOf(attributeOf(resource, 'displayName')) ?? (full === '' ? formatted : full) ?? '';
}

/**
 * What is kept of an account in the list: no password, and nothing that would fill the list. An account that is still too
 * large keeps what the table reads.
 */
export function keptResource(
  resource: ScimAttributes,
  scim: Pick<ConnectorScim, 'users' | 'enterprise'>,
): ScimAttributes {
  const kept = Object.entries(resource).filter(([name]) => !LEFT_OUT.has(name.toLowerCase()));
  const whole: ScimAttributes = Object.fromEntries(kept);
  if (JSON.stringify(whole).length <= MOST_CHARACTERS) return whole;
  const names = new Set(scim.users.map(({ to }) => (placeOf(to, scim.enterprise)[0] ?? '').toLowerCase()));
  const read = kept.filter(([name]) => name === 'id' || name === 'active' || names.has(name.toLowerCase()));
  return Object.fromEntries(read.filter(([, value]) => JSON.stringify(value).length <= 4_096));
}

/** How somebody in the directory matches an account: in both names, in one, or not at all. */
export function matchOf(
  account: { readonly username: string; readonly email?: string | undefined },
  person: { readonly username: string; readonly email: string },
): 'both' | 'username' | 'email' | undefined {
  const byName = fold(account.username) === fold(person.username);
  if (account.email === undefined || account.email === '') return byName ? 'both' : undefined;
  const byEmail = fold(account.email) === fold(person.email);
  if (byName && byEmail) return 'both';
  return byName ? 'username' : byEmail ? 'email' : undefined;
}

function readRow(
  form: ProfileForm,
  row: ScimMapping,
  resource: ScimAttributes,
  scim: Pick<ConnectorScim, 'enterprise'>,
): void {
  const { from, to } = row;
  // A constant or an expression can't be turned around.
  if (from === undefined) return;
  const value =
    valueAt(resource, placeOf(to, scim.enterprise), from) ??
    valueAt(resource, placeOf(to, scim.enterprise === 'flat' ? 'extension' : 'flat'), from);
  if (value === undefined) return;
  const text = textOf(value);
  if (PLAIN.has(from)) put(form, from, text);
  else if (from === 'workPhone') put(form, 'work.phone', text);
  else if (from === 'mobilePhone') put(form, 'mobile.phone', text);
  else if (WORK_ADDRESS[from] !== undefined) put(form, `work.${WORK_ADDRESS[from]}`, text);
  else if (from === 'addresses') readAddresses(form, value);
  else if (from === 'phoneNumbers') readPhones(form, value);
  else if (from === 'fullname' && textOf(attributeOf(resource, 'displayName')) === undefined) {
    put(form, 'displayName', text);
  }
}

/** A value at a place; of a list with several values the main one, or the one of the property's type. */
function valueAt(resource: ScimAttributes, place: readonly string[], from: AttributeName): Json | undefined {
  const [first = '', ...rest] = place;
  const value = attributeOf(resource, first);
  if (value === undefined || value === null) return undefined;
  if (isList(value)) {
    if (from === 'addresses' || from === 'phoneNumbers') return value;
    if (!isMultiValued(first) && rest.length === 0) return undefined;
    const type = from === 'mobilePhone' ? 'mobile' : from === 'workPhone' || first === 'addresses' ? 'work' : undefined;
    return mainValue(value, rest[0] ?? 'value', type);
  }
  if (rest.length === 0) return value;
  return isComplex(value) ? valueAt(value, rest, from) : undefined;
}

/** The value of a multi-valued attribute that counts: of a type, else the primary one, else the first. */
function mainValue(list: Json | undefined, part = 'value', type?: string): string | undefined {
  if (!isList(list)) return textOf(list);
  const items = list.filter((item) => isComplex(item) || typeof item === 'string');
  const typed = (item: Json): string =>
    (isComplex(item) ? (textOf(attributeOf(item, 'type')) ?? '') : '').toLowerCase();
  const primary = (item: Json): boolean => isComplex(item) && attributeOf(item, 'primary') === true;
  const chosen =
    type === undefined
      ? (items.find(primary) ?? items.find((item) => typed(item) === 'work') ?? items[0])
      : (items.find((item) => typed(item) === type) ??
        (type === 'mobile' ? undefined : items.find((item) => typed(item) === '')));
  return isComplex(chosen) ? textOf(attributeOf(chosen, part)) : textOf(chosen);
}

function readAddresses(form: ProfileForm, value: Json): void {
  for (const item of isList(value) ? value : []) {
    if (!isComplex(item)) continue;
    const type = typeOf(item, ADDRESS_TYPES, 'work');
    for (const part of ADDRESS_PARTS) put(form, `${type}.${part}`, textOf(attributeOf(item, part)));
  }
}

function readPhones(form: ProfileForm, value: Json): void {
  for (const item of isList(value) ? value : []) {
    if (isComplex(item)) put(form, `${typeOf(item, PHONE_TYPES, 'work')}.phone`, textOf(attributeOf(item, 'value')));
  }
}

function typeOf(item: ScimAttributes, types: readonly string[], usual: string): string {
  const type = textOf(attributeOf(item, 'type'))?.toLowerCase();
  if (type === undefined) return usual;
  return types.includes(type) ? type : 'other';
}

/** The first value of a property wins. */
function put(form: ProfileForm, name: string, text: string | undefined): void {
  if (text !== undefined) form[name] ??= text;
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
