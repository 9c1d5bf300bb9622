import { defineConnector } from '../definition';

/** BlogIn: metadata in both directions, accounts at sign-on, SCIM with groups and passwords. */
export const blogin = defineConnector({
  id: 'blogin',
  label: 'BlogIn',
  category: 'Knowledge and communication',
  summary: 'Internal blog and knowledge base for teams.',
  custom: false,
  bookmark: false,
  customScim: false,
  variables: [],
  saml: {
    from: 'sp-metadata',
    nameId: { format: 'email', from: 'email' },
    attributes: [
      { name: 'email', from: 'email', jit: 'required' },
      { name: 'firstname', from: 'firstname', jit: 'required' },
      { name: 'lastname', from: 'lastname', jit: 'required' },
    ],
    give: ['metadata-url'],
  },
  scim: {
    baseUrl: { kind: 'ask', example: 'https://fernhill.blogin.co/sso/scim/V2' },
    tokenName: 'Secret (Bearer) token',
    can: ['create', 'update', 'deactivate', 'groups', 'import', 'passwords'],
    users: [
      { from: 'username', to: 'userName', label: 'userName' },
      { from: 'email', to: 'emails:value', label: 'emails' },
      { from: 'active', to: 'active', label: 'Active' },
      { from: 'firstname', to: 'name.givenName', label: 'First Name' },
      { from: 'lastname', to: 'name.familyName', label: 'Last Name' },
      { from: 'fullname', to: 'name.formatted', label: 'Display Name' },
      { from: 'jobTitle', to: 'title', label: 'Job title' },
      { from: 'workPhone', to: 'phoneNumbers.value', label: 'Phone Number' },
      { from: 'timezone', to: 'timezone', label: 'timezone' },
      { from: 'displayName', to: 'displayName', label: 'displayName' },
    ],
    groups: [{ from: 'name', to: 'displayName', label: 'Name' }],
    notSent: [],
    enterprise: 'extension',
    quirks: [],
    needsSso: false,
  },
  prerequisites: ['A BlogIn account with administrator permissions.'],
  notes: [
    'BlogIn takes passwords: a temporary one goes with the account, and a password that a person sets is sent on.',
    'BlogIn creates accounts at the first sign-on from the attributes marked as required for JIT.',
    'To change the Base URL or the token, deactivate Identity Management, enter the new value and activate it again.',
  ],
  guides: {
    sso: [
      {
        title: 'In BlogIn, first part',
        steps: [
          'Open Settings > User Authentication tab > Configure SSO & User provisioning.',
          'Switch SINGLE SIGN-ON STATUS to On. A name for the configuration is optional.',
          'Under Identity Provider Configuration Data, choose Download Metadata as file (xml).',
          'Leave the window open.',
        ],
      },
      {
        title: 'In Passo',
        steps: [
          'Under Metadata of the application, pick the file from BlogIn and choose Upload Metadata.',
          'Look at what was read and choose Apply.',
          'Choose Copy Metadata URL.',
        ],
      },
      {
        title: 'In BlogIn, second part',
        steps: [
          'Back in Configure Single Sign-On and User Provisioning, set CONFIGURATION METHOD to Metadata URL.',
          'Paste {metadata-url}',
          'Choose the Default User Role for new people.',
          'Choose SAVE CHANGES.',
        ],
      },
    ],
    identityManagement: [
      {
        title: 'In BlogIn',
        steps: [
          'Open Settings > User Authentication tab > Configure SSO & User provisioning.',
          'On the User Provisioning tab, switch USER PROVISIONING STATUS to On.',
          'Choose Save changes. The first save generates the Secret (bearer) token.',
          'Copy the Base (Tenant) URL and the Secret (Bearer) token.',
        ],
      },
      {
        title: 'In Passo',
        steps: [
          'Choose Configure.',
          'Paste the Base (Tenant) URL into Base URL. It ends in /sso/scim/V2, with a capital V.',
          'Paste the Secret (Bearer) token into Token Key.',
          'Choose Activate and wait for the confirmation; the connection is saved with it.',
        ],
      },
    ],
  },
});
