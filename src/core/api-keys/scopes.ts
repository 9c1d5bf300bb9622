import { may, type Permission, type UserRole } from '../roles';

/** What an API key can be allowed, in the order of the form. */
export const API_SCOPES = [
  'users:read',
  'users:write',
  'groups:read',
  'groups:write',
  'applications:read',
  'applications:write',
  'provisioning:read',
  'provisioning:write',
  'events:read',
  'settings:read',
  'settings:write',
  'admins:write',
] as const;

/** One thing an API key can be allowed. A scope that writes includes reading the same. */
export type ApiScope = (typeof API_SCOPES)[number];

/** What each scope allows, as the page of API keys and the documents say it. */
export const SCOPE_WORDS: Readonly<Record<ApiScope, string>> = {
  'users:read': 'Read people',
  'users:write': 'Add, change, suspend and delete people, and set their passwords',
  'groups:read': 'Read user groups, and the names of their members',
  'groups:write': 'Change user groups and their members',
  'applications:read': 'Read applications, their settings and certificates',
  'applications:write': 'Change applications, who may use them, and certificates',
  'provisioning:read': 'Read what Identity Management does: accounts, what waits, imports, drift',
  'provisioning:write': 'Change Identity Management: connect, activate, sync, decide removals and drift',
  'events:read': 'Read Directory Insights',
  'settings:read': 'Read the settings',
  'settings:write': 'Change the settings, webhooks included',
  'admins:write': 'Change people who have a role (keys of owners only)',
};

/** What the person who made a key needs to be allowed for each of its scopes. */
export const SCOPE_PERMISSIONS: Readonly<Record<ApiScope, Permission>> = {
  'users:read': 'people.read',
  'users:write': 'people.write',
  'groups:read': 'groups.read',
  'groups:write': 'groups.write',
  'applications:read': 'applications.read',
  'applications:write': 'applications.write',
  'provisioning:read': 'applications.read',
  'provisioning:write': 'applications.write',
  'events:read': 'insights.read',
  'settings:read': 'settings.read',
  'settings:write': 'settings.write',
  'admins:write': 'admins.write',
};

/** Tells whether a text names a scope. */
export function isApiScope(text: string): text is ApiScope {
  return (API_SCOPES as readonly string[]).includes(text);
}

/** Tells whether the scopes of a key include one: by name, or because writing includes reading the same. */
export function includesScope(scopes: readonly ApiScope[], wanted: ApiScope): boolean {
  return scopes.includes(wanted) || scopes.includes(wanted.replace(/:read$/, ':write') as ApiScope);
}

/** The scopes that a role can give to a key: never more than the role itself allows. */
export function scopesWithin(role: UserRole): ApiScope[] {
  return API_SCOPES.filter((scope) => may(role, SCOPE_PERMISSIONS[scope]));
}

/**
 * The role with which a key acts: that of the person who made it, as it is now. Without the scope `admins:write` it is
 * never an owner's, so that a lost key can't take over the people who run Passo (SECURITY A5).
 */
export function roleOfKey(maker: UserRole, scopes: readonly ApiScope[]): UserRole {
  return maker === 'owner' && !scopes.includes('admins:write') ? 'admin' : maker;
}
