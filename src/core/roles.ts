/** What a person may do in the Administrator Portal. Everybody may use the User Portal. */
export const USER_ROLES = ['user', 'auditor', 'helpdesk', 'admin', 'owner'] as const;

/** The role of a person. */
export type UserRole = (typeof USER_ROLES)[number];

/** What people read of a role: its name, and what it is for. */
export const ROLE_WORDS: Readonly<Record<UserRole, { readonly name: string; readonly purpose: string }>> = {
  user: { name: 'User', purpose: 'Signs in and uses the User Portal.' },
  auditor: { name: 'Read-only auditor', purpose: 'Reads everything and changes nothing.' },
  helpdesk: { name: 'Help desk', purpose: 'Helps people: adds them, changes them, gives them a new way to sign in.' },
  admin: { name: 'Admin', purpose: 'Changes everything except who the admins are.' },
  owner: { name: 'Owner', purpose: 'Does everything, and chooses the admins.' },
};

/**
 * What pages and actions ask for. `people.write` reaches people without a role of their own only, unless the actor may
 * also `admins.write` (SECURITY A5).
 */
export const PERMISSIONS = [
  'people.read',
  'people.write',
  'people.delete',
  'groups.read',
  'groups.write',
  'applications.read',
  'applications.write',
  'insights.read',
  'settings.read',
  'settings.write',
  'admins.write',
] as const;

/** One thing a role allows. */
export type Permission = (typeof PERMISSIONS)[number];

/** What each permission allows, as its own end of the sentence "may …". */
export const PERMISSION_WORDS: Readonly<Record<Permission, string>> = {
  'people.read': 'see people',
  'people.write': 'add, change and suspend people, and help them to sign in',
  'people.delete': 'delete people',
  'groups.read': 'see user groups',
  'groups.write': 'change user groups and their members',
  'applications.read': 'see applications and certificates',
  'applications.write': 'change applications, who may use them, and certificates',
  'insights.read': 'read Directory Insights',
  'settings.read': 'see the settings',
  'settings.write': 'change the settings',
  'admins.write': 'choose the admins, and change people who have a role',
};

const READING: readonly Permission[] = [
  'people.read',
  'groups.read',
  'applications.read',
  'insights.read',
  'settings.read',
];

/** The one table of who may do what. */
export const ROLE_PERMISSIONS: Readonly<Record<UserRole, ReadonlySet<Permission>>> = {
  user: new Set(),
  auditor: new Set(READING),
  helpdesk: new Set<Permission>(['people.read', 'people.write', 'groups.read', 'insights.read']),
  admin: new Set(PERMISSIONS.filter((permission) => permission !== 'admins.write')),
  owner: new Set(PERMISSIONS),
};

/** Tells whether a role allows something. */
export function may(role: UserRole, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].has(permission);
}

/** Tells whether a role opens the Administrator Portal at all. */
export function opensAdminPortal(role: UserRole): boolean {
  return ROLE_PERMISSIONS[role].size > 0;
}

/**
 * Tells whether somebody may change another person: their profile, password, second factor, state or role. People with
 * a role of their own are changed by those who may appoint them; what one does to oneself has pages of its own.
 */
export function mayChange(actor: UserRole, person: UserRole): boolean {
  return person === 'user' ? may(actor, 'people.write') : may(actor, 'admins.write');
}
