import { effectiveScim } from '../../connectors/effective';
import { scimOf } from '../../connectors/functionality';
import type { Application } from '../../core/application';
import { DIRECTORY_ATTRIBUTES, type AttributeName } from '../../core/attributes';
import { knownExpression } from '../../core/expression/expression';
import type { User } from '../../core/user';
import { listApplications } from '../../store/applications';
import { listGrantedApplicationIds } from '../../store/bindings';
import type { Deps } from '../deps';

/** What goes to applications: a property, or the password where an application takes it. */
export type FlowName = AttributeName | 'password';

/** Which applications get something of a person: when they sign on, or whenever it changes. */
export interface Flow {
  readonly name: FlowName;
  readonly signOn: readonly string[];
  readonly always: readonly string[];
}

/** Says for everything that goes out which of a person's applications get it, by their labels. */
export async function findFlows(deps: Pick<Deps, 'db' | 'connectors'>, user: User): Promise<Flow[]> {
  const granted = new Set(await listGrantedApplicationIds(deps.db, user.id));
  const told = (await listApplications(deps.db))
    .filter(({ id }) => granted.has(id))
    .map((application) => ({
      label: application.label,
      signOn: signOnProperties(application),
      always: managedProperties(deps, application),
    }));
  const names: FlowName[] = [...DIRECTORY_ATTRIBUTES.map(({ name }) => name), 'password'];
  return names.map((name) => ({
    name,
    signOn: told.filter(({ signOn }) => signOn.has(name)).map(({ label }) => label),
    always: told.filter(({ always }) => always.has(name)).map(({ label }) => label),
  }));
}

function signOnProperties({ sso, ssoState, bookmarkUrl }: Application): ReadonlySet<FlowName> {
  if (sso === undefined || ssoState !== 'active' || bookmarkUrl !== undefined) return new Set();
  const rows = sso.attributes.filter(({ enabled }) => enabled);
  // A persistent or transient name is made for the application and says nothing of the person.
  const nameId = sso.nameId.format === 'persistent' || sso.nameId.format === 'transient' ? [] : [sso.nameId.from];
  return new Set([...rows.flatMap(propertiesOf), ...nameId]);
}

function managedProperties(
  { connectors }: Pick<Deps, 'connectors'>,
  { idm, idmState, connectorId }: Application,
): ReadonlySet<FlowName> {
  const connector = connectors.get(connectorId);
  const base = connector && scimOf(connector);
  if (idmState !== 'active' || base === undefined) return new Set();
  const rows = effectiveScim(base, idm).users.filter(({ use }) => use !== 'import');
  const groups: FlowName[] = idm.groups === true ? ['groups'] : [];
  const password: FlowName[] = base.can.includes('passwords') ? ['password'] : [];
  return new Set([...rows.flatMap(propertiesOf), ...groups, ...password]);
}

function propertiesOf(row: {
  readonly from?: AttributeName;
  readonly constant?: string;
  readonly expression?: string;
}): AttributeName[] {
  if (row.constant !== undefined) return [];
  if (row.expression !== undefined) return [...knownExpression(row.expression).properties];
  return row.from === undefined ? [] : [row.from];
}
