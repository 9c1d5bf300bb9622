import { defineConnector } from '../definition';
import { GENERIC_SCIM } from '../generic-scim';

/** Any application that speaks SCIM 2.0 and needs no sign-on from here. */
export const customScim = defineConnector({
  id: 'custom-scim',
  label: 'Custom SCIM integration',
  category: 'Custom',
  summary: 'Any application with a SCIM 2.0 service that takes a bearer token.',
  custom: true,
  bookmark: false,
  customScim: true,
  variables: [],
  scim: GENERIC_SCIM,
  prerequisites: ['An account with administrator permissions in the application.'],
  notes: ['An application may refuse attributes that it does not know; the reason is shown beside each person.'],
  guides: {
    sso: [],
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
