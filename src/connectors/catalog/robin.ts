import { defineConnector } from '../definition';

/** Robin: SAML by fields, SCIM with groups and without passwords. */
export const robin = defineConnector({
  id: 'robin',
  label: 'Robin',
  category: 'Workplace',
  summary: 'Desks, rooms and visitors for hybrid offices.',
  custom: false,
  bookmark: false,
  customScim: false,
  variables: [
    {
      name: 'YOURDOMAIN',
      label: 'Robin domain name',
      help: 'The name of your organization in Robin. It stands in your Robin address after dashboard.robinpowered.com/.',
      example: 'fernhill-works',
    },
  ],
  saml: {
    from: 'fields',
    entityId: 'https://robinpowered.com',
    acsUrl: 'https://dashboard.robinpowered.com/sso/saml/custom',
    loginUrl: 'https://dashboard.robinpowered.com/{YOURDOMAIN}/login',
    nameId: { format: 'email', from: 'email' },
    attributes: [
      { name: 'Email', from: 'email' },
      { name: 'FirstName', from: 'firstname' },
      { name: 'LastName', from: 'lastname' },
    ],
    give: ['sso-url', 'idp-entity-id', 'certificate'],
  },
  scim: {
    baseUrl: { kind: 'fixed', url: 'https://api.robinpowered.com/v1.0/scim-2' },
    tokenName: 'SCIM token',
    can: ['create', 'update', 'deactivate', 'groups', 'import'],
    users: [
      { from: 'username', to: 'userName', label: 'userName' },
      { from: 'firstname', to: 'name.givenName', label: 'First Name' },
      { from: 'lastname', to: 'name.familyName', label: 'Last Name' },
      { from: 'email', to: 'emails:value', label: 'Email' },
      { from: 'jobTitle', to: 'title', label: 'Job Title' },
      { from: 'department', to: 'department', label: 'Department' },
      { from: 'displayName', to: 'displayName', label: 'displayName' },
      { from: 'employeeIdentifier', to: 'externalId', label: 'Employee Number' },
    ],
    groups: [{ from: 'name', to: 'displayName', label: 'Name' }],
    notSent: [],
    enterprise: 'extension',
    quirks: [],
    needsSso: false,
  },
  prerequisites: ['A Robin account with administrator permissions.', 'Your Robin domain name.'],
  notes: [
    'Robin does not take passwords, so none is sent.',
    'Compare the SP Entity ID and the ACS URL with what Robin shows in its SAML configuration details.',
    'To replace the SCIM token, deactivate Identity Management, change the Token Key and activate it again.',
  ],
  guides: {
    sso: [
      {
        title: 'In Passo',
        steps: [
          'Enter your Robin domain name; it replaces every placeholder below.',
          'Add or change attributes where your people need it, then choose save.',
          'Choose IDP Certificate Valid, then Download certificate.',
        ],
      },
      {
        title: 'In Robin',
        steps: [
          'Sign in to Robin Enterprise as an administrator and open Settings > Integration.',
          'In the Authentication methods section, find SAML 2.0, choose +Add and then Custom.',
          'SAML SSO URL: enter {sso-url}',
          'Identity Provider Issuer: enter {idp-entity-id}',
          'Public Certificate: paste the text of the downloaded certificate.pem.',
          'Choose Save Configuration.',
        ],
      },
    ],
    identityManagement: [
      {
        title: 'In Robin',
        steps: [
          'On the Robin web dashboard, open Manage > Integrations > SCIM Provisioning and choose Manage.',
          'On the SCIM Integration page, choose Generate token for SCIM.',
          'Copy the SCIM token.',
        ],
      },
      {
        title: 'In Passo',
        steps: [
          'Choose Configure.',
          'Paste the SCIM token into Token Key.',
          'Choose Activate and wait for the confirmation; the connection is saved with it.',
        ],
      },
    ],
  },
});
