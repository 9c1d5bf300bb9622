import { readAttribute, type AttributeName, type AttributeSource, type AttributeValue } from '../core/attributes';
import type { Address, PhoneNumber } from '../core/user';
import { compact } from '../core/compact';
import { isMultiValued, placeOf, putAt, type EnterprisePlace } from './attribute-path';
import type { Json, ScimAttributes } from './schemas';

/** One row of a connector's table, as much of it as building a user needs. */
export interface UserMapping {
  readonly from: AttributeName;
  readonly to: string;
  readonly use?: 'always' | 'create' | 'import';
}

/**
 * Builds the user an SP should hold from a person and the connector's table (RFC 7643 section 4.1). Rows that are only
 * imported are left out, and so is every property without a value. `active` is there whenever the SP can deactivate
 * accounts, listed or not. An empty display name falls back to the formatted name where that is sent too.
 * @param mappings the connector's rows
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
    const value = valueOf(row, sent, source);
    const place = placeOf(row.to, enterprise);
    if (value === undefined) continue;
    if (place.length <= 2 && isMultiValued(place[0] ?? '')) addValue(built, row, place, value, quirks);
    else putAt(built, place, jsonOf(value));
  }
  if (can.includes('deactivate') && built['active'] === undefined) {
    built['active'] = readAttribute('active', source) === true;
  }
  return built;
}

function valueOf(row: UserMapping, sent: readonly UserMapping[], source: AttributeSource): AttributeValue | undefined {
  const value = readAttribute(row.from, source);
  if (value !== undefined || row.to !== 'displayName') return value;
  const formatted = sent.find((other) => other.to === 'name.formatted');
  return formatted === undefined ? undefined : readAttribute(formatted.from, source);
}

function addValue(
  built: Record<string, Json>,
  row: UserMapping,
  place: readonly string[],
  value: AttributeValue,
  quirks: readonly string[],
): void {
  const [name = '', part] = place;
  if (typeof value === 'object') {
    built[name] = value.map((item) => jsonOfItem(item));
  } else if (name === 'addresses') {
    addToWorkAddress(built, part ?? 'formatted', String(value), quirks);
  } else {
    const before = built[name];
    const item = { value: String(value), type: row.from === 'mobilePhone' ? 'mobile' : 'work' };
    const list = Array.isArray(before) ? (before as readonly Json[]) : [];
    built[name] = [...list, name === 'emails' && list.length === 0 ? { ...item, primary: true } : item];
  }
}

/** The rows of a postal address describe one address together: the person's work address. */
function addToWorkAddress(built: Record<string, Json>, part: string, value: string, quirks: readonly string[]): void {
  const before = Array.isArray(built['addresses']) ? (built['addresses'][0] as { [key: string]: Json }) : {};
  const formatted = part === 'locality' && quirks.includes('locality-is-formatted') ? { formatted: value } : {};
  built['addresses'] = [{ ...before, type: 'work', [part]: value, ...formatted }];
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
