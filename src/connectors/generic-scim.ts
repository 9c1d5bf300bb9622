import type { ConnectorScim } from './definition';

/**
 * The SCIM block of an application without a prebuilt connector (M-022, M-162 to M-176). Paths are those of RFC 7643,
 * whatever the spelling of the table they come from. The admin may leave rows out (M-178).
 */
export const GENERIC_SCIM: ConnectorScim = {
  baseUrl: { kind: 'ask', example: 'https://scim.example.com/v2' },
  tokenName: 'Token Key',
  can: ['create', 'update', 'deactivate', 'groups', 'import', 'passwords', 'delete'],
  users: [
    { from: 'id', to: 'externalId', label: 'ExternalID' },
    { from: 'username', to: 'userName', label: 'Username' },
    { from: 'firstname', to: 'name.givenName', label: 'GivenName' },
    { from: 'lastname', to: 'name.familyName', label: 'FamilyName' },
    { from: 'middlename', to: 'name.middleName', label: 'MiddleName' },
    { from: 'displayName', to: 'displayName', label: 'Displayname' },
    { from: 'email', to: 'emails:value', label: 'Emails' },
    { from: 'active', to: 'active', label: 'Active' },
    { from: 'addresses', to: 'addresses', label: 'Addresses' },
    { from: 'phoneNumbers', to: 'phoneNumbers', label: 'Phones' },
    { from: 'employeeIdentifier', to: 'employeeNumber', label: 'EmployeeNumber' },
    { from: 'department', to: 'department', label: 'Department' },
    { from: 'company', to: 'organization', label: 'Organization' },
    { from: 'jobTitle', to: 'title', label: 'Title' },
  ],
  groups: [{ from: 'name', to: 'displayName', label: 'Name' }],
  notSent: [],
  enterprise: 'extension',
  quirks: [],
  needsSso: false,
};
