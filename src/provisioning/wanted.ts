import type { ConnectorScim } from '../connectors/definition';
import { isActive, type User } from '../core/user';
import type { ScimAttributes } from '../scim/schemas';
import { sourceName } from '../connectors/mapping-table';
import { buildUser, missingRow } from '../scim/user';

/** How a person should stand at one application. */
export interface WantedUser {
  /** The person may use the application, directly or through a user group (M-063). */
  readonly granted: boolean;
  /** Granted, not suspended and not password expired (M-095). */
  readonly active: boolean;
  readonly attributes: ScimAttributes;
  /** The name of an attribute that the application requires and that is empty for this person. */
  readonly missing?: string;
}

/**
 * Says how a person should stand at an application: with which attributes, and whether the account is active there.
 * @param input.granted any grant counts: a bound group, or the application itself
 * @param input.groupNames names of the person's groups that are bound to the application
 * @param input.now milliseconds since the epoch
 */
export function wantedUser(input: {
  readonly user: User;
  readonly granted: boolean;
  readonly groupNames: readonly string[];
  readonly connectorScim: ConnectorScim;
  readonly now: number;
}): WantedUser {
  const { user, granted, groupNames, connectorScim, now } = input;
  const { users, enterprise, quirks, can } = connectorScim;
  const active = granted && isActive(user, now);
  const source = { user, groupNames, now };
  const attributes = buildUser(users, enterprise, quirks, source, can);
  const hasActive = attributes['active'] !== undefined && attributes['active'] !== active;
  const missing = missingRow(users, source);
  return {
    granted,
    active,
    attributes: hasActive ? { ...attributes, active } : attributes,
    ...(missing === undefined ? {} : { missing: sourceName(missing) }),
  };
}
