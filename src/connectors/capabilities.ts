/** What an SP's SCIM server can do. A capability that is not listed is one the SP does not have (M-007). */
export const CAPABILITIES = {
  create: 'Creates accounts',
  update: 'Updates accounts',
  deactivate: 'Deactivates accounts',
  delete: 'Deletes accounts',
  groups: 'Manages groups and their members',
  passwords: 'Receives passwords',
  import: 'Lists its accounts for import',
} as const;

/** A capability of an SP's SCIM server. */
export type Capability = keyof typeof CAPABILITIES;
