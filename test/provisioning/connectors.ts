import type { ConnectorScim } from '../../src/connectors/definition';

/** A connector that can do everything a user needs, and its variants. */
export function connector(changes: Partial<ConnectorScim> = {}): ConnectorScim {
  return {
    baseUrl: { kind: 'ask', example: 'https://scim.example.com/v2' },
    tokenName: 'Token Key',
    can: ['create', 'update', 'deactivate'],
    users: [
      { from: 'username', to: 'userName', label: 'userName' },
      { from: 'email', to: 'emails:value', label: 'Email' },
      { from: 'firstname', to: 'name.givenName', label: 'First Name' },
      { from: 'lastname', to: 'name.familyName', label: 'Last Name' },
      { from: 'jobTitle', to: 'title', label: 'Job Title' },
      { from: 'department', to: 'department', label: 'Department' },
      { from: 'employeeIdentifier', to: 'externalId', label: 'Employee Number' },
      { from: 'workStreetAddress', to: 'addresses.streetAddress', label: 'Street' },
      { from: 'workCity', to: 'addresses.locality', label: 'City' },
    ],
    groups: [],
    notSent: [],
    enterprise: 'extension',
    quirks: [],
    needsSso: false,
    ...changes,
  };
}

/** No e-mail is sent, names are fixed, and deactivation removes the account. */
export function removingConnector(): ConnectorScim {
  return connector({
    users: [
      { from: 'username', to: 'userName', label: 'Email address' },
      { from: 'email', to: 'emails:value', label: 'Email', use: 'import' },
      { from: 'firstname', to: 'name.givenName', label: 'First Name' },
    ],
    can: ['create', 'update', 'deactivate', 'import'],
    quirks: ['immutable-user-name', 'deactivate-removes'],
  });
}
