import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import type { FieldErrors } from '../../../core/errors';
import type { UserId } from '../../../core/ids';
import type { IdmMappingRow } from '../../../core/idm-settings';
import { isNotSent, mappingOf } from '../../../connectors/effective';
import type { ConnectorScim } from '../../../connectors/definition';
import { rowNote } from '../../../connectors/mapping-table';
import {
  fixedAt,
  mappingProblems,
  typedScim,
  withFixedRows,
  type MappingInput,
} from '../../../provisioning/mapping-rules';
import type { Deps } from '../../deps';
import { getIntegration } from '../connection';
import { previewProvisioning } from '../preview';
import { countMissing } from './missing';

/** One row of the editor. */
export interface LookedRow {
  readonly row: IdmMappingRow;
  /** The SP's name for it; absent for rows of an admin's own. */
  readonly label?: string;
  /** What can't be changed: its path, that it is always sent, or all of it. */
  readonly fixed?: 'path' | 'use' | 'all';
  readonly note?: string;
  /** What the chosen person's value would be. */
  readonly preview?: string;
  /** People with access who have no value, where one is required. */
  readonly lacking?: number;
}

/** A table as typed or stored, with what it would mean. */
export interface MappingLook {
  readonly rows: readonly LookedRow[];
  readonly enterprise: 'extension' | 'flat';
  /** A sentence by row, `row.0` for the first, or `mapping` for the table. */
  readonly problems: FieldErrors;
  readonly notSent: readonly string[];
  /** Of the chosen person: whether they have access, and what they lack that is required. */
  readonly granted?: boolean;
  readonly missing?: string;
}

/**
 * Looks at an application's table of attributes without changing anything: as it is stored, or as typed.
 * @param input as typed; absent, what is stored; 'connector' for the connector's own table
 * @param personId whose values are shown
 * @throws AppError not_found for an unknown person, conflict for connectors that can't provision
 */
export async function lookAtMapping(
  deps: Pick<Deps, 'db' | 'clock' | 'connectors'>,
  application: Application,
  input: MappingInput | 'connector' | undefined,
  personId: UserId | undefined,
): Promise<MappingLook> {
  const { base } = getIntegration(deps, application);
  const typed = inputOf(base, application, input);
  const rows = withFixedRows(base, typed.rows);
  const problems = mappingProblems(base, { ...typed, rows }, application.label);
  const scim = typedScim(base, { ...typed, rows }, problems);
  const preview = personId && (await previewProvisioning(deps, application, personId, scim));
  const lacking = await countMissing(deps, application, scim);
  let next = 0;
  const looked = rows.map((row, place): LookedRow => {
    const isUsed = problems[`row.${place}`] === undefined && row.use !== 'off' && !isNotSent(base, row.to);
    const value = isUsed ? preview?.values[next] : undefined;
    if (isUsed) next += 1;
    const known = base.users.find(({ to }) => to === row.to);
    return compact<LookedRow>({
      row,
      label: known?.label,
      fixed: fixedAt(base, rows, place),
      note: known && rowNote(known, base),
      preview: row.use === 'import' ? undefined : value,
      lacking: isUsed ? lacking[row.to] : undefined,
    });
  });
  return compact<MappingLook>({
    rows: looked,
    enterprise: typed.enterprise,
    problems,
    notSent: base.notSent,
    granted: preview?.granted,
    missing: preview?.missing,
  });
}

function inputOf(
  base: ConnectorScim,
  { idm }: Application,
  input: MappingInput | 'connector' | undefined,
): MappingInput {
  if (input === 'connector') return { rows: mappingOf(base, undefined), enterprise: base.enterprise };
  return input ?? { rows: mappingOf(base, idm.mapping), enterprise: idm.enterprise ?? base.enterprise };
}
