import { defineConnector } from '../definition';

/** Rhombus Systems: SCIM without groups, after SSO; user names are set once and deactivation removes the account. */
export const rhombusSystems = defineConnector({
  id: 'rhombus-systems',
  label: 'Rhombus Systems',
  category: 'Physical security',
  summary: 'Cameras, sensors and access control managed in the cloud.',
  custom: false,
  bookmark: false,
  customScim: false,
  variables: [],
  saml: {
    from: 'sp-metadata',
    nameId: { format: 'email', from: 'username' },
    attributes: [],
    give: ['metadata-url'],
  },
  scim: {
    baseUrl: { kind: 'fixed', url: 'https://api2.rhombussystems.com/scim/v2' },
    tokenName: 'API token',
    can: ['create', 'update', 'deactivate', 'import'],
    users: [
      { from: 'username', to: 'userName', label: 'Email address' },
      { from: 'firstname', to: 'name.givenName', label: 'First Name' },
      { from: 'lastname', to: 'name.familyName', label: 'Last Name' },
      { from: 'email', to: 'emails:value', label: 'Primary Email', use: 'import' },
    ],
    groups: [],
    notSent: ['roles'],
    enterprise: 'extension',
    quirks: ['immutable-user-name', 'deactivate-removes'],
    needsSso: true,
  },
  prerequisites: [
    'A Rhombus account with administrator permissions.',
    'Single sign-on between Rhombus and Passo has to be active before Identity Management can be activated.',
  ],
  notes: [
    'Rhombus takes the username as the email address, so usernames have to be email addresses.',
    'The company email is read when accounts are imported; it is never sent.',
    'Usernames cannot be changed in Rhombus once the account exists.',
    'When a person is deactivated, Rhombus removes the account; it is created again when the person returns.',
    'Groups are not supported.',
    'To replace the token, deactivate Identity Management, change the Token Key and activate it again.',
  ],
  guides: {
    sso: [
      {
        title: 'In Rhombus',
        steps: [
          'Open Settings > Single Sign-On and download the SP metadata.',
          'Keep at least two administrators as recovery users, so that a mistake cannot lock everybody out.',
        ],
      },
      {
        title: 'In Passo',
        steps: [
          'Under Metadata of the application, pick the file from Rhombus and choose Upload Metadata.',
          'Look at what was read and choose Apply.',
          'Open {metadata-url} and save the page as a file.',
        ],
      },
      {
        title: 'In Rhombus, to finish',
        steps: ['Under Settings > Single Sign-On, hand over the saved metadata as the IdP metadata XML and save.'],
      },
    ],
    identityManagement: [
      {
        title: 'In Rhombus',
        steps: [
          'Make sure that single sign-on between Rhombus and Passo works.',
          'Open Settings > Single Sign-On.',
          'Generate a new API token and copy it. It may be shown only once, so keep it in a safe place.',
        ],
      },
      {
        title: 'In Passo',
        steps: [
          'Choose Configure and paste the API token into Token Key.',
          'Choose Activate and wait for the confirmation; the connection is saved with it.',
        ],
      },
    ],
  },
});
