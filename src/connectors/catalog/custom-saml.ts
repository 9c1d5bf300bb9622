import { defineConnector } from '../definition';

/** Any application that speaks SAML 2.0; a custom SCIM integration may be configured beside it. */
export const customSaml = defineConnector({
  id: 'custom-saml',
  label: 'Custom SAML application',
  category: 'Custom',
  summary: 'Any application that speaks SAML 2.0, with a custom SCIM integration if it has one.',
  custom: true,
  bookmark: false,
  customScim: true,
  variables: [],
  saml: {
    from: 'fields',
    nameId: { format: 'email', from: 'email' },
    attributes: [
      { name: 'email', from: 'email' },
      { name: 'firstName', from: 'firstname' },
      { name: 'lastName', from: 'lastname' },
    ],
    give: ['metadata-url', 'sso-url', 'idp-entity-id', 'certificate'],
  },
  prerequisites: ['An account with administrator permissions in the application.'],
  notes: ['The quickest way is to upload the metadata file of the application; it fills in the fields.'],
  guides: {
    sso: [
      {
        title: 'In Passo',
        steps: [
          'Choose Upload Metadata if the application offers a metadata file; otherwise enter its SP Entity ID and ACS URL.',
          'Choose what identifies people there, and the attributes it needs, then choose save.',
        ],
      },
      {
        title: 'In the application',
        steps: [
          'If it reads metadata, enter {metadata-url}',
          'Otherwise enter the sign-on address {sso-url} and the issuer {idp-entity-id}, and upload certificate.pem.',
        ],
      },
    ],
    identityManagement: [
      {
        title: 'In the application',
        steps: ['Enable SCIM 2.0 provisioning, note its base URL and generate a bearer token.'],
      },
      {
        title: 'In Passo',
        steps: [
          'Choose Configure and enter the Base URL and the Token Key.',
          'Choose Activate and wait for the confirmation; the connection is saved with it.',
        ],
      },
    ],
  },
});
