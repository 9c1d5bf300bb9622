import { readAttribute, type AttributeName, type AttributeSource, type AttributeValue } from '../core/attributes';
import type { Address, PhoneNumber } from '../core/user';
import { compact } from '../core/compact';
import { ExpressionError, ExpressionTooLarge, knownExpression } from '../core/expression/expression';
import { isMultiValued, placeOf, putAt, type EnterprisePlace } from './attribute-path';
import type { Json, ScimAttributes } from './schemas';

/** One row of a table of attributes, as much of it as building a user needs. */
export interface UserMapping {
  readonly from?: AttributeName;
  readonly constant?: string;
  readonly expression?: string;
  readonly to: string;
  readonly use?: 'always' | 'create' | 'import';
  readonly empty?: 'send';
  readonly required?: true;
}

/** Attributes of RFC 7643 section 4.1.2 that are lists of `{ value }` and that a row fills as a whole. */
const LISTS_OF_VALUES = new Set(['roles', 'entitlements', 'ims', 'photos', 'x509Certificates']);

/**
 * Builds the user an SP should hold from a person and the table of attributes (RFC 7643 section 4.1). Rows that are only
 * imported are left out, and so is every property without a value, unless its row sends an empty text. `active` is there
 * whenever the SP can deactivate accounts, listed or not. An empty display name falls back to the formatted name
 * where that is sent too.
 * @param mappings the rows
 * @param enterprise where department and its like stand
 * @param quirks the connector's named deviations
 * @param source the person, the names of their groups and the time
 * @param can the connector's capabilities
 */
export function buildUser(
  mappings: readonly UserMapping[],
  enterprise: EnterprisePlace,
  quirks: readonly string[],
  source: AttributeSource,
  can: readonly string[],
): ScimAttributes {
  const sent = mappings.filter((row) => row.use !== 'import');
  const built: Record<string, Json> = {};
  for (const row of sent) {
    const place = placeOf(row.to, enterprise);
    const name = place[0] ?? '';
    const value = valueOf(row, sent, source) ?? (sendsEmpty(row, name) ? '' : undefined);
    if (value === undefined) continue;
    if (place.length <= 2 && isMultiValued(name)) addValue(built, row, place, value, quirks);
    else if (place.length === 1 && LISTS_OF_VALUES.has(name))
      built[name] = textsOf(value).map((text) => ({ value: text }));
    else putAt(built, place, jsonOf(value));
  }
  if (can.includes('deactivate') && built['active'] === undefined) {
    built['active'] = readAttribute('active', source) === true;
  }
  return built;
}

/** A list has no empty text, only no values. */
function sendsEmpty(row: UserMapping, name: string): boolean {
  return row.empty === 'send' && !isMultiValued(name) && !LISTS_OF_VALUES.has(name);
}

/**
 * The first row that the SP requires and that has no value for a person.
 * @returns undefined when nothing is missing
 */
export function missingRow<Row extends UserMapping>(
  mappings: readonly Row[],
  source: AttributeSource,
): Row | undefined {
  const sent = mappings.filter((row) => row.use !== 'import');
  return sent.find((row) => isRequired(row) && isEmpty(valueOf(row, sent, source)));
}

/** No account can be without a username (RFC 7643 section 4.1.1), whatever it is made of. */
export function isRequired(row: Pick<UserMapping, 'to' | 'required'>): boolean {
  return row.required === true || row.to === 'userName';
}

function isEmpty(value: AttributeValue | undefined): boolean {
  return value === undefined || value === '' || (typeof value === 'object' && value.length === 0);
}

function valueOf(row: UserMapping, sent: readonly UserMapping[], source: AttributeSource): AttributeValue | undefined {
  const value = ownValueOf(row, source);
  if (value !== undefined || row.to !== 'displayName') return value;
  const formatted = sent.find((other) => other.to === 'name.formatted');
  return formatted === undefined ? undefined : ownValueOf(formatted, source);
}

function ownValueOf(row: UserMapping, source: AttributeSource): AttributeValue | undefined {
  if (row.expression !== undefined) return evaluated(row.expression, source);
  if (row.constant !== undefined) return row.constant;
  return row.from === undefined ? undefined : readAttribute(row.from, source);
}

/** One value is a text, several are a list. What can't be read, or grows beyond the limits, is no value. */
function evaluated(expression: string, source: AttributeSource): AttributeValue | undefined {
  try {
    const values = knownExpression(expression).evaluate(source);
    return values.length > 1 ? values : values[0];
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ExpressionTooLarge) return undefined;
    throw error;
  }
}

function addValue(
  built: Record<string, Json>,
  row: UserMapping,
  place: readonly string[],
  value: AttributeValue,
  quirks: readonly string[],
): void {
  const name = place[0] ?? '';
  if (typeof value === 'object' && isStructured(value)) {
    built[name] = value.map((item) => jsonOfItem(item));
  } else if (name === 'addresses') {
    addToWorkAddress(built, place[1] ?? 'formatted', textsOf(value).join(', '), quirks);
  } else {
    for (const text of textsOf(value)) addItem(built, name, text, row.from === 'mobilePhone' ? 'mobile' : 'work');
  }
}

function isStructured(value: readonly (string | Address | PhoneNumber)[]): boolean {
  return value.some((item) => typeof item === 'object');
}

function addItem(built: Record<string, Json>, name: string, value: string, type: string): void {
  const before = built[name];
  const list = Array.isArray(before) ? (before as readonly Json[]) : [];
  const isPrimary = name === 'emails' && list.length === 0;
  const item: Json = isPrimary ? { value, type, primary: true } : { value, type };
  built[name] = list.length === 0 ? [item] : [...list, item];
}

/** The rows of a postal address describe one address together: the person's work address. */
function addToWorkAddress(built: Record<string, Json>, part: string, value: string, quirks: readonly string[]): void {
  const before = Array.isArray(built['addresses']) ? (built['addresses'][0] as { [key: string]: Json }) : {};
  const formatted = part === 'locality' && quirks.includes('locality-is-formatted') ? { formatted: value } : {};
  built['addresses'] = [{ ...before, type: 'work', [part]: value, ...formatted }];
}

function textsOf(value: AttributeValue): string[] {
  if (typeof value !== 'object') return [String(value)];
  return value.flatMap((item) => (typeof item === 'string' ? [item] : 'value' in item ? [item.value] : []));
}

function jsonOf(value: AttributeValue): Json {
  return typeof value === 'object' ? value.map((item) => jsonOfItem(item)) : value;
}

function jsonOfItem(item: string | Address | PhoneNumber): Json {
  if (typeof item === 'string') return item;
  if ('value' in item) return { value: item.value, type: item.type };
  const { type, streetAddress, locality, region, postalCode, country } = item;
  return compact<{ [key: string]: Json }>({ type, streetAddress, locality, region, postalCode, country });
}
