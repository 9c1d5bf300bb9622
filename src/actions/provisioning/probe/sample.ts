import type { ConnectorScim } from '../../../connectors/definition';
import type { UserId } from '../../../core/ids';
import type { User } from '../../../core/user';
import { leavesOf } from '../../../scim/attribute-path';
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA, type Json, type ScimAttributes } from '../../../scim/schemas';
import { buildUser } from '../../../scim/user';
import type { Setting } from './change';

/** What every name begins with that the probe gives; nothing else is ever removed. */
export const PROBE_PREFIX = 'passo-probe-';
const DOMAIN = 'probe.invalid';

/** A user name of a disposable account. `.invalid` belongs to nobody (RFC 2606 section 2). @param random a random word */
export function probeUserName(random: string): string {
  return `${PROBE_PREFIX}${random}@${DOMAIN}`;
}

/** The disposable account as Passo would send a person with everything filled in, inactive. */
export function sampleUser(scim: ConnectorScim, userName: string, now: number): ScimAttributes {
  const user: User = {
    id: userName.slice(0, userName.indexOf('@')) as UserId,
    username: userName,
    email: userName,
    firstname: 'Passo',
    middlename: 'P.',
    lastname: 'Probe',
    displayName: 'Passo Probe',
    jobTitle: 'Probe',
    department: 'Probe',
    company: 'Probe',
    location: 'Probe',
    employeeIdentifier: userName.slice(PROBE_PREFIX.length, userName.indexOf('@')),
    employeeType: 'Probe',
    preferredLanguage: 'en',
    locale: 'en-GB',
    timezone: 'Europe/London',
    addresses: [
      {
        type: 'work',
        streetAddress: '1 Probe Street',
        locality: 'Leeds',
        region: 'Yorkshire',
        postalCode: 'LS1',
        country: 'GB',
      },
    ],
    phoneNumbers: [{ type: 'work', value: '+44 113 496 0000' }],
    state: 'suspended',
    role: 'user',
    hasPassword: false,
    passwordTemporary: false,
    createdAt: now,
    updatedAt: now,
  };
  const built = buildUser(scim.users, scim.enterprise, scim.quirks, { user, groupNames: [], now }, scim.can);
  return { ...built, userName, active: false };
}

/** The least an account is made of. */
export function leastUser(userName: string): ScimAttributes {
  return {
    userName,
    name: { givenName: 'Passo', familyName: 'Probe' },
    emails: [{ value: userName, type: 'work', primary: true }],
    active: false,
  };
}

/** A body to send, with the schemas it uses. */
export function bodyOf(attributes: ScimAttributes): Json {
  const extensions = Object.keys(attributes).filter((name) => name.startsWith('urn:'));
  return { schemas: [USER_SCHEMA, ...extensions], ...attributes };
}

/** The values of an account one by one, without what every account needs. */
export function settingsOf(attributes: ScimAttributes): readonly (Setting & { readonly path: string })[] {
  return [...leavesOf(attributes).values()]
    .filter(({ path }) => !['userName', 'active', 'password'].includes(path))
    .map(({ path, place, value }) => ({ path, place, value }));
}

/** How an attribute is called in a report: without the URN of the enterprise extension. */
export function shortPath(path: string): string {
  return path.startsWith(`${ENTERPRISE_USER_SCHEMA}:`) ? path.slice(ENTERPRISE_USER_SCHEMA.length + 1) : path;
}
