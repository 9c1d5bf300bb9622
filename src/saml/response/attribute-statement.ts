import type { AttributeNameFormat, SsoAttribute } from '../../core/application';
import { readAttribute, type AttributeSource, type AttributeValue } from '../../core/attributes';
import type { Address, PhoneNumber } from '../../core/user';

/** One Attribute of the assertion with all its values (saml-core section 2.7.3.1). */
export interface SamlAttribute {
  readonly name: string;
  /** How the name is to be understood; absent, the name itself tells: URNs and web addresses are URIs. */
  readonly nameFormat?: AttributeNameFormat;
  readonly values: readonly string[];
}

/**
 * The attributes an application gets about a person: enabled rows alone, a constant before the property, nothing for a
 * property without value (M-069 to M-073). A name comes once, with all its values, because some readers refuse a second.
 */
export function attributesFor(rows: readonly SsoAttribute[], source: AttributeSource): SamlAttribute[] {
  const byName = new Map<string, Set<string>>();
  for (const row of rows) {
    if (!row.enabled || row.name === '') continue;
    const values =
      row.constant !== undefined && row.constant !== '' ? [row.constant] : textsOf(readAttribute(row.from, source));
    if (values.length === 0) continue;
    const known = byName.get(row.name) ?? new Set<string>();
    for (const value of values) known.add(value);
    byName.set(row.name, known);
  }
  return [...byName].map(([name, values]) => ({ name, values: [...values] }));
}

function textsOf(value: AttributeValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [String(value)];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return value.map(textOf).filter((text) => text !== '');
}

/** Structured values travel as one line, because a SAML attribute value is a text. */
function textOf(value: string | Address | PhoneNumber): string {
  if (typeof value === 'string') return value;
  if ('value' in value) return value.value;
  return [value.streetAddress, value.locality, value.region, value.postalCode, value.country]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}
