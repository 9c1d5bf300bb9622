import { labelOf, type AttributeName } from '../core/attributes';
import type { ConnectorScim, ScimMapping } from './definition';
import { QUIRKS } from './quirks';

/** One row of the table of attributes on the Identity Management tab. */
export interface MappingRow {
  /** Our property, or `password`; absent for constants and expressions. */
  readonly property?: AttributeName | 'password';
  /** Our property's name on the admin's screen, or what stands in its place. */
  readonly field: string;
  /** SCIM attribute path. */
  readonly to: string;
  /** The service provider's name for it. */
  readonly label: string;
  readonly use: 'always' | 'create' | 'import';
  /** What is special about the row, as a sentence. */
  readonly note?: string;
}

/**
 * The attributes that go to a service provider, as the admin sees them: the connector's table, and the password where the
 * SP receives it (M-097, M-099, M-100), which is no row of the definition because the directory cannot read it back.
 */
export function mappingRows(scim: ConnectorScim): readonly MappingRow[] {
  const rows = scim.users.map((row) => rowOf(row, scim));
  if (!scim.can.includes('passwords')) return rows;
  const note = 'Sent when it is set or changed; never read back.';
  return [...rows, { property: 'password', field: 'Password', to: 'password', label: 'password', use: 'always', note }];
}

/** What a row is filled from, as the admin's pages say it. */
export function sourceLabel(row: Pick<ScimMapping, 'from' | 'constant' | 'expression' | 'to'>): string {
  if (row.expression !== undefined) return row.expression;
  if (row.constant !== undefined) return `“${row.constant}”`;
  return row.from === undefined ? row.to : labelOf(row.from);
}

/** The attribute's name in a sentence about a person: the property's, or the SP's where it has several sources. */
export function sourceName(row: Pick<ScimMapping, 'from' | 'constant' | 'expression' | 'label'>): string {
  return row.from === undefined || row.expression !== undefined ? row.label : labelOf(row.from);
}

function rowOf(row: ScimMapping, scim: ConnectorScim): MappingRow {
  const note = rowNote(row, scim);
  return {
    ...(row.from === undefined ? {} : { property: row.from }),
    field: sourceLabel(row),
    to: row.to,
    label: row.label,
    use: row.use ?? 'always',
    ...(note === undefined ? {} : { note }),
  };
}

/** What is special about a row, as a sentence; undefined for ordinary ones. */
export function rowNote(row: ScimMapping, scim: ConnectorScim): string | undefined {
  if (row.use === 'import') return 'Read when accounts are imported; never sent.';
  if (row.use === 'create') return 'Sent with a new account; later changes are not sent.';
  if (row.to === 'userName' && scim.quirks.includes('immutable-user-name'))
    return QUIRKS['immutable-user-name'].sentence;
  if (row.to === 'addresses.locality' && scim.quirks.includes('locality-is-formatted')) {
    return QUIRKS['locality-is-formatted'].sentence;
  }
  return undefined;
}
