import { compact } from '../core/compact';
import type { IdmMappingRow, IdmSettings } from '../core/idm-settings';
import type { ConnectorScim, ScimMapping } from './definition';

/**
 * What an application is sent: its connector's table, changed by what an admin set (M-178, A-27). What the connector
 * knows of the SP stays stronger than what was stored: rows that are only imported stay so, and what the SP does not
 * support is not sent, also when a later version of Passo knows more of it.
 */
export function effectiveScim(base: ConnectorScim, idm: Pick<IdmSettings, 'mapping' | 'enterprise'>): ConnectorScim {
  if (idm.mapping === undefined && idm.enterprise === undefined) return base;
  const enterprise = idm.enterprise ?? base.enterprise;
  const users = idm.mapping === undefined ? base.users : [...ownRows(base, idm.mapping)];
  return { ...base, enterprise, users };
}

/** The stored rows of an application, or its connector's table in the same form. */
export function mappingOf(base: ConnectorScim, stored: readonly IdmMappingRow[] | undefined): readonly IdmMappingRow[] {
  return stored ?? base.users.map(toStored);
}

/** The rows that bring accounts in and are never sent; the connector alone decides of them (M-103). */
export function isImportOnly(base: ConnectorScim, to: string): boolean {
  return base.users.some((row) => row.to === to && row.use === 'import');
}

/** Whether the SP knows the attribute and the connector never sends it (M-104, M-105). */
export function isNotSent(base: ConnectorScim, to: string): boolean {
  const [first = ''] = to.split(/[.:]/);
  return base.notSent.some((name) => [to, first].some((one) => one.toLowerCase() === name.toLowerCase()));
}

function* ownRows(base: ConnectorScim, rows: readonly IdmMappingRow[]): Generator<ScimMapping> {
  for (const row of rows) {
    if (row.use === 'off' || isNotSent(base, row.to)) continue;
    const known = base.users.find((candidate) => candidate.to === row.to);
    const use = isImportOnly(base, row.to) ? 'import' : row.use;
    yield compact<ScimMapping>({
      from: row.from,
      constant: row.constant,
      expression: row.expression,
      to: row.to,
      label: known?.label ?? row.to,
      use: use === 'always' ? undefined : use,
      empty: row.empty === 'send' ? 'send' : undefined,
      required: row.required,
    });
  }
}

function toStored(row: ScimMapping): IdmMappingRow {
  return compact<IdmMappingRow>({
    to: row.to,
    from: row.from,
    constant: row.constant,
    expression: row.expression,
    use: row.use ?? 'always',
    empty: row.empty ?? 'omit',
    required: row.required,
  });
}
