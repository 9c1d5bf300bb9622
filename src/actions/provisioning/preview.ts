import type { Application } from '../../core/application';
import type { UserId } from '../../core/ids';
import type { ConnectorScim } from '../../connectors/definition';
import { wantedUser } from '../../provisioning/wanted';
import type { Json } from '../../scim/schemas';
import { buildUser } from '../../scim/user';
import { findGrant } from '../../store/bindings';
import { getUser } from '../../store/users';
import type { Deps } from '../deps';
import { getIntegration } from './connection';

/** What an application would be sent of a person. */
export interface ProvisioningPreview {
  /** Whether the person has the application; without it nothing is sent. */
  readonly granted: boolean;
  /** The value of each row of the connector's table, in its order; undefined where nothing is sent. */
  readonly values: readonly (string | undefined)[];
  /** An attribute that the application requires and that is empty for the person, so that nothing is sent. */
  readonly missing?: string;
}

/**
 * Says what an application would be sent of a person, row by row of the connector's table. Nothing is sent or recorded.
 * @param typed a table that is not stored; absent, the application's own
 * @throws AppError not_found for an unknown person, conflict for connectors that can't provision
 */
export async function previewProvisioning(
  deps: Pick<Deps, 'db' | 'clock' | 'connectors'>,
  application: Application,
  userId: UserId,
  typed?: ConnectorScim,
): Promise<ProvisioningPreview> {
  const scim = typed ?? getIntegration(deps, application).scim;
  const user = await getUser(deps.db, userId);
  const granted = await findGrant(deps.db, application.id, userId);
  const now = deps.clock();
  const { attributes, missing } = wantedUser({ user, granted, groupNames: [], connectorScim: scim, now });
  const values = scim.users.map((row) => {
    const whole = attributes[row.to];
    if (whole !== undefined && row.use !== 'import' && typeof whole !== 'object') return String(whole);
    return rowAlone(row, scim, { user, groupNames: [], now });
  });
  return { granted, values, ...(missing === undefined ? {} : { missing }) };
}

/** Rows that share a place, such as two phones, are told apart by building each by itself. */
function rowAlone(
  row: ConnectorScim['users'][number],
  scim: ConnectorScim,
  source: Parameters<typeof buildUser>[3],
): string | undefined {
  const texts = new Set(textsIn(buildUser([row], scim.enterprise, [], source, [])));
  return texts.size === 0 ? undefined : [...texts].join(', ');
}

const MARKS = new Set(['type', 'primary']);

function textsIn(value: Json): string[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [String(value)];
  if (Array.isArray(value)) return value.flatMap((item: Json) => textsIn(item));
  return Object.entries(value).flatMap(([name, part]) => (MARKS.has(name) ? [] : textsIn(part)));
}
