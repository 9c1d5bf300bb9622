import type { ConnectorScim } from '../../../connectors/definition';
import { sourceLabel } from '../../../connectors/mapping-table';
import { changedNames } from '../../../provisioning/describe';
import { compareAccount } from '../../../provisioning/drift';
import { partOf } from '../../../provisioning/take-over';
import type { UserOperation } from '../../../provisioning/plan';
import { leavesOf, patchPathOf } from '../../../scim/attribute-path';
import type { Json, ScimAttributes } from '../../../scim/schemas';

/** One attribute of a person at an application, from the directory to the SP. */
export interface ValueRow {
  /** The attribute's name as the admin's pages have it. */
  readonly label: string;
  /** SCIM attribute path. */
  readonly path: string;
  /** Where the value comes from. */
  readonly source: string;
  /** How it should be, how the SP last accepted it, and how the SP holds it now; absent where there is none. */
  readonly wanted?: Json;
  readonly accepted?: Json;
  readonly there?: Json;
  /** It goes out with the next request. */
  readonly next: boolean;
  /** The SP holds another value than it accepted. */
  readonly differs: boolean;
}

/**
 * Lays a person's attributes side by side.
 * @param there the account as the SP gives it now; undefined when it was not read
 */
export function valueRows(
  scim: ConnectorScim,
  values: { wanted: ScimAttributes; accepted: ScimAttributes; there: ScimAttributes | undefined },
  operation: UserOperation,
): ValueRow[] {
  const { wanted, accepted, there } = values;
  const ours = leavesOf(wanted);
  const before = leavesOf(accepted);
  const held = there === undefined ? undefined : leavesOf(partOf(there, { ...accepted, ...wanted }));
  const different = new Set(
    there === undefined
      ? []
      : compareAccount(there, accepted, new Set()).flatMap(({ changes }) => changes.map(({ path }) => path)),
  );
  const going = new Set(operation.kind === 'update' ? operation.operations.map(({ path }) => path) : []);
  return [...new Set([...ours.keys(), ...before.keys()])].map((path) => {
    const rows = scim.users.filter((row) => patchPathOf(row.to, scim.enterprise) === path);
    const parts = { wanted: ours.get(path)?.value, accepted: before.get(path)?.value, there: held?.get(path)?.value };
    return {
      label: changedNames([{ op: 'remove', path }], scim)[0] ?? path,
      path,
      source: rows.length === 0 ? 'Whether the person may sign in' : [...new Set(rows.map(sourceLabel))].join(', '),
      ...(Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Partial<
        typeof parts
      >),
      next: operation.kind === 'find-or-create' || going.has(path),
      differs: different.has(path),
    } as ValueRow;
  });
}
