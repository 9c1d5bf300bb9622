import type { AttributeNameFormat, GroupFilter, SsoAttribute } from '../../core/application';
import { readTexts, type AttributeSource } from '../../core/attributes';
import { fold } from '../../core/ids';
import { SamlError } from '../errors';
import { knownExpression } from '../expression/expression';

/** One Attribute of the assertion with all its values (saml-core section 2.7.3.1). */
export interface SamlAttribute {
  readonly name: string;
  /** How the name is to be understood; absent, the name itself tells: URNs and web addresses are URIs. */
  readonly nameFormat?: AttributeNameFormat;
  readonly values: readonly string[];
}

/**
 * The attributes an application gets about a person: enabled rows alone, nothing for a row without value (M-069 to
 * M-073). A name comes once, with all its values, because some readers refuse a second.
 * @throws SamlError value_not_allowed when an expression gives too much
 */
export function attributesFor(rows: readonly SsoAttribute[], source: AttributeSource): SamlAttribute[] {
  const byName = new Map<string, { readonly row: SsoAttribute; readonly values: Set<string> }>();
  for (const row of rows) {
    if (!row.enabled || row.name === '') continue;
    const values = attributeValues(row, source);
    if (values.length === 0) continue;
    const known = byName.get(row.name) ?? { row, values: new Set<string>() };
    for (const value of values) known.values.add(value);
    byName.set(row.name, known);
  }
  return [...byName].map(([name, { row, values }]) => ({
    name,
    ...(row.nameFormat === undefined ? {} : { nameFormat: row.nameFormat }),
    values: [...values],
  }));
}

/**
 * The values of one row for a person, whether it is sent or not: an expression goes before a constant, and a constant
 * before the property. A filter holds for User Groups wherever the row reads them.
 * @throws SamlError value_not_allowed when an expression gives too much
 */
export function attributeValues(row: SsoAttribute, source: AttributeSource): string[] {
  if (row.expression !== undefined && row.expression !== '') return expressionValues(row, row.expression, source);
  if (row.constant !== undefined && row.constant !== '') return [row.constant];
  return readTexts(row.from, row.from === 'groups' ? withGroups(source, row.groups) : source);
}

function expressionValues(row: SsoAttribute, text: string, source: AttributeSource): string[] {
  try {
    return knownExpression(text).evaluate(withGroups(source, row.groups));
  } catch (error) {
    if (!(error instanceof SamlError)) throw error;
    const { clause } = error;
    const sentence = `The value of the attribute ${row.name} can’t be made. ${error.message}`;
    throw new SamlError(error.code, sentence, { clause, facts: { attribute: row.name }, cause: error });
  }
}

/** Names are compared as the directory compares them: whatever their case, and however their letters are composed. */
function withGroups(source: AttributeSource, filter: GroupFilter | undefined): AttributeSource {
  if (filter === undefined) return source;
  return { ...source, groupNames: filteredGroups(source, filter) };
}

function filteredGroups(source: AttributeSource, filter: GroupFilter): readonly string[] {
  if (filter.kind === 'of-application') return source.applicationGroupNames ?? [];
  const wanted = fold(filter.text);
  switch (filter.kind) {
    case 'starts-with':
      return source.groupNames.filter((name) => fold(name).startsWith(wanted));
    case 'ends-with':
      return source.groupNames.filter((name) => fold(name).endsWith(wanted));
    case 'contains':
      return source.groupNames.filter((name) => fold(name).includes(wanted));
  }
}
