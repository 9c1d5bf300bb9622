import type { ConnectorScim } from '../connectors/definition';
import { labelOf } from '../core/attributes';
import { patchPathOf } from '../scim/attribute-path';
import type { PatchOperation } from '../scim/patch';
import type { UserOperation } from './plan';

const MOST_NAMED = 4;

/**
 * Says in one sentence what an operation does. The preview, the events page and the person's page use the same words.
 * @param person the person's name
 * @returns for example "Create account for Priya Kaul" or "Change Job Title and Department of Priya Kaul"
 */
export function describeOperation(
  operation: UserOperation,
  person: string,
  scim: Pick<ConnectorScim, 'users' | 'enterprise'>,
): string {
  switch (operation.kind) {
    case 'none':
      return operation.sentence ?? `Nothing to send for ${person}`;
    case 'park':
      return operation.sentence;
    case 'find-or-create':
      return `Create account for ${person}`;
    case 'delete':
      return `Delete account of ${person}`;
    case 'find-and-deactivate':
      return `Find and deactivate account of ${person}`;
    case 'update':
      return describeUpdate(operation, person, scim);
  }
}

/** The names of what operations change, as the admin's pages have them, each once. */
export function changedNames(
  operations: readonly PatchOperation[],
  scim: Pick<ConnectorScim, 'users' | 'enterprise'>,
): string[] {
  return [...new Set(operations.map(({ path }) => nameOfPath(path, scim)))];
}

function describeUpdate(
  { operations, deactivates, reactivates }: Extract<UserOperation, { kind: 'update' }>,
  person: string,
  scim: Pick<ConnectorScim, 'users' | 'enterprise'>,
): string {
  if (deactivates) return `Deactivate account of ${person}`;
  const changes = changedNames(
    operations.filter(({ path }) => !reactivates || path !== 'active'),
    scim,
  );
  const names = changes.length > MOST_NAMED ? `${changes.length} attributes` : joined(changes);
  if (!reactivates) return `Change ${names} of ${person}`;
  return changes.length === 0
    ? `Reactivate account of ${person}`
    : `Reactivate account of ${person} and change ${names}`;
}

function nameOfPath(path: string, scim: Pick<ConnectorScim, 'users' | 'enterprise'>): string {
  const rows = scim.users.filter((row) => row.use !== 'import' && patchPathOf(row.to, scim.enterprise) === path);
  if (path === 'addresses' && rows.length > 1) return 'Work Address';
  if (path === 'active') return 'Active';
  const [row] = rows;
  return row?.from === undefined ? path.slice(path.lastIndexOf(':') + 1) : labelOf(row.from);
}

function joined(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
